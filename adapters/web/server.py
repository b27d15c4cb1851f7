"""One HTTP server for all doors."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.applications import Starlette
from starlette.routing import BaseRoute

from copbot.errors import OperatorError


class PortTakenError(OperatorError):
    """Something else listens at this address, or it is not this machine's."""


class _Server(uvicorn.Server):
    """Uvicorn inside our own process: it says when it listens, and leaves signals to us."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


def listening(host: str, port: int) -> socket.socket:
    """Listen at an address.

    Raises: PortTakenError when it cannot be listened at.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        why = (error.strerror or str(error)).partition(" (while")[0]
        raise PortTakenError(f"Cannot listen on {host} port {port}: {why}. Choose another port.") from None


@asynccontextmanager
async def serving(host: str, port: int, routes: Sequence[BaseRoute]) -> AsyncIterator[str]:
    """Serve routes for the length of a `with`; gives the address, whose port is chosen when `port` is 0.

    Raises: PortTakenError when the address cannot be listened at.
    """
    door = listening(host, port)
    config = uvicorn.Config(
        Starlette(routes=list(routes)),
        log_config=None,
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=2,
    )
    server = _Server(config)
    async with asyncio.TaskGroup() as tasks:
        task = tasks.create_task(server.serve(sockets=[door]))
        await server.listening.wait()
        try:
            name = f"[{host}]" if ":" in host else host
            yield f"http://{name}:{door.getsockname()[1]}"
        finally:
            server.should_exit = True
            await asyncio.wait({task})  # a fault in the block would cancel it, and leave the door open
