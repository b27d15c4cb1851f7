"""Mentees to mentors' places: as many as possible and, of those, the most points in all.

Kuhn's assignment problem with every place a column (scipy, Jonker-Volgenant by shortest augmenting paths, after
Crouse 2016). A pool too large for that is solved on each person's best partners, then checked against everybody by
linear programming duality: pairs that prices show to be missing are added until none is, which proves the optimum.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from copbot.matching.scoring import Indexes, Points

SMALL = 1_000_000
"""The most cells (mentees by places) that are solved whole at once: 8 MB."""
DENSE = 60_000_000
"""The most cells that are solved whole when a sparsified pool leaves a gap: 480 MB."""
CANDIDATES = 24
"""How many of their best partners each person starts with in a sparsified pool."""
ROUNDS = 12
"""How often missing pairs are added before a gap is stated instead."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """The mentor of each mentee (-1: none), and how many points more any plan with as many pairs could have."""

    mentor: Indexes
    gap: int


def assign(
    points: Points, places: Indexes, *, small: int = SMALL, candidates: int = CANDIDATES, rounds: int = ROUNDS
) -> Assigned:
    """Solve one side's points with the other's for each place; exact, or with its proven gap."""
    degree = (points >= 0).sum(axis=0)
    places = np.minimum(places, degree)
    if not places.any():
        return Assigned(np.full(len(points), -1, dtype=np.intp), 0)
    cells = len(points) * int(places.sum())
    if cells <= small:
        return Assigned(_whole(points, places), 0)
    found = _sparsified(points, places, candidates, rounds)
    return Assigned(_whole(points, places), 0) if found.gap and cells <= DENSE else found


def worth_of_a_pair(points: Points) -> int:
    """Give what having a partner counts: more than all points together, so that nobody is left out for a better fit."""
    return (int(points.max(initial=0)) + 1) * (len(points) + 1)


def _whole(points: Points, places: Indexes) -> Indexes:
    worth = worth_of_a_pair(points)
    column = np.repeat(np.arange(len(places)), places)
    cost = np.where(points >= 0, -(points.astype(np.float64) + worth), 0.0)[:, column]
    rows, taken = linear_sum_assignment(cost)
    columns: Indexes = column[taken]
    mentor: Indexes = np.full(len(points), -1, dtype=np.intp)
    possible = points[rows, columns] >= 0
    mentor[rows[possible]] = columns[possible]
    return mentor


def _sparsified(points: Points, places: Indexes, candidates: int, rounds: int) -> Assigned:
    worth = worth_of_a_pair(points)
    chosen = _best_partners(points, places, candidates)
    gap = 0
    for _ in range(rounds):
        mentor = _solved(points, places, chosen, worth)
        price = _prices(points, mentor, chosen, worth)
        missing, bound = _missing(points, places, price, mentor, worth)
        held = mentor >= 0
        value = int(points[held.nonzero()[0], mentor[held]].sum(dtype=np.int64)) + worth * int(held.sum())
        gap = bound - value
        if gap == 0 or not len(missing):
            break
        chosen = np.unique(np.concatenate((chosen, missing)))
    return Assigned(mentor, gap)


def _best_partners(points: Points, places: Indexes, candidates: int) -> Indexes:
    """Choose each mentee's and each mentor's best partners, as flat indexes into the points.

    Equal points are told apart by a mix of both indexes: else all would choose the same few.
    """
    mentees, mentors = points.shape
    kept = [_best_of(points, candidates, 7919), _best_of(points.T, int(candidates * max(1, places.mean())), 104729)]
    row, column = np.divmod(kept[1], mentees)
    flat: Indexes = np.unique(np.concatenate((kept[0], column * mentors + row)))
    useful: Indexes = flat[(points.ravel()[flat] >= 0) & (places[flat % mentors] > 0)]
    return useful


def _best_of(points: Points, count: int, mixer: int) -> Indexes:
    rows, columns = points.shape
    count = min(count, columns)
    found = []
    for start in range(0, rows, 512):
        block = points[start : start + 512].astype(np.float32)
        at = (np.arange(start, start + len(block))[:, None] * mixer + np.arange(columns) * 15485863) % 32749
        block += at.astype(np.float32) / 32749
        best = np.argpartition(block, columns - count, axis=1)[:, columns - count :]
        found.append((best + np.arange(start, start + len(block))[:, None] * columns).ravel())
    return np.concatenate(found)


def _solved(points: Points, places: Indexes, chosen: Indexes, worth: int) -> Indexes:
    """Solve on the chosen pairs; a column of each mentee's own stands for having no mentor."""
    mentees, mentors = points.shape
    row, mentor = np.divmod(chosen, mentors)
    first = np.concatenate(([0], np.cumsum(places)))
    copies = places[mentor]
    entry = np.repeat(np.arange(len(chosen)), copies)
    nth = np.arange(len(entry)) - np.repeat(np.cumsum(copies) - copies, copies)
    column = first[mentor[entry]] + nth
    top = worth + int(points.max()) + 1
    cost = top - worth - points.ravel()[chosen].astype(np.float64)[entry]
    alone = np.arange(mentees)
    graph = csr_array(
        (
            np.concatenate((cost, np.full(mentees, float(top)))),
            (np.concatenate((row[entry], alone)), np.concatenate((column, first[-1] + alone))),
        ),
        shape=(mentees, int(first[-1]) + mentees),
    )
    rows, taken = min_weight_full_bipartite_matching(graph)
    owner = np.concatenate((np.repeat(np.arange(mentors), places), np.full(mentees, -1)))
    found = np.full(mentees, -1, dtype=np.intp)
    found[rows] = owner[taken]
    return found


def _prices(points: Points, mentor: Indexes, chosen: Indexes, worth: int) -> NDArray[np.int64]:
    """Give the lowest price of each mentor's places at which nobody would rather have another chosen partner.

    The longest paths of the exchange graph (Bellman-Ford); an optimum has no gaining cycle, so they are finite.
    """
    row, column = np.divmod(chosen, points.shape[1])
    order = np.argsort(column, kind="stable")
    row, column = row[order], column[order]
    starts = np.flatnonzero(np.r_[True, column[1:] != column[:-1]])
    value = points[row, column].astype(np.int64) + worth
    held = mentor >= 0
    own = np.zeros(len(points), dtype=np.int64)
    own[held] = points[held.nonzero()[0], mentor[held]].astype(np.int64) + worth
    price = np.zeros(points.shape[1], dtype=np.int64)
    while True:
        gain = own - np.where(held, price[mentor], 0)
        wanted = np.zeros_like(price)
        wanted[column[starts]] = np.maximum(np.maximum.reduceat(value - gain[row], starts), 0)
        if (wanted <= price).all():
            return price
        price = np.maximum(price, wanted)


def _missing(
    points: Points, places: Indexes, price: NDArray[np.int64], mentor: Indexes, worth: int
) -> tuple[Indexes, int]:
    """Find pairs that somebody would rather have at these prices, and the bound that the prices prove."""
    columns = points.shape[1]
    bound = int((price * places).sum())
    found = []
    closed = np.where(places > 0, 0, np.int64(worth) * 4)
    for start in range(0, len(points), 512):
        block = points[start : start + 512]
        gain = np.where(block >= 0, block.astype(np.int64) + worth - price - closed, 0)
        best = np.maximum(gain.max(axis=1), 0)
        bound += int(best.sum())
        at = np.arange(start, start + len(block))
        own = mentor[at]
        has = np.where(own >= 0, gain[np.arange(len(block)), own], 0)
        worse = np.flatnonzero(best > has)
        if len(worse):
            top = np.argpartition(gain[worse], columns - min(8, columns), axis=1)[:, -min(8, columns) :]
            better = gain[worse[:, None], top] > has[worse, None]
            found.append((top + at[worse][:, None] * columns)[better])
    return (np.concatenate(found) if found else np.zeros(0, dtype=np.intp)), bound
