"""The whole bot in a local chat page, with a believable community in it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.scheduler.clock import SystemClock
from adapters.scheduler.ticker import Ticker
from adapters.simulator import cast
from adapters.simulator.acts import Acts
from adapters.simulator.adapter import SimulatorAdapter
from adapters.simulator.api import routes
from adapters.simulator.backstage import Backstage
from adapters.simulator.chat import Chat
from adapters.simulator.clock import MovableClock
from adapters.simulator.model import PLATFORM
from adapters.simulator.scenes import SCENES
from adapters.simulator.story import KnownPages, beginning, tell
from adapters.web.server import serving
from adapters.workshop.charts import WorkshopPainter
from adapters.workshop.process import Workshop
from adapters.workshop.read_links import GuardedLinkReader
from copbot.bootstrap.parts import repertoire
from copbot.engine import Engine
from copbot.events import Event, Person
from copbot.intents import Answer
from copbot.model.roles import Appointments, Role, role_of
from copbot.ports import Books, Transactions
from copbot.refs import MemberId
from copbot.wording import Wording
from storage.database import open_database


@asynccontextmanager
async def demonstrating(*, port: int, database: Path | None) -> AsyncIterator[str]:
    """Run the whole bot in the local chat page for the length of a `with`; gives the page's address.

    Without a database the community is begun, three weeks of its life are told, and it ends with the demonstration.
    """
    known = repertoire()
    real = SystemClock()
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="copbot-demo-"))
        path = database or Path(folder) / "demo.db"
        is_new = not path.exists()
        clock = MovableClock(real, start=beginning(real.now()) if is_new else None)
        workshop = await stack.enter_async_context(Workshop())
        links = await stack.enter_async_context(GuardedLinkReader(workshop))
        transactions = stack.enter_context(open_database(f"sqlite:///{path}"))
        chat = Chat(name=cast.NAME, tenant=cast.TENANT, accounts=cast.MEMBERS, channels=cast.CHANNELS, clock=clock)
        simulator = SimulatorAdapter(chat, clock=clock, address=f"http://127.0.0.1:{port}/")
        engine = Engine(
            repertoire=known,
            transactions=transactions,
            clock=clock,
            wording=Wording(),
            adapters=[simulator],
            links=KnownPages(links),
        )
        move = partial(_advance, engine, clock)
        backstage = Backstage(
            repertoire=known,
            painter=WorkshopPainter(workshop),
            clock=clock,
            move=move,
            next_due=engine.next_instant,
            role=partial(_role_of, transactions),
            zone=partial(_zone, transactions),
        )
        await stack.enter_async_context(simulator.connected(partial(_settled, engine)))
        if is_new:
            acts = Acts(simulator, known.shortcuts)
            await acts.install("ann")
            await tell(acts, clock, move, SCENES, real.now())
        address = await stack.enter_async_context(serving("127.0.0.1", port, routes(simulator, backstage)))
        stack.callback(chat.close)  # pages that listen for changes would keep the door open
        ticker = Ticker(clock=clock, on_beat=engine.settle, on_hour=engine.tidy)
        await stack.enter_async_context(ticker.running())
        yield address


async def _settled(engine: Engine, event: Event) -> Answer:
    """Handle an event and deliver what follows before answering: in the demonstration nothing is left half done."""
    answer = await engine.inbox(event)
    await engine.settle()
    return answer


async def _advance(engine: Engine, clock: MovableClock, by: timedelta) -> None:
    await engine.advance(by, lambda at: clock.forward(max(timedelta(), at - clock.now())))


async def _role_of(transactions: Transactions, person: Person) -> Role:
    def ask(books: Books) -> Role:
        community = books.community_at(person.user.platform, person.user.tenant, None)
        if community is None:
            return Role.ADMIN if person.is_platform_admin else Role.MEMBER
        store = books.store(community)
        member = store.members.of_account(person.user)
        named = store.settings.get(Appointments)
        return role_of(person, MemberId(0) if member is None else member.id, named)

    return await transactions.read(ask)


async def _zone(transactions: Transactions) -> str:
    def ask(books: Books) -> str:
        community = books.community_at(PLATFORM, cast.TENANT, None)
        return "UTC" if community is None else books.store(community).community.get().zone

    return await transactions.read(ask)
