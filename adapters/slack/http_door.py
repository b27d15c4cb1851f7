"""Signed HTTP: `POST /events` for events, commands and interactions alike.

What is oversized, stale, wrongly signed or no text is turned away before bolt sees it.
"""

import json

import structlog
from slack_bolt.adapter.starlette.async_handler import to_starlette_response
from slack_bolt.async_app import AsyncApp, AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

_log = structlog.get_logger(__name__)
MOST_BYTES = 1 << 20


class HttpDoor:
    """Lets in what Slack signed."""

    def __init__(self, app: AsyncApp, signing_secret: str) -> None:
        self._app = app
        self._verifier = SignatureVerifier(signing_secret)

    async def events(self, request: Request) -> Response:
        """Take one request of Slack's."""
        try:
            body = await _body(request)
        except ClientDisconnect:
            return _refused(400, "interrupted")
        if body is None:
            return _refused(413, "too large")
        stamp = request.headers.get("x-slack-request-timestamp", "")
        if not (stamp.isascii() and stamp.isdecimal()):
            return _refused(400, "no timestamp")
        try:
            text = body.decode()
        except UnicodeDecodeError:
            return _refused(400, "not UTF-8")
        if not self._verifier.is_valid(text, stamp, request.headers.get("x-slack-signature", "")):
            return _refused(401, "wrong signature")
        try:
            asked = AsyncBoltRequest(body=text, query=dict(request.query_params), headers=dict(request.headers))
        except json.JSONDecodeError:
            return _refused(400, "not JSON")
        return to_starlette_response(await self._app.async_dispatch(asked))


async def _body(request: Request) -> bytes | None:
    """Read a body; None once it is longer than we take."""
    stated = request.headers.get("content-length", "")
    if stated.isdecimal() and int(stated) > MOST_BYTES:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _refused(status: int, why: str) -> Response:
    _log.info("slack_request_refused", status=status, why=why)
    return PlainTextResponse(why, status)
