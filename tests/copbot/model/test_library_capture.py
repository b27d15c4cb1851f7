"""When reactions are enough, and what is kept of a message's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copbot.model.library_capture import LONGEST_SNIPPET, Reactors, enough, same_emoji, snippet
from copbot.refs import Emoji


@pytest.mark.parametrize(
    ("reactors", "is_enough"),
    [(Reactors(0, 0), False), (Reactors(2, 0), False), (Reactors(3, 0), True), (Reactors(1, 1), True)],
)
def test_three_members_or_one_curator_are_enough(reactors: Reactors, is_enough: bool) -> None:  # noqa: FBT001 -- a table
    assert enough(reactors, from_anyone=3, from_curators=1) is is_enough


def test_an_emoji_is_itself_with_or_without_colour() -> None:
    assert same_emoji(Emoji("🗂\ufe0f"), Emoji("🗂"))
    assert not same_emoji(Emoji("📚"), Emoji("📖"))


def test_a_short_message_is_kept_whole_on_one_line() -> None:
    assert snippet("  What\n\nworks  ") == "What works"


def test_a_long_message_is_cut_between_words() -> None:
    cut = snippet("one two three " * 3000)
    assert (len(cut) <= LONGEST_SNIPPET, cut.endswith(("one…", "two…", "three…"))) == (True, True)


def test_a_message_of_one_long_word_is_cut_within_it() -> None:
    assert snippet("a" * 40_000) == "a" * (LONGEST_SNIPPET - 1) + "…"


@given(st.text(max_size=2000))
def test_no_snippet_is_longer_than_may_be_kept(text: str) -> None:
    assert len(snippet(text)) <= LONGEST_SNIPPET
