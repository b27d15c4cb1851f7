"""The scripted week: what people do, hour by hour. A platform tells each act again until it was answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from copbot.events import ButtonPressed, CommandTyped, Event, Happening, Person, Place, ReactionAdded, ReactionRemoved
from copbot.message import Control
from copbot.refs import ChannelRef, Emoji, MessageRef, UserRef
from tests.support.clock import START

TENANT = "demo"
DAYS = 7
CIRCLE = ("bob", "carla", "dev", "eve")
"""Each thanks the next one once a day, the last one the first."""
EVERYBODY = ("ann", *CIRCLE)
PROMPTS = 12


@dataclass(frozen=True, slots=True)
class Act:
    """One thing somebody does at an instant."""

    at: datetime
    event: Event


def user(name: str) -> UserRef:
    """Name somebody."""
    return UserRef("sim", TENANT, name)


def week() -> tuple[Act, ...]:
    """Give the acts in the order of time."""
    acts = [*_founding(), *_days()]
    return tuple(
        Act(at, _event(number, who, happened))
        for number, (at, who, happened) in enumerate(sorted(acts, key=lambda act: act[0]))
    )


def reasons() -> list[str]:
    """Give what people are thanked for by command, in order."""
    return [_reason(day, giver) for day in range(DAYS) for giver in CIRCLE]


def _founding() -> Iterator[tuple[datetime, str, Happening]]:
    lines: list[tuple[str | Control | ChannelRef, ...]] = [
        *((f"prompt add What did you learn from attempt {number}?",) for number in range(PROMPTS)),
        ("prompt schedule every day at 9:30",),
        (Control("prompt.save", "1"),),
        ("prompt schedule ", ChannelRef("sim", TENANT, "help"), " every day at 15:00"),
        (Control("prompt.save", "2"),),
        ("recap schedule every day at 16:00",),
        (Control("recap.save"),),
        ("recap schedule every friday at 16:30 what:roundup",),
        (Control("recap.save"),),
    ]
    for number, line in enumerate(lines):
        match line:
            case (Control() as control,):
                happened: Happening = ButtonPressed(control)
            case pieces:
                happened = CommandTyped(tuple(piece for piece in pieces if not isinstance(piece, Control)))
        yield START + timedelta(seconds=number), "ann", happened


def _days() -> Iterator[tuple[datetime, str, Happening]]:
    for day in range(DAYS):
        begin = START + timedelta(days=day, hours=3)
        for number, giver in enumerate(CIRCLE):
            receiver = user(CIRCLE[(number + 1) % len(CIRCLE)])
            said = CommandTyped(("kudos give ", receiver, f" {_reason(day, giver)}"))
            yield begin + timedelta(minutes=20 * number), giver, said
        yield begin + timedelta(hours=4), "bob", CommandTyped((f"library add https://site.example/{day}",))
        message = MessageRef("sim", TENANT, "general", f"said-{day}")
        thanked = ReactionAdded(message, Emoji("🙌"), user("ann"))
        yield begin + timedelta(hours=5), "eve", thanked
        if day % 2:
            yield begin + timedelta(hours=6), "eve", ReactionRemoved(message, Emoji("🙌"))


def _reason(day: int, giver: str) -> str:
    return f"the help of day {day} to {giver}"


def _event(number: int, who: str, happened: Happening) -> Event:
    stateful = isinstance(happened, ReactionAdded | ReactionRemoved)
    return Event(
        place=Place(platform="sim", tenant=TENANT, channel="general"),
        happened=happened,
        actor=_person(who),
        people=tuple(map(_person, EVERYBODY)),
        delivery_id=None if stateful else f"act-{number}",
    )


def _person(name: str) -> Person:
    return Person(user=user(name), name=name.capitalize(), is_platform_admin=name == "ann", zone="UTC")
