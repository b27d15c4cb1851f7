"""What those of a match could do when they meet: a guide for the first time, an agenda for each stage."""

from collections.abc import Mapping
from types import MappingProxyType

from copbot.message import Bullets, Said, say
from copbot.model.mentorship_course import Stage
from copbot.model.mentorship_pool import Shape

_FIRST = (
    say("Ten minutes: who are you, what do you work on, and what brought you here?"),
    say("Ten minutes: what should be different at the end? Say it so that you would notice."),
    say("Ten minutes: how often do you meet, for how long, and where?"),
    say("Five minutes: what stays between you, and what may be told?"),
    say("At the end: the day of the next meeting."),
)
_FIRST_OF: Mapping[Shape, Said] = MappingProxyType(
    {
        Shape.PAIR: say("The mentee brings the questions, the mentor brings time and experience."),
        Shape.GROUP: say("Give everybody two minutes first, in turn, before you talk freely."),
        Shape.PEER: say("Share the time in halves: each brings one thing, the other listens first."),
        Shape.REVERSE: say("Who has less experience leads: let yourself be shown how they see it."),
    }
)
_AGENDA: Mapping[Stage, tuple[Said, ...]] = MappingProxyType(
    {
        Stage.BEGINNING: (
            say("What happened since you last spoke?"),
            say("The goal: is it still the right one, and what would be a first sign of it?"),
            say("One situation in detail: what was tried, what came of it?"),
            say("One small step to try before the next meeting, and its day."),
        ),
        Stage.MIDDLE: (
            say("The step from last time: what worked, what surprised you?"),
            say("One situation in detail; questions first, advice after."),
            say("How far is the goal? Write it down: /mentor goal."),
            say("How is this going for you two: more of what, less of what?"),
            say("The next step, and the next day."),
        ),
        Stage.END: (
            say("What can you do now that you could not do at the beginning?"),
            say("What is still open, and who else could help with it?"),
            say("What would you like to thank each other for?"),
            say("Which experience is worth a story for the others?"),
            say("Close it together: /mentor close."),
        ),
    }
)
STAGES: Mapping[Stage, Said] = MappingProxyType(
    {
        Stage.BEGINNING: say("For one of your first meetings"),
        Stage.MIDDLE: say("For a meeting on the way"),
        Stage.END: say("For one of your last meetings"),
    }
)


def first_meeting(shape: Shape) -> Bullets:
    """Give the guide for a first meeting."""
    return Bullets(tuple((one,) for one in (_FIRST_OF[shape], *_FIRST)))


def agenda(stage: Stage) -> Bullets:
    """Give the agenda for a meeting at a stage."""
    return Bullets(tuple((one,) for one in _AGENDA[stage]))
