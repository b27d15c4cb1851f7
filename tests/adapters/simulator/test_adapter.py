from datetime import timedelta

import pytest

from adapters.simulator.adapter import NotConnectedError
from adapters.simulator.inbound import home_opened
from adapters.simulator.model import BOT, Account, Channel
from copbot.errors import DeliveryError, Failure
from copbot.events import AccessFound, MessageFound, ReceiptFound
from copbot.intents import (
    CheckAccess,
    Delete,
    DirectMessage,
    Edit,
    Ephemeral,
    LookUp,
    OpenRoom,
    OpenThread,
    Outgoing,
    Post,
    React,
    ReadLink,
    ReadMessage,
    Sent,
    ThreadOf,
    WasItSent,
)
from copbot.message import message
from copbot.ports import Parcel, Receipt
from copbot.refs import ChannelRef, CommunityId, Emoji, MessageRef, UserRef
from tests.adapters.simulator.pretend import Pretence
from tests.support.clock import START

GENERAL = ChannelRef("sim", "demo", "general")
BOB = UserRef("sim", "demo", "bob")
NOWHERE = MessageRef("sim", "demo", "general", "404")


def parcel(outgoing: Outgoing, channel: ChannelRef | None = None, **resolved: MessageRef) -> Parcel:
    return Parcel(community=CommunityId(1), outgoing=outgoing, channel=channel, **resolved)


def post(key: str = "k", text: str = "hello") -> Post:
    return Post(key=key, to=GENERAL, message=message(text))


async def posted(pretence: Pretence, key: str = "k") -> MessageRef:
    receipt = await pretence.adapter.deliver(parcel(post(key), GENERAL))
    assert receipt.message is not None
    return receipt.message


async def failure(pretence: Pretence, sent: Parcel) -> Failure:
    with pytest.raises(DeliveryError) as refused:
        await pretence.adapter.deliver(sent)
    return refused.value.failure


async def test_a_post_stands_in_its_channel(pretence: Pretence) -> None:
    ref = await posted(pretence)
    entry = pretence.chat.entry(ref.message)
    assert entry is not None
    assert (entry.channel, entry.author, entry.key, entry.community, entry.at) == ("general", BOT, "k", 1, START)
    assert ref.place == GENERAL


async def test_a_post_sent_twice_stands_there_once(pretence: Pretence) -> None:
    first = await posted(pretence)
    assert await posted(pretence) == first
    assert len(pretence.chat.visible("ann")) == 1


async def test_two_communities_may_use_the_same_key(pretence: Pretence) -> None:
    first = await posted(pretence)
    other = await pretence.adapter.deliver(Parcel(community=CommunityId(2), outgoing=post(), channel=GENERAL))
    assert other.message != first


async def test_a_post_in_a_thread_hangs_on_its_root(pretence: Pretence) -> None:
    root = await posted(pretence)
    answer = Post(key="a", to=ThreadOf(root), message=message("yes"))
    first = await pretence.adapter.deliver(parcel(answer, GENERAL, thread=root))
    assert first.message is not None
    deeper = Post(key="b", to=ThreadOf(first.message), message=message("so"))
    await pretence.adapter.deliver(parcel(deeper, GENERAL, thread=first.message))
    assert [one.thread for one in pretence.chat.visible("ann")] == [None, root.message, root.message]


async def test_a_thread_stays_when_its_root_is_deleted(pretence: Pretence) -> None:
    root = await posted(pretence)
    await pretence.adapter.deliver(parcel(Delete(key="d", target=root), message=root))
    answer = Post(key="a", to=ThreadOf(root), message=message("yes"))
    await pretence.adapter.deliver(parcel(answer, GENERAL, thread=root))
    assert pretence.chat.visible("ann")[-1].thread == root.message


async def test_a_direct_message_is_for_one_person(pretence: Pretence) -> None:
    receipt = await pretence.adapter.deliver(parcel(DirectMessage(key="k", to=BOB, message=message("psst"))))
    assert receipt.channel == ChannelRef("sim", "demo", "dm-bob")
    assert [one.channel for one in pretence.chat.visible("bob")] == ["dm-bob"]
    assert pretence.chat.visible("ann") == ()


async def test_an_ephemeral_is_seen_by_one_person_in_a_channel(pretence: Pretence) -> None:
    await pretence.adapter.deliver(parcel(Ephemeral(key="k", to=BOB, channel=GENERAL, message=message("psst"))))
    assert [(one.channel, one.only_for) for one in pretence.chat.visible("bob")] == [("general", "bob")]
    assert pretence.chat.visible("ann") == ()


async def test_an_edit_rewrites_and_a_deletion_removes(pretence: Pretence) -> None:
    ref = await posted(pretence)
    await pretence.adapter.deliver(parcel(Edit(key="e", target=ref, message=message("better")), message=ref))
    entry = pretence.chat.entry(ref.message)
    assert entry is not None
    assert (entry.message, entry.edited_at) == (message("better"), START)
    await pretence.adapter.deliver(parcel(Delete(key="d", target=ref), message=ref))
    assert pretence.chat.entry(ref.message) is None


async def test_the_bot_reacts_by_emoji_or_name(pretence: Pretence) -> None:
    ref = await posted(pretence)
    for emoji in (":books:", "📚", ":of_our_own:"):
        await pretence.adapter.deliver(parcel(React(key="r", target=ref, emoji=Emoji(emoji)), message=ref))
    assert pretence.chat.visible("ann")[0].reactions == (("📚", (BOT,)), (":of_our_own:", (BOT,)))


async def test_a_thread_is_the_message_it_hangs_on(pretence: Pretence) -> None:
    ref = await posted(pretence)
    opened = await pretence.adapter.deliver(parcel(OpenThread(key="t", on=ref, title="T"), message=ref))
    assert opened == Receipt(message=ref, channel=GENERAL)


async def test_a_room_is_for_its_members_and_opened_once(pretence: Pretence) -> None:
    room = OpenRoom(key="pair", members=(BOB, UserRef("sim", "demo", "eve")), title="Bob and Eve")
    receipt = await pretence.adapter.deliver(parcel(room))
    assert await pretence.adapter.deliver(parcel(room)) == receipt
    assert receipt.channel is not None
    assert receipt.channel.channel in pretence.chat.directory("eve").channels
    assert receipt.channel.channel not in pretence.chat.directory("ann").channels
    await pretence.adapter.deliver(
        parcel(Post(key="hi", to=Sent("pair"), message=message("Hello you two")), receipt.channel)
    )
    assert pretence.chat.visible("ann") == ()
    assert len(pretence.chat.visible("eve")) == 1


async def test_what_is_gone_cannot_be_delivered_to(pretence: Pretence) -> None:
    pretence.chat.add_channel(Channel(id="old", name="old", archived=True))
    old, none = ChannelRef("sim", "demo", "old"), ChannelRef("sim", "demo", "none")
    gone = Failure.DESTINATION_GONE
    assert await failure(pretence, parcel(post(), old)) is gone
    assert await failure(pretence, parcel(post(), none)) is gone
    assert await failure(pretence, parcel(post())) is gone
    assert await failure(pretence, parcel(post(), GENERAL, thread=NOWHERE)) is gone
    assert await failure(pretence, parcel(Edit(key="e", target=NOWHERE, message=message("x")), message=NOWHERE)) is gone
    assert await failure(pretence, parcel(Delete(key="e", target=NOWHERE))) is gone


async def test_who_takes_no_direct_messages_is_unreachable(pretence: Pretence) -> None:
    pretence.chat.join(Account(id="shy", name="Shy", takes_direct=False))
    for name in ("shy", "nobody", BOT):
        to = UserRef("sim", "demo", name)
        sent = parcel(DirectMessage(key="k", to=to, message=message("x")))
        assert await failure(pretence, sent) is Failure.PERSON_UNREACHABLE
    lost = Ephemeral(key="k", to=UserRef("sim", "demo", "nobody"), channel=GENERAL, message=message("x"))
    assert await failure(pretence, parcel(lost)) is Failure.PERSON_UNREACHABLE


async def test_questions_are_not_delivered(pretence: Pretence) -> None:
    for question in (LookUp(key="l", question=ReadMessage(NOWHERE)), ReadLink(key="r", url="https://a.example")):
        assert await failure(pretence, parcel(question)) is Failure.REFUSED


async def test_a_message_can_be_read(pretence: Pretence) -> None:
    said = await pretence.acts.say("bob", "general", "see https://a.example @carla")
    assert said.message is not None
    ref = MessageRef("sim", "demo", "general", said.message.id)
    found = await pretence.adapter.look_up(ReadMessage(ref))
    assert isinstance(found, MessageFound)
    assert found.message is not None
    assert (found.message.author, found.message.author_is_bot) == (BOB, False)
    assert found.message.text == "see https://a.example @carla"
    assert found.message.permalink == f"http://127.0.0.1:8765/#general/{said.message.id}"


async def test_the_bots_own_messages_can_be_read_too(pretence: Pretence) -> None:
    found = await pretence.adapter.look_up(ReadMessage(await posted(pretence)))
    assert isinstance(found, MessageFound)
    assert found.message is not None
    assert (found.message.author_is_bot, found.message.text) == (True, "hello")


async def test_a_message_that_is_gone_reads_as_none(pretence: Pretence) -> None:
    assert await pretence.adapter.look_up(ReadMessage(NOWHERE)) == MessageFound(None)


async def test_what_the_bot_may_do_in_a_channel_is_told_with_its_fix(pretence: Pretence) -> None:
    pretence.chat.add_channel(Channel(id="old", name="old", archived=True))
    found = [
        await pretence.adapter.look_up(CheckAccess(ChannelRef("sim", "demo", name)))
        for name in ("general", "old", "none")
    ]
    access = [one for one in found if isinstance(one, AccessFound)]
    told = [(one.can_see, one.can_post, one.can_thread, len(one.fixes)) for one in access]
    assert told == [(True, True, True, 0), (True, False, False, 1), (False, False, False, 1)]


async def test_what_arrived_is_found_by_its_key(pretence: Pretence) -> None:
    ref = await posted(pretence, "prompt:1")
    since = START - timedelta(hours=1)
    assert await pretence.adapter.look_up(WasItSent(key="prompt:1", to=GENERAL, since=since)) == ReceiptFound(ref)
    assert await pretence.adapter.look_up(WasItSent(key="prompt:2", to=GENERAL, since=since)) == ReceiptFound(None)


async def test_nothing_happens_before_or_after_the_bot_is_connected() -> None:
    pretence = Pretence()
    event = home_opened("ann", pretence.chat.directory("ann"))
    assert pretence.adapter.last_sign_of_life is None
    with pytest.raises(NotConnectedError):
        await pretence.adapter.happens(event)
    async with pretence.adapter.connected(pretence.bot):
        await pretence.adapter.happens(event)
        assert pretence.adapter.last_sign_of_life == START
    assert pretence.bot.heard == [event]
    assert pretence.chat.closed


def test_it_is_the_platform_sim() -> None:
    adapter = Pretence().adapter
    assert (adapter.platform, adapter.capabilities.platform) == ("sim", "sim")
