"""Forms that a message asks for: a button opens them, filled in as far as the message went."""

from pathlib import Path

import pytest

from copbot.events import BotMentioned, DirectMessageReceived, Event
from copbot.forms import ChannelField, Form, PeopleField
from copbot.intents import Answer, OpenForm, Reply
from copbot.message import Control, message, say
from tests.adapters.discord.garden import the_form
from tests.adapters.discord.story import Story, on_discord
from tests.e2e.discord_wire import Broken, Dropped, Message, Refused
from tests.e2e.discord_wire.form import Entry
from tests.e2e.test_discord_adapter_core import running, world

OFFER = "I need a little more for that. Press the button to open the form.\nOpen the form"
READING = "GET /channels/*/messages/*"


async def offered(story: Story, *, direct: bool = False) -> Message:
    """Let bob write what needs a form, and give what he is answered."""
    story.inbox.says(OpenForm(the_form({})))
    where = story.wire.dm(story.bob) if direct else story.general
    await story.wire.say(story.bob, where, f"{story.wire.bot.mention} garden form")
    told = await story.wire.until(lambda: story.wire.messages(where)[1:])
    assert told[0].shown == OFFER
    return told[0]


@pytest.mark.parametrize("direct", [False, True])
async def test_a_message_that_needs_a_form_is_answered_by_a_button_that_opens_it(*, direct: bool) -> None:
    async with on_discord() as story:
        offer = await offered(story, direct=direct)
        pressed = await (await story.wire.press(story.bob, offer, "Open the form")).answered()
        assert pressed.modal is not None
        kind = DirectMessageReceived if direct else BotMentioned
        first, again = await story.inbox.hears(kind), await story.inbox.hears(kind, 2)
        assert again.happened == first.happened
        assert (again.delivery_id, again.place, again.community) == (str(pressed.id), first.place, None)
        story.inbox.says(Reply(message(say("Planted.")), replace=True))
        values: dict[str, Entry] = {"Name": "Rose", "Bed": ["Sunny"]}
        sent = await (await story.wire.submit(story.bob, pressed.modal, values)).answered()
        assert (sent.text, sent.ephemeral, offer.shown) == ("Planted.", True, OFFER)


async def test_a_mention_fills_in_the_form_as_far_as_it_goes_also_after_a_restart(tmp_path: Path) -> None:
    async with world() as bot:
        async with running(bot, tmp_path):
            line = f"{bot.wire.bot.mention} garden plant helpers:{bot.ann.mention}"
            await bot.wire.say(bot.bob, bot.general, line)
            (offer,) = await bot.wire.until(lambda: bot.wire.messages(bot.general)[1:])
            assert offer.shown == OFFER
        async with running(bot, tmp_path):
            pressed = await (await bot.wire.press(bot.bob, offer, "Open the form")).answered()
            assert pressed.modal is not None
            sent = await (await bot.wire.submit(bot.bob, pressed.modal, {"Seed": "bean"})).answered()
            assert sent.text == "Planted bean.\nDig it up"
        assert [str(one) for one in bot.wire.violations] == []


async def test_the_form_of_somebody_else_is_not_opened() -> None:
    async with on_discord() as story:
        offer = await offered(story)
        pressed = await (await story.wire.press(story.ann, offer, "Open the form")).answered()
        assert pressed.text == "This form is for who asked for it. Write me the same to get one of your own."
        assert len(story.inbox.of(BotMentioned)) == 1


async def test_a_message_that_is_gone_opens_nothing_and_says_so() -> None:
    async with on_discord() as story:
        offer = await offered(story)
        await story.wire.delete(story.wire.messages(story.general)[0])
        pressed = await (await story.wire.press(story.bob, offer, "Open the form")).answered()
        assert pressed.text == "I can no longer read the message this form belongs to. Please write it again."


@pytest.mark.parametrize("fault", [Broken(), Dropped(), Refused(50035)])
async def test_a_message_that_cannot_be_read_now_is_to_be_tried_again(fault: Broken | Dropped | Refused) -> None:
    async with on_discord() as story:
        offer = await offered(story)
        plan = story.wire.plan(READING, fault, times=None)
        pressed = await (await story.wire.press(story.bob, offer, "Open the form")).answered()
        plan.stop()
        assert pressed.text == "Discord does not answer me just now. Please press the button again in a moment."
        again = await (await story.wire.press(story.bob, offer, "Open the form")).answered()
        assert again.modal is not None


async def test_who_and_what_is_picked_already_is_sent_as_it_was_shown() -> None:
    async with on_discord() as story:
        form = Form(
            control=Control("garden.form", "7"),
            title=say("Helpers"),
            submit=say("Send"),
            fields=(
                PeopleField(name="helpers", label="Helpers", at_most=3, initial=(story.user(story.ann),)),
                ChannelField(name="where", label="Where", initial=story.channel(story.general)),
            ),
        )

        async def answer(event: Event) -> Answer:
            return OpenForm(form) if len(story.inbox.events) == 2 else Reply(message(say("Done.")))

        story.inbox.answer = answer
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        assert asked.modal is not None
        await (await story.wire.submit(story.bob, asked.modal, {})).answered()
        sent = story.inbox.events[-1].happened
        shown = {"helpers": (str(story.user(story.ann)),), "where": (str(story.channel(story.general)),)}
        assert getattr(sent, "values", None) == shown
