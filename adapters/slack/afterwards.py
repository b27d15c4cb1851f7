"""Work that outlives the payload that began it, and ends with the connection."""

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager

import structlog

_log = structlog.get_logger(__name__)


class Afterwards:
    """Begins work in a connection's task group; each piece fails alone."""

    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        self._tasks = tasks
        self._begun: set[asyncio.Future[None]] = set()
        self._underway: set[asyncio.Future[None]] = set()

    def begin(self, work: Coroutine[object, object, None]) -> "asyncio.Task[None]":
        """Begin a piece of work."""
        task = self._tasks.create_task(_guarded(work))
        self._begun.add(task)
        task.add_done_callback(self._begun.discard)
        return task

    @contextmanager
    def underway(self) -> Iterator[None]:
        """Count a payload on its way to its answer among what is running."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._underway.add(done)
        try:
            yield
        finally:
            self._underway.discard(done)
            done.set_result(None)

    async def finish(self, patience: float) -> None:
        """Let what is running come to its end, for so many seconds at most."""
        running = self._begun | self._underway
        if running:
            await asyncio.wait(running, timeout=patience)

    def stop(self) -> None:
        """Give up what is still running of what was begun."""
        for task in self._begun:
            task.cancel()


async def _guarded(work: Coroutine[object, object, None]) -> None:
    """Let one piece of work fail alone: the connection survives it."""
    try:
        await work
    except Exception:  # noqa: BLE001 -- the loop must survive any one of them
        _log.exception("slack_work_failed")
