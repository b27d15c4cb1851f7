"""Programs in processes of their own: the whole bot by `copbot run`, and plain bots to compare it with."""

import asyncio
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from tests.e2e.discord_wire import DiscordWire
from tests.e2e.slack_wire import SlackWire

SIGNING_KEY = "shh-signing"
_ROOT = Path(__file__).parent.parent
_LOOK_AGAIN = 0.01
_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Child:
    """A process that is ready; `seconds` is how long that took from its start."""

    process: asyncio.subprocess.Process
    address: str
    seconds: float

    async def megabytes(self) -> float:
        """Ask the system what it holds in memory now."""
        asked = await asyncio.create_subprocess_exec(
            "ps", "-o", "rss=", "-p", str(self.process.pid), stdout=asyncio.subprocess.PIPE
        )
        told, _ = await asked.communicate()
        return int(told) * 1024 / 1_000_000


def of_slack(wire: SlackWire, mode: str) -> dict[str, str]:
    """Give the settings that connect the bot to a loopback Slack."""
    return {
        "COPBOT_SLACK__ENABLED": "true",
        "COPBOT_SLACK__MODE": mode,
        "COPBOT_SLACK__API_URL": wire.api_url,
        "COPBOT_SLACK__BOT_TOKEN": wire.bot_token,
        "COPBOT_SLACK__APP_TOKEN": wire.app_token,
        "COPBOT_SLACK__SIGNING_SECRET": SIGNING_KEY,
    }


def of_discord(wire: DiscordWire) -> dict[str, str]:
    """Give the settings that connect the bot to a loopback Discord."""
    return {
        "COPBOT_DISCORD__ENABLED": "true",
        "COPBOT_DISCORD__API_URL": wire.api_url,
        "COPBOT_DISCORD__TOKEN": wire.token,
    }


@asynccontextmanager
async def bot(path: Path, settings: Mapping[str, str]) -> AsyncIterator[Child]:
    """Run the whole bot over a SQLite file for the length of a `with`, from the moment it is ready."""
    port = _free_port()
    own = {"COPBOT_DATABASE__URL": f"sqlite:///{path}", "COPBOT_WEB__PORT": str(port), "COPBOT_LOG__LEVEL": "error"}
    async with _running(("copbot", "run"), {**own, **settings}, path.parent, f"http://127.0.0.1:{port}") as child:
        yield child


@asynccontextmanager
async def plain(module: str, settings: Mapping[str, str], folder: Path) -> AsyncIterator[Child]:
    """Run a plain bot, given as a module that listens at `BENCH_PORT`, for the length of a `with`."""
    port = _free_port()
    async with _running((module,), {"BENCH_PORT": str(port), **settings}, folder, f"http://127.0.0.1:{port}") as child:
        yield child


@asynccontextmanager
async def _running(
    command: tuple[str, ...], settings: Mapping[str, str], folder: Path, address: str
) -> AsyncIterator[Child]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("COPBOT_")}
    environment = {**inherited, **settings, "PYTHONPATH": str(_ROOT)}
    began = time.perf_counter()
    told = folder / "told.txt"
    with told.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", *command, env=environment, cwd=folder, stdout=output, stderr=output
        )
    try:
        await _ready(process, f"{address}/readyz", told)
        yield Child(process, address, time.perf_counter() - began)
    finally:
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        await process.wait()


async def _ready(process: asyncio.subprocess.Process, url: str, told: Path) -> None:
    """Look until it says that it is ready.

    Raises: RuntimeError when it ended instead, TimeoutError when it takes too long.
    """
    async with asyncio.timeout(_PATIENCE), aiohttp.ClientSession() as session:
        while not await _says_so(session, url):
            if process.returncode is not None:
                said = await asyncio.to_thread(told.read_text, encoding="utf-8")
                raise RuntimeError(f"it ended with {process.returncode}: {said}")
            await asyncio.sleep(_LOOK_AGAIN)


async def _says_so(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as answer:
            return answer.status == 200
    except aiohttp.ClientError:
        return False


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port: int = door.getsockname()[1]
        return port
