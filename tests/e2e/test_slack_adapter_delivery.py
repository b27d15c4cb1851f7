"""What the core sends becomes on Slack, and what it asks Slack: over real sockets, by an unmodified slack_sdk."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from adapters.slack.adapter import SlackAdapter
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
    ReadMessage,
    Reply,
    WasItSent,
)
from copbot.message import (
    Button,
    Buttons,
    Card,
    Control,
    Fields,
    File,
    Mention,
    RoleMention,
    message,
    paragraph,
    say,
)
from copbot.ports import Parcel
from copbot.refs import ChannelRef, CommunityId, Emoji, MessageRef, RoleRef, UserRef
from copbot.repertoire import Repertoire
from tests.adapters.slack.garden import CHART, EXPORT
from tests.adapters.slack.scene import PIXEL, Paper, Scene, ref, scene, settings, user, words
from tests.e2e.slack_wire import Broken, NoAnswer, RateLimited, Refused, SlackWire

GENERAL = ChannelRef("slack", "T1", "C1")
SECRET = ChannelRef("slack", "T1", "G1")
HELLO = message(say("Hello."))


@pytest.fixture
async def wire() -> AsyncIterator[SlackWire]:
    async with SlackWire() as wire:
        yield wire


@pytest.fixture
async def slack(wire: SlackWire) -> AsyncIterator[Scene]:
    async with scene(wire, "http") as slack:
        yield slack


async def failing(slack: Scene, outgoing: Outgoing, **to: ChannelRef | MessageRef) -> DeliveryError:
    with pytest.raises(DeliveryError) as refused:
        await slack.delivers(outgoing, **to)
    return refused.value


# Posts


async def test_a_post_carries_its_key_and_expands_no_links(slack: Scene, wire: SlackWire) -> None:
    receipt = await slack.posts(message("See https://example.org"), key="prompt:42")

    [post] = wire.posts("general")
    assert receipt.message == ref(post)
    assert receipt.channel == GENERAL
    assert post.metadata == {"event_type": "copbot_delivery", "event_payload": {"key": "prompt:42", "community": "7"}}
    assert not post.unfurls
    assert wire.violations == []


async def test_a_post_in_a_thread_stands_under_its_message(slack: Scene, wire: SlackWire) -> None:
    parent = await wire.say("bob", "general", "What now?")

    await slack.delivers(Post(key="a", to=GENERAL, message=HELLO), thread=ref(parent))

    assert [words(post) for post in wire.posts("general", parent)] == ["Hello."]


async def test_only_those_who_may_be_pinged_are(slack: Scene, wire: SlackWire) -> None:
    group = wire.usergroup("mentors", ("ann",))

    await slack.posts(
        message(
            paragraph(Mention(user("ann")), " thanks ", Mention(user("bob"), ping=True), " <!channel> *x*"),
            paragraph(RoleMention(RoleRef("slack", "T1", group.id)), Mention(UserRef("slack", "T1", "U404"))),
            Fields((("By", (Mention(user("carla")),)),)),
            Card(title=("Book",), body=((Mention(user("dev")),),), facts=(("For", (Mention(user("eve")),)),)),
        )
    )

    [post] = wire.posts("general")
    assert words(post) == "ann thanks <@U2> <\u2060!channel> *x*\n@mentors@U404\nBy: carla\nBook\ndev\nFor: eve"
    assert post.text == (
        "ann thanks <@U2> &lt;!channel&gt; \u2060*\u2060x\u2060*\u2060\n"
        "@mentors<https://slack.com/app_redirect?team=T1&amp;channel=U404|@U404>\nBy: carla\nBook\ndev\nFor: eve"
    )


async def test_a_second_post_within_a_second_is_put_off_and_another_channel_is_not(
    slack: Scene, wire: SlackWire
) -> None:
    wire.channel("other", ("ann",))
    await slack.posts(HELLO, key="1")
    await slack.posts(HELLO, key="2", channel=wire.world.conversation("other").id)

    early = await failing(slack, Post(key="3", to=GENERAL, message=HELLO), channel=GENERAL)
    assert (early.failure, early.retry_at) == (Failure.LATER, slack.clock.now() + timedelta(seconds=1))
    await slack.forward(1)
    await slack.posts(HELLO, key="3")

    assert len(wire.posts("general")) == 2


async def test_the_pace_of_very_many_channels_is_not_remembered_for_ever(slack: Scene) -> None:
    outbound = slack.adapter._connection().outbound
    for number in range(1_500):
        if number == 900:
            await slack.forward(2)
        outbound._take_turn(f"C{number}")

    assert len(outbound._free_at) < 1_000


async def test_a_direct_message_opens_its_conversation_once(slack: Scene, wire: SlackWire) -> None:
    for key in ("a", "b"):
        receipt = await slack.delivers(DirectMessage(key=key, to=user("eve"), message=HELLO))
        await slack.forward(1)

    assert [words(post) for post in wire.dms("eve")] == ["Hello.", "Hello."]
    assert receipt.message == ref(wire.dms("eve")[1])
    assert wire.methods["conversations.open"] == 1


async def test_an_ephemeral_message_is_for_one_person(slack: Scene, wire: SlackWire) -> None:
    shown = message(paragraph("Hello ", Mention(user("eve"))), Buttons((Button("Undo", Control("undo")),)))

    receipt = await slack.delivers(Ephemeral(key="a", to=user("eve"), channel=GENERAL, message=shown))

    assert (receipt.message, receipt.channel) == (None, GENERAL)
    assert words(wire.ephemerals("eve", "general")[0]) == "Hello <@U5>\n[Undo]"


async def test_an_edit_rewrites_and_a_deletion_takes_away(slack: Scene, wire: SlackWire) -> None:
    receipt = await slack.posts(HELLO)
    assert receipt.message is not None
    [post] = wire.posts("general")

    await slack.delivers(Edit(key="b", target=receipt.message, message=message("Good bye.")), message=receipt.message)
    assert (words(post), post.edits) == ("Good bye.", 1)
    for key in ("c", "d"):
        await slack.delivers(Delete(key=key, target=receipt.message), message=receipt.message)

    assert wire.posts("general") == []


async def test_a_reaction_that_is_there_already_is_as_wished(slack: Scene, wire: SlackWire) -> None:
    post = await wire.say("bob", "general", "Good news")

    for key in ("a", "b"):
        await slack.delivers(React(key=key, target=ref(post), emoji=Emoji("📚")), message=ref(post))

    assert post.reactions == {"books": ["U0BOT"]}


async def test_a_thread_is_there_as_soon_as_its_message_is(slack: Scene, wire: SlackWire) -> None:
    post = await wire.say("bob", "general", "Good news")

    receipt = await slack.delivers(OpenThread(key="a", on=ref(post), title="Talk"), message=ref(post))

    assert receipt.message == ref(post)


async def test_a_room_is_a_group_message_of_at_most_eight(slack: Scene, wire: SlackWire) -> None:
    pair = OpenRoom(key="a", members=(user("bob"), user("eve")), title="Mentoring")
    receipt = await slack.delivers(pair)
    assert receipt.channel is not None
    await slack.delivers(Post(key="b", to=receipt.channel, message=HELLO), channel=receipt.channel)

    [room] = wire.rooms("bob")
    assert [words(post) for post in wire.posts(room)] == ["Hello."]
    crowd = tuple(UserRef("slack", "T1", f"U{number}") for number in range(9))
    refused = await failing(slack, OpenRoom(key="c", members=crowd, title="Crowd"))
    assert refused.failure is Failure.REFUSED


@pytest.mark.parametrize(
    "outgoing",
    [
        LookUp(key="a", question=CheckAccess(GENERAL)),
        Post(key="a", to=GENERAL, message=HELLO),
        Delete(key="a", target=MessageRef("slack", "T1", "C1", "1.1")),
    ],
    ids=["question", "nowhere", "nothing"],
)
async def test_what_cannot_be_delivered_is_refused(slack: Scene, outgoing: Outgoing) -> None:
    assert (await failing(slack, outgoing)).failure is Failure.REFUSED


# Charts and files


async def test_a_chart_is_uploaded_and_shown_with_its_words(slack: Scene, wire: SlackWire) -> None:
    await slack.posts(message(say("This week"), CHART))

    [post] = wire.posts("general")
    [stored] = wire.files.values()
    assert post.images[0]["slack_file"] == {"id": stored.id}
    assert post.images[0]["alt_text"] == stored.alt == "One, then two."
    assert (stored.content, stored.title) == (PIXEL, "Harvest")
    assert wire.violations == []


async def test_a_chart_that_slack_still_processes_is_tried_again_without_drawing_it_anew(
    slack: Scene, wire: SlackWire
) -> None:
    wire.script("chat.postMessage", Refused("invalid_blocks"))

    early = await failing(slack, Post(key="a", to=GENERAL, message=message(CHART)), channel=GENERAL)
    assert (early.failure, early.why) == (Failure.LATER, "picture_processing")
    await slack.forward(2)
    await slack.posts(message(CHART), key="a")

    assert len(slack.paper.drawn) == len(wire.files) == 1
    assert wire.posts("general")[0].images


async def test_a_chart_that_slack_never_takes_is_said_in_words(slack: Scene, wire: SlackWire) -> None:
    wire.script("chat.postMessage", Refused("invalid_blocks"), times=2)
    await failing(slack, Post(key="a", to=GENERAL, message=message(CHART)), channel=GENERAL)

    await slack.forward(40)
    await slack.posts(message(CHART), key="a")

    assert words(wire.posts("general")[0]) == "Harvest: One, then two."


async def test_blocks_that_slack_does_not_take_without_any_picture_are_refused(slack: Scene, wire: SlackWire) -> None:
    wire.script("chat.postMessage", Refused("invalid_blocks"))

    refused = await failing(slack, Post(key="a", to=GENERAL, message=HELLO), channel=GENERAL)

    assert (refused.failure, refused.why) == (Failure.REFUSED, "invalid_blocks")


async def test_a_chart_that_cannot_be_drawn_or_uploaded_is_said_in_words(slack: Scene, wire: SlackWire) -> None:
    slack.paper.trouble = RuntimeError("no paper")
    await slack.posts(message(CHART), key="a")
    slack.paper.trouble = None
    await slack.forward(1)
    wire.script("files.getUploadURLExternal", Refused("storage_limit_reached"))
    await slack.posts(message(CHART), key="b")
    await slack.forward(1)
    wire.script("upload", Broken(500))
    await slack.posts(message(CHART), key="c")

    assert [words(post) for post in wire.posts("general")] == ["Harvest: One, then two."] * 3


@pytest.mark.parametrize("step", ["files.getUploadURLExternal", "upload", "files.completeUploadExternal"])
async def test_an_upload_whose_line_broke_is_tried_again_for_nobody_saw_it(
    slack: Scene, wire: SlackWire, step: str
) -> None:
    wire.script(step, NoAnswer())

    early = await failing(slack, Post(key="a", to=GENERAL, message=message(CHART)), channel=GENERAL)
    await slack.posts(message(CHART), key="a")

    assert early.failure is Failure.LATER
    assert wire.posts("general")[0].images


async def test_an_upload_that_is_rate_limited_is_tried_again_when_slack_says(slack: Scene, wire: SlackWire) -> None:
    wire.script("files.getUploadURLExternal", RateLimited(7))

    early = await failing(slack, Post(key="a", to=GENERAL, message=message(CHART)), channel=GENERAL)

    assert early.retry_at == slack.clock.now() + timedelta(seconds=7)


async def test_a_file_is_handed_over_before_the_message_that_speaks_of_it(slack: Scene, wire: SlackWire) -> None:
    await slack.delivers(DirectMessage(key="a", to=user("eve"), message=message(say("Your export:"), EXPORT)))

    shared, spoken = wire.dms("eve")
    assert shared.files[0]["name"] == "garden.json"
    assert words(spoken) == "Your export:\n📎 garden.json"
    assert next(iter(wire.files.values())).content == EXPORT.content


async def test_a_file_is_handed_over_once_however_often_its_message_is_tried(slack: Scene, wire: SlackWire) -> None:
    letter = DirectMessage(key="a", to=user("eve"), message=message(say("Your export:"), EXPORT))
    wire.script("chat.postMessage", RateLimited(3))

    await failing(slack, letter)
    await slack.forward(3)
    await slack.delivers(letter)

    assert [len(post.files) for post in wire.dms("eve")] == [1, 0]


async def test_a_file_for_one_person_in_a_channel_lies_in_their_direct_message(slack: Scene, wire: SlackWire) -> None:
    await slack.delivers(Ephemeral(key="a", to=user("eve"), channel=GENERAL, message=message(EXPORT)))

    assert [post.files[0]["name"] for post in wire.dms("eve")] == ["garden.json"]
    assert words(wire.ephemerals("eve")[0]) == "📎 garden.json"


async def test_an_answer_with_a_chart_comes_once_it_is_drawn(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(Reply(message(CHART)))
    wire.script("response_url", Refused("invalid_blocks"))

    await wire.slash("ann", "general", "/garden", "paint")
    while not wire.ephemerals("ann"):
        await slack.forward(2)
        await asyncio.sleep(0)

    assert wire.ephemerals("ann")[0].images


async def test_an_answer_with_a_file_says_that_it_lies_in_the_direct_message(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(Reply(message(say("Done."), File("me.json", b"{}"))))

    await wire.slash("eve", "general", "/cop", "mydata export")
    await wire.until(lambda: wire.ephemerals("eve"))

    assert words(wire.ephemerals("eve")[0]) == "Done.\nI sent you me.json as a direct message."
    assert [post.files[0]["name"] for post in wire.dms("eve")] == ["me.json"]


# Refusals


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        ("channel_not_found", Failure.DESTINATION_GONE),
        ("is_archived", Failure.DESTINATION_GONE),
        ("not_in_channel", Failure.DESTINATION_GONE),
        ("restricted_action_read_only_channel", Failure.DESTINATION_GONE),
        ("messages_tab_disabled", Failure.PERSON_UNREACHABLE),
        ("cannot_dm_bot", Failure.PERSON_UNREACHABLE),
        ("account_inactive", Failure.INSTALLATION_GONE),
        ("token_revoked", Failure.INSTALLATION_GONE),
        ("msg_too_long", Failure.REFUSED),
        ("missing_scope", Failure.REFUSED),
        ("service_unavailable", Failure.LATER),
        ("ratelimited", Failure.LATER),
    ],
)
async def test_a_refusal_says_what_follows(slack: Scene, wire: SlackWire, error: str, failure: Failure) -> None:
    wire.script("chat.postMessage", Refused(error))

    refused = await failing(slack, Post(key="a", to=GENERAL, message=HELLO), channel=GENERAL)

    assert (refused.failure, refused.why) == (failure, error)


async def test_an_archived_channel_is_a_destination_that_is_gone(slack: Scene, wire: SlackWire) -> None:
    await wire.archive("general")

    assert (await failing(slack, Post(key="a", to=GENERAL, message=HELLO), channel=GENERAL)).failure is (
        Failure.DESTINATION_GONE
    )
    whisper = Ephemeral(key="b", to=user("eve"), channel=GENERAL, message=HELLO)
    assert (await failing(slack, whisper)).failure is Failure.DESTINATION_GONE


async def test_a_deactivated_account_cannot_be_reached(slack: Scene, wire: SlackWire) -> None:
    wire.world.person("eve").deleted = True

    refused = await failing(slack, DirectMessage(key="a", to=user("eve"), message=HELLO))

    assert refused.failure is Failure.PERSON_UNREACHABLE


@pytest.mark.parametrize("outgoing", ["edit", "delete", "react"])
async def test_a_refused_change_of_a_message_says_what_follows(slack: Scene, wire: SlackWire, outgoing: str) -> None:
    post = await wire.say("bob", "general", "mine")
    target = ref(post)
    changes: dict[str, Outgoing] = {
        "edit": Edit(key="a", target=target, message=HELLO),
        "delete": Delete(key="a", target=target),
        "react": React(key="a", target=target, emoji=Emoji("📚")),
    }
    wire.script("reactions.add", Refused("message_not_found"))

    refused = await failing(slack, changes[outgoing], message=target)

    assert refused.failure is Failure.DESTINATION_GONE


async def test_outside_a_connection_everything_waits(slack: Scene) -> None:
    idle = SlackAdapter(settings(slack.wire), repertoire=Repertoire(()), painter=Paper(), clock=slack.clock)

    with pytest.raises(DeliveryError) as refused:
        await idle.deliver(Parcel(community=CommunityId(1), outgoing=Post(key="a", to=GENERAL, message=HELLO)))
    assert refused.value.failure is Failure.LATER
    assert idle.last_sign_of_life is None


# Unknown outcomes


@pytest.mark.parametrize("error", ["internal_error", "fatal_error"])
async def test_where_slack_does_not_know_itself_the_outcome_is_unknown(
    slack: Scene, wire: SlackWire, error: str
) -> None:
    wire.script("chat.postMessage", Refused(error))

    with pytest.raises(ConnectionError, match=error):
        await slack.posts(HELLO)


async def arrived(slack: Scene, to: ChannelRef | UserRef, thread: MessageRef | None = None) -> MessageRef | None:
    since = slack.clock.now() - timedelta(seconds=1)
    found = await slack.adapter.look_up(WasItSent(key="a", to=to, since=since, thread=thread))
    assert isinstance(found, ReceiptFound)
    return found.message


@pytest.mark.parametrize("fault", [NoAnswer(after_writing=True), NoAnswer(after_writing=False)], ids=["sent", "lost"])
@pytest.mark.parametrize("where", ["channel", "thread", "direct"])
async def test_a_post_whose_answer_was_lost_is_found_by_its_key_or_was_never_sent(
    slack: Scene, wire: SlackWire, where: str, fault: NoAnswer
) -> None:
    parent = await wire.say("bob", "general", "What now?")
    await wire.say("bob", "general", "noise")
    thread = ref(parent) if where == "thread" else None
    direct = DirectMessage(key="a", to=user("eve"), message=HELLO)
    post = Post(key="a", to=GENERAL, message=HELLO)
    wire.script("chat.postMessage", fault)

    outgoing = direct if where == "direct" else post
    to = {"thread": thread} if thread is not None else {"channel": GENERAL}
    with pytest.raises(ConnectionError):
        await slack.delivers(outgoing, **to)

    found = await arrived(slack, user("eve") if where == "direct" else GENERAL, thread)
    assert (found is not None) == fault.after_writing
    assert wire.methods["conversations.history"] + wire.methods["conversations.replies"] == 1


# Questions


async def test_a_message_is_read_once_as_people_see_it(slack: Scene, wire: SlackWire) -> None:
    parent = await wire.say("bob", "general", "x")
    post = await wire.say("bob", "general", "Read https://x.org/?a=1&b=2 @carla :books:", parent)

    found = await slack.adapter.look_up(ReadMessage(ref(post)))

    assert isinstance(found, MessageFound)
    assert found.message is not None
    assert found.message.text == "Read https://x.org/?a=1&b=2 @carla 📚"
    assert (found.message.author, found.message.author_is_bot) == (user("bob"), False)
    assert (found.message.permalink or "").startswith("https://t1.slack.com/archives/C1/p")
    assert wire.methods["reactions.get"] == 1
    assert wire.methods["conversations.history"] == 0


async def test_the_bot_s_own_message_is_known_as_such(slack: Scene) -> None:
    receipt = await slack.posts(HELLO)
    assert receipt.message is not None

    found = await slack.adapter.look_up(ReadMessage(receipt.message))

    assert isinstance(found, MessageFound)
    assert found.message is not None
    assert found.message.author_is_bot


@pytest.mark.parametrize("error", ["message_not_found", "channel_not_found", "not_in_channel"])
async def test_a_message_that_is_gone_or_hidden_is_none(slack: Scene, wire: SlackWire, error: str) -> None:
    wire.script("reactions.get", Refused(error))

    found = await slack.adapter.look_up(ReadMessage(MessageRef("slack", "T1", "C1", "1.1")))

    assert found == MessageFound(None)


async def test_a_reaction_to_a_file_shows_no_message(slack: Scene, wire: SlackWire) -> None:
    wire.script("reactions.get", Refused("", {"ok": True, "type": "file"}))

    assert await slack.adapter.look_up(ReadMessage(MessageRef("slack", "T1", "C1", "1.1"))) == MessageFound(None)


@pytest.mark.parametrize("question", [ReadMessage(MessageRef("slack", "T1", "C1", "1.1")), CheckAccess(GENERAL)])
async def test_a_question_that_cannot_be_asked_now_says_when(
    slack: Scene, wire: SlackWire, question: ReadMessage | CheckAccess
) -> None:
    wire.script("*", RateLimited(3), times=1)

    with pytest.raises(DeliveryError) as refused:
        await slack.adapter.look_up(question)

    assert refused.value.retry_at == slack.clock.now() + timedelta(seconds=3)


async def access(slack: Scene, channel: ChannelRef) -> AccessFound:
    found = await slack.adapter.look_up(CheckAccess(channel))
    assert isinstance(found, AccessFound)
    return found


async def test_where_the_bot_is_it_may_do_everything(slack: Scene) -> None:
    assert await access(slack, GENERAL) == AccessFound(
        channel=GENERAL, name="general", can_see=True, can_post=True, can_thread=True
    )


def fixes(found: AccessFound) -> Sequence[str]:
    assert not found.can_post
    return [str(one) for one in found.fixes]


async def test_what_is_missing_in_a_channel_has_one_fix_a_line(slack: Scene, wire: SlackWire) -> None:
    random = ChannelRef("slack", "T1", wire.world.conversation("random").id)
    wire.channel("hidden", ("ann",), private=True, bot=False)

    assert fixes(await access(slack, random)) == ["Type /invite @copbot in #random."]
    await wire.archive("random")
    assert fixes(await access(slack, random)) == [
        "#random is archived: unarchive it, or choose another channel.",
        "Type /invite @copbot in #random.",
    ]
    [hidden] = fixes(await access(slack, SECRET))
    assert hidden.startswith("I cannot see this channel.")
