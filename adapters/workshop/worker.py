"""The workshop's worker process: one job after another, until the bot is gone.

A message on the wire is its length in eight bytes, then a pickle: `(function, arguments)` one way, `(True, result)`
or `(False, what went wrong)` the other. Both ends are one program, of one version, on one machine.
"""

import logging
import os
import pickle
import sys
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from struct import Struct
from threading import Thread
from typing import BinaryIO

LENGTH = Struct(">Q")


def read_frame(source: BinaryIO) -> bytes | None:
    """Read one message; None when the other side is gone."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    body = source.read(length)
    return body if len(body) == length else None


def framed(body: bytes) -> bytes:
    """Give a message as it goes over the wire."""
    return LENGTH.pack(len(body)) + body


def answer(job: bytes) -> bytes:
    """Do one job and pickle what came of it; whatever goes wrong is told, never raised."""
    try:
        work, arguments = pickle.loads(job)  # noqa: S301  # from our own parent, over our own pipe
        return pickle.dumps((True, work(*arguments)))
    except Exception as error:  # noqa: BLE001  # the loop must survive; the caller logs what it is told
        return pickle.dumps((False, f"{type(error).__name__}: {error}"))


def serve(questions: BinaryIO, answers: BinaryIO, leave: Callable[[], None]) -> None:
    """Answer job after job until the bot closes the pipe or dies; then leave, even in the middle of a job."""
    jobs: SimpleQueue[bytes | None] = SimpleQueue()

    def listen() -> None:
        while (job := read_frame(questions)) is not None:
            jobs.put(job)
        jobs.put(None)
        leave()

    Thread(target=listen, daemon=True).start()
    while (job := jobs.get()) is not None:
        answers.write(framed(answer(job)))
        answers.flush()


def main() -> None:
    """Serve on this process's own pipes; what a library prints must not get among the answers."""
    logging.disable()
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    serve(sys.stdin.buffer, answers, partial(os._exit, 0))


if __name__ == "__main__":
    main()
