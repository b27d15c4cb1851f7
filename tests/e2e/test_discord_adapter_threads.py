"""Threads on Discord are channels of their own; to the core they are part of the channel they hang in."""

import pytest

from adapters.discord import DiscordAdapter
from copbot.errors import DeliveryError, Failure
from copbot.events import (
    BotMentioned,
    ChannelGone,
    CommandInvoked,
    Installed,
    MessagePosted,
    MessagesDeleted,
    ReactionAdded,
    ReactionRemoved,
    ReactionsCleared,
    ShortcutUsed,
)
from copbot.intents import Post
from copbot.message import message, say
from copbot.refs import MessageRef
from copbot.repertoire import Repertoire
from tests.adapters.discord.garden import GARDEN
from tests.adapters.discord.story import Listener, MovedClock, Picture, Story, on_discord, settings_for
from tests.e2e.discord_wire import Broken, Channel, Dropped, goings, happenings

HELLO = message(say("Hello."))
ASKED = "GET /channels/*"


def hung(story: Story, thread: Channel) -> MessageRef:
    """Name a thread as the core does: by its channel and its own id."""
    return MessageRef("discord", str(story.guild.id), str(story.general.id), str(thread.id))


async def forgotten(story: Story, thread: Channel) -> None:
    """Let the gateway know nothing of a thread, as of one that was archived before the bot came."""
    await story.wire.archive(thread)
    client = story.adapter._connection.client
    assert client is not None
    await story.wire.say(story.ann, story.general, "next")
    await story.inbox.hears(MessagePosted, len(story.inbox.of(MessagePosted)) + 1)
    guild = client.get_guild(story.guild.id)
    assert guild is not None
    assert guild.get_thread(thread.id) is None


@pytest.mark.parametrize("private", [False, True])
async def test_everything_in_a_thread_happens_in_its_channel(*, private: bool) -> None:
    async with on_discord() as story:
        if private:
            thread = goings.open_private_thread(story.wire.world, story.general, "Two", story.wire.bot, invitable=False)
        else:
            thread = await story.wire.thread(story.ann, story.general, "Roses")
        said = await story.wire.say(story.ann, thread, "I pruned them")
        await story.wire.react(story.bob, said, "💧")
        await story.wire.unreact(story.bob, said, "💧")
        await story.wire.clear(said)
        await (await story.wire.slash(story.bob, thread, "garden form")).acknowledged()
        await (await story.wire.context_menu(story.bob, "Keep this", said)).acknowledged()
        await story.wire.say(story.bob, thread, story.wire.bot.mention)
        await story.wire.delete(said)
        for kind in (
            MessagePosted,
            ReactionAdded,
            ReactionRemoved,
            ReactionsCleared,
            CommandInvoked,
            ShortcutUsed,
            BotMentioned,
            MessagesDeleted,
        ):
            event = await story.inbox.hears(kind)
            assert event.place.channel_ref == story.channel(story.general), kind
            assert event.place.thread == hung(story, thread), kind
        (posted,) = story.inbox.of(MessagePosted)
        assert posted.happened == MessagePosted(story.ref(said), hung(story, thread))


async def test_a_thread_from_before_a_restart_is_known_without_asking() -> None:
    async with on_discord() as story:
        thread = await story.wire.thread(story.ann, story.general, "Roses")
        said = await story.wire.say(story.ann, thread, "I pruned them")
        again, inbox = (
            DiscordAdapter(settings_for(story.wire), Repertoire([GARDEN]), Picture(), MovedClock()),
            Listener(),
        )
        async with again.connected(inbox):
            await inbox.hears(Installed)
            await story.wire.react(story.bob, said, "💧")
            event = await inbox.hears(ReactionAdded)
        assert event.place.thread == hung(story, thread)
        assert story.wire.calls(ASKED) == []


async def test_of_a_thread_the_gateway_did_not_tell_of_discord_is_asked_once_and_order_is_kept() -> None:
    async with on_discord() as story:
        thread = await story.wire.thread(story.ann, story.general, "Roses")
        said = await story.wire.say(story.ann, thread, "I pruned them")
        await forgotten(story, thread)
        for _ in range(3):
            await story.wire.react(story.bob, said, "💧")
            await story.wire.unreact(story.bob, said, "💧")
        await story.inbox.hears(ReactionAdded, 3)
        await story.inbox.hears(ReactionRemoved, 3)
        told = [one for one in story.inbox.events if isinstance(one.happened, ReactionAdded | ReactionRemoved)]
        assert [type(one.happened) for one in told] == [ReactionAdded, ReactionRemoved] * 3
        assert {one.place.thread for one in told} == {hung(story, thread)}
        assert {one.place.channel_ref for one in told} == {story.channel(story.general)}
        assert len(story.wire.calls(ASKED)) == 1


async def test_an_answer_in_a_thread_that_slept_counts_for_it() -> None:
    async with on_discord() as story:
        start = await story.wire.say(story.ann, story.general, "A question")
        thread = await story.wire.thread(story.ann, story.general, "Answers", start)
        await forgotten(story, thread)
        said = await story.wire.say(story.bob, thread, "An answer")
        event = await story.inbox.hears(MessagePosted, len(story.inbox.of(MessagePosted)) + 1)
        assert event.happened == MessagePosted(story.ref(said), story.ref(start))
        await story.wire.say(story.bob, thread, story.wire.bot.mention)
        assert (await story.inbox.hears(BotMentioned)).place.thread == story.ref(start)


@pytest.mark.parametrize("fault", [Broken(), Dropped()])
async def test_a_thread_that_cannot_be_asked_for_now_is_asked_for_again(fault: Broken | Dropped) -> None:
    async with on_discord() as story:
        thread = await story.wire.thread(story.ann, story.general, "Roses")
        said = await story.wire.say(story.ann, thread, "I pruned them")
        await forgotten(story, thread)
        plan = story.wire.plan(ASKED, fault, times=None)
        await story.wire.react(story.bob, said, "💧")
        event = await story.inbox.hears(ReactionAdded)
        assert event.place.channel_ref == story.channel(thread)
        plan.stop()
        await story.wire.react(story.ann, said, "💧")
        assert (await story.inbox.hears(ReactionAdded, 2)).place.thread == hung(story, thread)


async def test_what_is_gone_already_is_told_all_the_same() -> None:
    async with on_discord() as story:
        thread = await story.wire.thread(story.ann, story.general, "Roses")
        said = await story.wire.say(story.ann, thread, "I pruned them")
        await forgotten(story, thread)
        story.wire.world.channels.pop(thread.id)
        for _ in range(2):
            await story.wire.clear(said)
        event = await story.inbox.hears(ReactionsCleared, 2)
        assert (event.place.channel_ref, event.place.thread) == (story.channel(thread), None)
        assert len(story.wire.calls(ASKED)) == 1


async def test_a_post_opens_an_archived_thread_and_is_kept_out_of_a_locked_one() -> None:
    async with on_discord() as story:
        await story.wire.forbid(story.general, "manage_threads")
        thread = await story.wire.thread(story.ann, story.general, "Roses")
        where = story.channel(thread)
        await story.wire.archive(thread)
        await story.deliver(Post(key="a", to=where, message=HELLO), channel=where)
        assert (thread.archived, story.wire.messages(thread)[-1].shown) == (False, "Hello.")
        for archived in (True, False):
            await story.wire.archive(thread, locked=True)
            thread.archived = archived
            with pytest.raises(DeliveryError) as caught:
                await story.deliver(Post(key=f"b{archived}", to=where, message=HELLO), channel=where)
            assert caught.value.failure is Failure.DESTINATION_GONE


async def test_a_locked_thread_is_gone_and_one_that_only_sleeps_is_not() -> None:
    async with on_discord() as story:
        await story.wire.forbid(story.general, "manage_threads")
        asleep = await story.wire.thread(story.ann, story.general, "Beans")
        locked = await story.wire.thread(story.ann, story.general, "Roses")
        await story.wire.archive(asleep)
        await story.wire.archive(locked, locked=True)
        event = await story.inbox.hears(ChannelGone)
        assert event.happened == ChannelGone(story.channel(locked))
        assert event.place.channel_ref == story.channel(story.general)
        await story.wire.delete_channel(asleep)
        event = await story.inbox.hears(ChannelGone, 2)
        assert event.happened == ChannelGone(story.channel(asleep))
        assert event.place.channel_ref == story.channel(story.general)


async def test_a_moderating_bot_still_writes_in_a_locked_thread() -> None:
    async with on_discord() as story:
        thread = await story.wire.thread(story.ann, story.general, "Roses")
        await story.wire.archive(thread, locked=True)
        await story.wire.delete_channel(thread)
        await story.inbox.hears(ChannelGone)
        assert len(story.inbox.of(ChannelGone)) == 1


async def test_a_channel_closed_to_the_bot_is_gone_and_its_place_says_whose_it_was() -> None:
    async with on_discord() as story:
        beds = story.wire.channel(story.guild, "beds")
        await story.wire.forbid(beds, "add_reactions")
        await story.wire.forbid(beds, "send_messages")
        event = await story.inbox.hears(ChannelGone)
        assert event.happened == ChannelGone(story.channel(beds))
        assert event.place.channel_ref == story.channel(beds)
        await story.wire.forbid(beds, "attach_files")
        await story.wire.say(story.ann, story.general, "next")
        await story.inbox.hears(MessagePosted)
        assert len(story.inbox.of(ChannelGone)) == 1


async def test_a_private_thread_the_bot_was_put_out_of_is_gone() -> None:
    async with on_discord() as story:
        world, general = story.wire.world, story.general
        room = goings.open_private_thread(world, general, "Two", story.wire.bot, invitable=False)
        public = await story.wire.thread(story.wire.bot, general, "All")
        happenings.remove_from_thread(world, public, story.wire.bot)
        happenings.remove_from_thread(world, room, story.wire.bot)
        event = await story.inbox.hears(ChannelGone)
        assert event.happened == ChannelGone(story.channel(room))
