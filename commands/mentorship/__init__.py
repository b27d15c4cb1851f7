"""`/mentor`: programmes, signing up, matching, and the life of a match."""

from commands.mentorship import approving, joining, never, pausing, programme, status
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
    ),
    actions=(*joining.ACTIONS, *approving.ACTIONS, *pausing.ACTIONS, *programme.ACTIONS),
    forms=(*joining.FORMS, *never.FORMS, *pausing.FORMS, *programme.FORMS),
)
