"""What happens on Discord without anybody asking the bot: reactions, messages, people, channels, guilds."""

import asyncio
import re

import pytest

from copbot.events import (
    ChannelGone,
    ChannelRenamed,
    Event,
    Installed,
    MemberJoined,
    MemberLeft,
    MessagePosted,
    MessagesDeleted,
    ReactionAdded,
    ReactionRemoved,
    ReactionsCleared,
    Uninstalled,
)
from copbot.intents import Answer, React
from copbot.refs import Emoji
from tests.adapters.discord.story import on_discord


async def test_a_reaction_names_the_message_its_author_and_who_reacted() -> None:
    async with on_discord() as story:
        said = await story.wire.say(story.ann, story.general, "I pruned the roses")
        await story.inbox.hears(MessagePosted)
        await story.wire.react(story.bob, said, "💧")
        event = await story.inbox.hears(ReactionAdded)
        assert event.happened == ReactionAdded(story.ref(said), Emoji("💧"), story.user(story.ann))
        assert event.actor is not None
        assert (event.actor.user, event.actor.name) == (story.user(story.bob), "Bob")
        assert [(person.name, person.is_bot) for person in event.people] == [("Ann", False)]
        assert event.delivery_id is None
        await story.wire.unreact(story.bob, said, "💧")
        event = await story.inbox.hears(ReactionRemoved)
        assert event.happened == ReactionRemoved(story.ref(said), Emoji("💧"))
        assert event.actor is not None
        assert event.actor.name == "Bob"


async def test_whoever_was_never_met_is_known_by_their_id() -> None:
    async with on_discord() as story:
        said = await story.wire.say(story.ann, story.general, "hi")
        await story.inbox.hears(MessagePosted)
        story.adapter._faces._met.clear()
        said.reactions["💧"] = {story.bob.id: story.bob}
        await story.wire.unreact(story.bob, said, "💧")
        event = await story.inbox.hears(ReactionRemoved)
        assert event.actor is not None
        assert event.actor.name == str(story.bob.id)
        await story.wire.react(story.bob, said, "🌱")
        event = await story.inbox.hears(ReactionAdded)
        assert event.people == ()


async def test_a_reaction_in_a_direct_conversation_has_no_member() -> None:
    async with on_discord() as story:
        said = await story.wire.say(story.bob, story.wire.dm(story.bob), "hi")
        await story.wire.react(story.bob, said, "💧")
        event = await story.inbox.hears(ReactionAdded)
        assert event.place.is_direct
        assert event.actor is not None
        assert event.actor.name == "Bob"


async def test_a_guilds_own_emoji_has_its_name() -> None:
    async with on_discord() as story:
        trowel = story.wire.emoji(story.guild, "trowel")
        said = await story.wire.say(story.ann, story.general, "hi")
        await story.wire.react(story.bob, said, trowel)
        event = await story.inbox.hears(ReactionAdded)
        assert event.happened == ReactionAdded(story.ref(said), Emoji(":trowel:"), story.user(story.ann))


async def test_the_bots_own_reactions_and_those_of_other_bots_are_nobodys() -> None:
    async with on_discord() as story:
        robot = story.wire.member(story.guild, story.wire.person("robot", bot=True))
        said = await story.wire.say(story.ann, story.general, "hi")
        await story.deliver(React(key="k", target=story.ref(said), emoji=Emoji("🌱")), message=story.ref(said))
        await story.wire.react(robot, said, "💧")
        await story.wire.react(story.bob, said, "🌻")
        event = await story.inbox.hears(ReactionAdded)
        assert isinstance(event.happened, ReactionAdded)
        assert event.happened.emoji == "🌻"


async def test_a_message_of_the_bots_has_a_bot_for_its_author() -> None:
    async with on_discord() as story:
        said = await story.wire.say(story.wire.bot, story.general, "hi")
        await story.wire.react(story.bob, said, "💧")
        event = await story.inbox.hears(ReactionAdded)
        assert [(person.user, person.is_bot) for person in event.people] == [(story.user(story.wire.bot), True)]


async def test_adding_removing_and_adding_again_arrive_in_that_order() -> None:
    async with on_discord() as story:
        said = await story.wire.say(story.ann, story.general, "hi")
        began: list[str] = []
        ended: list[str] = []

        async def unevenly(event: Event) -> Answer:
            name = type(event.happened).__name__
            began.append(name)
            await asyncio.sleep(0.03 if len(began) == 1 else 0)
            ended.append(name)
            story.inbox.changes.happened()
            return None

        story.inbox.answer = unevenly
        await story.wire.react(story.bob, said, "💧")
        await story.wire.unreact(story.bob, said, "💧")
        await story.wire.react(story.bob, said, "💧")
        await story.inbox.changes.until(lambda: len(ended) == 3, 5.0, lambda: str(ended))
        assert ended == ["ReactionAdded", "ReactionRemoved", "ReactionAdded"]


async def test_cleared_reactions_name_the_emoji_or_none() -> None:
    async with on_discord() as story:
        said = await story.wire.say(story.ann, story.general, "hi")
        await story.wire.react(story.bob, said, "💧")
        await story.wire.clear(said, "💧")
        event = await story.inbox.hears(ReactionsCleared)
        assert event.happened == ReactionsCleared(story.ref(said), Emoji("💧"))
        assert event.actor is None
        await story.wire.clear(said)
        event = await story.inbox.hears(ReactionsCleared, 2)
        assert event.happened == ReactionsCleared(story.ref(said))


async def test_deleted_messages_are_told_one_by_one_or_together() -> None:
    async with on_discord() as story:
        one, two, three = [await story.wire.say(story.ann, story.general, text) for text in ("a", "b", "c")]
        await story.wire.delete(one)
        event = await story.inbox.hears(MessagesDeleted)
        assert event.happened == MessagesDeleted((story.ref(one),))
        await story.wire.delete(two, three)
        event = await story.inbox.hears(MessagesDeleted, 2)
        assert event.happened == MessagesDeleted((story.ref(two), story.ref(three)))


async def test_a_message_is_told_without_its_text_and_with_its_thread() -> None:
    async with on_discord() as story:
        start = await story.wire.say(story.ann, story.general, "A question")
        thread = await story.wire.thread(story.ann, story.general, "Answers", start)
        said = await story.wire.say(story.bob, thread, "An answer")
        event = await story.inbox.hears(MessagePosted, 2)
        assert event.happened == MessagePosted(story.ref(said), story.ref(start))
        assert event.place.thread == story.ref(start)
        assert event.place.channel_ref == story.channel(story.general)
        assert event.delivery_id == str(said.id)
        await story.wire.react(story.bob, said, "💧")
        assert (await story.inbox.hears(ReactionAdded)).place.thread == story.ref(start)


async def test_what_bots_and_discord_itself_write_is_nobodys() -> None:
    async with on_discord() as story:
        robot = story.wire.member(story.guild, story.wire.person("robot", bot=True))
        await story.wire.say(robot, story.general, "beep")
        await story.wire.say(story.wire.bot, story.general, "hello")
        start = await story.wire.say(story.ann, story.general, "A question")
        await story.wire.thread(story.ann, story.general, "Answers", start)
        await story.wire.say(story.bob, story.general, "hi")
        await story.inbox.hears(MessagePosted, 2)
        assert [event.actor.name for event in story.inbox.of(MessagePosted) if event.actor] == ["Ann", "Bob"]


async def test_without_the_members_intent_the_welcome_message_tells_of_a_joining() -> None:
    async with on_discord() as story:
        story.guild.system_channel = story.general
        eve = story.wire.person("eve")
        await story.wire.join(story.guild, eve)
        event = await story.inbox.hears(MemberJoined)
        assert event.actor is not None
        assert (event.actor.user, event.delivery_id) == (story.user(eve), str(story.wire.messages(story.general)[0].id))
        await story.wire.leave(story.guild, eve)
        await story.wire.say(story.bob, story.general, "bye")
        await story.inbox.hears(MessagePosted)
        assert story.inbox.of(MemberLeft) == []


async def test_with_the_members_intent_joining_and_leaving_are_told_once() -> None:
    async with on_discord(granted={"members"}) as story:
        story.guild.system_channel = story.general
        eve = story.wire.person("eve")
        robot = story.wire.person("robot", bot=True)
        await story.wire.join(story.guild, robot)
        await story.wire.join(story.guild, eve)
        event = await story.inbox.hears(MemberJoined)
        assert event.actor is not None
        assert event.actor.user == story.user(eve)
        assert re.fullmatch(rf"joined:{eve.id}:\d+", event.delivery_id or "")
        await story.wire.leave(story.guild, robot)
        await story.wire.leave(story.guild, eve)
        event = await story.inbox.hears(MemberLeft)
        assert event.actor is not None
        assert event.actor.user == story.user(eve)
        assert len(story.inbox.of(MemberJoined)) == 1


async def test_a_channel_that_goes_or_is_renamed_is_told() -> None:
    async with on_discord() as story:
        beds = story.wire.channel(story.guild, "beds")
        await story.wire.rename(beds, "flower-beds")
        event = await story.inbox.hears(ChannelRenamed)
        assert event.happened == ChannelRenamed(story.channel(beds), "flower-beds")
        await story.wire.forbid(beds, "send_messages")
        ref = story.channel(beds)
        await story.wire.delete_channel(beds)
        event = await story.inbox.hears(ChannelGone)
        assert event.happened == ChannelGone(ref)
        assert len(story.inbox.of(ChannelRenamed)) == 1


async def test_threads_are_channels_too() -> None:
    async with on_discord() as story:
        thread = await story.wire.thread(story.ann, story.general, "Roses")
        await story.wire.rename(thread, "Pruning roses")
        event = await story.inbox.hears(ChannelRenamed)
        assert event.happened == ChannelRenamed(story.channel(thread), "Pruning roses")
        ref = story.channel(thread)
        await story.wire.delete_channel(thread)
        assert (await story.inbox.hears(ChannelGone)).happened == ChannelGone(ref)


async def test_a_new_guild_is_an_installation_by_its_owner() -> None:
    async with on_discord() as story:
        eve = story.wire.person("eve")
        other = story.wire.guild("Orchard", owner=eve, installed=False)
        await story.wire.install(other)
        event = await story.inbox.hears(Installed, 2)
        assert event.happened == Installed("Orchard")
        assert event.place.tenant == str(other.id)
        assert event.actor is not None
        assert (event.actor.user, event.actor.is_platform_admin) == (story.user(eve), True)
        await story.wire.uninstall(other)
        gone = await story.inbox.hears(Uninstalled)
        assert gone.place.tenant == str(other.id)


async def test_a_guild_that_comes_back_is_the_same_installation() -> None:
    async with on_discord() as story:
        first = await story.inbox.hears(Installed)
        await story.wire.outage(story.guild)
        await story.wire.install(story.guild)
        again = await story.inbox.hears(Installed, 2)
        assert first.delivery_id == again.delivery_id
        assert story.inbox.of(Uninstalled) == []


async def test_an_old_guild_is_told_without_asking_who_installed_it() -> None:
    async with on_discord() as story:
        await story.inbox.hears(Installed)
        asked = len(story.wire.calls("GET /guilds/*/members/*"))
        old = story.wire.guild("Orchard", installed=False)
        old.members[story.wire.bot.id].joined_at -= 90_000
        await story.wire.install(old)
        event = await story.inbox.hears(Installed, 2)
        assert event.actor is None
        assert len(story.wire.calls("GET /guilds/*/members/*")) == asked


async def test_who_installed_it_stays_unknown_where_discord_does_not_say() -> None:
    async with on_discord(violations=False) as story:
        other = story.wire.guild("Orchard", installed=False)
        del other.members[other.owner.id]
        await story.wire.install(other)
        event = await story.inbox.hears(Installed, 2)
        assert event.actor is None


async def test_an_event_that_cannot_be_read_ends_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with on_discord() as story:
        inbound = story.adapter._inbound
        assert inbound is not None

        def broken(name: str, happened: object) -> Event | None:
            monkeypatch.undo()
            raise KeyError(name)

        monkeypatch.setattr(inbound, "read", broken)
        await story.wire.say(story.bob, story.general, "one")
        second = await story.wire.say(story.bob, story.general, "two")
        event = await story.inbox.hears(MessagePosted)
        assert event.happened == MessagePosted(story.ref(second))


async def test_an_inbox_that_breaks_over_a_message_hears_the_next() -> None:
    async with on_discord() as story:

        async def breaks(event: Event) -> Answer:
            raise ZeroDivisionError

        story.inbox.answer = breaks
        await story.wire.say(story.bob, story.general, "one")
        await story.wire.say(story.bob, story.general, "two")
        await story.inbox.hears(MessagePosted, 2)
