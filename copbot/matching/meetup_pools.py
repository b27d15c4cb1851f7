"""Groupings of at most ten people, all of them looked at: the best there is."""

from functools import cache
from itertools import combinations

from copbot.matching.meetup_scores import MOST_POINTS, Numbers, Scores
from copbot.model.meetups_pool import LARGEST, SMALLEST

MOST = 10
_SMALLER = 10


def best_of_all(scores: Scores, who: Numbers, size: int) -> tuple[list[list[int]], list[int]]:
    """Group a few people: as few left out as possible, of those who waited least; then sizes, repeats, points.

    Dynamic programming over subsets: the first who is not placed is left out, or joined by some of the others.
    A group larger by one costs 1, one smaller by n costs 10 n², which gives `group_sizes` where everything is possible.
    """
    points: list[list[int]] = scores.points(who, who).tolist()
    repeats: list[list[int]] = scores.repeats(who, who).tolist()
    possible, waited = scores.possible(who, who).tolist(), scores.waited[who].tolist()
    people = range(len(who))
    pairs = len(who) * LARGEST
    repeat = MOST_POINTS * pairs + 1
    sized = repeat * (sum(map(sum, repeats)) + 1)
    wait = sized * (_SMALLER * LARGEST**2 * len(who) + 1)
    out = wait * (sum(waited) + 1)

    def worth(group: tuple[int, ...]) -> int | None:
        each = list(combinations(group, 2))
        if not all(possible[a][b] for a, b in each):
            return None
        apart = len(group) - size
        odd = apart if apart > 0 else _SMALLER * apart * apart
        return sum(points[a][b] - repeat * repeats[a][b] for a, b in each) - sized * odd

    worths = {
        group: value
        for count in range(SMALLEST, min(size + 1, LARGEST, len(who)) + 1)
        for group in combinations(people, count)
        if (value := worth(group)) is not None
    }
    led = [[(group, value) for group, value in worths.items() if group[0] == one] for one in people]

    @cache
    def best(left: frozenset[int]) -> tuple[int, tuple[tuple[int, ...], ...]]:
        if not left:
            return 0, ()
        first = min(left)
        value, groups = best(left - {first})
        found = (value - out - wait * waited[first], groups)
        for group, worth_of in led[first]:
            if left.issuperset(group):
                value, groups = best(left.difference(group))
                if value + worth_of > found[0]:
                    found = (value + worth_of, (group, *groups))
        return found

    _, groups = best(frozenset(people))
    placed = {one for group in groups for one in group}
    return [[int(who[one]) for one in group] for group in groups], [
        int(who[one]) for one in people if one not in placed
    ]
