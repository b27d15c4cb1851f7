"""Reading the page behind a link: guarded, bounded, and parsed in the workshop."""

import asyncio
import socket
import warnings
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from http import HTTPStatus
from types import TracebackType
from typing import Self
from urllib.parse import urljoin

import structlog
from aiohttp import (
    ClientConnectorDNSError,
    ClientConnectorError,
    ClientError,
    ClientPayloadError,
    ClientResponse,
    ClientSession,
    ClientTimeout,
    DummyCookieJar,
    TCPConnector,
)
from aiohttp.abc import AbstractResolver

from adapters.workshop.guard import InwardAddress, Reach, guarded_sockets
from adapters.workshop.metadata import file_title, read_metadata
from adapters.workshop.process import Workshop, WorkshopFailed
from copbot import __version__
from copbot.errors import CopError
from copbot.events import LinkFound
from copbot.model.links import LinkTrouble, canonical, host_of

_log = structlog.get_logger(__name__)

USER_AGENT = f"copbot/{__version__} (link preview for a community of practice)"
_PAGES = frozenset({"text/html", "application/xhtml+xml"})
_GONE = frozenset({HTTPStatus.NOT_FOUND, HTTPStatus.GONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one link may take: seconds of the network in all, redirects, bytes of the unpacked page."""

    seconds: float = 8.0
    redirects: int = 5
    size: int = 1024 * 1024


class LinkRefused(Exception):  # noqa: N818  # the page is refused, nothing of ours is at fault
    """A page cannot be read; the detail is for the log only."""

    def __init__(self, why: LinkTrouble, detail: str) -> None:
        super().__init__(detail)
        self.why = why


@dataclass(frozen=True, slots=True)
class _Page:
    """The beginning of a page, or all of it when `whole`; `url` is canonical."""

    url: str
    html: bytes
    charset: str | None
    whole: bool


class GuardedLinkReader:
    """Reads titles and descriptions; implements the port `LinkReader`. Use it as an async context manager."""

    def __init__(
        self,
        workshop: Workshop,
        *,
        reach: Reach = Reach(),  # noqa: B008  # frozen
        limits: Limits = Limits(),
        language: str = "en",
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._workshop = workshop
        self._reach = reach
        self._limits = limits
        self._resolver = resolver
        self._headers = {
            "User-Agent": USER_AGENT,
            "Accept-Language": f"{language}, *;q=0.5",
            "Accept": ", ".join(_PAGES),
        }
        self._open = AsyncExitStack()
        self._session: ClientSession

    async def __aenter__(self) -> Self:
        connector = TCPConnector(
            socket_factory=guarded_sockets(self._reach),
            resolver=self._resolver,
            force_close=True,
            limit=8,
            limit_per_host=2,
        )
        self._session = await self._open.enter_async_context(
            ClientSession(
                connector=connector,
                cookie_jar=DummyCookieJar(),
                headers=self._headers,
                timeout=ClientTimeout(total=None),  # one bound stands around all hops
                trust_env=False,
            )
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._open.aclose()

    async def read(self, url: str) -> LinkFound:
        """Read one page. Never raises: `trouble` is a `LinkTrouble`, and `url` is then the one asked for.

        Otherwise `url` is the canonical link of where the redirects ended. Give the link as its member wrote it:
        a site may not answer at its canonical form.
        """
        try:
            async with asyncio.timeout(self._limits.seconds):
                page = await self._fetched(url)
            return page if isinstance(page, LinkFound) else await self._read(page)
        except LinkRefused as refusal:
            _log.info("link refused", why=refusal.why.value, detail=str(refusal))
            return LinkFound(url, trouble=refusal.why.value)
        except TimeoutError:
            return LinkFound(url, trouble=LinkTrouble.TIMEOUT.value)

    async def _fetched(self, url: str) -> _Page | LinkFound:
        for _ in range(self._limits.redirects + 1):
            try:
                kept = canonical(url)
            except CopError as error:
                raise LinkRefused(LinkTrouble.BROKEN, str(error)) from error
            try:
                async with self._session.get(url, allow_redirects=False) as response:
                    onward = response.headers.get("Location") if response.status in range(300, 400) else None
                    if onward is None:
                        return await self._taken(response, kept)
                    url = urljoin(url, onward)
            except (ClientError, OSError, ValueError) as error:
                raise LinkRefused(_trouble(error), f"{type(error).__name__}: {error}") from error
        raise LinkRefused(LinkTrouble.BROKEN, "too many redirects")

    async def _taken(self, response: ClientResponse, url: str) -> _Page | LinkFound:
        _check(response.status)
        if response.content_type not in _PAGES and "Content-Type" in response.headers:
            with warnings.catch_warnings(action="ignore"):  # aiohttp warns of a stranger's malformed header
                disposition = response.content_disposition
            title = file_title(url, disposition.filename if disposition else None)
            if title is None:
                raise LinkRefused(LinkTrouble.NOT_HTML, response.content_type)
            return LinkFound(url, title=title, site=host_of(url))
        html, whole = await self._beginning(response)
        return _Page(url, html, response.charset, whole)

    async def _beginning(self, response: ClientResponse) -> tuple[bytes, bool]:
        """Take at most the limit; a page that breaks off is used as far as it came."""
        html = bytearray()
        try:
            async for piece in response.content.iter_any():
                html += piece
                if len(html) > self._limits.size:
                    return bytes(html[: self._limits.size]), False
        except ClientPayloadError:
            if not html:
                raise
        return bytes(html), True

    async def _read(self, page: _Page) -> LinkFound:
        try:
            found = await self._workshop.run(read_metadata, page.html, page.url, page.charset)
        except WorkshopFailed as failure:
            raise LinkRefused(LinkTrouble.BROKEN, str(failure)) from failure
        if found.title is None and found.description is None:
            raise LinkRefused(LinkTrouble.NOT_HTML if page.whole else LinkTrouble.TOO_BIG, "no title")
        return replace(found, url=page.url)


def _check(status: int) -> None:
    if status in _GONE:
        raise LinkRefused(LinkTrouble.NOT_FOUND, str(status))
    if status in range(200, 300):
        return
    refused = status not in range(300, 400) and status not in range(500, 600)  # some answer 999 to every bot
    raise LinkRefused(LinkTrouble.REFUSED if refused else LinkTrouble.BROKEN, str(status))


def _trouble(error: Exception) -> LinkTrouble:
    """Translate what aiohttp raised."""
    match error:
        case ClientConnectorError(os_error=InwardAddress()):
            return LinkTrouble.INWARD
        case TimeoutError() | ClientConnectorError(os_error=TimeoutError()):
            return LinkTrouble.TIMEOUT
        case ClientConnectorDNSError(os_error=socket.gaierror(errno=socket.EAI_NONAME)):
            return LinkTrouble.NOT_FOUND
        case _:
            return LinkTrouble.BROKEN
