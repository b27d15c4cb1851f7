from datetime import UTC, datetime, timedelta

import pytest

from adapters.simulator.model import BOT, Directory, OpenedForm
from adapters.simulator.render import Reader, blocks_json, control_id, form_json, reader_for, text_of, when_text
from copbot.events import Place
from copbot.forms import ChannelField, ChoiceField, Form, PeopleField, TextField
from copbot.message import (
    Block,
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Chart,
    Choice,
    Code,
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
    Span,
    Tone,
    When,
    WhenStyle,
    message,
    paragraph,
    say,
    say_n,
)
from copbot.refs import ChannelRef, RoleRef, UserRef
from tests.adapters.simulator.pretend import Pretence

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
BOB = UserRef("sim", "demo", "bob")
GENERAL = ChannelRef("sim", "demo", "general")


def directory(user: str = "dev") -> Directory:
    return Pretence().chat.directory(user)


def reader(user: str = "dev") -> Reader:
    return reader_for(user, directory(user), NOW)


def drawn(block: Block) -> dict[str, object]:
    (one,) = blocks_json(Message((block,)), reader(), "12")
    return one


def span(one: Span) -> dict[str, object]:
    found = drawn(Paragraph((one,)))["line"]
    assert isinstance(found, list)
    (shown,) = found
    assert isinstance(shown, dict)
    return shown


@pytest.mark.parametrize(
    ("one", "shown"),
    [
        ("<b>&", {"type": "text", "text": "<b>&"}),
        (say("Hello {name}!", name=Mention(BOB)), {"type": "text", "text": "Hello @Bob!"}),
        (say_n("{n} reply", "{n} replies", 2), {"type": "text", "text": "2 replies"}),
        (Bold("strong"), {"type": "bold", "text": "strong"}),
        (Italic("quiet"), {"type": "italic", "text": "quiet"}),
        (Code("/kudos"), {"type": "code", "text": "/kudos"}),
        (Link("https://a.example/", "a"), {"type": "link", "text": "a", "url": "https://a.example/"}),
        (Link("javascript:alert(1)", "a"), {"type": "link", "text": "a", "url": None}),
        (Mention(BOB, ping=True), {"type": "mention", "text": "@Bob", "user": "bob", "ping": True}),
        (Mention(UserRef("slack", "T", "U9")), {"type": "mention", "text": "@U9", "user": "U9", "ping": False}),
        (
            RoleMention(RoleRef("sim", "demo", "curators")),
            {"type": "role", "text": "@curators", "role": "curators", "ping": False},
        ),
        (InChannel(GENERAL), {"type": "channel", "text": "#general", "channel": "general"}),
        (
            InChannel(ChannelRef("sim", "demo", "dm-ann")),
            {"type": "channel", "text": "#dm-ann", "channel": "dm-ann"},
        ),
    ],
)
def test_each_span_is_data_and_its_text_stays_inert(one: Span, shown: dict[str, object]) -> None:
    assert span(one) == shown


@pytest.mark.parametrize(
    ("style", "text"),
    [
        (WhenStyle.DAY, "Tuesday, 24 November"),
        (WhenStyle.TIME, "14:30"),
        (WhenStyle.FULL, "Tuesday, 24 November, 14:30"),
        (WhenStyle.RELATIVE, "in 1 day"),
    ],
)
def test_an_instant_is_shown_in_the_readers_own_zone(style: WhenStyle, text: str) -> None:
    assert when_text(When(NOW + timedelta(days=1), style), reader("dev")) == text


def test_an_instant_of_another_year_names_the_year() -> None:
    assert when_text(When(NOW + timedelta(days=365), WhenStyle.DAY), reader()) == "Tuesday, 23 November 2027"


def test_an_instant_is_shown_in_the_readers_own_language() -> None:
    german = Reader(user="x", zone="UTC", locale="de-DE", now=NOW, names={}, channels={})
    assert when_text(When(NOW, WhenStyle.DAY), german) == "Montag, 23. November 2026"


def test_an_instant_keeps_what_the_page_needs_to_count_down() -> None:
    shown = span(When(NOW, WhenStyle.RELATIVE))
    assert (shown["at"], shown["style"]) == ("2026-11-23T09:00:00+00:00", "relative")


def test_who_has_no_zone_reads_in_utc() -> None:
    assert reader(BOT).zone == "UTC"


@pytest.mark.parametrize(
    ("block", "shown"),
    [
        (Heading("A"), {"type": "heading", "text": "A"}),
        (Divider(), {"type": "divider"}),
        (Bullets((("a",),)), {"type": "bullets", "lines": [[{"type": "text", "text": "a"}]]}),
        (Quote(("a",)), {"type": "quote", "line": [{"type": "text", "text": "a"}]}),
        (Small(("a",)), {"type": "small", "line": [{"type": "text", "text": "a"}]}),
        (
            Fields((("Kind", ("tool",)),)),
            {"type": "fields", "pairs": [{"label": "Kind", "line": [{"type": "text", "text": "tool"}]}]},
        ),
        (
            Buttons((Button("Go", Control("go", "7"), Tone.DANGER), LinkButton("See", "ftp://a.example"))),
            {
                "type": "buttons",
                "buttons": [
                    {"type": "button", "id": "go|7", "label": "Go", "tone": "danger"},
                    {"type": "link", "label": "See", "url": None},
                ],
            },
        ),
        (
            Menu("Pick", Control("pick"), (Choice("One", "1"), Choice("Two", "2", "more"))),
            {
                "type": "menu",
                "id": "pick",
                "placeholder": "Pick",
                "choices": [
                    {"label": "One", "value": "1", "about": None},
                    {"label": "Two", "value": "2", "about": "more"},
                ],
            },
        ),
        (
            Card(title=("T",), body=(("B",),), facts=(("F", ("x",)),), url="https://a.example"),
            {
                "type": "card",
                "title": [{"type": "text", "text": "T"}],
                "body": [[{"type": "text", "text": "B"}]],
                "facts": [{"label": "F", "line": [{"type": "text", "text": "x"}]}],
                "url": "https://a.example",
            },
        ),
        (
            Chart(title="C", labels=("a",), series=(Series("s", (1.0,)),), alt=say("One a.")),
            {
                "type": "chart",
                "title": "C",
                "labels": ["a"],
                "series": [{"name": "s", "values": [1.0]}],
                "alt": "One a.",
                "src": "/api/charts/12/0.png?as=dev",
            },
        ),
        (
            File("a b.csv", b"x,y", "text/csv"),
            {
                "type": "file",
                "name": "a b.csv",
                "media_type": "text/csv",
                "size": 3,
                "src": "/api/files/12/0/a%20b.csv?as=dev",
            },
        ),
    ],
)
def test_each_block_is_data(block: Block, shown: dict[str, object]) -> None:
    assert drawn(block) == shown


def test_the_plain_text_says_all_but_the_controls() -> None:
    said = message(
        Heading("H"),
        paragraph("See ", Mention(BOB), " in ", InChannel(GENERAL)),
        Bullets((("one",), ("two",))),
        Quote(("q",)),
        Small(("s",)),
        Fields((("F", ("f",)),)),
        Divider(),
        Buttons((Button("B", Control("b")),)),
        Menu("M", Control("m"), (Choice("c", "c"),)),
        Card(title=("T",), body=(("b",),), facts=(("K", ("v",)),), url="https://a.example"),
        Card(title=("bare",)),
        Chart(title="C", labels=("a",), series=(Series("s", (1.0,)),), alt=say("One a.")),
        File("a.csv", b""),
    )
    lines = ["H", "See @Bob in #general", "• one", "• two", "> q", "s", "F: f", "T", "b", "K: v", "https://a.example"]
    assert text_of(said, reader()) == "\n".join([*lines, "bare", "One a.", "a.csv"])


def test_a_control_is_named_by_its_action_and_row() -> None:
    assert (control_id(Control("a")), control_id(Control("a", "b"))) == ("a", "a|b")


def test_a_form_is_data_with_what_is_wrong_beside_its_fields() -> None:
    form = Form(
        control=Control("f"),
        title="Title",
        submit="Send",
        intro=("Hello",),
        fields=(
            TextField(name="t", label="Text", hint="Words", initial="so far", max_length=9),
            TextField(name="e", label="Empty", required=False, multiline=True),
            ChoiceField(name="c", label="Choice", choices=(Choice("One", "1"),), initial=("1",)),
            PeopleField(name="p", label="People", initial=(BOB,), at_most=2),
            ChannelField(name="w", label="Where", initial=GENERAL),
        ),
    )
    opened = OpenedForm(id="f1", form=form, place=Place(platform="sim", tenant="demo"), errors={"t": "No."})
    shown = form_json(opened, reader())
    assert (shown["id"], shown["title"], shown["submit"]) == ("f1", "Title", "Send")
    assert shown["intro"] == [{"type": "text", "text": "Hello"}]
    text, empty, choice, people, where = shown["fields"]
    assert text == {
        "name": "t",
        "label": "Text",
        "hint": "Words",
        "required": True,
        "type": "text",
        "max_length": 9,
        "multiline": False,
        "initial": ["so far"],
        "error": "No.",
    }
    assert (empty["initial"], empty["required"], empty["hint"], empty["error"]) == ([], False, None, None)
    assert (choice["choices"], choice["initial"]) == ([{"label": "One", "value": "1", "about": None}], ["1"])
    assert (people["initial"], people["at_most"]) == (["bob"], 2)
    assert (where["type"], where["initial"]) == ("channel", ["general"])


def test_a_channel_field_may_begin_empty() -> None:
    form = Form(control=Control("f"), title="T", submit="S", fields=(ChannelField(name="w", label="Where"),))
    shown = form_json(OpenedForm(id="f1", form=form, place=Place(platform="sim", tenant="demo")), reader())
    assert shown["fields"][0]["initial"] == []
