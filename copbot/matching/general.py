"""Pairs among people who may be on either side: a general matching (Edmonds 1965; rustworkx, after Galil 1986).

Each place is a node, so that somebody with two places is two nodes; only one of them may be a mentee's.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import rustworkx

from copbot.matching.assignment import assign, worth_of_a_pair
from copbot.matching.scoring import Indexes, Points

WHOLE = 250_000
"""The most possible pairs of places that are solved whole; beyond, each person keeps their best partners."""
CANDIDATES = 20


@dataclass(frozen=True, slots=True)
class Places:
    """What each person may be in, beside the pins: places as mentor, as mentee, and in all."""

    mentor: Indexes
    mentee: Indexes
    in_all: Indexes


@dataclass(frozen=True, slots=True)
class Matched:
    """Pairs (mentor, mentee) by index, and how many points more any plan with as many could have."""

    pairs: tuple[tuple[int, int], ...]
    gap: int


def match(points: Points, places: Places, *, are_peers: bool = False, whole: int = WHOLE) -> Matched:
    """Solve everybody with everybody: `points` by mentee and mentor over the same people, -1 where not possible."""
    kept = points.copy()
    kept[places.mentee == 0] = -1
    kept[:, places.mentor == 0] = -1
    is_whole = int(((kept >= 0) * np.minimum(places.in_all, 3)).sum()) <= whole
    pairs = _apart(kept if is_whole else _best(kept), places)
    if is_whole:
        return Matched(pairs, 0)
    worth = worth_of_a_pair(kept)
    bound = _bound(kept, places, worth) // (2 if are_peers else 1)  # peers stand on both sides of the assignment
    return Matched(pairs, bound - sum(worth + int(kept[e, m]) for m, e in pairs))


def _apart(points: Points, places: Places) -> tuple[tuple[int, int], ...]:
    """Solve; where two would mentor each other, try it both ways round and keep the better."""
    pairs = _matching(points, places)
    both = next(((m, e) for m, e in pairs if m < e and (e, m) in pairs), None)
    if both is None:
        return tuple(sorted(pairs))
    tries = []
    for mentor, mentee in (both, both[::-1]):
        without = points.copy()
        without[mentor, mentee] = -1
        tries.append(_apart(without, places))
    return max(tries, key=lambda found: (len(found), sum(int(points[e, m]) for m, e in found)))


def _matching(points: Points, places: Places) -> set[tuple[int, int]]:
    nodes = [(one, nth) for one, count in enumerate(places.in_all) for nth in range(count)]
    at = {node: index for index, node in enumerate(nodes)}
    ways: dict[tuple[int, int], tuple[int, int, int]] = {}
    for mentee, mentor in zip(*np.nonzero(points >= 0), strict=True):
        worth = int(points[mentee, mentor])
        for nth in _mentor_nodes(places, int(mentor)):
            edge = at[int(mentor), nth], at[int(mentee), 0]
            edge = (min(edge), max(edge))
            if ways.get(edge, (-1,))[0] < worth:
                ways[edge] = (worth, int(mentor), int(mentee))
    graph: rustworkx.PyGraph[None, int] = rustworkx.PyGraph(multigraph=False)
    graph.add_nodes_from([None] * len(nodes))
    graph.add_edges_from([(one, other, way[0]) for (one, other), way in sorted(ways.items())])
    found = rustworkx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    return {ways[min(edge), max(edge)][1:] for edge in found}


def _mentor_nodes(places: Places, one: int) -> Iterable[int]:
    """Give which of somebody's nodes may be a mentor's; the first is also the mentee's, if they may be one."""
    count = int(places.in_all[one])
    return range(count - min(count, int(places.mentor[one])), count)


def _best(points: Points) -> Points:
    kept = np.full_like(points, -1)
    for axis in (0, 1):
        count = min(CANDIDATES, points.shape[axis])
        best = np.argsort(-points, axis=axis, kind="stable").take(np.arange(count), axis=axis)
        np.put_along_axis(kept, best, np.take_along_axis(points, best, axis=axis), axis=axis)
    return kept


def _bound(points: Points, places: Places, worth: int) -> int:
    """Bound from above: let everybody be mentor and mentee at once, which the assignment solves exactly."""
    found = assign(points, places.mentor)
    held = found.mentor >= 0
    value = int(points[held.nonzero()[0], found.mentor[held]].sum(dtype=np.int64)) + worth * int(held.sum())
    return value + found.gap
