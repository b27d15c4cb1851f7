"""The bot without its edges: dispatcher, deliverer and due jobs around one database and some platforms."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from copbot.context import Capabilities
from copbot.delivery import Deliverer
from copbot.dispatch import Dispatcher
from copbot.due import DueRunner
from copbot.ports import ChatAdapter, Clock, Inbox, LinkReader, Solver, Transactions
from copbot.repertoire import Repertoire
from copbot.wording import Wording


class _Platforms(Mapping[str, Capabilities]):
    """What each connected platform can do just now: it may learn more while connecting."""

    def __init__(self, adapters: Mapping[str, ChatAdapter]) -> None:
        self._adapters = adapters

    def __getitem__(self, platform: str) -> Capabilities:
        return self._adapters[platform].capabilities

    def __iter__(self) -> Iterator[str]:
        return iter(self._adapters)

    def __len__(self) -> int:
        return len(self._adapters)


class Engine:
    """Everything between the adapters and the database; `inbox` is the one way in."""

    def __init__(
        self,
        *,
        repertoire: Repertoire,
        transactions: Transactions,
        clock: Clock,
        wording: Wording,
        adapters: Sequence[ChatAdapter],
        links: LinkReader,
        solver: Solver,
        watched: Callable[[Inbox], Inbox] = lambda inbox: inbox,
    ) -> None:
        self.repertoire = repertoire
        self.transactions = transactions
        self.clock = clock
        named = {adapter.platform: adapter for adapter in adapters}
        self.inbox: Inbox = watched(
            Dispatcher(
                repertoire=repertoire,
                transactions=transactions,
                clock=clock,
                wording=wording,
                platforms=_Platforms(named),
                on_outgoing=self._wake,
            )
        )
        self.deliverer = Deliverer(
            transactions=transactions,
            clock=clock,
            wording=wording,
            adapters=named,
            links=links,
            solver=solver,
            puzzles=repertoire.puzzles,
            inbox=self.inbox,
        )
        self.due = DueRunner(transactions=transactions, clock=clock, inbox=self.inbox)

    def _wake(self) -> None:
        self.deliverer.wake()

    async def tidy(self) -> None:
        """Forget what is no longer needed, a little at a time."""
        now = self.clock.now()
        while await self.transactions.write(lambda books: books.prune(now)):
            pass

    async def next_instant(self) -> datetime | None:
        """Tell when something falls due or may go out next."""
        dues = (await self.due.next_due(), await self.transactions.read(lambda books: books.outbox.next_due()))
        return min((at for at in dues if at is not None), default=None)

    async def settle(self) -> None:
        """Run and deliver all that is due now, and all that follows from it."""
        await self.due.run_due()
        await self.deliverer.drain()
        while await self.due.run_due():
            await self.deliverer.drain()

    async def advance(self, by: timedelta, move: Callable[[datetime], object]) -> None:
        """Let time pass in steps: `move` sets a movable clock to each instant at which something falls due."""
        target = self.clock.now() + by
        await self.settle()
        while (at := await self.next_instant()) is not None and at <= target:
            move(max(at, self.clock.now()))
            await self.settle()
        move(target)
