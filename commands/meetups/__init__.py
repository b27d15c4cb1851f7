"""Meetups: members brought together in pairs or small groups, every few weeks."""

from commands.meetups import (
    asking,
    drawing,
    joining,
    pausing,
    pools,
    previewing,
    publishing,
    scheduling,
    settings,
    status,
)
from copbot.message import say
from copbot.practice import Practice

PRACTICE = Practice(
    name="meet",
    about=say("Meet each other, two or a few at a time."),
    default="status",
    commands=(
        *joining.COMMANDS,
        *pausing.COMMANDS,
        *status.COMMANDS,
        *scheduling.COMMANDS,
        *previewing.COMMANDS,
        *settings.COMMANDS,
    ),
    actions=(
        *joining.ACTIONS,
        *pausing.ACTIONS,
        *scheduling.ACTIONS,
        *previewing.ACTIONS,
        *settings.ACTIONS,
        *drawing.ACTIONS,
        *asking.ACTIONS,
    ),
    forms=(*joining.FORMS, *status.FORMS, *settings.FORMS),
    observers=(*drawing.OBSERVERS, *publishing.OBSERVERS, *previewing.OBSERVERS, *settings.OBSERVERS),
    jobs=(*drawing.JOBS, *publishing.JOBS, *asking.JOBS),
    answers=(*drawing.ANSWERS, *previewing.ANSWERS),
    puzzles=pools.PUZZLES,
)
