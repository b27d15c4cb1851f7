"""The workshop as the bot sees it: hand over a function, get its result; the worker comes and goes by itself."""

import asyncio
import os
import pickle
import sys
from asyncio import StreamReader, StreamWriter
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from enum import StrEnum
from types import TracebackType
from typing import Self, TypeVar, TypeVarTuple, cast

from adapters.workshop.worker import LENGTH, framed

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

_MOST = 64 * 1024 * 1024
"""Bytes in one answer; more is a fault."""


class Fault(StrEnum):
    """What went wrong in the workshop."""

    RAISED = "raised"
    """The work itself failed."""
    CRASHED = "crashed"
    """The worker died over it."""
    LATE = "late"
    """It took too long and was ended."""


class WorkshopFailed(Exception):  # noqa: N818  # as one says it
    """A job came to nothing; the next one finds the workshop in order."""

    def __init__(self, fault: Fault, detail: str) -> None:
        super().__init__(f"{fault}: {detail}")
        self.fault = fault


class Workshop:
    """Runs one job at a time in a worker process, started when needed and ended after `idle` seconds without work.

    Use it as an async context manager. `limit` is how many seconds one job may take, starting the worker included.
    """

    def __init__(self, *, idle: float = 60.0, limit: float = 30.0) -> None:
        self._idle = idle
        self._limit = limit
        self._turn = asyncio.Lock()
        self._worker: Process | None = None
        self._resting: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        async with self._turn:
            self._stay()
            await self._dismiss()

    @property
    def pid(self) -> int | None:
        """The worker's process id while there is one."""
        return self._worker.pid if self._worker is not None and self._worker.returncode is None else None

    async def run(self, work: Callable[[*Ts], T], *arguments: *Ts) -> T:
        """Run a top-level function in the worker; it, its arguments and its result have to be picklable.

        Raises: WorkshopFailed when it raised, took too long or took the worker down.
        """
        async with self._turn:
            self._stay()
            try:
                async with asyncio.timeout(self._limit):
                    good, result = await self._asked((work, arguments))
            except TimeoutError as error:
                await self._dismiss()
                raise WorkshopFailed(Fault.LATE, f"{work.__qualname__} took over {self._limit:g} s") from error
            except (EOFError, OSError) as error:
                await self._dismiss()
                raise WorkshopFailed(Fault.CRASHED, f"{work.__qualname__} ended the worker") from error
            except BaseException:
                await self._dismiss()  # who asked is gone, and the answer must not meet the next question
                raise
            self._rest_later()
        if not good:
            raise WorkshopFailed(Fault.RAISED, f"{work.__qualname__}: {result}")
        return cast("T", result)

    async def _asked(self, asked: object) -> tuple[bool, object]:
        """Hand a job over and read what came of it; a thread pickles, as thousands of people take it a while."""
        job = await asyncio.to_thread(pickle.dumps, asked)
        worker = self._worker
        if worker is None or worker.returncode is not None or _questions(worker).is_closing():
            await self._dismiss()
            worker = self._worker = await _started()
        _questions(worker).write(framed(job))
        await _questions(worker).drain()
        answers = cast("StreamReader", worker.stdout)
        (length,) = LENGTH.unpack(await answers.readexactly(LENGTH.size))
        if length > _MOST:
            raise OSError(f"an answer of {length} bytes")
        good, result = await asyncio.to_thread(pickle.loads, await answers.readexactly(length))
        return good, result

    def _rest_later(self) -> None:
        """Let the worker go when nobody asks for a while: it leaves when its pipe closes."""
        questions = _questions(cast("Process", self._worker))
        self._resting = asyncio.get_running_loop().call_later(self._idle, questions.close)

    def _stay(self) -> None:
        if self._resting is not None:
            self._resting.cancel()
            self._resting = None

    async def _dismiss(self) -> None:
        worker, self._worker = self._worker, None
        if worker is None:
            return
        if worker.returncode is None:
            worker.kill()
        _questions(worker).close()
        await worker.communicate()


def _questions(worker: Process) -> StreamWriter:
    return cast("StreamWriter", worker.stdin)


async def _started() -> Process:
    """Start a worker that can import what we can, and knows no secret of ours."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COPBOT_")}
    environment |= {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "adapters.workshop.worker",
        stdin=PIPE,
        stdout=PIPE,
        env=environment,
        start_new_session=True,
    )
