"""The Web API over HTTP: read the call, meet what was scripted, check token and scopes, answer."""

import json
from collections.abc import Mapping

from aiohttp import web

from tests.e2e.slack_wire import api_chat, api_files, api_people, api_rooms, api_views
from tests.e2e.slack_wire.blocks import Json
from tests.e2e.slack_wire.call import ApiError, Call, Methods
from tests.e2e.slack_wire.faults import Broken, Fault, Held, NoAnswer, RateLimited, Refused
from tests.e2e.slack_wire.model import Team
from tests.e2e.slack_wire.responding import respond
from tests.e2e.slack_wire.scopes import FAMILIES
from tests.e2e.slack_wire.scopes import METHODS as SCOPES
from tests.e2e.slack_wire.world import World

METHODS: Methods = {
    **api_people.METHODS,
    **api_rooms.METHODS,
    **api_chat.METHODS,
    **api_views.METHODS,
    **api_files.METHODS,
}
KIND_FAMILIES = dict(zip(("public_channel", "private_channel", "im", "mpim"), FAMILIES, strict=True))


class WebApi:
    """The routes below `/api/`, the upload addresses and the response_urls."""

    def __init__(self, world: World) -> None:
        self._world = world

    def routes(self) -> list[web.RouteDef]:
        """Give the routes to serve."""
        return [
            web.route("*", "/api/{method}", self.call),
            web.post("/upload/{file}", self.upload),
            web.get("/files/{file}/{name}", self.file),
            web.post("/response/{key}", self.response),
        ]

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of a method."""
        method = request.match_info["method"]
        params = await _params(request)
        fault = self._world.faults.take(method, params)
        if (refusal := await self._meet(fault, request, method, params)) is not None:
            return refusal
        bearer = request.headers.get("Authorization", "")
        token = bearer.removeprefix("Bearer ") if bearer.startswith("Bearer ") else params.pop("token", None)
        team = next((one for one in self._world.teams.values() if one.token == token), None)
        try:
            body = {"ok": True, **self._answer(method, params, token, team, request.headers)}
        except ApiError as refused:
            body = {"ok": False, "error": refused.error, **refused.more}
        self._world.record(method, params, body.get("error"), team.id if team else None)
        await self._world.changed()
        if isinstance(fault, NoAnswer):
            return _hang_up(request)
        scopes = {"X-OAuth-Scopes": ",".join(sorted(team.scopes))} if team else {}
        return web.json_response(body, headers=scopes)

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Take the bytes of a file."""
        fault = self._world.faults.take("upload", {})
        if (refusal := await self._meet(fault, request, "upload", {})) is not None:
            return refusal
        answer = await api_files.receive(self._world, request)
        await self._world.changed()
        return _hang_up(request) if isinstance(fault, NoAnswer) else answer

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Give the bytes of a file."""
        return api_files.give(self._world, request)

    async def response(self, request: web.Request) -> web.StreamResponse:
        """Take what is posted to a response_url."""
        body = await _params(request)
        fault = self._world.faults.take("response_url", body)
        if (refusal := await self._meet(fault, request, "response_url", body)) is not None:
            return refusal
        error = None
        try:
            respond(self._world, request.match_info["key"], body)
        except ApiError as refused:
            error = refused.error
        self._world.record("response_url", body, error, None)
        await self._world.changed()
        if isinstance(fault, NoAnswer):
            return _hang_up(request)
        if error is None:
            return web.Response(text="ok")
        gone = error in ("used_url", "expired_url")
        return web.json_response({"ok": False, "error": error}, status=404 if gone else 200)

    async def _meet(
        self, fault: Fault | None, request: web.Request, method: str, params: Json
    ) -> web.StreamResponse | None:
        """Do what a fault does before anything is written; None when the call goes on."""
        answer: web.StreamResponse
        match fault:
            case RateLimited(seconds):
                answer = web.json_response({"ok": False, "error": "ratelimited"}, status=429)
                answer.headers["Retry-After"] = str(seconds)
                error = "ratelimited"
            case Refused(error, more):
                answer = web.json_response({"ok": False, "error": error, **more})
            case Broken(status):
                answer = web.Response(status=status, text="<html>Something went wrong</html>", content_type="text/html")
                error = f"http_{status}"
            case NoAnswer(after_writing=False):
                answer, error = _hang_up(request), "no_connection"
            case Held(release):
                await release.wait()
                return None
            case NoAnswer() | None:
                return None
        self._world.record(method, params, error, None)
        await self._world.changed()
        return answer

    def _answer(self, method: str, params: Json, token: object, team: Team | None, headers: Mapping[str, str]) -> Json:
        given = None if token is None else str(token)
        if method == "oauth.v2.access":
            return api_people.oauth_access(self._world, params, headers)
        if method == "apps.connections.open":
            return api_people.connections_open(self._world, given)
        if method not in METHODS:
            raise ApiError("unknown_method", req_method=method)
        if not given:
            raise ApiError("not_authed")
        if team is None:
            raise ApiError("invalid_auth")
        if team.revoked is not None:
            raise ApiError(team.revoked)
        call = Call(self._world, method, params, team)
        self._scopes(call)
        return METHODS[method](call)

    def _scopes(self, call: Call) -> None:
        """Check that the token may call the method, and note which scopes that took.

        Raises: ApiError `missing_scope`, with the scopes needed and provided.
        """
        for scope in _needed(call):
            if scope not in call.team.scopes:
                raise ApiError("missing_scope", needed=scope, provided=",".join(sorted(call.team.scopes)))
            self._world.needs(scope, call.method)


def _needed(call: Call) -> list[str]:
    scope = SCOPES[call.method]
    if scope is None:
        return []
    if "{family}" not in scope:
        return [scope]
    if call.method == "conversations.list":
        kinds = call.text("types", "public_channel").replace(" ", "").split(",")
        return [scope.format(family=KIND_FAMILIES[kind]) for kind in kinds if kind in KIND_FAMILIES]
    if call.method == "conversations.open":
        return [scope.format(family="mpim" if "," in call.text("users") else "im")]
    channel = call.world.conversations.get(call.text("channel"))
    return [scope.format(family=channel.family)] if channel is not None else []


async def _params(request: web.Request) -> Json:
    """Give a call's parameters, from the address, a form and a JSON body alike."""
    params: Json = dict(request.query)
    if request.content_type == "application/json":
        body = json.loads(await request.text() or "{}")
        if isinstance(body, dict):
            params |= body
    elif request.can_read_body:
        params |= dict(await request.post())
    return params


def _hang_up(request: web.Request) -> web.StreamResponse:
    """Drop the connection instead of answering."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=499)
