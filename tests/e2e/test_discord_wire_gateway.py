"""The loopback Discord's gateway, driven by unmodified discord.py: intents, sessions, comings and goings."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest

from tests.e2e.discord_wire import Broken, DiscordWire, Guild, Held, ImpossibleError, Person, Rules
from tests.e2e.discord_wire.client import discord, pointed_at, running
from tests.e2e.discord_wire.probe import QUIET, Probe

EVERYTHING = discord.Intents.all()


class Hasty(discord.AutoShardedClient):
    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Identify each shard without discord.py's five seconds of rest between."""


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


async def test_a_privileged_intent_that_was_not_granted_ends_the_connection(wire: DiscordWire) -> None:
    intents = discord.Intents(guilds=True, message_content=True)
    with pytest.raises(discord.PrivilegedIntentsRequired):
        async with running(wire, Probe(intents)):
            pytest.fail("it was let in")
    [refused] = wire.identified
    assert (refused.refused, refused.asked("message_content"), refused.asked("members")) == (4014, True, False)


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


async def test_a_dropped_gateway_resumes_and_hears_what_it_missed(wire: DiscordWire, guild: Guild, ann: Person) -> None:
    general, probe = wire.named(guild, "general"), Probe()
    async with running(wire, probe):
        async with wire.away():
            missed = await wire.slash(ann, general, "kudos slow")
            message = await wire.say(ann, general, "anybody?")
            await wire.react(ann, message, "🙌")
            assert "interaction" not in probe.names()
        await probe.hears("resumed")
        await missed.answered()
        assert [name for name in probe.names() if name in {"interaction", "message", "raw_reaction_add"}] == [
            "interaction",
            "message",
            "raw_reaction_add",
        ]
        assert (len(wire.identified), [session.resumes for session in wire.sessions]) == (1, [1])


async def test_a_reset_connection_and_a_reconnect_request_are_resumed(wire: DiscordWire, guild: Guild) -> None:
    probe = Probe()
    async with running(wire, probe):
        wire.drop_gateway(reset=True)
        await probe.hears("resumed", 1)
        wire.ask_reconnect()
        await probe.hears("resumed", 2)
        wire.close_gateway(4000)
        await probe.hears("resumed", 3)
        assert len(wire.identified) == 1


async def test_an_invalid_session_identifies_anew_and_is_ready_again(wire: DiscordWire, guild: Guild) -> None:
    probe = Probe()
    async with running(wire, probe):
        wire.invalidate(resumable=True)
        await probe.hears("resumed")
        wire.invalidate()
        await probe.hears("ready", 2)
        assert (len(wire.identified), len(wire.sessions)) == (2, 1)


async def test_a_resume_of_a_forgotten_session_is_refused(wire: DiscordWire, guild: Guild) -> None:
    probe = Probe()
    async with running(wire, probe):
        async with wire.away():
            wire.world.sessions.by_id.clear()
        await probe.hears("ready", 2)
        assert len(wire.identified) == 2


async def revoke_at_work(wire: DiscordWire) -> None:
    async with running(wire, Probe()):
        await wire.revoke()
        await wire.until(lambda: not wire.connected)


async def test_a_revoked_token_ends_the_connection_and_every_request(wire: DiscordWire, guild: Guild) -> None:
    with pytest.raises(discord.ConnectionClosed) as closed:
        await revoke_at_work(wire)
    assert closed.value.code == 4004
    async with aiohttp.ClientSession(headers={"Authorization": "Bot wire-token"}) as session:
        assert (await session.get(wire.api_url + "/users/@me")).status == 401


async def test_a_wrong_token_is_no_login(wire: DiscordWire) -> None:
    client = Probe()
    with pointed_at(wire), pytest.raises(discord.LoginFailure):
        await client.login("stolen")
    await client.close()


async def test_each_shard_hears_its_own_guilds_alone(wire: DiscordWire, ann: Person) -> None:
    guilds = [wire.guild(str(number), members=[ann]) for number in range(2)]
    for offset, guild in enumerate(guilds):  # Discord picks a guild's shard by its id: give each shard one
        del wire.world.guilds[guild.id]
        everyone = guild.roles.pop(guild.id)
        guild.id = everyone.id = (1000 + offset) << 22
        guild.roles[guild.id] = everyone
        wire.world.guilds[guild.id] = guild
    first, second = Probe(shard_id=0, shards=2), Probe(shard_id=1, shards=2)
    async with running(wire, first), running(wire, second):
        assert [each.name for each in first.guilds] == ["0"]
        assert [each.name for each in second.guilds] == ["1"]
        assert [each.shard for each in wire.identified] == [(0, 2), (1, 2)]
        await wire.say(ann, wire.dm(ann), "to shard 0")
        await wire.say(ann, wire.named(guilds[1], "general"), "to shard 1")
        assert (await first.hears("message")).guild is None
        assert (await second.hears("message")).guild.id == guilds[1].id
        assert (first.names().count("message"), second.names().count("message")) == (1, 1)


async def test_an_automatic_client_asks_how_many_shards() -> None:
    async with DiscordWire(rules=Rules(shards=2)) as wire:
        wire.guild()
        with pointed_at(wire):
            client = Hasty(intents=QUIET, guild_ready_timeout=0.02)
            await client.login(wire.token)
            connecting = asyncio.create_task(client.connect())
            await client.wait_until_ready()
            await client.close()
            await connecting
            await wire.until(lambda: not wire.gateway.sockets)
        assert sorted(each.shard or () for each in wire.identified) == [(0, 2), (1, 2)]


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


async def test_a_gateway_that_answers_no_heartbeat_is_given_up_and_resumed() -> None:
    async with DiscordWire(rules=Rules(heartbeat_interval=0.05)) as wire:
        probe = Probe(patience=0.2)
        async with running(wire, probe):
            [socket] = wire.gateway.sockets
            await wire.until(lambda: socket.beats == 3)
            assert "disconnect" not in probe.names()
            wire.gateway.acknowledges = False
            await probe.hears("resumed")
            wire.gateway.acknowledges = True


async def test_what_the_wire_does_not_know_fails_loudly() -> None:
    async with DiscordWire() as wire, aiohttp.ClientSession() as session:
        async with session.get(wire.api_url + "/voice/regions") as answer:
            assert answer.status == 404
        async with session.get(f"{wire.world.address}/attachments/1/2/x.png") as answer:
            assert answer.status == 404
        assert [str(each) for each in wire.violations] == ["GET /voice/regions: body: the wire knows no such route"]


async def test_waiting_ends_with_what_was_going_on(wire: DiscordWire, guild: Guild) -> None:
    async with running(wire, Probe()):
        with pytest.raises(TimeoutError, match=r"last calls: .*GET /users/@me -> 200"):
            await wire.until(lambda: wire.ephemerals, 0.01)
