"""Text as Discord's markdown: a member's words stay words, whatever they are."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.spans import broken, clipped, escape, fitted, is_web_address, label, line, span
from copbot.message import (
    Bold,
    Code,
    InChannel,
    Italic,
    Link,
    Mention,
    RoleMention,
    Span,
    When,
    WhenStyle,
    say,
)
from copbot.refs import ChannelRef, RoleRef, UserRef

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
ANN = UserRef("discord", "users", "11")
MARKUP = st.text(st.sampled_from("ab *_~`|<>@#-+.1[]()\\\n:/") | st.characters(codec="utf-8"), max_size=60)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("plain words.", "plain words."),
        ("**bold** _it_ ~~no~~ ||hidden|| `code`", r"\*\*bold\*\* \_it\_ \~\~no\~\~ \|\|hidden\|\| \`code\`"),
        ("# Big\n> quoted\n- item\n1. one\n  + more", "\\# Big\n\\> quoted\n\\- item\n1\\. one\n  \\+ more"),
        ("a - b > c # d", "a - b > c # d"),
        ("<@11> <@&5> <#7> <t:1:R>", r"\<@11> \<@&5> \<#7> \<t:1:R>"),
        ("@everyone and @here", "@\u200beveryone and @\u200bhere"),
        ("[click](https://evil.example)", r"\[click\](https://evil.example)"),
        ("https://example.org/a_b_c?d=e_f", "https://example.org/a_b_c?d=e_f"),
        (
            "see https://example.org/** and https://example.org/**",
            "see https://example.org/%2A%2A and https://example.org/%2A%2A",
        ),
        ("xhttps://a_b", r"xhttps://a\_b"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_words_of_a_member_stay_words(said: str, shown: str) -> None:
    assert escape(said) == shown


@given(MARKUP)
def test_no_sign_of_markup_is_left_unescaped(text: str) -> None:
    bare = re.sub(r"\bhttps?://[^\s<>]+", "", escape(text))
    bare = re.sub(r"\\[^0-9A-Za-z\s]", "", bare)
    assert not re.search(r"[\\*_~`|<\[\]]", bare)
    assert not re.search(r"@(everyone|here)", bare)


@pytest.mark.parametrize(
    ("one", "shown"),
    [
        ("a*b", r"a\*b"),
        (say("{who} wins", who="a*b"), r"a\*b wins"),
        (Bold("a*b"), r"**a\*b**"),
        (Bold(" a "), " **a** "),
        (Bold("  "), "  "),
        (Italic(say("quiet")), "*quiet*"),
        (Code("/kudos give"), "`/kudos give`"),
        (Code("a`b"), "`` a`b ``"),
        (Code("a``b"), "`a''b`"),
        (Code(" \n "), ""),
        (Link("https://example.org/a(b)", "the page]"), r"[the page\]](<https://example.org/a%28b%29>)"),
        (Link("https://example.org", "https://example.org"), "<https://example.org>"),
        (Link("https://example.org", ""), "<https://example.org>"),
        (Link("https://example.org", "http://other.example"), "http://other.example (<https://example.org>)"),
        (Link("javascript:alert(1)", "click"), "click"),
        (Link("mailto:a_b@example.org", ""), r"mailto:a\_b@example.org"),
        (Mention(ANN), "<@11>"),
        (Mention(UserRef("slack", "T1", "U_2")), r"@U\_2"),
        (RoleMention(RoleRef("discord", "77", "5")), "<@&5>"),
        (InChannel(ChannelRef("discord", "1", "7")), "<#7>"),
        (InChannel(ChannelRef("slack", "T1", "C7")), r"\#C7"),
        (When(NOON, WhenStyle.DAY), "<t:1795521600:D>"),
        (When(NOON, WhenStyle.TIME), "<t:1795521600:t>"),
        (When(NOON), "<t:1795521600:F>"),
        (When(NOON, WhenStyle.RELATIVE), "<t:1795521600:R>"),
    ],
)
def test_each_span_has_its_markdown(one: Span, shown: str) -> None:
    assert span(one) == shown


@given(st.lists(MARKUP | st.builds(Bold, MARKUP) | st.builds(Code, MARKUP), max_size=4), st.integers(2, 80))
def test_a_fitted_line_is_never_too_long_and_says_what_it_leaves_out(spans: list[Span], limit: int) -> None:
    shown = fitted(tuple(spans), limit)
    assert len(shown) <= limit
    assert shown == line(tuple(spans)) or shown.endswith("…")


def test_a_line_is_cut_inside_words_but_not_inside_markup() -> None:
    assert fitted(("hello ", Bold("world"), " again"), 12) == "hello…"
    assert fitted(("hello ***", Bold("world")), 11) == r"hello \*\*…"
    assert fitted(("hello",), 5) == "hello"


@given(MARKUP, MARKUP, st.integers(20, 60))
def test_a_broken_line_keeps_every_word_and_every_piece_fits(first: str, last: str, limit: int) -> None:
    pieces = broken((first, Bold("x"), last), limit)
    assert all(len(piece) <= limit for piece in pieces)
    kept = "".join("".join(pieces).split()).replace("\\", "")
    assert kept.count("x") >= 1


def test_a_line_is_broken_between_words() -> None:
    assert broken(("one two three",), 8) == ["one two", "three"]
    assert broken(("one", Bold("two"), " three"), 10) == ["one**two**", "three"]
    assert broken(("abcdefghij",), 4) == ["abcd", "efgh", "ij"]
    assert broken((), 4) == [""]


def test_labels_are_one_line_and_never_empty() -> None:
    assert label(say("a\n  b"), 10) == "a b"
    assert label("", 10) == "…"
    assert label("abcdef", 4) == "abc…"
    assert clipped("abc", 3) == "abc"


def test_only_the_web_is_opened() -> None:
    assert is_web_address("https://example.org")
    assert not is_web_address("ftp://example.org")
    assert not is_web_address("https://")
