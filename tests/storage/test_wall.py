"""The second wall between communities: what a statement sees that forgot which one it is for."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from copbot.ports import Books, Transactions
from storage.looking import Standing, standing
from storage.migrations import HEAD
from storage.postgres import PostgresTransactions, owning
from storage.tables import METADATA
from storage.upgrade import upgrade
from tests.storage.house import House, Tally, count, founded
from tests.support.databases import POSTGRES, Database
from tests.support.postgres import PostgresServer

DATABASES = (POSTGRES,)
pytestmark = pytest.mark.postgres


@pytest.fixture
async def other(transactions: Transactions) -> House:
    other = await founded(transactions, "elsewhere")
    await other.store(count)
    return other


def ask(books: Books, statement: str) -> list[tuple[object, ...]]:
    connection = books._connection  # type: ignore[attr-defined]  # a test may look where a user cannot
    return [tuple(row) for row in connection.execute(text(statement))]


def change(books: Books, statement: str) -> int:
    connection = books._connection  # type: ignore[attr-defined]  # a test may look where a user cannot
    return int(connection.execute(text(statement)).rowcount)


async def test_a_query_that_forgot_its_community_sees_the_open_one_alone(house: House, other: House) -> None:
    await house.store(count)

    def forgetful(books: Books) -> list[tuple[object, ...]]:
        house.opened(books)
        return ask(books, "SELECT community FROM setting")

    assert await house.read(forgetful) == [(house.community,)]
    assert await house.write(forgetful) == [(house.community,)]


async def test_no_community_is_open_before_a_store_is(house: House, other: House) -> None:
    for table in ("setting", "kudos", "notice"):
        with pytest.raises(DBAPIError, match="permission denied"):
            await house.read(ask, f"SELECT * FROM {table}")
    with pytest.raises(DBAPIError, match="permission denied"):
        await house.read(ask, "SELECT name FROM member")


async def test_another_communitys_rows_cannot_be_changed(house: House, other: House) -> None:
    def meddle(books: Books) -> int:
        house.opened(books)
        return change(books, "UPDATE setting SET value = '{}'") + change(books, "DELETE FROM setting")

    assert await house.write(meddle) == 0
    assert await other.look(lambda store: store.settings.get(Tally)) == Tally(1)


async def test_nothing_can_be_written_for_another_community(house: House, other: House) -> None:
    def forge(books: Books) -> int:
        house.opened(books)
        return change(books, f"INSERT INTO setting VALUES ({other.community}, 'Forged', '{{}}')")

    with pytest.raises(DBAPIError, match="row-level security"):
        await house.write(forge)


async def test_a_community_is_closed_again_when_its_transaction_ends(house: House, other: House) -> None:
    for _ in range(20):
        await house.store(count)
        with pytest.raises(DBAPIError, match="permission denied"):
            await house.write(ask, "SELECT * FROM setting")


async def test_every_table_is_of_one_community_or_known_to_be_of_all(house: House) -> None:
    of_all = {"community", "inbox", "slack_installation"}
    without = {table.name for table in METADATA.sorted_tables if "community" not in table.c}
    assert without == of_all, "a table names its community, so that no statement can forget it unnoticed"


async def test_every_table_that_names_its_community_is_behind_the_wall(database: Database) -> None:
    words_of_search = {"library_index_term", "library_index_vector"}
    with database.open(), database.owned() as connection:
        open_ones = connection.execute(
            text("SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT relrowsecurity AND relname = ANY(:ours)"),
            {"ours": [table.name for table in METADATA.sorted_tables]},
        ).scalars()
        assert set(open_ones) == {"inbox", "slack_installation", *words_of_search}


async def test_a_wall_that_was_torn_down_is_raised_at_the_next_start(database: Database) -> None:
    with database.open(), database.owned() as connection:
        connection.execute(text("DROP POLICY copbot_app ON setting"))
    with database.open() as transactions:
        house = await founded(transactions)
        assert await house.store(count) == 1


@contextmanager
def without_roles(server: PostgresServer) -> Iterator[None]:
    """Set the roles of other tests' databases aside."""
    with server.database():
        pass
    for role in ("copbot_app", "copbot_clock"):
        server.run(f"ALTER ROLE {role} RENAME TO set_aside_{role}")
    try:
        yield
    finally:
        for role in ("copbot_app", "copbot_clock"):
            server.run(f"ALTER ROLE set_aside_{role} RENAME TO {role}")


async def test_without_the_right_to_make_roles_the_bot_runs_without_the_wall(postgres_server: PostgresServer) -> None:
    postgres_server.run("CREATE ROLE humble LOGIN")
    with (
        without_roles(postgres_server),
        postgres_server.database(empty=True, login="humble") as url,
        PostgresTransactions(url).open() as transactions,
    ):
        assert not transactions.walled
        assert "CREATE ROLE copbot_app NOLOGIN" in str(standing(url))
        house, other = await founded(transactions), await founded(transactions, "elsewhere")
        assert [await house.store(count), await other.store(count), await house.store(count)] == [1, 1, 2]
        assert await house.read(lambda books: books.next_due()) is None
        assert await other.look(lambda store: store.settings.get(Tally)) == Tally(1)
    postgres_server.run("DROP ROLE humble")


async def test_two_databases_that_first_start_at_once_share_the_roles(postgres_server: PostgresServer) -> None:
    def start(url: str) -> bool:
        with PostgresTransactions(url).open() as transactions:
            return transactions.walled

    with without_roles(postgres_server):
        with postgres_server.database(empty=True) as one, postgres_server.database(empty=True) as two:
            for url in (one, two):
                with owning(make_url(url)) as connection:  # Alembic does not run twice at once in one process
                    upgrade(connection)
            assert await asyncio.gather(*(asyncio.to_thread(start, url) for url in (one, two))) == [True, True]
        postgres_server.run("DROP ROLE copbot_app, copbot_clock")


async def test_roles_that_an_administrator_made_and_granted_are_enough(postgres_server: PostgresServer) -> None:
    with postgres_server.database():
        postgres_server.run("CREATE ROLE granted LOGIN")
        postgres_server.run("GRANT copbot_app, copbot_clock TO granted")
    with postgres_server.database(empty=True, login="granted") as url, PostgresTransactions(url).open() as transactions:
        assert transactions.walled
        assert standing(url) == Standing(HEAD)
        house = await founded(transactions)
        assert await house.store(count) == 1
    postgres_server.run("DROP ROLE granted")


async def test_even_a_superuser_is_held_back(postgres_server: PostgresServer) -> None:
    with (
        postgres_server.database(empty=True, login="postgres") as url,
        PostgresTransactions(url).open() as transactions,
    ):
        assert transactions.walled
        house, other = await founded(transactions), await founded(transactions, "elsewhere")
        await other.store(count)
        assert await house.store(lambda store: store.settings.get(Tally)) == Tally(0)
        with pytest.raises(DBAPIError, match="permission denied"):
            await house.read(ask, "SELECT * FROM setting")
