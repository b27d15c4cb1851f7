"""People, channels and guilds of the loopback Discord come, change and go; heard by unmodified discord.py."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.e2e.discord_wire import Broken, DiscordWire, Guild, Held, ImpossibleError, Person
from tests.e2e.discord_wire.client import discord, running
from tests.e2e.discord_wire.probe import Probe

EVERYTHING = discord.Intents.all()


@pytest.fixture
async def wire() -> AsyncIterator[DiscordWire]:
    async with DiscordWire() as wire:
        wire.server.checks_itself = True
        yield wire
        assert wire.violations == []


@pytest.fixture
def ann(wire: DiscordWire) -> Person:
    return wire.person("ann")


@pytest.fixture
def guild(wire: DiscordWire, ann: Person) -> Guild:
    return wire.guild(members=[ann])


async def test_granted_intents_bring_text_and_joins() -> None:
    async with DiscordWire(granted=["message_content", "members", "presences"]) as wire:
        ann, eve = wire.person("ann"), wire.person("eve")
        guild = wire.guild(members=[ann])
        probe = Probe(EVERYTHING)
        async with running(wire, probe):
            await wire.say(ann, wire.named(guild, "general"), "hello all")
            assert (await probe.hears("message")).content == "hello all"
            await wire.join(guild, eve)
            assert (await probe.hears("member_join")).id == eve.id
            await wire.nick(guild, eve, "Evie")
            await wire.leave(guild, eve)
            assert (await probe.hears("raw_member_remove")).user.id == eve.id
            seen = probe.get_guild(guild.id)
            assert seen is not None
            assert {member.id for member in seen.members} == {guild.owner.id, ann.id, wire.bot.id}
            assert [member.id for member in await seen.query_members("an")] == [ann.id]


async def test_without_the_members_intent_a_join_shows_in_the_system_channel(wire: DiscordWire, guild: Guild) -> None:
    guild.system_channel = wire.named(guild, "general")
    eve, probe = wire.person("eve"), Probe()
    async with running(wire, probe):
        await wire.join(guild, eve)
        message = await probe.hears("message")
        assert (message.type, message.author.id) == (discord.MessageType.new_member, eve.id)
        assert "member_join" not in probe.names()
        fetched = await probe.get_guild(guild.id).fetch_member(eve.id)  # type: ignore[union-attr]
        assert fetched.name == "eve"
        await wire.leave(guild, eve)
        with pytest.raises(discord.NotFound):
            await probe.get_guild(guild.id).fetch_member(eve.id)  # type: ignore[union-attr]


async def test_channels_come_change_and_go(wire: DiscordWire, guild: Guild, ann: Person) -> None:
    probe = Probe()
    async with running(wire, probe):
        fresh = wire.channel(guild, "fresh")
        assert (await probe.hears("guild_channel_create")).name == "fresh"
        await wire.rename(fresh, "stale")
        await probe.hears("guild_channel_update")
        thread = await wire.thread(ann, fresh, "side talk")
        assert (await probe.hears("thread_create")).name == "side talk"
        await wire.archive(thread, locked=True)
        await probe.hears("thread_update")
        await wire.delete_channel(fresh)
        assert (await probe.hears("guild_channel_delete")).name == "stale"
        with pytest.raises(ImpossibleError, match="the channel is gone"):
            await wire.say(ann, thread, "hello?")
        with pytest.raises(discord.NotFound) as unknown:
            await probe.fetch_channel(fresh.id)
        assert unknown.value.code == 10003


async def test_messages_deleted_one_by_one_or_together_are_told(wire: DiscordWire, guild: Guild, ann: Person) -> None:
    general, probe = wire.named(guild, "general"), Probe()
    async with running(wire, probe):
        one, two, three = [await wire.say(ann, general, text) for text in "abc"]
        await wire.edit(one, "A")
        assert (await probe.hears("raw_message_edit")).message_id == one.id
        await wire.delete(one)
        assert (await probe.hears("raw_message_delete")).message_id == one.id
        await wire.delete(two, three)
        assert (await probe.hears("raw_bulk_message_delete")).message_ids == {two.id, three.id}


async def test_the_bot_is_installed_put_out_and_survives_an_outage(wire: DiscordWire, guild: Guild) -> None:
    probe, later = Probe(), wire.guild("later", installed=False)
    async with running(wire, probe):
        await wire.install(later)
        assert (await probe.hears("guild_join")).name == "later"
        await wire.outage(later)
        assert (await probe.hears("guild_unavailable")).id == later.id
        await wire.install(later)
        await probe.hears("guild_available", 2)
        assert probe.names().count("guild_join") == 1
        await wire.uninstall(later)
        assert (await probe.hears("guild_remove")).id == later.id
        with pytest.raises(discord.Forbidden) as refused:
            await probe.fetch_guild(later.id)
        assert refused.value.code == 50001


async def test_roles_are_given_by_people_and_by_the_bot(wire: DiscordWire, ann: Person) -> None:
    guild = wire.guild(members=[ann], permissions=["manage_roles"])
    curator, probe = wire.role(guild, "Curators", "manage_messages"), Probe()
    async with running(wire, probe):
        await wire.give_role(guild, ann, curator)
        act = await (await wire.slash(ann, wire.named(guild, "general"), "kudos slow")).followed_up()
        asker = probe.last("interaction").user
        assert [role.name for role in asker.roles] == ["@everyone", "Curators"]
        assert asker.resolved_permissions.manage_messages
        assert act.ephemeral
        await asker.remove_roles(discord.Object(curator.id))
        assert guild.members[ann.id].roles == []


async def test_an_interaction_can_be_delivered_twice(wire: DiscordWire, guild: Guild, ann: Person) -> None:
    probe = Probe()
    async with running(wire, probe):
        probe.on_error = lambda *given: asyncio.sleep(0)  # type: ignore[method-assign]
        act = await (await wire.slash(ann, wire.named(guild, "general"), "kudos slow")).followed_up()
        await wire.redeliver(act)
        await probe.hears("interaction", 2)
        callbacks = f"POST /interactions/{act.id}/*/callback"
        await wire.until(lambda: [call.status for call in wire.calls(callbacks)] == [200, 400])


async def test_a_request_can_be_held_at_the_door(wire: DiscordWire, guild: Guild) -> None:
    gate, probe, general = asyncio.Event(), Probe(), wire.named(guild, "general")
    async with running(wire, probe):
        wire.plan("POST /channels/*/messages", Held(gate))
        sending = asyncio.create_task(probe.get_partial_messageable(general.id).send("slow"))
        await wire.until(lambda: wire.calls("POST /channels/*/messages"))
        await probe.get_partial_messageable(general.id).typing()
        assert wire.messages(general) == []
        gate.set()
        await sending
        assert [message.content for message in wire.messages(general)] == ["slow"]


async def test_a_server_error_reaches_the_client(wire: DiscordWire, guild: Guild) -> None:
    probe = Probe()
    async with running(wire, probe):
        plan = wire.plan("GET /guilds/{guild_id}", Broken(status=503), times=None)
        for _ in range(2):
            with pytest.raises(discord.DiscordServerError):
                await probe.fetch_guild(guild.id)
        plan.stop()
        assert (await probe.fetch_guild(guild.id)).name == "Practice"
        assert plan.met == 2


async def test_every_listing_answers_in_discords_own_shape(wire: DiscordWire, guild: Guild, ann: Person) -> None:
    general, probe = wire.named(guild, "general"), Probe()
    thread = await wire.thread(ann, general, "side talk")
    async with running(wire, probe):
        seen = await probe.fetch_guild(guild.id)
        assert [channel.name for channel in await seen.fetch_channels()] == ["general"]
        assert [role.name for role in await seen.fetch_roles()] == ["@everyone", "copbot"]
        assert [each.id for each in await seen.active_threads()] == [thread.id]
        assert [each.name async for each in probe.fetch_guilds()] == ["Practice"]
        assert [each.name for each in await probe.tree.fetch_commands()] == ["kudos", "Save it"]
        channel = await probe.fetch_channel(general.id)
        assert isinstance(channel, discord.TextChannel)
        with pytest.raises(discord.Forbidden):
            await probe.http.get_members(guild.id, 10, None)
