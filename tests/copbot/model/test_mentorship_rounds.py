"""What still holds of a plan, how two change places in it, and who is left when a match is not."""

from dataclasses import replace

from copbot.matching.mentorship import solve
from copbot.model.mentorship_fit import explain
from copbot.model.mentorship_life import Ending, Mark, Match, MatchSide, MatchState, SideState
from copbot.model.mentorship_pool import MentorPlan, MentorPool, Pair, Pairing, Shape, Side, Weights
from copbot.model.mentorship_rounds import (
    apart_for_good,
    can_go_on,
    differing,
    still_possible,
    swapped,
    unheeded,
    weights_of,
)
from copbot.refs import MemberId
from tests.support.clock import START
from tests.support.mentor_pools import changed, mentee, mentor, person, pool_of

FOUR = pool_of(mentor(1), mentor(2), mentee(3), mentee(4))
NOBODY = MentorPlan(pairings=(), left_out=(), total=0, bound=0)


def pair(one: int, other: int) -> Pair:
    return Pair(MemberId(one), MemberId(other))


def pairing(one: int, other: int, pool: MentorPool = FOUR) -> Pairing:
    fit = explain(pool, MemberId(one), MemberId(other))
    assert fit is not None
    return Pairing(mentor=MemberId(one), mentee=MemberId(other), fit=fit)


def pairs(pairings: tuple[Pairing, ...]) -> list[Pair]:
    return [Pair(one.mentor, one.mentee) for one in pairings]


def match_of(state: MatchState, **sides: SideState) -> Match:
    given = {"mentor": SideState.ACCEPTED, "mentee": SideState.ACCEPTED} | sides
    return Match(
        programme=1,
        state=state,
        sides=(
            MatchSide(member=MemberId(1), side=Side.MENTOR, state=given["mentor"]),
            MatchSide(member=MemberId(3), side=Side.MENTEE, state=given["mentee"]),
        ),
        pairings=(pairing(1, 3),),
        proposed_at=START,
        closes_at=START,
    )


def test_a_plan_holds_while_everybody_is_there() -> None:
    plan = solve(FOUR)
    assert still_possible(FOUR, plan.pairings) == (plan.pairings, ())


def test_who_left_or_is_not_possible_any_more_takes_their_pair_along() -> None:
    two = (pairing(1, 3), pairing(2, 4))
    without = pool_of(mentor(2), mentee(3), mentee(4))
    assert [pairs(part) for part in still_possible(without, two)] == [[pair(2, 4)], [pair(1, 3)]]
    apart = changed(FOUR, 4, never_with=(MemberId(2),))
    assert [pairs(part) for part in still_possible(apart, two)] == [[pair(1, 3)], [pair(2, 4)]]
    mentee_now = changed(FOUR, 1, side=Side.MENTEE)
    assert [pairs(part) for part in still_possible(mentee_now, two)] == [[pair(2, 4)], [pair(1, 3)]]


def test_nobody_keeps_more_pairs_than_they_have_places() -> None:
    two = (pairing(1, 3), pairing(1, 4))
    assert [len(part) for part in still_possible(FOUR, two)] == [1, 1]
    assert [len(part) for part in still_possible(changed(FOUR, 1, capacity=2), two)] == [2, 0]
    twice = (pairing(1, 3), pairing(2, 3))
    assert [len(part) for part in still_possible(FOUR, twice)] == [1, 1]


def test_two_mentees_change_places_where_both_new_pairs_are_possible() -> None:
    plan = replace(NOBODY, pairings=(pairing(1, 3), pairing(2, 4)))
    other = swapped(plan, FOUR, (MemberId(3), MemberId(4)))
    assert other is not None
    assert pairs(other.pairings) == [pair(1, 4), pair(2, 3)]
    assert other.total == sum(one.fit.points for one in other.pairings) == other.bound
    apart = changed(FOUR, 4, never_with=(MemberId(1),))
    assert swapped(plan, apart, (MemberId(3), MemberId(4))) is None
    assert swapped(plan, FOUR, (MemberId(3), MemberId(9))) is None
    assert swapped(plan, FOUR, (MemberId(3), MemberId(3))) is None


def test_peers_change_places_whichever_comes_first() -> None:
    pool = pool_of(*(person(number, Side.EITHER) for number in (1, 2, 3, 4)), shape=Shape.PEER)
    plan = replace(NOBODY, pairings=(pairing(1, 2, pool), pairing(3, 4, pool)))
    other = swapped(plan, pool, (MemberId(1), MemberId(4)))
    assert other is not None
    assert sorted(sorted((one.mentor, one.mentee)) for one in other.pairings) == [[1, 3], [2, 4]]


def test_what_is_laid_down_since_must_be_matched_again() -> None:
    plan = replace(NOBODY, pairings=(pairing(1, 3),))
    assert not unheeded(plan, {pair(1, 3): Mark.PINNED, pair(1, 4): Mark.FORBIDDEN})
    assert unheeded(plan, {pair(1, 4): Mark.PINNED})
    assert unheeded(plan, {pair(3, 1): Mark.FORBIDDEN})


def test_only_other_pairs_differ() -> None:
    before, after = (replace(NOBODY, pairings=(pairing(1, 3), pairing(2, other))) for other in (4, 3))
    assert pairs(differing(before, after)) == [pair(2, 3)]


def test_the_weights_of_a_plan_are_those_of_its_pairs() -> None:
    heavy = Weights(topics=1)
    plan = replace(NOBODY, pairings=(pairing(1, 3, replace(FOUR, weights=heavy)),))
    assert weights_of(plan, Weights()) == heavy
    assert weights_of(NOBODY, heavy) == weights_of(None, heavy) == heavy


def test_who_said_no_or_is_together_is_not_proposed_again() -> None:
    no = match_of(MatchState.DECLINED, mentee=SideState.DECLINED)
    together = match_of(MatchState.ACTIVE)
    rematch = replace(match_of(MatchState.ENDED), ending=Ending.REMATCH)
    for one in (no, together, rematch):
        assert apart_for_good([one]) == {pair(1, 3)}
    ran_out = match_of(MatchState.EXPIRED, mentee=SideState.SILENT)
    withdrawn = match_of(MatchState.WITHDRAWN, mentor=SideState.GONE)
    assert apart_for_good([ran_out, withdrawn]) == frozenset()


def test_a_match_goes_on_with_a_mentor_and_a_mentee_or_two_peers() -> None:
    both = match_of(MatchState.PROPOSED)
    assert can_go_on(both)
    assert not can_go_on(match_of(MatchState.PROPOSED, mentor=SideState.DECLINED))
    peers = replace(both, sides=tuple(replace(one, side=Side.EITHER) for one in both.sides))
    assert can_go_on(peers)
    assert not can_go_on(replace(peers, sides=peers.sides[:1]))
