from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from adapters.slack.controls import pack, unpack
from adapters.slack.render import MESSAGE_BLOCKS, message, options, summary
from adapters.slack.text import Around, Json
from adapters.slack.views import home_view
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
    Link,
    LinkButton,
    Mention,
    Menu,
    Message,
    Paragraph,
    Quote,
    Series,
    Small,
    Tone,
    When,
    line,
    paragraph,
    say,
)
from copbot.message import message as said
from copbot.refs import CommunityId, UserRef
from tests.e2e.slack_wire.limits import BLOCK_TEXT, problems_of_message, problems_of_view, total_of
from tests.e2e.slack_wire.spec import block_spec, model_problems

ANN, BOB = UserRef("slack", "T1", "U1"), UserRef("slack", "T1", "U2")
CHART = Chart(
    title=say("Thanks a week"),
    labels=("W46", "W47"),
    series=(Series(say("kudos"), (3.0, 5.0)),),
    alt=say("Three in week 46, five in week 47."),
)
AROUND = Around(community="7", people={ANN: "Ann", BOB: "Bob"}, pictures={CHART: "F7"})
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

EVERYTHING: tuple[Block, ...] = (
    Heading(say("This week")),
    paragraph(Bold("Hello"), " ", Mention(BOB, ping=True), ", ", Mention(ANN), " says <!channel> *loudly*."),
    Bullets((line("one ", Link("https://example.org/?a=1&b=2", "a & b")), line(""), line(When(NOON)))),
    Quote(line("What a week > all others")),
    Fields(((say("Zone"), line("Europe/Berlin")), (say("Channel"), line(Code("#general"))))),
    Divider(),
    Card(
        title=line("A good book"),
        body=(line("About learning together."),),
        facts=((say("Kept by"), line(Mention(ANN))),),
        url="https://example.org/book",
    ),
    Card(title=line("No link")),
    CHART,
    File("export.json", b"{}"),
    Buttons(
        (
            Button(say("Tried it"), Control("tried", "12"), Tone.PRIMARY),
            Button(say("Remove"), Control("remove", "12"), Tone.DANGER),
            Button(say("Tried it again"), Control("tried", "12")),
            LinkButton(say("Read"), "https://example.org/book"),
        )
    ),
    Menu(say("Remind me"), Control("remind", "12"), (Choice(say("In a week"), "7", say("on Tuesday")),)),
    Small(line("Saved ", When(NOON), " · ", Code("/library find"))),
)


def problems(blocks: list[Json]) -> list[str]:
    """Name everything Slack would not take: its limits, its schema where that is at hand, the SDK's models."""
    spec = block_spec()
    return [
        *problems_of_message(blocks),
        *([] if spec is None else spec.problems(blocks)),
        *model_problems(blocks),
    ]


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


def test_every_kind_of_block_has_its_payload(golden: SnapshotAssertion) -> None:
    shown = message(Message(EVERYTHING), AROUND)

    assert problems(shown["blocks"]) == []
    assert shown == golden


def test_what_only_one_person_reads_mentions_as_usual(golden: SnapshotAssertion) -> None:
    shown = message(said(say("Thanks."), paragraph(Mention(ANN), " and ", Mention(BOB))), Around(private=True))

    assert shown == golden


def test_the_home_tab_is_a_view(golden: SnapshotAssertion) -> None:
    home = home_view(Message(EVERYTHING[:4]), AROUND)

    assert list(problems_of_view(home)) == []
    assert home == golden


@pytest.mark.parametrize("block", EVERYTHING, ids=lambda block: type(block).__name__)
def test_each_block_alone_is_taken_by_slack(block: Block) -> None:
    assert problems(message(Message((block,)), AROUND)["blocks"]) == []


@pytest.mark.parametrize(
    "block",
    [
        paragraph(""),
        Bullets((line(""),)),
        Bullets(()),
        Quote(line()),
        Small(line(" ")),
        Fields(()),
        Buttons(()),
        Buttons((LinkButton("Bad", "javascript:alert(1)"),)),
        Menu("Nothing", Control("m"), ()),
    ],
    ids=repr,
)
def test_a_block_with_nothing_to_show_is_left_out(block: Block) -> None:
    shown = message(Message((block,)), AROUND)

    assert shown["blocks"] == []
    assert shown["text"] == "…"


def test_a_view_is_never_empty() -> None:
    assert home_view(Message(()), AROUND)["blocks"] == [
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "…", "verbatim": True}]}
    ]


# Controls


def test_a_button_carries_its_control_and_community_in_its_id() -> None:
    [block] = message(said(Buttons((Button("Undo", Control("kudos.undo", "a|b")),))), AROUND)["blocks"]

    assert block["elements"][0]["action_id"] == "c1|7|kudos.undo|a|b"
    assert unpack("c1|7|kudos.undo|a|b") == (Control("kudos.undo", "a|b"), CommunityId(7))
    assert unpack("c1|0|kudos.undo|") == (Control("kudos.undo"), None)


@pytest.mark.parametrize("text", ["", "link|1.2", "c1|x|a|b", "c2|1|a|b", "c1|1|a"])
def test_other_ids_are_no_controls(text: str) -> None:
    assert unpack(text) is None


def test_an_id_that_slack_would_not_take_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="Slack takes 255"):
        pack(Control("x", "y" * 250))


def test_one_control_twice_gets_two_ids_and_the_same_value() -> None:
    [block] = message(said(Buttons((Button("A", Control("a")), Button("B", Control("a"))))), AROUND)["blocks"]

    assert [element["action_id"] for element in block["elements"]] == ["c1|7|a|", "0.1"]
    assert [element["value"] for element in block["elements"]] == ["c1|7|a|", "c1|7|a|"]


def test_choices_that_slack_cannot_take_are_left_out() -> None:
    assert options([Choice("a", ""), Choice("b", "x" * 151), Choice("c", "c")]) == [
        {"text": {"type": "plain_text", "text": "c"}, "value": "c"}
    ]


# Charts and summaries


def test_a_chart_without_a_picture_is_said_in_words() -> None:
    shown = message(said(CHART), Around())

    assert shown["text"] == "Thanks a week: Three in week 46, five in week 47."
    assert shown["blocks"][0]["type"] == "rich_text"


def test_a_message_s_own_summary_is_its_notification() -> None:
    shown = Message((Paragraph(("long",)),), say("Bob & {what} <3", what="you"))

    assert summary(shown, AROUND) == "Bob &amp; you &lt;3"


# Limits


def test_the_51st_block_is_replaced_by_an_ellipsis() -> None:
    blocks = message(said(*[f"paragraph {number}" for number in range(80)]), AROUND)["blocks"]

    assert len(blocks) == MESSAGE_BLOCKS
    assert blocks[-1]["elements"][0]["text"] == "…"
    assert problems(blocks) == []


def test_too_many_words_are_shortened_and_the_buttons_stay() -> None:
    button = Buttons((Button("Undo", Control("undo")),))
    blocks = message(said(*["word " * 600 for _ in range(9)], button), AROUND)["blocks"]

    assert total_of(blocks) < BLOCK_TEXT
    assert [block["type"] for block in blocks[-2:]] == ["actions", "context"]


def test_a_small_line_of_40_000_characters_is_cut_and_keeps_its_links_whole() -> None:
    [block] = message(said(Small(line(Link("https://example.org", "x"), "a & b " * 8_000))), AROUND)["blocks"]

    text = block["elements"][0]["text"]
    assert text.startswith("<https://example.org|x>a &amp; b")
    assert len(text) <= 3_000


def test_a_small_line_of_very_many_links_ends_between_two() -> None:
    links = tuple(Link(f"https://example.org/{number}", "x" * 50) for number in range(100))
    [block] = message(said(Small(links)), AROUND)["blocks"]

    assert block["elements"][0]["text"].endswith(">…")
    assert len(block["elements"][0]["text"]) <= 3_000


_words = st.text(max_size=400)
_spans = st.one_of(
    _words,
    st.builds(Bold, _words),
    st.builds(Link, st.just("https://example.org"), _words),
    st.builds(Mention, st.sampled_from([ANN, BOB]), st.booleans()),
    st.builds(When, st.just(NOON)),
)
_lines = st.lists(_spans, max_size=4).map(tuple)
_blocks = st.one_of(
    st.builds(Heading, _words),
    st.builds(Paragraph, _lines),
    st.builds(Bullets, st.lists(_lines, max_size=4).map(tuple)),
    st.builds(Quote, _lines),
    st.builds(Small, _lines),
    st.builds(Fields, st.lists(st.tuples(_words, _lines), max_size=4).map(tuple)),
    st.builds(Card, _lines, st.lists(_lines, max_size=2).map(tuple)),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(_blocks, max_size=12))
def test_whatever_is_said_slack_takes_it(blocks: list[Block]) -> None:
    shown = message(Message(tuple(blocks)), AROUND)

    assert problems(shown["blocks"]) == []
    assert 1 <= len(shown["text"]) <= 3_000
    assert total_of(shown["blocks"]) <= BLOCK_TEXT
