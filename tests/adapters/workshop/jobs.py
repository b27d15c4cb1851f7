"""Work for the workshop to do; top-level, so that the worker can import it."""

import os
import signal
import threading


def add(one: int, other: int) -> int:
    return one + other


def fail(words: str) -> None:
    raise ValueError(words)


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def leave() -> None:
    raise SystemExit(3)


def hang() -> None:
    threading.Event().wait()


def process_id() -> int:
    return os.getpid()


def chatter() -> str:
    print("not an answer", flush=True)  # noqa: T201
    return "an answer"


def unpicklable() -> object:
    return threading.Lock()


def zeros(size: int) -> bytes:
    return bytes(size)


def secrets() -> tuple[str, ...]:
    return tuple(name for name in os.environ if name.startswith("COPBOT_"))
