"""What the core sends out, on a Discord that limits, refuses, breaks and drops."""

import asyncio
from datetime import timedelta

import pytest

from copbot.errors import DeliveryError, Failure
from copbot.events import ReceiptFound, Uninstalled
from copbot.intents import (
    Delete,
    DirectMessage,
    Edit,
    LookUp,
    Outgoing,
    Post,
    React,
    ReadMessage,
    WasItSent,
)
from copbot.message import (
    Button,
    Buttons,
    Card,
    Chart,
    Control,
    Heading,
    Mention,
    Message,
    RoleMention,
    Series,
    message,
    paragraph,
    say,
)
from copbot.refs import Emoji, MessageRef, RoleRef
from tests.adapters.discord.story import Story, on_discord
from tests.e2e.discord_wire import Broken, Channel, Dropped, Held, Refused, TooMany
from tests.e2e.discord_wire.places import Pings

HELLO = message(say("Hello."))
POSTS = "POST /channels/*/messages"


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


# Posts


async def test_a_post_pings_exactly_whom_it_means_to() -> None:
    async with on_discord() as story:
        crew = story.wire.role(story.guild, "crew")
        text = message(
            paragraph(Mention(story.user(story.ann), ping=True), " thanks ", Mention(story.user(story.bob))),
            paragraph(
                RoleMention(RoleRef("discord", "77", str(crew.id)), ping=True),
                f" and @everyone, not {story.bob.mention}",
            ),
        )
        ref = await posted(story, text)
        (seen,) = story.wire.messages(story.general)
        assert story.ref(seen) == ref
        assert seen.pings == Pings(frozenset({story.ann.id}), frozenset({crew.id}))


async def test_a_card_with_buttons_and_a_chart_is_one_message() -> None:
    async with on_discord() as story:
        chart = Chart(title="Waterings", labels=("bean",), series=(Series("times", (3.0,)),), alt=say("bean 3"))
        card = Card(title=("Roses",), body=(("How to prune",),), url="https://example.org/roses")
        text = message(Heading("New"), card, chart, Buttons((Button("Save", Control("garden.save", "3")),)))
        await posted(story, text)
        (seen,) = story.wire.messages(story.general)
        assert seen.shown.split("\n") == [
            "### New",
            "Roses",
            "How to prune",
            "Waterings",
            "Save",
            "chart-1.png",
            "bean 3",
        ]
        assert [control.custom_id for control in seen.controls] == ["c1|5|garden.save|3"]
        assert seen.embeds[1]["image"]["url"].endswith("/chart-1.png")


async def test_a_long_post_is_several_messages_and_its_receipt_the_first() -> None:
    async with on_discord() as story:
        ref = await posted(story, message("bean " * 900))
        first, *rest = story.wire.messages(story.general)
        assert story.ref(first) == ref
        assert len(rest) == 2
        assert len({one.nonce for one in (first, *rest)}) == 3


async def test_the_same_key_sent_again_within_minutes_is_one_post() -> None:
    async with on_discord() as story:
        first = await posted(story)
        again = await posted(story)
        other = await posted(story, key="other")
        assert first == again != other
        assert [one.repeats for one in story.wire.messages(story.general)] == [1, 0]


@pytest.mark.parametrize("reset", [True, False])
async def test_a_dropped_connection_leaves_the_outcome_unknown_and_no_copy(*, reset: bool) -> None:
    async with on_discord() as story:
        story.wire.plan(POSTS, Dropped(taken=True, reset=reset))
        with pytest.raises(OSError, match="POST"):
            await posted(story)
        question = WasItSent(key="k", to=story.channel(story.general), since=story.clock.now())
        assert await story.adapter.look_up(question) == ReceiptFound(None)
        ref = await posted(story)
        (seen,) = story.wire.messages(story.general)
        assert (story.ref(seen), seen.repeats) == (ref, 1)


async def test_hours_later_what_arrived_is_found_in_the_channel() -> None:
    async with on_discord() as story:
        text = message(say("Hello."), Buttons((Button("Save", Control("garden.save", "3")),)), Card(title=("Roses",)))
        await story.wire.say(story.ann, story.general, "before")
        since = story.clock.now()
        story.wire.plan(POSTS, Dropped(taken=True))
        with pytest.raises(OSError, match="POST"):
            await posted(story, text)
        story.wire.forget_nonces()
        story.clock.ahead = timedelta(hours=3)
        for number in range(120):
            await story.wire.say(story.ann, story.general, f"meanwhile {number}")
        await story.adapter.look_up(WasItSent(key="k", to=story.channel(story.general), since=since))
        ref = await posted(story, text)
        mine = [one for one in story.wire.messages(story.general) if one.author is story.wire.bot]
        assert [story.ref(one) for one in mine] == [ref]


async def test_hours_later_what_did_not_arrive_is_sent() -> None:
    async with on_discord() as story:
        since = story.clock.now()
        await posted(story, message(say("Something else.")), key="other")
        story.wire.plan(POSTS, Dropped(taken=False))
        with pytest.raises(OSError, match="POST"):
            await posted(story)
        story.clock.ahead = timedelta(hours=3)
        await story.adapter.look_up(WasItSent(key="k", to=story.channel(story.general), since=since))
        await posted(story)
        assert [one.shown for one in story.wire.messages(story.general)] == ["Something else.", "Hello."]


async def test_a_doubtful_post_in_a_channel_that_went_meanwhile_has_no_destination() -> None:
    async with on_discord() as story:
        beds = story.wire.channel(story.guild, "beds")
        where = story.channel(beds)
        await story.adapter.look_up(WasItSent(key="k", to=where, since=story.clock.now()))
        story.clock.ahead = timedelta(hours=3)
        await story.wire.delete_channel(beds)
        with pytest.raises(DeliveryError) as caught:
            await story.deliver(Post(key="k", to=where, message=HELLO), channel=where)
        assert caught.value.failure is Failure.DESTINATION_GONE


async def test_a_long_post_broken_off_goes_on_where_it_was() -> None:
    async with on_discord() as story:
        long, nothing = message("bean " * 700), asyncio.Event()
        nothing.set()
        story.wire.plan(POSTS, Held(nothing))
        story.wire.plan(POSTS, Broken())
        with pytest.raises(OSError, match="POST"):
            await posted(story, long)
        (first,) = story.wire.messages(story.general)
        story.wire.forget_nonces()
        story.clock.ahead = timedelta(minutes=10)
        assert await posted(story, long) == story.ref(first)
        assert len(story.wire.messages(story.general)) == 2


async def test_a_short_limit_is_waited_out_and_a_long_one_said() -> None:
    async with on_discord() as story:
        story.wire.plan(POSTS, TooMany(retry_after=0.05))
        await posted(story)
        story.wire.plan(POSTS, TooMany(retry_after=90))
        before = story.clock.now()
        later = await refusal(story, post(story, key="later"))
        assert later.failure is Failure.LATER
        assert later.retry_at is not None
        assert timedelta(seconds=80) < later.retry_at - before < timedelta(seconds=100)
        assert len(story.wire.messages(story.general)) == 1


async def test_a_global_limit_holds_everything_up_and_loses_nothing() -> None:
    async with on_discord() as story:
        story.wire.plan(POSTS, TooMany(retry_after=0.1, everywhere=True))
        delivering = asyncio.create_task(posted(story))
        await story.wire.until(lambda: story.wire.calls(POSTS))
        cancelled = asyncio.create_task(posted(story, key="cut short"))
        await asyncio.sleep(0)
        cancelled.cancel()
        await delivering
        await posted(story, key="after")
        await story.wire.until(lambda: len(story.wire.messages(story.general)) == 3)


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        (50001, Failure.DESTINATION_GONE),
        (50013, Failure.DESTINATION_GONE),
        (10003, Failure.DESTINATION_GONE),
        (50083, Failure.DESTINATION_GONE),
        (40001, Failure.INSTALLATION_GONE),
        (10004, Failure.INSTALLATION_GONE),
        (50035, Failure.REFUSED),
        (50006, Failure.REFUSED),
        (40005, Failure.REFUSED),
        (50003, Failure.DESTINATION_GONE),
    ],
)
async def test_each_refusal_says_what_follows(code: int, failure: Failure) -> None:
    async with on_discord() as story:
        story.wire.plan(POSTS, Refused(code))
        assert (await refusal(story, post(story))).failure is failure


async def test_a_server_that_breaks_leaves_the_outcome_unknown() -> None:
    async with on_discord() as story:
        story.wire.plan(POSTS, Broken(status=503))
        with pytest.raises(OSError, match="503"):
            await posted(story)


async def test_what_is_gone_with_its_guild_is_gone_for_good() -> None:
    async with on_discord() as story:
        where = story.channel(story.general)
        client = story.adapter._connection.client
        assert client is not None
        await client.wait_until_ready()
        await story.wire.uninstall(story.guild)
        await story.inbox.hears(Uninstalled)
        with pytest.raises(DeliveryError) as caught:
            await story.deliver(Post(key="k", to=where, message=HELLO), channel=where)
        assert caught.value.failure is Failure.INSTALLATION_GONE


async def test_what_discord_has_no_way_for_is_refused() -> None:
    async with on_discord() as story:
        question = LookUp(key="k", question=ReadMessage(MessageRef("discord", "1", "2", "3")))
        assert (await refusal(story, question)).failure is Failure.REFUSED
        with pytest.raises(DeliveryError) as caught:
            await story.deliver(post(story))
        assert caught.value.failure is Failure.REFUSED


# Direct messages


async def test_a_direct_message_opens_the_conversation_once() -> None:
    async with on_discord() as story:
        for key in ("a", "b"):
            receipt = await story.deliver(DirectMessage(key=key, to=story.user(story.bob), message=HELLO))
        first, second = story.wire.dms(story.bob)
        assert receipt.message == story.ref(second)
        assert first.shown == "Hello."
        assert len(story.wire.calls("POST /users/@me/channels")) == 1


async def test_conversations_are_remembered_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.discord.outbound._KEPT", 1)
    async with on_discord() as story:
        for number, person in enumerate((story.bob, story.ann, story.bob)):
            await story.deliver(DirectMessage(key=f"{number}", to=story.user(person), message=HELLO))
        assert len(story.wire.calls("POST /users/@me/channels")) == 3


async def test_somebody_who_takes_no_direct_messages_is_unreachable() -> None:
    async with on_discord() as story:
        story.bob.takes_dms = False
        told = await refusal(story, DirectMessage(key="k", to=story.user(story.bob), message=HELLO))
        assert told.failure is Failure.PERSON_UNREACHABLE
        told = await refusal(story, DirectMessage(key="k", to=story.user(story.wire.bot), message=HELLO))
        assert told.failure is Failure.PERSON_UNREACHABLE


# Edits, deletions, reactions


async def test_an_edit_replaces_everything() -> None:
    async with on_discord() as story:
        chart = Chart(title="Waterings", labels=("bean",), series=(Series("times", (3.0,)),), alt=say("bean 3"))
        ref = await posted(story, message(say("Old."), chart, Buttons((Button("Save", Control("garden.save", "3")),))))
        receipt = await story.deliver(Edit(key="e", target=ref, message=message(say("New."))), message=ref)
        (seen,) = story.wire.messages(story.general)
        assert receipt.message == ref
        assert (seen.embeds, seen.files, seen.controls) == ([], [], [])
        assert seen.content == "New."


async def edited(story: Story, ref: MessageRef, words: str) -> list[str]:
    """Rewrite a message as so many words, and give how every message of the bot's now begins."""
    await story.deliver(Edit(key=f"e:{words}", target=ref, message=message(words)), message=ref)
    mine = [one for one in story.wire.messages(story.general) if one.author is story.wire.bot]
    assert "".join(one.content.replace(" ", "") for one in mine) == words.replace(" ", "")
    return [one.content[:4] for one in mine]


async def test_an_edit_reaches_every_part_of_a_message_that_had_to_be_split() -> None:
    async with on_discord() as story:
        ref = await posted(story, message("old " * 900))
        for number in range(120):
            await story.wire.say(story.ann, story.general, f"meanwhile {number}")
        assert await edited(story, ref, "new " * 900) == ["new "] * 2
        assert await edited(story, ref, "more " * 1200) == ["more"] * 3
        assert await edited(story, ref, "more " * 1200) == ["more"] * 3
        assert await edited(story, ref, "less") == ["less"]


async def test_an_edit_that_adds_a_part_and_was_not_heard_of_adds_it_once() -> None:
    async with on_discord() as story:
        ref = await posted(story)
        story.wire.plan(POSTS, Dropped(taken=True))
        with pytest.raises(OSError, match="POST"):
            await edited(story, ref, "new " * 900)
        story.wire.forget_nonces()
        assert await edited(story, ref, "new " * 900) == ["new "] * 2


async def test_deleting_takes_every_part_away_and_nothing_else() -> None:
    async with on_discord() as story:
        ref = await posted(story, message("bean " * 900))
        other = await posted(story, message("rose " * 900), key="other")
        said = await story.wire.say(story.bob, story.general, "hi")
        story.wire.plan("DELETE /channels/*/messages/*", Broken())
        with pytest.raises(OSError, match="DELETE"):
            await story.deliver(Delete(key="d", target=ref), message=ref)
        await story.deliver(Delete(key="d", target=ref), message=ref)
        left = story.wire.messages(story.general)
        assert (story.ref(left[0]), left[-1], len(left)) == (other, said, 4)


async def test_where_the_bot_may_not_read_what_was_said_a_long_post_goes_out_all_the_same() -> None:
    async with on_discord() as story:
        await story.wire.forbid(story.general, "read_message_history")
        await posted(story, message("bean " * 900))
        assert [one.reply_to for one in story.wire.messages(story.general)] == [None] * 3


async def test_an_edit_opens_an_archived_thread_again() -> None:
    async with on_discord() as story:
        await story.wire.forbid(story.general, "manage_threads")
        thread = await story.wire.thread(story.ann, story.general, "Roses")
        ref = await posted(story, channel=thread)
        await story.wire.archive(thread)
        await story.deliver(Edit(key="e", target=ref, message=message(say("New."))), message=ref)
        assert not thread.archived
        assert story.wire.messages(thread)[0].shown == "New."


async def test_an_edit_of_what_is_gone_has_no_destination() -> None:
    async with on_discord() as story:
        ref = await posted(story)
        await story.wire.delete(*story.wire.messages(story.general))
        told = await refusal(story, Edit(key="e", target=ref, message=HELLO), message=ref)
        assert told.failure is Failure.DESTINATION_GONE


async def test_deleting_what_is_gone_already_is_done() -> None:
    async with on_discord() as story:
        ref = await posted(story)
        for key in ("a", "b"):
            assert (await story.deliver(Delete(key=key, target=ref), message=ref)).message == ref
        assert story.wire.messages(story.general) == []
        story.wire.plan("DELETE /channels/*/messages/*", Refused(10004))
        told = await refusal(story, Delete(key="c", target=ref), message=ref)
        assert told.failure is Failure.INSTALLATION_GONE


async def test_the_bot_reacts_with_any_emoji_of_the_guild() -> None:
    async with on_discord() as story:
        trowel = story.wire.emoji(story.guild, "trowel")
        said = await story.wire.say(story.ann, story.general, "hi")
        ref = story.ref(said)
        for emoji in ("📚", ":trowel:"):
            await story.deliver(React(key=emoji, target=ref, emoji=Emoji(emoji)), message=ref)
        assert set(said.reactions) == {"📚", trowel}
        told = await refusal(story, React(key="k", target=ref, emoji=Emoji(":spade:")), message=ref)
        assert told.failure is Failure.REFUSED
        there = MessageRef("discord", "users", "1", "2")
        told = await refusal(story, React(key="k", target=there, emoji=Emoji(":spade:")), message=there)
        assert told.failure is Failure.REFUSED
