"""Who has no partner in a plan, why, and the nearest single change that would bring them in.

A pair that is barred (never-with, forbidden, the same reporting line) is simply no candidate, and which of these it
was is not known here: no obstacle names it, and no change counts on it.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from copbot.matching.scoring import Block, Bools, Points, Sides
from copbot.model.hours import hours_without, total_minutes
from copbot.model.mentorship_fit import all_places, mentor_places
from copbot.model.mentorship_pool import (
    Applicant,
    Change,
    LeftOut,
    MentorPool,
    NewPartner,
    Obstacle,
    OfferPlace,
    OnePlaceMore,
    OpenHours,
    Pair,
    Shape,
    Side,
)
from copbot.refs import MemberId

_TOP_LEVEL = 4


def left_out(sides: Sides, points: Points, pairs: Iterable[Pair]) -> tuple[LeftOut, ...]:
    """Say for everybody without a partner why, and what would help; `points` are those of the whole pool."""
    survey = _Survey(sides, points, tuple(pairs))
    everyone = sorted(sides.pool.people, key=lambda one: one.member)
    return tuple(_judged(survey.seen(one)) for one in everyone if one.member not in survey.placed)


@dataclass(frozen=True, slots=True)
class _Seen:
    """One person without a partner, and everybody on the other side, themselves among them if on both."""

    sides: Sides
    one: Applicant
    side: Side
    at: int
    others: tuple[Applicant, ...]
    points: Points
    free: Bools

    @property
    def pool(self) -> MentorPool:
        return self.sides.pool

    def block(self) -> Block:
        """Give which limits each of the others keeps, one row each."""
        own, them = np.array([self.at]), np.arange(len(self.others))
        is_row = self.side is Side.MENTEE
        return self.sides.block(own, them).turned() if is_row else self.sides.block(them, own)

    def is_other(self) -> Bools:
        return np.array([other.member != self.one.member for other in self.others], dtype=np.bool_)


class _Survey:
    """Everybody's place in the arrays, and who has room left."""

    def __init__(self, sides: Sides, points: Points, pairs: tuple[Pair, ...]) -> None:
        self._sides, self._points = sides, points
        self._in_all = Counter(member for pair in pairs for member in (pair.mentor, pair.mentee))
        self._as_mentor = Counter(pair.mentor for pair in pairs)
        self._mentees = {pair.mentee for pair in pairs}
        self.placed = frozenset(self._in_all)
        self._row = {one.member: at for at, one in enumerate(sides.mentees.people)}
        self._column = {one.member: at for at, one in enumerate(sides.mentors.people)}
        self._mentors_free = self._free(sides.mentors.people, self._has_mentee_place)
        self._mentees_free = self._free(sides.mentees.people, self._has_mentor_place)

    def seen(self, one: Applicant) -> _Seen:
        sides, is_peer = self._sides, self._sides.pool.shape is Shape.PEER
        as_mentee = one.side is Side.MENTEE or (one.side is Side.EITHER and (bool(one.wants) or not one.capacity))
        if is_peer or not as_mentee:
            at = self._column[one.member]
            side = Side.EITHER if is_peer else Side.MENTOR
            return _Seen(sides, one, side, at, sides.mentees.people, self._points[:, at], self._mentees_free)
        at = self._row[one.member]
        return _Seen(sides, one, Side.MENTEE, at, sides.mentors.people, self._points[at], self._mentors_free)

    def _free(self, people: Iterable[Applicant], has_room: Callable[[Applicant], bool]) -> Bools:
        return np.array([has_room(one) for one in people], dtype=np.bool_)

    def _has_room(self, one: Applicant) -> bool:
        return self._in_all[one.member] < all_places(one, self._sides.pool)

    def _has_mentee_place(self, one: Applicant) -> bool:
        return self._has_room(one) and self._as_mentor[one.member] < mentor_places(one, self._sides.pool)

    def _has_mentor_place(self, one: Applicant) -> bool:
        return self._has_room(one) and one.member not in self._mentees


def _judged(seen: _Seen) -> LeftOut:
    obstacle = _obstacle(seen)
    return LeftOut(member=seen.one.member, side=seen.side, obstacle=obstacle, change=_change(seen, obstacle))


def _obstacle(seen: _Seen) -> Obstacle:
    if seen.side is not Side.MENTEE and not mentor_places(seen.one, seen.pool):
        return Obstacle.NO_PLACE
    if (seen.points >= 0).any():
        return Obstacle.PLACES_TAKEN
    others = seen.is_other()
    if not others.any():
        return Obstacle.NOBODY_THERE
    block = seen.block()
    for kept, obstacle in (
        (block.topic, Obstacle.NO_TOPIC),
        (block.language, Obstacle.NO_LANGUAGE),
        (block.hours, Obstacle.NO_HOURS),
        (block.level, Obstacle.NO_LEVEL),
    ):
        if not (kept[:, 0] & others).any():
            return obstacle
    return Obstacle.NOBODY_POSSIBLE


def _change(seen: _Seen, obstacle: Obstacle) -> Change | None:
    match obstacle:
        case Obstacle.NO_PLACE:
            return OfferPlace() if ((seen.points >= 0) & seen.free).any() else None
        case Obstacle.PLACES_TAKEN:
            return _one_place_more(seen) or _new_partner(seen, obstacle)
        case Obstacle.NO_HOURS | Obstacle.NOBODY_POSSIBLE:
            return _open_hours(seen) or _new_partner(seen, obstacle)
        case Obstacle.NOBODY_THERE | Obstacle.NO_TOPIC | Obstacle.NO_LANGUAGE | Obstacle.NO_LEVEL:
            return _new_partner(seen, obstacle)


def _one_place_more(seen: _Seen) -> OnePlaceMore | None:
    """Find the mentor who fits best and whom one more place would give room."""
    pool = seen.pool
    if seen.side is not Side.MENTEE:
        return None
    best: tuple[int, MemberId] | None = None
    for other, points in zip(seen.others, seen.points.tolist(), strict=True):
        is_held = pool.shape is Shape.GROUP and other.capacity >= pool.limits.group_size
        is_spent = other.side is Side.EITHER and not other.capacity
        if points >= 0 and not is_held and not is_spent and (best is None or -points < best[0]):
            best = (-points, other.member)
    return None if best is None else OnePlaceMore(best[1])


def _open_hours(seen: _Seen) -> OpenHours | None:
    """Find the fewest minutes that would open the way to somebody with a place and no other limit against them."""
    block = seen.block()
    near = (block.topic & block.language & block.level & ~block.barred & ~block.hours)[:, 0] & seen.free
    best: OpenHours | None = None
    for at in np.flatnonzero(near):
        missing = seen.pool.limits.least_minutes - int(block.minutes[at, 0])
        if best is not None and missing >= best.minutes:
            continue
        pieces = hours_without(seen.others[at].hours, seen.one.hours)
        window = next((piece for piece in pieces if piece[1] - piece[0] >= missing), None)
        if window is not None:
            best = OpenHours(missing, window, seen.one.utc_offset)
    return best


def _new_partner(seen: _Seen, obstacle: Obstacle) -> NewPartner | None:
    """Ask for somebody new on the other side, unless what stands in the way is one's own."""
    one, limits = seen.one, seen.pool.limits
    topics = one.offers if seen.side is Side.MENTOR else one.wants or (one.offers if seen.side is Side.EITHER else ())
    if total_minutes(one.hours) < limits.least_minutes or (limits.topic_needed and not topics):
        return None
    highest = 0 if seen.side is Side.MENTEE else _TOP_LEVEL
    if seen.pool.shape is Shape.REVERSE and one.level == highest:
        return None
    language = one.languages[0] if obstacle is Obstacle.NO_LANGUAGE else None
    wanted = {Side.MENTEE: Side.MENTOR, Side.MENTOR: Side.MENTEE, Side.EITHER: Side.EITHER}[seen.side]
    return NewPartner(topics[0] if topics else None, language, wanted)
