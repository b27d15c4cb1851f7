"""The one way out: rows of the outbox to the adapters, each lane in its order, retried, and reconciled after a crash.

The promise: intent is never lost, each post is sent at least once, and duplicates are suppressed where a platform can.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

import structlog

from copbot.addressing import Addressed, ReferenceDeadError, ReferenceWaitsError, address
from copbot.errors import DeliveryError, Failure
from copbot.events import DeliveryFailed, Event, Found, Place, ReceiptFound, Solved
from copbot.intents import (
    DirectMessage,
    Ephemeral,
    LookUp,
    Post,
    ReadLink,
    Solve,
    WasItSent,
)
from copbot.ports import (
    Books,
    ChatAdapter,
    Clock,
    Delivery,
    Inbox,
    LinkReader,
    Receipt,
    Solver,
    State,
    Transactions,
)
from copbot.practice import Puzzle
from copbot.refs import ChannelRef, CommunityId, MessageRef
from copbot.wording import Wording

_log = structlog.get_logger(__name__)

_AT_ONCE = 64
_FIRST_PAUSE = timedelta(seconds=2)
_LONGEST_PAUSE = timedelta(minutes=5)
_GIVE_UP_AFTER = timedelta(hours=24)
_LOOK_AGAIN = timedelta(seconds=30)
_OUT_OF_REACH = timedelta(seconds=10)
_MOMENT = timedelta(milliseconds=20)


class Deliverer:
    """Empties the outbox for as long as it runs.

    It is woken by the dispatcher and by time, and begins with what a crash left.
    """

    def __init__(
        self,
        *,
        transactions: Transactions,
        clock: Clock,
        wording: Wording,
        adapters: Mapping[str, ChatAdapter],
        links: LinkReader,
        solver: Solver,
        puzzles: Mapping[str, Puzzle],
        inbox: Inbox,
    ) -> None:
        self._transactions = transactions
        self._clock = clock
        self._wording = wording
        self._adapters = adapters
        self._links = links
        self._solver = solver
        self._puzzles = puzzles
        self._inbox = inbox
        self._woken = asyncio.Event()
        self._landed = asyncio.Event()
        self._in_flight = 0
        self._left_behind = True

    def wake(self) -> None:
        """Say that there may be something to deliver."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver until cancelled; while the database is out of reach or full, wait and begin with what was left."""
        async with asyncio.TaskGroup() as flights:
            while True:
                try:
                    await self._round(flights)
                except Exception:  # noqa: BLE001 -- whatever keeps us from the outbox, posts wait in it and go out later
                    _log.exception("outbox_out_of_reach")
                    self._left_behind = True
                    await self._clock.sleep_until(self._clock.now() + _OUT_OF_REACH)

    async def _round(self, flights: asyncio.TaskGroup) -> None:
        """Begin what is due, or rest when nothing is."""
        if self._left_behind:
            await self._recover()
        self._woken.clear()
        now, room = self._clock.now(), _AT_ONCE - self._in_flight
        due = await self._next_due()
        began = await self._begin(now, room) if room and due is not None and due <= now else ()
        for delivery in began:
            flights.create_task(self._fly(delivery))
        if not began:
            await self._rest(now, now + _LOOK_AGAIN if due is None or due <= now else min(due, now + _LOOK_AGAIN))

    async def drain(self) -> None:
        """Deliver all that is due now and what follows from it, also beside `run`; for a clock that is moved."""
        await self._recover()
        while True:
            began = await self._begin(self._clock.now(), _AT_ONCE)
            async with asyncio.TaskGroup() as flights:
                for delivery in began:
                    flights.create_task(self._fly(delivery))
            if not began and not self._in_flight:
                return
            if not began:
                self._landed.clear()
                await self._landed.wait()

    async def _recover(self) -> None:
        """Find what a crash left; a row of our own that is on its way is not among them."""
        if self._in_flight:
            return
        alone, now = self._transactions.alone, self._clock.now()
        left = await self._transactions.write(lambda books: books.outbox.recover(now, alone=alone))
        self._left_behind = False
        if left:
            _log.warning("deliveries_recovered", count=left)

    async def _next_due(self) -> datetime | None:
        return await self._transactions.read(lambda books: books.outbox.next_due())

    async def _begin(self, now: datetime, room: int) -> tuple[Delivery, ...]:
        began = await self._transactions.write(lambda books: books.outbox.begin(now, room))
        self._in_flight += len(began)
        return began

    async def _rest(self, looked_at: datetime, until: datetime) -> None:
        """Sleep until woken or until an instant, looking for what other processes left in between.

        A busy hour wakes us with each of its events; we look once for all of a moment.
        """
        waiting = asyncio.ensure_future(self._woken.wait())
        sleeping = asyncio.ensure_future(self._clock.sleep_until(until))
        try:
            await asyncio.wait({waiting, sleeping}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in (waiting, sleeping):
                task.cancel()
        if self._woken.is_set():
            await self._clock.sleep_until(looked_at + _MOMENT)
        elif not self._transactions.alone:
            await self._recover()

    async def _fly(self, delivery: Delivery) -> None:
        try:
            await self._deliver(delivery)
        except Exception:  # noqa: BLE001 -- the loop must survive any one row
            _log.exception("delivery_broke", key=delivery.outgoing.key)
            await self._put_back(delivery)
        finally:
            self._in_flight -= 1
            self._landed.set()
            self.wake()

    async def _put_back(self, delivery: Delivery) -> None:
        """Have a row reconciled and tried again; when not even that can be written, it is found as a crash's is."""
        try:
            await self._again(delivery, State.UNKNOWN, "broke")
        except Exception:  # noqa: BLE001 -- the row waits as `sending`, and the loop must survive it
            _log.exception("delivery_left_behind", key=delivery.outgoing.key)
            self._left_behind = True

    async def _deliver(self, delivery: Delivery) -> None:
        now = self._clock.now()
        if delivery.expires_at is not None and delivery.expires_at <= now and delivery.state is not State.UNKNOWN:
            await self._over(delivery, State.SKIPPED, "expired")
            return
        try:
            addressed = await self._transactions.read(lambda books: address(books, delivery))
        except ReferenceDeadError:
            await self._over(delivery, State.DEAD, "what it speaks of was never sent")
            return
        except ReferenceWaitsError:
            await self._again(delivery, delivery.state, "waits for what it speaks of")
            return
        try:
            receipt = await self._receipt(addressed)
        except DeliveryError as error:
            await self._failed(addressed, error)
            return
        except (OSError, TimeoutError) as error:
            await self._again(delivery, State.UNKNOWN, type(error).__name__)
            return
        if receipt is None:
            await self._keep_for_home(delivery)
            await self._over(delivery, State.SKIPPED, "outcome unknown, and never shown twice")
            return
        if receipt.finding is not None:
            await self._report(addressed, Found(delivery.outgoing.key, receipt.finding), f"found:{delivery.id}")
        await self._transactions.write(lambda books: books.outbox.sent(delivery.id, receipt, self._clock.now()))

    async def _receipt(self, addressed: Addressed) -> Receipt | None:
        """Send it, unless it turns out to have arrived before; None when that cannot be known."""
        delivery = addressed.delivery
        match delivery.outgoing:
            case ReadLink(url=url):
                return Receipt(finding=await self._links.read(url))
            case Solve() as puzzle:
                return Receipt(finding=await self._solved(puzzle, delivery.community))
            case LookUp(question=question):
                return Receipt(finding=await self._adapters[addressed.platform].look_up(question))
            case Ephemeral() if delivery.state is State.UNKNOWN:
                return None
            case (Post() | DirectMessage()) as post if delivery.state is State.UNKNOWN:
                arrived = await self._arrived(addressed, post)
                if arrived is not None:
                    return Receipt(message=arrived, channel=arrived.place)
            case _:
                pass
        house = addressed.platform, addressed.tenant
        spoken = self._wording.spoken(delivery.outgoing, delivery.language, house)
        return await self._adapters[addressed.platform].deliver(replace(addressed.parcel, outgoing=spoken))

    async def _solved(self, asked: Solve, community: CommunityId) -> Solved:
        puzzle, now = self._puzzles[asked.puzzle], self._clock.now()
        problem = await self._transactions.read(lambda books: puzzle.pose(books.store(community), asked.subject, now))
        if problem is None:
            raise DeliveryError(Failure.REFUSED, "nothing to work out any more")
        return Solved(await self._solver.solve(problem))

    async def _arrived(self, addressed: Addressed, post: Post | DirectMessage) -> MessageRef | None:
        since = addressed.delivery.started_at or addressed.delivery.created_at
        to = post.to if isinstance(post, DirectMessage) else cast("ChannelRef", addressed.parcel.channel)
        question = WasItSent(key=post.key, to=to, since=since, thread=addressed.parcel.thread)
        finding = await self._adapters[addressed.platform].look_up(question)
        return finding.message if isinstance(finding, ReceiptFound) else None

    async def _failed(self, addressed: Addressed, error: DeliveryError) -> None:
        delivery = addressed.delivery
        match error.failure:
            case Failure.LATER if self._clock.now() - delivery.created_at < _GIVE_UP_AFTER:
                await self._again(delivery, delivery.state, error.why, error.retry_at)
                return
            case _:
                await self._keep_for_home(delivery, error.failure)
        _log.warning("delivery_dead", key=delivery.outgoing.key, failure=error.failure.value, why=error.why)
        await self._over(delivery, State.DEAD, error.why)
        failed = DeliveryFailed(delivery.outgoing.key, error.failure.value, error.why)
        await self._report(addressed, failed, f"failed:{delivery.id}")

    async def _keep_for_home(self, delivery: Delivery, failure: Failure | None = None) -> None:
        """Keep what one person was not told for their home; who takes no direct messages is sent none any more."""
        match delivery.outgoing:
            case (DirectMessage() | Ephemeral()) as told:
                refused = failure is Failure.PERSON_UNREACHABLE and isinstance(told, DirectMessage)
                now = self._clock.now()
                await self._transactions.write(
                    lambda books: _wait_for(books, delivery.community, told, now, refused=refused)
                )
            case _:
                pass

    async def _report(self, addressed: Addressed, happened: Found | DeliveryFailed, delivery_id: str) -> None:
        place = Place(platform=addressed.platform, tenant=str(addressed.delivery.community))
        await self._inbox(
            Event(place=place, happened=happened, delivery_id=delivery_id, community=addressed.delivery.community)
        )

    async def _again(self, delivery: Delivery, state: State, why: str, at: datetime | None = None) -> None:
        pause = min(_FIRST_PAUSE * 2 ** min(delivery.attempts, 10), _LONGEST_PAUSE)
        when = at or self._clock.now() + pause
        await self._transactions.write(lambda books: books.outbox.again(delivery.id, state, when, why))

    async def _over(self, delivery: Delivery, state: State, why: str) -> None:
        await self._transactions.write(lambda books: books.outbox.over(delivery.id, state, why))


def _wait_for(
    books: Books, community: CommunityId, told: DirectMessage | Ephemeral, now: datetime, *, refused: bool
) -> None:
    members = books.store(community).members
    member = members.of_account(told.to)
    if member is None:
        return
    if refused:
        members.change(replace(member, takes_direct=False))
    books.wait(community, member.id, told.key, told.message, now)
