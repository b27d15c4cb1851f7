"""One community in a database, to hold the storage's promises against."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Concatenate, ParamSpec, TypeVar

from copbot.events import Person
from copbot.model.members import Member
from copbot.ports import Books, Transactions
from copbot.refs import CommunityId, UserRef
from storage.books import SqlStore
from tests.support.clock import START

T = TypeVar("T")
P = ParamSpec("P")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Tally:
    """A setting to count with."""

    count: int = 0


@dataclass(frozen=True, slots=True)
class House:
    """A community, and transactions in it."""

    transactions: Transactions
    community: CommunityId

    async def write(self, work: Callable[Concatenate[Books, P], T], *args: P.args, **named: P.kwargs) -> T:
        return await self.transactions.write(lambda books: work(books, *args, **named))

    async def read(self, work: Callable[Concatenate[Books, P], T], *args: P.args, **named: P.kwargs) -> T:
        return await self.transactions.read(lambda books: work(books, *args, **named))

    async def store(self, work: Callable[Concatenate[SqlStore, P], T], *args: P.args, **named: P.kwargs) -> T:
        """Write in the community."""
        return await self.write(lambda books: work(self.opened(books), *args, **named))

    async def look(self, work: Callable[Concatenate[SqlStore, P], T], *args: P.args, **named: P.kwargs) -> T:
        """Read in the community."""
        return await self.read(lambda books: work(self.opened(books), *args, **named))

    def opened(self, books: Books) -> SqlStore:
        store = books.store(self.community)
        assert isinstance(store, SqlStore)
        return store

    async def member(self, name: str, now: datetime = START) -> Member:
        """Bring somebody in."""
        return await self.store(lambda store: store.members.seen(person(name), now, acted=True))

    def beside(self, transactions: Transactions) -> "House":
        """Be in the same community by another process."""
        return House(transactions, self.community)


def person(name: str, tenant: str = "demo") -> Person:
    return Person(user=UserRef("sim", tenant, name), name=name.capitalize())


async def founded(transactions: Transactions, tenant: str = "demo") -> House:
    """Begin a community in a workspace."""
    made = await transactions.write(lambda books: books.found("sim", tenant, tenant.capitalize(), None, START))
    return House(transactions, made)


def count(store: SqlStore) -> int:
    """Add one to the tally, as a handler would: read, decide, keep."""
    tally = store.settings.get(Tally)
    store.settings.put(Tally(tally.count + 1))
    return tally.count + 1
