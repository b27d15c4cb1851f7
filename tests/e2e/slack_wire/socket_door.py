"""Socket Mode from Slack's side: tickets, hello, envelopes, acknowledgements, disconnects."""

import asyncio
import json
from dataclasses import dataclass

from aiohttp import WSMsgType, web

from tests.e2e.slack_wire.blocks import Json
from tests.e2e.slack_wire.doors import Ack, Delivery, Kind
from tests.e2e.slack_wire.model import APP_ID
from tests.e2e.slack_wire.world import World


@dataclass(frozen=True, slots=True, eq=False)
class Socket:
    """One open socket and the request that opened it."""

    wire: web.WebSocketResponse
    request: web.Request

    def abort(self) -> None:
        """Cut the line without a word."""
        if self.request.transport is not None:
            self.request.transport.abort()


@dataclass(slots=True)
class Envelope:
    """A delivery on its way through a socket, until it is acknowledged."""

    delivery: Delivery
    answer: "asyncio.Future[Ack]"
    socket: Socket


class SocketDoor:
    """Sockets the app opens; each delivery goes to the newest of them.

    An event that nobody acknowledged goes again, under a new envelope_id, when the next socket opens; commands
    and interactions do not.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self.sockets: list[Socket] = []
        self.connections = 0
        """How many sockets were ever opened."""
        self.refused = 0
        """How often a socket was refused."""
        self._refusals = 0
        self._waiting: dict[str, Envelope] = {}

    @property
    def is_open(self) -> bool:
        """Whether the app has a socket open."""
        return bool(self.sockets)

    def refuse(self, times: int = 1) -> None:
        """Refuse the next sockets; the addresses they came with are dead afterwards."""
        self._refusals = times

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Serve one socket until it closes."""
        ticket = request.query.get("ticket", "")
        known = ticket in self._world.tickets
        self._world.tickets.discard(ticket)
        if self._refusals or not known:
            self._refusals = max(0, self._refusals - 1)
            self.refused += 1
            await self._world.changed()
            return web.Response(status=403, text="ticket refused")
        wire = web.WebSocketResponse()
        await wire.prepare(request)
        await wire.send_json(self._hello())
        socket = Socket(wire, request)
        self.sockets.append(socket)
        self.connections += 1
        await self._world.changed()
        await self._again(socket)
        try:
            async for message in wire:
                if message.type is WSMsgType.TEXT:
                    await self._acknowledged(json.loads(message.data))
        finally:
            self._lost(socket)
            await self._world.changed()
        return wire

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self.sockets) + 1,
            "debug_info": {"host": "applink-1", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": APP_ID},
        }

    async def send(self, delivery: Delivery, patience: float) -> Ack:
        """Send an envelope once a socket is open, and wait for its acknowledgement."""
        try:
            async with asyncio.timeout(patience):
                async with self._world.changes:
                    await self._world.changes.wait_for(lambda: self.is_open)
                answer: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
                await self._post(delivery, answer, self.sockets[-1])
                return await answer
        except TimeoutError:
            return Ack(None)

    async def _post(self, delivery: Delivery, answer: "asyncio.Future[Ack]", socket: Socket) -> None:
        key = self._world.fresh("envelope-")
        self._waiting[key] = Envelope(delivery, answer, socket)
        envelope: Json = {
            "envelope_id": key,
            "type": str(delivery.kind),
            "payload": delivery.payload,
            "accepts_response_payload": delivery.kind is not Kind.EVENT,
        }
        if delivery.kind is Kind.EVENT:
            envelope |= {"retry_attempt": delivery.retries, "retry_reason": delivery.reason}
        try:
            await socket.wire.send_json(envelope)
        except ConnectionError:
            self._lost(socket)

    async def _again(self, socket: Socket) -> None:
        """Send the events nobody acknowledged once more."""
        for key, envelope in list(self._waiting.items()):
            if envelope.socket not in self.sockets:
                del self._waiting[key]
                envelope.delivery.retries += 1
                envelope.delivery.reason = "timeout"
                await self._post(envelope.delivery, envelope.answer, socket)

    async def _acknowledged(self, message: Json) -> None:
        envelope = self._waiting.pop(str(message.get("envelope_id")), None)
        if envelope is None:
            return
        ack = Ack(200, message.get("payload"))
        envelope.delivery.ack = ack
        if not envelope.answer.done():
            envelope.answer.set_result(ack)
        await self._world.changed()

    def _lost(self, socket: Socket) -> None:
        """Forget a socket; what waited on it and is no event is answered by nobody."""
        if socket in self.sockets:
            self.sockets.remove(socket)
        for key, envelope in list(self._waiting.items()):
            if envelope.socket is socket and envelope.delivery.kind is not Kind.EVENT:
                del self._waiting[key]
                if not envelope.answer.done():
                    envelope.answer.set_result(Ack(None))

    async def drop(self, *, politely: bool = False) -> None:
        """Close all sockets: without a word, or with a closing handshake."""
        for socket in list(self.sockets):
            if politely:
                await socket.wire.close()
            else:
                socket.abort()
            self._lost(socket)
        await self._world.changed()

    async def ask_to_reconnect(self, reason: str = "refresh_requested") -> None:
        """Announce that the sockets will close: `warning` or `refresh_requested`."""
        message = {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-1"}}
        for socket in list(self.sockets):
            await socket.wire.send_json(message)
