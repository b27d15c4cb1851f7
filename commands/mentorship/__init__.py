"""`/mentor`: programmes, signing up, matching, and the life of a match."""

from commands.mentorship import (
    accepting,
    approving,
    arranging,
    joining,
    matching,
    never,
    pausing,
    pools,
    preview,
    programme,
    publishing,
    status,
    waiting,
    why,
)
from copbot.message import say
from copbot.practice import Practice

PRACTICE = Practice(
    name="mentor",
    about=say("Mentorship: sign up, be matched with reasons, meet, and look back."),
    default="status",
    commands=(
        *joining.COMMANDS,
        *status.COMMANDS,
        *pausing.COMMANDS,
        *never.COMMANDS,
        *programme.COMMANDS,
        *matching.COMMANDS,
        *why.COMMANDS,
    ),
    actions=(
        *joining.ACTIONS,
        *approving.ACTIONS,
        *pausing.ACTIONS,
        *programme.ACTIONS,
        *matching.ACTIONS,
        *preview.ACTIONS,
        *arranging.ACTIONS,
        *publishing.ACTIONS,
        *accepting.ACTIONS,
    ),
    forms=(*joining.FORMS, *never.FORMS, *pausing.FORMS, *programme.FORMS, *arranging.FORMS, *accepting.FORMS),
    observers=(*matching.OBSERVERS, *waiting.OBSERVERS),
    jobs=accepting.JOBS,
    answers=(*matching.ANSWERS, *waiting.ANSWERS),
    puzzles=pools.PUZZLES,
)
