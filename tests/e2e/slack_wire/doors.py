"""The two ways Slack reaches an app: one protocol, and the door that is signed HTTP."""

import hashlib
import hmac
import json
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeAlias
from urllib.parse import urlencode

import aiohttp

from tests.e2e.slack_wire.blocks import Json

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


class Kind(StrEnum):
    """What a delivery is, by the name Socket Mode has for it."""

    EVENT = "events_api"
    COMMAND = "slash_commands"
    INTERACTION = "interactive"


Body: TypeAlias = Json | str | None


@dataclass(frozen=True, slots=True)
class Ack:
    """What the app answered; `status` is None when it did not answer in time, or the connection broke."""

    status: int | None
    body: Body = None

    @property
    def ok(self) -> bool:
        """Whether Slack would take this as received."""
        return self.status == 200

    @property
    def payload(self) -> Json:
        """The answer as an object; bare text is a message's text."""
        match self.body:
            case dict():
                return self.body
            case str() if self.body:
                return {"text": self.body}
            case _:
                return {}


@dataclass(slots=True)
class Delivery:
    """Something Slack tells the app; the same one may be sent again."""

    kind: Kind
    payload: Json
    retries: int = 0
    reason: str = ""
    """Why it is sent again: `http_timeout`, `http_error`, `timeout`..."""
    ack: Ack | None = None

    @property
    def event(self) -> Json:
        """The event inside, for an event."""
        return dict(self.payload.get("event", {}))


class Door(Protocol):
    """One way to reach the app."""

    @property
    def is_open(self) -> bool:
        """Whether the app can be reached now."""
        ...

    async def send(self, delivery: Delivery, patience: float) -> Ack:
        """Tell the app something and give its answer; wait for it at most `patience` seconds."""
        ...


def encoded(delivery: Delivery) -> tuple[str, bytes]:
    """Give content type and body as Slack posts them: JSON for events, forms for the rest."""
    match delivery.kind:
        case Kind.EVENT:
            return JSON, json.dumps(delivery.payload).encode()
        case Kind.COMMAND:
            return FORM, urlencode(delivery.payload).encode()
        case Kind.INTERACTION:
            return FORM, urlencode({"payload": json.dumps(delivery.payload)}).encode()


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """Sign a request as docs.slack.dev's "Verifying requests from Slack" tells."""
    return "v0=" + hmac.new(secret.encode(), b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()


class HttpDoor:
    """Signed requests to an app that listens, for many workspaces."""

    def __init__(
        self, session: aiohttp.ClientSession, base_url: str, signing_secret: str, path: str = "/slack/events"
    ) -> None:
        self._session = session
        self.url = base_url.rstrip("/") + path
        self.signing_secret = signing_secret

    @property
    def is_open(self) -> bool:
        """Whether the app can be reached; one that listens always can."""
        return True

    async def send(self, delivery: Delivery, patience: float) -> Ack:
        """Post a delivery with the right signature."""
        content_type, body = encoded(delivery)
        headers = {}
        if delivery.retries:
            headers = {"X-Slack-Retry-Num": str(delivery.retries), "X-Slack-Retry-Reason": delivery.reason}
        return await self.post(body, content_type, headers=headers, patience=patience)

    async def post(
        self,
        body: bytes,
        content_type: str = JSON,
        *,
        timestamp: str | None = None,
        signed: str | None = None,
        headers: dict[str, str] | None = None,
        patience: float = 10,
    ) -> Ack:
        """Post any bytes, with any timestamp and signature; both are right when not given."""
        stamp = str(int(time.time())) if timestamp is None else timestamp
        own = {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": stamp,
            "X-Slack-Signature": signature(self.signing_secret, stamp, body) if signed is None else signed,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        }
        limit = aiohttp.ClientTimeout(total=patience)
        try:
            async with self._session.post(self.url, data=body, headers=own | (headers or {}), timeout=limit) as answer:
                return Ack(answer.status, await _read(answer))
        except (TimeoutError, aiohttp.ClientError):
            return Ack(None)

    async def forge(self, delivery: Delivery) -> Ack:
        """Post a delivery signed with another secret."""
        content_type, body = encoded(delivery)
        stamp = str(int(time.time()))
        return await self.post(body, content_type, timestamp=stamp, signed=signature("not the secret", stamp, body))

    async def replay(self, delivery: Delivery, *, seconds_ago: int = 600) -> Ack:
        """Post a delivery whose signature is right and whose timestamp is old."""
        content_type, body = encoded(delivery)
        return await self.post(body, content_type, timestamp=str(int(time.time()) - seconds_ago))

    async def verify_url(self, challenge: str = "3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P") -> Ack:
        """Ask the app to prove that the address is its own."""
        body = {"token": "unused", "challenge": challenge, "type": "url_verification"}
        return await self.post(json.dumps(body).encode())


async def _read(answer: aiohttp.ClientResponse) -> Body:
    text = await answer.text()
    if answer.content_type != JSON:
        return text
    body: Body = json.loads(text)
    return body
