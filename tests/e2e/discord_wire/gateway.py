"""The gateway's door: a websocket that says hello, takes identify and resume, and carries events."""

import asyncio
import contextlib
import importlib
import json
import socket as sockets
import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import ClientConnectionError, WSCloseCode, WSMsgType, web

from tests.e2e.discord_wire import payloads
from tests.e2e.discord_wire.refusal import Json
from tests.e2e.discord_wire.rest_places import application_flags, gateway_url
from tests.e2e.discord_wire.sessions import PRIVILEGED, Intents, Session, dump
from tests.e2e.discord_wire.world import World

_PRIVILEGED = sum(PRIVILEGED.values())
_CHUNK = 1000


@dataclass(slots=True, eq=False)
class Socket:
    """One open websocket; lines go out in order, by one writer."""

    ws: web.WebSocketResponse
    transport: asyncio.Transport | None
    pack: Callable[[str], bytes] | None
    lines: "asyncio.Queue[str | int]" = field(default_factory=asyncio.Queue)
    session: Session | None = None
    beats: int = 0
    closing: int = 0
    """The code we close it with ourselves."""

    def say(self, line: str) -> None:
        """Send one line of JSON."""
        self.lines.put_nowait(line)

    def op(self, op: int, data: object = None) -> None:
        """Send something that is no event."""
        self.say(dump({"op": op, "d": data, "s": None, "t": None}))

    def close(self, code: int) -> None:
        """Close with a code, after what was said before."""
        self.lines.put_nowait(code)

    def cut(self, *, reset: bool = False) -> None:
        """End the connection without a word."""
        if self.transport is not None:
            if reset:
                reset_on_close(self.transport)
            self.transport.abort()

    async def write(self) -> None:
        """Write what is said until the socket closes."""
        with contextlib.suppress(ClientConnectionError):
            while isinstance(line := await self.lines.get(), str):
                if self.pack is None:
                    await self.ws.send_str(line)
                else:
                    await self.ws.send_bytes(self.pack(line))
            self.closing = line
            await self.ws.close(code=line)


def reset_on_close(transport: asyncio.BaseTransport) -> None:
    """Make the end of a connection a reset for the peer."""
    raw = transport.get_extra_info("socket")
    raw.setsockopt(sockets.SOL_SOCKET, sockets.SO_LINGER, struct.pack("ii", 1, 0))


def _packer(kind: str | None) -> Callable[[str], bytes] | None:
    """Give the transport compression a client asked for: zlib-stream, or zstd-stream from Python 3.14 on."""
    match kind:
        case None:
            return None
        case "zlib-stream":
            stream = zlib.compressobj(1)
            return lambda line: stream.compress(line.encode()) + stream.flush(zlib.Z_SYNC_FLUSH)
        case "zstd-stream":
            zstd: Any = importlib.import_module("compression.zstd")
            packer = zstd.ZstdCompressor(level=1)
            return lambda line: bytes(packer.compress(line.encode(), mode=packer.FLUSH_BLOCK))
        case _:
            raise ValueError(f"no such compression: {kind}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Identified:
    """One IDENTIFY as it came; `refused` is the close code, 0 when it was let in."""

    intents: int
    shard: tuple[int, int] | None
    at: float
    refused: int
    payload: Json

    def asked(self, intent: str) -> bool:
        """Whether a privileged intent was asked for."""
        return bool(self.intents & PRIVILEGED[intent])


class Gateway:
    """All open sockets and who identified when."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.sockets: list[Socket] = []
        self.identified: list[Identified] = []
        self.presences: list[Json] = []
        self.open = asyncio.Event()
        self.open.set()
        self.acknowledges = True
        self.token = ""

    async def serve(self, request: web.BaseRequest) -> web.WebSocketResponse:
        """Carry one connection from hello to its end."""
        ws = web.WebSocketResponse(compress=False, max_msg_size=4096 * 4, timeout=0.5)
        await ws.prepare(request)
        socket = Socket(ws, request.transport, _packer(request.query.get("compress")))
        self.sockets.append(socket)
        self._world.changes.happened()
        writer = asyncio.create_task(socket.write())
        try:
            await self.open.wait()
            socket.op(10, {"heartbeat_interval": int(self._world.rules.heartbeat_interval * 1000), "_trace": []})
            async for message in ws:
                if message.type is WSMsgType.TEXT:
                    self._take(socket, json.loads(message.data))
        finally:
            if not socket.closing:
                writer.cancel()
            await asyncio.wait([writer])
            self._gone(socket, socket.closing or ws.close_code)
        return ws

    def _gone(self, socket: Socket, code: int | None) -> None:
        self.sockets.remove(socket)
        session = socket.session
        if session is not None and session.sink == socket.say:
            session.sink = None
            if code in {WSCloseCode.OK, WSCloseCode.GOING_AWAY}:
                self._world.sessions.by_id.pop(session.id, None)
        self._world.changes.happened()

    def _take(self, socket: Socket, frame: Json) -> None:
        data = frame.get("d")
        match frame.get("op"):
            case 1:
                socket.beats += 1
                if self.acknowledges:
                    socket.op(11)
            case 2:
                self._identify(socket, data or {})
            case 6:
                self._resume(socket, data or {})
            case _ if socket.session is None:
                socket.close(4003)
            case 3:
                self.presences.append(data or {})
            case 8:
                self._members(socket, socket.session, data or {})
            case 4:
                pass
            case _:
                socket.close(4001)
        self._world.changes.happened()

    def _identify(self, socket: Socket, data: Json) -> None:
        world, intents = self._world, data.get("intents", 0)
        shard = data.get("shard")
        refused = 0
        if data.get("token") != self.token:
            refused = 4004
        elif socket.session is not None:
            refused = 4005
        elif shard and not 0 <= shard[0] < shard[1]:
            refused = 4010
        elif intents & _PRIVILEGED & ~world.privileged:
            refused = 4014
        pair = (shard[0], shard[1]) if shard else None
        identified = Identified(intents=intents, shard=pair, at=world.now(), refused=refused, payload=data)
        self.identified.append(identified)
        if refused:
            socket.close(refused)
            return
        number, count = pair or (0, 1)
        session = Session(id=f"session-{world.ids.next()}", intents=intents, shard=number, shards=count)
        session.sink, socket.session = socket.say, session
        self._welcome(session, pair)
        world.sessions.by_id[session.id] = session

    def _welcome(self, session: Session, shard: tuple[int, int] | None) -> None:
        world = self._world
        guilds = [guild for guild in world.guilds.values() if guild.installed and session.serves(guild.id)]
        ready = {
            "v": 10,
            "user": payloads.user(world.bot),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in guilds],
            "session_id": session.id,
            "resume_gateway_url": gateway_url(world),
            "application": {"id": str(world.bot.id), "flags": application_flags(world)},
            "private_channels": [],
            **({"shard": shard} if shard else {}),
        }
        session.tell("READY", dump(ready))
        if session.intents & Intents.GUILDS:
            for guild in guilds:
                if guild.available:
                    everybody = bool(session.intents & Intents.PRESENCES)
                    session.tell("GUILD_CREATE", dump(payloads.guild_create(world, guild, everybody=everybody)))

    def _resume(self, socket: Socket, data: Json) -> None:
        session = self._world.sessions.by_id.get(data.get("session_id", ""))
        if data.get("token") != self.token:
            socket.close(4004)
        elif session is None:
            socket.op(9, data=False)
        else:
            session.sink, socket.session = socket.say, session
            if session.replay(data.get("seq") or 0):
                session.resumes += 1
                session.tell("RESUMED", "{}")
            else:
                socket.close(4007)

    def _members(self, socket: Socket, session: Session, data: Json) -> None:
        world = self._world
        guild = world.guilds.get(int(data["guild_id"]))
        wanted, query = data.get("user_ids"), data.get("query", "")
        if guild is None or world.bot_in(guild) is None:
            return
        if not wanted and not query and not session.intents & Intents.MEMBERS:
            socket.close(4014)
            return
        found = list(guild.members.values())
        if wanted:
            ids = {int(number) for number in (wanted if isinstance(wanted, list) else [wanted])}
            found = [member for member in found if member.person.id in ids]
        elif query:
            found = [member for member in found if (member.nick or member.person.name).startswith(query)]
        found = found[: data.get("limit") or None]
        parts = [found[start : start + _CHUNK] for start in range(0, len(found), _CHUNK)] or [[]]
        for index, part in enumerate(parts):
            chunk: Json = {"guild_id": str(guild.id), "members": [payloads.full_member(member) for member in part]}
            chunk |= {"chunk_index": index, "chunk_count": len(parts), "not_found": [], "presences": []}
            chunk["nonce"] = data.get("nonce")
            session.tell("GUILD_MEMBERS_CHUNK", dump(chunk))

    def end(self) -> None:
        """Close every socket; the server is going away."""
        for socket in self.sockets:
            socket.close(WSCloseCode.GOING_AWAY)
