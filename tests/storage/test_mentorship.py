"""What the books of mentorship promise: above all that nobody is given more than they have room for."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta

from copbot.model.mentorship import Programme, SignUp
from copbot.model.mentorship_check_ins import CheckIn, CheckInKind, Met, Progress, Reflection
from copbot.model.mentorship_life import (
    RUNNING,
    Agreement,
    Ending,
    Mark,
    Match,
    MatchSide,
    MatchState,
    Round,
    RoundState,
    SideState,
    everybody_accepted,
)
from copbot.model.mentorship_pool import (
    Criterion,
    Fit,
    LeftOut,
    LoosePin,
    MentorPlan,
    Obstacle,
    OnePlaceMore,
    Pair,
    Pairing,
    Part,
    PinTrouble,
    Shape,
    Side,
    Weights,
)
from copbot.ports import Transactions
from copbot.refs import MemberId
from storage.books import SqlStore
from tests.storage.house import House
from tests.support.clock import START
from tests.support.databases import BOTH

DATABASES = BOTH

WEEK = timedelta(days=7)


async def programme(house: House, shape: Shape = Shape.PAIR) -> int:
    made = Programme(name="Autumn", begins=date(2026, 11, 23), shape=shape, made_at=START)
    return await house.store(lambda store: store.mentors.add(made))


async def signs_up(house: House, name: str, to: int, side: Side, capacity: int = 1) -> MemberId:
    member = (await house.member(name)).id
    sign_up = SignUp(programme=to, member=member, side=side, capacity=capacity, joined_at=START, changed_at=START)
    await house.store(lambda store: store.mentors.keep(sign_up))
    return member


def match_of(to: int, mentor: MemberId, *mentees: MemberId, peers: bool = False) -> Match:
    first, rest = (Side.EITHER, Side.EITHER) if peers else (Side.MENTOR, Side.MENTEE)
    sides = (MatchSide(member=mentor, side=first), *(MatchSide(member=one, side=rest) for one in mentees))
    return Match(programme=to, sides=sides, proposed_at=START, closes_at=START + WEEK)


async def proposed(house: House, match: Match) -> int:
    return await house.store(lambda store: store.mentor_matches.propose(match))


async def accepts(house: House, match: int, member: MemberId) -> bool:
    return await house.store(lambda store: store.mentor_matches.accept(match, member, START))


async def kept(house: House, match: int) -> Match:
    found = await house.look(lambda store: store.mentor_matches.get(match))
    assert found is not None
    return found


async def test_a_programme_is_kept_with_all_that_was_set(house: House) -> None:
    ann = await house.member("ann")
    made = Programme(
        name="Autumn",
        purpose="Grow",
        shape=Shape.GROUP,
        begins=date(2026, 11, 23),
        ends=date(2027, 3, 1),
        weights=Weights(topics=3),
        role="sim:demo/crew",
        made_by=ann.id,
        made_at=START,
    )
    number = await house.store(lambda store: store.mentors.add(made))
    assert await house.look(lambda store: store.mentors.programmes()) == (replace(made, id=number),)
    closed = replace(made, id=number, closed_at=START + WEEK)
    await house.store(lambda store: store.mentors.change(closed))
    assert await house.look(lambda store: store.mentors.programme(number)) == closed
    assert await house.look(lambda store: store.mentors.programme(number + 1)) is None


async def test_signing_up_again_replaces_what_was_said_before(house: House) -> None:
    to = await programme(house)
    ann = await house.member("ann")
    first = SignUp(
        programme=to,
        member=ann.id,
        side=Side.EITHER,
        offers=("python", "maps"),
        wants=("writing",),
        goal="a book",
        goal_by=date(2027, 1, 1),
        languages=("de", "en"),
        joined_at=START,
        changed_at=START,
    )
    number = await house.store(lambda store: store.mentors.keep(first))
    assert await house.look(lambda store: store.mentors.sign_up(number)) == replace(first, id=number)
    again = replace(first, capacity=3, days=(5,), changed_at=START + WEEK)
    assert await house.store(lambda store: store.mentors.keep(again)) == number
    assert await house.look(lambda store: store.mentors.sign_ups(to)) == (replace(again, id=number),)
    assert await house.look(lambda store: store.mentors.sign_ups_of(ann.id)) == (replace(again, id=number),)


async def test_who_waits_is_remembered_until_somebody_is_found(house: House) -> None:
    to = await programme(house)
    ann = await signs_up(house, "ann", to, Side.MENTEE)
    bob = await signs_up(house, "bob", to, Side.MENTEE)
    for now in (START, START + WEEK):
        await house.store(lambda store, now: store.mentors.found_nobody(to, [ann], now), now)
    waits, other = await house.look(lambda store: store.mentors.sign_ups(to))
    assert (waits.left_out, waits.waiting_since) == (2, START)
    assert (other.member, other.left_out, other.waiting_since) == (bob, 0, None)
    await house.store(lambda store: store.mentors.found_somebody(to, [ann]))
    glad = await house.look(lambda store: store.mentors.of(to, ann))
    assert glad is not None
    assert (glad.left_out, glad.waiting_since) == (0, None)


async def test_a_round_keeps_its_plan_and_is_published_once(house: House) -> None:
    to = await programme(house)
    ann, bob = (await house.member("ann")).id, (await house.member("bob")).id
    plan = plan_of(ann, bob)
    drawn = Round(programme=to, made_by=ann, made_at=START)
    number = await house.store(lambda store: store.mentor_rounds.begin(drawn))
    solved = replace(drawn, id=number, plan=plan, earlier=plan, attempt=2)
    await house.store(lambda store: store.mentor_rounds.change(solved))
    assert await house.store(lambda store: store.mentor_rounds.move(number, RoundState.SOLVING, RoundState.PREVIEW))
    publish = (RoundState.PREVIEW, RoundState.PUBLISHED)
    assert await house.store(lambda store: store.mentor_rounds.move(number, *publish))
    assert not await house.store(lambda store: store.mentor_rounds.move(number, *publish))
    published = replace(solved, state=RoundState.PUBLISHED)
    assert await house.look(lambda store: store.mentor_rounds.of(to)) == (published,)
    assert await house.look(lambda store: store.mentor_rounds.get(number)) == published
    assert await house.look(lambda store: store.mentor_rounds.get(number + 1)) is None


async def test_two_are_pinned_or_forbidden_for_one_round(house: House) -> None:
    to = await programme(house)
    pair = Pair((await house.member("ann")).id, (await house.member("bob")).id)
    number = await house.store(lambda store: store.mentor_rounds.begin(Round(programme=to, made_at=START)))
    for mark in (Mark.PINNED, Mark.FORBIDDEN):
        await house.store(lambda store, mark: store.mentor_rounds.mark(number, pair, mark), mark)
    assert await house.look(lambda store: store.mentor_rounds.marks(number)) == {pair: Mark.FORBIDDEN}
    await house.store(lambda store: store.mentor_rounds.unmark(number, pair))
    assert await house.look(lambda store: store.mentor_rounds.marks(number)) == {}


async def test_a_match_is_kept_with_its_sides_reasons_and_agreement(house: House) -> None:
    to = await programme(house)
    ann = await signs_up(house, "ann", to, Side.MENTOR)
    bob = await signs_up(house, "bob", to, Side.MENTEE)
    number = await proposed(house, replace(match_of(to, ann, bob), pairings=plan_of(ann, bob).pairings))
    changed = replace(
        await kept(house, number),
        opened_at=START,
        ended_at=START + WEEK,
        ending=Ending.REMATCH,
        room="mentor-room:1",
        agreement=Agreement(rhythm="weekly", goal="a book", at=START),
        paused_until=date(2027, 1, 7),
        sessions=2,
        met_at=START,
        instead_of=number,
    )
    await house.store(lambda store: store.mentor_matches.change(changed))
    assert await kept(house, number) == changed
    assert await house.look(lambda store: store.mentor_matches.of_member(bob, RUNNING)) == (changed,)
    assert await house.look(lambda store: store.mentor_matches.of_programme(to, [MatchState.ENDED])) == ()
    assert await house.look(lambda store: store.mentor_matches.of_round(1)) == ()
    assert await house.look(lambda store: store.mentor_matches.partners(to)) == {frozenset((ann, bob)): START}
    assert await house.look(lambda store: store.mentor_matches.get(number + 1)) is None


async def test_all_sides_accept_once(house: House) -> None:
    to = await programme(house)
    ann = await signs_up(house, "ann", to, Side.MENTOR)
    bob = await signs_up(house, "bob", to, Side.MENTEE)
    number = await proposed(house, match_of(to, ann, bob))
    assert [await accepts(house, number, one) for one in (ann, ann, bob, bob)] == [True, False, True, False]
    assert everybody_accepted(await kept(house, number))
    assert await house.look(lambda store: store.mentor_matches.seats_taken(to)) == {ann: 1, bob: 1}


async def test_nobody_accepts_more_than_they_have_room_for(house: House) -> None:
    to = await programme(house)
    ann = await signs_up(house, "ann", to, Side.MENTOR, capacity=2)
    mentees = [await signs_up(house, name, to, Side.MENTEE) for name in ("bob", "carla", "dev")]
    matches = [await proposed(house, match_of(to, ann, one)) for one in mentees]
    assert [await accepts(house, one, ann) for one in matches] == [True, True, False]
    last = await kept(house, matches[2])
    assert last.side_of(ann) == MatchSide(member=ann, side=Side.MENTOR)


async def test_acceptances_at_the_same_instant_never_overrun_a_capacity(house: House, beside: Transactions) -> None:
    to = await programme(house)
    ann = await signs_up(house, "ann", to, Side.MENTOR, capacity=2)
    mentees = [await signs_up(house, f"mentee{number}", to, Side.MENTEE) for number in range(6)]
    matches = [await proposed(house, match_of(to, ann, one)) for one in mentees]
    houses = (house, house.beside(beside))
    tries = [accepts(houses[number % 2], one, ann) for number, one in enumerate(matches * 2)]
    assert sorted(await asyncio.gather(*tries)) == [False] * 10 + [True] * 2
    assert await house.look(lambda store: store.mentor_matches.seats_taken(to)) == {ann: 2}


async def test_a_mentee_has_one_mentor_also_when_they_mentor_others(house: House) -> None:
    to = await programme(house)
    eve = await signs_up(house, "eve", to, Side.EITHER, capacity=3)
    ann, bob = [await signs_up(house, name, to, Side.MENTOR) for name in ("ann", "bob")]
    carla = await signs_up(house, "carla", to, Side.MENTEE)
    as_mentee = [await proposed(house, match_of(to, one, eve)) for one in (ann, bob)]
    as_mentor = await proposed(house, match_of(to, eve, carla))
    assert [await accepts(house, one, eve) for one in (*as_mentee, as_mentor)] == [True, False, True]


async def test_a_mentor_accepts_a_group_only_with_room_for_all_of_it(house: House) -> None:
    to = await programme(house, Shape.GROUP)
    ann = await signs_up(house, "ann", to, Side.MENTOR, capacity=2)
    bob, carla, dev = [await signs_up(house, name, to, Side.MENTEE) for name in ("bob", "carla", "dev")]
    group = await proposed(house, match_of(to, ann, bob, carla, dev))
    assert not await accepts(house, group, ann)
    assert await house.look(lambda store: store.mentor_matches.seats_taken(to)) == {}
    assert await house.store(lambda store: store.mentor_matches.answer(group, dev, SideState.DECLINED, START))
    assert await accepts(house, group, ann)
    assert await house.look(lambda store: store.mentor_matches.seats_taken(to)) == {ann: 2}


async def test_one_who_joins_a_group_later_needs_a_seat_with_its_mentor(house: House) -> None:
    to = await programme(house, Shape.GROUP)
    ann = await signs_up(house, "ann", to, Side.MENTOR, capacity=2)
    bob, carla, dev = [await signs_up(house, name, to, Side.MENTEE) for name in ("bob", "carla", "dev")]
    group = await proposed(house, match_of(to, ann, bob))
    assert await accepts(house, group, ann)
    for one in (carla, dev):
        side = MatchSide(member=one, side=Side.MENTEE)
        await house.store(lambda store, side: store.mentor_matches.join(group, side), side)
    assert [await accepts(house, group, one) for one in (bob, carla, dev)] == [True, True, False]


async def test_peers_have_each_other_alone(house: House) -> None:
    to = await programme(house, Shape.PEER)
    ann, bob, carla = [await signs_up(house, name, to, Side.EITHER, capacity=3) for name in ("ann", "bob", "carla")]
    one = await proposed(house, match_of(to, ann, bob, peers=True))
    other = await proposed(house, match_of(to, ann, carla, peers=True))
    assert [await accepts(house, one, ann), await accepts(house, other, ann)] == [True, False]
    assert await house.look(lambda store: store.mentor_matches.partners(to)) == {
        frozenset((ann, bob)): START,
        frozenset((ann, carla)): START,
    }


async def test_declining_frees_the_seat_the_other_had_taken(house: House) -> None:
    to = await programme(house)
    ann = await signs_up(house, "ann", to, Side.MENTOR)
    bob, carla = [await signs_up(house, name, to, Side.MENTEE) for name in ("bob", "carla")]
    first, second = [await proposed(house, match_of(to, ann, one)) for one in (bob, carla)]
    assert await accepts(house, first, ann)
    assert not await accepts(house, second, ann)
    decline = (SideState.DECLINED, START)
    assert await house.store(lambda store: store.mentor_matches.answer(first, bob, *decline))
    assert not await house.store(lambda store: store.mentor_matches.answer(first, bob, *decline))
    assert await accepts(house, second, ann)


async def test_a_match_that_is_over_can_not_be_accepted_and_holds_no_seat(house: House) -> None:
    to = await programme(house)
    ann = await signs_up(house, "ann", to, Side.MENTOR)
    bob = await signs_up(house, "bob", to, Side.MENTEE)
    number = await proposed(house, match_of(to, ann, bob))
    assert await accepts(house, number, ann)
    expire = (MatchState.PROPOSED, MatchState.EXPIRED)
    assert await house.store(lambda store: store.mentor_matches.move(number, *expire))
    assert not await house.store(lambda store: store.mentor_matches.move(number, *expire))
    assert await house.look(lambda store: store.mentor_matches.seats_taken(to)) == {}
    assert not await accepts(house, number, bob)


async def test_somebody_who_took_back_their_sign_up_accepts_nothing(house: House) -> None:
    to = await programme(house)
    ann = (await house.member("ann")).id
    bob = await signs_up(house, "bob", to, Side.MENTEE)
    number = await proposed(house, match_of(to, ann, bob))
    assert not await accepts(house, number, ann)


async def test_a_side_is_reminded_once_and_only_while_it_is_asked(house: House) -> None:
    to = await programme(house)
    ann = await signs_up(house, "ann", to, Side.MENTOR)
    bob = await signs_up(house, "bob", to, Side.MENTEE)
    number = await proposed(house, match_of(to, ann, bob))
    assert await accepts(house, number, ann)
    reminded = [
        await house.store(lambda store, one: store.mentor_matches.nudged(number, one, START), one)
        for one in (ann, bob, bob)
    ]
    assert reminded == [False, True, False]
    silent = (SideState.SILENT, START)
    assert [
        await house.store(lambda store, one: store.mentor_matches.answer(number, one, *silent), one)
        for one in (ann, bob)
    ] == [False, True]


async def test_each_question_is_asked_once(house: House) -> None:
    match, ann = await running(house)
    question = CheckIn(match=match, member=ann, kind=CheckInKind.REGULAR, number=2, asked_at=START)
    number = await house.store(lambda store: store.mentor_check_ins.ask(question))
    assert number is not None
    assert await house.store(lambda store: store.mentor_check_ins.ask(question)) is None
    answered = replace(question, id=number, answered_at=START, met=Met.YES, score=2, words="Help", flagged=True)
    await house.store(lambda store: store.mentor_check_ins.change(answered))
    assert await house.look(lambda store: store.mentor_check_ins.get(number)) == answered
    assert await house.look(lambda store: store.mentor_check_ins.of_match(match)) == (answered,)
    assert await house.look(lambda store: store.mentor_check_ins.of_matches([match])) == (answered,)
    assert await house.look(lambda store: store.mentor_check_ins.flagged()) == (answered,)
    await house.store(lambda store: store.mentor_check_ins.change(replace(answered, seen_at=START)))
    assert await house.look(lambda store: store.mentor_check_ins.flagged()) == ()
    assert await house.look(lambda store: store.mentor_check_ins.get(number + 1)) is None


async def test_progress_and_reflections_are_kept(house: House) -> None:
    match, ann = await running(house)
    told = [Progress(match=match, member=ann, percent=percent, words="on", at=START) for percent in (20, 30)]
    for one in told:
        await house.store(lambda store, one: store.mentor_check_ins.tell(one), one)
    assert await house.look(lambda store: store.mentor_check_ins.progress(match)) == (told[1],)
    said = [Reflection(match=match, member=ann, score=score, thanks="you", at=START) for score in (3, 5)]
    for again in said:
        await house.store(lambda store, again: store.mentor_check_ins.reflect(again), again)
    assert await house.look(lambda store: store.mentor_check_ins.reflections([match])) == (said[1],)


async def test_never_with_lists_hold_both_ways_but_are_shown_to_their_owner_alone(house: House) -> None:
    ann, bob, carla = [(await house.member(name)).id for name in ("ann", "bob", "carla")]
    assert await house.store(lambda store: store.apart.add(ann, bob, START))
    assert not await house.store(lambda store: store.apart.add(ann, bob, START))
    assert await house.look(lambda store: (store.apart.of(ann), store.apart.of(bob))) == ((bob,), ())
    assert await house.look(lambda store: store.apart.between([bob, ann, carla])) == {frozenset((ann, bob))}
    assert await house.look(lambda store: store.apart.between([bob, carla])) == frozenset()

    def given(store: SqlStore, member: MemberId) -> list[object]:
        return [row for one in store.personal for row in one.export(member).get("never_with", [])]

    assert await house.look(given, ann) == [{"other": "Bob", "at": START.isoformat()}]
    assert await house.look(given, bob) == []
    await house.store(lambda store: store.apart.remove(ann, bob))
    assert await house.look(lambda store: store.apart.of(ann)) == ()


async def test_a_forgotten_member_is_in_no_plan_and_nothing_said_with_them_stays(house: House) -> None:
    to = await programme(house)
    ann = await signs_up(house, "ann", to, Side.MENTOR)
    bob = await signs_up(house, "bob", to, Side.MENTEE)
    drawn = Round(programme=to, plan=plan_of(ann, bob), made_at=START)
    number = await house.store(lambda store: store.mentor_rounds.begin(drawn))
    match = await proposed(house, replace(match_of(to, ann, bob), pairings=plan_of(ann, bob).pairings))

    def forget(store: SqlStore) -> None:
        for one in store.personal:
            one.erase(ann)

    await house.store(forget)
    left = await house.look(lambda store: store.mentor_rounds.get(number))
    assert left is not None
    assert left.plan == MentorPlan(
        pairings=(), left_out=(LeftOut(member=bob, side=Side.MENTEE, obstacle=Obstacle.NO_TOPIC),), total=7, bound=7
    )
    assert left.earlier is None
    alone = await kept(house, match)
    assert [one.member for one in alone.sides] == [bob]
    assert alone.pairings == ()


async def running(house: House) -> tuple[int, MemberId]:
    to = await programme(house)
    ann = await signs_up(house, "ann", to, Side.MENTOR)
    bob = await signs_up(house, "bob", to, Side.MENTEE)
    return await proposed(house, match_of(to, ann, bob)), ann


def plan_of(ann: MemberId, bob: MemberId) -> MentorPlan:
    fit = Fit(parts=(Part(criterion=Criterion.TOPICS, value=1, weight=7),), topics=("maps",), minutes=90)
    return MentorPlan(
        pairings=(Pairing(mentor=ann, mentee=bob, fit=fit),),
        left_out=(
            LeftOut(member=ann, side=Side.MENTOR, obstacle=Obstacle.PLACES_TAKEN, change=OnePlaceMore(ann)),
            LeftOut(member=bob, side=Side.MENTEE, obstacle=Obstacle.NO_TOPIC),
        ),
        total=7,
        bound=7,
        loose_pins=(LoosePin(Pair(ann, bob), PinTrouble.TWICE),),
    )


def test_somebody_outside_a_match_has_no_partners_in_it() -> None:
    match = match_of(1, MemberId(1), MemberId(2), MemberId(3))
    assert match.partners_of(MemberId(9)) == ()
    assert [one.member for one in match.partners_of(MemberId(1))] == [2, 3]
    assert [one.member for one in match.partners_of(MemberId(3))] == [1]
    assert not everybody_accepted(match)
