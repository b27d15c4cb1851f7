"""What it is worth to bring two people together, for any part of a pool; `docs/matching.md` has the formulas."""

from collections.abc import Sequence
from hashlib import sha256
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array, csr_array

from copbot.model.hours import WEEK, WeekHours
from copbot.model.meetups_pool import MeetupPool, Mixing, repeat_weight

Numbers = NDArray[np.int64]
Truths = NDArray[np.bool_]

MOST_POINTS = 150
"""The most points two people can have: 100 for hours, 50 for difference."""
_ENOUGH = 30
_ALL_COUNTED = 600
_HALF = 50
_MOST_EDGES = 1000
_RASTER = 15
_POINTS = np.where(
    np.arange(WEEK + 1) < _ENOUGH,
    0,
    _HALF + np.minimum(np.arange(WEEK + 1), _ALL_COUNTED) // (_ALL_COUNTED // _HALF),
)
"""The points for so many shared minutes a week."""


class Scores:
    """The people of a pool in the order of their ids, and what each two of them are worth to each other."""

    def __init__(self, pool: MeetupPool) -> None:
        self.people = tuple(one for _, one in sorted({one.member: one for one in pool.people}.items()))
        self.seed = int.from_bytes(sha256(pool.key.encode()).digest()[:8])
        self.waited = np.array([one.rounds_out for one in self.people], dtype=np.int64)
        known = sorted({one.attribute for one in self.people if one.attribute is not None})
        codes = {value: code for code, value in enumerate(known)}
        self.values = np.array([codes.get(one.attribute or "", -1) for one in self.people], dtype=np.int64)
        self._across = pool.mixing is Mixing.ACROSS
        self._free, self._lengths = _grid([one.hours for one in self.people])
        place = {one.member: number for number, one in enumerate(self.people)}
        never = {(place[one.member], place[other]) for one in self.people for other in one.never_with if other in place}
        never |= {(number, number) for number in range(len(self.people))}
        self._never = self._sparse(dict.fromkeys(never | {(b, a) for a, b in never}, 1))
        met: dict[tuple[int, int], int] = {}
        for past in pool.past:
            if past.one in place and past.other in place and past.one != past.other:
                one, other = place[past.one], place[past.other]
                for pair in ((one, other), (other, one)):
                    met[pair] = met.get(pair, 0) + repeat_weight(past.days)
        self._met = self._sparse(met)

    def __len__(self) -> int:
        return len(self.people)

    def points(self, rows: Numbers, columns: Numbers) -> Numbers:
        """Give the points of each row with each column: for shared hours, and for difference where it is asked for."""
        minutes = (self._free[rows] * self._lengths) @ self._free[columns].T
        return self._pointed(minutes, self.values[rows][:, None], self.values[columns][None, :])

    def repeats(self, rows: Numbers, columns: Numbers) -> Numbers:
        """Give the weight of all earlier meetings of each row with each column."""
        return self._cut(self._met, rows, columns)

    def possible(self, rows: Numbers, columns: Numbers) -> Truths:
        """Tell which may be brought together: two people, neither of whom rules the other out."""
        ruled_out: Truths = self._cut(self._never, rows, columns).astype(np.bool_)
        return ~ruled_out

    def chance(self, rows: Numbers, columns: Numbers, bits: int) -> Numbers:
        """Give a number below `2 ** bits` for each two, the same for both orders, that decides between equals."""
        low = np.minimum(rows[:, None], columns[None, :]).astype(np.uint64)
        high = np.maximum(rows[:, None], columns[None, :]).astype(np.uint64)
        mixed = (low << np.uint64(32) | high) + np.uint64(self.seed)
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):  # splitmix64's finalizer
            mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
        return (mixed >> np.uint64(64 - bits)).astype(np.int64)

    def total(self, groups: Sequence[Sequence[int]]) -> tuple[int, int]:
        """Add up the repeats and the points of all who are together in a group."""
        together = [pair for group in groups for pair in combinations(group, 2)]
        one, other = np.array(together, dtype=np.int64).reshape(-1, 2).T
        minutes = (self._free[one] * self._lengths * self._free[other]).sum(axis=1)
        points = self._pointed(minutes, self.values[one], self.values[other])
        return int(self._met[one, other].sum()), int(points.sum())

    def random(self) -> np.random.Generator:
        """Give the pool's own random numbers, from the start."""
        return np.random.default_rng(self.seed)

    def _pointed(self, minutes: NDArray[np.float32 | np.float64], left: Numbers, right: Numbers) -> Numbers:
        points: Numbers = _POINTS[minutes.astype(np.int32)]
        if self._across:
            points += _HALF * ((left != right) & (left >= 0) & (right >= 0))
        return points

    def _sparse(self, entries: dict[tuple[int, int], int]) -> csr_array[np.int64]:
        pairs = np.array(list(entries), dtype=np.int64).reshape(-1, 2)
        values = np.array(list(entries.values()), dtype=np.int64)
        return csr_array(coo_array((values, (pairs[:, 0], pairs[:, 1])), shape=(len(self.people),) * 2))

    def _cut(self, whole: csr_array[np.int64], rows: Numbers, columns: Numbers) -> Numbers:
        some = whole[rows]
        return np.asarray((some if len(columns) == len(self.people) else some[:, columns]).toarray(), dtype=np.int64)


def _grid(everyone: list[WeekHours]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Cut the week at every edge of anybody's hours: who is free in which piece, and each piece's minutes.

    Exact, as sums of whole minutes are in 32-bit floats. Where there are more than 1,000 edges the pieces are
    quarters of an hour, and one counts only for who has the whole of it.
    """
    edges = np.array(sorted({0, WEEK, *(edge for hours in everyone for piece in hours for edge in piece)}))
    if len(edges) > _MOST_EDGES:
        edges = np.arange(0, WEEK + 1, _RASTER)
    free = np.zeros((len(everyone), len(edges) - 1), dtype=np.float32)
    for number, hours in enumerate(everyone):
        for start, stop in hours:
            first, last = np.searchsorted(edges, start, "left"), np.searchsorted(edges, stop, "right") - 1
            free[number, first:last] = 1
    return free, np.diff(edges).astype(np.float32)
