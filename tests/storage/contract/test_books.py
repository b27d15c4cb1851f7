import asyncio
from datetime import timedelta

import pytest

from copbot.intents import Post, Reply
from copbot.message import message, say
from copbot.ports import Books, Receipt, State, Transactions
from copbot.refs import ChannelRef, MessageRef, UserRef
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


async def test_what_became_a_message_stays_and_what_left_no_trace_is_forgotten_after_a_month(house: House) -> None:
    where = ChannelRef("sim", "demo", "general")

    def put(books: Books, key: str) -> None:
        post = Post(key=key, to=where, message=message(say("Hello.")))
        books.outbox.put(house.community, post, lane=key, now=START, not_before=START)

    said = MessageRef("sim", "demo", "general", "m1")
    for key in ("post", "edit", "dead", "late", "room", "open"):
        await house.write(put, key)
    rows = {row.outgoing.key: row.id for row in await house.write(lambda books: books.outbox.begin(START, 99))}
    await house.write(lambda books: books.outbox.sent(rows["post"], Receipt(message=said), START))
    await house.write(lambda books: books.outbox.sent(rows["room"], Receipt(channel=where), START))
    await house.write(lambda books: books.outbox.sent(rows["edit"], Receipt(), START))
    await house.write(lambda books: books.outbox.over(rows["dead"], State.DEAD, "gone"))
    await house.write(lambda books: books.outbox.over(rows["late"], State.SKIPPED, "late"))

    assert await house.write(lambda books: books.prune(START + 29 * DAY)) == 0
    assert await house.write(lambda books: books.prune(START + 31 * DAY)) == 3
    left = await house.read(lambda books: [key for key in rows if books.outbox.receipt(house.community, key)])

    assert left == ["post", "room", "open"]
    assert await house.look(lambda store: store.posts.message_of("post")) == said
    assert await house.look(lambda store: store.posts.key_of(said)) == "post"


async def test_reactions_that_saved_nothing_are_forgotten_after_three_months(house: House) -> None:
    member = await house.member("ann")
    said = MessageRef("sim", "demo", "general", "m1")
    await house.store(lambda store: store.library.captures.react(said, member.id, START, curator=False))

    assert await house.write(lambda books: books.prune(START + 89 * DAY)) == 0
    assert await house.write(lambda books: books.prune(START + 91 * DAY)) == 1
    assert not await house.look(lambda store: store.library.captures.reacted(said, None))


async def test_a_notice_nobody_read_is_forgotten_after_three_months(house: House) -> None:
    ann, bob = await house.member("ann"), await house.member("bob")
    for who, at in ((ann, START), (bob, START), (bob, START + DAY)):
        await house.store(
            lambda store, who, at: store.notices.add(who.id, f"{at}", message(say("Hello.")), at), who, at
        )

    assert await house.write(lambda books: books.prune(START + 90 * DAY)) == 0
    assert await house.write(lambda books: books.prune(START + 90.5 * DAY)) == 2
    left = await house.look(lambda store: [len(store.notices.waiting(one.id)) for one in (ann, bob)])
    assert left == [0, 1]


async def test_what_facilitators_changed_is_kept(house: House) -> None:
    await house.store(lambda store: store.audit.add(None, say("Changed."), START))
    assert await house.write(lambda books: books.prune(START + 4000 * DAY)) == 0
    assert len(await house.look(lambda store: store.audit.recent(9))) == 1


async def test_much_is_forgotten_a_little_at_a_time_the_oldest_first(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.pruning.MOST", 2)
    for number in range(5):
        at = START + timedelta(seconds=number)
        await house.write(lambda books, n, at: books.first_time("sim", "demo", n, at), str(number), at)
    later = START + 8 * DAY

    forgotten = [await house.write(lambda books: books.prune(later)) for _ in range(4)]

    assert forgotten == [2, 2, 1, 0]


async def test_the_backlog_counts_what_is_due_of_all_communities(transactions: Transactions) -> None:
    for tenant in ("one", "two"):
        house = await founded(transactions, tenant)
        await house.store(lambda store: store.timetable.once("nudge", "1", START))
        await house.store(lambda store: store.timetable.once("nudge", "2", START + DAY))
    backlog = await transactions.read(lambda books: books.backlog(START))
    assert (backlog.waiting, backlog.dead, backlog.due) == (0, 0, 2)
