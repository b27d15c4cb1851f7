"""Questions to Discord: what a message says, what the bot may do, over real sockets."""

import pytest

from copbot.errors import DeliveryError, Failure
from copbot.events import AccessFound, MessageFound, MessagePosted, SeenMessage
from copbot.intents import (
    CheckAccess,
    Post,
    ReadMessage,
)
from copbot.message import (
    Message,
    message,
    say,
)
from copbot.refs import ChannelRef, MessageRef
from tests.adapters.discord.story import Story, on_discord
from tests.e2e.discord_wire import Broken, Channel, Dropped, Refused, goings, payloads

HELLO = message(say("Hello."))


def post(story: Story, text: Message = HELLO, key: str = "k", channel: Channel | None = None) -> Post:
    return Post(key=key, to=story.channel(channel or story.general), message=text)


async def posted(story: Story, text: Message = HELLO, key: str = "k", channel: Channel | None = None) -> MessageRef:
    receipt = await story.deliver(post(story, text, key, channel), channel=story.channel(channel or story.general))
    assert receipt.message is not None
    return receipt.message


async def test_a_message_is_read_as_far_as_the_intent_lets_it() -> None:
    async with on_discord() as story:
        said = await story.wire.say(story.ann, story.general, "https://example.org")
        found = await story.adapter.look_up(ReadMessage(story.ref(said)))
        seen = SeenMessage(ref=story.ref(said), author=story.user(story.ann), permalink=said.link)
        assert found == MessageFound(seen)
        ref = await posted(story)
        found = await story.adapter.look_up(ReadMessage(ref))
        assert isinstance(found, MessageFound)
        assert found.message is not None
        assert (found.message.text, found.message.author_is_bot) == ("Hello.", True)


async def test_with_the_intent_every_message_is_read() -> None:
    async with on_discord(granted={"message_content"}) as story:
        said = await story.wire.say(story.ann, story.general, "https://example.org")
        found = await story.adapter.look_up(ReadMessage(story.ref(said)))
        assert isinstance(found, MessageFound)
        assert found.message is not None
        assert found.message.text == "https://example.org"


async def test_a_message_that_is_gone_or_hidden_is_not_found() -> None:
    async with on_discord() as story:
        said = await story.wire.say(story.ann, story.general, "hi")
        await story.wire.forbid(story.general, "view_channel")
        assert await story.adapter.look_up(ReadMessage(story.ref(said))) == MessageFound(None)
        await story.wire.allow(story.general, "view_channel")
        await story.wire.delete(said)
        assert await story.adapter.look_up(ReadMessage(story.ref(said))) == MessageFound(None)


async def test_a_question_that_cannot_be_asked_now_is_asked_later() -> None:
    async with on_discord() as story:
        question = ReadMessage(MessageRef("discord", str(story.guild.id), str(story.general.id), "1"))
        for fault, failure in (
            (Broken(), Failure.LATER),
            (Dropped(), Failure.LATER),
            (Refused(50035), Failure.REFUSED),
        ):
            plan = story.wire.plan("GET /channels/*/messages/*", fault, times=None)
            with pytest.raises(DeliveryError) as caught:
                await story.adapter.look_up(question)
            plan.stop()
            assert caught.value.failure is failure


async def access(story: Story, channel: Channel) -> AccessFound:
    found = await story.adapter.look_up(CheckAccess(story.channel(channel)))
    assert isinstance(found, AccessFound)
    return found


async def test_all_that_is_allowed_needs_no_fix() -> None:
    async with on_discord() as story:
        found = await access(story, story.general)
        assert (found.name, found.can_see, found.can_post, found.can_thread) == ("general", True, True, True)
        assert found.fixes == ()


async def test_each_missing_permission_is_one_fix() -> None:
    async with on_discord() as story:
        await story.wire.forbid(story.general, "send_messages", "create_public_threads", "add_reactions")
        await everything_heard(story)
        found = await access(story, story.general)
        assert (found.can_see, found.can_post, found.can_thread) == (True, False, False)
        assert [str(one) for one in found.fixes] == [
            "Give copbot the permission “Send Messages” in #general.",
            "Give copbot the permission “Create Public Threads” in #general.",
            "Give copbot the permission “Add Reactions” in #general.",
        ]


async def test_a_thread_needs_no_threads_of_its_own() -> None:
    async with on_discord() as story:
        thread = await story.wire.thread(story.ann, story.general, "Roses")
        await everything_heard(story)
        found = await access(story, thread)
        assert (found.name, found.can_post, found.can_thread, found.fixes) == ("Roses", True, True, ())


async def test_a_thread_that_sleeps_is_open_and_a_locked_one_is_to_be_unlocked() -> None:
    async with on_discord() as story:
        await story.wire.forbid(story.general, "manage_threads")
        thread = await story.wire.thread(story.ann, story.general, "Roses")
        await story.wire.archive(thread)
        await everything_heard(story)
        found = await access(story, thread)
        assert (found.name, found.can_post, found.fixes) == ("Roses", True, ())
        await story.wire.archive(thread, locked=True)
        found = await access(story, thread)
        assert (found.can_see, found.can_post, found.can_thread) == (True, False, False)
        assert [str(one) for one in found.fixes] == ["Unlock #Roses: it is locked."]


@pytest.mark.parametrize(("fault", "failure"), [(Broken(), Failure.LATER), (Refused(50035), Failure.REFUSED)])
async def test_what_the_bot_may_do_in_a_sleeping_thread_may_have_to_be_asked_later(
    fault: Broken | Refused, failure: Failure
) -> None:
    async with on_discord() as story:
        thread = await story.wire.thread(story.ann, story.general, "Roses")
        await story.wire.archive(thread)
        await everything_heard(story)
        plan = story.wire.plan("GET /channels/*", fault, times=None)
        with pytest.raises(DeliveryError) as caught:
            await access(story, thread)
        plan.stop()
        assert caught.value.failure is failure


async def test_a_channel_the_bot_does_not_see_has_one_fix() -> None:
    async with on_discord() as story:
        unknown = ChannelRef("discord", str(story.guild.id), "1")
        nothing = await story.adapter.look_up(CheckAccess(unknown))
        assert isinstance(nothing, AccessFound)
        assert (nothing.can_see, nothing.can_post, nothing.can_thread) == (False, False, False)
        assert [str(one) for one in nothing.fixes] == ["Give copbot the permission “View Channel” in #1."]
        direct = ChannelRef("discord", "users", "1")
        found = await story.adapter.look_up(CheckAccess(direct))
        assert isinstance(found, AccessFound)
        assert not found.can_see


async def test_a_channel_closed_to_the_bot_has_one_fix() -> None:
    async with on_discord() as story:
        beds = story.wire.channel(story.guild, "beds")
        await story.wire.forbid(beds, "send_messages", whom=story.guild.everyone)
        everyone = story.guild.everyone
        beds.overwrites[everyone.id] = (0, 1 << 10)
        goings.tell_guild(story.wire.world, "CHANNEL_UPDATE", story.guild, payloads.channel(story.wire.world, beds))
        await everything_heard(story)
        found = await access(story, beds)
        assert (found.can_see, found.can_post, found.can_thread) == (False, False, False)
        assert [str(one) for one in found.fixes] == ["Give copbot the permission “View Channel” in #beds."]


async def everything_heard(story: Story) -> None:
    """Wait until the adapter has taken all that the gateway told so far."""
    count = len(story.inbox.of(MessagePosted)) + 1
    await story.wire.say(story.ann, story.wire.named(story.guild, "general"), "next")
    await story.inbox.hears(MessagePosted, count)
