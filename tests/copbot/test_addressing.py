"""Where each outgoing goes: its lane, its platform, and what it speaks of."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import cast

import pytest

from copbot.addressing import ReferenceDeadError, ReferenceWaitsError, address
from copbot.enqueue import lane_of
from copbot.errors import DeliveryError, Failure
from copbot.intents import (
    CheckAccess,
    DirectMessage,
    Edit,
    Ephemeral,
    LookUp,
    OpenRoom,
    Outgoing,
    Post,
    ReadLink,
    ReadMessage,
    Sent,
    Solve,
    ThreadOf,
    WasItSent,
)
from copbot.message import message, say
from copbot.ports import Books, Delivery, Receipt, State
from copbot.refs import ChannelRef, CommunityId, MessageRef, UserRef
from tests.support.chat import Chat
from tests.support.clock import START

HERE = CommunityId(1)
GENERAL = ChannelRef("sim", "demo", "general")
FIRST = MessageRef("sim", "demo", "general", "1")
ANN = UserRef("sim", "demo", "ann")
WORDS = message("words")


@dataclass
class Outbox:
    """Knows what became of keys, and nothing else."""

    receipts: dict[str, tuple[State, Receipt]] = field(default_factory=dict)

    def receipt(self, community: CommunityId, key: str) -> tuple[State, Receipt] | None:
        return self.receipts.get(key)

    def lane_of(self, community: CommunityId, key: str) -> str | None:
        return "lane of it" if key in self.receipts else None


@dataclass
class Shelf:
    """Books with an outbox alone."""

    outbox: Outbox


def _books(**receipts: tuple[State, Receipt]) -> Books:
    return cast("Books", Shelf(Outbox(receipts)))


def _delivery(outgoing: Outgoing) -> Delivery:
    return Delivery(
        id=1,
        community=HERE,
        outgoing=outgoing,
        lane="lane",
        state=State.SENDING,
        attempts=1,
        created_at=START,
        started_at=START,
        expires_at=None,
        language="en",
    )


@pytest.mark.parametrize(
    ("outgoing", "lane"),
    [
        (Post(key="a", to=GENERAL, message=WORDS), "sim:demo/general"),
        (Post(key="a", to=ThreadOf(FIRST), message=WORDS), "sim:demo/general"),
        (Post(key="a", to=Sent("known"), message=WORDS), "lane of it"),
        (Edit(key="a", target=Sent("strange"), message=WORDS), "own 1 strange"),
        (Edit(key="a", target=FIRST, message=WORDS), "sim:demo/general"),
        (DirectMessage(key="a", to=ANN, message=WORDS), "direct sim:demo/ann"),
        (Ephemeral(key="a", to=ANN, channel=GENERAL, message=WORDS), "sim:demo/general@ann"),
        (ReadLink(key="a", url="https://a.example/"), "own 1 a"),
    ],
)
def test_each_outgoing_keeps_its_order_among_those_to_the_same_place(outgoing: Outgoing, lane: str) -> None:
    books = _books(known=(State.SENT, Receipt(message=FIRST)))

    assert lane_of(outgoing, books, HERE) == lane


@pytest.mark.parametrize(
    ("outgoing", "platform"),
    [
        (Post(key="a", to=GENERAL, message=WORDS), "sim"),
        (Post(key="a", to=ThreadOf(FIRST), message=WORDS), "sim"),
        (Edit(key="a", target=FIRST, message=WORDS), "sim"),
        (DirectMessage(key="a", to=ANN, message=WORDS), "sim"),
        (Ephemeral(key="a", to=ANN, channel=GENERAL, message=WORDS), "sim"),
        (OpenRoom(key="a", members=(ANN,), title=say("A room")), "sim"),
        (LookUp(key="a", question=ReadMessage(FIRST)), "sim"),
        (LookUp(key="a", question=CheckAccess(GENERAL)), "sim"),
        (LookUp(key="a", question=WasItSent(key="b", to=GENERAL, since=START)), "sim"),
        (ReadLink(key="a", url="https://a.example/"), "web"),
        (Solve(key="a", puzzle="sudoku", subject="1"), "workshop"),
    ],
)
def test_each_outgoing_goes_to_the_platform_it_names(outgoing: Outgoing, platform: str) -> None:
    assert address(_books(), _delivery(outgoing)).platform == platform


def test_a_room_and_a_message_are_found_by_the_keys_they_were_sent_with() -> None:
    room = ChannelRef("sim", "demo", "room-1")
    books = _books(room=(State.SENT, Receipt(channel=room)), first=(State.SENT, Receipt(message=FIRST)))

    assert address(books, _delivery(Post(key="a", to=Sent("room"), message=WORDS))).parcel.channel == room
    assert address(books, _delivery(Post(key="a", to=ThreadOf(Sent("first")), message=WORDS))).parcel.thread == FIRST
    assert address(books, _delivery(Edit(key="a", target=Sent("first"), message=WORDS))).parcel.message == FIRST


@pytest.mark.parametrize(
    "outgoing", [Post(key="a", to=Sent("it"), message=WORDS), Edit(key="a", target=Sent("it"), message=WORDS)]
)
def test_what_was_never_sent_can_be_spoken_of_no_more_and_what_waits_is_waited_for(outgoing: Outgoing) -> None:
    dead = [
        _books(),
        _books(it=(State.DEAD, Receipt())),
        _books(it=(State.SKIPPED, Receipt())),
        _books(it=(State.SENT, Receipt())),
    ]
    for books in dead:
        with pytest.raises(ReferenceDeadError):
            address(books, _delivery(outgoing))
    with pytest.raises(ReferenceWaitsError):
        address(_books(it=(State.PENDING, Receipt())), _delivery(outgoing))


async def test_what_speaks_of_a_message_that_is_given_up_is_given_up_too(house: Chat) -> None:
    house.platform.trouble = [DeliveryError(Failure.REFUSED, "no")]

    await house.ann.says("/note story")
    await house.forward(hours=1)

    assert [post.text for post in house.posts()] == ["first: refused"]


async def test_a_connection_that_breaks_before_sending_is_tried_again(house: Chat) -> None:
    house.platform.trouble = [ConnectionResetError(), TimeoutError()]

    await house.ann.says("/note add one aloud:yes")
    await house.forward(minutes=2)

    assert [post.text for post in house.posts()] == ["one"]


async def test_a_direct_message_to_an_account_nobody_has_any_more_is_given_up(house: Chat) -> None:
    await house.ann.says("/note mine")
    direct = DirectMessage(key="lost", to=UserRef("sim", "demo", "nobody"), message=WORDS)
    house.platform.trouble = [DeliveryError(Failure.PERSON_UNREACHABLE, "closed")]

    await house.transactions.write(
        lambda books: books.outbox.put(HERE, direct, lane="direct", now=START, not_before=START)
    )
    await house.forward(seconds=1)

    assert house.platform.attempts == 2
    assert [post.text for post in house.posts()] == ["lost: person_unreachable"]
    assert house.clock.now() == START + timedelta(seconds=1)
