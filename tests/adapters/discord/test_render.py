"""Messages as Discord's JSON: golden payloads, and Discord's limits held for whatever a message says."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.discord.native import Native
from adapters.discord.pieces import ACCENT
from adapters.discord.render import render
from copbot.message import (
    Block,
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Chart,
    Choice,
    Control,
    Divider,
    Fields,
    File,
    Heading,
    InChannel,
    Italic,
    Link,
    LinkButton,
    Mention,
    Menu,
    Message,
    Paragraph,
    Quote,
    RoleMention,
    Series,
    Small,
    Tone,
    When,
    message,
    paragraph,
    say,
)
from copbot.refs import ChannelRef, CommunityId, RoleRef, UserRef
from tests.e2e.discord_wire.limits import check_message
from tests.e2e.discord_wire.places import Upload

C = CommunityId(5)
ANN = UserRef("discord", "users", "11")
BOB = UserRef("discord", "users", "12")
NOBODY = {"parse": [], "users": [], "roles": [], "replied_user": False}
CHART = Chart(title="Kudos_1", labels=("ann",), series=(Series("given", (2.0,)),), alt=say("ann 2"))


def only(*blocks: Block, pictures: Mapping[Chart, bytes] | None = None) -> Mapping[str, Any]:
    (one,) = render(Message(blocks), C, pictures or {})
    return one.payload


def content(*blocks: Block) -> str:
    shown: str = only(*blocks)["content"]
    return shown


def several(*blocks: Block) -> list[Mapping[str, Any]]:
    return [one.payload for one in render(Message(blocks), C)]


# Golden payloads


def test_text_is_the_content() -> None:
    text = only(
        Heading("This *week*"),
        paragraph("Thanks to ", Mention(ANN), " for ", Bold("pruning"), "."),
        paragraph("See ", Link("https://example.org", "the page"), " at ", When(datetime(2026, 11, 24, tzinfo=UTC))),
        Bullets((("one",), ("two", Italic(" of\nthem")))),
        Quote(("first line\nsecond line",)),
        Divider(),
        Fields((("Kind", ("tool",)), (say("Tags"), (Bold("a"),)))),
        Small(("Change this by ", "/cop settings")),
    )
    assert text == {
        "content": (
            "### This \\*week\\*\n"
            "Thanks to <@11> for **pruning**.\n\n"
            "See [the page](<https://example.org>) at <t:1795478400:F>\n"
            "- one\n- two *of them*\n"
            "> first line\n> second line\n\n"
            "**Kind:** tool\n**Tags:** **a**\n"
            "-# Change this by /cop settings"
        ),
        "embeds": [],
        "components": [],
        "allowed_mentions": NOBODY,
        "attachments": [],
    }


def test_a_paragraph_follows_its_heading_closely() -> None:
    assert content(Heading("New"), paragraph("One"), paragraph("Two")) == "### New\nOne\n\nTwo"


def test_a_card_is_an_embed() -> None:
    card = Card(
        title=("Pruning _roses_",),
        body=(("By ", Mention(ANN)), ("Cut above the bud.",)),
        facts=(("Kind", ("guide",)), (say("Tried"), ("",))),
        url="https://example.org/roses",
    )
    assert only(card) == {
        "content": "",
        "embeds": [
            {
                "color": ACCENT,
                "title": r"Pruning \_roses\_",
                "url": "https://example.org/roses",
                "description": "By <@11>\nCut above the bud.",
                "fields": [
                    {"name": "Kind", "value": "guide", "inline": True},
                    {"name": "Tried", "value": "\N{EN DASH}", "inline": True},
                ],
            }
        ],
        "components": [],
        "allowed_mentions": NOBODY,
        "attachments": [],
    }


def test_a_name_that_a_title_cannot_resolve_moves_into_the_text() -> None:
    place = InChannel(ChannelRef("discord", "1", "7"))
    embed = only(Card(title=("Meet ", Mention(ANN), " in ", place), body=(("Hello",),), url="mailto:x"))["embeds"][0]
    assert embed == {"color": ACCENT, "description": "**Meet <@11> in <#7>**\nHello"}


def test_a_card_with_nothing_on_it_is_shown_all_the_same() -> None:
    assert only(Card(title=("",)))["embeds"] == [{"color": ACCENT, "description": "\N{EN DASH}"}]


def test_a_chart_is_a_picture_with_its_words_for_who_cannot_see_it() -> None:
    (one,) = render(message(CHART, CHART), C, {CHART: b"png"})
    assert one.payload["embeds"][1] == {
        "color": ACCENT,
        "title": r"Kudos\_1",
        "image": {"url": "attachment://chart-2.png"},
    }
    assert one.payload["attachments"][0] == {"id": 0, "filename": "chart-1.png", "description": "ann 2"}
    assert [(file.name, file.media_type) for file in one.files] == [
        ("chart-1.png", "image/png"),
        ("chart-2.png", "image/png"),
    ]


def test_a_chart_without_a_picture_is_said_in_words() -> None:
    assert only(CHART)["embeds"] == [{"color": ACCENT, "title": r"Kudos\_1", "description": "ann 2"}]


def test_a_file_is_attached_under_a_name_discord_keeps() -> None:
    (one,) = render(message(File("my export?.csv", b"a", "text/csv"), File("?", b"")), C)
    assert one.payload["attachments"] == [{"id": 0, "filename": "my_export_.csv"}, {"id": 1, "filename": "_"}]


def test_buttons_and_menus_stand_in_rows() -> None:
    buttons = Buttons(
        (
            *(Button(f"b{number}", Control("go", str(number))) for number in range(4)),
            Button(say("Stop"), Control("stop"), Tone.DANGER),
            Button("Start", Control("start"), Tone.PRIMARY),
            LinkButton("Read", "https://example.org"),
        )
    )
    menu = Menu(
        say("Which"), Control("pick"), (Choice("A", "a", say("the first")), Choice("B", "b"), Choice("A2", "a"))
    )
    first, second, third = only(buttons, menu)["components"]
    assert [one["label"] for one in first["components"]] == ["b0", "b1", "b2", "b3", "Stop"]
    assert first["components"][4] == {"type": 2, "label": "Stop", "style": 4, "custom_id": "c1|5|stop|"}
    assert second["components"] == [
        {"type": 2, "label": "Start", "style": 1, "custom_id": "c1|5|start|"},
        {"type": 2, "label": "Read", "style": 5, "url": "https://example.org"},
    ]
    assert third["components"] == [
        {
            "type": 3,
            "custom_id": "c1|5|pick|",
            "placeholder": "Which",
            "options": [{"label": "A", "value": "a", "description": "the first"}, {"label": "B", "value": "b"}],
        }
    ]


def test_two_controls_with_one_id_are_one() -> None:
    twice = Buttons((Button("a", Control("go")), Button("b", Control("go")), LinkButton("c", "https://example.org")))
    rows = only(twice, Buttons((Button("d", Control("go")),)))["components"]
    assert [[one["label"] for one in row["components"]] for row in rows] == [["a", "c"]]


def test_a_link_no_button_can_hold_is_spelt_out() -> None:
    long = f"https://example.org/{'x' * 600}"
    made = only(Buttons((LinkButton("Read", long), LinkButton("Odd", "ftp://example.org"))))
    assert made["components"] == []
    assert made["content"] == f"Read: {long}\n\nOdd: ftp://example.org"


def test_a_menu_without_choices_is_left_out() -> None:
    assert content(paragraph("Nothing to choose."), Menu("Which", Control("pick"), ())) == "Nothing to choose."


def test_only_pings_that_are_meant_are_allowed() -> None:
    text = (
        Heading("Hello"),
        Bullets(((Mention(ANN, ping=True),), (Mention(BOB),))),
        Fields((("Crew", (RoleMention(RoleRef("discord", "77", "5"), ping=True),)),)),
        Small((Mention(UserRef("slack", "T", "U"), ping=True),)),
    )
    assert only(*text)["allowed_mentions"] == {"parse": [], "users": ["11"], "roles": ["5"], "replied_user": False}


# Order, and what does not fit


def test_text_after_a_card_stays_after_it() -> None:
    made = only(paragraph("above"), Card(title=("card",)), Small(("below",)), Divider(), paragraph("further below"))
    assert made["content"] == "above"
    assert [embed.get("title") or embed["description"] for embed in made["embeds"]] == [
        "card",
        "-# below\n\nfurther below",
    ]


def test_a_ping_after_a_card_begins_a_message_for_embeds_notify_nobody() -> None:
    first, second = several(Card(title=("card",)), paragraph(Mention(ANN, ping=True)))
    assert first["allowed_mentions"]["users"] == []
    assert (second["content"], second["allowed_mentions"]["users"]) == ("<@11>", ["11"])


def test_controls_stand_below_what_they_belong_to() -> None:
    found = several(
        Card(title=("one",)),
        Buttons((Button("Save", Control("save", "1")),)),
        Card(title=("two",)),
        Buttons((Button("Save", Control("save", "2")),)),
        Small(("the end",)),
    )
    assert [one["embeds"][0]["title"] for one in found] == ["one", "two"]
    assert [one["components"][0]["components"][0]["custom_id"] for one in found] == ["c1|5|save|1", "c1|5|save|2"]
    assert found[1]["embeds"][1]["description"] == "-# the end"


def test_more_than_five_rows_go_on_in_a_second_message() -> None:
    rows = [Buttons((Button(f"{number}", Control("go", str(number))),)) for number in range(7)]
    assert [len(one["components"]) for one in several(*rows)] == [5, 2]


def test_more_than_ten_embeds_or_files_go_on_in_a_second_message() -> None:
    assert [len(one["embeds"]) for one in several(*(Card(title=(f"{n}",)) for n in range(12)))] == [10, 2]
    assert [len(one["attachments"]) for one in several(*(File(f"{n}", b"") for n in range(12)))] == [10, 2]
    charts = [Chart(title=f"{n}", labels=(), series=(), alt="") for n in range(3)]
    files = [File(f"{n}", b"") for n in range(9)]
    natives = render(Message((*files, *charts)), C, dict.fromkeys(charts, b""))
    assert [len(one.files) for one in natives] == [10, 2]


def test_long_text_goes_on_and_is_broken_off_after_five_messages() -> None:
    found = several(paragraph("word " * 8000))
    assert len(found) == 5
    assert all(len(one["content"]) <= 2000 for one in found)
    assert found[-1]["content"].endswith("\n…")


def test_long_text_below_a_card_goes_on_below() -> None:
    found = several(Card(title=("card",)), *(paragraph(f"{number} " * 700) for number in range(5)))
    assert len(found) > 1
    assert len(found[0]["embeds"][1]["description"]) > 2000


def test_a_card_holds_only_what_fits() -> None:
    facts = tuple((f"fact {number} {'n' * 300}", ("v" * 2000,)) for number in range(30))
    body = tuple(("word " * 300,) for _ in range(6))
    (embed,) = only(Card(title=("t" * 300,), body=body, facts=facts))["embeds"]
    assert embed["description"].endswith("…")
    assert 0 < len(embed["fields"]) < 4
    long = only(Card(title=("t",), body=(("w" * 4000,),)))["embeds"][0]
    assert long["description"].endswith("…")


def test_a_quotation_of_many_lines_keeps_its_sign_on_each() -> None:
    quoted = content(Quote(("a\nb",)))
    assert quoted == "> a\n> b"
    many = several(Quote(("a\n" * 700,)))
    assert all(row.startswith("> ") for one in many for row in one["content"].split("\n"))


def test_a_message_that_says_nothing_says_its_summary() -> None:
    assert content() == "…"
    assert render(Message((), summary=say("A new card")), C)[0].payload["content"] == "A new card"
    assert content(Divider(), paragraph("")) == "…"


def test_an_edit_is_one_message() -> None:
    (one,) = render(message("word " * 900), C, most=1)
    assert one.payload["content"].endswith("…")


def test_a_control_too_long_for_discord_is_a_fault_of_ours() -> None:
    with pytest.raises(ValueError, match="at most 100 fit"):
        only(Buttons((Button("a", Control("go", "x" * 100)),)))


def test_more_can_be_said_of_a_message() -> None:
    native = Native({"content": "hi"}).with_(flags=64)
    assert native.payload == {"content": "hi", "flags": 64}


# Limits

words = st.text(st.sampled_from("ab *_`>\n#-1.") | st.characters(codec="utf-8"), max_size=3000)
short = st.text(max_size=300)
span = words | st.builds(Bold, words) | st.just(Mention(ANN, ping=True)) | st.builds(Link, short, short)
lines = st.lists(span, max_size=3).map(tuple)
facts = st.lists(st.tuples(short, lines), max_size=30).map(tuple)
controls = st.builds(Control, st.sampled_from(["a", "b", "c"]), st.integers(0, 40).map(str))
button = st.builds(Button, short, controls) | st.builds(LinkButton, short, short)
block: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, words),
    st.builds(Paragraph, lines),
    st.builds(Bullets, st.lists(lines, max_size=5).map(tuple)),
    st.builds(Quote, lines),
    st.builds(Small, lines),
    st.builds(Fields, facts),
    st.just(Divider()),
    st.builds(Card, title=lines, body=st.lists(lines, max_size=4).map(tuple), facts=facts, url=st.none() | short),
    st.builds(Chart, title=short, labels=st.just(()), series=st.just(()), alt=words),
    st.builds(Buttons, st.lists(button, max_size=25).map(tuple)),
    st.builds(
        Menu,
        short,
        controls,
        st.lists(st.builds(Choice, short, st.text(min_size=1, max_size=120)), max_size=30).map(tuple),
    ),
    st.builds(File, short, st.just(b"x")),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(block, max_size=8), st.booleans())
def test_discord_would_take_whatever_a_message_says(blocks: Sequence[Block], drawn: bool) -> None:  # noqa: FBT001
    pictures = {one: b"png" for one in blocks if isinstance(one, Chart)} if drawn else {}
    for native in render(Message(tuple(blocks)), C, pictures):
        uploads = [Upload(id=1, filename=one.name, content=one.content, description=one.about) for one in native.files]
        payload = dict(native.payload)
        assert [*check_message(payload, uploads)] == []
        assert payload["content"] or payload["embeds"] or payload["components"] or native.files
