"""Which pins of a round can be kept; asked before solving, so that a facilitator hears of a contradiction at once."""

from collections import Counter
from dataclasses import dataclass, field

from copbot.model.mentorship_fit import (
    Yardstick,
    all_places,
    is_mentee,
    is_mentor,
    mentor_places,
    unordered,
    yardstick,
)
from copbot.model.mentorship_pool import Applicant, LoosePin, MentorPool, Pair, PinTrouble, Shape
from copbot.refs import MemberId


@dataclass(slots=True)
class _Kept:
    pairs: list[Pair] = field(default_factory=list)
    in_all: Counter[MemberId] = field(default_factory=Counter)
    as_mentor: Counter[MemberId] = field(default_factory=Counter)
    mentees: set[MemberId] = field(default_factory=set)
    together: set[tuple[MemberId, MemberId]] = field(default_factory=set)


def sorted_pins(pool: MentorPool) -> tuple[tuple[Pair, ...], tuple[LoosePin, ...]]:
    """Part the pins into those that are kept and those that cannot be; the lower mentor and mentee comes first."""
    people = {one.member: one for one in pool.people}
    measure = yardstick(pool)
    kept = _Kept()
    loose: list[LoosePin] = []
    for pin in sorted(set(pool.pins), key=lambda pair: (pair.mentor, pair.mentee)):
        trouble = _trouble(pin, people, pool, measure, kept)
        if trouble is not None:
            loose.append(LoosePin(pin, trouble))
            continue
        kept.pairs.append(pin)
        kept.in_all.update((pin.mentor, pin.mentee))
        kept.as_mentor[pin.mentor] += 1
        kept.mentees.add(pin.mentee)
        kept.together.add(unordered(pin.mentor, pin.mentee))
    return tuple(kept.pairs), tuple(loose)


def pin_troubles(pool: MentorPool) -> tuple[LoosePin, ...]:
    """Give the pins that cannot be kept; a facilitator is told (`why_loose`) before anything is solved."""
    return sorted_pins(pool)[1]


def _trouble(
    pin: Pair, people: dict[MemberId, Applicant], pool: MentorPool, measure: Yardstick, kept: _Kept
) -> PinTrouble | None:
    mentor, mentee = people.get(pin.mentor), people.get(pin.mentee)
    if pin.mentor == pin.mentee:
        return PinTrouble.SELF
    if mentor is None or mentee is None or not is_mentor(mentor, pool.shape) or not is_mentee(mentee, pool.shape):
        return PinTrouble.NOT_HERE
    if measure.fit(mentor, mentee) is None:
        return PinTrouble.NOT_POSSIBLE
    pair = unordered(pin.mentor, pin.mentee)
    taken = pin.mentee in kept.mentees or (pool.shape is Shape.PEER and kept.in_all[pin.mentee] > 0)
    if taken or pair in kept.together:
        return PinTrouble.TWICE
    full = kept.as_mentor[pin.mentor] >= mentor_places(mentor, pool)
    if full or any(kept.in_all[one.member] >= all_places(one, pool) for one in (mentor, mentee)):
        return PinTrouble.NO_PLACE
    return None
