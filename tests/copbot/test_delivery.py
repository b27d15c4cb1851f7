import asyncio
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from copbot.errors import DeliveryError, Failure
from copbot.intents import DirectMessage, Edit, Post, Sent
from copbot.message import message
from copbot.ports import Books, Parcel, Receipt, State, Transactions
from copbot.refs import CommunityId, Emoji
from tests.support.chat import Chat, opened
from tests.support.clock import START
from tests.support.practice import GENERAL, NOTES
from tests.support.text import text_of

T = TypeVar("T")


async def test_outgoings_that_speak_of_one_another_go_out_in_their_order(house: Chat) -> None:
    await house.ann.says("/note story")
    (first,) = house.posts()
    assert (first.text, first.reactions) == ("first, again", [Emoji("💙")])
    assert house.platform.threads == [first.ref]
    assert [one.key for one in house.platform.posted if one.deleted] == ["reply"]


async def test_a_room_is_opened_before_its_first_message(house: Chat) -> None:
    await house.ann.says("/note room")
    assert house.platform.rooms == {"room": (house.ann.user,)}
    assert [post.text for post in house.posts("room-1")] == ["Welcome."]


async def test_what_the_platform_asks_to_try_later_goes_out_then_and_holds_its_lane(house: Chat) -> None:
    later = START + timedelta(seconds=90)
    house.platform.trouble = [DeliveryError(Failure.LATER, "ratelimited", retry_at=later)]
    await house.ann.says("/note add one aloud:yes")
    await house.ann.says("/note add two aloud:yes")
    assert house.posts() == []
    await house.forward(seconds=89)
    assert house.posts() == []
    await house.forward(seconds=2)
    assert [post.text for post in house.posts()] == ["one", "two"]


async def test_a_lane_that_waits_holds_no_other_lane(house: Chat) -> None:
    house.platform.trouble = [DeliveryError(Failure.LATER, "ratelimited", retry_at=START + timedelta(hours=1))]
    await house.ann.says("/note add one aloud:yes")
    await house.ann.says("/note tell @bob asked:yes near:yes")
    assert house.bob.sees() == ["psst"]


async def test_pauses_grow_and_a_delivery_is_given_up_after_a_day(house: Chat) -> None:
    house.platform.trouble = [DeliveryError(Failure.LATER, "unavailable") for _ in range(1000)]
    await house.ann.says("/note add one aloud:yes")
    house.platform.trouble = house.platform.trouble[:400]
    await house.forward(hours=25)
    assert 250 < house.platform.attempts < 320
    house.platform.trouble = []
    await house.forward(hours=1)
    assert [post.text for post in house.posts()] == ["note:one: later"]


async def test_a_destination_that_is_gone_is_told_to_the_practice_that_posts_there(house: Chat) -> None:
    house.platform.trouble = [DeliveryError(Failure.DESTINATION_GONE, "archived")]
    await house.ann.says("/note add one aloud:yes")
    assert [post.text for post in house.posts()] == ["note:one: destination_gone"]


async def test_what_speaks_of_something_never_sent_is_given_up_too(house: Chat) -> None:
    house.platform.trouble = [DeliveryError(Failure.REFUSED, "invalid")]
    await house.ann.says("/note story")
    assert [post.text for post in house.posts()] == ["first: refused"]
    keys = ("thread", "reply", "heart", "edit", "gone")
    receipts = await house.read(lambda books: [books.outbox.receipt(CommunityId(1), key) for key in keys])
    assert {None if one is None else one[0] for one in receipts} == {State.DEAD}


async def test_a_connection_that_breaks_leaves_an_unknown_outcome_that_is_reconciled(house: Chat) -> None:
    house.platform.breaks_after_sending = [ConnectionError("reset")]
    await house.ann.says("/note add one aloud:yes")
    await house.forward(minutes=1)
    assert [post.text for post in house.posts()] == ["one"]
    assert house.platform.attempts == 1


async def test_an_unknown_outcome_that_did_not_arrive_is_sent_again(house: Chat) -> None:
    house.platform.trouble = [ConnectionError("reset")]
    await house.ann.says("/note add one aloud:yes")
    await house.forward(minutes=1)
    assert [post.text for post in house.posts()] == ["one"]
    assert house.platform.attempts == 2


async def test_a_direct_message_is_reconciled_as_a_post_is(house: Chat) -> None:
    await house.bob.says("/note mine")
    await _takes_direct(house, "bob")
    house.platform.breaks_after_sending = [ConnectionError("reset")]
    await house.ann.says("/note tell @bob asked:yes")
    await house.forward(minutes=1)
    assert house.bob.sees() == ["Nothing.", "psst"]


async def test_what_only_one_person_would_see_is_never_shown_twice(house: Chat) -> None:
    house.platform.breaks_after_sending = [ConnectionError("reset")]
    await house.ann.says("/note tell @bob asked:yes near:yes")
    await house.forward(minutes=1)
    assert house.bob.sees() == ["psst"]


async def test_a_crash_while_sending_is_found_at_the_next_start(tmp_path: Path) -> None:
    path = tmp_path / "copbot.db"
    async with opened(path, [NOTES]) as before:
        await before.engine.inbox(before.ann.event("note add one aloud:yes"))
        await before.transactions.write(lambda books: books.outbox.begin(START, 10))
    async with opened(path, [NOTES]) as after:
        await after.engine.settle()
        assert [post.text for post in after.posts()] == ["one"]


async def test_a_post_nobody_needs_any_more_is_not_sent(house: Chat) -> None:
    await house.ann.says("/note mine")
    stale = Post(key="stale", to=GENERAL, message=message("late"), expires_at=START + timedelta(minutes=5))
    await house.transactions.write(
        lambda books: books.outbox.put(
            CommunityId(1), stale, lane="x", now=START, not_before=START + timedelta(hours=1)
        )
    )
    await house.forward(hours=2)
    assert house.posts() == []


async def test_the_same_key_again_is_the_same_post(house: Chat) -> None:
    await house.ann.says("/note add one aloud:yes")
    await house.bob.says("/note add one aloud:yes")
    assert [post.text for post in house.posts()] == ["one"]


async def test_a_bug_while_delivering_one_row_stops_no_other(house: Chat) -> None:
    house.platform.trouble = [ValueError("a bug")]
    await house.ann.says("/note add one aloud:yes")
    await house.forward(minutes=1)
    assert [post.text for post in house.posts()] == ["one"]


async def test_a_person_who_takes_no_direct_messages_finds_it_in_their_home(house: Chat) -> None:
    await house.bob.says("/note mine")
    await _takes_direct(house, "bob")
    house.platform.trouble = [DeliveryError(Failure.PERSON_UNREACHABLE, "cannot_dm")]
    await house.ann.says("/note tell @bob asked:yes")
    bob = await house.member(house.bob)
    waiting = await house.store(lambda store: store.notices.waiting(bob.id))
    assert [text_of(one.message) for one in waiting] == ["psst"]
    assert not bob.takes_direct


async def test_a_second_unasked_notice_within_a_day_waits_at_home(house: Chat) -> None:
    await house.ann.says("/note tell @eve near:yes word:one")
    await house.ann.says("/note tell @eve near:yes word:two")
    assert house.eve.sees() == ["one"]
    await house.forward(days=1)
    await house.ann.says("/note tell @eve near:yes word:three")
    assert house.eve.sees() == ["three"]


async def passing(house: Chat, come: Callable[[], bool]) -> None:
    """Let time go on, a second at each look, until something has come."""
    async with asyncio.timeout(30):
        while not come():
            house.clock.set(house.clock.now() + timedelta(seconds=1))
            await asyncio.sleep(0.001)


async def test_the_deliverer_runs_beside_events_and_wakes_for_them(house: Chat) -> None:
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(house.engine.deliverer.run())
        await house.engine.inbox(house.ann.event("note add one aloud:yes"))
        await passing(house, lambda: len(house.posts()) == 1)
        house.platform.trouble = [DeliveryError(Failure.LATER, "busy", retry_at=START + timedelta(minutes=30))]
        await house.engine.inbox(house.ann.event("note add two aloud:yes"))
        await passing(house, lambda: house.platform.attempts == 2)
        await house.engine.deliverer.drain()
        house.clock.set(START + timedelta(minutes=31))
        await passing(house, lambda: len(house.posts()) == 2)
        running.cancel()
    assert [post.text for post in house.posts()] == ["one", "two"]


async def test_a_notice_to_somebody_silenced_waits(house: Chat) -> None:
    await house.bob.says("/note mine")
    await house.change(house.bob, silenced=True)
    await house.ann.says("/note tell @bob near:yes word:hush")
    assert house.bob.sees() == ["Nothing."]


async def _takes_direct(house: Chat, name: str) -> None:
    await house.change(house.people[name], takes_direct=True)


async def test_what_speaks_of_a_post_still_on_its_way_waits_for_it(house: Chat) -> None:
    await house.ann.says("/note mine")
    house.platform.trouble = [DeliveryError(Failure.LATER, "busy", retry_at=START + timedelta(seconds=3))]
    post = Post(key="late", to=GENERAL, message=message("late"))
    edit = Edit(key="edit", target=Sent("late"), message=message("late, but better"))

    def put(books: Books) -> None:
        books.outbox.put(CommunityId(1), post, lane="post", now=START, not_before=START)
        books.outbox.put(CommunityId(1), edit, lane="edit", now=START, not_before=START + timedelta(seconds=1))

    await house.transactions.write(put)
    await house.forward(minutes=1)
    assert [one.text for one in house.posts()] == ["late, but better"]


async def test_what_another_process_left_is_taken_up_when_its_lease_is_over(
    house: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(type(house.transactions), "alone", False)
    await house.engine.inbox(house.ann.event("note add one aloud:yes"))
    await house.transactions.write(lambda books: books.outbox.begin(START, 10))
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(house.engine.deliverer.run())
        for minute in range(1, 8):
            for _ in range(200):
                await asyncio.sleep(0.0005)
            house.clock.set(START + timedelta(minutes=minute))
        await passing(house, lambda: bool(house.posts()))
        running.cancel()
    assert [post.text for post in house.posts()] == ["one"]


async def test_draining_waits_for_what_is_already_on_its_way(house: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    gate, deliver = asyncio.Event(), house.platform.deliver

    async def held(parcel: Parcel) -> Receipt:
        await gate.wait()
        return await deliver(parcel)

    monkeypatch.setattr(house.platform, "deliver", held)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(house.engine.deliverer.run())
        await house.engine.inbox(house.ann.event("note add one aloud:yes"))
        await passing(house, lambda: house.engine.deliverer._in_flight == 1)
        draining = tasks.create_task(house.engine.deliverer.drain())
        await asyncio.wait({draining}, timeout=0.05)
        assert not draining.done()
        gate.set()
        await draining
        running.cancel()
    assert [post.text for post in house.posts()] == ["one"]


class AwayDatabase:
    """The house's transactions, until `away` says that they cannot be reached or written."""

    def __init__(self, inner: Transactions) -> None:
        self._inner = inner
        self.away = False
        self.refused = 0

    @property
    def alone(self) -> bool:
        return self._inner.alone

    async def write(self, work: Callable[[Books], T]) -> T:
        self._check()
        return await self._inner.write(work)

    async def read(self, work: Callable[[Books], T]) -> T:
        self._check()
        return await self._inner.read(work)

    def _check(self) -> None:
        if self.away:
            self.refused += 1
            raise OSError("the database does not answer")


async def test_a_database_that_does_not_answer_is_waited_for(house: Chat) -> None:
    database = AwayDatabase(house.transactions)
    house.engine.deliverer._transactions = database
    database.away = True
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(house.engine.deliverer.run())
        await house.engine.inbox(house.ann.event("note add one aloud:yes"))
        while not database.refused:
            await asyncio.sleep(0.001)
        database.away = False
        await passing(house, lambda: bool(house.posts()))
        running.cancel()
    assert [post.text for post in house.posts()] == ["one"]


async def test_a_post_whose_receipt_could_not_be_kept_is_not_posted_twice(house: Chat) -> None:
    database = AwayDatabase(house.transactions)
    house.engine.deliverer._transactions = database
    house.platform.after_sending = lambda: setattr(database, "away", True)
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(house.engine.deliverer.run())
        await house.engine.inbox(house.ann.event("note add one aloud:yes"))
        await passing(house, lambda: database.refused >= 3)
        database.away = False
        while await house.read(lambda books: books.outbox.receipt(CommunityId(1), "note:one")) != kept(house):
            house.clock.set(house.clock.now() + timedelta(seconds=1))
            await asyncio.sleep(0.001)
        running.cancel()
    assert [post.text for post in house.posts()] == ["one"]
    assert house.platform.attempts == 1


def kept(house: Chat) -> tuple[State, Receipt]:
    """What the outbox says once a post's receipt is kept."""
    ref = house.posts()[0].ref
    return State.SENT, Receipt(message=ref, channel=ref.place)


async def _waits(house: Chat, name: str) -> list[str]:
    member = await house.member(house.people[name])
    waiting = await house.store(lambda store: store.notices.waiting(member.id))
    return [text_of(one.message) for one in waiting]


async def test_a_word_beside_the_matter_that_cannot_be_shown_there_waits_at_home(house: Chat) -> None:
    await house.bob.says("/note mine")
    await _takes_direct(house, "bob")
    house.platform.trouble = [DeliveryError(Failure.DESTINATION_GONE, "is_archived")]
    await house.ann.says("/note tell @bob asked:yes near:yes")
    assert await _waits(house, "bob") == ["psst"]
    assert (await house.member(house.bob)).takes_direct


async def test_a_word_beside_the_matter_of_which_nobody_knows_whether_it_arrived_waits_at_home(house: Chat) -> None:
    await house.bob.says("/note mine")
    house.platform.trouble = [TimeoutError()]
    await house.ann.says("/note tell @bob asked:yes near:yes")
    await house.forward(minutes=1)
    assert house.platform.posted == []
    assert await _waits(house, "bob") == ["psst"]


async def test_a_direct_message_that_slack_refuses_waits_at_home_and_the_next_is_tried_again(house: Chat) -> None:
    await house.bob.says("/note mine")
    await _takes_direct(house, "bob")
    house.platform.trouble = [DeliveryError(Failure.REFUSED, "msg_too_long")]
    await house.ann.says("/note tell @bob asked:yes")
    assert await _waits(house, "bob") == ["psst"]
    assert (await house.member(house.bob)).takes_direct


async def test_a_word_for_an_account_that_is_nobody_s_any_more_is_let_go(house: Chat) -> None:
    await house.bob.says("/note mine")
    stranger = DirectMessage(key="psst", to=house.eve.user, message=message("psst"))
    now = house.clock.now()
    house.platform.trouble = [DeliveryError(Failure.PERSON_UNREACHABLE, "user_not_found")]
    await house.transactions.write(
        lambda books: books.outbox.put(CommunityId(1), stranger, lane="direct", now=now, not_before=now)
    )
    await house.engine.settle()
    assert house.platform.trouble == []
    assert await house.rows("notice") == (0,)
