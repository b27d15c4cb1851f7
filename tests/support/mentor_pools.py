"""Small mentorship pools as Hypothesis draws them, and people with everything in common."""

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st

from copbot.model.hours import ring_hours
from copbot.model.mentorship_pool import Applicant, Limits, MentorPool, Pair, Shape, Side, Weights
from copbot.refs import MemberId

TOPICS = ("assessment", "feedback", "group-work", "lesson-planning", "lesson-plans", "reading")
LANGUAGES = ("en", "nl", "fr")
EVENINGS = ring_hours([(day * 1440 + 17 * 60, day * 1440 + 20 * 60) for day in range(3)])


def person(number: int, side: Side, **other: Any) -> Applicant:  # noqa: ANN401 -- any field of an applicant
    """Make somebody who fits everybody, but for what is given."""
    fitting: dict[str, Any] = {
        "offers": ("assessment",),
        "wants": ("assessment",),
        "hours": EVENINGS,
        "languages": ("en",),
    }
    return Applicant(member=MemberId(number), side=side, **(fitting | other))


def mentor(number: int, **other: Any) -> Applicant:  # noqa: ANN401 -- any field of an applicant
    """Make a mentor who fits everybody, but for what is given."""
    return person(number, Side.MENTOR, **other)


def mentee(number: int, **other: Any) -> Applicant:  # noqa: ANN401 -- any field of an applicant
    """Make a mentee who fits everybody, but for what is given."""
    return person(number, Side.MENTEE, **other)


def pool_of(*people: Applicant, **other: Any) -> MentorPool:  # noqa: ANN401 -- any field of a pool
    """Make a pool."""
    return MentorPool(people=people, **other)


def changed(pool: MentorPool, number: int, **other: Any) -> MentorPool:  # noqa: ANN401 -- any field of an applicant
    """Give a pool in which one person is changed."""
    people = tuple(replace(one, **other) if one.member == number else one for one in pool.people)
    return replace(pool, people=people)


@st.composite
def hours(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    """Draw up to three pieces of a week, some at odd minutes, from few days so that people meet."""
    pieces = st.tuples(st.integers(0, 1), st.integers(0, 8), st.sampled_from((30, 60, 95, 180)))
    drawn = draw(st.lists(pieces, max_size=3))
    return ring_hours(
        [(day * 1440 + 9 * 60 + at * 30, day * 1440 + 9 * 60 + at * 30 + long) for day, at, long in drawn]
    )


@st.composite
def applicants(draw: st.DrawFn, number: int, most: int, sides: tuple[Side, ...]) -> Applicant:
    """Draw one person."""
    topics = st.lists(st.sampled_from(TOPICS), max_size=3, unique=True).map(tuple)
    others = st.lists(st.integers(1, most).map(MemberId), max_size=2, unique=True).map(tuple)
    return Applicant(
        member=MemberId(number),
        side=draw(st.sampled_from(sides)),
        offers=draw(topics),
        wants=draw(topics),
        goal=draw(topics),
        level=draw(st.integers(0, 4)),
        hours=draw(hours()),
        languages=draw(st.lists(st.sampled_from(LANGUAGES), max_size=2, unique=True).map(tuple)),
        capacity=draw(st.integers(0, 3)),
        never_with=draw(others),
        line=draw(st.sampled_from((None, None, "red", "blue"))),
        rounds_out=draw(st.integers(0, 3)),
        earlier=draw(others),
        utc_offset=draw(st.sampled_from((0, 60, -300))),
    )


@st.composite
def pools(
    draw: st.DrawFn,
    sides: tuple[Side, ...] = (Side.MENTOR, Side.MENTEE),
    shapes: tuple[Shape, ...] = (Shape.PAIR, Shape.GROUP, Shape.REVERSE),
    most: int = 7,
) -> MentorPool:
    """Draw a pool of at most `most` people, members in any order, with pins and forbidden pairs now and then."""
    count = draw(st.integers(0, most))
    people = tuple(draw(applicants(number, max(count, 1), sides)) for number in range(1, count + 1))
    pairs = st.builds(Pair, *(2 * [st.integers(1, max(count, 1)).map(MemberId)]))
    weight = st.integers(0, 10)
    return MentorPool(
        people=tuple(draw(st.permutations(people))),
        shape=draw(st.sampled_from(shapes)),
        weights=Weights(**{name: draw(weight) for name in Weights.__slots__}),
        limits=Limits(
            least_minutes=draw(st.sampled_from((0, 0, 30, 60))),
            language_needed=draw(st.booleans()),
            topic_needed=draw(st.booleans()),
            group_size=draw(st.integers(1, 3)),
        ),
        pins=tuple(draw(st.lists(pairs, max_size=2))),
        forbidden=tuple(draw(st.lists(pairs, max_size=2))),
        related=draw(st.sampled_from(((), (("feedback", "assessment"),)))),
    )
