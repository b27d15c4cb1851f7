import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from copbot.events import JobDue
from copbot.message import say
from copbot.model.timetable import Outcome, Scheduled
from copbot.ports import Transactions
from copbot.refs import CommunityId
from copbot.schedule import Once, Recurrence, Schedule, Weekday, Weekly
from storage.books import SqlStore
from tests.storage.house import DAY, House, founded
from tests.support.clock import START
from tests.support.databases import BOTH

DATABASES = BOTH

TUESDAYS = Schedule(
    rule=Recurrence(days=Weekly((Weekday.TUESDAY,)), times=(time(10),), start=date(2026, 11, 23)), zone="Europe/Berlin"
)
FIRST = datetime(2026, 11, 24, 9, tzinfo=UTC)
FIRST_NOMINAL = FIRST.replace(hour=10, tzinfo=None)
WEEK = timedelta(days=7)


async def added(house: House, kind: str = "prompt", subject: str = "1") -> Scheduled:
    return await house.store(lambda store: store.timetable.add(kind, subject, TUESDAYS, START))


async def due(house: House, now: datetime, limit: int = 64) -> list[tuple[CommunityId, JobDue]]:
    return list(await house.read(lambda books: books.due(now, limit)))


async def occurs(house: House, job: JobDue, now: datetime = FIRST) -> bool:
    return await house.write(lambda books: books.occur(house.community, job, now))


async def history(house: House) -> list[tuple[datetime, Outcome]]:
    happened = await house.look(lambda store: store.timetable.history(START))
    return [(one.nominal, one.outcome) for one in happened]


async def test_a_schedule_knows_when_it_falls_due_next(house: House) -> None:
    scheduled = await added(house)
    assert (scheduled.kind, scheduled.subject, scheduled.schedule) == ("prompt", "1", TUESDAYS)
    assert (scheduled.next_at, scheduled.next_nominal) == (FIRST, FIRST_NOMINAL)
    assert await house.look(lambda store: store.timetable.get(scheduled.id)) == scheduled
    assert await house.read(lambda books: books.next_due()) == FIRST


async def test_nothing_is_due_before_its_instant(house: House) -> None:
    scheduled = await added(house)
    assert await due(house, FIRST - timedelta(microseconds=1)) == []
    ((community, job),) = await due(house, FIRST)
    assert community == house.community
    assert (job.schedule, job.kind, job.subject) == (scheduled.id, "prompt", "1")
    assert (job.nominal, job.due_at, job.missed) == (FIRST_NOMINAL, FIRST, False)


async def test_an_occurrence_happens_once_and_moves_its_schedule(house: House) -> None:
    scheduled = await added(house)
    ((_, job),) = await due(house, FIRST)
    assert [await occurs(house, job), await occurs(house, job)] == [True, False]
    assert await due(house, FIRST) == []
    assert await house.read(lambda books: books.next_due()) == FIRST + WEEK
    assert await history(house) == [(job.nominal, Outcome.DONE)]
    moved = await house.look(lambda store: store.timetable.get(scheduled.id))
    assert moved is not None
    assert moved.next_at == FIRST + WEEK


async def test_of_many_that_see_it_due_at_once_one_does_it(house: House, beside: Transactions) -> None:
    await added(house)
    await house.store(lambda store: store.timetable.once("nudge", "1", FIRST))
    jobs = [job for _, job in await due(house, FIRST)]
    there = house.beside(beside)
    for job in jobs:
        done = await asyncio.gather(*(occurs(at, job) for at in (house, there) * 10))
        assert sorted(done) == [False] * 19 + [True]
    assert len(await history(house)) == 1


async def test_a_job_that_comes_too_late_is_written_down_as_missed(house: House) -> None:
    await added(house)
    ((_, job),) = await due(house, FIRST + DAY)
    assert await occurs(house, replace(job, missed=True), FIRST + DAY)
    assert await history(house) == [(job.nominal, Outcome.MISSED)]
    assert await due(house, FIRST + DAY) == []


async def test_a_job_that_does_nothing_says_why(house: House) -> None:
    await added(house)
    ((_, job),) = await due(house, FIRST)
    why = say("Nobody answered {times} times.", times=3)
    await occurs(house, job)
    await house.write(lambda books: books.skipped(house.community, job, why))
    (happened,) = await house.look(lambda store: store.timetable.history(START))
    assert (happened.outcome, happened.why, happened.due_at) == (Outcome.SKIPPED, why, FIRST)
    assert (happened.schedule, happened.kind, happened.subject) == (job.schedule, "prompt", "1")


async def test_something_to_be_done_once_is_done_once_and_gone(house: House) -> None:
    await house.store(lambda store: store.timetable.once("nudge", "7", FIRST))
    ((_, job),) = await due(house, FIRST)
    assert (job.kind, job.subject, job.nominal) == ("nudge", "7", FIRST.replace(tzinfo=None))
    assert [await occurs(house, job), await occurs(house, job)] == [True, False]
    assert await house.read(lambda books: books.next_due()) is None
    assert await house.look(lambda store: store.timetable.all()) == ()


async def test_the_same_thing_once_again_moves_it(house: House) -> None:
    for at in (FIRST, FIRST + DAY):
        await house.store(lambda store, at: store.timetable.once("nudge", "7", at), at)
    assert await due(house, FIRST) == []
    ((_, job),) = await due(house, FIRST + DAY)
    assert await occurs(house, job)


async def test_a_move_beats_a_job_already_seen_due(house: House) -> None:
    await house.store(lambda store: store.timetable.once("nudge", "7", FIRST))
    ((_, job),) = await due(house, FIRST)
    await house.store(lambda store: store.timetable.once("nudge", "7", FIRST + DAY))
    assert not await occurs(house, job)
    assert await house.read(lambda books: books.next_due()) == FIRST + DAY


async def test_what_is_cancelled_does_not_fall_due(house: House) -> None:
    await added(house)
    await house.store(lambda store: store.timetable.once("nudge", "7", FIRST))
    jobs = [job for _, job in await due(house, FIRST)]
    for kind, subject in (("prompt", "1"), ("nudge", "7"), ("nudge", "8")):
        await house.store(lambda store, *what: store.timetable.cancel(*what), kind, subject)
    assert await due(house, FIRST) == []
    assert [await occurs(house, job) for job in jobs] == [False, False]
    assert await history(house) == []


async def test_a_changed_rule_falls_due_by_itself(house: House) -> None:
    scheduled = await added(house)
    thursdays = replace(
        TUESDAYS, rule=Recurrence(days=Weekly((Weekday.THURSDAY,)), times=(time(15),), start=date(2026, 11, 23))
    )
    changed = await house.store(lambda store: store.timetable.change(scheduled.id, thursdays, FIRST))
    assert (changed.schedule, changed.next_at) == (thursdays, FIRST + 2 * DAY + timedelta(hours=5))
    assert await house.look(lambda store: store.timetable.get(scheduled.id)) == changed
    with pytest.raises(KeyError):
        await house.store(lambda store: store.timetable.change(99, thursdays, FIRST))


async def test_the_next_one_can_be_left_out_with_a_reason(house: House) -> None:
    scheduled = await added(house)
    after = await house.store(lambda store: store.timetable.skip_next(scheduled.id, say("Holiday.")))
    assert after.next_at == FIRST + WEEK
    assert await due(house, FIRST) == []
    (happened,) = await house.look(lambda store: store.timetable.history(START))
    assert (happened.outcome, str(happened.why)) == (Outcome.SKIPPED, "Holiday.")
    with pytest.raises(KeyError):
        await house.store(lambda store: store.timetable.skip_next(99, say("Holiday.")))


async def test_what_is_done_once_cannot_be_skipped(house: House) -> None:
    await house.store(lambda store: store.timetable.once("nudge", "7", FIRST))
    ((_, job),) = await due(house, FIRST)
    with pytest.raises(KeyError):
        await house.store(lambda store: store.timetable.skip_next(job.schedule, say("Holiday.")))
    assert await house.look(lambda store: store.timetable.get(job.schedule)) is None


async def test_a_skipped_one_that_comes_up_again_stays_skipped_and_is_passed(house: House) -> None:
    scheduled = await added(house)
    await house.store(lambda store: store.timetable.skip_next(scheduled.id, say("Holiday.")))
    await house.store(lambda store: store.timetable.change(scheduled.id, TUESDAYS, START))
    ((_, job),) = await due(house, FIRST)
    assert not await occurs(house, job)
    assert await due(house, FIRST) == []
    assert await house.read(lambda books: books.next_due()) == FIRST + WEEK


async def test_a_new_schedule_never_takes_the_place_of_one_that_is_gone(house: House) -> None:
    gone = await added(house)
    await house.store(lambda store: store.timetable.skip_next(gone.id, say("Holiday.")))
    await house.store(lambda store: store.timetable.cancel("prompt", "1"))
    scheduled = await added(house)
    assert scheduled.id != gone.id
    ((_, job),) = await due(house, FIRST)
    assert await occurs(house, job)


async def test_all_are_listed_soonest_first_and_those_that_are_over_last(house: House) -> None:
    def fill(store: SqlStore) -> None:
        over = Schedule(rule=Once(FIRST_NOMINAL), zone="Europe/Berlin")
        store.timetable.add("prompt", "over", over, FIRST)
        store.timetable.add("recap", "later", TUESDAYS, FIRST)
        store.timetable.add("prompt", "soon", TUESDAYS, START)
        store.timetable.once("nudge", "1", START)

    await house.store(fill)
    every = await house.look(lambda store: store.timetable.all())
    assert [(one.subject, one.next_at) for one in every] == [
        ("soon", FIRST),
        ("later", FIRST + WEEK),
        ("over", None),
    ]
    assert [one.subject for one in await house.look(lambda store: store.timetable.all("prompt"))] == ["soon", "over"]


async def test_due_schedules_of_all_communities_come_oldest_first(house: House, transactions: Transactions) -> None:
    other = await founded(transactions, "elsewhere")
    await house.store(lambda store: store.timetable.once("nudge", "b", FIRST + DAY))
    await other.store(lambda store: store.timetable.once("nudge", "a", FIRST))
    everything = await due(house, FIRST + DAY)
    assert [(community, job.subject) for community, job in everything] == [
        (other.community, "a"),
        (house.community, "b"),
    ]
    assert len(await due(house, FIRST + DAY, limit=1)) == 1


async def test_another_communitys_schedule_is_out_of_reach(house: House, transactions: Transactions) -> None:
    other = await founded(transactions, "elsewhere")
    scheduled = await added(house)
    assert await other.look(lambda store: store.timetable.get(scheduled.id)) is None
    ((_, job),) = await due(house, FIRST)
    assert not await occurs(other, job)
    await other.store(lambda store: store.timetable.cancel("prompt", "1"))
    assert await house.look(lambda store: store.timetable.get(scheduled.id)) == scheduled


async def test_what_fell_due_is_forgotten_after_three_months_and_what_was_skipped_ahead_stays_skipped(
    house: House,
) -> None:
    scheduled = await added(house)
    ((_, job),) = await due(house, FIRST)
    await occurs(house, job)
    await house.store(lambda store: store.timetable.skip_next(scheduled.id, say("Holidays.")))

    assert await house.write(lambda books: books.prune(FIRST + 90 * DAY)) == 0
    assert await house.write(lambda books: books.prune(FIRST + 91 * DAY)) == 1
    assert await history(house) == [(FIRST_NOMINAL + WEEK, Outcome.SKIPPED)]
    assert not await occurs(house, job)
