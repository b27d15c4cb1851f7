"""Reading the page behind a link, from real servers on this machine's own loopback."""

import asyncio
import errno
import gzip
import socket
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from types import MappingProxyType
from typing import TypeAlias, TypeVar, TypeVarTuple
from urllib.parse import unquote

import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.test_utils import RawTestServer

from adapters.workshop.guard import Reach
from adapters.workshop.process import Workshop
from adapters.workshop.read_links import USER_AGENT, GuardedLinkReader, Limits
from copbot.events import LinkFound
from copbot.model.links import LinkTrouble

PAGE = "<!doctype html><html><head><title>Peer feedback</title></head><body><p>Some words.</p></body></html>"
LOOPBACK = ip_address("127.0.0.1")
NOBODY: Mapping[str, str] = MappingProxyType({})
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


class Names(AbstractResolver):
    """A resolver that knows a few names."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self.addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        if host == "unreachable.test":
            raise TimeoutError(errno.ETIMEDOUT, "timed out")
        address = self.addresses.get(host)
        if address is None:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        kind = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [ResolveResult(hostname=host, host=address, port=port, family=kind, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing to close."""


Page: TypeAlias = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


@dataclass
class Site:
    """A web server on the loopback; `pages` answers by path."""

    port: int = 0
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[web.BaseRequest] = field(default_factory=list)

    def serves(self, path: str, text: str = "", *, status: int = 200, kind: str = "text/html", **headers: str) -> str:
        return self.sends(path, text.encode(), status=status, kind=kind, **headers)

    def sends(self, path: str, body: bytes, *, status: int = 200, kind: str = "text/html", **headers: str) -> str:
        named = {name.replace("_", "-"): value for name, value in headers.items()}

        async def page(_: web.BaseRequest) -> web.StreamResponse:
            return web.Response(body=body, status=status, headers={"Content-Type": kind, **named})

        self.pages[unquote(path)] = page
        return self.url(path)

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        self.asked.append(request)
        page = self.pages.get(request.path)
        return web.Response(status=404) if page is None else await page(request)


class OnTheSpot(Workshop):
    """A workshop without a worker: quick, for where it is not the point."""

    async def run(self, work: Callable[[*Ts], T], *arguments: *Ts) -> T:
        return work(*arguments)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    served = Site()
    async with RawTestServer(served.answer) as server:
        assert server.port is not None
        served.port = server.port
        yield served


@asynccontextmanager
async def _reader(
    site: Site, *, limits: Limits | None = None, inward: bool = False, names: Mapping[str, str] = NOBODY
) -> AsyncIterator[GuardedLinkReader]:
    """A reader that may reach the test's own server, or, with `inward` set, keeps to the policy all others have."""
    reach = Reach(ports=frozenset({site.port}), besides=frozenset() if inward else frozenset({LOOPBACK}))
    async with GuardedLinkReader(
        OnTheSpot(), reach=reach, limits=limits or Limits(), language="de", resolver=Names(names)
    ) as reader:
        yield reader


async def _read(site: Site, url: str, names: Mapping[str, str] = NOBODY) -> LinkFound:
    async with _reader(site, names=names) as reader:
        return await reader.read(url)


async def test_a_page_is_read_under_its_canonical_link(site: Site) -> None:
    url = site.serves("/page/", PAGE)
    found = await _read(site, f"{url}?utm_source=x#part")
    assert found == LinkFound(site.url("/page"), title="Peer feedback", site="127.0.0.1")


async def test_the_reader_says_who_it_is_and_carries_no_cookie(site: Site) -> None:
    url = site.serves("/", PAGE, Set_Cookie="track=me")
    async with _reader(site) as reader:
        await reader.read(url)
        await reader.read(url)
    for request in site.asked:
        assert request.headers["User-Agent"] == USER_AGENT
        assert request.headers["Accept-Language"].startswith("de")
        assert "Cookie" not in request.headers
    assert "copbot/" in USER_AGENT


async def test_redirects_are_followed_to_where_they_end(site: Site) -> None:
    site.serves("/end", PAGE)
    site.serves("/b", status=302, Location="../end?fbclid=1")
    url = site.serves("/a", status=301, Location=site.url("/b", "site.test"))
    found = await _read(site, url, {"site.test": "127.0.0.1"})
    assert (found.url, found.title) == (site.url("/end", "site.test"), "Peer feedback")


async def test_a_page_that_wants_its_slash_gets_it(site: Site) -> None:
    site.serves("/guide/", PAGE)
    url = site.serves("/guide", status=301, Location="/guide/")
    found = await _read(site, url)
    assert (found.url, found.title) == (url, "Peer feedback")


@pytest.mark.parametrize(("hops", "trouble"), [(5, None), (6, LinkTrouble.BROKEN)])
async def test_five_redirects_are_enough(site: Site, hops: int, trouble: LinkTrouble | None) -> None:
    for hop in range(hops):
        site.serves(f"/{hop}", status=307, Location=f"/{hop + 1}")
    site.serves(f"/{hops}", PAGE)
    assert (await _read(site, site.url("/0"))).trouble == trouble


@pytest.mark.parametrize("location", ["ftp://a.org/", "http://u:p@a.org/", "http://[", "http://a b.org/"])
async def test_a_redirect_to_what_is_no_link_is_not_followed(site: Site, location: str) -> None:
    url = site.serves("/a", status=302, Location=location)
    assert await _read(site, url) == LinkFound(url, trouble=LinkTrouble.BROKEN)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "inward.test", "inward6.test", "mapped.test", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"],
)
async def test_the_usual_policy_never_connects_to_this_machine(site: Site, host: str) -> None:
    url = site.url("/", host)
    names = {"inward.test": "127.0.0.1", "inward6.test": "::1", "mapped.test": "::ffff:127.0.0.1"}
    async with _reader(site, inward=True, names=names) as reader:
        assert await reader.read(url) == LinkFound(url, trouble=LinkTrouble.INWARD)
    assert site.asked == []


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0"])
async def test_a_number_for_a_host_is_no_link(site: Site, host: str) -> None:
    async with _reader(site, inward=True) as reader:
        assert (await reader.read(site.url("/", host))).trouble == LinkTrouble.BROKEN


async def test_a_redirect_inwards_is_not_followed(site: Site) -> None:
    site.serves("/secret", PAGE)
    for location in ("http://169.254.169.254/latest/meta-data/", site.url("/secret", "inward.test"), "http://[::1]/"):
        url = site.serves("/a", status=302, Location=location)
        found = await _read(site, url, {"inward.test": "10.0.0.1"})
        assert found == LinkFound(url, trouble=LinkTrouble.INWARD)
    assert {request.path for request in site.asked} == {"/a"}


async def test_another_port_is_out_of_reach(site: Site) -> None:
    other = site.port + 1 if site.port < 65535 else 1
    assert (await _read(site, f"http://127.0.0.1:{other}/")).trouble == LinkTrouble.INWARD


@pytest.mark.parametrize(
    ("status", "trouble"),
    [
        (404, LinkTrouble.NOT_FOUND),
        (410, LinkTrouble.NOT_FOUND),
        (401, LinkTrouble.REFUSED),
        (403, LinkTrouble.REFUSED),
        (429, LinkTrouble.REFUSED),
        (999, LinkTrouble.REFUSED),
        (300, LinkTrouble.BROKEN),
        (500, LinkTrouble.BROKEN),
        (503, LinkTrouble.BROKEN),
    ],
)
async def test_a_site_that_refuses_is_told_from_a_page_that_is_gone(
    site: Site, status: int, trouble: LinkTrouble
) -> None:
    url = site.serves("/", status=status)
    assert await _read(site, url) == LinkFound(url, trouble=trouble)


async def test_a_name_nobody_has_is_not_found(site: Site) -> None:
    assert (await _read(site, "https://nowhere.test/")).trouble == LinkTrouble.NOT_FOUND


async def test_a_place_that_never_answers_is_out_of_time(site: Site) -> None:
    assert (await _read(site, "https://unreachable.test/")).trouble == LinkTrouble.TIMEOUT


async def test_a_server_that_talks_nonsense_is_broken(site: Site) -> None:
    async def nonsense(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"NONSENSE\r\n\r\n")
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(nonsense, "127.0.0.1", 0) as server:
        other = Site(server.sockets[0].getsockname()[1])
        assert (await _read(other, other.url("/"))).trouble == LinkTrouble.BROKEN


async def test_a_slow_page_is_given_up(site: Site) -> None:
    never = asyncio.Event()

    async def slow(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        await response.write(b"<html><head><title>Slow")
        await never.wait()
        return response

    site.pages["/"] = slow
    async with _reader(site, limits=Limits(seconds=0.1)) as reader:
        assert await reader.read(site.url("/")) == LinkFound(site.url("/"), trouble=LinkTrouble.TIMEOUT)


async def test_of_a_page_of_five_megabytes_the_first_is_enough(site: Site) -> None:
    sent = 0

    async def big(request: web.BaseRequest) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        await response.write(PAGE.removesuffix("</body></html>").encode())
        for _ in range(80):
            await response.write(b"<p>word word word</p>" * 3000)
            sent += 1
        return response

    site.pages["/"] = big
    assert (await _read(site, site.url("/"))).title == "Peer feedback"
    assert sent < 80


async def test_a_big_page_that_begins_with_no_title_is_too_big(site: Site) -> None:
    url = site.serves("/", "<html><body>" + " " * 3_000_000)
    assert (await _read(site, url)).trouble == LinkTrouble.TOO_BIG


async def test_a_compressed_bomb_is_unpacked_no_further_than_the_limit(site: Site) -> None:
    bomb = gzip.compress(PAGE.encode() + b" " * 80_000_000, compresslevel=9)
    url = site.sends("/", bomb, Content_Encoding="gzip")
    async with _reader(site) as reader:
        tracemalloc.start()
        found = await reader.read(url)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert found.title == "Peer feedback"
    assert peak < 12 * 1024 * 1024


async def test_a_page_that_breaks_off_is_read_as_far_as_it_came(site: Site) -> None:
    async def broken_off(request: web.BaseRequest) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html", "Content-Length": "100000"})
        await response.prepare(request)
        await response.write(PAGE.encode())
        assert request.transport is not None
        request.transport.close()
        return response

    site.pages["/"] = broken_off
    assert (await _read(site, site.url("/"))).title == "Peer feedback"


async def test_a_page_packed_wrongly_is_broken(site: Site) -> None:
    url = site.serves("/", "no gzip at all", Content_Encoding="gzip")
    assert (await _read(site, url)).trouble == LinkTrouble.BROKEN


async def test_another_kind_of_file_is_known_by_its_name_and_not_loaded(site: Site) -> None:
    url = site.serves("/annual%20report.pdf", "%PDF", kind="application/pdf")
    assert await _read(site, url) == LinkFound(url, title="annual report.pdf", site="127.0.0.1")


async def test_a_file_may_carry_its_name_in_a_header(site: Site) -> None:
    header = 'attachment; filename="report.pdf"'
    url = site.serves("/download", "%PDF", kind="application/pdf", Content_Disposition=header)
    assert (await _read(site, url)).title == "report.pdf"


async def test_a_malformed_header_is_no_trouble(site: Site) -> None:
    url = site.serves("/report.pdf", "%PDF", kind="application/pdf", Content_Disposition="attachment; ; =x")
    assert (await _read(site, url)).title == "report.pdf"


async def test_a_page_of_no_declared_kind_is_read(site: Site) -> None:
    async def undeclared(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.0 200 OK\r\n\r\n" + PAGE.encode())
        writer.close()
        await writer.wait_closed()

    async with await asyncio.start_server(undeclared, "127.0.0.1", 0) as server:
        other = Site(server.sockets[0].getsockname()[1])
        assert (await _read(other, other.url("/"))).title == "Peer feedback"


async def test_data_without_a_name_is_no_page(site: Site) -> None:
    url = site.serves("/api", "{}", kind="application/json")
    assert (await _read(site, url)).trouble == LinkTrouble.NOT_HTML


async def test_a_page_without_a_title_is_no_use(site: Site) -> None:
    url = site.serves("/", "<html><body></body></html>")
    assert (await _read(site, url)).trouble == LinkTrouble.NOT_HTML


async def test_a_page_is_read_by_the_workers_hands(site: Site) -> None:
    url = site.serves("/", PAGE)
    reach = Reach(ports=frozenset({site.port}), besides=frozenset({LOOPBACK}))
    async with Workshop() as workshop, GuardedLinkReader(workshop, reach=reach) as reader:
        assert (await reader.read(url)).title == "Peer feedback"
        assert workshop.pid is not None


async def test_a_page_that_takes_the_worker_down_is_broken(site: Site) -> None:
    url = site.serves("/", PAGE)
    reach = Reach(ports=frozenset({site.port}), besides=frozenset({LOOPBACK}))
    async with Workshop(limit=0.0) as workshop, GuardedLinkReader(workshop, reach=reach) as reader:
        assert (await reader.read(url)).trouble == LinkTrouble.BROKEN
