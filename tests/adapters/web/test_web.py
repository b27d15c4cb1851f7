"""The HTTP door over a real socket."""

import asyncio

import aiohttp
import pytest
from prometheus_client import CollectorRegistry
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import BaseRoute, Route

from adapters.web.health import Check, routes
from adapters.web.meter import Meter
from adapters.web.server import PortTakenError, serving
from copbot.events import Event, HomeOpened, Place
from copbot.intents import Answer, Reply
from copbot.message import message
from copbot.ports import Backlog

EVENT = Event(place=Place(platform="sim", tenant="demo"), happened=HomeOpened())


async def _got(address: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return answer.status, await answer.text()


def _check(name: str, trouble: str | None) -> Check:
    async def ask() -> str | None:
        return trouble

    return Check(name, ask)


async def _no_gauges() -> None:
    pass


def _health(*checks: Check) -> list[BaseRoute]:
    return [*routes(checks, CollectorRegistry(), _no_gauges)]


async def test_it_lives_whatever_is_wrong_with_it() -> None:
    async with serving("127.0.0.1", 0, _health(_check("database", "cannot be read"))) as address:
        assert await _got(f"{address}/healthz") == (200, "ok\n")


async def test_it_is_ready_when_every_check_is_well() -> None:
    async with serving("127.0.0.1", 0, _health(_check("database", None))) as address:
        assert await _got(f"{address}/readyz") == (200, '{"ready":true,"checks":{"database":"ok"}}')


async def test_one_trouble_is_enough_not_to_be_ready_and_is_named() -> None:
    checks = _check("database", None), _check("slack", "is not connected yet")
    async with serving("127.0.0.1", 0, _health(*checks)) as address:
        assert await _got(f"{address}/readyz") == (
            503,
            '{"ready":false,"checks":{"database":"ok","slack":"is not connected yet"}}',
        )


async def test_events_are_counted_and_timed_also_those_that_fail_and_the_backlog_is_read_anew() -> None:
    backlog = [Backlog(waiting=3, dead=1, due=2)]

    async def ask() -> Backlog:
        return backlog[-1]

    async def answer(_: Event) -> Answer:
        return Reply(message("yes"))

    async def broken(_: Event) -> Answer:
        raise RuntimeError("a bug")

    meter = Meter(ask)
    assert await meter.counted(answer)(EVENT) == Reply(message("yes"))
    with pytest.raises(RuntimeError):
        await meter.counted(broken)(EVENT)

    async with serving("127.0.0.1", 0, routes((), meter.registry, meter.refresh)) as address:
        _, first = await _got(f"{address}/metrics")
        backlog.append(Backlog(waiting=0, dead=1, due=0))
        _, second = await _got(f"{address}/metrics")

    assert 'copbot_events_total{happened="HomeOpened",platform="sim"} 2.0' in first
    assert "copbot_event_seconds_count 2.0" in first
    assert "copbot_outbox_waiting 3.0" in first
    assert "copbot_schedules_due 2.0" in first
    assert "copbot_outbox_waiting 0.0" in second


async def test_the_doors_of_others_stand_beside_it() -> None:
    async def hello(_: Request) -> PlainTextResponse:
        return PlainTextResponse("hello")

    async with serving("127.0.0.1", 0, [*_health(), Route("/slack/hello", hello)]) as address:
        assert await _got(f"{address}/slack/hello") == (200, "hello")
        assert (await _got(f"{address}/elsewhere"))[0] == 404


async def test_it_listens_at_addresses_of_both_kinds() -> None:
    async with serving("::1", 0, _health()) as address:
        assert address.startswith("http://[::1]:")
        assert await _got(f"{address}/healthz") == (200, "ok\n")


async def test_a_port_that_is_taken_is_one_sentence() -> None:
    async with serving("127.0.0.1", 0, _health()) as address:
        port = int(address.rpartition(":")[2])
        with pytest.raises(PortTakenError, match=rf"^Cannot listen on 127.0.0.1 port {port}: .+ Choose another port.$"):
            async with serving("127.0.0.1", port, _health()):
                pass


async def test_an_address_of_no_machine_is_one_sentence() -> None:
    with pytest.raises(PortTakenError, match=r"^Cannot listen on nowhere.invalid port 0: "):
        async with serving("nowhere.invalid", 0, _health()):
            pass


async def _broken_while_serving(ports: list[int]) -> None:
    async with serving("127.0.0.1", 0, _health()) as address:
        ports.append(int(address.rpartition(":")[2]))
        raise RuntimeError("a fault")


async def test_when_it_ends_or_breaks_nobody_listens_any_more() -> None:
    ports: list[int] = []
    async with serving("127.0.0.1", 0, _health()) as address:
        ports.append(int(address.rpartition(":")[2]))
    with pytest.raises(ExceptionGroup):
        await _broken_while_serving(ports)

    for port in ports:
        with pytest.raises(OSError, match="Connect"):
            await asyncio.open_connection("127.0.0.1", port)
