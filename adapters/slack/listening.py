"""The bolt app: one middleware that takes every payload.

bolt matches listeners one after the other and gathers all of its arguments anew for each; so there are none, and
dicts behind the one middleware decide. It stands before the authorization, which would ask for a token on each
request, and answers once the payload was handled, so that a crash loses no event. Signatures the HTTP door checked.
"""

from collections.abc import Awaitable, Callable
from typing import Any, TypeAlias

import aiohttp
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_bolt.authorization.async_authorize import AsyncAuthorize
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.response import BoltResponse

from adapters.slack.calls import web_client
from adapters.slack.text import Json
from adapters.slack.troubles import sdk_logger
from copbot.config import SlackSettings

Receive: TypeAlias = Callable[[Json], Awaitable[Json | None]]
"""Takes a payload, gives what the acknowledgement carries."""


class HandOn(AsyncMiddleware):
    """Hands every payload on, but for Slack's question whether the address is ours, which bolt answers."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 -- bolt hands it over by name
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 -- bolt's own name for it
    ) -> BoltResponse:
        """Take one request."""
        if req.body.get("type") == "url_verification":
            return await next()
        carried: Any = await self._receive(req.body)
        return BoltResponse(status=200, body="" if carried is None else carried)


def bolt_app(settings: SlackSettings, session: aiohttp.ClientSession, receive: Receive) -> AsyncApp:
    """Make the app that hands every payload on."""
    unasked: Any = AsyncAuthorize()  # type: ignore[no-untyped-call]  # bolt wants one; no payload comes so far
    return AsyncApp(
        name="copbot",
        client=web_client(settings, session),
        signing_secret=settings.signing_secret.get_secret_value(),
        before_authorize=HandOn(receive),
        authorize=unasked,
        request_verification_enabled=False,
        ssl_check_enabled=False,
        ignoring_self_events_enabled=False,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        process_before_response=True,
        logger=sdk_logger(),
    )
