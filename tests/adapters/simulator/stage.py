"""The simulator on a stage: the real bot around it, one practice to try, and the page over a real socket."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aiohttp import ClientSession
from yarl import URL

from adapters.scheduler.clock import SystemClock
from adapters.simulator.acts import Acts
from adapters.simulator.adapter import SimulatorAdapter
from adapters.simulator.api import routes
from adapters.simulator.backstage import Backstage
from adapters.simulator.cast import CHANNELS, MEMBERS, NAME, TENANT
from adapters.simulator.chat import Chat
from adapters.simulator.clock import MovableClock
from adapters.web.server import serving
from adapters.workshop.charts import WorkshopPainter
from adapters.workshop.process import Workshop
from copbot.engine import Engine
from copbot.events import Event, LinkFound, Person
from copbot.intents import Answer
from copbot.message import Chart
from copbot.model.roles import Role
from copbot.ports import Clock, Painter
from copbot.repertoire import Repertoire
from copbot.wording import Wording
from storage.sqlite import SqliteTransactions
from tests.adapters.simulator.practice import PRACTICE
from tests.support.solving import SolvedHere

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday morning."""


class PretendPainter:
    """Draws every chart as a few bytes and its title, counts them, and fails when it has `trouble`."""

    def __init__(self) -> None:
        self.drawn = 0
        self.trouble: Exception | None = None

    async def draw(self, chart: Chart) -> bytes:
        if self.trouble is not None:
            raise self.trouble
        self.drawn += 1
        return b"\x89PNG " + str(chart.title).encode()


class NoLinks:
    """Reads no page."""

    async def read(self, url: str) -> LinkFound:
        return LinkFound(url=url, trouble="timeout")


@dataclass(slots=True, kw_only=True)
class Stage:
    """Everything a story needs; `get` and `post` speak JSON with the page's API, `asks` gives status and JSON."""

    chat: Chat
    adapter: SimulatorAdapter
    acts: Acts
    clock: MovableClock
    engine: Engine
    address: str
    session: ClientSession
    painter: PretendPainter
    moves: list[timedelta]
    hold: asyncio.Event

    async def get(self, name: str, /, **query: str) -> Any:  # noqa: ANN401 -- whatever JSON comes
        async with self.session.get(self._url(name), params=query) as response:
            found = await response.json()
            assert response.status == 200, found
            return found

    async def post(self, name: str, /, **body: object) -> Any:  # noqa: ANN401 -- whatever JSON comes
        status, found = await self.asks("POST", name, json=body)
        assert status == 200, found
        await self.engine.deliverer.drain()
        return found

    async def refused(self, name: str, /, **body: object) -> str:
        """Post something that is refused with a sentence; gives it."""
        status, found = await self.asks("POST", name, json=body)
        assert status == 400, found
        sentence: str = found["error"]
        return sentence

    async def asks(self, method: str, name: str, **options: Any) -> tuple[int, Any]:  # noqa: ANN401 -- aiohttp's own
        async with self.session.request(method, self._url(name), **options) as response:
            return response.status, await response.json()

    def _url(self, name: str) -> URL:
        return URL(f"{self.address}/api/{name}", encoded=True)


@asynccontextmanager
async def staged(
    path: Path, *, painter: Painter | None = None, real: Clock | None = None, port: int = 0, settling: bool = False
) -> AsyncIterator[Stage]:
    """Set the stage over a database file, for the length of a `with`; a `settling` one delivers before it answers."""
    clock = MovableClock(real or SystemClock(), start=START)
    chat = Chat(name=NAME, tenant=TENANT, accounts=MEMBERS, channels=CHANNELS, clock=clock)
    adapter = SimulatorAdapter(chat, clock=clock)
    repertoire = Repertoire((PRACTICE,))
    moves: list[timedelta] = []
    pretended = PretendPainter()
    hold = asyncio.Event()
    hold.set()
    async with AsyncExitStack() as stack:
        transactions = stack.enter_context(SqliteTransactions(path).open())
        engine = Engine(
            repertoire=repertoire,
            transactions=transactions,
            clock=clock,
            wording=Wording(),
            adapters=[adapter],
            links=NoLinks(),
            solver=SolvedHere(),
        )

        async def move(by: timedelta) -> None:
            moves.append(by)
            await hold.wait()
            await engine.advance(by, clock.forward_to)

        async def role(person: Person) -> Role:
            return Role.ADMIN if person.is_platform_admin else Role.MEMBER

        async def zone() -> str:
            return "Europe/Berlin"

        backstage = Backstage(
            repertoire=repertoire,
            painter=painter or pretended,
            clock=clock,
            move=move,
            next_due=engine.due.next_due,
            role=role,
            zone=zone,
        )
        session = await stack.enter_async_context(ClientSession())
        adapter.address = await stack.enter_async_context(serving("127.0.0.1", port, routes(adapter, backstage)))
        await stack.enter_async_context(adapter.connected(partial(_settled, engine) if settling else engine.inbox))
        acts = Acts(adapter, repertoire.shortcuts)
        await acts.install("ann")
        yield Stage(
            chat=chat,
            adapter=adapter,
            acts=acts,
            clock=clock,
            engine=engine,
            address=adapter.address,
            session=session,
            painter=pretended,
            moves=moves,
            hold=hold,
        )


async def _settled(engine: Engine, event: Event) -> Answer:
    answer = await engine.inbox(event)
    await engine.settle()
    return answer


async def show(port: int) -> None:
    """Show the page for as long as nobody stops it: `python -m tests.adapters.simulator.stage 8765`."""
    with TemporaryDirectory() as folder:
        async with (
            Workshop() as workshop,
            staged(Path(folder) / "demo.db", painter=WorkshopPainter(workshop), port=port) as stage,
        ):
            await story(stage)
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(stage.engine.deliverer.run())


async def story(stage: Stage) -> None:
    """Have a few things said and done, so that there is something to see."""
    acts = stage.acts
    first = await acts.say("bob", "general", "Morning all! Who has a good way to introduce box plots?")
    assert first.message is not None
    stage.clock.forward(timedelta(minutes=3))
    for who, words in (
        ("carla", "I let them sketch one on paper first. https://example.org/plots has my worksheet."),
        ("dev", "A notebook where the whiskers move helps, too. @bob I can show you mine."),
        ("eve", "New here: what is a whisker? 😅"),
    ):
        await acts.say(who, "general", words, thread=first.message.id)
        stage.clock.forward(timedelta(minutes=2))
    await acts.react("eve", first.message.id, "👀")
    await acts.react("ann", first.message.id, "📚")
    await acts.react("dev", first.message.id, "📚")
    await acts.say(
        "grace",
        "general",
        "Thank you all for yesterday.\n"
        "The seating plan worked: three groups, each with their own data set, and nobody got lost.",
    )
    await acts.say("grace", "general", "Photos in #resources later.")
    await acts.say("ann", "general", "/try thank @carla @bob for reading every single draft value:patience")
    await acts.say("ann", "general", "/try post")
    await acts.say("ann", "general", "/try tomorrow")
    await stage.engine.settle()


if __name__ == "__main__":
    asyncio.run(show(int(sys.argv[1])))
