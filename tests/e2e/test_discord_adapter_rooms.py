"""Threads on messages and private threads for a few, over real sockets."""

import pytest

from copbot.errors import DeliveryError, Failure
from copbot.events import Installed, MessagePosted, Uninstalled
from copbot.intents import (
    OpenRoom,
    OpenThread,
    Outgoing,
    Post,
)
from copbot.message import (
    Card,
    Heading,
    Message,
    message,
    say,
)
from copbot.refs import MessageRef
from tests.adapters.discord.story import Story, on_discord
from tests.e2e.discord_wire import Broken, Channel, ChannelKind, Dropped
from tests.e2e.discord_wire.places import MessageKind

WHO_READS = "Only the people added here can read this thread, and who moderates this server."
HELLO = message(say("Hello."))


def post(story: Story, text: Message = HELLO, key: str = "k", channel: Channel | None = None) -> Post:
    return Post(key=key, to=story.channel(channel or story.general), message=text)


async def posted(story: Story, text: Message = HELLO, key: str = "k", channel: Channel | None = None) -> MessageRef:
    receipt = await story.deliver(post(story, text, key, channel), channel=story.channel(channel or story.general))
    assert receipt.message is not None
    return receipt.message


async def refusal(story: Story, outgoing: Outgoing, **where: MessageRef) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await story.deliver(outgoing, channel=story.channel(story.general), **where)
    return caught.value


async def test_a_thread_is_opened_once_and_written_to() -> None:
    async with on_discord() as story:
        ref = await posted(story)
        for key in ("a", "b"):
            receipt = await story.deliver(OpenThread(key=key, on=ref, title=say("About beans")), message=ref)
        (thread,) = story.wire.threads(story.guild)
        assert thread.name == "About beans"
        assert receipt.channel == story.channel(thread)
        said = await story.deliver(post(story, key="t"), channel=ref.place, thread=ref)
        assert said.message is not None
        assert said.message.channel == str(thread.id)
        assert story.wire.messages(thread)[-1].shown == "Hello."


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (message(say("How does it grow?")), "How does it grow?"),
        (message(Heading("Beans"), say("How?")), "Beans"),
        (Message((Card(title=("Beans",)),), summary=say("A new card")), "A new card"),
        (message(Card(title=("Beans",))), "…"),
    ],
)
async def test_a_post_to_a_thread_that_is_not_there_begins_it(text: Message, name: str) -> None:
    async with on_discord() as story:
        start = await story.wire.say(story.ann, story.general, "A question")
        receipt = await story.deliver(post(story, text), channel=story.channel(story.general), thread=story.ref(start))
        (thread,) = story.wire.threads(story.guild)
        assert thread.name == name
        assert receipt.channel == story.channel(thread)


async def test_a_thread_on_a_message_in_a_thread_is_that_thread() -> None:
    async with on_discord() as story:
        thread = await story.wire.thread(story.ann, story.general, "Roses")
        said = await story.wire.say(story.bob, thread, "In the thread")
        opened = await story.deliver(OpenThread(key="o", on=story.ref(said), title="x"), message=story.ref(said))
        assert opened.channel == story.channel(thread)
        await story.deliver(post(story), channel=story.channel(thread), thread=story.ref(said))
        assert story.wire.messages(thread)[-1].shown == "Hello."


async def test_a_thread_on_a_message_that_is_gone_has_no_destination() -> None:
    async with on_discord() as story:
        said = await story.wire.say(story.bob, story.general, "hi")
        await story.wire.delete(said)
        told = await refusal(story, OpenThread(key="o", on=story.ref(said), title="x"), message=story.ref(said))
        assert told.failure is Failure.DESTINATION_GONE
        told = await refusal(story, post(story), thread=story.ref(said))
        assert told.failure is Failure.DESTINATION_GONE


def spoken(story: Story, thread: Channel) -> list[str]:
    """Give what was said in a thread, leaving out whom Discord says it was opened to."""
    return [one.shown for one in story.wire.messages(thread) if one.kind is MessageKind.DEFAULT]


def room(story: Story, near: Channel | None, key: str = "room", title: str = "Ann and Bob") -> OpenRoom:
    people = (story.user(story.ann), story.user(story.bob))
    return OpenRoom(key=key, members=people, title=title, near=story.channel(near) if near else None)


async def test_a_room_is_a_private_thread_for_its_members_that_says_who_can_read_it() -> None:
    async with on_discord() as story:
        receipt = await story.deliver(room(story, story.general))
        (thread,) = story.wire.threads(story.guild)
        assert (thread.kind, thread.name, thread.invitable) == (ChannelKind.PRIVATE_THREAD, "Ann and Bob", False)
        assert set(thread.members) == {story.wire.bot.id, story.ann.id, story.bob.id}
        assert receipt.channel == story.channel(thread)
        assert receipt.channel is not None
        assert spoken(story, thread) == [WHO_READS]
        await story.deliver(Post(key="p", to=receipt.channel, message=HELLO), channel=receipt.channel)
        assert story.wire.messages(thread)[-1].shown == "Hello."


async def test_a_room_whose_opening_was_not_heard_of_is_found_again() -> None:
    async with on_discord() as story:
        await story.wire.thread(story.wire.bot, story.general, "Ann and Bob")
        story.wire.plan("POST /channels/*/threads", Dropped(taken=True))
        with pytest.raises(OSError, match="POST"):
            await story.deliver(room(story, story.general))
        receipt = await story.deliver(room(story, story.general))
        private = [one for one in story.wire.threads(story.guild) if one.kind is ChannelKind.PRIVATE_THREAD]
        assert [story.channel(one) for one in private] == [receipt.channel]


async def test_a_room_of_others_with_the_same_name_is_another() -> None:
    async with on_discord() as story:
        eve = story.wire.member(story.guild, "eve")
        theirs = OpenRoom(key="r", members=(story.user(eve),), title="Talk", near=story.channel(story.general))
        first = await story.deliver(theirs)
        second = await story.deliver(room(story, story.general, title="Talk"))
        assert first.channel != second.channel


async def test_a_room_near_a_thread_hangs_in_the_threads_channel() -> None:
    async with on_discord() as story:
        thread = await story.wire.thread(story.ann, story.general, "Roses")
        await story.deliver(room(story, thread))
        assert story.wire.threads(story.guild)[-1].parent is story.general


async def test_a_room_that_was_opened_but_said_nothing_yet_says_it_once() -> None:
    async with on_discord() as story:
        for fault in (Broken(), Dropped(taken=True)):
            story.wire.plan("POST /channels/*/messages", fault)
            with pytest.raises(OSError, match="POST"):
                await story.deliver(room(story, story.general))
        story.wire.forget_nonces()
        for _ in range(2):
            await story.deliver(room(story, story.general))
        (thread,) = story.wire.threads(story.guild)
        assert spoken(story, thread) == [WHO_READS]


async def test_a_room_hangs_where_such_threads_can_and_everybody_sees_it() -> None:
    async with on_discord() as story:
        hidden = story.wire.channel(story.guild, "hidden")
        await story.wire.forbid(hidden, "view_channel", whom=story.guild.everyone)
        await story.wire.allow(hidden, "view_channel")
        news = story.wire.channel(story.guild, "news", kind=ChannelKind.ANNOUNCEMENT)
        beds = story.wire.channel(story.guild, "beds")
        await story.wire.forbid(story.general, "create_private_threads")
        await everything_heard(story)
        for key, near in enumerate((news, story.general, None)):
            await story.deliver(room(story, near, key=str(key), title=str(key)))
        await story.wire.delete_channel(news)
        await everything_heard(story)
        await story.deliver(room(story, news, key="gone", title="gone"))
        assert [one.parent for one in story.wire.threads(story.guild)] == [beds] * 4
        await story.deliver(room(story, hidden, key="there", title="there"))
        assert story.wire.threads(story.guild)[-1].parent is hidden


async def test_a_room_needs_a_channel_and_the_right_to_open_it() -> None:
    async with on_discord() as story:
        await story.wire.forbid(story.general, "create_private_threads")
        await everything_heard(story)
        assert (await refused(story, story.general)).failure is Failure.DESTINATION_GONE


async def test_a_room_for_somebody_who_left_reaches_nobody() -> None:
    async with on_discord() as story:
        await story.wire.leave(story.guild, story.bob)
        for near in (story.general, None):
            assert (await refused(story, near)).failure is Failure.PERSON_UNREACHABLE


async def test_where_there_are_several_guilds_a_room_says_in_which_it_is() -> None:
    async with on_discord() as story:
        other = story.wire.guild("Orchard", installed=False)
        await story.wire.install(other)
        await story.inbox.hears(Installed, 2)
        assert (await refused(story, None)).failure is Failure.REFUSED
        orchard = story.wire.named(other, "general")
        await story.wire.uninstall(other)
        await story.inbox.hears(Uninstalled)
        assert (await refused(story, orchard)).failure is Failure.INSTALLATION_GONE


async def refused(story: Story, near: Channel | None) -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        await story.deliver(room(story, near))
    return caught.value


async def everything_heard(story: Story) -> None:
    """Wait until the adapter has taken all that the gateway told so far."""
    count = len(story.inbox.of(MessagePosted)) + 1
    await story.wire.say(story.ann, story.general, "next")
    await story.inbox.hears(MessagePosted, count)
