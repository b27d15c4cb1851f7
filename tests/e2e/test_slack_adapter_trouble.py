"""What goes wrong on the way to and from Slack, and what becomes of it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.slack.adapter import SlackAdapter
from adapters.slack.calls import Calls
from adapters.slack.installations import Tokens
from adapters.slack.settings import Rhythm, SlackNotSetUpError
from copbot.errors import DeliveryError, Failure
from copbot.events import BotMentioned, MessagesDeleted
from copbot.intents import Home, OpenForm, Post, Reply
from copbot.message import Button, Buttons, Control, message, say
from copbot.refs import ChannelRef
from copbot.repertoire import Repertoire
from tests.adapters.slack.garden import note_form
from tests.adapters.slack.scene import Paper, Scene, Script, clock_of, scene, settings, words
from tests.e2e.slack_wire import Broken, NoAnswer, RateLimited, Refused, SlackWire

THANKS = Reply(message(say("Thank you.")))
QUICK = Rhythm(ping=0.05)


@pytest.fixture
async def wire() -> AsyncIterator[SlackWire]:
    async with SlackWire() as wire:
        yield wire


@pytest.fixture(params=["socket", "http"])
async def slack(wire: SlackWire, request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    async with scene(wire, request.param) as slack:
        yield slack


# Sockets


async def test_after_a_refused_first_connect_the_watchdog_knocks_with_a_new_address(wire: SlackWire) -> None:
    clock, inbox = clock_of(wire), Script()
    wire.sockets.refuse()
    adapter = SlackAdapter(
        settings(wire), repertoire=Repertoire(()), painter=Paper(), clock=clock, rhythm=Rhythm(ping=0.01)
    )
    async with adapter.connected(inbox):
        await wire.until(lambda: wire.sockets.refused >= 2)
        assert adapter.last_sign_of_life is None
        clock.set(clock.now() + timedelta(seconds=30))
        await wire.until(lambda: wire.sockets.is_open)
        await wire.slash("ann", "general", "/kudos")

    assert wire.methods["apps.connections.open"] == 2
    assert len(inbox.heard) == 1
    assert adapter.last_sign_of_life is None


async def test_a_dropped_socket_is_opened_again_and_loses_no_event(wire: SlackWire) -> None:
    async with scene(wire, rhythm=QUICK) as slack:
        post = await wire.say("bob", "general", "x")
        slack.inbox.trouble = ConnectionError("the database is away")
        slack.inbox.told.clear()
        deleting = asyncio.create_task(wire.delete(post))
        await slack.inbox.told.wait()
        slack.inbox.trouble = None
        await wire.sockets.drop()
        await deleting

        told = [event for event in slack.inbox.heard if isinstance(event.happened, MessagesDeleted)]
        assert [one.delivery_id for one in told] == [told[0].delivery_id] * 2
        assert wire.sockets.connections == 2


async def test_a_socket_that_is_told_to_go_is_replaced(wire: SlackWire) -> None:
    async with scene(wire) as slack:
        await wire.sockets.ask_to_reconnect()
        await wire.until(lambda: wire.sockets.connections == 2)
        await wire.slash("ann", "general", "/kudos")

        assert len(slack.inbox.heard) == 1


async def test_a_socket_that_is_well_is_left_alone_and_shows_that_it_lives(wire: SlackWire) -> None:
    async with scene(wire, rhythm=Rhythm(ping=5)) as slack:
        await wire.slash("ann", "general", "/kudos")
        for _ in range(2):
            await slack.forward(31)
            await wire.slash("ann", "general", "/kudos")

        assert slack.adapter.last_sign_of_life == slack.clock.now()
        assert wire.sockets.connections == 1


async def test_by_http_an_open_door_is_a_sign_of_life(wire: SlackWire) -> None:
    async with scene(wire, "http") as slack:
        assert slack.adapter.last_sign_of_life == slack.clock.now()

    assert slack.adapter.last_sign_of_life is None


async def test_what_settings_are_missing_is_said_by_the_variables_that_set_them(wire: SlackWire) -> None:
    with pytest.raises(SlackNotSetUpError, match="needs COPBOT_SLACK__BOT_TOKEN, COPBOT_SLACK__APP_TOKEN"):
        await scene(wire, bot_token="", app_token="").__aenter__()
    with pytest.raises(SlackNotSetUpError, match="needs COPBOT_SLACK__CLIENT_ID, COPBOT_SLACK__CLIENT_SECRET"):
        await scene(wire, "http", bot_token="").__aenter__()


async def test_a_token_that_is_refused_does_not_keep_the_bot_from_running(wire: SlackWire) -> None:
    wire.script("auth.test", Refused("invalid_auth"))
    async with scene(wire) as slack:
        await wire.slash("ann", "general", "/kudos")

        assert len(slack.inbox.heard) == 1


async def test_a_token_that_cannot_be_looked_at_now_is_looked_at_again(wire: SlackWire) -> None:
    wire.script("auth.test", Broken(503))
    async with scene(wire) as slack:
        while wire.methods["auth.test"] < 2:
            await slack.forward(30)
            await asyncio.sleep(0)


async def test_what_still_waits_when_the_bot_stops_is_given_up(wire: SlackWire) -> None:
    async with scene(wire, "http", rhythm=Rhythm(answer=0.01)) as slack:
        slack.inbox.answers(THANKS)
        wire.script("response_url", RateLimited(60), times=None)
        wire.script("chat.postEphemeral", RateLimited(60), times=None)
        await wire.say("ann", "general", "@copbot help")

    assert wire.ephemerals("ann") == []


# Answers


async def test_an_answer_that_is_rate_limited_comes_when_slack_takes_it(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(THANKS)
    wire.script("chat.postEphemeral", RateLimited(5))

    await wire.say("ann", "general", "@copbot help")
    assert wire.ephemerals("ann") == []
    while not wire.ephemerals("ann"):
        await slack.forward(5)
        await asyncio.sleep(0)

    assert words(wire.ephemerals("ann")[0]) == "Thank you."
    mentions = [event for event in slack.inbox.heard if isinstance(event.happened, BotMentioned)]
    assert len(mentions) == 1


async def test_an_answer_is_not_tried_for_ever(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(THANKS)
    wire.script("chat.postEphemeral", RateLimited(5), times=None)

    await wire.say("ann", "general", "@copbot help")
    while wire.methods["chat.postEphemeral"] < 16:
        await slack.forward(5)
        await asyncio.sleep(0)

    assert wire.ephemerals("ann") == []


async def test_who_cannot_be_whispered_to_is_written_to(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(THANKS)
    wire.script("chat.postEphemeral", Refused("user_not_in_channel"))

    await wire.say("ann", "general", "@copbot help")

    assert [words(post) for post in wire.dms("ann")] == ["Thank you."]


async def test_a_response_address_that_expired_is_replaced_by_a_whisper(slack: Scene, wire: SlackWire) -> None:
    await slack.posts(message("x", Buttons((Button("Undo", Control("undo")),))))
    slack.inbox.answers(THANKS)
    wire.script("response_url", Refused("expired_url"))

    await wire.press("ann", wire.posts("general")[0], "Undo")

    assert [words(shown) for shown in wire.ephemerals("ann")] == ["Thank you."]


@pytest.mark.parametrize("fault", [NoAnswer(), NoAnswer(after_writing=False), Broken(503)])
async def test_an_answer_whose_fate_is_unknown_is_never_said_twice(
    slack: Scene, wire: SlackWire, fault: NoAnswer | Broken
) -> None:
    slack.inbox.answers(THANKS)
    wire.script("chat.postEphemeral", fault)

    await wire.say("ann", "general", "@copbot help")

    assert wire.methods["chat.postEphemeral"] == 1
    assert wire.dms("ann") == []


async def test_an_answer_nobody_can_be_told_is_given_up(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(THANKS)
    wire.script("*", Refused("account_inactive"), times=None)

    sent = await wire.say("ann", "general", "@copbot help")

    assert wire.deliveries[-1].ack is not None
    assert wire.deliveries[-1].ack.ok
    assert sent.ts
    assert wire.ephemerals("ann") == []
    assert wire.dms("ann") == []


async def test_who_takes_neither_whispers_nor_letters_is_not_told(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(THANKS)
    wire.script("chat.postEphemeral", Refused("user_not_in_channel"))
    wire.script("conversations.open", Refused("user_disabled"))

    await wire.say("ann", "general", "@copbot help")

    assert wire.dms("ann") == []


async def test_a_response_address_that_does_not_answer_is_not_asked_again(slack: Scene, wire: SlackWire) -> None:
    await slack.posts(message("x", Buttons((Button("Undo", Control("undo")),))))
    slack.inbox.answers(THANKS)
    wire.script("response_url", NoAnswer(after_writing=False))

    await wire.press("ann", wire.posts("general")[0], "Undo")

    assert wire.ephemerals("ann") == []


async def test_a_home_tab_that_cannot_be_drawn_now_stays_as_it_was(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(Home(message("Hello")))
    wire.script("views.publish", Refused("hash_conflict"))

    assert await wire.open_home("eve") is None


async def test_a_form_whose_trigger_was_used_up_is_offered_by_a_button(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(OpenForm(note_form("half")))
    wire.script("views.open", Refused("expired_trigger_id"))

    done = await wire.slash("ann", "general", "/garden", "ask")

    [shown] = wire.ephemerals("ann")
    assert words(shown).endswith("[Open the form]")
    assert done.views == []
    await wire.press("ann", shown, "Open the form")
    assert wire.view("ann").state["values"]["text"]["text"]["value"] == "half"


async def test_a_button_whose_form_nobody_can_read_any_more_says_so(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(Reply(message("x", Buttons((Button("Old", Control("slack.form")),)))))
    done = await wire.slash("ann", "general", "/garden")

    await wire.press("ann", done.shown[0], "Old")

    assert words(wire.ephemerals("ann")[-1]) == (
        "Slack did not wait for me to open the form. Please use the command again."
    )


async def test_a_form_too_large_for_a_button_asks_for_the_command_again(slack: Scene, wire: SlackWire) -> None:
    noise = "".join(chr(0x4E00 + number * 7919 % 20_000) for number in range(3_000))
    slack.inbox.answers(OpenForm(note_form(noise)))

    await wire.say("ann", "general", "@copbot garden ask")

    assert words(wire.ephemerals("ann")[0]) == (
        "Slack did not wait for me to open the form. Please use the command again."
    )


async def test_an_inbox_that_fails_for_who_acts_leaves_the_command_unanswered_and_the_bot_alive(
    slack: Scene, wire: SlackWire
) -> None:
    wire.patience = 0.2
    slack.inbox.trouble = RuntimeError("a bug")
    done = await wire.slash("ann", "general", "/kudos")
    slack.inbox.trouble = None
    slack.inbox.answers(THANKS)
    again = await wire.slash("ann", "general", "/kudos")

    assert not done.ack.ok
    assert len(again.said) == 1


async def test_a_permalink_that_takes_long_is_done_without(slack: Scene, wire: SlackWire) -> None:
    post = await wire.say("bob", "general", "x")
    wire.script("chat.getPermalink", NoAnswer(), times=2)
    await wire.shortcut("ann", "garden.save", post)
    wire.script("chat.getPermalink", Refused("message_not_found"), times=1)
    await wire.shortcut("ann", "garden.save", post)

    assert [event.happened.message.permalink for event in slack.inbox.heard[-2:]] == [None, None]  # type: ignore[union-attr]  # both are shortcuts


async def test_people_and_groups_that_cannot_be_read_are_plain_members(slack: Scene, wire: SlackWire) -> None:
    wire.script("users.info", Refused("user_not_found"), times=2)
    wire.script("usergroups.list", Refused("missing_scope"))

    await wire.slash("ann", "general", "/kudos", "give @bob")

    event = slack.inbox.last
    assert event.actor is not None
    assert (event.actor.name, event.actor.is_platform_admin, event.people[0].name) == ("ann", False, "bob")
    await wire.slash("ann", "general", "/kudos")
    assert wire.methods["usergroups.list"] == 1


# Installations


async def test_after_an_uninstallation_deliveries_stop_for_good(slack: Scene, wire: SlackWire) -> None:
    await wire.uninstall()
    where = ChannelRef("slack", "T1", "C1")

    with pytest.raises(DeliveryError) as refused:
        await slack.delivers(Post(key="a", to=where, message=message("x")), channel=where)

    assert refused.value.failure is Failure.INSTALLATION_GONE


async def test_an_address_nobody_listens_at_is_tried_later(unused_tcp_port: int) -> None:
    async with SlackWire() as wire, scene(wire, "http") as slack:
        tokens = Tokens(slack.adapter._settings.bot_token, None, slack.clock)
        nowhere = slack.adapter._settings.model_copy(update={"api_url": f"http://127.0.0.1:{unused_tcp_port}/api"})
        calls = Calls(nowhere, slack.adapter._connection().calls._session, tokens, slack.clock)

        with pytest.raises(DeliveryError, match="no connection to Slack") as refused:
            await calls.ask("T1", lambda client: client.auth_test())

    assert refused.value.failure is Failure.LATER
