"""Answers that come late, get lost or are long, over real sockets."""

import asyncio

import pytest

from copbot.events import (
    ButtonPressed,
    CommandInvoked,
    Event,
)
from copbot.intents import Answer as Said
from copbot.intents import FormErrors, Home, OpenForm, Post, Reply
from copbot.message import (
    Button,
    Buttons,
    Chart,
    Control,
    File,
    LinkButton,
    Message,
    Series,
    message,
    paragraph,
    say,
)
from tests.adapters.discord.garden import the_form
from tests.adapters.discord.story import Story, on_discord
from tests.e2e.discord_wire import Answer, Dropped, ImpossibleError, Refused, Rules

CHART = Chart(title="Waterings", labels=("bean",), series=(Series("times", (3.0,)),), alt=say("bean 3"))
FORM = the_form({})


def buttons(*names: str) -> Message:
    return message(say("Choose."), Buttons(tuple(Button(name, Control(f"garden.{name}", "7")) for name in names)))


async def slowly(story: Story, answer: Said) -> asyncio.Event:
    """Let the inbox take its time; the event lets it answer."""
    ready = asyncio.Event()

    async def give(event: Event) -> Said:
        await ready.wait()
        return answer

    story.inbox.answer = give
    return ready


async def test_a_slow_command_is_deferred_and_answered_in_the_end() -> None:
    async with on_discord(defer_after=0.02) as story:
        ready = await slowly(story, Reply(message(say("At last."))))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).acknowledged()
        assert asked.answer is Answer.DEFERRED
        assert asked.original is not None
        assert asked.original.loading
        assert asked.original.ephemeral
        ready.set()
        assert (await asked.answered()).text == "At last."


async def test_a_slow_command_with_nothing_to_say_leaves_nothing_behind() -> None:
    async with on_discord(defer_after=0.02) as story:
        ready = await slowly(story, None)
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).acknowledged()
        ready.set()
        await story.wire.until(lambda: asked.original is not None and asked.original.deleted)


async def test_a_slow_form_says_that_it_is_too_late() -> None:
    async with on_discord(defer_after=0.02) as story:
        ready = await slowly(story, OpenForm(FORM))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).acknowledged()
        ready.set()
        assert (await asked.answered()).text == "Preparing that form took too long. Please try again."


async def test_a_slow_button_still_rewrites_its_message() -> None:
    async with on_discord(defer_after=0.02) as story:
        story.inbox.says(Reply(buttons("dig")))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        ready = await slowly(story, Reply(message(say("Dug up.")), replace=True))
        assert asked.original is not None
        pressed = await (await story.wire.press(story.bob, asked.original, "dig")).acknowledged()
        assert pressed.answer is Answer.DEFERRED_UPDATE
        ready.set()
        await pressed.answered()
        assert asked.original.shown == "Dug up."


@pytest.mark.parametrize("slow", [False, True])
async def test_a_button_on_a_message_that_is_deleted_meanwhile_is_answered_all_the_same(*, slow: bool) -> None:
    async with on_discord(defer_after=0.02 if slow else 1.5) as story:
        where = story.channel(story.general)
        await story.deliver(Post(key="k", to=where, message=buttons("dig")), channel=where)
        (posted,) = story.wire.messages(story.general)
        ready = await slowly(story, Reply(message(say("Dug up.")), replace=True))
        pressed = await story.wire.press(story.bob, posted, "dig")
        if slow:
            await pressed.acknowledged()
        await story.wire.delete(posted)
        ready.set()
        done = await (pressed.followed_up() if slow else pressed.answered())
        told = done.followups[0] if slow else done.original
        assert told is not None
        assert (told.shown, told.ephemeral) == ("Dug up.", True)


@pytest.mark.parametrize("slow", [False, True])
async def test_a_message_that_cannot_be_rewritten_stops_nothing(*, slow: bool) -> None:
    async with on_discord(defer_after=0.02 if slow else 1.5) as story:
        story.inbox.says(Reply(buttons("dig")))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        ready = await slowly(story, Reply(message(say("Dug up.")), replace=True))
        assert asked.original is not None
        pressed = await story.wire.press(story.bob, asked.original, "dig")
        if slow:
            await pressed.acknowledged()
        await story.wire.expire(pressed)
        ready.set()
        story.inbox.says(Reply(message(say("Hello."))))
        again = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        assert (again.text, pressed.followups) == ("Hello.", [])


async def test_a_slow_button_still_answers_beside_its_message() -> None:
    async with on_discord(defer_after=0.02) as story:
        story.inbox.says(Reply(buttons("dig")))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        ready = await slowly(story, Reply(message(say("Not yours."))))
        assert asked.original is not None
        pressed = await (await story.wire.press(story.bob, asked.original, "dig")).acknowledged()
        ready.set()
        (told,) = (await pressed.followed_up()).followups
        assert told.ephemeral
        assert told.shown == "Not yours."
        assert asked.original.shown.startswith("Choose.")


async def test_a_slow_button_with_nothing_to_say_is_left_as_it_is() -> None:
    async with on_discord(defer_after=0.02) as story:
        story.inbox.says(Reply(buttons("dig")))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        ready = await slowly(story, None)
        assert asked.original is not None
        pressed = await (await story.wire.press(story.bob, asked.original, "dig")).acknowledged()
        ready.set()
        await story.inbox.hears(ButtonPressed)
        assert pressed.followups == []
        assert not asked.original.deleted


async def test_drawing_a_chart_counts_as_taking_time() -> None:
    async with on_discord(defer_after=0.02) as story:
        story.painter.held = asyncio.Event()
        story.inbox.says(Reply(message(CHART)))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).acknowledged()
        assert asked.answer is Answer.DEFERRED
        story.painter.held.set()
        assert (await asked.answered()).text == "Waterings\nchart-1.png\nbean 3"


async def test_an_interaction_nobody_waits_for_any_more_stops_nothing() -> None:
    async with on_discord(rules=Rules(answer_within=0.0)) as story:
        story.inbox.says(Reply(message(say("Too late."))))
        asked = await story.wire.slash(story.bob, story.general, "garden form")
        await story.wire.until(
            lambda: [call.status for call in story.wire.calls("POST /interactions/*/*/callback")] == [404]
        )
        assert asked.callback is None


async def test_the_same_interaction_twice_is_answered_once() -> None:
    async with on_discord() as story:
        story.inbox.says(Reply(message(say("Planted."))))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        await story.wire.redeliver(asked)
        await story.inbox.hears(CommandInvoked, 2)
        await story.wire.until(lambda: len(story.wire.calls("POST /interactions/*/*/callback")) == 2)
        assert len(story.wire.ephemerals) == 1


@pytest.mark.parametrize("taken", [True, False])
async def test_an_answer_lost_on_the_way_is_given_once_more(*, taken: bool) -> None:
    async with on_discord() as story:
        story.inbox.says(Reply(message(say("Planted."))))
        story.wire.plan("POST /interactions/*/*/callback", Dropped(taken=taken))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        await story.wire.until(lambda: len(story.wire.calls("POST /interactions/*/*/callback")) == 2)
        assert asked.text == "Planted."


async def test_an_answer_that_cannot_be_given_at_all_stops_nothing() -> None:
    async with on_discord() as story:
        story.inbox.says(Reply(message(say("Planted."))))
        plan = story.wire.plan("POST /interactions/*/*/callback", Dropped(taken=False), times=2)
        await story.wire.slash(story.bob, story.general, "garden form")
        await story.wire.until(lambda: plan.over)
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        assert asked.text == "Planted."


async def test_a_refusal_on_the_second_try_is_only_logged() -> None:
    async with on_discord() as story:
        story.inbox.says(Reply(message(say("Planted."))))
        story.wire.plan("POST /interactions/*/*/callback", Dropped(taken=False))
        story.wire.plan("POST /interactions/*/*/callback", Refused(10062))
        await story.wire.slash(story.bob, story.general, "garden form")
        await story.wire.until(lambda: len(story.wire.calls("POST /interactions/*/*/callback")) == 2)


async def test_an_inbox_that_breaks_leaves_the_bot_listening() -> None:
    async with on_discord() as story:

        async def breaks(event: Event) -> Said:
            raise ZeroDivisionError

        story.inbox.answer = breaks
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).acknowledged()
        await story.wire.until(lambda: asked.original is not None and asked.original.deleted)
        await story.wire.react(story.bob, await story.wire.say(story.ann, story.general, "hi"), "💧")
        story.inbox.says(Reply(message(say("Here."))))
        assert (await (await story.wire.slash(story.bob, story.general, "garden form")).answered()).text == "Here."


# What an answer can hold


async def test_charts_and_files_travel_with_the_answer() -> None:
    async with on_discord() as story:
        files = File("my export.csv", b"a,b", "text/csv")
        story.inbox.says(Reply(message(say("Here."), CHART, files)))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        assert asked.original is not None
        shown = [(file.filename, file.content, file.description) for file in asked.original.files]
        assert shown == [("chart-1.png", b"\x89PNG of Waterings", "bean 3"), ("my_export.csv", b"a,b", None)]


async def test_a_chart_that_cannot_be_drawn_is_said_in_words() -> None:
    async with on_discord() as story:
        story.painter.fault = RuntimeError("no worker")
        story.inbox.says(Reply(message(CHART)))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        assert asked.text == "Waterings\nbean 3"


async def test_a_long_answer_goes_on_in_further_messages() -> None:
    async with on_discord() as story:
        story.inbox.says(Reply(message("bean " * 700)))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).followed_up()
        assert asked.original is not None
        assert asked.followups[0].ephemeral
        assert asked.text.split() == ["bean"] * 700


async def test_answers_of_other_platforms_are_said_in_words() -> None:
    async with on_discord() as story:
        story.inbox.says(Home(message(paragraph(say("Your home.")))))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        assert asked.text == "Your home."
        story.inbox.says(FormErrors((("name", say("Write a word.")),), FORM))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        assert asked.text == "Write a word."
        link = Buttons((LinkButton(say("Read"), "https://example.org"),))
        story.inbox.says(Reply(message(link)))
        asked = await (await story.wire.slash(story.bob, story.general, "garden form")).answered()
        with pytest.raises(ImpossibleError, match=r"example\.org"):
            await story.wire.press(story.bob, asked.original or pytest.fail("no answer"), "Read")
