"""A Slack bot with an empty handler on the same SDK and server: what `slack_http_kudos` is held against."""

import asyncio
import os

import uvloop
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from adapters.web.server import serving
from copbot.bootstrap.parts import until_stopped


def app() -> AsyncApp:
    """Make the app, with everything as bolt has it by default."""
    client = AsyncWebClient(token=os.environ["BENCH_TOKEN"], base_url=os.environ["BENCH_API_URL"])
    made = AsyncApp(client=client, signing_secret=os.environ["BENCH_SIGNING_KEY"], process_before_response=True)

    @made.command("/kudos")
    async def kudos(ack: AsyncAck) -> None:
        await ack("Noted.")

    return made


async def main() -> None:
    """Serve until told to stop."""
    handler = AsyncSlackRequestHandler(app())

    async def events(request: Request) -> Response:
        return await handler.handle(request)

    async def ready(_: Request) -> Response:
        return PlainTextResponse("ok")

    doors = [Route("/slack/events", events, methods=["POST"]), Route("/readyz", ready)]
    async with serving("127.0.0.1", int(os.environ["BENCH_PORT"]), doors):
        await until_stopped()


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(main())
