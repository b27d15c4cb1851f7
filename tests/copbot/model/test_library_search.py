"""What members type, as terms; and what is looked for when nothing fits."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copbot.errors import CopError
from copbot.model.library_search import (
    Hits,
    How,
    Indexed,
    Narrowed,
    Word,
    facets_of,
    find,
    index_text,
    parse_since,
    terms_of,
)
from copbot.model.resource_kinds import ResourceKind
from copbot.refs import MemberId

TODAY = date(2026, 3, 31)


@dataclass(slots=True)
class SmallIndex:
    """An index in memory that mirrors `LibrarySearch`: entries are sets of terms, the newest first."""

    entries: dict[int, set[str]] = field(default_factory=dict)

    def put(self, entry: int, terms: Indexed) -> None:
        self.entries[entry] = set(f"{terms.title} {terms.tags} {terms.description} {terms.note}".split())

    def drop(self, entry: int) -> None:
        del self.entries[entry]

    def match(self, words: Sequence[Word], narrowed: Narrowed, limit: int, *, every: bool) -> tuple[int, ...]:
        fits = all if every else any
        found = [one for one, terms in self.entries.items() if fits(terms & set(word) for word in words)]
        return tuple(sorted(found, reverse=True))[:limit]

    def known(self, terms: Sequence[str]) -> frozenset[str]:
        return frozenset(terms) & {term for one in self.entries.values() for term in one}

    def similar(self, term: str) -> tuple[str, ...]:
        return tuple(sorted({one for terms in self.entries.values() for one in terms}))


@pytest.fixture
def index() -> SmallIndex:
    made = SmallIndex()
    for number, title in enumerate(("Feedback for learners", "Assessment rubrics", "Feedback rubrics"), 1):
        made.put(number, Indexed(title=index_text(title, "en")))
    return made


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Strategies, STRATEGY & stratégies", ["strategi"] * 3),
        ("c++ and c# in node.js", ["c++", "and", "c#", "in", "node", "js"]),
        ("don't", ["dont"]),
        ('"x" AND (y OR z*)', ["x", "and", "y", "or", "z"]),
        ("📚 books", ["u1f4da", "book"]),
        ("שלום עולם", ["שלום", "עולם"]),
        ("読むこと book本", ["読む", "むこ", "こと", "book", "本"]),
        ("a" * 40_000, ["a" * 64]),
        ("\"'?%_", []),
        ("", []),
    ],
)
def test_a_text_is_read_as_words_whatever_stands_in_it(text: str, terms: list[str]) -> None:
    assert [word[0] for word in terms_of(text, "en")] == terms


def test_word_forms_of_the_communitys_language_are_folded_too() -> None:
    (learners,) = terms_of("Lernenden", "de")
    (learning,) = terms_of("Lernende", "de-AT")
    assert set(learners) & set(learning)
    assert index_text("Cafés", "fr") == "cafe caf"
    assert terms_of("books", "tlh") == (("book",),)


@given(st.text(max_size=200))
def test_no_term_could_be_read_as_a_query(text: str) -> None:
    for word in terms_of(text, "de"):
        for term in word:
            assert term.strip() == term != ""
            assert not set(term) & set("\"'\\*:()^-& |!<>")
            assert not term.startswith(("#", "+"))


def test_words_find_entries_that_have_them_all(index: SmallIndex) -> None:
    assert find(index, "rubric feedbacks", Narrowed(), language="en", limit=5) == Hits((3,))
    assert find(index, "feedback", Narrowed(), language="en", limit=1) == Hits((3,))


def test_a_typo_or_the_beginning_of_a_word_finds_what_is_near(index: SmallIndex) -> None:
    assert find(index, "asessment rubrics", Narrowed(), language="en", limit=5) == Hits((2,), How.NEAR)
    assert find(index, "feed", Narrowed(), language="en", limit=5) == Hits((3, 1), How.NEAR)


@pytest.mark.parametrize("typed", ["theroy", "hteory", "thoery", "theoyr", "teory"])
def test_letters_the_wrong_way_round_are_a_typo_like_others(index: SmallIndex, typed: str) -> None:
    index.put(4, Indexed(title=index_text("A theory of learning", "en")))
    assert find(index, typed, Narrowed(), language="en", limit=5).entries == (4,)


def test_short_words_are_not_turned_round(index: SmallIndex) -> None:
    index.put(4, Indexed(title=index_text("as", "en")))
    assert find(index, "sa", Narrowed(), language="en", limit=5) == Hits((), How.NEAR)


def test_some_of_the_words_do_when_nothing_has_them_all(index: SmallIndex) -> None:
    assert find(index, "learners rubrics", Narrowed(), language="en", limit=5) == Hits((3, 2, 1), How.SOME)
    assert find(index, "giraffe", Narrowed(), language="en", limit=5) == Hits((), How.NEAR)


def test_a_very_long_question_is_asked_with_its_first_words(index: SmallIndex) -> None:
    question = " ".join(["feedback", *(f"feedback{number}" for number in range(400))])
    assert find(index, question, Narrowed(), language="en", limit=5).entries == (3, 1)


def test_an_entry_taken_out_is_found_no_more(index: SmallIndex) -> None:
    index.drop(3)
    assert find(index, "feedback", Narrowed(), language="en", limit=5) == Hits((1,))


def test_a_text_without_words_is_refused(index: SmallIndex) -> None:
    with pytest.raises(CopError, match="There is no word in that"):
        find(index, '"?', Narrowed(), language="en", limit=5)


def test_facets_are_nothing_anybody_can_ask_for() -> None:
    since = datetime(2026, 1, 1, tzinfo=UTC)
    facets = facets_of(Narrowed(tag="peer-feedback", kind=ResourceKind.TOOL, author=MemberId(7), since=since))
    assert facets == ("#t706565722d666565646261636b", "#k746f6f6c", "#a37")
    assert not set(facets) & {term for one in facets for word in terms_of(one, "en") for term in word}
    assert facets_of(Narrowed()) == ()


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        ("2026-02", date(2026, 2, 1)),
        ("2025", date(2025, 1, 1)),
        ("today", TODAY),
        ("Yesterday", date(2026, 3, 30)),
        ("last  month", date(2026, 2, 28)),
        ("the past year", date(2025, 3, 31)),
        ("a week ago", date(2026, 3, 24)),
        ("10 days", date(2026, 3, 21)),
    ],
)
def test_a_day_that_is_over_is_read(words: str, day: date) -> None:
    assert parse_since(words, today=TODAY) == day


@pytest.mark.parametrize("words", ["", "someday", "2026-04-01", "2026-13", "2026-02-30", "9999 years", "next week"])
def test_a_day_to_come_or_no_day_is_refused(words: str) -> None:
    with pytest.raises(CopError, match="I cannot read"):
        parse_since(words, today=TODAY)
