from collections.abc import Iterator

import pytest

from copbot.ports import Transactions
from tests.storage.house import House, founded
from tests.support.databases import POSTGRES, Database


@pytest.fixture
def transactions(database: Database) -> Iterator[Transactions]:
    with database.open() as transactions:
        yield transactions


@pytest.fixture
def beside(database: Database, transactions: Transactions) -> Iterator[Transactions]:
    """Another process on the same database; a SQLite file has but one, so there it is the same again."""
    if database.kind == POSTGRES:
        with database.open() as others:
            yield others
    else:
        yield transactions


@pytest.fixture
async def house(transactions: Transactions) -> House:
    return await founded(transactions)
