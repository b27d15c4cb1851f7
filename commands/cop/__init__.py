"""What a community is and how it is set up, what each member sets for themselves, and help."""

from collections.abc import Sequence

from commands.cop import (
    audit,
    check,
    coming,
    going,
    home,
    introducing,
    leaving,
    people,
    quiet,
    settings,
    setup,
    welcome,
)
from commands.cop.help import guide_to
from copbot.message import say
from copbot.practice import Practice


def cop_practice(others: Sequence[Practice]) -> Practice:
    """Make the practice that the others live in: its help is made of all their declarations and its own."""

    def everything() -> Sequence[Practice]:
        return (*others, practice)

    guide = guide_to(everything)
    practice = Practice(
        name="cop",
        about=say("Set the community up, and see what is yours."),
        default="help",
        commands=(
            guide.command,
            coming.cop_next,
            *home.COMMANDS,
            *quiet.COMMANDS,
            *leaving.COMMANDS,
            *people.COMMANDS,
            *setup.COMMANDS,
            *settings.COMMANDS,
            *check.COMMANDS,
            audit.cop_audit,
        ),
        actions=(
            guide.action,
            *home.ACTIONS,
            *leaving.ACTIONS,
            *setup.ACTIONS,
            *settings.ACTIONS,
            *check.ACTIONS,
            *introducing.ACTIONS,
        ),
        forms=(*home.FORMS, *setup.FORMS, *settings.FORMS, *introducing.FORMS),
        watchers=(*guide.watchers, *home.WATCHERS, *going.WATCHERS, *welcome.WATCHERS),
        observers=(coming.MISSED, *check.OBSERVERS, *introducing.OBSERVERS),
        jobs=welcome.JOBS,
        answers=check.ANSWERS,
    )
    return practice
