"""The adapter between an unmodified bolt and an inbox, over both doors: what is heard, and how it is answered."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from adapters.slack.settings import Rhythm
from copbot.events import (
    BotMentioned,
    ButtonPressed,
    ChannelGone,
    ChannelRenamed,
    CommandTyped,
    DirectMessageReceived,
    FormSubmitted,
    HomeOpened,
    MemberJoined,
    MemberLeft,
    MessagePosted,
    MessagesDeleted,
    ProfileChanged,
    ReactionAdded,
    ReactionRemoved,
    ShortcutUsed,
    SuggestionsAsked,
    Uninstalled,
)
from copbot.forms import Form, PeopleField, TextField
from copbot.intents import Answer, FormErrors, Home, OpenForm, Reply, Suggestions
from copbot.message import Button, Buttons, Choice, Control, Heading, Mention, Menu, message, paragraph, say
from copbot.refs import ChannelRef, CommunityId, Emoji, RoleRef
from tests.adapters.slack.garden import GARDEN, note_form
from tests.adapters.slack.scene import Scene, ref, scene, user, words
from tests.e2e.slack_wire import Held, NoAnswer, SlackWire

THANKS = Reply(message(say("Thank you.")))
BUTTON = Buttons((Button("Undo", Control("kudos.undo", "12")),))
KUDOS = Form(
    control=Control("command", "kudos give"),
    title="/kudos give",
    submit="Send",
    fields=(PeopleField(name="to", label="To", at_most=3), TextField(name="reason", label="Reason")),
)


@pytest.fixture
async def wire() -> AsyncIterator[SlackWire]:
    async with SlackWire() as wire:
        yield wire
        assert wire.violations == []


@pytest.fixture(params=["socket", "http"])
async def slack(wire: SlackWire, request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    async with scene(wire, request.param, practices=(GARDEN,)) as slack:
        yield slack


# Commands


async def test_a_command_is_heard_as_typed_and_answered_to_its_writer_alone(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(THANKS)

    done = await wire.slash("ann", "general", "/kudos", "give @bob for a <b> & c")

    assert slack.inbox.last.happened == CommandTyped(("kudos give ", user("bob"), " for a <b> & c"))
    assert [words(shown) for shown in wire.ephemerals("ann")] == ["Thank you."]
    assert done.replies == []
    assert wire.posts("general") == []


async def test_who_acts_and_who_is_named_are_described_before_the_inbox(slack: Scene, wire: SlackWire) -> None:
    wire.usergroup("mentors", ("ann", "bob"))
    wire.world.person("bob").guest = True

    await wire.slash("ann", "general", "/kudos", "give @bob @mentors")

    ann, (bob,) = slack.inbox.last.actor, slack.inbox.last.people
    assert ann is not None
    assert (ann.user, ann.name, ann.zone, ann.locale) == (user("ann"), "ann", "Europe/Berlin", "en-US")
    assert (ann.is_platform_admin, ann.is_guest, bob.is_platform_admin, bob.is_guest) == (True, False, False, True)
    assert ann.roles == bob.roles == {RoleRef("slack", "T1", "S1")}


async def test_people_are_read_once_in_ten_minutes(slack: Scene, wire: SlackWire) -> None:
    for _ in range(3):
        await wire.slash("ann", "general", "/kudos", "give @bob")
    assert (wire.methods["users.info"], wire.methods["usergroups.list"]) == (2, 1)

    await slack.forward(601)
    await wire.slash("ann", "general", "/kudos", "give @bob")

    assert (wire.methods["users.info"], wire.methods["usergroups.list"]) == (4, 2)


async def test_somebody_who_does_two_things_at_once_is_read_once(slack: Scene, wire: SlackWire) -> None:
    await asyncio.gather(*(wire.slash("ann", "general", "/kudos") for _ in range(3)))

    assert wire.methods["users.info"] == 1
    assert [event.actor and event.actor.is_platform_admin for event in slack.inbox.heard] == [True] * 3


async def test_a_command_that_lacks_something_opens_its_form_and_takes_it_back(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(OpenForm(KUDOS))
    await wire.slash("ann", "general", "/kudos")
    slack.inbox.answers(THANKS)

    done = await wire.submit("ann", wire.view("ann"), {"To": ["bob", "carla"], "Reason": "patience"})

    values = {"to": ("slack:T1/U2", "slack:T1/U3"), "reason": ("patience",)}
    assert slack.inbox.last.happened == FormSubmitted(Control("command", "kudos give"), values)
    assert [person.user for person in slack.inbox.last.people] == [user("bob"), user("carla")]
    assert slack.inbox.last.place.channel == "C1"
    assert done.response_action is None
    assert wire.views("ann") == []
    assert [words(shown) for shown in wire.ephemerals("ann", "general")] == ["Thank you."]


async def test_errors_stand_beside_their_fields_until_they_are_mended(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(OpenForm(KUDOS))
    await wire.slash("ann", "general", "/kudos")
    slack.inbox.answers(FormErrors((("reason", say("Say a little more.")),), KUDOS))

    refused = await wire.submit("ann", wire.view("ann"), {"To": ["bob"], "Reason": "x"})

    assert refused.errors == {"reason": "Say a little more."}
    first = slack.inbox.last.delivery_id
    slack.inbox.answers(None)
    await wire.submit("ann", wire.view("ann"), {"Reason": "patience"})
    assert wire.views("ann") == []
    assert slack.inbox.last.delivery_id != first


async def test_a_form_may_lead_to_another_one(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(OpenForm(KUDOS))
    await wire.slash("ann", "general", "/kudos")
    slack.inbox.answers(OpenForm(note_form()))

    await wire.submit("ann", wire.view("ann"), {"To": ["bob"], "Reason": "x"})

    assert wire.view("ann").callback_id == "c1|0|garden.note|3"


async def test_where_the_bot_cannot_whisper_the_form_itself_becomes_the_answer(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(OpenForm(KUDOS))
    await wire.slash("bob", "random", "/kudos")
    slack.inbox.answers(Reply(message(Heading("Done"), say("Thank you."))))

    await wire.submit("bob", wire.view("bob"), {"To": ["carla"], "Reason": "x"})

    assert (wire.view("bob").text, words(wire.view("bob"))) == ("Done", "Done\nThank you.")


async def test_a_form_opened_from_the_home_tab_becomes_its_own_answer(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(Home(message(Buttons((Button("More", Control("home.more")),)))))
    home = await wire.open_home("eve")
    assert home is not None
    slack.inbox.answers(OpenForm(KUDOS))
    await wire.press("eve", home, "More")
    slack.inbox.answers(THANKS)

    await wire.submit("eve", wire.view("eve"), {"To": ["bob"], "Reason": "x"})

    assert words(wire.view("eve")) == "Thank you."


async def test_a_field_with_suggestions_offers_them_and_what_was_typed(slack: Scene, wire: SlackWire) -> None:
    plant = Form(
        control=Control("command", "garden plant"),
        title="/garden plant",
        submit="Send",
        fields=(TextField(name="name", label="Name"),),
    )
    slack.inbox.answers(OpenForm(plant))
    await wire.slash("ann", "general", "/garden", "plant")
    form = wire.view("ann")
    slack.inbox.answers(Suggestions((Choice("Basil", "basil"), Choice("Bay", "bay"))))

    assert await wire.suggest("ann", form, "name", "b") == [("Basil", "basil"), ("Bay", "bay"), ("b", "b")]
    assert slack.inbox.last.happened == SuggestionsAsked("garden plant", "name", "b")
    assert await wire.suggest("ann", form, "name", "Bay") == [("Basil", "basil"), ("Bay", "bay")]
    slack.inbox.answers(None)
    assert await wire.suggest("ann", form, "name", "") == []


# Shortcuts, buttons, menus


async def test_a_message_shortcut_shows_the_message_as_people_read_it(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(OpenForm(KUDOS))
    post = await wire.say("bob", "general", "See https://x.org/?a=1&b=2 @carla")

    await wire.shortcut("ann", "garden.save", post)

    used = slack.inbox.last.happened
    assert isinstance(used, ShortcutUsed)
    assert used.name == "garden.save"
    assert used.message.text == "See https://x.org/?a=1&b=2 @carla"
    assert (used.message.author, used.message.ref) == (user("bob"), ref(post))
    assert used.message.permalink == f"https://t1.slack.com/archives/C1/p{post.ts.replace('.', '')}"
    assert [person.name for person in slack.inbox.last.people] == ["bob"]
    assert wire.view("ann").callback_id == "c1|0|command|kudos give"


async def test_a_shortcut_is_answered_to_its_user_alone(slack: Scene, wire: SlackWire) -> None:
    post = await wire.say("bob", "general", "Good news")
    slack.inbox.answers(THANKS)

    await wire.shortcut("ann", "garden.save", post)

    assert [words(shown) for shown in wire.ephemerals("ann")] == ["Thank you."]


async def test_a_press_tells_which_post_and_is_answered_beside_it(slack: Scene, wire: SlackWire) -> None:
    await slack.posts(message("Kudos!", BUTTON))
    [post] = wire.posts("general")
    slack.inbox.answers(THANKS)

    await wire.press("bob", post, "Undo")

    event = slack.inbox.last
    assert event.happened == ButtonPressed(Control("kudos.undo", "12"), (), ref(post))
    assert (event.community, event.actor and event.actor.name) == (CommunityId(7), "bob")
    assert [words(shown) for shown in wire.ephemerals("bob")] == ["Thank you."]
    assert words(post) == "Kudos!\n[Undo]"


async def test_a_press_may_rewrite_the_post_for_all_who_read_it(slack: Scene, wire: SlackWire) -> None:
    await slack.posts(message("Kudos!", BUTTON))
    [post] = wire.posts("general")
    slack.inbox.answers(Reply(message(paragraph("Taken back by ", Mention(user("bob")))), replace=True))

    await wire.press("bob", post, "Undo")

    assert words(post) == "Taken back by bob"
    assert wire.ephemerals("bob") == []


async def test_a_press_on_an_answer_rewrites_the_answer(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(Reply(message("Kudos!", BUTTON)))
    done = await wire.slash("ann", "general", "/kudos", "give @bob x")
    [shown] = done.shown
    slack.inbox.answers(Reply(message(say("Undone.")), replace=True))

    await wire.press("ann", shown, "Undo")

    assert isinstance(slack.inbox.last.happened, ButtonPressed)
    assert slack.inbox.last.happened.message is None
    assert words(shown) == "Undone."


async def test_a_choice_in_a_menu_arrives_with_its_value(slack: Scene, wire: SlackWire) -> None:
    await slack.posts(message(Menu("Remind me", Control("remind", "12"), (Choice("In a week", "7"),))))

    await wire.select("bob", wire.posts("general")[0], "Remind me", "In a week")

    assert isinstance(slack.inbox.last.happened, ButtonPressed)
    assert slack.inbox.last.happened.values == ("7",)


async def test_a_button_may_open_a_form(slack: Scene, wire: SlackWire) -> None:
    await slack.posts(message("Kudos!", BUTTON))
    slack.inbox.answers(OpenForm(KUDOS))

    await wire.press("bob", wire.posts("general")[0], "Undo")

    assert wire.view("bob").callback_id == "c1|7|command|kudos give"


async def test_a_stranger_s_press_says_that_they_are_a_guest(slack: Scene, wire: SlackWire) -> None:
    await slack.posts(message("Kudos!", BUTTON))
    zoe = wire.person("zoe", stranger=True)
    wire.world.conversation("general").members[zoe.id] = None

    await wire.press(zoe, wire.posts("general")[0], "Undo")

    assert slack.inbox.last.actor is not None
    assert slack.inbox.last.actor.is_guest
    assert slack.inbox.last.actor.user.tenant == "T1"


# Events


async def test_a_reaction_and_its_end_are_heard_with_the_author_described(slack: Scene, wire: SlackWire) -> None:
    post = await wire.say("bob", "general", "A good link")

    await wire.react("ann", post, "thumbsup::skin-tone-3")
    await wire.unreact("ann", post, "thumbsup::skin-tone-3")

    added, removed = slack.inbox.heard[-2:]
    assert added.happened == ReactionAdded(ref(post), Emoji("👍🏼"), user("bob"))
    assert (added.actor and added.actor.name, [person.name for person in added.people]) == ("ann", ["bob"])
    assert removed.happened == ReactionRemoved(ref(post), Emoji("👍🏼"))


async def test_messages_and_replies_are_counted_without_their_words(slack: Scene, wire: SlackWire) -> None:
    parent = await wire.say("bob", "general", "A secret")
    reply = await wire.say("ann", "general", "Another", parent)
    await wire.delete(parent)

    assert slack.inbox.happened == [
        MessagePosted(ref(parent)),
        MessagePosted(ref(reply), ref(parent)),
        MessagesDeleted((ref(parent),)),
    ]
    assert slack.inbox.last.actor is None
    assert "ecret" not in repr(slack.inbox.heard)


async def test_the_bot_does_not_hear_itself(slack: Scene, wire: SlackWire) -> None:
    receipt = await slack.posts(message("I say something"))
    assert receipt.message is not None
    await wire.until(lambda: any(one.event.get("bot_id") for one in wire.deliveries))

    assert slack.inbox.heard == []


async def test_a_mention_is_answered_beside_it_in_its_thread(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(THANKS)
    parent = await wire.say("bob", "general", "Who can help?")

    mention = await wire.say("ann", "general", "@copbot kudos @bob for asking", parent)

    event = slack.inbox.last
    assert event.happened == BotMentioned(ref(mention), ("kudos ", user("bob"), " for asking"))
    assert event.place.thread == ref(parent)
    [shown] = wire.ephemerals("ann", "general")
    assert (words(shown), shown.thread_ts) == ("Thank you.", parent.ts)


async def test_a_mention_that_needs_a_form_offers_a_button_that_opens_it(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(OpenForm(KUDOS))

    await wire.say("ann", "general", "@copbot kudos")
    [shown] = wire.ephemerals("ann")
    assert words(shown) == "I need a little more for that. Press the button to open the form.\n[Open the form]"
    heard = len(slack.inbox.heard)
    await wire.press("ann", shown, "Open the form")

    assert wire.view("ann").callback_id == "c1|0|command|kudos give"
    assert wire.view("ann").private_metadata == "C1 "
    assert len(slack.inbox.heard) == heard


async def test_a_direct_message_is_answered_there(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(THANKS)

    await wire.tell("eve", "help")

    event = slack.inbox.last
    assert isinstance(event.happened, DirectMessageReceived)
    assert (event.happened.pieces, event.place.is_direct) == (("help",), True)
    assert [words(post) for post in wire.dms("eve")] == ["Thank you."]


async def test_a_direct_message_that_needs_a_form_offers_a_button(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(OpenForm(note_form("half a note")))
    await wire.tell("eve", "note")

    await wire.press("eve", wire.dms("eve")[0], "Open the form")

    assert wire.view("eve").state["values"]["text"]["text"]["value"] == "half a note"


async def test_the_home_tab_is_drawn_when_it_is_opened_and_by_its_buttons(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(Home(message(Heading("Hello"), Buttons((Button("More", Control("home.more")),)))))
    home = await wire.open_home("eve")
    assert slack.inbox.last.happened == HomeOpened()
    assert home is not None
    assert words(home) == "Hello\n[More]"

    slack.inbox.answers(Home(message(Heading("More"))))
    await wire.press("eve", home, "More")

    shown = wire.home("eve")
    assert shown is not None
    assert words(shown) == "More"


async def test_a_button_of_the_home_tab_may_say_something_or_open_a_form(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(Home(message(Buttons((Button("More", Control("home.more")),)))))
    home = await wire.open_home("eve")
    assert home is not None

    slack.inbox.answers(Reply(message("Nothing waits.", BUTTON)))
    await wire.press("eve", home, "More")
    assert words(wire.view("eve")) == "Nothing waits.\n[Undo]"
    slack.inbox.answers(THANKS)
    await wire.press("eve", wire.view("eve"), "Undo")
    assert words(wire.view("eve")) == "Thank you."
    slack.inbox.answers(OpenForm(KUDOS))
    await wire.press("eve", home, "More")

    assert wire.view("eve").callback_id == "c1|0|command|kudos give"


async def test_a_form_may_be_opened_on_top_of_an_answer_in_a_modal(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(Home(message(Buttons((Button("More", Control("home.more")),)))))
    home = await wire.open_home("eve")
    assert home is not None
    slack.inbox.answers(Reply(message("Nothing waits.", BUTTON)))
    await wire.press("eve", home, "More")

    slack.inbox.answers(OpenForm(KUDOS))
    await wire.press("eve", wire.view("eve"), "Undo")

    assert [view.callback_id for view in wire.views("eve")] == ["", "c1|0|command|kudos give"]


async def test_a_refusal_to_who_opens_the_home_tab_is_said_there(slack: Scene, wire: SlackWire) -> None:
    slack.inbox.answers(THANKS)

    home = await wire.open_home("eve")

    assert home is not None
    assert words(home) == "Thank you."


async def test_people_come_go_and_change(slack: Scene, wire: SlackWire) -> None:
    fay = await wire.arrive("fay", tz="Asia/Tokyo")
    await wire.leave(fay, "general")
    await wire.change_profile("bob", tz="Africa/Cairo")
    await wire.slash("bob", "general", "/kudos")

    arrived, entered, left, changed, spoke = slack.inbox.heard
    assert (arrived.happened, arrived.place.channel) == (MemberJoined(), None)
    assert (entered.happened, entered.place.channel) == (MemberJoined(), "C1")
    assert (left.happened, left.place.channel) == (MemberLeft(), "C1")
    assert arrived.actor is not None
    assert (arrived.actor.name, arrived.actor.zone) == ("fay", "Asia/Tokyo")
    assert changed.happened == ProfileChanged()
    assert changed.actor is not None
    assert spoke.actor is not None
    assert changed.actor.zone == spoke.actor.zone == "Africa/Cairo"
    assert not any(call.params.get("user") in ("U2", fay.id) for call in wire.called("users.info"))


async def test_channels_are_renamed_archived_and_closed_to_the_bot(slack: Scene, wire: SlackWire) -> None:
    await wire.rename("general", "garden")
    await wire.archive("garden")
    await wire.leave("copbot", "garden")

    channel = ChannelRef("slack", "T1", "C1")
    assert slack.inbox.happened == [ChannelRenamed(channel, "garden"), ChannelGone(channel), ChannelGone(channel)]


async def test_the_end_of_an_installation_is_heard(slack: Scene, wire: SlackWire) -> None:
    await wire.uninstall()

    assert slack.inbox.happened == [Uninstalled(), Uninstalled()]


# What Slack does twice, and what takes long


async def test_an_event_told_twice_reaches_the_inbox_under_one_id_and_is_answered_once(
    slack: Scene, wire: SlackWire
) -> None:
    slack.inbox.answers(THANKS)
    await wire.say("ann", "general", "@copbot help")
    told = wire.deliveries[-1]

    await wire.again(told)

    assert len({event.delivery_id for event in slack.inbox.heard if isinstance(event.happened, BotMentioned)}) == 1
    assert len(wire.ephemerals("ann")) == 1


@pytest.fixture(params=["socket", "http"])
async def hurried(wire: SlackWire, request: pytest.FixtureRequest) -> AsyncIterator[Scene]:
    """An adapter that waits for nothing."""
    async with scene(wire, request.param, rhythm=Rhythm(answer=0.01, cold_read=0.01)) as slack:
        yield slack


@pytest.mark.parametrize(
    ("answer", "shown"),
    [
        (THANKS, "Thank you."),
        (
            FormErrors((("text", "Say more."),), note_form("half")),
            "That could not be taken yet:\nSay more.\n[Open the form]",
        ),
    ],
)
async def test_an_answer_that_takes_long_comes_after_the_acknowledgement(
    hurried: Scene, wire: SlackWire, answer: Answer, shown: str
) -> None:
    hurried.inbox.gate = asyncio.Event()
    hurried.inbox.answers(answer)

    done = await wire.slash("ann", "general", "/kudos", "give @bob x")
    assert (done.ack.ok, done.said) == (True, [])
    hurried.inbox.gate.set()
    await wire.until(lambda: wire.ephemerals("ann"))

    assert words(wire.ephemerals("ann")[0]) == shown


async def test_a_form_whose_answer_takes_long_is_answered_beside_it(hurried: Scene, wire: SlackWire) -> None:
    hurried.inbox.answers(OpenForm(KUDOS))
    await wire.slash("ann", "general", "/kudos")
    await wire.until(lambda: wire.views("ann"))
    hurried.inbox.gate = asyncio.Event()
    hurried.inbox.answers(THANKS)

    await wire.submit("ann", wire.view("ann"), {"To": ["bob"], "Reason": "x"})
    hurried.inbox.gate.set()
    await wire.until(lambda: wire.ephemerals("ann"))

    assert words(wire.ephemerals("ann")[0]) == "Thank you."


async def test_a_form_from_nowhere_whose_answer_takes_long_is_answered_directly(
    hurried: Scene, wire: SlackWire
) -> None:
    hurried.inbox.answers(Home(message(Buttons((Button("More", Control("home.more")),)))))
    home = await wire.open_home("eve")
    assert home is not None
    hurried.inbox.answers(OpenForm(KUDOS))
    await wire.press("eve", home, "More")
    await wire.until(lambda: wire.views("eve"))
    hurried.inbox.gate = asyncio.Event()
    hurried.inbox.answers(THANKS)

    await wire.submit("eve", wire.view("eve"), {"To": ["bob"], "Reason": "x"})
    hurried.inbox.gate.set()
    await wire.until(lambda: wire.dms("eve"))

    assert [words(post) for post in wire.dms("eve")] == ["Thank you."]


async def test_a_late_answer_whose_fate_is_unknown_is_given_up(hurried: Scene, wire: SlackWire) -> None:
    hurried.inbox.gate = asyncio.Event()
    hurried.inbox.answers(THANKS)
    wire.script("response_url", NoAnswer(after_writing=False))

    await wire.slash("ann", "general", "/kudos")
    hurried.inbox.gate.set()
    await wire.until(lambda: wire.methods["response_url"])

    assert wire.ephemerals("ann") == []


async def test_a_form_that_comes_too_late_is_offered_by_a_button(hurried: Scene, wire: SlackWire) -> None:
    hurried.inbox.gate = asyncio.Event()
    hurried.inbox.answers(OpenForm(KUDOS))
    await wire.slash("ann", "general", "/kudos")
    wire.forward(4)
    hurried.inbox.gate.set()
    await wire.until(lambda: wire.ephemerals("ann"))

    [shown] = wire.ephemerals("ann")
    assert words(shown) == "Press the button to open the form: Slack did not wait for me.\n[Open the form]"
    await wire.press("ann", shown, "Open the form")
    assert wire.view("ann").callback_id == "c1|0|command|kudos give"


async def test_somebody_whose_profile_takes_long_counts_as_a_plain_member_meanwhile(
    hurried: Scene, wire: SlackWire
) -> None:
    release = asyncio.Event()
    wire.script("users.info", Held(release))

    await wire.slash("ann", "general", "/kudos")
    cold = hurried.inbox.last.actor
    release.set()
    await wire.until(lambda: wire.methods["users.info"] == 1)
    await wire.slash("ann", "general", "/kudos")
    warm = hurried.inbox.last.actor

    assert cold is not None
    assert warm is not None
    assert (cold.name, cold.is_platform_admin, warm.is_platform_admin) == ("ann", False, True)
