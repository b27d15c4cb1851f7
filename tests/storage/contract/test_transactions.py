import asyncio
from threading import Event as Flag

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError

from copbot.errors import CopError
from copbot.message import say
from copbot.ports import Books, Transactions
from storage.books import SqlStore
from tests.storage.house import House, Tally, count, founded
from tests.support.databases import BOTH, Database

DATABASES = BOTH


async def tally(house: House) -> int:
    return await house.look(lambda store: store.settings.get(Tally).count)


async def test_what_was_written_is_there_for_the_next_to_read(house: House) -> None:
    assert await house.store(count) == 1
    assert await tally(house) == 1


async def test_what_was_written_is_there_after_a_restart(database: Database) -> None:
    with database.open() as before:
        house = await founded(before)
        await house.store(count)
    with database.open() as after:
        assert await tally(house.beside(after)) == 1


async def test_a_work_that_fails_changes_nothing_and_says_what_it_raised(house: House) -> None:
    refusal = CopError(say("No."))

    def fail(store: SqlStore) -> None:
        count(store)
        raise refusal

    with pytest.raises(CopError) as raised:
        await house.store(fail)
    assert raised.value is refusal
    assert await tally(house) == 0


async def test_of_many_works_at_once_only_those_that_fail_are_rolled_back(house: House) -> None:
    def count_unless(store: SqlStore, number: int) -> int:
        now = count(store)
        if number % 3 == 0:
            raise CopError(say("No."))
        return now

    works = [house.store(count_unless, number) for number in range(90)]
    done = await asyncio.gather(*works, return_exceptions=True)
    assert sum(isinstance(one, CopError) for one in done) == 30
    assert sorted(one for one in done if isinstance(one, int)) == list(range(1, 61))
    assert await tally(house) == 60


async def test_a_statement_that_fails_takes_back_what_its_work_did_before(house: House) -> None:
    def stumble(books: Books) -> None:
        store = house.opened(books)
        count(store)
        store.members._connection.exec_driver_sql("UPDATE setting SET value = NULL")

    with pytest.raises(IntegrityError):
        await house.write(stumble)
    assert await tally(house) == 0


async def test_nobody_counts_on_what_another_is_about_to_change(house: House, beside: Transactions) -> None:
    """A handler reads, decides and keeps; between these no other event of its community comes in."""
    there = house.beside(beside)
    await asyncio.gather(*(place.store(count) for _ in range(25) for place in (house, there)))
    assert await tally(house) == 50


async def test_communities_do_not_see_each_others_settings(house: House, transactions: Transactions) -> None:
    other = await founded(transactions, "elsewhere")
    await house.store(count)
    assert await tally(other) == 0


async def test_one_work_can_look_into_two_communities_one_after_the_other(
    house: House, transactions: Transactions
) -> None:
    other = await founded(transactions, "elsewhere")

    def both(books: Books) -> tuple[int, int, int]:
        return count(house.opened(books)), count(other.opened(books)), count(house.opened(books))

    assert await house.write(both) == (1, 1, 2)


async def test_what_is_common_to_all_can_be_reached_from_inside_a_community(house: House) -> None:
    def mixed(books: Books) -> tuple[bool, int]:
        store = house.opened(books)
        count(store)
        first = books.first_time("sim", "demo", "event-1", store.community.get().founded_at)
        return first, count(store)

    assert await house.write(mixed) == (True, 2)


async def test_a_read_may_change_nothing(house: House) -> None:
    with pytest.raises(DBAPIError):
        await house.look(
            lambda store: store.members._connection.exec_driver_sql("UPDATE community SET name = 'another'")
        )
    assert await house.look(lambda store: store.community.get().name) == "Demo"


async def test_a_read_goes_on_beside_a_write_and_sees_one_moment(house: House) -> None:
    reading, written = Flag(), Flag()

    def look_twice(store: SqlStore) -> tuple[int, int]:
        first = store.settings.get(Tally).count
        reading.set()
        assert written.wait(10)
        return first, store.settings.get(Tally).count

    looking = asyncio.ensure_future(house.look(look_twice))
    await asyncio.to_thread(reading.wait, 10)
    await house.store(count)
    written.set()
    assert await looking == (0, 0)
    assert await tally(house) == 1


async def test_who_stops_waiting_does_not_stop_the_work(database: Database) -> None:
    begun, go_on = Flag(), Flag()

    def slow(store: SqlStore) -> None:
        begun.set()
        assert go_on.wait(10)
        count(store)

    with database.open() as before:
        house = await founded(before)
        impatient = [asyncio.ensure_future(house.store(work)) for work in (slow, count)]
        await asyncio.to_thread(begun.wait, 10)
        for one in impatient:
            one.cancel()
        told = await asyncio.gather(*impatient, return_exceptions=True)
        assert all(isinstance(one, asyncio.CancelledError) for one in told)
        go_on.set()
    with database.open() as after:
        assert await tally(house.beside(after)) == 2


async def test_more_works_than_there_are_connections_wait_their_turn(transactions: Transactions) -> None:
    houses = [await founded(transactions, f"place-{number}") for number in range(30)]
    assert await asyncio.gather(*(house.store(count) for house in houses)) == [1] * 30
    assert await asyncio.gather(*(tally(house) for house in houses)) == [1] * 30
