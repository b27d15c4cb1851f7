"""The loopback Discord's limits: each at its edge, and one beyond."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import aiohttp
import pytest

from tests.e2e.discord_wire import DiscordWire, ImpossibleError, Modal, Rules
from tests.e2e.discord_wire.changes import Changes
from tests.e2e.discord_wire.drafts import Draft
from tests.e2e.discord_wire.form import submitted
from tests.e2e.discord_wire.interaction import Asked, Interaction
from tests.e2e.discord_wire.limits import check_callback, check_message, check_reply, check_thread
from tests.e2e.discord_wire.places import Pings, Upload
from tests.e2e.discord_wire.refusal import Json, Refusal, Wrong
from tests.e2e.discord_wire.spec import Spec, spec_path
from tests.e2e.discord_wire.tree_limits import check_commands


def button(number: int = 0, **more: object) -> Json:
    return {"type": 2, "style": 1, "label": "Press", "custom_id": f"b{number}", **more}


def rows(count: int, per_row: int = 1) -> list[Json]:
    return [{"type": 1, "components": [button(row * 10 + place) for place in range(per_row)]} for row in range(count)]


def row(*inside: Json) -> Json:
    return {"components": [{"type": 1, "components": [*inside]}]}


def select(count: int, **more: object) -> Json:
    options = [{"label": f"l{number}", "value": f"v{number}"} for number in range(count)]
    return {"type": 3, "custom_id": "s", "options": options, **more}


def embed(**more: object) -> Json:
    return {"embeds": [{"title": "t", **more}]}


ANN, BOB = {"id": "1", "type": "user"}, {"id": "2", "type": "user"}


def people(most: int) -> Json:
    return {"type": 5, "custom_id": "p", "min_values": 0, "max_values": most}


def modal(*components: Json, **more: object) -> Json:
    return {"type": 9, "data": {"custom_id": "f", "title": "Form", "components": [*components], **more}}


def field(number: int = 0, *, label: str = "Label", **more: object) -> Json:
    inner = {"type": 4, "style": 1, "custom_id": f"f{number}", **more}
    return {"type": 18, "label": label, "component": inner}


def command(**more: object) -> Json:
    return {"name": "kudos", "description": "Thanks", "type": 1, **more}


def option(name: str = "reason", **more: object) -> Json:
    return {"type": 3, "name": name, "description": "Why", **more}


GOOD_MESSAGES = [
    {"content": "x" * 2000, "nonce": "n" * 25},
    {"embeds": [{"title": "x" * 256, "description": "x" * 4096, "footer": {"text": "x" * 1648}}]},
    embed(fields=[{"name": "n", "value": "v"}] * 25),
    {"components": rows(5, 5)},
    row(button(custom_id="x" * 100, label="x" * 80)),
    row(select(25, placeholder="x" * 150, max_values=25)),
    row({"type": 2, "style": 5, "label": "Open", "url": "https://example.org"}),
    {"flags": 1 << 15, "components": [{"type": 17, "components": [{"type": 10, "content": "x" * 4000}]}]},
]

BAD_MESSAGES = [
    ({"content": "x" * 2001}, "content"),
    ({"content": 5}, "content"),
    ({"content": "x", "nonce": "n" * 26}, "nonce"),
    ({"content": "x", "flags": 64}, "flags"),
    ({"embeds": [{"title": "x"}] * 11}, "embeds"),
    (embed(title="x" * 257), "embeds.0.title"),
    (embed(description="x" * 4097), "embeds.0.description"),
    (embed(fields=[{"name": "n", "value": "v"}] * 26), "embeds.0.fields"),
    (embed(fields=[{"name": "n", "value": "x" * 1025}]), "embeds.0.fields.0.value"),
    (embed(fields=[{"name": " ", "value": "v"}]), "embeds.0.fields.0.name"),
    (embed(fields=[{"value": "v"}]), "embeds.0.fields.0.name"),
    (embed(url="javascript:alert(1)"), "embeds.0.url"),
    ({"embeds": [{}]}, "embeds.0"),
    ({"embeds": [{"description": "x" * 3001}] * 2}, "embeds"),
    ({"components": rows(6)}, "components"),
    ({"components": rows(1, 6)}, "components"),
    ({"components": [button()]}, "components.0.type"),
    ({"components": [{"type": 1, "components": []}]}, "components"),
    (row(button(1), button(1)), "components"),
    (row(button(), select(1)), "components"),
    (row(button(custom_id="x" * 101)), "components.custom_id"),
    (row(button(label="x" * 81)), "components.label"),
    (row(button(label="")), "components.label"),
    (row(button(style=5)), "components.url"),
    (row(button(url="https://example.org")), "components.url"),
    (row(button(style=9)), "components.style"),
    (row(select(0)), "components.options"),
    (row(select(26)), "components.options"),
    (row(select(2, max_values=3)), "components.max_values"),
    (row(select(2, min_values=2)), "components.max_values"),
    (row(select(1, placeholder="x" * 151)), "components.placeholder"),
    (row({**select(0), "options": [{"label": "a", "value": "v"}, {"label": "b", "value": "v"}]}), "components.options"),
    (row({**select(0), "options": [{"label": "x" * 101, "value": "v"}]}), "components.options.0.label"),
    (row({**select(0), "options": [{"label": c, "value": c, "default": True} for c in "ab"]}), "components.options"),
    (row(field()["component"]), "components"),
    ({"flags": 1 << 15, "content": "x"}, "content"),
    ({"flags": 1 << 15, "components": [{"type": 10, "content": "x" * 4001}]}, "components"),
    ({"flags": 1 << 15, "components": [{"type": 10, "content": "x"}] * 41}, "components"),
    ({"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}}, "allowed_mentions"),
    ({"content": "x", "allowed_mentions": {"users": ["1"] * 101}}, "allowed_mentions.users"),
    ({"content": "x", "attachments": [{"id": "1"}] * 11}, "attachments"),
]

GOOD_CALLBACKS = [
    {"type": 4, "data": {"content": "x", "flags": 64}},
    {"type": 5},
    {"type": 6},
    {"type": 7, "data": {"content": "x"}},
    {"type": 8, "data": {"choices": [{"name": "x" * 100, "value": "x" * 100}] * 25}},
    modal(*(field(number) for number in range(5)), title="x" * 45),
    modal(field(label="x" * 45, placeholder="x" * 100)),
    modal({"type": 10, "content": "Read me"}, {"type": 18, "label": "l", "component": select(25)}),
    modal({"type": 1, "components": [{"type": 4, "style": 2, "custom_id": "f", "label": "Old"}]}),
]

BAD_CALLBACKS = [
    ({"type": 3}, "type"),
    ({"type": 4, "data": {"content": "x" * 2001}}, "data.content"),
    ({"type": 5, "data": {"content": "x"}}, "data"),
    ({"type": 7, "data": {"content": "x", "flags": 64}}, "data.flags"),
    ({"type": 8, "data": {"choices": [{"name": "n", "value": "v"}] * 26}}, "data.choices"),
    ({"type": 8, "data": {"choices": [{"name": "x" * 101, "value": "v"}]}}, "data.choices.0.name"),
    ({"type": 8, "data": {"choices": [{"name": "n", "value": "x" * 101}]}}, "data.choices.0.value"),
    ({"type": 8, "data": {"choices": [{"name": "n"}]}}, "data.choices.0.value"),
    (modal(field(), title="x" * 46), "data.title"),
    (modal(field(), custom_id="x" * 101), "data.custom_id"),
    (modal(), "data.components"),
    (modal(*(field(number) for number in range(6))), "data.components"),
    (modal(field(label="x" * 46)), "data.components.0.label"),
    (modal({**field(), "description": "x" * 101}), "data.components.0.description"),
    (modal(field(placeholder="x" * 101)), "data.components.0.component.placeholder"),
    (modal(field(min_length=5, max_length=4)), "data.components.0.component.max_length"),
    (modal(field(max_length=3, value="four")), "data.components.0.component.value"),
    (modal({**field(), "component": {**field()["component"], "style": 3}}), "data.components.0.component.style"),
    (modal({**field(), "component": {**field()["component"], "label": "twice"}}), "data.components.0.component.label"),
    (modal(field(1), field(1)), "data.components"),
    (modal({"type": 18, "label": "l", "component": button()}), "data.components.0.component.type"),
    (modal({"type": 18, "label": "l", "component": select(1, disabled=True)}), "data.components.0.component.disabled"),
    (
        modal({"type": 18, "label": "l", "component": {**people(1), "default_values": [ANN, BOB]}}),
        "data.components.0.component.default_values",
    ),
    (modal({"type": 18, "label": "l", "component": {**select(1), "type": 21}}), "data.components.0.component.options"),
    (modal({"type": 1, "components": [select(1)]}), "data.components.0.components"),
    (modal(button()), "data.components.0.type"),
]

GOOD_TREES = [
    [command(name=f"c{number}") for number in range(100)],
    [{"name": "Save to library", "type": 3}],
    [command(name="größe", options=[option(f"o{number}") for number in range(25)])],
    [command(options=[option("to", required=True), option("reason", choices=[{"name": "n", "value": "v"}] * 25)])],
    [
        command(
            options=[{**option("give"), "type": 2, "options": [{**option("all"), "type": 1, "options": [option()]}]}]
        )
    ],
]

BAD_TREES = [
    ([command(name=f"c{number}") for number in range(101)], ""),
    ([{"name": f"M{number}", "type": 3} for number in range(6)], ""),
    ([command(), command()], ""),
    ([command(name="Kudos")], "0.name"),
    ([command(name="two words")], "0.name"),
    ([command(name="x" * 33)], "0.name"),
    ([command(description="x" * 101)], "0.description"),
    ([command(description="")], "0.description"),
    ([{"name": "Save", "type": 3, "description": "x"}], "0"),
    ([command(options=[option(f"o{number}") for number in range(26)])], "0.options"),
    ([command(options=[option(), option()])], "0.options"),
    ([command(options=[option("a"), option("b", required=True)])], "0.options"),
    ([command(options=[option("a"), {**option("b"), "type": 1}])], "0.options"),
    ([command(options=[{**option("a"), "type": 1, "options": [{**option("b"), "type": 1}]}])], "0.options.0.options.0"),
    ([command(options=[{**option("a"), "type": 2, "options": [{**option("b"), "type": 2}]}])], "0.options.0.options.0"),
    ([command(options=[option(choices=[{"name": "n", "value": "v"}] * 26)])], "0.options.0.choices"),
    ([command(options=[option(choices=[{"name": "x" * 101, "value": "v"}])])], "0.options.0.choices.0"),
    ([command(options=[option(choices=[{"name": "n", "value": "v"}], autocomplete=True)])], "0.options.0.autocomplete"),
    ([command(options=[option(type=6, autocomplete=True)])], "0.options.0.type"),
    ([command(options=[option(c, choices=[{"name": "x" * 99, "value": "y" * 99}] * 25) for c in "ab"])], "0"),
]


def places(wrongs: Iterator[Wrong]) -> list[str]:
    return [wrong.at for wrong in wrongs]


@pytest.mark.parametrize("body", GOOD_MESSAGES)
def test_a_message_within_the_limits_passes(body: Json) -> None:
    assert places(check_message(body, ())) == []


@pytest.mark.parametrize(("body", "at"), BAD_MESSAGES)
def test_a_message_beyond_a_limit_is_told_where(body: Json, at: str) -> None:
    assert at in places(check_message(body, ()))


@pytest.mark.parametrize("body", GOOD_CALLBACKS)
def test_an_answer_within_the_limits_passes(body: Json) -> None:
    assert places(check_callback(body, ())) == []


@pytest.mark.parametrize(("body", "at"), BAD_CALLBACKS)
def test_an_answer_beyond_a_limit_is_told_where(body: Json, at: str) -> None:
    assert at in places(check_callback(body, ()))


@pytest.mark.parametrize("body", GOOD_TREES)
def test_a_command_tree_within_the_limits_passes(body: list[Json]) -> None:
    assert places(check_commands(body, ())) == []


@pytest.mark.parametrize(("body", "at"), BAD_TREES)
def test_a_command_tree_beyond_a_limit_is_told_where(body: list[Json], at: str) -> None:
    assert at in places(check_commands(body, ()))


def test_files_and_threads_have_limits_too() -> None:
    big = Upload(id=1, filename="x.csv", content=bytes(10 * 1024 * 1024 + 1), description="x" * 1025)
    assert places(check_reply({"flags": 64}, (big,))) == ["files.0", "attachments.0.description"]
    assert places(check_message({}, [Upload(id=1, filename="x", content=b"")] * 11)) == ["attachments"]
    assert places(check_thread({"name": "x" * 101, "auto_archive_duration": 5}, ())) == [
        "name",
        "auto_archive_duration",
    ]
    assert places(check_thread({"name": "x" * 100, "auto_archive_duration": 60}, ())) == []


def test_a_refusal_reads_as_discords() -> None:
    refusal = Refusal(50035, [Wrong("embeds.0.title", "too long"), Wrong("", "odd")])
    assert refusal.body() == {
        "code": 50035,
        "message": "Invalid Form Body",
        "errors": {
            "embeds": {"0": {"title": {"_errors": [{"code": "BASE_TYPE_INVALID", "message": "too long"}]}}},
            "_errors": [{"code": "BASE_TYPE_INVALID", "message": "odd"}],
        },
    }


@pytest.mark.parametrize(
    ("allowed", "pings"),
    [
        (None, Pings(frozenset({1, 2}), frozenset({3}), everyone=True)),
        ({"parse": []}, Pings()),
        ({"parse": ["users", "everyone"]}, Pings(frozenset({1, 2}), everyone=True)),
        ({"parse": [], "users": ["2", "9"]}, Pings(frozenset({2}))),
        ({"roles": ["3"]}, Pings(roles=frozenset({3}))),
    ],
)
def test_a_message_pings_whom_it_names_and_may(allowed: Json | None, pings: Pings) -> None:
    draft = Draft(content="<@1> <@!2> <@&3> @here `<@4>`", allowed_mentions=allowed)
    assert draft.pings == pings


@pytest.mark.parametrize(
    ("component", "value", "sent"),
    [
        (select(3), ["l1"], {"values": ["v1"]}),
        (select(3, required=False, min_values=0), [], {"values": []}),
        ({**select(2), "type": 21}, "v1", {"value": "v1"}),
        ({**select(2), "type": 22}, ["v0", "v1"], {"values": ["v0", "v1"]}),
        ({"type": 23, "custom_id": "s"}, True, {"value": True}),
        ({"type": 4, "style": 1, "custom_id": "s"}, "text", {"value": "text"}),
    ],
)
def test_a_form_sends_what_was_filled_in(component: Json, value: str, sent: Json) -> None:
    [part], things = submitted(form_of(component), {"Field": value}, {})
    assert part["component"] == {"type": component["type"], "id": 2, "custom_id": "s", **sent}
    assert things == []


@pytest.mark.parametrize(
    ("component", "value", "why"),
    [
        (select(3), [], "has to be chosen"),
        (select(3), ["l1", "l2"], "takes 1 to 1 choices, not 2"),
        (select(3), [5], "does not take 5"),
        ({"type": 4, "style": 1, "custom_id": "s"}, ["a"], "takes a text"),
        ({"type": 19, "custom_id": "s"}, ["a"], "cannot fill in"),
    ],
)
def test_a_form_does_not_send_what_discord_would_not(component: Json, value: str, why: str) -> None:
    with pytest.raises(ImpossibleError, match=why):
        submitted(form_of(component), {"Field": value}, {})


def test_a_form_knows_its_fields_and_no_others() -> None:
    with pytest.raises(ImpossibleError, match="has no"):
        submitted(form_of(select(1)), {"Other": "x"}, {})


def form_of(component: Json) -> Modal:
    wire = DiscordWire(rules=Rules(validate=False))
    ann = wire.person("ann")
    asked = Interaction(
        id=1, token="t", kind=Asked.COMMAND, person=ann, channel=wire.dm(ann), at=0.0, payload={}, changes=Changes()
    )
    return Modal(asked, "f", "Form", [{"type": 18, "label": "Field", "component": component}])


CALLBACK = "/interactions/{interaction_id}/{interaction_token}/callback"
needs_spec = pytest.mark.skipif(
    spec_path() is None, reason="Discord's OpenAPI description is not beside the repository"
)


@needs_spec
@pytest.mark.parametrize(
    ("method", "template", "body", "wrong"),
    [
        ("POST", "/channels/{channel_id}/messages", {"content": "x", "message_reference": {"message_id": 5}}, []),
        ("POST", "/channels/{channel_id}/messages", {"content": ["x"]}, ["content"]),
        ("POST", "/channels/{channel_id}/messages", {"embeds": [{"color": "red"}]}, ["embeds.0.color"]),
        ("POST", "/users/@me/channels", {"recipient_id": "ann"}, ["recipient_id"]),
        ("GET", "/users/@me", {"anything": 1}, []),
        ("POST", CALLBACK, modal({"type": 18, "label": "l", "component": {**people(2), "default_values": [ANN]}}), []),
        (
            "POST",
            CALLBACK,
            modal({"type": 18, "label": "l", "component": {**people(2), "default_values": [{**ANN, "type": "pot"}]}}),
            ["data.components.0.component"],
        ),
    ],
)
def test_bodies_are_held_against_discords_own_description(
    method: str, template: str, body: Json, wrong: Sequence[str]
) -> None:
    spec = Spec.load()
    assert spec is not None
    assert places(spec.check_body(method, template, body)) == wrong


@needs_spec
def test_answers_of_the_wire_are_held_against_it_too() -> None:
    spec = Spec.load()
    assert spec is not None
    assert places(spec.check_answer("GET", "/gateway", 200, {"url": "ws://x"})) == []
    assert places(spec.check_answer("GET", "/gateway", 200, {})) == [""]
    assert places(spec.check_answer("GET", "/gateway", 201, {})) == [""]


async def test_without_the_description_the_limits_still_hold(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COPBOT_SPECS", str(tmp_path))
    async with DiscordWire() as wire, aiohttp.ClientSession() as session:
        url = f"{wire.api_url}/channels/{wire.named(wire.guild(), 'general').id}/messages"
        for length, status in ((2000, 200), (2001, 400)):
            headers = {"Authorization": f"Bot {wire.token}"}
            async with session.post(url, json={"content": "x" * length}, headers=headers) as answer:
                assert answer.status == status
        assert not wire.spec_checked
        assert len(wire.violations) == 1
