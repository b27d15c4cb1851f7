"""Forms as modals, and what comes back: golden payloads."""

from typing import Any

from adapters.discord.modals import modal, submitted
from copbot.forms import ChannelField, ChoiceField, Field, Form, PeopleField, TextField
from copbot.message import Choice, Control, Line, say
from copbot.refs import ChannelRef, CommunityId, UserRef
from tests.e2e.discord_wire.limits import check_callback

C = CommunityId(5)
EVERY_FIELD: tuple[Field, ...] = (
    TextField(name="name", label=say("Name"), hint=say("In a word"), initial="x" * 400),
    TextField(name="story", label="Story", multiline=True, required=False, max_length=9000),
    ChoiceField(
        name="bed", label="Bed", choices=(Choice("Sunny", "s"), Choice("Shade", "d")), at_most=5, initial=("d",)
    ),
    PeopleField(
        name="helpers",
        label="Helpers",
        at_most=3,
        required=False,
        initial=(UserRef("discord", "users", "11"), UserRef("slack", "T", "U")),
    ),
    ChannelField(name="where", label="Where", initial=ChannelRef("discord", "1", "7")),
)


def form(*fields: Field, intro: Line = ()) -> Form:
    return Form(control=Control("go", "7"), title="A title", fields=fields, submit="Send", intro=intro)


def test_every_field_has_its_component() -> None:
    made = modal(form(*EVERY_FIELD, intro=("Too much for one page",)), C)
    assert made == {
        "custom_id": "c1|5|go|7",
        "title": "A title",
        "components": [
            {
                "type": 18,
                "label": "Name",
                "description": "In a word",
                "component": {
                    "type": 4,
                    "custom_id": "name",
                    "required": True,
                    "style": 1,
                    "max_length": 300,
                    "value": "x" * 299 + "…",
                },
            },
            {
                "type": 18,
                "label": "Story",
                "component": {"type": 4, "custom_id": "story", "required": False, "style": 2, "max_length": 4000},
            },
            {
                "type": 18,
                "label": "Bed",
                "component": {
                    "type": 3,
                    "custom_id": "bed",
                    "required": True,
                    "options": [{"label": "Sunny", "value": "s"}, {"label": "Shade", "value": "d", "default": True}],
                    "min_values": 1,
                    "max_values": 2,
                },
            },
            {
                "type": 18,
                "label": "Helpers",
                "component": {
                    "type": 5,
                    "custom_id": "helpers",
                    "required": False,
                    "min_values": 0,
                    "max_values": 3,
                    "default_values": [{"id": "11", "type": "user"}],
                },
            },
            {
                "type": 18,
                "label": "Where",
                "component": {
                    "type": 8,
                    "custom_id": "where",
                    "required": True,
                    "channel_types": [0, 5, 10, 11, 12],
                    "min_values": 1,
                    "max_values": 1,
                    "default_values": [{"id": "7", "type": "channel"}],
                },
            },
        ],
    }
    assert [*check_callback({"type": 9, "data": made}, [])] == []


def test_words_before_the_fields_stand_above_them() -> None:
    made = modal(form(TextField(name="name", label="Name"), intro=("Tell **us**",)), C)
    assert made["components"][0] == {"type": 10, "content": r"Tell \*\*us\*\*"}
    assert [*check_callback({"type": 9, "data": made}, [])] == []


def test_what_is_filled_in_comes_back_as_references_and_words() -> None:
    sent: list[dict[str, Any]] = [
        {"type": 10, "id": 1},
        {"type": 18, "component": {"type": 4, "custom_id": "name", "value": "Rose"}},
        {"type": 1, "components": [{"type": 4, "custom_id": "old", "value": ""}]},
        {"type": 18, "component": {"type": 3, "custom_id": "bed", "values": ["s", "d"]}},
        {"type": 18, "component": {"type": 5, "custom_id": "helpers", "values": ["11"]}},
        {"type": 18, "component": {"type": 8, "custom_id": "where", "values": ["7"]}},
    ]
    assert submitted(sent, 1) == {
        "name": ("Rose",),
        "old": (),
        "bed": ("s", "d"),
        "helpers": ("discord:users/11",),
        "where": ("discord:1/7",),
    }
