"""The simulator's page and its JSON for scripts, as routes to be mounted at the root."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from adapters.simulator.acts import NotPossibleError
from adapters.simulator.adapter import NotConnectedError, SimulatorAdapter
from adapters.simulator.asking import Asked, body_of, query_of
from adapters.simulator.backstage import Backstage
from adapters.simulator.desk import Desk
from adapters.simulator.doors import LocalOnly
from adapters.simulator.render import Json

_PAGE = Path(__file__).parent / "page"

Ask: TypeAlias = Callable[[Asked], Awaitable[Json | list[Json]]]


def routes(adapter: SimulatorAdapter, backstage: Backstage) -> list[BaseRoute]:
    """Make the page and the API, to be mounted last: they answer every path nobody else does."""
    desk = Desk(adapter, backstage)
    asked: Sequence[tuple[str, Ask]] = (
        ("state", desk.state),
        ("messages", desk.messages),
        ("home", desk.home),
    )
    done: Sequence[tuple[str, Ask]] = (
        ("say", desk.say),
        ("react", desk.react),
        ("press", desk.press),
        ("submit", desk.submit),
        ("shortcut", desk.shortcut),
        ("delete", desk.delete),
        ("complete", desk.complete),
        ("join", desk.join),
        ("clock", desk.clock),
    )
    app = Starlette(
        routes=[
            *(Route(f"/api/{name}", _reading(ask)) for name, ask in asked),
            *(Route(f"/api/{name}", _doing(act), methods=["POST"]) for name, act in done),
            Route("/api/events", _events(desk)),
            Route("/api/charts/{message}/{block:int}.png", _chart(desk)),
            Route("/api/files/{message}/{block:int}/{name:path}", _file(desk)),
            Route("/api/{path:path}", _nothing, methods=["GET", "POST", "PUT", "PATCH", "DELETE"]),
            Mount("/", StaticFiles(directory=_PAGE, html=True)),
        ],
        exception_handlers={
            NotPossibleError: _refused,
            NotConnectedError: _asleep,
            HTTPException: _wrong_door,
            Exception: _broken,
        },
    )
    return [Mount("/", LocalOnly(app))]


def _reading(ask: Ask) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return JSONResponse(await ask(query_of(request)))

    return answer


def _doing(act: Ask) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return JSONResponse(await act(await body_of(request)))

    return answer


def _events(desk: Desk) -> Callable[[Request], Awaitable[Response]]:
    async def stream(request: Request) -> Response:
        asked = query_of(request)
        last = request.headers.get("last-event-id") or asked.maybe("last")
        events = desk.events(asked, last)
        first = await anext(events, None)
        if first is None:
            raise NotConnectedError
        return StreamingResponse(_written(first, events), media_type="text/event-stream")

    return stream


async def _written(first: Json, events: AsyncIterator[Json]) -> AsyncIterator[str]:
    yield _event(first)
    async for event in events:
        yield _event(event)


def _event(event: Json) -> str:
    return f"id: {event['id']}\ndata: {json.dumps(event, ensure_ascii=False)}\n\n"


def _chart(desk: Desk) -> Callable[[Request], Awaitable[Response]]:
    async def draw(request: Request) -> Response:
        where = request.path_params
        png = await desk.chart(query_of(request), where["message"], where["block"])
        return Response(png, media_type="image/png")

    return draw


def _file(desk: Desk) -> Callable[[Request], Awaitable[Response]]:
    async def hand_over(request: Request) -> Response:
        where = request.path_params
        file = await desk.file(query_of(request), where["message"], where["block"])
        named = f"attachment; filename*=UTF-8''{quote(file.name, safe='')}"
        return Response(file.content, media_type=file.media_type, headers={"Content-Disposition": named})

    return hand_over


async def _nothing(request: Request) -> Response:
    raise HTTPException(404, f"There is no {request.method} {request.url.path}.")


async def _refused(_: Request, error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, status_code=400)


async def _asleep(_: Request, __: Exception) -> Response:
    return JSONResponse({"error": "copbot is not listening just now. Try again in a moment."}, status_code=503)


async def _wrong_door(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    detail = error.detail if isinstance(error, HTTPException) else ""
    return JSONResponse({"error": detail}, status_code=status)


async def _broken(_: Request, __: Exception) -> Response:
    return JSONResponse({"error": "Something went wrong here, and nothing was changed. Try again."}, status_code=500)
