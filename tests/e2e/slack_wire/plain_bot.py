"""An ordinary bot on an unmodified slack_bolt, and the two ways to serve one."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import uvicorn
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.e2e.slack_wire.blocks import Json
from tests.e2e.slack_wire.doors import HttpDoor
from tests.e2e.slack_wire.wire import SlackWire

SECRET = "shh-signing"


def web_client(wire: SlackWire) -> AsyncWebClient:
    """Give a client for the wire that never retries by itself."""
    return AsyncWebClient(token=wire.bot_token, base_url=wire.api_url, retry_handlers=[])


def bolt_app(wire: SlackWire) -> AsyncApp:
    """Give an app without listeners that answers only once its listener is through."""
    return AsyncApp(client=web_client(wire), signing_secret=SECRET, process_before_response=True)


async def refusal(call: Awaitable[object]) -> Json:
    """Give what Slack answered to a call it refused.

    Raises: AssertionError when it did not refuse.
    """
    try:
        await call
    except SlackApiError as refused:
        answer: Json = refused.response.data
        return answer
    raise AssertionError("this was not refused")


@asynccontextmanager
async def over_socket(
    wire: SlackWire, app: AsyncApp, ping_interval: float = 5
) -> AsyncIterator[AsyncSocketModeHandler]:
    """Connect an app by Socket Mode."""
    handler = AsyncSocketModeHandler(app, wire.app_token, ping_interval=ping_interval)
    try:
        await handler.connect_async()  # type: ignore[no-untyped-call]  # slack_bolt left it untyped
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # slack_bolt left it untyped


@asynccontextmanager
async def over_http(wire: SlackWire, app: AsyncApp) -> AsyncIterator[HttpDoor]:
    """Serve an app by uvicorn at `/slack/events`, and let the wire reach it there."""
    handler = AsyncSlackRequestHandler(app)

    async def endpoint(request: Request) -> Response:
        return await handler.handle(request)

    listening = socket.create_server(("127.0.0.1", 0))
    served = Starlette(routes=[Route("/slack/events", endpoint, methods=["POST"])])
    config = uvicorn.Config(served, log_level="warning", lifespan="off")
    config.load()
    server = uvicorn.Server(config)
    server.lifespan = config.lifespan_class(config)
    await server.startup(sockets=[listening])
    try:
        yield wire.http_client(f"http://127.0.0.1:{listening.getsockname()[1]}", SECRET)
    finally:
        server.force_exit = True
        await server.shutdown(sockets=[listening])


@dataclass
class PlainBot:
    """A bot with one listener of each kind; it keeps what it heard."""

    wire: SlackWire
    heard: list[Json] = field(default_factory=list)
    """The bodies of all events, in order."""
    hearing: asyncio.Event = field(default_factory=asyncio.Event)
    """Set once anything was heard."""
    deaf: bool = False
    """Fail on every event, so that none is acknowledged."""

    def app(self) -> AsyncApp:
        """Give the app with its listeners."""
        app = bolt_app(self.wire)
        app.command("/kudos")(self.kudos)
        app.shortcut("save")(self.save)
        app.shortcut("new")(self.save)
        app.view("give")(self.give)
        app.view_closed("give")(self.closed)
        app.action("undo")(self.undo)
        app.action("pick")(self.pick)
        app.options("who")(self.who)
        for kind in ("reaction_added", "message", "app_mention", "app_home_opened", "member_joined_channel"):
            app.event(kind)(self.hear)
        return app

    async def kudos(self, ack: AsyncAck, command: Json, client: AsyncWebClient, respond: AsyncRespond) -> None:
        """Post thanks, or open the form; say so in an acknowledgement and through the response_url."""
        match command["text"]:
            case "form":
                await client.views_open(trigger_id=command["trigger_id"], view=form())
                await ack()
            case "too long":
                await ack(text="x", blocks=[{"type": "header", "text": plain("x" * 151)}])
            case text:
                await client.chat_postMessage(channel=command["channel_id"], text="Thanks!", blocks=thanks(text))
                await respond("It is in the channel.")
                await ack("Noted.")

    async def save(self, ack: AsyncAck, shortcut: Json, client: AsyncWebClient) -> None:
        """Open the form, with the words of the message where there is one."""
        await client.views_open(
            trigger_id=shortcut["trigger_id"], view=form(shortcut.get("message", {}).get("text", ""))
        )
        await ack()

    async def give(self, ack: AsyncAck, view: Json) -> None:
        """Take the form, unless its reason asks for something else."""
        match view["state"]["values"]["reason"]["text"]["value"]:
            case "short":
                await ack(response_action="errors", errors={"reason": "Say a little more."})
            case "update" | "push" as action:
                await ack(response_action=action, view=form("again"))
            case "too long":
                await ack(response_action="update", view=form() | {"title": plain("x" * 25)})
            case "clear":
                await ack(response_action="clear")
            case "wrong":
                await ack(response_action="errors", errors={"nowhere": "Lost."})
            case _:
                await ack()

    async def closed(self, ack: AsyncAck, body: Json) -> None:
        """Hear that the form was closed."""
        self.heard.append(body)
        await ack()

    async def undo(self, ack: AsyncAck, respond: AsyncRespond, action: Json) -> None:
        """Replace the message whose button was pressed, or take it away."""
        gone = action["value"] == "gone"
        await respond(text="Taken back.", replace_original=not gone, delete_original=gone)
        await ack()

    async def pick(self, ack: AsyncAck, action: Json, respond: AsyncRespond) -> None:
        """Say what was chosen."""
        await respond(f"You chose {action['selected_option']['value']}.")
        await ack()

    async def who(self, ack: AsyncAck, options: Json) -> None:
        """Suggest what begins so."""
        names = [name for name in ("helping", "hosting", "sharing") if name.startswith(options["value"])]
        await ack(options=[{"text": {"type": "plain_text", "text": name.title()}, "value": name} for name in names])

    async def hear(self, body: Json, client: AsyncWebClient) -> None:
        """Keep an event; answer a mention in its thread, and publish the home tab that was opened."""
        self.heard.append(body)
        self.hearing.set()
        if self.deaf:
            raise ValueError("hears nothing")
        match body["event"]:
            case {"type": "app_mention", "channel": channel, "ts": ts}:
                await client.chat_postMessage(channel=channel, thread_ts=ts, text="Here to help.")
            case {"type": "app_home_opened", "user": user}:
                view = {"type": "home", "blocks": [{"type": "header", "text": plain("Welcome")}]}
                await client.views_publish(user_id=user, view=view)
            case _:
                pass


def plain(text: str) -> Json:
    """Give a plain text object."""
    return {"type": "plain_text", "text": text}


def thanks(text: str) -> list[Json]:
    """Give a message with two buttons and a drop-down."""
    options = [{"text": plain(name.title()), "value": name} for name in ("week", "month")]
    return [
        {"type": "section", "text": {"type": "mrkdwn", "text": text}},
        {
            "type": "actions",
            "elements": [
                {"type": "button", "action_id": "undo", "text": plain("Undo"), "value": "changed"},
                {"type": "static_select", "action_id": "pick", "placeholder": plain("How long"), "options": options},
            ],
        },
        {
            "type": "section",
            "text": plain("Away with it?"),
            "accessory": {"type": "button", "action_id": "undo", "text": plain("Delete"), "value": "gone"},
        },
    ]


def form(reason: str = "") -> Json:
    """Give a modal with an input, an external select and a choice of people."""
    typed: Json = {"type": "plain_text_input", "action_id": "text", "max_length": 300}
    typed |= {"initial_value": reason} if reason else {}
    value = {"type": "external_select", "action_id": "who", "min_query_length": 0}
    return {
        "type": "modal",
        "callback_id": "give",
        "title": plain("Give kudos"),
        "submit": plain("Give"),
        "notify_on_close": True,
        "private_metadata": "c1",
        "blocks": [
            {"type": "input", "block_id": "reason", "label": plain("What for"), "element": typed},
            {"type": "input", "block_id": "value", "label": plain("Value"), "element": value, "optional": True},
            {
                "type": "input",
                "block_id": "to",
                "label": plain("Whom"),
                "optional": True,
                "element": {"type": "multi_users_select", "action_id": "users", "max_selected_items": 3},
            },
        ],
    }
