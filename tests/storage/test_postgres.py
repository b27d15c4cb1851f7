"""What PostgreSQL alone asks of us: other processes, cut connections, servers that do not answer."""

import asyncio
from threading import Barrier, BrokenBarrierError
from threading import Event as Flag

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from copbot.model.kudos import Kudos
from copbot.ports import Books, Transactions
from copbot.refs import CommunityId
from storage.books import SqlStore
from storage.postgres import PostgresTransactions, UnreachableDatabaseError
from tests.storage.house import House, Tally, count, founded
from tests.support.clock import START
from tests.support.databases import POSTGRES, Database
from tests.support.postgres import PostgresServer

DATABASES = (POSTGRES,)
pytestmark = pytest.mark.postgres

CUT = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'copbot'"

REFERENCES = """
    SELECT c.conrelid::regclass || '.' || a.attname, format_type(a.atttypid, a.atttypmod),
           format_type(b.atttypid, b.atttypmod)
    FROM pg_constraint c
    JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
    JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[1]
    WHERE c.contype = 'f' AND c.connamespace = current_schema()::regnamespace
"""


def run(books: Books, statement: str) -> None:
    connection = books._connection  # type: ignore[attr-defined]  # a test may look where a user cannot
    connection.execute(text(statement))


async def tally(house: House) -> int:
    return await house.look(lambda store: store.settings.get(Tally).count)


async def test_processes_that_start_together_on_an_empty_database_all_start(postgres_server: PostgresServer) -> None:
    with postgres_server.database(empty=True) as url:

        def start() -> bool:
            with PostgresTransactions(url).open() as transactions:
                return transactions.walled

        assert await asyncio.gather(*(asyncio.to_thread(start) for _ in range(4))) == [True] * 4


def test_what_refers_to_a_row_is_as_wide_as_its_number(database: Database) -> None:
    with database.owned() as connection:
        found = {name: (is_, must_be) for name, is_, must_be in connection.exec_driver_sql(REFERENCES)}
    assert found["kudos_receiver.receiver"] == ("bigint", "bigint")
    assert {name: (is_, must_be) for name, (is_, must_be) in found.items() if is_ != must_be} == {}


async def test_a_member_after_the_four_thousand_millionth_can_be_thanked(database: Database, house: House) -> None:
    with database.owned() as connection:
        connection.execute(text("ALTER SEQUENCE member_id_seq RESTART WITH 5000000000"))
    ann, bob = await house.member("ann"), await house.member("bob")
    kudos = Kudos(giver=ann.id, receivers=(bob.id,), reason="the release", value=None, at=START)
    await house.store(lambda store: store.kudos.add(kudos))
    (entry,) = await house.look(lambda store: store.kudos.received(bob.id, 9))
    assert entry.kudos == kudos
    assert bob.id > 2**32


async def test_others_may_be_at_work(transactions: Transactions) -> None:
    assert not transactions.alone


async def test_connections_that_were_cut_are_replaced(house: House, postgres_server: PostgresServer) -> None:
    await asyncio.gather(*(house.store(count) for _ in range(8)), *(tally(house) for _ in range(8)))
    postgres_server.run(CUT)
    assert await house.store(count) == 9
    assert await tally(house) == 9


async def test_a_work_cut_before_its_commit_is_run_again(house: House, postgres_server: PostgresServer) -> None:
    runs = []

    def work(store: SqlStore) -> int:
        count(store)
        runs.append(1)
        if len(runs) == 1:
            postgres_server.run(CUT)
        return count(store)

    assert await house.store(work) == 2
    assert len(runs) == 2


async def test_a_work_whose_commit_was_cut_is_not_run_again(house: House, postgres_server: PostgresServer) -> None:
    """Nobody can know what became of it; who gave the event a number will give it again."""
    runs = []

    def work(store: SqlStore) -> None:
        runs.append(count(store))
        postgres_server.run(CUT)

    with pytest.raises(OperationalError):
        await house.store(work)
    assert runs == [1]
    assert await house.store(count) == 1


async def test_a_server_that_is_gone_is_found_again_when_it_is_back(
    house: House, database: Database, postgres_server: PostgresServer
) -> None:
    name = database.url.split("/")[3].split("?")[0]
    await house.store(count)
    postgres_server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    postgres_server.run(CUT)
    for _ in range(2):
        with pytest.raises(OperationalError):
            await house.store(count)
    postgres_server.run(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert await house.store(count) == 2


async def test_who_founds_a_community_a_moment_later_is_given_the_first(
    transactions: Transactions, postgres_server: PostgresServer
) -> None:
    begun, never = Flag(), Flag()

    def first(books: Books) -> CommunityId:
        made = books.found("sim", "demo", "First", None, START)
        begun.set()
        while not postgres_server.run("SELECT 1 FROM pg_locks WHERE NOT granted"):
            never.wait(0.01)
        return made

    def second(books: Books) -> CommunityId:
        assert begun.wait(10)
        return books.found("sim", "demo", "Second", None, START)

    made, given = await asyncio.gather(transactions.write(first), transactions.write(second))
    assert made == given
    name = await transactions.read(lambda books: books.store(made).community.get().name)
    assert name == "First"


async def test_two_that_wait_for_each_other_both_finish(house: House, database: Database) -> None:
    meeting = Barrier(2)
    for event in ("one", "two"):
        await house.write(lambda books, event: books.first_time("sim", "demo", event, START), event)

    def touch(books: Books, *events: str) -> None:
        for event in events:
            run(books, f"UPDATE inbox SET answer = 'null' WHERE delivery_id = '{event}'")
            try:
                meeting.wait(5)
            except BrokenBarrierError:
                continue
            meeting.abort()

    works = [house.write(touch, "one", "two"), house.write(touch, "two", "one")]
    await asyncio.gather(*works)
    with database.owned() as connection:
        assert connection.execute(text("SELECT count(*) FROM inbox WHERE answer = 'null'")).scalar_one() == 2


async def test_what_the_server_breaks_off_three_times_is_given_up(house: House) -> None:
    runs = []

    def hopeless(books: Books) -> None:
        runs.append(1)
        run(books, "DO $$ BEGIN RAISE EXCEPTION 'no luck' USING ERRCODE = '40001'; END $$")

    with pytest.raises(DBAPIError, match="no luck"):
        await house.write(hopeless)
    assert len(runs) == 3


async def test_a_statement_that_is_wrong_is_not_tried_again(house: House) -> None:
    runs = []

    def wrong(books: Books) -> None:
        runs.append(1)
        run(books, "SELECT 1 / 0")

    with pytest.raises(DBAPIError, match="division"):
        await house.write(wrong)
    assert len(runs) == 1


async def test_communities_do_not_wait_for_each_other(house: House, transactions: Transactions) -> None:
    other = await founded(transactions, "elsewhere")
    both_inside = Barrier(2)

    def meet(store: SqlStore) -> int:
        both_inside.wait(10)
        return count(store)

    assert list(await asyncio.gather(house.store(meet), other.store(meet))) == [1, 1]


def test_a_server_that_does_not_answer_is_one_sentence() -> None:
    nobody = PostgresTransactions("postgresql://copbot:hush@127.0.0.1:1/copbot")
    with pytest.raises(UnreachableDatabaseError, match="PostgreSQL cannot be used") as raised, nobody.open():
        pass
    assert "hush" not in str(raised.value)
    assert "127.0.0.1" in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_database_that_does_not_exist_is_one_sentence(postgres_server: PostgresServer) -> None:
    nowhere = PostgresTransactions(postgres_server.url("nowhere", "postgres"))
    with pytest.raises(UnreachableDatabaseError, match='database "nowhere" does not exist'), nowhere.open():
        pass


def test_a_login_that_may_make_no_tables_is_one_sentence(postgres_server: PostgresServer) -> None:
    postgres_server.run("CREATE ROLE guest LOGIN")
    with postgres_server.database(empty=True, login="postgres") as url:
        guest = PostgresTransactions(url.replace("postgres@", "guest@"))
        with pytest.raises(UnreachableDatabaseError, match="permission denied"), guest.open():
            pass
    postgres_server.run("DROP ROLE guest")
