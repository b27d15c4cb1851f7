"""Every scope the manifest asks for is used, and nothing is done that it does not ask for."""

from datetime import timedelta

import pytest

from adapters.slack.manifest import USES, manifest
from adapters.slack.text import Json
from copbot.errors import DeliveryError
from copbot.intents import (
    CheckAccess,
    DirectMessage,
    Ephemeral,
    Home,
    OpenForm,
    OpenRoom,
    Post,
    React,
    ReadMessage,
    WasItSent,
)
from copbot.message import message, say
from copbot.refs import ChannelRef, Emoji
from copbot.repertoire import Repertoire
from tests.adapters.slack.garden import CHART, EXPORT, GARDEN, note_form
from tests.adapters.slack.scene import Scene, ref, scene, settings, user
from tests.e2e.slack_wire import SlackWire

HELLO = message(say("Hello."))
IMPLIED = {"connections:write"}
"""What the app's own token holds, not the bot's."""


async def a_whole_day(slack: Scene, wire: SlackWire) -> None:
    """Do everything the adapter can do, in public and in private."""
    hidden = wire.channel("hidden", ("ann", "bob"), private=True)
    general = ChannelRef("slack", "T1", "C1")
    private = ChannelRef("slack", "T1", hidden.id)
    for name, channel in (("general", general), (hidden.id, private)):
        post = await wire.say("bob", name, "Good news")
        await wire.react("ann", post, "books")
        await wire.unreact("ann", post, "books")
        await wire.delete(await wire.say("bob", name, "Bad news", post))
        await wire.say("ann", name, "@copbot help")
        await slack.adapter.look_up(CheckAccess(channel))
        await slack.adapter.look_up(ReadMessage(ref(post)))
        for thread in (None, ref(post)):
            await slack.adapter.look_up(WasItSent(key="x", to=channel, since=slack.clock.now(), thread=thread))
        await slack.delivers(Post(key=name, to=channel, message=message(CHART)), channel=channel)
        await slack.delivers(Ephemeral(key=name, to=user("ann"), channel=channel, message=HELLO))
        await slack.delivers(React(key=name, target=ref(post), emoji=Emoji("📚")), message=ref(post))
        await wire.rename(name, f"{name}-2")
    await wire.tell("eve", "help")
    await slack.delivers(DirectMessage(key="d", to=user("eve"), message=message(EXPORT)))
    await slack.adapter.look_up(WasItSent(key="d", to=user("eve"), since=slack.clock.now() - timedelta(seconds=9)))
    room = (await slack.delivers(OpenRoom(key="r", members=(user("bob"), user("eve")), title="Two"))).channel
    assert room is not None
    await slack.delivers(Post(key="m", to=room, message=HELLO), channel=room)
    await slack.adapter.look_up(WasItSent(key="m", to=room, since=slack.clock.now()))
    slack.inbox.answers(OpenForm(note_form()))
    await wire.slash("ann", "general-2", "/garden", "ask")
    await wire.shortcut("ann", "garden.save", await wire.say("bob", "general-2", "Keep this"))
    slack.inbox.answers(Home(HELLO))
    await wire.open_home("ann")
    await wire.arrive("fay")
    await wire.change_profile("fay", tz="Asia/Tokyo")
    await wire.leave("fay", "general-2")
    await wire.archive("general-2")


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_every_scope_is_used_and_no_other_one(mode: str) -> None:
    told: Json = manifest(Repertoire((GARDEN,)), settings(SlackWire()), None)
    events = frozenset(told["settings"]["event_subscriptions"]["bot_events"])
    async with (
        SlackWire(scopes=frozenset(told["oauth_config"]["scopes"]["bot"]), events=events) as wire,
        scene(wire, mode, practices=(GARDEN,)) as slack,
    ):
        wire.usergroup("mentors", ("ann",))
        await a_whole_day(slack, wire)

        assert {call.method for call in wire.calls if call.error == "missing_scope"} == set()
        assert set(wire.scope_uses) - IMPLIED == set(USES)
        heard = {one.event["type"] for one in wire.deliveries if one.event}
        subscribed = {name.partition(".")[0] for name in events}
        assert heard <= subscribed
        assert wire.violations == []


async def test_without_the_scopes_for_people_everybody_is_a_plain_member() -> None:
    async with SlackWire(scopes=frozenset(USES) - {"users:read", "usergroups:read"}) as wire, scene(wire) as slack:
        await wire.slash("ann", "general", "/kudos")

        assert slack.inbox.last.actor is not None
        assert (slack.inbox.last.actor.name, slack.inbox.last.actor.is_platform_admin) == ("ann", False)


async def test_a_missing_scope_is_a_refusal_that_names_itself() -> None:
    async with SlackWire(scopes=frozenset(USES) - {"chat:write"}) as wire, scene(wire) as slack:
        with pytest.raises(DeliveryError, match="missing_scope"):
            await slack.posts(HELLO)
