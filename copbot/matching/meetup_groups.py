"""Groups of three to eight: local search by swaps from several beginnings."""

import numpy as np

from copbot.matching.meetup_scores import MOST_POINTS, Numbers, Scores
from copbot.model.meetups_pool import SMALLEST, group_sizes

_BLOCK = 600
_BEGINNINGS = 30
_WORK = 6000


def group_up(scores: Scores, who: Numbers, size: int) -> tuple[list[list[int]], list[int]]:
    """Group people with as few repeats, then as many points, as the search finds; give who fits nowhere, too.

    More than 600 people are grouped in blocks drawn at random: a block has more choice than anybody can use.
    """
    shuffled = scores.random().permutation(who)
    blocks = max(1, round(len(who) / _BLOCK))
    groups: list[list[int]] = []
    over: list[int] = []
    for block in np.array_split(shuffled, blocks):
        found, free = _searched(scores, np.sort(block), size)
        groups += found
        over += free
    return groups, over


def _searched(scores: Scores, who: Numbers, size: int) -> tuple[list[list[int]], list[int]]:
    points, repeats, possible = scores.points(who, who), scores.repeats(who, who), scores.possible(who, who)
    pairs = len(who) * (size + 1)
    repeat = MOST_POINTS * pairs + 1
    never = (repeat * (int(repeats.max(initial=0)) + 1)) * pairs
    weights = points - repeat * repeats
    weights[~possible] = -never
    np.fill_diagonal(weights, 0)
    places = np.repeat(np.arange(len(group_sizes(len(who), size))), group_sizes(len(who), size))
    random = scores.random()
    best, most = places, None
    for _ in range(max(2, min(_BEGINNINGS, _WORK // len(who)))):
        home = _improved(weights, random.permutation(places))
        total = int(weights[home[:, None] == home[None, :]].sum())
        if most is None or total > most:
            best, most = home, total
    return _possible_groups(who, best, ~possible, scores.waited[who])


def _improved(weights: Numbers, home: Numbers) -> Numbers:
    """Swap two people, or move one from a larger group to a smaller, as long as that is better."""
    people = np.arange(len(home))
    count = np.bincount(home)
    belongs = np.zeros((len(home), len(count)), dtype=np.int64)
    belongs[people, home] = 1
    worth = weights @ belongs
    own = worth[people, home]
    better = True
    while better:
        better = False
        for one in range(len(home)):
            old = int(home[one])
            swaps = worth[one, home] - own[one] + worth[:, old] - own - 2 * weights[one]
            swaps[home == old] = 0
            moves = np.where(count == count[old] - 1, worth[one] - own[one], 0)
            other, new = int(swaps.argmax()), int(moves.argmax())
            if swaps[other] <= 0 and moves[new] <= 0:
                continue
            better = True
            if moves[new] >= swaps[other]:
                gone = weights[:, one]
                count[old], count[new] = count[old] - 1, count[new] + 1
            else:
                new = int(home[other])
                gone = weights[:, one] - weights[:, other]
                home[other] = old
            home[one] = new
            worth[:, old] -= gone
            worth[:, new] += gone
            own = worth[people, home]
    return home


def _possible_groups(
    who: Numbers, home: Numbers, never: np.ndarray, waited: Numbers
) -> tuple[list[list[int]], list[int]]:
    """Take people out of groups that are not possible: who rules out most there, of those who waited least."""
    groups: list[list[int]] = []
    over: list[int] = []
    for number in range(int(home.max()) + 1):
        group = np.flatnonzero(home == number).tolist()
        while len(group) > 1:
            against = {one: sum(bool(never[one, other]) for other in group if other != one) for one in group}
            worst = max(group, key=lambda one: (against[one], -int(waited[one]), one))
            if against[worst] == 0:
                break
            group.remove(worst)
            over.append(int(who[worst]))
        if len(group) >= SMALLEST:
            groups.append([int(who[one]) for one in group])
        else:
            over += [int(who[one]) for one in group]
    return groups, over
