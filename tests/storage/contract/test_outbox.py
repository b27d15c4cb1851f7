import asyncio
from datetime import datetime, timedelta

from copbot.intents import Edit, Post, Sent
from copbot.message import message, say
from copbot.ports import Delivery, Receipt, State, Transactions
from copbot.refs import ChannelRef, CommunityId, MessageRef
from tests.storage.house import DAY, House, founded
from tests.support.clock import START
from tests.support.databases import BOTH

DATABASES = BOTH

GENERAL = ChannelRef("sim", "demo", "general")
SHOWN = Receipt(message=MessageRef("sim", "demo", "general", "7"), channel=GENERAL)
LEASE = timedelta(minutes=5)
SECOND = timedelta(seconds=1)


def post(key: str, expires_at: datetime | None = None) -> Post:
    return Post(key=key, to=GENERAL, message=message(say("Hello {key}.", key=key)), expires_at=expires_at)


async def put(house: House, key: str, lane: str = "general", not_before: datetime = START) -> None:
    await house.write(
        lambda books: books.outbox.put(house.community, post(key), lane=lane, now=START, not_before=not_before)
    )


async def begin(house: House, now: datetime = START, limit: int = 64) -> dict[str, Delivery]:
    taken = await house.write(lambda books: books.outbox.begin(now, limit))
    return {one.outgoing.key: one for one in taken}


async def sent(house: House, delivery: Delivery, now: datetime = START) -> None:
    await house.write(lambda books: books.outbox.sent(delivery.id, SHOWN, now))


async def again(house: House, delivery: Delivery, state: State, at: datetime) -> None:
    await house.write(lambda books: books.outbox.again(delivery.id, state, at, "trouble"))


async def next_due(house: House) -> datetime | None:
    return await house.read(lambda books: books.outbox.next_due())


async def state(house: House, key: str) -> State | None:
    found = await house.read(lambda books: books.outbox.receipt(house.community, key))
    return None if found is None else found[0]


async def test_what_was_put_goes_out_as_it_was_put(house: House) -> None:
    await put(house, "a")
    assert await next_due(house) == START
    begun = (await begin(house, START + SECOND))["a"]
    assert (begun.outgoing, begun.community, begun.language) == (post("a"), house.community, "en")
    assert (begun.lane, begun.state, begun.attempts) == ("general", State.PENDING, 1)
    assert (begun.created_at, begun.started_at, begun.expires_at) == (START, None, None)
    assert await state(house, "a") is State.SENDING


async def test_the_same_key_again_is_the_same_post(house: House, transactions: Transactions) -> None:
    other = await founded(transactions, "elsewhere")
    for place in (house, house, other):
        await put(place, "a", lane=f"general of {place.community}")
    assert len(await house.write(lambda books: books.outbox.begin(START, 64))) == 2


async def test_two_that_put_one_key_at_once_put_it_once(house: House, beside: Transactions) -> None:
    await asyncio.gather(*(put(place, "a") for place in (house, house.beside(beside)) * 5))
    assert len(await house.write(lambda books: books.outbox.begin(START, 64))) == 1


async def test_a_lane_keeps_its_order_one_at_a_time(house: House) -> None:
    for key in ("a", "b", "c"):
        await put(house, key)
    order = []
    for _ in range(3):
        (delivery,) = (await begin(house)).values()
        assert await begin(house) == {}
        order.append(delivery.outgoing.key)
        await sent(house, delivery)
    assert order == ["a", "b", "c"]
    assert await next_due(house) is None


async def test_lanes_do_not_wait_for_each_other(house: House) -> None:
    for key, lane in (("a", "one"), ("b", "two"), ("c", "one")):
        await put(house, key, lane)
    assert set(await begin(house)) == {"a", "b"}


async def test_no_more_begin_than_there_is_room_for(house: House) -> None:
    for number in range(5):
        await put(house, f"k{number}", lane=f"l{number}")
    assert len(await begin(house, limit=3)) == 3
    assert len(await begin(house, limit=3)) == 2


async def test_a_row_that_is_not_due_stays(house: House) -> None:
    await put(house, "a", not_before=START + DAY)
    assert await begin(house, START + DAY - SECOND) == {}
    assert await next_due(house) == START + DAY
    assert set(await begin(house, START + DAY)) == {"a"}


async def test_a_row_held_for_quiet_hours_lets_later_ones_pass(house: House) -> None:
    await put(house, "held", not_before=START + DAY)
    await put(house, "now")
    assert await next_due(house) == START
    assert set(await begin(house)) == {"now"}


async def test_a_row_that_failed_keeps_its_lane_waiting_until_its_next_try(house: House) -> None:
    for key in ("a", "b"):
        await put(house, key)
    await again(house, (await begin(house))["a"], State.PENDING, START + DAY)
    assert await begin(house) == {}
    assert await next_due(house) == START + DAY
    once_more = (await begin(house, START + DAY))["a"]
    assert (once_more.state, once_more.attempts, once_more.started_at) == (State.PENDING, 2, START)


async def test_an_unknown_row_comes_back_as_such(house: House) -> None:
    await put(house, "a")
    await again(house, (await begin(house))["a"], State.UNKNOWN, START)
    assert (await begin(house))["a"].state is State.UNKNOWN


async def test_rows_that_are_over_free_their_lane_and_never_go_out(house: House) -> None:
    for key in ("a", "b", "c"):
        await put(house, key)
    await house.write(lambda books, one: books.outbox.over(one, State.DEAD, "gone"), (await begin(house))["a"].id)
    await house.write(lambda books, one: books.outbox.over(one, State.SKIPPED, "late"), (await begin(house))["b"].id)
    assert set(await begin(house)) == {"c"}
    assert await state(house, "a") is State.DEAD
    assert await state(house, "b") is State.SKIPPED
    backlog = await house.read(lambda books: books.backlog(START))
    assert (backlog.waiting, backlog.dead) == (1, 1)


async def test_a_receipt_tells_what_a_key_became(house: House) -> None:
    await put(house, "a")
    assert await house.read(lambda books: books.outbox.receipt(house.community, "a")) == (State.PENDING, Receipt())
    await sent(house, (await begin(house))["a"])
    assert await house.read(lambda books: books.outbox.receipt(house.community, "a")) == (State.SENT, SHOWN)
    assert await house.read(lambda books: books.outbox.receipt(house.community, "b")) is None
    assert await house.read(lambda books: books.outbox.receipt(CommunityId(99), "a")) is None


async def test_a_key_knows_its_lane(house: House) -> None:
    await put(house, "a", "somewhere")
    assert await house.read(lambda books: books.outbox.lane_of(house.community, "a")) == "somewhere"
    assert await house.read(lambda books: books.outbox.lane_of(house.community, "b")) is None


async def test_when_a_post_expires_is_told_to_who_delivers_it(house: House) -> None:
    late = post("a", expires_at=START + SECOND)
    await house.write(lambda books: books.outbox.put(house.community, late, lane="x", now=START, not_before=START))
    assert (await begin(house, START + DAY))["a"].expires_at == START + SECOND


async def test_an_edit_is_read_back_with_what_it_speaks_of(house: House) -> None:
    edit = Edit(key="a:edited", target=Sent("a"), message=message(say("Better.")))
    await house.write(lambda books: books.outbox.put(house.community, edit, lane="x", now=START, not_before=START))
    assert (await begin(house))["a:edited"].outgoing == edit


async def test_what_a_crash_left_is_unknown_at_once_to_who_is_alone(house: House) -> None:
    await put(house, "a")
    await begin(house)
    assert await house.write(lambda books: books.outbox.recover(START, alone=True)) == 1
    assert (await begin(house))["a"].state is State.UNKNOWN


async def test_what_another_process_may_be_sending_is_left_until_its_lease_is_over(
    house: House, beside: Transactions
) -> None:
    await put(house, "a")
    await put(house, "b")
    await begin(house)
    there = house.beside(beside)
    assert await begin(there, START + LEASE - SECOND) == {}
    assert await there.write(lambda books: books.outbox.recover(START + LEASE - SECOND, alone=False)) == 0
    assert await there.write(lambda books: books.outbox.recover(START + LEASE, alone=False)) == 1
    assert (await begin(there, START + LEASE))["a"].state is State.UNKNOWN


async def test_two_deliverers_never_take_the_same_row_nor_two_of_a_lane(house: House, beside: Transactions) -> None:
    there = house.beside(beside)
    for number in range(40):
        await put(house, f"k{number}", lane=f"lane {number % 8}")
    order: dict[str, list[int]] = {}
    while True:
        taken = await asyncio.gather(*(begin(at, limit=3) for at in (house, there, house, there)))
        begun = [one for part in taken for one in part.values()]
        assert len({one.lane for one in begun}) == len(begun)
        if not begun:
            break
        for one in begun:
            order.setdefault(one.lane, []).append(int(one.outgoing.key[1:]))
            await sent(house, one)
    assert all(numbers == sorted(numbers) for numbers in order.values())
    assert sum(map(len, order.values())) == 40


async def test_what_was_sent_is_forgotten_but_for_its_key_and_place(house: House) -> None:
    for key in ("a", "b"):
        await put(house, key)
    await sent(house, (await begin(house))["a"])
    await house.write(lambda books, one: books.outbox.over(one, State.DEAD, "gone"), (await begin(house))["b"].id)
    said = await house.look(
        lambda store: store.posts._connection.exec_driver_sql("SELECT DISTINCT outgoing FROM outbox").scalars().all()
    )
    assert said == [""]
