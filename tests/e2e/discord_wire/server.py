"""The REST door: reads a request, plays what was planned for it, checks it, lets it be carried out, answers."""

import json
from collections import deque
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from aiohttp import BodyPartReader, hdrs, web

from tests.e2e.discord_wire import rest_answers, rest_messages, rest_places
from tests.e2e.discord_wire.faults import Broken, Dropped, Fault, Faults, Held, Refused, TooMany, too_many
from tests.e2e.discord_wire.gateway import Gateway, reset_on_close
from tests.e2e.discord_wire.places import Upload
from tests.e2e.discord_wire.refusal import MALFORMED, Refusal, Violation, Wrong
from tests.e2e.discord_wire.routes import Answer, Call, Route, Table
from tests.e2e.discord_wire.sessions import dump
from tests.e2e.discord_wire.spec import Spec
from tests.e2e.discord_wire.world import KEPT, World

API = "/api/v10"
Found: TypeAlias = tuple[Route, dict[str, str], str]
_TABLE = Table((*rest_messages.ROUTES, *rest_places.ROUTES, *rest_answers.ROUTES))


class Server:
    """What answers HTTP; `crashes` are faults of our own, `calls` what was asked."""

    def __init__(self, world: World, gateway: Gateway, spec: Spec | None) -> None:
        self._world = world
        self._gateway = gateway
        self.spec = spec
        self.faults = Faults(world.now)
        self.calls: deque[Call] = deque(maxlen=KEPT)
        self.crashes: list[Exception] = []
        self.checks_itself = False
        self.token = ""

    async def serve(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer whatever comes to the port."""
        path = request.path
        if path.startswith(API):
            return await self._rest(request, path.removeprefix(API))
        if path.rstrip("/") == "/gateway":
            return await self._gateway.serve(request)
        parts = path.split("/")
        upload = self._world.uploads.get(int(parts[3])) if len(parts) == 5 and parts[1] == "attachments" else None
        if upload is None:
            return web.Response(status=404)
        return web.Response(body=upload.content, content_type=upload.media_type)

    async def _rest(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        call = Call(method=request.method, path=path, at=self._world.now(), query=request.query)
        found = _TABLE.find(request.method, path)
        bucket = found[2] if found else "unknown"
        headers, over = self.faults.headers(call.method, path, bucket)
        fault: Fault | None = over
        try:
            call.body, call.files = await _read(request, self._world)
            self.calls.append(call)
            self._world.changes.happened()
            fault = over or self.faults.next(call.method, path)
            if isinstance(fault, Held):
                await fault.until.wait()
            status, body = self._carry_out(call, found, request, fault)
        except Exception as crash:  # noqa: BLE001 - kept, and raised when the test leaves the wire
            self.crashes.append(crash)
            status, body = 400, {"message": f"the wire itself failed: {crash!r}", "code": 0}
        call.status = 0 if isinstance(fault, Dropped) else status
        self._world.changes.happened()
        if isinstance(fault, Dropped):
            return _drop(request, fault)
        if isinstance(fault, TooMany):
            headers |= too_many(fault)[1]
        if body is None:
            return web.Response(status=status, headers=headers)
        return web.Response(status=status, body=dump(body).encode(), headers=headers, content_type="application/json")

    def _carry_out(self, call: Call, found: Found | None, request: web.BaseRequest, fault: Fault | None) -> Answer:
        match fault:
            case TooMany():
                return 429, too_many(fault)[0]
            case Broken(status=status):
                return status, {"message": "Internal Server Error", "code": 0}
            case Refused(code):
                refusal = Refusal(code)
                return refusal.status, refusal.body()
            case Dropped(taken=False):
                return 0, None
            case Dropped() | Held() | None:
                pass
        try:
            return self._fulfil(call, found, request.headers.get(hdrs.AUTHORIZATION))
        except Refusal as refusal:
            if refusal.code in MALFORMED or found is None:
                wrongs = refusal.wrongs or (Wrong("", refusal.message),)
                self._world.violations.append(Violation(f"{call.method} {call.path}", wrongs, call.body))
            return refusal.status, refusal.body()

    def _fulfil(self, call: Call, found: Found | None, authorization: str | None) -> Answer:
        if found is None:
            raise Refusal(0, [Wrong("", "the wire knows no such route")])
        route, call.named, _ = found
        if not route.by_token and authorization != f"Bot {self.token}":
            raise Refusal(40001)
        if self._world.rules.validate and (wrongs := [*self._check(route, call)]):
            raise Refusal(50035, wrongs)
        status, body = route.handler(self._world, call)
        if self.checks_itself and self.spec is not None:
            ours = [*self.spec.check_answer(route.method, route.template, status, body)]
            assert not ours, f"{call} {status}: {ours}: {body}"
        return status, body

    def _check(self, route: Route, call: Call) -> Iterator[Wrong]:
        if call.body is None and call.method in {"POST", "PATCH"} and route.check is not None:
            yield Wrong("", "a JSON body is required")
            return
        if route.check is not None:
            yield from route.check(call.body, call.files)
        if self.spec is not None and call.body is not None:
            yield from self.spec.check_body(route.method, route.template, call.body)


async def _read(request: web.BaseRequest, world: World) -> tuple[object, tuple[Upload, ...]]:
    if not request.can_read_body:
        return None, ()
    if request.content_type != "multipart/form-data":
        raw = await request.read()
        return (json.loads(raw) if raw else None), ()
    body: dict[str, object] = {}
    files: list[tuple[int, str, bytes]] = []
    async for part in await request.multipart():
        if not isinstance(part, BodyPartReader):
            continue
        if part.name == "payload_json":
            body = json.loads(await part.text())
        elif part.name is not None and part.name.startswith("files["):
            files.append((int(part.name[6:-1]), part.filename or "", bytes(await part.read())))
    return body, tuple(_upload(world, *file, told=body) for file in files)


def _upload(world: World, number: int, filename: str, content: bytes, *, told: dict[str, object]) -> Upload:
    inner = told.get("data") if "type" in told else told
    listed = inner.get("attachments") if isinstance(inner, dict) else None
    about: dict[str, str] = {}
    for each in listed if isinstance(listed, Sequence) else ():
        if str(each.get("id")) == str(number):
            about = each
    media = "image/png" if filename.endswith(".png") else "application/octet-stream"
    return Upload(
        id=world.ids.next(),
        filename=about.get("filename") or filename,
        content=content,
        description=about.get("description"),
        media_type=media,
    )


def _drop(request: web.BaseRequest, fault: Dropped) -> web.Response:
    transport = request.transport
    if transport is not None:
        if fault.reset:
            reset_on_close(transport)
        transport.close()
    return web.Response()
