"""What the bot and the demonstration are both made of."""

import asyncio
import gc
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from commands import ALL
from copbot.config import Settings
from copbot.repertoire import Repertoire


def repertoire() -> Repertoire:
    """Give all that members and facilitators can say."""
    return Repertoire(ALL)


def slack_manifest(settings: Settings, address: str | None) -> dict[str, Any]:
    """Make the manifest of this bot's Slack app; `address` is public, for HTTP mode."""
    from adapters.slack.manifest import manifest

    return manifest(repertoire(), settings.slack, address)


@contextmanager
def settled() -> Iterator[None]:
    """Keep what the start made out of garbage collection for the length of a `with`.

    A full collection of it holds every answer up for a tenth of a second.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


async def until_stopped() -> None:
    """Wait for the operator (Ctrl-C) or the system (SIGTERM) to end the process."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    await stopped.wait()
