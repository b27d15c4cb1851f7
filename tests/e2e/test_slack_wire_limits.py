"""The loopback Slack refuses what Slack would refuse, and writes it down."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.e2e.slack_wire import Json, SlackWire
from tests.e2e.slack_wire.limits import problems_of_message, problems_of_metadata, problems_of_view
from tests.e2e.slack_wire.plain_bot import form, plain, thanks, web_client
from tests.e2e.slack_wire.spec import block_spec, schema_file


@pytest.fixture
async def wire() -> AsyncIterator[SlackWire]:
    async with SlackWire() as wire:
        yield wire


@pytest.fixture
def client(wire: SlackWire) -> AsyncWebClient:
    return web_client(wire)


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(length: int) -> Json:
    return {"type": "section", "text": mrkdwn("x" * length)}


def buttons(count: int, **about: object) -> Json:
    made = [{"type": "button", "action_id": f"b{n}", "text": plain("Go"), **about} for n in range(count)]
    return {"type": "actions", "elements": made}


def select(count: int, label: int = 5, value: int = 5) -> Json:
    options = [{"text": plain(f"{n:0{label}}"), "value": f"{n:0{value}}"} for n in range(count)]
    made = {"type": "static_select", "action_id": "s", "placeholder": plain("Which"), "options": options}
    return {"type": "actions", "elements": [made]}


def image(alt: int) -> Json:
    return {"type": "image", "image_url": "https://example.org/a.png", "alt_text": "x" * alt}


@pytest.mark.parametrize(
    ("make", "most"),
    [
        (section, 3_000),
        (lambda n: {"type": "header", "text": plain("x" * n)}, 150),
        (lambda n: {"type": "section", "fields": [mrkdwn("x" * n)]}, 2_000),
        (lambda n: {"type": "section", "fields": [mrkdwn("x")] * n}, 10),
        (lambda n: {"type": "context", "elements": [mrkdwn("x")] * n}, 10),
        (buttons, 25),
        (lambda n: buttons(1, text=plain("x" * n)), 75),
        (lambda n: buttons(1, action_id="x" * n), 255),
        (lambda n: buttons(1, value="x" * n), 2_000),
        (select, 100),
        (lambda n: select(1, label=n), 75),
        (lambda n: select(1, value=n), 150),
        (image, 2_000),
        (lambda n: {**section(1), "block_id": "x" * n}, 255),
    ],
    ids=[
        "section",
        "header",
        "field",
        "fields",
        "context",
        "buttons",
        "button text",
        "action_id",
        "button value",
        "options",
        "option text",
        "option value",
        "alt_text",
        "block_id",
    ],
)
def test_a_block_at_its_limit_passes_and_one_more_does_not(make: Callable[[int], Json], most: int) -> None:
    assert list(problems_of_message([make(most)])) == []
    assert list(problems_of_message([make(most + 1)])) != []


@pytest.mark.parametrize(
    ("change", "most"),
    [
        (lambda n: {"title": plain("x" * n)}, 24),
        (lambda n: {"submit": plain("x" * n)}, 24),
        (lambda n: {"close": plain("x" * n)}, 24),
        (lambda n: {"callback_id": "x" * n}, 255),
        (lambda n: {"private_metadata": "x" * n}, 3_000),
        (lambda n: {"blocks": [{"type": "divider"}] * n}, 100),
        (lambda n: {"blocks": [labelled(n)]}, 2_000),
        (lambda n: {"blocks": [labelled(1, plain("x" * n))]}, 150),
    ],
    ids=["title", "submit", "close", "callback_id", "private_metadata", "blocks", "label", "placeholder"],
)
def test_a_modal_at_its_limit_passes_and_one_more_does_not(change: Callable[[int], Json], most: int) -> None:
    assert list(problems_of_view(form() | change(most))) == []
    assert list(problems_of_view(form() | change(most + 1))) != []


def labelled(length: int, placeholder: Json | None = None) -> Json:
    element = {"type": "plain_text_input", "action_id": "a", "placeholder": placeholder or plain("x")}
    return {"type": "input", "block_id": "b", "label": plain("x" * length), "element": element}


@pytest.mark.parametrize(
    "blocks",
    [
        [{"type": "header", "text": mrkdwn("no markup here")}],
        [{"type": "header"}],
        [{"type": "header", "text": "bare"}],
        [{"type": "section"}],
        [section(0)],
        [buttons(0)],
        [{"type": "section", "text": plain("x"), "block_id": 7}],
        [{**section(1), "block_id": "same"}, {**section(1), "block_id": "same"}],
        [{"type": "actions", "elements": [buttons(1)["elements"][0]] * 2}],
        [{"type": "image", "image_url": "https://example.org/a.png"}],
        [section(1)] * 51,
    ],
)
def test_a_message_that_is_not_well_formed_has_problems(blocks: list[Json]) -> None:
    assert list(problems_of_message(blocks)) != []


@pytest.mark.parametrize(
    "view",
    [
        {key: value for key, value in form().items() if key != "submit"},
        {"type": "home", "blocks": thanks("x"), "title": plain("no")},
        {"type": "modal", "title": plain("x"), "blocks": []},
        {"type": "modal", "blocks": thanks("x")},
    ],
)
def test_a_view_that_is_not_well_formed_has_problems(view: Json) -> None:
    assert list(problems_of_view(view)) != []


@pytest.mark.parametrize(
    ("metadata", "fine"),
    [
        (
            {"event_type": "outbox", "event_payload": {"key": "a", "n": 1, "flat": {"a": 1}, "many": ["a", {"b": 1}]}},
            True,
        ),
        ({"event_type": "outbox", "event_payload": {"deep": {"a": {"b": 1}}}}, False),
        ({"event_type": "outbox", "event_payload": {"key": "x" * 9_000}}, False),
        ({"event_type": "outbox"}, False),
    ],
)
def test_metadata_is_flat_and_small(metadata: Json, *, fine: bool) -> None:
    assert (list(problems_of_metadata(metadata)) == []) is fine


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({"blocks": [section(3_001)]}, "invalid_blocks"),
        ({"blocks": [section(3_000)] * 5}, "msg_blocks_too_long"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"metadata": {"event_type": "x", "event_payload": {"a": "x" * 9_000}}}, "metadata_too_large"),
        ({"metadata": {"event_type": "x", "event_payload": {"a": {"b": {}}}}}, "invalid_metadata_format"),
        ({"blocks": [{"type": "image", "alt_text": "x", "slack_file": {"id": "F404"}}]}, "invalid_blocks"),
    ],
)
async def test_a_message_over_the_limits_is_refused_by_name_and_written_down(
    wire: SlackWire, client: AsyncWebClient, message: Json, error: str
) -> None:
    with pytest.raises(SlackApiError) as refused:
        await client.chat_postMessage(**{"channel": "C1", "text": "x", **message})

    assert refused.value.response["error"] == error
    assert wire.messages("general") == []
    assert [one.method for one in wire.violations] == ["chat.postMessage"]


async def test_a_view_over_the_limits_is_refused_and_written_down(wire: SlackWire, client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await client.views_publish(user_id="U1", view={"type": "home", "blocks": [section(3_001)]})

    assert "must be less than 3001 characters" in wire.violations[0].problems[0]


async def test_a_message_without_words_is_refused(client: AsyncWebClient) -> None:
    with pytest.raises(SlackApiError, match="no_text"):
        await client.api_call("chat.postMessage", json={"channel": "C1", "text": " "})


async def test_a_long_text_is_flagged_and_posted(wire: SlackWire, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel="C1", text="x" * 4_001)

    assert wire.flags == ["chat.postMessage: a text of 4001 characters"]
    assert len(wire.posts("general")) == 1


async def test_the_sdk_s_own_models_have_a_say(wire: SlackWire, client: AsyncWebClient) -> None:
    dated = {"type": "datepicker", "action_id": "d", "initial_date": "tomorrow"}

    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await client.chat_postMessage(channel="C1", text="x", blocks=[{"type": "actions", "elements": [dated]}])

    assert "YYYY-MM-DD" in wire.violations[0].problems[0]


async def test_without_validation_everything_goes() -> None:
    async with SlackWire(validate=False) as wire:
        await web_client(wire).chat_postMessage(channel="C1", text="x", blocks=[section(9_000)])

        assert not wire.spec_checked
        assert wire.violations == []


@pytest.mark.skipif(schema_file() is None, reason="Slack's schema of blocks is not beside the repository")
@pytest.mark.parametrize(
    "block",
    [
        {"type": "sectoin", "text": plain("x")},
        {"type": "section", "text": plain("x"), "colour": "red"},
        {"type": "actions", "elements": [{"type": "button", "text": plain("x"), "style": "loud"}]},
    ],
)
async def test_what_slack_s_own_schema_does_not_know_is_refused(
    wire: SlackWire, client: AsyncWebClient, block: Json
) -> None:
    assert wire.spec_checked

    with pytest.raises(SlackApiError, match="invalid_blocks"):
        await client.chat_postMessage(channel="C1", text="x", blocks=[block])


@pytest.mark.skipif(schema_file() is None, reason="Slack's schema of blocks is not beside the repository")
def test_slack_s_own_schema_knows_our_views_and_not_every_view() -> None:
    spec = block_spec()
    assert spec is not None

    assert list(spec.problems_of_view(form())) == []
    assert list(spec.problems_of_view({"type": "drawer", "blocks": []})) != []
    assert list(spec.problems_of_view(form() | {"colour": "red"})) != []


def test_the_schema_is_looked_for_where_the_environment_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPBOT_SPECS", str(tmp_path))
    assert schema_file() is None

    (tmp_path / "slack_blocks.schema.json").write_text("{}")
    assert schema_file() == tmp_path / "slack_blocks.schema.json"
