"""An unmodified slack_bolt and slack_sdk meet the loopback Slack."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncBoltRequest

from tests.e2e.slack_wire import (
    Ack,
    Delivery,
    Held,
    Kind,
    NotPossible,
    SlackWire,
)
from tests.e2e.slack_wire.plain_bot import PlainBot, over_http, over_socket

PING = 0.25
"""Seconds after which the SDK notices a dead socket; far shorter, and a busy machine looks dead to it."""


@pytest.fixture
async def wire() -> AsyncIterator[SlackWire]:
    async with SlackWire() as wire:
        yield wire


@pytest.fixture(params=["socket", "http"])
async def bot(wire: SlackWire, request: pytest.FixtureRequest) -> AsyncIterator[PlainBot]:
    bot = PlainBot(wire)
    async with AsyncExitStack() as exits:
        serving = over_socket(wire, bot.app()) if request.param == "socket" else over_http(wire, bot.app())
        await exits.enter_async_context(serving)
        yield bot


# Over either door


async def test_a_command_arrives_with_its_mentions_escaped_and_collects_every_answer(
    bot: PlainBot, wire: SlackWire
) -> None:
    done = await wire.slash("ann", "general", "/kudos", "give @bob for a < b in #random")

    [post] = wire.posts("general")
    assert post.words.splitlines()[0] == "give <@U2|bob> for a &lt; b in <#C2|random>"
    assert post.labels == ["Undo", "How long", "Delete"]
    assert done.said == ["It is in the channel.", "Noted."]
    assert [one.text for one in wire.ephemerals("ann")] == done.said
    assert wire.ephemerals("bob") == []


async def test_a_message_shortcut_opens_a_form_that_holds_the_message(bot: PlainBot, wire: SlackWire) -> None:
    post = await wire.say("bob", "general", "Look at https://example.org")

    done = await wire.shortcut("ann", "save", post)

    assert done.view is wire.view("ann")
    assert wire.view("ann").private_metadata == "c1"
    assert wire.view("ann").state["values"]["reason"]["text"]["value"] == "Look at <https://example.org>"
    assert wire.views("bob") == []


async def test_a_form_with_errors_stays_open_and_closes_once_they_are_mended(bot: PlainBot, wire: SlackWire) -> None:
    await wire.slash("ann", "general", "/kudos", "form")
    form = wire.view("ann")

    refused = await wire.submit("ann", form, {"reason/text": "short", "to": ["bob", "carla"]})
    assert refused.errors == {"reason": "Say a little more."}
    assert wire.views("ann") == [form]
    assert form.state["values"]["to"]["users"]["selected_users"] == ["U2", "U3"]

    taken = await wire.submit("ann", form, {"What for": "a long evening of help"})
    assert taken.response_action is None
    assert wire.views("ann") == []


async def test_a_submission_may_change_the_form_push_another_or_clear_all(bot: PlainBot, wire: SlackWire) -> None:
    await wire.slash("ann", "general", "/kudos", "form")
    form = wire.view("ann")

    await wire.submit("ann", form, {"reason": "update"})
    assert wire.views("ann") == [form]
    await wire.submit("ann", form, {"reason": "push"})
    assert [one.previous for one in wire.views("ann")] == [None, form.id]
    await wire.submit("ann", wire.view("ann"), {"reason": "clear"})
    assert wire.views("ann") == []


async def test_errors_beside_a_block_that_is_not_there_are_a_violation(bot: PlainBot, wire: SlackWire) -> None:
    await wire.slash("ann", "general", "/kudos", "form")

    await wire.submit("ann", wire.view("ann"), {"reason": "wrong"})

    assert wire.violations[0].problems == ("errors for blocks that are no inputs: {'nowhere'}",)


async def test_closing_a_form_is_told_to_the_app_that_asked_to_know(bot: PlainBot, wire: SlackWire) -> None:
    await wire.slash("ann", "general", "/kudos", "form")

    await wire.dismiss("ann", wire.view("ann"))

    assert [one["type"] for one in bot.heard] == ["view_closed"]
    assert wire.views("ann") == []


async def test_a_button_replaces_its_own_message_or_takes_it_away(bot: PlainBot, wire: SlackWire) -> None:
    await wire.slash("ann", "general", "/kudos", "@bob")
    await wire.slash("ann", "general", "/kudos", "@carla")
    first, second = wire.posts("general")

    await wire.press("bob", first, "Undo")
    await wire.press("carla", second, "undo", "gone")

    assert [one.words for one in wire.posts("general")] == ["Taken back."]
    assert second.deleted


async def test_a_choice_reaches_the_app_with_its_value(bot: PlainBot, wire: SlackWire) -> None:
    await wire.slash("ann", "general", "/kudos", "@bob")

    done = await wire.select("bob", wire.posts("general")[0], "pick", "Month")

    assert done.said == ["You chose month."]


async def test_an_external_select_offers_what_the_app_suggests_and_nothing_else(bot: PlainBot, wire: SlackWire) -> None:
    await wire.slash("ann", "general", "/kudos", "form")
    form = wire.view("ann")

    assert await wire.suggest("ann", form, "who", "h") == [("Helping", "helping"), ("Hosting", "hosting")]
    with pytest.raises(NotPossible, match="'sharing' is not offered"):
        await wire.submit("ann", form, {"reason": "yes", "value": "sharing"})
    done = await wire.submit("ann", form, {"reason": "a good evening", "value": "Hosting"})

    values = done.delivery.payload["view"]["state"]["values"]
    assert values["value"]["who"]["selected_option"]["value"] == "hosting"


async def test_a_shortcut_from_anywhere_has_no_message_and_no_response_url(bot: PlainBot, wire: SlackWire) -> None:
    done = await wire.shortcut("ann", "new")

    assert done.view is wire.view("ann")
    assert done.response_url is None
    assert "message" not in done.delivery.payload


async def test_an_answer_over_the_limits_is_not_shown(bot: PlainBot, wire: SlackWire) -> None:
    done = await wire.slash("ann", "general", "/kudos", "too long")
    await wire.slash("ann", "general", "/kudos", "form")
    await wire.submit("ann", wire.view("ann"), {"reason": "too long"})

    assert done.said == []
    assert [one.method for one in wire.violations] == ["acknowledgement", "view_submission"]
    assert wire.view("ann").text == "Give kudos"


async def test_a_mention_arrives_as_message_and_as_mention_and_is_answered_in_its_thread(
    bot: PlainBot, wire: SlackWire
) -> None:
    post = await wire.say("bob", "general", "@copbot help")

    assert [one["event"]["type"] for one in bot.heard] == ["message", "app_mention"]
    assert len({one["event_id"] for one in bot.heard}) == 2
    assert [one.text for one in wire.messages("general", post)] == ["Here to help."]


async def test_the_home_tab_is_there_once_it_was_opened(bot: PlainBot, wire: SlackWire) -> None:
    home = await wire.open_home("eve")

    assert home is not None
    assert home.words == "Welcome"
    assert wire.home("ann") is None


async def test_an_event_sent_again_keeps_its_id_and_plain_bolt_runs_twice(bot: PlainBot, wire: SlackWire) -> None:
    post = await wire.say("bob", "general", "Something good")
    sent = await wire.react("ann", post, ":books:")
    assert sent is not None

    again = await wire.again(sent)

    reactions = [one for one in bot.heard if one["event"]["type"] == "reaction_added"]
    assert [one["event_id"] for one in reactions] == [sent.payload["event_id"]] * 2
    assert again.ack is not None
    assert again.ack.ok


async def test_events_of_a_channel_the_bot_is_not_in_never_arrive(bot: PlainBot, wire: SlackWire) -> None:
    await wire.say("bob", "random", "@copbot are you there?")
    assert bot.heard == []

    await wire.join("copbot", "random")
    await wire.say("bob", "random", "And now?")
    assert [one["event"]["type"] for one in bot.heard] == ["member_joined_channel", "message"]


# Signed HTTP alone


async def test_only_what_is_rightly_and_freshly_signed_gets_in(wire: SlackWire) -> None:
    bot = PlainBot(wire)
    async with over_http(wire, bot.app()) as door:
        sent = await wire.react("ann", await wire.say("bob", "general", "x"), "books")
        assert sent is not None
        heard = len(bot.heard)

        forged, replayed = await door.forge(sent), await door.replay(sent)
        proved = await door.verify_url("prove it")

    assert (forged.status, replayed.status) == (401, 401)
    assert proved.payload == {"challenge": "prove it"}
    assert len(bot.heard) == heard


async def test_an_event_sent_again_says_so_in_its_headers(wire: SlackWire) -> None:
    app, seen = PlainBot(wire).app(), []

    async def look(req: AsyncBoltRequest, next: Callable[[], Awaitable[BoltResponse]]) -> BoltResponse:  # noqa: A002
        seen.append((req.headers.get("x-slack-retry-num"), req.headers.get("x-slack-retry-reason")))
        return await next()

    app.middleware(look)
    async with over_http(wire, app):
        await wire.say("bob", "general", "one")
        await wire.again(wire.deliveries[0], "http_error")

    assert seen == [(None, None), (["1"], ["http_error"])]


async def test_an_event_an_app_failed_on_is_known_as_unanswered(wire: SlackWire) -> None:
    bot = PlainBot(wire, deaf=True)
    async with over_http(wire, bot.app()):
        await wire.say("bob", "general", "one")
        [missed] = wire.unanswered()
        assert missed.ack is not None
        assert missed.ack.status == 500

        bot.deaf = False
        await wire.again(missed)

    assert wire.unanswered() == []


async def test_an_event_without_a_listener_is_not_found(wire: SlackWire) -> None:
    async with over_http(wire, PlainBot(wire).app()):
        sent = await wire.deliver(Delivery(Kind.EVENT, {"type": "event_callback", "event": {"type": "unheard_of"}}))

    assert sent.ack == Ack(404, {"error": "unhandled request"})


async def test_an_app_that_is_not_there_answers_nothing(wire: SlackWire, unused_tcp_port: int) -> None:
    wire.http_client(f"http://127.0.0.1:{unused_tcp_port}", "shh")

    done = await wire.slash("ann", "general", "/kudos", "@bob")

    assert done.ack.status is None
    assert done.said == []


# Socket Mode alone


async def test_an_event_nobody_acknowledged_comes_again_on_the_next_socket(wire: SlackWire) -> None:
    bot = PlainBot(wire, deaf=True)
    async with over_socket(wire, bot.app(), ping_interval=PING):
        speaking = asyncio.create_task(wire.say("bob", "general", "Are you there?"))
        await bot.hearing.wait()
        bot.deaf = False
        await wire.sockets.drop()
        await speaking

    [delivery] = wire.deliveries
    assert wire.sockets.connections > 1
    assert delivery.retries > 0
    assert delivery.reason == "timeout"
    assert delivery.ack is not None
    assert delivery.ack.ok
    assert len({one["event_id"] for one in bot.heard}) == 1


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
async def test_an_app_told_to_reconnect_opens_a_new_socket_and_loses_nothing(wire: SlackWire, reason: str) -> None:
    bot = PlainBot(wire)
    async with over_socket(wire, bot.app()):
        await wire.sockets.ask_to_reconnect(reason)
        await wire.until(lambda: wire.sockets.connections > 1)
        await wire.say("bob", "general", "Still there?")

    assert [one["event"]["text"] for one in bot.heard] == ["Still there?"]


async def test_a_socket_that_closes_politely_is_opened_again(wire: SlackWire) -> None:
    async with over_socket(wire, PlainBot(wire).app(), ping_interval=PING):
        await wire.sockets.drop(politely=True)
        await wire.until(lambda: wire.sockets.is_open)

    assert wire.sockets.connections > 1


async def test_after_a_refused_first_socket_the_sdk_knocks_at_the_dead_address_for_ever(wire: SlackWire) -> None:
    wire.sockets.refuse()
    handler = PlainBot(wire).app()
    connecting = asyncio.create_task(over_socket(wire, handler, ping_interval=0.01).__aenter__())
    await wire.until(lambda: wire.sockets.refused >= 3)
    connecting.cancel()
    await asyncio.gather(connecting, return_exceptions=True)

    assert wire.methods["apps.connections.open"] == 1
    assert not wire.sockets.is_open


async def test_a_command_whose_socket_breaks_is_answered_by_nobody_and_not_sent_again(wire: SlackWire) -> None:
    release = asyncio.Event()
    wire.script("chat.postMessage", Held(release))
    async with over_socket(wire, PlainBot(wire).app(), ping_interval=PING):
        asking = asyncio.create_task(wire.slash("ann", "general", "/kudos", "@bob"))
        await wire.until(lambda: wire.called("auth.test"))
        await wire.sockets.drop()
        done = await asking
        await wire.until(lambda: wire.sockets.is_open)
        release.set()

    assert done.ack.status is None
    assert [one.retries for one in wire.deliveries if one.kind is Kind.COMMAND] == [0]


async def test_a_command_without_an_app_ends_as_unanswered(wire: SlackWire) -> None:
    wire.patience = 0.01

    done = await wire.slash("ann", "general", "/kudos", "@bob")

    assert not done.ack.ok
