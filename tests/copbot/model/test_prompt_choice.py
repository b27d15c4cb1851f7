from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from copbot.model.packs import PackCategory, PackPrompt, StarterPack
from copbot.model.prompt_choice import Category, Kind, choose, first_repeat

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
STORY, TOOL, CASE = Category("story"), Category("tool"), Category("case")
DAY = timedelta(days=1)


@dataclass(slots=True)
class FakeShelf:
    """A bank in memory: what is fresh by category, what the pack gave, and the line of what was posted."""

    summed: list[Kind] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    line: list[int] = field(default_factory=list)

    def kinds(self) -> Sequence[Kind]:
        return self.summed

    def taken(self) -> frozenset[str]:
        return frozenset(self.keys)

    def later(self, only: Category | None, pack: str | None) -> int | None:
        return self.line[0] if self.line else None


def kind(
    category: Category, fresh: int | None = None, *, days: int | None = None, drew: tuple[int, int] = (0, 0)
) -> Kind:
    posts, people = drew
    return Kind(category, fresh, None if days is None else NOW - days * DAY, posts, people)


def pack(*prompts: tuple[str, PackCategory]) -> StarterPack:
    return StarterPack(
        name="education",
        title="",
        about="",
        domain_example="",
        purpose_example="",
        guidelines=(),
        values=(),
        tags=(),
        topics=(),
        prompts=tuple(PackPrompt(key=key, category=category, text=key, good_answer="") for key, category in prompts),
    )


PACK = pack(("one", "story"), ("two", "tool"), ("three", "story"))


def test_the_communitys_own_come_before_the_starter_pack() -> None:
    assert choose(FakeShelf([kind(STORY, 7)]), PACK, only=None, now=NOW) == 7


def test_the_starter_pack_comes_in_its_order_before_anything_repeats() -> None:
    shelf = FakeShelf([kind(STORY, days=7)], line=[3])
    assert choose(shelf, PACK, only=STORY, now=NOW) == PACK.prompts[0]
    shelf.keys |= {"one", "two"}
    assert choose(shelf, PACK, only=None, now=NOW) == PACK.prompts[2]


def test_when_all_were_posted_the_line_begins_again() -> None:
    shelf = FakeShelf([kind(STORY, days=7)], keys={"one", "two", "three"}, line=[3, 4])
    assert choose(shelf, PACK, only=None, now=NOW) == 3
    assert choose(shelf, None, only=None, now=NOW) == 3


def test_an_empty_bank_has_nothing() -> None:
    assert choose(FakeShelf(), None, only=None, now=NOW) is None


def test_a_schedule_of_one_kind_takes_no_other() -> None:
    shelf = FakeShelf([kind(STORY, 1), kind(TOOL, 2)])
    assert choose(shelf, PACK, only=TOOL, now=NOW) == 2
    assert choose(shelf, PACK, only=CASE, now=NOW) is None


def test_a_kind_never_posted_comes_first_and_the_oldest_prompt_of_equals() -> None:
    assert choose(FakeShelf([kind(STORY, 1, days=30), kind(TOOL, 9)]), None, only=None, now=NOW) == 9
    assert choose(FakeShelf([kind(STORY, 9), kind(TOOL, 1)]), None, only=None, now=NOW) == 1


def test_the_kind_that_waited_longest_has_its_turn() -> None:
    assert choose(FakeShelf([kind(STORY, 1, days=7), kind(TOOL, 2, days=14)]), None, only=None, now=NOW) == 2


def test_waiting_counts_for_more_where_more_people_answer() -> None:
    drew_three = kind(STORY, 1, days=8, drew=(2, 6))
    assert choose(FakeShelf([drew_three, kind(TOOL, 2, days=14, drew=(2, 2))]), None, only=None, now=NOW) == 1
    assert choose(FakeShelf([drew_three, kind(TOOL, 2, days=17, drew=(2, 2))]), None, only=None, now=NOW) == 2


@given(
    st.lists(st.sampled_from([STORY, TOOL, CASE]), max_size=12),
    st.lists(st.sampled_from(["story", "tool", "case"]), max_size=8),
    st.lists(st.integers(0, 9), min_size=1, max_size=60),
)
def test_no_prompt_comes_twice_before_all_others_came_once(
    own: list[Category], starters: list[PackCategory], drawn: list[int]
) -> None:
    """Play the choice against a bank in memory: own prompts, then the whole pack, then all again in that order."""
    starter_pack = pack(*((f"key-{place}", category) for place, category in enumerate(starters)))
    fresh = dict(enumerate(own, 1))
    kinds: dict[Category, Kind] = {category: kind(category) for category in (STORY, TOOL, CASE)}
    shelf, numbers, came = FakeShelf(), dict[int, Category](), list[int]()
    for at, people in enumerate(drawn):
        shelf.summed = [
            replace(one, fresh=min((n for n, category in fresh.items() if category == one.category), default=None))
            for one in kinds.values()
        ]
        match choose(shelf, starter_pack, only=None, now=NOW + at * DAY):
            case None:
                assert not own
                assert not starters
                return
            case PackPrompt(key=key, category=category):
                assert not fresh
                shelf.keys.add(key)
                number, turn = 100 + len(shelf.keys), Category(category)
            case number:
                turn = fresh.pop(number) if number in fresh else numbers[number]
        numbers[number] = turn
        shelf.line = [*(one for one in shelf.line if one != number), number]
        came.append(number)
        old = kinds[turn]
        kinds[turn] = Kind(turn, None, NOW + at * DAY, old.posts + 1, old.people + people)
    every = len(own) + len(starters)
    for place, number in enumerate(came):
        assert number not in came[max(0, place - every + 1) : place]
    assert all(number < 100 for number in came[: len(own)])
    assert all(number > 100 for number in came[len(own) : every])


def test_each_post_takes_one_fresh_prompt_until_none_is_left() -> None:
    coming = [(NOW + n * DAY, None) for n in range(5)]
    assert first_repeat({STORY: 2, TOOL: 1}, coming) == NOW + 3 * DAY
    assert first_repeat({STORY: 3, TOOL: 2}, coming) is None
    assert first_repeat({}, coming) == NOW


def test_a_schedule_of_one_kind_repeats_when_that_kind_is_used_up() -> None:
    coming = [(NOW, STORY), (NOW + DAY, STORY), (NOW + 2 * DAY, TOOL)]
    assert first_repeat({STORY: 1, TOOL: 9}, coming) == NOW + DAY
    assert first_repeat({STORY: 2, CASE: 9}, coming) == NOW + 2 * DAY


@given(
    st.dictionaries(st.sampled_from([STORY, TOOL, CASE]), st.integers(0, 5)),
    st.lists(st.sampled_from([STORY, TOOL, None]), max_size=20),
)
def test_as_many_posts_as_there_are_prompts_may_come_before_one_repeats(
    fresh: dict[Category, int], wanted: list[Category | None]
) -> None:
    repeats = first_repeat(fresh, [(NOW + n * DAY, only) for n, only in enumerate(wanted)])
    before = len(wanted) if repeats is None else (repeats - NOW).days
    assert before <= sum(fresh.values())
    if not any(wanted):
        assert before == min(len(wanted), sum(fresh.values()))
