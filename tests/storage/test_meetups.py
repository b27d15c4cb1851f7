"""What the books of meetups promise, on both databases."""

from datetime import timedelta

from copbot.model.meetups import LOOKED_BACK, MeetupCount, MeetupRound, MeetupSeries, Met, Participant, RoundState
from copbot.model.meetups_pool import Lack, MeetupGroup, MeetupPlan, PastMeeting, WithoutGroup
from copbot.refs import MemberId
from storage.books import SqlStore
from tests.storage.house import DAY, House
from tests.support.clock import START
from tests.support.databases import BOTH

DATABASES = BOTH


async def _people(house: House, *names: str) -> list[MemberId]:
    return [(await house.member(name)).id for name in names]


def _begun(store: SqlStore, series: int, occurrence: str) -> MeetupRound:
    begun = store.meetups.begin(series, occurrence, START)
    assert begun is not None
    return begun


def _met(store: SqlStore, series: int, *members: MemberId, ago: timedelta, asked: bool = True) -> int:
    """Have some met once, so long ago, and asked a week later."""
    at = START - ago
    round_ = _begun(store, series, at.isoformat())
    store.meetups.bring(round_, [MeetupGroup(members=members, minutes=30)], at)
    number = store.meetups.waiting(round_.id, 1)[0].id
    store.meetups.introduced([number], at)
    if asked:
        store.meetups.asked(number, at + 7 * DAY)
    return number


async def test_a_round_is_begun_once_and_drops_the_one_nobody_published(house: House) -> None:
    series = await house.store(lambda store: store.meetups.add(MeetupSeries(name="coffee")))
    first = await house.store(_begun, series, "2026-11-23T12:00")
    assert await house.store(lambda store: store.meetups.begin(series, "2026-11-23T12:00", START)) is None
    second = await house.store(_begun, series, "2026-11-30T12:00")
    rounds = await house.look(lambda store: [store.meetups.round(one.id) for one in (first, second)])
    assert [one.state for one in rounds if one] == [RoundState.DROPPED, RoundState.SOLVING]


async def test_a_plan_comes_back_as_it_was_kept(house: House) -> None:
    ann, bob, carla = await _people(house, "ann", "bob", "carla")
    series = await house.store(lambda store: store.meetups.add(MeetupSeries(name="coffee")))
    plan = MeetupPlan(
        groups=(MeetupGroup(members=(ann, bob), minutes=90),),
        left_out=(WithoutGroup(carla, Lack.NOTHING_FITS),),
        repeats=0,
        points=3,
        least_repeats=0,
        most_points=3,
    )

    def keep(store: SqlStore) -> MeetupRound:
        begun = _begun(store, series, "2026-11-23T12:00")
        kept = MeetupRound(
            id=begun.id, series=series, occurrence=begun.occurrence, state=RoundState.SHOWN, plan=plan, at=START
        )
        store.meetups.keep(kept)
        return kept

    kept = await house.store(keep)
    assert await house.look(lambda store: store.meetups.round(kept.id)) == kept


async def test_groups_wait_in_their_order_until_they_are_introduced(house: House) -> None:
    people = await _people(house, "ann", "bob", "carla", "dev")
    series = await house.store(lambda store: store.meetups.add(MeetupSeries(name="coffee")))
    groups = [MeetupGroup(members=(people[2], people[3]), minutes=1), MeetupGroup(members=tuple(people[:2]), minutes=2)]

    def bring(store: SqlStore) -> MeetupRound:
        begun = _begun(store, series, "2026-11-23T12:00")
        store.meetups.bring(begun, groups, START)
        return begun

    begun = await house.store(bring)
    first, second = await house.look(lambda store: store.meetups.waiting(begun.id, 5))
    assert [first.plan, second.plan] == groups
    assert [first.members, second.members] == [one.members for one in groups]
    await house.store(lambda store: store.meetups.introduced([first.id], START))
    assert [one.id for one in await house.look(lambda store: store.meetups.waiting(begun.id, 5))] == [second.id]


async def test_a_meetup_keeps_who_is_there_and_without_anybody_never_was(house: House) -> None:
    ann, bob, carla = await _people(house, "ann", "bob", "carla")
    series = await house.store(lambda store: store.meetups.add(MeetupSeries(name="coffee")))
    number = await house.store(_met, series, ann, bob, carla, ago=DAY)
    await house.store(lambda store: store.meetups.narrow(number, [ann, carla]))
    left = await house.look(lambda store: store.meetups.meetup(number))
    assert left is not None
    assert left.members == (ann, carla)
    await house.store(lambda store: store.meetups.narrow(number, ()))
    assert await house.look(lambda store: store.meetups.meetup(number)) is None


async def test_everybody_s_past_is_known_but_for_groups_that_did_not_meet(house: House) -> None:
    ann, bob, carla = await _people(house, "ann", "bob", "carla")

    def happened(store: SqlStore) -> None:
        series = store.meetups.add(MeetupSeries(name="coffee"))
        _met(store, series, ann, bob, carla, ago=30 * DAY)
        missed = _met(store, series, ann, bob, ago=20 * DAY)
        store.meetups.answered(missed, ann, Met.NO, START)
        half = _met(store, series, ann, carla, ago=10 * DAY)
        store.meetups.answered(half, ann, Met.NO, START)
        store.meetups.answered(half, carla, Met.YES, START)
        _met(store, series, ann, bob, ago=2000 * DAY)

    await house.store(happened)
    past = await house.look(lambda store: store.meetups.past([ann, bob, carla], START - 1000 * DAY, START))
    assert sorted(past, key=lambda one: (one.days, one.one, one.other)) == [
        PastMeeting(ann, carla, 10),
        PastMeeting(ann, bob, 30),
        PastMeeting(ann, carla, 30),
        PastMeeting(bob, carla, 30),
    ]
    assert await house.look(lambda store: store.meetups.past([ann], START - 1000 * DAY, START)) == ()


async def test_silence_is_three_rounds_in_a_row_without_an_answer(house: House) -> None:
    ann, bob, carla, dev = await _people(house, "ann", "bob", "carla", "dev")

    def happened(store: SqlStore) -> int:
        series = store.meetups.add(MeetupSeries(name="coffee"))
        other = store.meetups.add(MeetupSeries(name="lunch"))
        first = _met(store, series, ann, bob, dev, ago=50 * DAY)
        store.meetups.answered(first, ann, Met.YES, START)
        _met(store, series, ann, bob, dev, ago=40 * DAY)
        answered = _met(store, series, ann, bob, carla, ago=30 * DAY)
        store.meetups.answered(answered, bob, Met.PLANNED, START)
        _met(store, series, ann, bob, carla, ago=20 * DAY)
        _met(store, series, carla, dev, ago=5 * DAY, asked=False)
        _met(store, other, carla, dev, ago=25 * DAY)
        return series

    series = await house.store(happened)
    asked = (START - LOOKED_BACK, START - 3 * DAY)
    assert await house.look(lambda store: store.meetups.silent(series, asked)) == {ann: START - 40 * DAY}


async def test_groups_are_counted_by_when_they_were_asked(house: House) -> None:
    ann, bob = await _people(house, "ann", "bob")

    def happened(store: SqlStore) -> tuple[int, int]:
        series, other = (store.meetups.add(MeetupSeries(name=name)) for name in ("coffee", "lunch"))
        number = _met(store, series, ann, bob, ago=20 * DAY)
        store.meetups.answered(number, ann, Met.YES, START)
        store.meetups.answered(number, bob, Met.NO, START)
        _met(store, series, ann, bob, ago=10 * DAY)
        _met(store, other, ann, bob, ago=9 * DAY)
        _met(store, series, ann, bob, ago=DAY, asked=False)
        return series, other

    series, _ = await house.store(happened)
    assert await house.look(lambda store: store.meetups.count(START - 30 * DAY, START)) == MeetupCount(3, 1)
    assert await house.look(lambda store: store.meetups.count(START - 30 * DAY, START, series)) == MeetupCount(2, 1)
    assert await house.look(lambda store: store.meetups.count(START - 5 * DAY, START, series)) == MeetupCount(1, 0)


async def test_who_had_no_group_comes_first_until_they_have_one(house: House) -> None:
    ann, bob = await _people(house, "ann", "bob")

    def happened(store: SqlStore) -> list[int]:
        series = store.meetups.add(MeetupSeries(name="coffee"))
        for one in (ann, bob):
            store.meetups.join(Participant(series=series, member=one, joined_at=START))
        store.meetups.come_first(series, [ann])
        store.meetups.come_first(series, [ann, bob])
        store.meetups.had_group(series, [bob])
        return [one.rounds_out for one in store.meetups.participants(series)]

    assert await house.store(happened) == [2, 0]


async def test_a_closed_series_is_gone_and_who_met_stays(house: House) -> None:
    ann, bob = await _people(house, "ann", "bob")

    def happened(store: SqlStore) -> int:
        series = store.meetups.add(MeetupSeries(name="coffee"))
        store.meetups.join(Participant(series=series, member=ann, joined_at=START))
        _met(store, series, ann, bob, ago=DAY)
        store.meetups.close(series, START)
        return series

    series = await house.store(happened)
    assert await house.look(lambda store: store.meetups.series(series)) is None
    assert await house.look(lambda store: store.meetups.all_series()) == ()
    assert await house.look(lambda store: store.meetups.joined(ann)) == ()
    assert len(await house.look(lambda store: store.meetups.of_member(ann, 5))) == 1
