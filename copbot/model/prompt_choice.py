"""Which prompt comes next, and when they run out.

The order of sources: what is held for the series or queued by facilitators, then the community's own prompts that were
never posted, then those of the starter pack, then what was passed over, then everything again, longest unused first.
So no prompt comes twice before every other one that is ready came once.

Among fresh ones the kinds take turns: the kind whose turn it is has waited longest, and waiting counts for more where
more people answer. A kind that drew three people a post waits half as long as one that drew one: (1 + 3) / (1 + 1).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import inf
from typing import NewType, Protocol, TypeAlias

from copbot.model.packs import PackPrompt, StarterPack

Category = NewType("Category", str)
"""The kind of a prompt: what it invites, in its normal form."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The prompts of one category together.

    `fresh` is the first of the community's own that was neither posted nor passed over; `used_at` when any was last
    posted, `posts` how often, and `people` how many answered, each once for each post.
    """

    category: Category
    fresh: int | None
    used_at: datetime | None
    posts: int
    people: int


class Shelf(Protocol):
    """What the choice is made from; read only as far as it is needed."""

    def kinds(self) -> Sequence[Kind]:
        """Sum up the bank by category."""
        ...

    def taken(self) -> frozenset[str]:
        """List the keys of the starter prompts that are in the bank."""
        ...

    def later(self, only: Category | None, pack: str | None) -> int | None:
        """Give the first of those passed over, else the longest unused one; starter prompts only of this pack."""
        ...


Choice: TypeAlias = int | PackPrompt | None
"""A prompt of the bank by its number, a starter prompt not in it yet, or nothing: there is no prompt at all."""


def choose(shelf: Shelf, pack: StarterPack | None, *, only: Category | None, now: datetime) -> Choice:
    """Choose the next prompt, of one category or of all, when nothing is held or queued."""
    kinds = {kind.category: kind for kind in shelf.kinds()}
    own = {kind.category: kind.fresh for kind in kinds.values() if kind.fresh is not None}
    heads = sorted((category for category in own if _wanted(category, only)), key=lambda category: own[category])
    if heads:
        return own[_whose_turn(heads, kinds, now)]
    if pack is not None:
        untouched = _first_of_each(pack, shelf.taken(), only)
        if untouched:
            return untouched[_whose_turn(untouched, kinds, now)]
    return shelf.later(only, pack.name if pack else None)


def first_repeat(fresh: Mapping[Category, int], coming: Iterable[tuple[datetime, Category | None]]) -> datetime | None:
    """Tell when the first of the coming posts finds no fresh prompt; None when there is one for each.

    `coming` are instants in their order, with the category each takes; one that takes any takes from the largest.
    """
    left = dict(fresh)
    for at, only in coming:
        category = only or max(left, key=lambda one: left[one], default=None)
        if category is None or not left.get(category):
            return at
        left[category] -= 1
    return None


def _wanted(category: str, only: Category | None) -> bool:
    return only is None or only == category


def _first_of_each(pack: StarterPack, taken: frozenset[str], only: Category | None) -> dict[Category, PackPrompt]:
    first: dict[Category, PackPrompt] = {}
    for prompt in pack.prompts:
        if prompt.key not in taken and _wanted(prompt.category, only):
            first.setdefault(Category(prompt.category), prompt)
    return first


def _whose_turn(categories: Iterable[Category], kinds: Mapping[Category, Kind], now: datetime) -> Category:
    """Choose the category that waited longest, counted by what it draws; the first of equals."""
    return max(categories, key=lambda category: _waited(kinds.get(category), now))


def _waited(kind: Kind | None, now: datetime) -> float:
    if kind is None or kind.used_at is None:
        return inf
    drawn = kind.people / kind.posts if kind.posts else 0
    return (now - kind.used_at).total_seconds() * (1 + drawn)
