"""What becomes of a round's plan: what still holds of it, how it is changed, and who is left when a match is not."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from copbot.model.mentorship import SignUp
from copbot.model.mentorship_fit import all_places, is_mentee, is_mentor, mentor_places, unordered, yardstick
from copbot.model.mentorship_life import IN, RUNNING, Ending, Mark, Match, MatchSide, SideState
from copbot.model.mentorship_pool import MentorPlan, MentorPool, Pair, Pairing, Shape, Side, Weights
from copbot.refs import MemberId


def fell_silent(sign_up: SignUp, matches: Sequence[Match]) -> bool:
    """Tell whether somebody let their last proposal run out and gave no sign since."""
    mine = [side for one in matches if (side := one.side_of(sign_up.member)) is not None]
    if not mine or mine[-1].state is not SideState.SILENT:
        return False
    since = mine[-1].answered_at
    return since is not None and sign_up.changed_at <= since


def apart_for_good(matches: Iterable[Match]) -> frozenset[Pair]:
    """Give the pairs that are together, or said no to each other, and so are not proposed again.

    Who goes from a group that goes on said no to it.
    """
    return frozenset(
        Pair(one.mentor, one.mentee)
        for match in matches
        for one in match.pairings
        if match.state in RUNNING
        or match.ending is Ending.REMATCH
        or any((side := match.side_of(who)) and _said_no(side, match) for who in (one.mentor, one.mentee))
    )


def _said_no(side: MatchSide, match: Match) -> bool:
    in_group = match.opened_at is not None and match.ending is not Ending.GONE
    return side.state is SideState.DECLINED or (side.state is SideState.GONE and in_group)


def unheeded(plan: MentorPlan, marks: Mapping[Pair, Mark]) -> bool:
    """Tell whether pairs were pinned or ruled out since the plan was made, so that it must be matched again."""
    paired = {unordered(one.mentor, one.mentee) for one in plan.pairings}
    loose = {unordered(one.pair.mentor, one.pair.mentee) for one in plan.loose_pins}
    for pair, mark in marks.items():
        two = unordered(pair.mentor, pair.mentee)
        if (mark is Mark.FORBIDDEN and two in paired) or (mark is Mark.PINNED and two not in paired | loose):
            return True
    return False


def still_possible(pool: MentorPool, pairings: Sequence[Pairing]) -> tuple[tuple[Pairing, ...], tuple[Pairing, ...]]:
    """Part a plan's pairings into those that hold as people are now, and those that do not, with the fit of now."""
    people = {one.member: one for one in pool.people}
    measure = yardstick(pool)
    in_all: Counter[MemberId] = Counter()
    as_mentor: Counter[MemberId] = Counter()
    mentored: set[MemberId] = set()
    kept: list[Pairing] = []
    gone: list[Pairing] = []
    for one in pairings:
        mentor, mentee = people.get(one.mentor), people.get(one.mentee)
        fit = None
        if mentor and mentee and is_mentor(mentor, pool.shape) and is_mentee(mentee, pool.shape):
            fit = measure.fit(mentor, mentee)
        room = (
            mentor is not None
            and mentee is not None
            and one.mentee not in mentored
            and as_mentor[one.mentor] < mentor_places(mentor, pool)
            and all(in_all[who.member] < all_places(who, pool) for who in (mentor, mentee))
        )
        if fit is None or not room:
            gone.append(one)
            continue
        kept.append(replace(one, fit=fit))
        in_all.update((one.mentor, one.mentee))
        as_mentor[one.mentor] += 1
        mentored.add(one.mentee)
    return tuple(kept), tuple(gone)


def differing(before: MentorPlan, after: MentorPlan) -> tuple[Pairing, ...]:
    """Give the pairings of a plan that the one before did not have."""
    known = {unordered(one.mentor, one.mentee) for one in before.pairings}
    return tuple(one for one in after.pairings if unordered(one.mentor, one.mentee) not in known)


def weights_of(plan: MentorPlan | None, otherwise: Weights) -> Weights:
    """Give the weights a plan was made with; where it has no pairing, no weight changes it."""
    first = next(iter(plan.pairings), None) if plan is not None else None
    if first is None:
        return otherwise
    return Weights(**{part.criterion.value: part.weight for part in first.fit.parts})


def swapped(plan: MentorPlan, pool: MentorPool, mentees: tuple[MemberId, MemberId]) -> MentorPlan | None:
    """Let two change places in a plan; None when one of the new pairs is not possible, or one has no partner."""
    shape = pool.shape
    first, second = (_pairing_of(plan, one, shape) for one in mentees)
    if first is None or second is None or first == second:
        return None
    changed = [_with(first, mentees[0], mentees[1]), _with(second, mentees[1], mentees[0])]
    others = tuple(one for one in plan.pairings if one not in {first, second})
    kept, gone = still_possible(pool, (*others, *changed))
    if any(unordered(one.mentor, one.mentee) in {unordered(c.mentor, c.mentee) for c in changed} for one in gone):
        return None
    fits = {unordered(one.mentor, one.mentee): one.fit for one in kept}
    fresh = tuple(replace(one, fit=fits[unordered(one.mentor, one.mentee)]) for one in changed)
    pairings = tuple(sorted((*others, *fresh), key=lambda one: (one.mentor, one.mentee)))
    total = sum(one.fit.points for one in pairings)
    return replace(plan, pairings=pairings, total=total, bound=max(plan.bound, total))


def _pairing_of(plan: MentorPlan, member: MemberId, shape: Shape) -> Pairing | None:
    """Find the pairing in which somebody is the mentee; between peers, whichever they are in."""
    return next(
        (one for one in plan.pairings if one.mentee == member or (shape is Shape.PEER and one.mentor == member)), None
    )


def _with(pairing: Pairing, old: MemberId, new: MemberId) -> Pairing:
    if pairing.mentee == old:
        return replace(pairing, mentee=new, pinned=False)
    return replace(pairing, mentor=new, pinned=False)


def can_go_on(match: Match) -> bool:
    """Tell whether those who are still in a match are enough for one: a mentor and a mentee, or two peers."""
    sides = Counter(one.side for one in match.sides if one.state in IN)
    return sides[Side.EITHER] > 1 or (sides[Side.MENTOR] > 0 and sides[Side.MENTEE] > 0)


def freed(match: Match) -> tuple[MemberId, ...]:
    """Give whom a proposal that came to nothing leaves without a partner, though they did not say no."""
    return tuple(one.member for one in match.sides if one.state in IN)
