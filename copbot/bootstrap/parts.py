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

_COLLECT_AFTER = 20_000
"""Objects made and not gone again before a collection of the young ones."""


def repertoire() -> Repertoire:
    """Give all that members and facilitators can say."""
    return Repertoire(ALL)


def slack_manifest(settings: Settings, address: str | None) -> dict[str, Any]:
    """Make the manifest of this bot's Slack app; `address` is public, for HTTP mode."""
    from adapters.slack.manifest import manifest

    return manifest(repertoire(), settings.slack, address)


@contextmanager
def settled() -> Iterator[None]:
    """Keep what the start made out of garbage collection for the length of a `with`, and collect less often.

    A full collection of it holds every answer up for a tenth of a second. Next to nothing of an event stands in a
    cycle, yet by Python's own threshold three collections would run for each.
    """
    gc.collect()
    gc.freeze()
    usual = gc.get_threshold()
    gc.set_threshold(_COLLECT_AFTER, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


async def until_stopped() -> None:
    """Wait for the operator (Ctrl-C) or the system (SIGTERM) to end the process."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, stopped.set)
    await stopped.wait()
