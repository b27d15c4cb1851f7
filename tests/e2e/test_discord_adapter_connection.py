"""Coming, staying and going: tokens, intents, dropped gateways, restarts, and the commands Discord knows."""

import asyncio
from datetime import timedelta

import pytest

from adapters.discord import DiscordAdapter
from adapters.discord.connection import DiscordRefusedError
from adapters.discord.sdk import discord
from adapters.discord.settings import Wish
from copbot.command import command
from copbot.errors import DeliveryError, Failure
from copbot.events import ButtonPressed, CommandInvoked, Event, Installed, MessagePosted, ReactionAdded
from copbot.intents import Answer, Post, Reply
from copbot.message import Button, Buttons, Control, message, say
from copbot.model.roles import Role
from copbot.ports import Parcel
from copbot.practice import Practice
from copbot.refs import ChannelRef, CommunityId, MessageRef
from copbot.repertoire import Repertoire
from tests.adapters.discord.garden import GARDEN, Nothing
from tests.adapters.discord.story import Listener, MovedClock, Picture, connected, on_discord, settings_for
from tests.e2e.discord_wire import Broken, DiscordWire, Dropped, Held, Refused, Rules

COMMANDS = "PUT /applications/*/commands"


def adapter_for(
    wire: DiscordWire, *, practices: tuple[Practice, ...] = (GARDEN,), message_content: Wish = "auto"
) -> DiscordAdapter:
    settings = settings_for(wire, message_content=message_content)
    return DiscordAdapter(settings, Repertoire(practices), Picture(), MovedClock())


# Intents


async def test_granted_intents_are_asked_for_and_nothing_is_reduced() -> None:
    async with on_discord(granted={"members", "message_content"}) as story:
        (identified,) = story.wire.identified
        assert identified.asked("members")
        assert identified.asked("message_content")
        assert not identified.asked("presences")
        assert story.adapter.capabilities.reads_reacted_messages
        assert story.adapter.reduced == ()


async def test_without_privileged_intents_it_runs_reduced_and_says_so() -> None:
    async with on_discord() as story:
        (identified,) = story.wire.identified
        assert not identified.asked("members")
        assert not identified.asked("message_content")
        assert not story.adapter.capabilities.reads_reacted_messages
        assert [line.split(":")[0] for line in story.adapter.reduced] == [
            "joins are noticed by Discord's welcome message or a member's first act, leaving is not",
            "reactions make pending entries",
        ]


async def test_what_is_switched_off_is_not_asked_for_and_not_missed() -> None:
    async with on_discord(granted={"members", "message_content"}, message_content="off", members="off") as story:
        (identified,) = story.wire.identified
        assert not identified.asked("message_content")
        assert story.adapter.reduced == ()


async def test_a_gateway_that_refuses_what_was_promised_is_joined_without() -> None:
    async with DiscordWire(granted={"members", "message_content"}) as wire:
        guild, adapter, inbox = wire.guild(), adapter_for(wire), Listener()
        door = asyncio.Event()
        wire.plan("GET /gateway/bot", Held(door))
        async with adapter.connected(inbox):
            assert adapter.capabilities.reads_reacted_messages
            wire.world.granted.clear()
            door.set()
            await inbox.hears(Installed)
            assert [one.refused for one in wire.identified] == [4014, 0]
            assert len(adapter.reduced) == 2
            assert not adapter.capabilities.reads_reacted_messages
            assert inbox.events[0].place.tenant == str(guild.id)


async def test_a_demanded_intent_that_is_not_granted_is_said_at_once() -> None:
    async with DiscordWire() as wire:
        adapter = adapter_for(wire, message_content="on")
        with pytest.raises(DiscordRefusedError, match=r"Message Content Intent .* message_content = \"auto\""):
            async with adapter.connected(Listener()):
                pytest.fail("it should not be let in")
        assert [one.refused for one in wire.identified] == [4014]


async def test_a_demanded_intent_that_is_granted_lets_it_in_once_the_gateway_did() -> None:
    async with on_discord(granted={"message_content"}, message_content="on") as story:
        assert story.adapter.capabilities.reads_reacted_messages
        assert len(story.adapter.reduced) == 1


# Tokens and troubles


async def test_a_wrong_token_is_said_at_once() -> None:
    async with DiscordWire() as wire:
        adapter = adapter_for(wire)
        await wire.revoke()
        with pytest.raises(DiscordRefusedError, match="COPBOT_DISCORD__TOKEN"):
            async with adapter.connected(Listener()):
                pytest.fail("it should not be let in")


async def test_a_token_that_is_revoked_later_ends_nothing_but_the_connection() -> None:
    async with on_discord() as story:
        before = len(story.clock.slept)
        await story.wire.revoke()
        await story.wire.until(lambda: len(story.wire.calls("GET /users/@me")) > 4)
        assert not story.wire.connected
        assert max(story.clock.slept[before:]) > timedelta(minutes=4)
        where = ChannelRef("discord", str(story.guild.id), str(story.general.id))
        with pytest.raises(DeliveryError) as caught:
            await story.deliver(Post(key="k", to=where, message=message(say("Hi."))), channel=where)
        assert caught.value.failure in {Failure.LATER, Failure.INSTALLATION_GONE}
        assert story.adapter.platform == "discord"


async def test_a_discord_that_is_away_at_first_is_joined_when_it_is_back() -> None:
    async with DiscordWire() as wire:
        wire.guild()
        adapter, inbox = adapter_for(wire), Listener()
        wire.plan("GET /users/@me", Broken(), times=2)
        async with adapter.connected(inbox):
            where = ChannelRef("discord", "1", "2")
            post = Post(key="k", to=where, message=message(say("Hi.")))
            with pytest.raises(DeliveryError) as caught:
                await adapter.deliver(Parcel(community=CommunityId(1), outgoing=post, channel=where))
            assert caught.value.failure is Failure.LATER
            await inbox.hears(Installed)


async def test_pauses_grow_while_discord_stays_away() -> None:
    async with DiscordWire() as wire:
        wire.guild()
        clock, inbox = MovedClock(), Listener()
        adapter = DiscordAdapter(settings_for(wire), Repertoire([GARDEN]), Picture(), clock)
        wire.plan("GET /users/@me", Broken(), times=3)
        async with adapter.connected(inbox):
            await inbox.hears(Installed)
        assert [round(pause.total_seconds()) for pause in clock.slept] == [2, 4, 8]


async def test_a_discord_that_cannot_be_reached_does_not_hold_up_the_start() -> None:
    async with DiscordWire() as wire:
        settings = settings_for(wire)
    adapter = DiscordAdapter(settings, Repertoire([GARDEN]), Picture(), MovedClock())
    async with adapter.connected(Listener()):
        assert adapter.last_sign_of_life is None


async def test_a_fault_of_our_own_at_the_start_is_raised() -> None:
    @command("garden", Nothing, who=Role.MEMBER)
    def everything(args: Nothing, ctx: object) -> list[Reply]:
        """Clash with the first word of others."""
        return []

    clashing = Practice(name="clash", about=say("It clashes"), commands=(everything,))
    async with DiscordWire() as wire:
        adapter = adapter_for(wire, practices=(GARDEN, clashing))
        with pytest.raises(ValueError, match="/garden is a command and has subcommands"):
            async with adapter.connected(Listener()):
                pytest.fail("it should not be let in")


async def test_a_fault_of_our_own_later_is_survived(monkeypatch: pytest.MonkeyPatch) -> None:
    async with on_discord() as story:

        def broken(tree: object, repertoire: object) -> None:
            monkeypatch.undo()
            raise ZeroDivisionError

        monkeypatch.setattr("adapters.discord.adapter.plant", broken)
        story.wire.close_gateway(4013)
        await story.wire.until(lambda: len(story.wire.identified) == 2)
        await story.wire.until(lambda: story.wire.connected)


# The gateway


async def test_what_happens_while_the_gateway_is_away_is_heard_after() -> None:
    async with on_discord() as story:
        said = await story.wire.say(story.ann, story.general, "hi")
        async with story.wire.away():
            await story.wire.react(story.bob, said, "💧")
        await story.inbox.hears(ReactionAdded)
        assert [session.resumes for session in story.wire.sessions] == [1]
        assert len(story.wire.identified) == 1


async def test_a_gateway_that_closes_for_good_is_joined_anew() -> None:
    async with on_discord() as story:
        story.wire.close_gateway(4013)
        await story.wire.until(lambda: len(story.wire.identified) == 2)
        await story.wire.until(lambda: story.wire.connected)
        await story.inbox.hears(Installed, 2)
        await story.wire.say(story.ann, story.general, "hi")
        await story.inbox.hears(MessagePosted)
        assert len(story.wire.calls(COMMANDS)) == 1


async def test_a_session_that_cannot_go_on_begins_anew_where_discord_said(monkeypatch: pytest.MonkeyPatch) -> None:
    async def at_once(client: discord.Client, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait no five seconds."""

    monkeypatch.setattr(discord.Client, "before_identify_hook", at_once)
    async with on_discord() as story:
        story.wire.invalidate()
        await story.wire.until(lambda: len(story.wire.identified) == 2)
        await story.inbox.hears(Installed, 2)


async def test_every_frame_is_a_sign_of_life() -> None:
    async with on_discord(rules=Rules(heartbeat_interval=0.05)) as story:
        beats = story.wire.gateway.sockets[0].beats
        before = story.adapter.last_sign_of_life
        assert before is not None
        story.clock.ahead = timedelta(hours=1)
        await story.wire.until(lambda: story.wire.gateway.sockets[0].beats > beats + 1)
        after = story.adapter.last_sign_of_life
        assert after is not None
        assert after - before > timedelta(minutes=59)


async def test_a_large_bot_is_sharded() -> None:
    async with on_discord(rules=Rules(shards=1)) as story:
        (identified,) = story.wire.identified
        assert identified.shard == (0, 1)


# Restarts


async def test_a_button_pressed_after_a_restart_still_works() -> None:
    async with DiscordWire() as wire:
        bob = wire.person("bob")
        general = wire.named(wire.guild(members=[bob]), "general")
        where = ChannelRef("discord", str(general.guild.id if general.guild else 0), str(general.id))
        text = message(say("Choose."), Buttons((Button("Dig", Control("garden.dig", "7")),)))
        post = Post(key="k", to=where, message=text)
        before = adapter_for(wire)
        async with connected(wire, before, Listener()):
            await before.deliver(Parcel(community=CommunityId(5), outgoing=post, channel=where))
        (posted,) = wire.messages(general)
        inbox = Listener()
        inbox.says(Reply(message(say("Dug up.")), replace=True))
        async with connected(wire, adapter_for(wire), inbox):
            await (await wire.press(bob, posted, "Dig")).answered()
            event = await inbox.hears(ButtonPressed)
            ref = MessageRef("discord", where.tenant, where.channel, str(posted.id))
            assert event.happened == ButtonPressed(Control("garden.dig", "7"), (), ref)
            assert event.community == CommunityId(5)
            assert posted.shown == "Dug up."


async def test_what_is_under_way_is_brought_to_its_end() -> None:
    async with DiscordWire() as wire:
        bob = wire.person("bob")
        guild = wire.guild(members=[bob])
        adapter, inbox, ready = adapter_for(wire), Listener(), asyncio.Event()

        async def slowly(event: Event) -> Answer:
            await ready.wait()
            return Reply(message(say("At last.")))

        async with connected(wire, adapter, inbox):
            await inbox.hears(Installed)
            inbox.answer = slowly
            asked = await wire.slash(bob, wire.named(guild, "general"), "garden form")
            await inbox.hears(CommandInvoked)
            asyncio.get_running_loop().call_later(0.05, ready.set)
        assert asked.text == "At last."


async def test_what_never_ends_is_left_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.discord.adapter._LANDING", 0.02)
    async with DiscordWire() as wire:
        bob = wire.person("bob")
        guild = wire.guild(members=[bob])
        inbox = Listener()

        async def never(event: Event) -> Answer:
            await asyncio.Event().wait()
            return None

        async with connected(wire, adapter_for(wire), inbox):
            await inbox.hears(Installed)
            inbox.answer = never
            await wire.say(bob, wire.named(guild, "general"), "hi")
            await inbox.hears(MessagePosted)


async def test_what_happens_after_the_end_is_not_heard() -> None:
    async with on_discord() as story:
        client = story.adapter._connection.client
        assert client is not None
        story.adapter._inbox = None
        client.dispatch("message", None)
        client.dispatch("typing", None)
        assert [type(event.happened) for event in story.inbox.events] == [Installed]


# Commands


async def test_commands_discord_knows_already_are_not_told_again() -> None:
    async with DiscordWire() as wire:
        wire.guild()
        for _ in range(2):
            async with connected(wire, adapter_for(wire), Listener()):
                await wire.until(lambda: wire.calls("GET /applications/*/commands"))
        await wire.until(lambda: len(wire.calls("GET /applications/*/commands")) == 2)
        assert len(wire.calls(COMMANDS)) == 1


async def test_commands_that_cannot_be_told_hold_up_nothing() -> None:
    async with DiscordWire() as wire:
        wire.guild()
        wire.plan(COMMANDS, Refused(50035))
        inbox = Listener()
        async with connected(wire, adapter_for(wire), inbox, until=lambda: wire.connected):
            await inbox.hears(Installed)
            await wire.until(lambda: wire.calls(COMMANDS))
        assert wire.commands() == []


@pytest.mark.parametrize(("fault", "told"), [(Broken(), True), (Dropped(), True), (Refused(50001), False)])
async def test_commands_that_could_not_be_told_by_chance_are_told_later(
    fault: Broken | Dropped | Refused, monkeypatch: pytest.MonkeyPatch, *, told: bool
) -> None:
    monkeypatch.setattr("adapters.discord.adapter._DECLARE_AGAIN", timedelta())
    async with DiscordWire() as wire:
        bob = wire.person("bob")
        general = wire.named(wire.guild(members=[bob]), "general")
        wire.plan(COMMANDS, fault)
        inbox = Listener()
        async with connected(wire, adapter_for(wire), inbox, until=lambda: wire.connected):
            await wire.until(lambda: wire.calls(COMMANDS))
            for number in range(1, 30):
                await wire.say(bob, general, "hi")
                await inbox.hears(MessagePosted, number)
        assert bool(wire.commands()) is told


async def test_commands_are_told_again_no_sooner_than_in_a_minute() -> None:
    async with DiscordWire() as wire:
        bob = wire.person("bob")
        general = wire.named(wire.guild(members=[bob]), "general")
        wire.plan(COMMANDS, Broken(), times=None)
        inbox = Listener()
        async with connected(wire, adapter_for(wire), inbox, until=lambda: wire.connected):
            await wire.until(lambda: wire.calls(COMMANDS))
            for number in range(1, 10):
                await wire.say(bob, general, "hi")
                await inbox.hears(MessagePosted, number)
        assert len(wire.calls(COMMANDS)) == 1
