"""What SQLite alone asks of us: one file, one process, one writer that commits in groups."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event as Flag

import pytest

from copbot.ports import Books
from storage.sqlite import DatabaseInUseError, SqliteTransactions, UnusableFileError
from tests.storage.house import House, Tally, count, founded


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "copbot.db"


@pytest.fixture
def transactions(path: Path) -> Iterator[SqliteTransactions]:
    with SqliteTransactions(path).open() as transactions:
        yield transactions


def test_nobody_else_can_be_at_work_on_the_file(transactions: SqliteTransactions, path: Path) -> None:
    assert transactions.alone
    second = SqliteTransactions(path)
    with pytest.raises(DatabaseInUseError, match="in use by another copbot; stop it first"), second.open():
        pass


def test_a_file_is_free_again_when_its_process_is_killed(path: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path; from storage.sqlite import SqliteTransactions\n"
        "with SqliteTransactions(Path(sys.argv[1])).open(): os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", script, str(path)], check=False)  # noqa: S603 -- our own script
    assert done.returncode < 0
    with SqliteTransactions(path).open() as transactions:
        assert transactions.alone


def test_a_place_where_nothing_can_be_kept_is_one_sentence(tmp_path: Path) -> None:
    lost = SqliteTransactions(tmp_path / "nowhere" / "copbot.db")
    with pytest.raises(UnusableFileError, match="No such file or directory"), lost.open():
        pass


def test_a_file_that_is_something_else_is_one_sentence_and_is_left(path: Path) -> None:
    path.write_bytes(b"a letter to my aunt\n" * 500)
    before = path.read_bytes()
    with pytest.raises(UnusableFileError, match="not a database"), SqliteTransactions(path).open():
        pass
    assert path.read_bytes() == before


async def test_works_that_wait_are_committed_together(transactions: SqliteTransactions) -> None:
    house = await founded(transactions)
    waiting, go_on = Flag(), Flag()

    def hold(books: Books) -> None:
        waiting.set()
        assert go_on.wait(10)

    def fail(books: Books) -> None:
        raise KeyError("mine")

    holding = asyncio.ensure_future(house.write(hold))
    await asyncio.to_thread(waiting.wait, 10)
    works = [asyncio.ensure_future(house.store(count)) for _ in range(10)]
    failing = asyncio.ensure_future(house.write(fail))
    await asyncio.sleep(0)
    go_on.set()
    assert sorted(await asyncio.gather(*works)) == list(range(1, 11))
    await holding
    with pytest.raises(KeyError, match="mine"):
        await failing
    assert await house.look(lambda store: store.settings.get(Tally)) == Tally(10)


async def test_when_a_group_cannot_be_committed_nobody_in_it_is_told_it_was(transactions: SqliteTransactions) -> None:
    house = await founded(transactions)
    await house.store(count)
    waiting, go_on = Flag(), Flag()

    def hold(books: Books) -> None:
        waiting.set()
        assert go_on.wait(10)

    def lose(books: Books) -> None:
        """End the transaction under everybody's feet, as a full disk does."""
        books._connection.exec_driver_sql("ROLLBACK")  # type: ignore[attr-defined]  # a test may look where a user cannot

    holding = asyncio.ensure_future(house.write(hold))
    await asyncio.to_thread(waiting.wait, 10)
    works = [house.store(count), house.write(lose), house.store(count)]
    begun = [asyncio.ensure_future(work) for work in works]
    await asyncio.sleep(0)
    go_on.set()
    told = await asyncio.gather(holding, *begun, return_exceptions=True)
    failed = [isinstance(one, Exception) for one in told]
    assert failed[2]
    kept = (await house.look(lambda store: store.settings.get(Tally))).count
    assert kept == 1 + sum(not failed[place] for place in (1, 3))
    assert await house.store(count) == kept + 1


async def test_a_write_that_comes_after_the_end_is_refused_not_left_waiting(path: Path) -> None:
    with SqliteTransactions(path).open() as transactions:
        house = await founded(transactions)
        await house.look(lambda store: store.settings.get(Tally))
        waiting, go_on = Flag(), Flag()

        def hold(books: Books) -> None:
            waiting.set()
            assert go_on.wait(10)

        holding = asyncio.ensure_future(house.write(hold))
        await asyncio.to_thread(waiting.wait, 10)
        transactions._queue.put(None)
        late = asyncio.ensure_future(house.store(count))
        await asyncio.sleep(0)
        go_on.set()
        await holding
    with pytest.raises(RuntimeError, match="closed"):
        await late


async def test_what_was_answered_survives_kill_9(path: Path) -> None:
    script = """
import asyncio, os, signal, sys
from pathlib import Path
from storage.sqlite import SqliteTransactions
from tests.storage.house import count, founded

async def live():
    with SqliteTransactions(Path(sys.argv[1])).open() as transactions:
        house = await founded(transactions)
        for _ in range(200):
            print(await house.store(count), flush=True)
            if _ == 57:
                os.kill(os.getpid(), signal.SIGKILL)

asyncio.run(live())
"""
    done = await asyncio.to_thread(
        subprocess.run,
        [sys.executable, "-c", script, str(path)],
        check=False,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    answered = int(done.stdout.split()[-1])
    assert answered == 58
    with SqliteTransactions(path).open() as transactions:
        house: House = await founded(transactions)
        assert (await house.look(lambda store: store.settings.get(Tally))).count >= answered
