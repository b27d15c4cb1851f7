"""Work that is waited for and never cancelled: a REST call cut short can hang all later ones in discord.py."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

import structlog

T = TypeVar("T")

_log = structlog.get_logger(__name__)


class Flights:
    """What is under way; who waits for it may be cancelled, the work itself goes on."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        """Start work nobody need wait for; if it breaks, that is logged."""
        task = self._begin(work)
        task.add_done_callback(_complain)
        return task

    async def wait_for(self, work: Coroutine[Any, Any, T]) -> T:
        """Do work and give its result; a cancelled caller leaves it to its end."""
        task = self._begin(work)
        task.add_done_callback(_look_at)
        return await asyncio.shield(task)

    def _begin(self, work: Coroutine[Any, Any, T]) -> "asyncio.Task[T]":
        task = asyncio.get_running_loop().create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task

    async def landed(self, within: float) -> None:
        """Wait until nothing is under way, at most so many seconds."""
        deadline = asyncio.get_running_loop().time() + within
        while self._under_way and (left := deadline - asyncio.get_running_loop().time()) > 0:
            await asyncio.wait(self._under_way, timeout=left)


def _complain(task: "asyncio.Task[Any]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("flight_broke", exc_info=error)


def _look_at(task: "asyncio.Task[Any]") -> None:
    """Look at an outcome, so that nothing complains when its caller is gone."""
    if not task.cancelled():
        task.exception()
