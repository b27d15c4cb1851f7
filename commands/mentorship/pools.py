"""What the solver is given: the pool of a round, or of those whose match came to nothing and who come first now."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from commands.mentorship.posing import PUZZLE, applicants
from copbot.model.mentorship import Programme
from copbot.model.mentorship_fit import is_mentee, is_mentor, yardstick
from copbot.model.mentorship_life import Mark, Match, RoundState
from copbot.model.mentorship_pool import Applicant, Limits, MentorPool, Pair, Shape, Side, Weights
from copbot.model.mentorship_programme import why_closed
from copbot.model.mentorship_rounds import apart_for_good, fell_silent, freed
from copbot.practice import Puzzle
from copbot.refs import MemberId
from copbot.schedule import zone_info
from copbot.store import Store

NEXT = "next"
"""Before the number of a match, in the subject of a puzzle: the next best for those it leaves."""
WEIGHED = tuple(Weights.__slots__)
_NO_MARKS: Mapping[Pair, Mark] = MappingProxyType({})


def is_open(store: Store, programme: Programme, now: datetime) -> bool:
    """Tell whether a programme goes on, so that people can still be matched in it."""
    today = now.astimezone(zone_info(store.community.get().zone)).date()
    return why_closed(programme, today) is None


def pool_of(
    store: Store,
    programme: Programme,
    now: datetime,
    marks: Mapping[Pair, Mark] = _NO_MARKS,
    weights: Weights | None = None,
) -> MentorPool:
    """Read who can be matched now, with the places they have left beside the matches they are in.

    Who let their last proposal run out is not proposed to anybody before they give a sign.
    """
    matches = store.mentor_matches.of_programme(programme.id)
    theirs: defaultdict[MemberId, list[Match]] = defaultdict(list)
    for match in matches:
        for side in match.sides:
            theirs[side.member].append(match)
    silent = {
        one.member for one in store.mentors.sign_ups(programme.id) if fell_silent(one, theirs.get(one.member, ()))
    }
    there = [one for one in applicants(store, programme, now) if one[0].member not in silent]
    forbidden = {pair for pair, mark in marks.items() if mark is Mark.FORBIDDEN} | apart_for_good(matches)
    forbidden |= {Pair(boss, one.member) for one, boss in there if boss is not None and boss != one.member}
    return MentorPool(
        people=tuple(one for one, _ in there),
        shape=programme.shape,
        weights=weights or programme.weights,
        limits=Limits(least_minutes=programme.least_minutes, group_size=programme.group_size),
        pins=tuple(pair for pair, mark in marks.items() if mark is Mark.PINNED),
        forbidden=tuple(sorted(forbidden, key=lambda pair: (pair.mentor, pair.mentee))),
    )


def pose(store: Store, subject: str, now: datetime) -> MentorPool | None:
    """Read the pool of a round or of a match that came to nothing; None when there is nothing to match any more."""
    first, *rest = subject.split(" ")
    if first == NEXT:
        return _pose_next(store, int(rest[0]), now)
    drawn = store.mentor_rounds.get(int(first))
    programme = None if drawn is None else store.mentors.programme(drawn.programme)
    if drawn is None or programme is None or drawn.state is not RoundState.SOLVING:
        return None
    if not is_open(store, programme, now):
        return None
    weights = Weights(**dict(zip(WEIGHED, map(int, rest), strict=True))) if rest else None
    return pool_of(store, programme, now, store.mentor_rounds.marks(drawn.id), weights)


def _pose_next(store: Store, number: int, now: datetime) -> MentorPool | None:
    match = store.mentor_matches.get(number)
    programme = None if match is None else store.mentors.programme(match.programme)
    if match is None or programme is None or not is_open(store, programme, now):
        return None
    marks = {} if match.round is None else store.mentor_rounds.marks(match.round)
    pool = pool_of(store, programme, now, {pair: mark for pair, mark in marks.items() if mark is Mark.FORBIDDEN})
    said_no = {one.member for one in match.sides} - set(freed(match))
    return first_served(
        replace(pool, people=tuple(one for one in pool.people if one.member not in said_no)), freed(match)
    )


def first_served(pool: MentorPool, waiting: Collection[MemberId]) -> MentorPool:
    """Narrow a pool so that some come first: whoever else is in it can only be their partner.

    Those who wait are on one side, the others on the other. A peer, or somebody who may be on either side, is left
    alone with the best partner there is.
    """
    first = [one for one in pool.people if one.member in waiting]
    others = [one for one in pool.people if one.member not in waiting]
    shape = pool.shape
    if shape is not Shape.PEER and all(one.side is Side.MENTEE for one in first):
        mentors = (_only(one, Side.MENTOR) for one in others if is_mentor(one, shape))
        return replace(pool, people=(*first, *mentors))
    if shape is not Shape.PEER and all(one.side is Side.MENTOR for one in first):
        mentees = (_only(one, Side.MENTEE) for one in others if is_mentee(one, shape))
        return replace(pool, people=(*first, *mentees))
    best = [partner for one in first if (partner := _best_for(one, others, pool)) is not None]
    return replace(pool, people=(*first, *(best or others)))


def _only(one: Applicant, side: Side) -> Applicant:
    return replace(one, side=side, capacity=1 if side is Side.MENTEE else one.capacity)


def _best_for(one: Applicant, others: Sequence[Applicant], pool: MentorPool) -> Applicant | None:
    """Give the one of others who fits somebody best, on whichever side; the earlier member of several."""
    measure = yardstick(pool)
    fits = []
    for other in others:
        for mentor, mentee in ((one, other), (other, one)):
            if is_mentor(mentor, pool.shape) and is_mentee(mentee, pool.shape):
                fit = measure.fit(mentor, mentee)
                fits += [] if fit is None else [(-fit.points, other.member, other)]
    return min(fits, key=lambda found: found[:2])[2] if fits else None


PUZZLES = (Puzzle(name=PUZZLE, pose=pose),)
