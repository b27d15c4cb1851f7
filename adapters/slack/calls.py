"""Calls of the Web API: the right token, no retry of the SDK's own, refusals as the core knows them."""

import json
from collections.abc import Awaitable, Callable
from io import BytesIO
from typing import TypeAlias

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from adapters.slack.installations import Tokens
from adapters.slack.settings import base_url
from adapters.slack.text import Json
from adapters.slack.troubles import failure_of, failure_of_line, sdk_logger
from copbot.config import SlackSettings
from copbot.errors import DeliveryError, Failure
from copbot.ports import Clock

Request: TypeAlias = Callable[[AsyncWebClient], Awaitable[AsyncSlackResponse]]
_OK = 200


def web_client(settings: SlackSettings, session: aiohttp.ClientSession, token: str | None = None) -> AsyncWebClient:
    """Give a client that sends each call once: it is the outbox that decides about a second time."""
    return AsyncWebClient(
        token=token, base_url=base_url(settings), session=session, retry_handlers=[], logger=sdk_logger()
    )


class Calls:
    """Asks Slack things on behalf of a workspace."""

    def __init__(self, settings: SlackSettings, session: aiohttp.ClientSession, tokens: Tokens, clock: Clock) -> None:
        self._settings = settings
        self._session = session
        self._tokens = tokens
        self._clock = clock
        self._clients: dict[str, AsyncWebClient] = {}

    async def ask(self, team: str, request: Request) -> Json:
        """Make one call and give what Slack answered.

        Raises: DeliveryError for a refusal; ConnectionError or TimeoutError when nobody knows what came of it.
        """
        token = await self._tokens.of(team)
        if token is None:
            raise DeliveryError(Failure.INSTALLATION_GONE, "not_installed")
        try:
            response = await request(self._client(token))
        except SlackApiError as refused:
            trouble = failure_of(refused, self._clock.now())
            if isinstance(trouble, DeliveryError) and trouble.failure is Failure.INSTALLATION_GONE:
                self._tokens.doubt(team)
            raise trouble from None
        except aiohttp.ClientError as broken:
            raise failure_of_line(broken) from None
        return response.data if isinstance(response.data, dict) else {}

    async def respond(self, response_url: str, body: Json) -> None:
        """Post to a response_url.

        Raises: DeliveryError when Slack refuses; ConnectionError or TimeoutError when nobody knows.
        """
        client = AsyncWebhookClient(response_url, session=self._session, retry_handlers=[], logger=sdk_logger())
        try:
            response = await client.send_dict(body)
        except aiohttp.ClientError as broken:
            raise failure_of_line(broken) from None
        if response.status_code != _OK or response.body != "ok":
            raise DeliveryError(Failure.REFUSED, refusal_in(response.body))

    async def put(self, url: str, content: bytes) -> None:
        """Post a file's bytes to the address Slack gave for them.

        Raises: DeliveryError when that failed: nobody has seen the file, so it may simply be tried again.
        """
        try:
            async with self._session.post(url, data=BytesIO(content)) as response:
                status = response.status
        except (OSError, TimeoutError, aiohttp.ClientError) as broken:
            raise DeliveryError(Failure.LATER, f"upload: {type(broken).__name__}") from None
        if status != _OK:
            raise DeliveryError(Failure.REFUSED, f"upload: {status}")

    def _client(self, token: str) -> AsyncWebClient:
        client = self._clients.get(token)
        if client is None:
            client = self._clients[token] = web_client(self._settings, self._session, token)
        return client


def refusal_in(body: str) -> str:
    """Give Slack's word for a refusal in the answer of a response_url, which is JSON or bare text."""
    try:
        parsed = json.loads(body)
    except ValueError:
        return body[:60]
    return str(parsed.get("error", "")) if isinstance(parsed, dict) else body[:60]
