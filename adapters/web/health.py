"""Whether the process lives, is ready, and how it fares."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route


@dataclass(frozen=True, slots=True)
class Check:
    """One thing readiness depends on; `ask` gives None when it is well, else what is wrong."""

    name: str
    ask: Callable[[], Awaitable[str | None]]


def routes(checks: Sequence[Check], registry: CollectorRegistry, gauges: Callable[[], Awaitable[None]]) -> list[Route]:
    """Make `/healthz`, `/readyz` and `/metrics`; `gauges` sets what is read anew for each scrape."""

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def readyz(_: Request) -> Response:
        found: Mapping[str, str | None] = {check.name: await check.ask() for check in checks}
        troubles = {name: trouble for name, trouble in found.items() if trouble is not None}
        body = {"ready": not troubles, "checks": {name: trouble or "ok" for name, trouble in found.items()}}
        return JSONResponse(body, status_code=503 if troubles else 200)

    async def metrics(_: Request) -> Response:
        await gauges()
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    return [Route("/healthz", healthz), Route("/readyz", readyz), Route("/metrics", metrics)]
