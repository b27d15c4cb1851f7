from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.text import Around, cut, escaped, mrkdwn, plain_text, rich, rich_lines
from copbot.message import (
    Bold,
    Code,
    InChannel,
    Italic,
    Line,
    Link,
    Mention,
    RoleMention,
    When,
    WhenStyle,
    line,
    say,
)
from copbot.refs import ChannelRef, RoleRef, UserRef

BOB = UserRef("slack", "T1", "U2")
DEE = UserRef("discord", "9", "44")
NAMED = Around(people={BOB: "Bob *the* Builder", DEE: "dee"}, groups={"S1": "mentors"})
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def words(line: Line, around: Around = NAMED) -> str:
    """Give a line's rich text, its mentions as mrkdwn writes them."""
    shown = {
        "user": "<@{user_id}>",
        "usergroup": "<!{usergroup_id}>",
        "channel": "<#{channel_id}>",
        "date": "{fallback}",
    }
    return "".join(
        str(element["text"]) if "text" in element else shown[element["type"]].format(**element)
        for element in rich(line, around)
    )


# Mentions


def test_a_mention_that_may_ping_is_a_real_one() -> None:
    assert rich(line(Mention(BOB, ping=True)), NAMED) == [{"type": "user", "user_id": "U2"}]
    assert mrkdwn(line(Mention(BOB, ping=True)), NAMED) == "<@U2>"


def test_a_quiet_mention_is_a_name_in_bold_and_notifies_nobody() -> None:
    [shown] = rich(line(Mention(BOB)), NAMED)

    assert shown == {"type": "text", "text": "Bob *the* Builder", "style": {"bold": True}}
    assert "<@" not in mrkdwn(line(Mention(BOB)), NAMED)


def test_a_quiet_mention_of_somebody_whose_name_is_not_known_links_to_them() -> None:
    [shown] = rich(line(Mention(BOB)), Around())

    assert shown == {"type": "link", "url": "https://slack.com/app_redirect?team=T1&channel=U2", "text": "@U2"}
    assert mrkdwn(line(Mention(BOB)), Around()) == "<https://slack.com/app_redirect?team=T1&amp;channel=U2|@U2>"


def test_where_only_the_reader_looks_every_mention_is_a_real_one() -> None:
    private = Around(private=True)

    assert words(line(Mention(BOB), " ", RoleMention(RoleRef("slack", "T1", "S1"))), private) == "<@U2> <!S1>"
    assert mrkdwn(line(Mention(BOB), " ", RoleMention(RoleRef("slack", "T1", "S1"))), private) == "<@U2> <!subteam^S1>"


def test_somebody_from_another_platform_goes_by_name() -> None:
    assert words(line(Mention(DEE, ping=True))) == "dee"
    assert mrkdwn(line(Mention(DEE, ping=True)), Around()) == "@44"
    assert words(line(InChannel(ChannelRef("discord", "9", "77")))) == "#77"
    assert mrkdwn(line(InChannel(ChannelRef("discord", "9", "77"))), NAMED) == "#77"


def test_a_group_is_pinged_only_when_the_message_says_so() -> None:
    assert words(line(RoleMention(RoleRef("slack", "T1", "S1"), ping=True))) == "<!S1>"
    assert words(line(RoleMention(RoleRef("slack", "T1", "S1")))) == "@mentors"
    assert mrkdwn(line(RoleMention(RoleRef("slack", "T1", "S1"))), NAMED) == "@mentors"
    assert mrkdwn(line(RoleMention(RoleRef("slack", "T1", "S2"))), NAMED) == "@S2"


# Other spans


def test_spans_keep_their_style_and_channels_their_link() -> None:
    shown = rich(
        line(Bold("b"), Italic("i"), Code("c"), say("said"), InChannel(ChannelRef("slack", "T1", "C1"))), NAMED
    )

    assert [element.get("style") for element in shown] == [{"bold": True}, {"italic": True}, {"code": True}, None, None]
    assert shown[-1] == {"type": "channel", "channel_id": "C1"}
    marked = mrkdwn(
        line(Bold("b"), Italic(" "), Italic("i"), Code("c`d"), InChannel(ChannelRef("slack", "T1", "C1"))), NAMED
    )
    assert marked == "*b*_i_`c'd`<#C1>"


@pytest.mark.parametrize("url", ["javascript:alert(1)", "slack://user", "file:///etc/passwd"])
def test_only_web_addresses_become_links(url: str) -> None:
    assert rich(line(Link(url, "look")), NAMED) == [{"type": "text", "text": "look"}]
    assert mrkdwn(line(Link(url, "look")), NAMED) == "look"


def test_a_link_s_words_and_address_break_out_of_nothing() -> None:
    bad = Link("https://x.org/?a=1&b=<c>|d e", "a|b\n<!channel>")

    assert rich(line(bad), NAMED)[0]["text"] == "a|b\n<\u2060!channel>"
    assert mrkdwn(line(bad), NAMED) == "<https://x.org/?a=1&amp;b=%3Cc%3E%7Cd%20e|a¦b &lt;!channel&gt;>"


def test_a_link_without_words_shows_its_address() -> None:
    assert rich(line(Link("https://x.org", "")), NAMED)[0]["text"] == "https://x.org"


@pytest.mark.parametrize(
    ("style", "shape", "fallback"),
    [
        (WhenStyle.DAY, "{date_long}", "2026-11-24"),
        (WhenStyle.TIME, "{time}", "2026-11-24 12:00 UTC"),
        (WhenStyle.FULL, "{date_long}, {time}", "2026-11-24 12:00 UTC"),
        (WhenStyle.RELATIVE, "{ago}", "2026-11-24 12:00 UTC"),
    ],
)
def test_an_instant_is_shown_in_the_reader_s_own_zone(style: WhenStyle, shape: str, fallback: str) -> None:
    [shown] = rich(line(When(NOON, style)), NAMED)

    assert shown == {"type": "date", "timestamp": 1795521600, "format": f"\u200b{shape}", "fallback": fallback}
    assert mrkdwn(line(When(NOON, style)), NAMED) == f"<!date^1795521600^{shape}|{fallback}>"


# Words of members


def test_in_rich_text_a_member_s_markup_stays_words() -> None:
    assert words(line("*bold* _it_ `code` :tada: &amp; <b>")) == "*bold* _it_ `code` :tada: &amp; <b>"


def test_what_would_mention_is_broken_even_where_it_means_nothing() -> None:
    assert words(line("<!channel> <@U1> <#C1>")) == "<\u2060!channel> <\u2060@U1> <\u2060#C1>"


def test_in_mrkdwn_a_member_s_markup_is_taken_apart_and_addresses_stay_whole() -> None:
    assert escaped("<!channel> & *b* :tada: https://x.org/a_b_c 10:30:00") == (
        "&lt;!channel&gt; &amp; \u2060*\u2060b\u2060*\u2060 :\u2060tada: https://x.org/a_b_c 10:30:00"
    )
    assert escaped("> not a quote") == "\u2060&gt; not a quote"


@settings(deadline=None)
@given(st.text(max_size=80))
def test_nothing_anybody_writes_pings_or_is_lost(text: str) -> None:
    marked = escaped(text)

    assert not {"<", ">"} & set(marked)
    read = marked.replace("\u2060", "").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert read == text.replace("\u2060", "")
    assert all(sequence not in words(line(text)) for sequence in ("<!", "<@", "<#"))


# Length


@settings(deadline=None)
@given(st.text(max_size=60), st.integers(2, 40))
def test_a_cut_text_fits_and_says_that_it_was_cut(text: str, most: int) -> None:
    short = cut(text, most)

    assert len(short) <= most
    assert short == text if len(text) <= most else short.endswith("…")


def test_a_cut_falls_between_words_and_leaves_no_half_emoji() -> None:
    assert cut("one two three four five", 20) == "one two three four…"
    assert cut("x" * 10 + "👩‍🏫!", 13) == "x" * 10 + "👩…"


def test_a_line_of_40_000_characters_is_cut_to_3_000() -> None:
    shown = rich(line(Bold("Note: "), "word " * 8_000, Mention(BOB, ping=True)), NAMED)

    assert sum(len(element["text"]) for element in shown) <= 3_000
    assert shown[-1]["text"].endswith("…")


def test_a_line_that_is_full_ends_in_an_ellipsis() -> None:
    assert [one["text"] for one in rich(line("x" * 3_000, "more"), NAMED)] == ["x" * 3_000, "…"]


def test_several_lines_are_one_section_with_breaks_between() -> None:
    shown = rich_lines([line("a"), line(""), line("b")], NAMED)

    assert [element["text"] for element in shown] == ["a", "\n", "b"]


def test_a_plain_text_is_never_empty_and_turns_no_name_into_an_emoji() -> None:
    assert plain_text("", 24)["text"] == "\u2060"
    assert plain_text(":tada: party", 24)["text"] == ":\u2060tada: party"
    assert plain_text("a" * 30, 24)["text"] == "a" * 23 + "…"
