import asyncio
from datetime import timedelta

from copbot.intents import Reply
from copbot.message import message, say
from copbot.ports import Books, Transactions
from copbot.refs import UserRef
from storage.books import SqlStore
from tests.storage.house import DAY, House, founded, person
from tests.support.clock import START
from tests.support.databases import BOTH

DATABASES = BOTH


async def test_an_event_is_new_once(house: House) -> None:
    first = [await house.write(lambda books: books.first_time("sim", "demo", "e1", START)) for _ in range(2)]
    assert first == [True, False]


async def test_the_same_number_from_elsewhere_is_another_event(house: House) -> None:
    places = [("sim", "demo"), ("sim", "other"), ("slack", "demo")]
    works = [house.write(lambda books, at: books.first_time(*at, "e1", START), at) for at in places]
    assert await asyncio.gather(*works) == [True, True, True]


async def test_of_two_copies_at_once_one_is_new(house: House, beside: Transactions) -> None:
    there = house.beside(beside)
    works = [at.write(lambda books: books.first_time("sim", "demo", "e1", START)) for at in (house, there) * 10]
    assert sorted(await asyncio.gather(*works)) == [False] * 19 + [True]


async def test_a_second_copy_gets_the_first_ones_answer(house: House) -> None:
    answer = Reply(message(say("Thanked.")))
    await house.write(lambda books: books.first_time("sim", "demo", "e1", START))
    assert await house.write(lambda books: books.answer_to("sim", "demo", "e1")) is None
    await house.write(lambda books: books.answered("sim", "demo", "e1", answer))
    assert await house.write(lambda books: books.answer_to("sim", "demo", "e1")) == answer
    assert await house.write(lambda books: books.answer_to("sim", "other", "e1")) is None


async def test_an_answer_can_be_kept_while_a_community_is_open(house: House) -> None:
    answer = Reply(message(say("Thanked.")))
    await house.write(lambda books: books.first_time("sim", "demo", "e1", START))

    def handle(books: Books) -> None:
        house.opened(books)
        books.answered("sim", "demo", "e1", answer)

    await house.write(handle)
    assert await house.read(lambda books: books.answer_to("sim", "demo", "e1")) == answer


async def test_a_community_lives_in_all_of_its_workspace(house: House) -> None:
    for channel in (None, "general"):
        assert await house.read(lambda books, at: books.community_at("sim", "demo", at), channel) == house.community
    assert await house.read(lambda books: books.community_at("sim", "elsewhere", None)) is None
    assert await house.read(lambda books: books.community_at("slack", "demo", None)) is None


async def test_founding_again_gives_the_community_that_is_there(house: House) -> None:
    again = await founded(house.transactions)
    assert again.community == house.community


async def test_two_first_events_at_once_found_one_community(transactions: Transactions, beside: Transactions) -> None:
    houses = await asyncio.gather(*(founded(at) for at in (transactions, beside) * 10))
    assert len({house.community for house in houses}) == 1


async def test_a_founded_community_has_its_beginnings(house: House) -> None:
    community = await house.look(lambda store: store.community.get())
    assert (community.name, community.zone, community.language) == ("Demo", "UTC", "en")
    assert (community.founded_at, community.set_up_at, community.guidelines) == (START, None, ())
    assert await house.look(lambda store: store.community.places()) == (("sim", "demo"),)


async def test_an_account_speaks_for_the_community_it_last_acted_in(transactions: Transactions) -> None:
    ann = UserRef("sim", "demo", "ann")
    assert await transactions.read(lambda books: books.community_of(ann)) is None
    first, second = await founded(transactions), await founded(transactions, "second")
    await first.store(lambda store: store.members.seen(person("ann"), START, acted=True))
    await second.store(lambda store: store.members.seen(person("ann"), START + DAY, acted=True))
    assert await transactions.read(lambda books: books.community_of(ann)) == second.community
    await first.store(lambda store: store.members.seen(person("ann"), START + 2 * DAY, acted=True))
    assert await transactions.read(lambda books: books.community_of(ann)) == first.community


async def test_events_and_refusals_are_forgotten_when_they_are_old(house: House) -> None:
    member = await house.member("ann")

    def live(store: SqlStore) -> None:
        for days in (0, 10):
            store.refusals.add(member.id, f"m{days}", say("No."), START + days * DAY)

    await house.store(live)
    for days in (0, 10):
        await house.write(lambda books, at: books.first_time("sim", "demo", f"e{at}", START + at * DAY), days)
    week = START + timedelta(days=7, seconds=1)
    assert await house.write(lambda books: books.prune(week)) == 1
    assert await house.write(lambda books: books.first_time("sim", "demo", "e0", week))
    assert not await house.write(lambda books: books.first_time("sim", "demo", "e10", week))
    month = START + timedelta(days=30, seconds=1)
    assert await house.write(lambda books: books.prune(month)) == 3
    assert [one.about for one in await house.look(lambda store: store.refusals.recent(member.id, 9))] == ["m10"]


async def test_the_backlog_counts_what_is_due_of_all_communities(transactions: Transactions) -> None:
    for tenant in ("one", "two"):
        house = await founded(transactions, tenant)
        await house.store(lambda store: store.timetable.once("nudge", "1", START))
        await house.store(lambda store: store.timetable.once("nudge", "2", START + DAY))
    backlog = await transactions.read(lambda books: books.backlog(START))
    assert (backlog.waiting, backlog.dead, backlog.due) == (0, 0, 2)
