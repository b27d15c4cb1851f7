"""The loopback Discord's gateway: intents, sessions, heartbeats; by unmodified discord.py and by hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest

from tests.e2e.discord_wire import DiscordWire, Guild, Person, Rules
from tests.e2e.discord_wire.client import discord, pointed_at, running
from tests.e2e.discord_wire.probe import QUIET, Probe
from tests.e2e.discord_wire.refusal import Json


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


class Terminal:
    """A hand on the bare gateway, without compression."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, token: str) -> None:
        self.socket = socket
        self.token = token

    async def send(self, op: int, **data: object) -> None:
        await self.socket.send_json({"op": op, "d": data})

    async def identify(self, **data: object) -> None:
        await self.send(2, **{"token": self.token, "intents": 0, **data})

    async def hears(self, op: int) -> Json:
        while (frame := await self.socket.receive_json(timeout=5))["op"] != op:
            pass
        found: Json = frame
        return found

    async def closed(self) -> int | None:
        while (await self.socket.receive(timeout=5)).type is not aiohttp.WSMsgType.CLOSE:
            pass
        return self.socket.close_code


@asynccontextmanager
async def terminal(wire: DiscordWire) -> AsyncIterator[Terminal]:
    async with aiohttp.ClientSession() as session:
        async with session.get(wire.api_url + "/gateway", headers={"Authorization": f"Bot {wire.token}"}) as answer:
            url = (await answer.json())["url"]
        async with session.ws_connect(url) as socket:
            hand = Terminal(socket, wire.token)
            assert (await hand.hears(10))["d"]["heartbeat_interval"] == 41_250
            yield hand


async def test_the_gateway_beats_without_compression_too(wire: DiscordWire, guild: Guild) -> None:
    async with terminal(wire) as hand:
        await hand.send(1)
        assert (await hand.hears(11))["op"] == 11
        await hand.identify(intents=1, shard=[0, 1])
        ready = (await hand.hears(0))["d"]
        assert (ready["shard"], [each["id"] for each in ready["guilds"]]) == ([0, 1], [str(guild.id)])
        await hand.send(3, status="online")
        await hand.send(4, guild_id=str(guild.id))
        await hand.send(8, guild_id=str(guild.id), user_ids=[str(wire.bot.id)], nonce="n")
        assert (await hand.hears(0))["t"] == "GUILD_CREATE"
        chunk = (await hand.hears(0))["d"]
        assert ([each["user"]["username"] for each in chunk["members"]], chunk["nonce"]) == (["copbot"], "n")
        assert wire.gateway.presences == [{"status": "online"}]
        await hand.send(8, guild_id="5")
        await hand.send(8, guild_id=str(guild.id), query="", limit=0)
        assert await hand.closed() == 4014


async def test_the_gateway_closes_on_what_makes_no_sense(wire: DiscordWire) -> None:
    async with terminal(wire) as hand:
        await hand.send(3, status="online")
        assert await hand.closed() == 4003
    async with terminal(wire) as hand:
        await hand.identify(shard=[2, 2])
        assert await hand.closed() == 4010
    async with terminal(wire) as hand:
        await hand.identify()
        await hand.identify()
        assert await hand.closed() == 4005
    async with terminal(wire) as hand:
        await hand.identify()
        await hand.send(99)
        assert await hand.closed() == 4001


async def test_a_resume_needs_the_token_and_a_number_that_was_given(wire: DiscordWire) -> None:
    async with terminal(wire) as hand:
        await hand.identify()
        known = (await hand.hears(0))["d"]["session_id"]
        async with terminal(wire) as thief:
            await thief.send(6, token="stolen", session_id=known, seq=1)
            assert await thief.closed() == 4004
        async with terminal(wire) as confused:
            await confused.send(6, token=wire.token, session_id=known, seq=99)
            assert await confused.closed() == 4007


async def test_a_body_that_is_no_json_is_told_on_leaving() -> None:
    with pytest.raises(ValueError, match="Expecting property name"):
        await send_nonsense()


async def send_nonsense() -> None:
    async with DiscordWire() as wire, aiohttp.ClientSession() as session:
        headers = {"Content-Type": "application/json", "Authorization": f"Bot {wire.token}"}
        async with session.post(wire.api_url + "/users/@me/channels", data=b"{?", headers=headers) as answer:
            assert answer.status == 400


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
