"""Chat while people are brought together: the longest answer while a whole pool is read, worked out, kept and shown."""

import asyncio
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from adapters.workshop.process import Workshop
from adapters.workshop.solving import LONGEST, WorkshopSolver
from benchmarks.house import TENANT, House, founded, house, kudos, person, thanked
from benchmarks.measure import Figure, folder
from copbot.bootstrap.parts import settled
from copbot.events import CommandInvoked, Event, Place
from copbot.model.meetups import JOB, MeetupSeries, MeetWishes, Participant
from copbot.model.mentorship import Programme, SignUp
from copbot.model.mentorship_pool import Side
from copbot.model.roles import Appointments
from copbot.ports import Books, State
from copbot.refs import CommunityId, MemberId
from copbot.store import Store

_SIDE = 5_000
_PEOPLE = 5_000
_EVERY = 0.02
_LOOK = 10
_GIVERS = 600
_ZONES = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "America/Los_Angeles", "Asia/Kolkata")
_TOPICS = tuple(f"{word}-{number}" for word in ("assessment", "feedback", "lesson", "group") for number in range(10))


@dataclass(frozen=True, slots=True)
class _Round:
    """Something that is drawn: how many take part, how they sign up, how it begins, and the key of its puzzle."""

    people: int
    sign_up: Callable[[Store, Sequence[MemberId], datetime], None]
    begin: Callable[[House], Awaitable[object]]
    key: str


async def run() -> list[Figure]:
    """Measure `solve_stall_mentors` and `solve_stall_meetups`."""
    mentors = _Round(2 * _SIDE, _as_mentors_and_mentees, _match, "mentorship.round:1:1")
    meetups = _Round(_PEOPLE, _for_meetups, lambda one: one.bot.due.run_due(), "meetup_round:1:1")
    with folder() as path:
        stalls = {
            "solve_stall_mentors": await _stall(path / "mentors.db", mentors),
            "solve_stall_meetups": await _stall(path / "meetups.db", meetups),
        }
    return [
        Figure(name=name, value=stall * 1000, unit="ms", limit=250, ratio=None, goal="≤ 250")
        for name, stall in stalls.items()
    ]


async def _stall(path: Path, drawn: _Round) -> float:
    """Give the longest answer to a kudos every 20 ms, from the beginning until the plan is kept."""
    async with Workshop(limit=LONGEST) as workshop, house(path, solver=WorkshopSolver(workshop)) as one:
        now = datetime.now(UTC)
        community = await founded(one.transactions, now)
        await thanked(one.bot, [kudos(giver, giver + 1) for giver in range(0, _GIVERS, 2)])
        await one.bot.settle()
        await one.transactions.write(lambda books: _fill(books, community, drawn, now))
        async with asyncio.TaskGroup() as tasks:
            delivering = tasks.create_task(one.bot.deliverer.run())
            with settled():
                beginning = asyncio.ensure_future(drawn.begin(one))
                longest = await _trickle(one, lambda books: _is_sent(books, community, drawn.key))
                await beginning
            delivering.cancel()
    return longest


async def _trickle(one: House, kept: Callable[[Books], bool]) -> float:
    """Give a kudos every 20 ms until the plan is kept; tells the longest answer."""
    answers: list[asyncio.Task[float]] = []
    while len(answers) % _LOOK or not await one.transactions.read(kept):
        answers.append(asyncio.create_task(_answered(one, 2 * len(answers) + 1)))
        await asyncio.sleep(_EVERY)
    return max(await asyncio.gather(*answers))


def _is_sent(books: Books, community: CommunityId, key: str) -> bool:
    found = books.outbox.receipt(community, key)
    return found is not None and found[0] is State.SENT


async def _answered(one: House, giver: int) -> float:
    began = time.perf_counter()
    await one.bot.inbox(kudos(giver % _GIVERS, (giver * 7 + 3) % _GIVERS))
    return time.perf_counter() - began


def _fill(books: Books, community: CommunityId, drawn: _Round, now: datetime) -> None:
    """Have so many people sign up, of whom the first facilitates."""
    store = books.store(community)
    members = [store.members.seen(person(number), now, acted=True).id for number in range(drawn.people)]
    store.settings.put(Appointments(facilitators=(members[0],)))
    drawn.sign_up(store, members, now)


def _as_mentors_and_mentees(store: Store, members: Sequence[MemberId], now: datetime) -> None:
    drawn = random.Random(7)
    programme = store.mentors.add(Programme(name="Bench", begins=now.date(), made_by=members[0], made_at=now))
    for number, member in enumerate(members):
        begins = drawn.randrange(8, 20) * 60
        store.mentors.keep(
            SignUp(
                programme=programme,
                member=member,
                side=Side.MENTOR if number % 2 else Side.MENTEE,
                offers=tuple(drawn.sample(_TOPICS, 3)),
                wants=tuple(drawn.sample(_TOPICS, 2)),
                goal=f"give better {drawn.choice(_TOPICS)}",
                experience=drawn.randrange(5),
                days=tuple(sorted(drawn.sample(range(7), 5))),
                from_minute=begins,
                to_minute=(begins + drawn.choice((3, 4, 6)) * 60) % (24 * 60),
                languages=tuple(drawn.sample(("en", "nl", "de", "fr"), drawn.choice((1, 2)))),
                capacity=drawn.choice((1, 2, 3)),
                joined_at=now,
                changed_at=now,
            )
        )


def _for_meetups(store: Store, members: Sequence[MemberId], now: datetime) -> None:
    drawn = random.Random(7)
    series = store.meetups.add(MeetupSeries(name="coffee", shown_first=True, made_by=members[0]))
    for member in members:
        begins = drawn.choice((8, 9, 10))
        wishes = MeetWishes(
            days=tuple(sorted(drawn.sample(range(5), drawn.randint(2, 5)))),
            from_hour=begins,
            to_hour=begins + drawn.choice((2, 4, 8)),
            topics=tuple(drawn.sample(_TOPICS, 2)),
        )
        store.preferences.put(member, wishes)
        store.meetups.join(Participant(series=series, member=member, joined_at=now))
    store.timetable.once(JOB, str(series), now)


async def _match(one: House) -> None:
    place = Place(platform="sim", tenant=TENANT, channel="general")
    await one.bot.inbox(
        Event(place=place, happened=CommandInvoked("mentor match", {}), actor=person(0), delivery_id="bench-match")
    )
