"""Pairs: the best matching of everybody where that is quick, else one near it."""

import numpy as np
import rustworkx as rx
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from copbot.matching.meetup_scores import MOST_POINTS, Numbers, Scores

Pairs = list[list[int]]

EXACT_TO = 400
"""Up to so many people every pair is looked at."""
_BEST = 20
_AT_RANDOM = 5
_ALL_TRIED = 64
_BITS = 4
_ROWS = 500
_HEAVIEST = 50_000
_NEVER = -(2**60)


def pair_up(scores: Scores, who: Numbers) -> tuple[Pairs, list[int]]:
    """Pair as many as possible with as few repeats, then as many points, as can be; give who is over, too."""
    if len(who) <= EXACT_TO:
        return best_pairs(scores, who)
    pairs, free = _near(scores, who)
    more, over = pair_up(scores, np.array(free, dtype=np.int64))
    return _mended(scores, pairs + more, over)


def best_pairs(scores: Scores, who: Numbers) -> tuple[Pairs, list[int]]:
    """Solve maximum-weight matching on all possible pairs: exact for an even number.

    Repeats weigh more than all points together, points more than what decides between equals; and before all that,
    those who waited are placed. Of an odd number one is over: everybody is tried as that one up to 64 people, beyond
    whoever adds most at best as a third to two others.
    """
    size = len(who)
    points, repeats, possible = scores.points(who, who), scores.repeats(who, who), scores.possible(who, who)
    weights = (size * (points - (MOST_POINTS * size + 1) * repeats) << _BITS) + scores.chance(who, who, _BITS)
    first, second = np.nonzero(np.triu(possible))
    edges = list(zip(first.tolist(), second.tolist(), weights[first, second].tolist(), strict=True))
    waited = scores.waited[who].tolist()
    if any(waited):
        more = 4 * size * int(np.abs(weights).max() + 1)
        edges = [(a, b, weight + more * (waited[a] + waited[b])) for a, b, weight in edges]
    if size % 2 == 0:
        return _named(who, _matched(size, edges))
    third = np.where(possible, weights, _NEVER)
    np.fill_diagonal(third, _NEVER)
    twice = np.sort(third, axis=1)[:, -2:].sum(axis=1) if size > 1 else np.zeros(1, dtype=np.int64)
    if size > _ALL_TRIED:
        chosen = [(one, size, int(twice[one])) for one in range(size)]
        return _named(who, [pair for pair in _matched(size + 1, edges + chosen) if size not in pair])
    found = [_matched(size + 1, [*edges, (one, size, 0)]) for one in range(size)]
    trios = [[pair for pair in pairs if size not in pair] for pairs in found]
    return _named(who, max(trios, key=lambda pairs: _worth_with_third(pairs, third, size)))


def _matched(size: int, edges: list[tuple[int, int, int]]) -> Pairs:
    graph: rx.PyGraph[None, int] = rx.PyGraph()
    graph.add_nodes_from([None] * size)
    graph.add_edges_from(edges)
    found = rx.max_weight_matching(graph, max_cardinality=True, weight_fn=int)
    return sorted(sorted(pair) for pair in found)


def _worth_with_third(pairs: Pairs, weights: Numbers, size: int) -> tuple[int, int]:
    """Rate pairs by their number, then by their weight once each who is over has joined the best pair."""
    total = sum(int(weights[a, b]) for a, b in pairs)
    for one in set(range(size)).difference(*pairs):
        total += max((int(weights[one, a]) + int(weights[one, b]) for a, b in pairs), default=0)
    return len(pairs), total


def _named(who: Numbers, pairs: Pairs) -> tuple[Pairs, list[int]]:
    placed = {one for pair in pairs for one in pair}
    return [[int(who[a]), int(who[b])] for a, b in pairs], [
        int(one) for number, one in enumerate(who) if number not in placed
    ]


def _near(scores: Scores, who: Numbers) -> tuple[Pairs, list[int]]:
    """Pair many people near the best; give those who are free still, always fewer.

    Each person proposes the 20 best and 5 at random. The assignment problem on these edges (both ways) is the
    matching problem without its condition on odd cycles: its solution falls into cycles, and one of even length is
    as good a set of pairs. Only who stands in an odd one is free.
    """
    rows, columns, weights = _candidates(scores, who)
    size, everybody = len(who), np.arange(len(who))
    heaviest = int(weights.max(initial=0))
    alone = 8 * (heaviest - int(weights.min(initial=0)) + 1)
    cost = np.concatenate([heaviest + 1 - weights, np.full(size, alone)]).astype(np.float64)
    ends = (np.concatenate([rows, everybody]), np.concatenate([columns, everybody]))
    graph = csr_array(coo_array((cost, ends), shape=(size, size)))
    _, partner = min_weight_full_bipartite_matching(graph)
    cycles = _cycles(partner.tolist())
    odd = [cycle for cycle in cycles if len(cycle) % 2]
    kept = [cycle for cycle in cycles if len(cycle) % 2 == 0]
    free = [one for cycle in odd for one in cycle]
    if len(free) > EXACT_TO:
        free = [cycle[0] for cycle in odd]
        kept += [cycle[1:] for cycle in odd]
    pairs = [[int(who[a]), int(who[b])] for cycle in kept for a, b in zip(cycle[::2], cycle[1::2], strict=True)]
    return pairs, [int(who[one]) for one in sorted(free)]


def _candidates(scores: Scores, who: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """List the edges worth looking at, both ways each, with their weights."""
    size = len(who)
    chosen = scores.random().integers(0, size, (size, _AT_RANDOM))
    found: list[tuple[Numbers, Numbers, Numbers]] = []
    for start in range(0, size, _ROWS):
        rows = np.arange(start, min(start + _ROWS, size))
        weights = _weights(scores, who[rows], who)
        best = np.argpartition(weights, -_BEST, axis=1)[:, -_BEST:]
        columns = np.concatenate([best, chosen[rows]], axis=1)
        values = np.take_along_axis(weights, columns, axis=1)
        kept = values > _NEVER
        found.append((np.broadcast_to(rows[:, None], columns.shape)[kept], columns[kept], values[kept]))
    rows, columns, weights = (np.concatenate(each) for each in zip(*found, strict=True))
    low, high = np.minimum(rows, columns), np.maximum(rows, columns)
    _, once = np.unique(low * size + high, return_index=True)
    low, high, weights = low[once], high[once], weights[once]
    return np.concatenate([low, high]), np.concatenate([high, low]), np.concatenate([weights, weights])


def _weights(scores: Scores, rows: Numbers, columns: Numbers) -> Numbers:
    """Weigh as `best_pairs` does, in fewer bits, so that sums stay exact in floats."""
    repeats = np.minimum(scores.repeats(rows, columns), _HEAVIEST)
    points = scores.points(rows, columns) - (MOST_POINTS * len(scores) + 1) * repeats
    weights: Numbers = (points << _BITS) + scores.chance(rows, columns, _BITS)
    weights[~scores.possible(rows, columns)] = _NEVER
    return weights


def _cycles(partner: list[int]) -> list[list[int]]:
    seen: set[int] = set()
    cycles: list[list[int]] = []
    for first in range(len(partner)):
        cycle: list[int] = []
        one = first
        while one not in seen:
            seen.add(one)
            cycle.append(one)
            one = partner[one]
        if cycle:
            cycles.append(cycle)
    return cycles


def _mended(scores: Scores, pairs: Pairs, over: list[int]) -> tuple[Pairs, list[int]]:
    """Place two and two of those who are over, none of whom can meet another, by parting the best pair for them.

    Who rules out d others (or is ruled out) can spoil at most d of the two ways to part each pair; so there is a way
    whenever there are more pairs than such entries for any one person.
    """
    pairs, rest = list(pairs), []
    while len(over) > 1:
        one, other, *over = over
        ends = np.array(pairs, dtype=np.int64)
        with_one, with_other = _weights(scores, np.array([one, other]), ends.ravel()).reshape(2, -1, 2)
        crossed = with_other[:, ::-1]
        ways = with_one + crossed - _weights(scores, ends[:, 0], ends[:, 1]).diagonal()[:, None]
        ways[(with_one == _NEVER) | (crossed == _NEVER)] = 2 * _NEVER
        pair, way = divmod(int(ways.argmax()), 2)
        if ways[pair, way] > _NEVER:
            first, second = pairs[pair][way], pairs[pair][1 - way]
            pairs[pair] = [one, first]
            pairs.append([other, second])
        else:
            rest.append(one)
            over = [other, *over]
    return pairs, rest + over
