"""Work that outlives the payload that began it, and ends with the connection."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

_log = structlog.get_logger(__name__)


class Afterwards:
    """Begins work in a connection's task group; each piece fails alone."""

    def __init__(self, tasks: asyncio.TaskGroup) -> None:
        self._tasks = tasks
        self._running: set[asyncio.Task[Any]] = set()

    def begin(self, work: Coroutine[object, object, None]) -> "asyncio.Task[None]":
        """Begin a piece of work."""
        task = self._tasks.create_task(_guarded(work))
        self._watch(task)
        return task

    def watch(self) -> None:
        """Count the task that calls this among what is running: a payload on its way to its answer."""
        task = asyncio.current_task()
        if task is not None:
            self._watch(task)

    async def finish(self, patience: float) -> None:
        """Let what is running come to its end, for so many seconds at most."""
        if self._running:
            await asyncio.wait(self._running, timeout=patience)

    def stop(self) -> None:
        """Give up what is still running."""
        for task in self._running:
            task.cancel()

    def _watch(self, task: "asyncio.Task[Any]") -> None:
        self._running.add(task)
        task.add_done_callback(self._running.discard)


async def _guarded(work: Coroutine[object, object, None]) -> None:
    """Let one piece of work fail alone: the connection survives it."""
    try:
        await work
    except Exception:  # noqa: BLE001 -- the loop must survive any one of them
        _log.exception("slack_work_failed")
