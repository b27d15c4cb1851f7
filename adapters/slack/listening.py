"""The bolt app: one listener for each kind of thing, all of them the same function.

bolt checks signatures no more (the HTTP door did), authorizes nothing (no `auth.test` for each request) and answers
only once the listener is through, so that a crash loses no event.
"""

import re
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import aiohttp
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult

from adapters.slack.calls import web_client
from adapters.slack.text import Json
from adapters.slack.troubles import sdk_logger
from copbot.config import SlackSettings

Receive: TypeAlias = Callable[[Json], Awaitable[Json | None]]
"""Takes a payload, gives what the acknowledgement carries."""
_ANY = re.compile("")


def bolt_app(settings: SlackSettings, session: aiohttp.ClientSession, receive: Receive) -> AsyncApp:
    """Make the app that hands every payload on."""
    app = AsyncApp(
        name="copbot",
        client=web_client(settings, session),
        authorize=_authorize,
        signing_secret=settings.signing_secret.get_secret_value(),
        request_verification_enabled=False,
        process_before_response=True,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        logger=sdk_logger(),
    )

    async def listen(ack: AsyncAck, body: Json) -> None:
        carried = await receive(body)
        await ack("" if carried is None else carried)

    app.event(_ANY)(listen)
    app.command(_ANY)(listen)
    app.action(_ANY)(listen)
    app.view(_ANY)(listen)
    app.shortcut(_ANY)(listen)
    app.options(_ANY)(listen)
    return app


async def _authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id, bot_token="", bot_user_id="")
