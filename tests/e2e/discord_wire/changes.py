"""A condition for one event loop: told of every change, it wakes who waits for something to hold."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Changes:
    """Waiters for a predicate, looked at again whenever `happened` is called; nobody polls."""

    def __init__(self) -> None:
        self._waiters: list[asyncio.Future[None]] = []

    def happened(self) -> None:
        """Wake everybody who waits, to look again."""
        if self._waiters:
            waiters, self._waiters = self._waiters, []
            for waiter in waiters:
                if not waiter.done():
                    waiter.set_result(None)

    async def until(self, predicate: Callable[[], T], within: float, tell: Callable[[], str]) -> T:
        """Wait until `predicate` gives something true, and give that.

        Raises: TimeoutError after `within` seconds, with what `tell` says of the moment.
        """
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(within):
                while not (found := predicate()):
                    waiter = loop.create_future()
                    self._waiters.append(waiter)
                    await waiter
        except TimeoutError as late:
            raise TimeoutError(f"after {within} s still not so; {tell()}") from late
        return found
