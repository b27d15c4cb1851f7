"""What no grouping can do better, from what each person could have alone."""

from collections.abc import Sequence

import numpy as np

from copbot.matching.meetup_scores import Numbers, Scores

_ROWS = 500
_NEVER = 2**60


def bounds(scores: Scores, sizes: Sequence[int]) -> tuple[int, int]:
    """Give the least repeats and the most points that groups of these sizes can have.

    In a group of s everybody meets s - 1 others, at best those they would choose. Each pair is counted by both, so
    half the sum over all people is a bound. Who is in a larger group, or left out, is taken to be who fits best.
    """
    if not sizes:
        return 0, 0
    meets = np.sort(np.repeat(np.array(sizes) - 1, sizes))
    repeats, points = _best_of_each(scores, int(meets[-1]))
    fewest, most = int(meets[0]), int(meets[-1])
    more = int((meets > fewest).sum()) if most == fewest + 1 else 0
    least = _smallest(repeats[:, :fewest].sum(axis=1), len(meets)) + _smallest(repeats[:, most - 1], more)
    if most > fewest + 1:
        fewest, more = most, 0
    highest = _smallest(-points[:, :fewest].sum(axis=1), len(meets)) + _smallest(-points[:, most - 1], more)
    return (least + 1) // 2, -highest // 2


def _smallest(values: Numbers, count: int) -> int:
    return int(np.sort(values)[:count].sum())


def _best_of_each(scores: Scores, count: int) -> tuple[Numbers, Numbers]:
    """Give the least weights of repeats, rising, and the most points, falling, that each could have with others."""
    everybody = np.arange(len(scores))
    repeats = np.zeros((len(scores), count), dtype=np.int64)
    points = np.zeros((len(scores), count), dtype=np.int64)
    for start in range(0, len(scores), _ROWS):
        rows = everybody[start : start + _ROWS]
        possible = scores.possible(rows, everybody)
        weighed = np.where(possible, scores.repeats(rows, everybody), _NEVER)
        valued = np.where(possible, scores.points(rows, everybody), 0)
        repeats[rows] = np.sort(np.partition(weighed, count - 1, axis=1)[:, :count], axis=1)
        points[rows] = -np.sort(np.partition(-valued, count - 1, axis=1)[:, :count], axis=1)
    return np.where(repeats == _NEVER, 0, repeats), points
