import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.json import JSONSnapshotExtension

from adapters.slack.keepsake import folded, unfolded
from adapters.slack.text import Around, Json
from adapters.slack.views import Origin, errors, form_view, message_view, people_in, values_of
from copbot.forms import ChannelField, ChoiceField, Form, PeopleField, TextField
from copbot.message import Choice, Control, Heading, Message, message, paragraph, say
from copbot.refs import ChannelRef, UserRef
from tests.e2e.slack_wire.limits import problems_of_view
from tests.e2e.slack_wire.spec import block_spec, model_problems_of_view

AROUND = Around(community="7", private=True)
BOB = UserRef("slack", "T1", "U2")
DEE = UserRef("discord", "9", "44")
CHOICES = (Choice(say("A tool"), "tool", say("Something to use")), Choice("A story", "story"))

SHORT = Form(
    control=Control("command", "kudos give"),
    title="/kudos give",
    submit=say("Send"),
    intro=(say("Whom would you like to thank?"),),
    fields=(
        PeopleField(name="to", label="To", at_most=3, initial=(BOB, DEE)),
        TextField(name="reason", label="Reason", hint=say("What they did"), max_length=300, multiline=True),
        TextField(name="value", label="Value", required=False, initial="care"),
        ChannelField(name="where", label="Where", initial=ChannelRef("slack", "T1", "C1")),
        ChoiceField(name="kind", label="Kind", choices=CHOICES, initial=("story",)),
    ),
)
SEVERAL = Form(
    control=Control("library.save", "12"),
    title="Keep this in our library, for all",
    submit="Save it",
    fields=(
        PeopleField(name="steward", label="Steward", initial=(BOB,)),
        ChoiceField(name="tags", label="Tags", choices=CHOICES, at_most=2, initial=("tool", "story", "gone")),
        PeopleField(name="others", label="Others", at_most=2),
        ChannelField(name="near", label="Near", required=False, initial=ChannelRef("discord", "9", "77")),
        ChoiceField(name="how", label="How", choices=CHOICES, at_most=2, required=False),
    ),
)


def problems(view: Json) -> list[str]:
    """Name everything Slack would not take."""
    spec = block_spec()
    return [
        *problems_of_view(view),
        *([] if spec is None else spec.problems_of_view(view)),
        *model_problems_of_view(view),
    ]


@pytest.fixture
def golden(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    return snapshot.use_extension(JSONSnapshotExtension)


@pytest.mark.parametrize("form", [SHORT, SEVERAL], ids=["command", "own"])
def test_a_form_is_a_modal_with_an_input_for_each_field(form: Form, golden: SnapshotAssertion) -> None:
    view = form_view(form, AROUND, Origin(channel="C1", thread="1.2"), frozenset({("kudos give", "value")}))

    assert problems(view) == []
    assert view == golden


def test_a_text_with_suggestions_asks_for_them_while_one_types() -> None:
    bare = Form(
        control=Control("command", "kudos give"),
        title="t",
        submit="s",
        fields=(TextField(name="value", label="Value", initial="x" * 200), TextField(name="other", label="O")),
    )
    asked = frozenset({("kudos give", "value"), ("kudos give", "other")})

    kinds = [block["element"]["type"] for block in form_view(bare, AROUND, Origin(), asked)["blocks"]]

    assert kinds == ["plain_text_input", "external_select"]
    assert "initial_option" not in form_view(bare, AROUND, Origin(), asked)["blocks"][1]["element"]


def test_an_initial_text_longer_than_its_field_is_cut() -> None:
    field = TextField(name="a", label="A", max_length=5, initial="too long for this")
    form = Form(control=Control("x"), title="t", submit="s", fields=(field,))

    assert form_view(form, AROUND, Origin())["blocks"][0]["element"]["initial_value"] == "too l"


def test_a_message_can_stand_in_a_modal_under_its_own_heading() -> None:
    view = message_view(message(Heading("Saved"), say("It is kept.")), AROUND, Origin(channel="C1"))

    assert problems(view) == []
    assert (view["title"]["text"], view["private_metadata"]) == ("Saved", "C1 ")
    assert message_view(Message((paragraph("x"),)), AROUND, Origin())["title"]["text"] == "copbot"


@pytest.mark.parametrize("origin", [Origin(), Origin(channel="C1"), Origin(channel="C1", thread="1.2")])
def test_where_a_form_was_opened_is_kept_in_its_view(origin: Origin) -> None:
    assert Origin.parse(str(origin)) == origin


def test_what_was_filled_in_comes_back_by_field_with_references_as_text() -> None:
    values: Json = {
        "to": {"input": {"type": "multi_users_select", "selected_users": ["U2", "U3"]}},
        "steward": {"input": {"type": "users_select", "selected_user": "U2"}},
        "nobody": {"input": {"type": "users_select", "selected_user": None}},
        "where": {"input": {"type": "conversations_select", "selected_conversation": "C1"}},
        "tags": {"input": {"type": "multi_static_select", "selected_options": [{"value": "a"}, {"value": "b"}]}},
        "kind": {"input": {"type": "static_select", "selected_option": {"value": "tool"}}},
        "none": {"input": {"type": "static_select", "selected_option": None}},
        "reason": {"input": {"type": "plain_text_input", "value": " slack:T1/U9 is text "}},
        "blank": {"input": {"type": "plain_text_input", "value": "  "}},
        "empty": {"input": {"type": "plain_text_input", "value": None}},
    }
    view: Json = {"state": {"values": values}}

    assert values_of(view, "T1") == {
        "to": ("slack:T1/U2", "slack:T1/U3"),
        "steward": ("slack:T1/U2",),
        "nobody": (),
        "where": ("slack:T1/C1",),
        "tags": ("a", "b"),
        "kind": ("tool",),
        "none": (),
        "reason": (" slack:T1/U9 is text ",),
        "blank": (),
        "empty": (),
    }
    assert people_in(view) == ("U2", "U3")


def test_sentences_stand_beside_their_field_and_strays_beside_the_first() -> None:
    found = errors([("reason", "Too short."), ("gone", "Who?"), ("to", "Nobody.")], SHORT)

    assert found == {"reason": "Too short.", "to": "Who? Nobody."}


# A form kept in a button


@pytest.mark.parametrize("form", [SHORT, SEVERAL], ids=["command", "own"])
def test_a_form_folded_into_a_button_opens_as_it_was(form: Form) -> None:
    kept = folded(form)

    assert kept is not None
    assert len(kept) <= 2_000
    assert unfolded(kept) == form


def test_a_form_that_is_too_large_is_not_folded() -> None:
    noise = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(3_000))
    field = TextField(name="a", label="A", max_length=3_000, initial=noise)

    assert folded(Form(control=Control("x"), title="t", submit="s", fields=(field,))) is None


@pytest.mark.parametrize("value", ["", "x", "c1|7|slack.form|", "Xk~0{Zy-@>", "é"])
def test_anything_else_opens_no_form(value: str) -> None:
    assert unfolded(value) is None
