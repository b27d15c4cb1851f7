"""The whole bot in a local chat page, with a believable community in it."""

from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
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
from adapters.simulator.model import PLATFORM, Entry
from adapters.simulator.notebook import Kept, Moment, Notebook, remembered
from adapters.simulator.scenes import SCENES
from adapters.simulator.story import KnownPages, beginning, tell
from adapters.web.server import listening, serving
from adapters.workshop.charts import WorkshopPainter
from adapters.workshop.process import Workshop
from adapters.workshop.read_links import GuardedLinkReader
from adapters.workshop.solving import LONGEST, WorkshopSolver
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

    A new community is begun and three weeks of its life are told. Without a database it ends with the demonstration;
    with one, a file of that name and `.chat` keeps what was said, and time goes on from where it had come.
    """
    sayable = repertoire()
    real = SystemClock()
    listening("127.0.0.1", port).close()  # a port that is taken is said at once, not after the story
    async with AsyncExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="copbot-demo-"))
        path = database or Path(folder) / "demo.db"
        book = path.with_name(f"{path.name}.chat")
        is_new = not path.exists()
        transactions = stack.enter_context(open_database(f"sqlite:///{path}"))
        known = () if is_new else remembered(book)
        clock = MovableClock(real, start=beginning(real.now()) if is_new else _reached(known, real.now()))
        workshop = await stack.enter_async_context(Workshop())
        links = await stack.enter_async_context(GuardedLinkReader(workshop))
        solving = await stack.enter_async_context(Workshop(limit=LONGEST))
        if is_new:
            book.unlink(missing_ok=True)
        notebook = stack.enter_context(Notebook(book))
        chat = Chat(
            name=cast.NAME,
            tenant=cast.TENANT,
            accounts=cast.MEMBERS,
            channels=cast.CHANNELS,
            clock=clock,
            known=known,
            keep=notebook.keep,
        )
        simulator = SimulatorAdapter(chat, clock=clock, address=f"http://127.0.0.1:{port}/")
        engine = Engine(
            repertoire=sayable,
            transactions=transactions,
            clock=clock,
            wording=Wording(),
            adapters=[simulator],
            links=KnownPages(links),
            solver=WorkshopSolver(solving),
        )
        move = partial(_advance, engine, clock, notebook)
        backstage = Backstage(
            repertoire=sayable,
            painter=WorkshopPainter(workshop),
            clock=clock,
            move=move,
            next_due=engine.next_instant,
            role=partial(_role_of, transactions),
            zone=partial(_zone, transactions),
        )
        await stack.enter_async_context(simulator.connected(partial(_settled, engine)))
        if is_new:
            acts = Acts(simulator, sayable.shortcuts)
            await acts.install("ann")
            await tell(acts, clock, move, SCENES, real.now())
        address = await stack.enter_async_context(serving("127.0.0.1", port, routes(simulator, backstage)))
        stack.callback(chat.close)  # pages that listen for changes would keep the door open
        # The ticker lives in real time: that somebody moves the community's clock is no jump to warn of.
        ticker = Ticker(clock=real, on_beat=engine.settle, on_hour=engine.tidy)
        await stack.enter_async_context(ticker.running())
        yield address


async def _settled(engine: Engine, event: Event) -> Answer:
    """Handle an event and deliver what follows before answering: in the demonstration nothing is left half done."""
    answer = await engine.inbox(event)
    await engine.settle()
    return answer


async def _advance(engine: Engine, clock: MovableClock, notebook: Notebook, by: timedelta) -> None:
    await engine.advance(by, clock.forward_to)
    notebook.keep(Moment(clock.now()))


def _reached(known: Iterable[Kept], now: datetime) -> datetime:
    """Tell how far the community's time had come: never behind what was written in it."""
    return max([now, *(one.at for one in known if isinstance(one, Moment | Entry))])


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
