"""The edges of Slack: where the bot is not, what it no longer knows, what is long, what comes twice."""

import copy
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from commands import ALL
from copbot.intents import Reply
from copbot.message import message
from tests.adapters.slack.scene import scene, words
from tests.e2e.slack_wire import Delivery, HttpDoor, Interaction, Json, Kind, SlackWire
from tests.e2e.test_slack_adapter_whole import Bot, bot


@pytest.fixture
async def wire() -> AsyncIterator[SlackWire]:
    async with SlackWire() as wire:
        yield wire
        assert wire.violations == []


@pytest.fixture
async def community(wire: SlackWire, tmp_path: Path) -> AsyncIterator[Bot]:
    async with bot(wire, tmp_path / "copbot.db", "http", ALL) as one:
        yield one


async def home_of(wire: SlackWire, who: str) -> str:
    shown = await wire.open_home(who)
    assert shown is not None
    return words(shown)


# Where the bot is not


async def test_a_kudos_where_the_bot_is_not_counts_and_both_are_told_in_private(
    community: Bot, wire: SlackWire
) -> None:
    wire.channel("secret", ("ann", "bob"), private=True, bot=False)

    done = await wire.slash("ann", "secret", "/kudos", "@bob for his patient review")
    await community.settles()

    assert "That is written down." in done.said[0]
    assert "thanked you: his patient review" in await home_of(wire, "bob")
    assert "Your kudos counts, but I could not post it there." in await home_of(wire, "ann")


async def test_a_form_opened_where_the_bot_is_not_becomes_its_own_answer(community: Bot, wire: SlackWire) -> None:
    wire.channel("secret", ("ann", "bob"), private=True, bot=False)
    await wire.slash("ann", "secret", "/kudos")

    done = await wire.submit("ann", wire.view("ann"), {"To": ["bob"], "Reason": "his patient review"})

    assert "That is written down." in words(done.views[0])


async def test_a_schedule_where_the_bot_is_not_tells_who_made_it_how_to_let_it_in(
    community: Bot, wire: SlackWire
) -> None:
    wire.channel("secret", ("ann", "bob"), private=True, bot=False)

    await wire.slash("ann", "secret", "/prompt", "schedule every tuesday at 9:30")
    await community.settles()

    assert "If it is private, open it and type /invite @copbot" in await home_of(wire, "ann")


async def test_a_recap_where_the_bot_is_not_is_not_said_to_stand_there(community: Bot, wire: SlackWire) -> None:
    wire.channel("secret", ("ann", "bob"), private=True, bot=False)
    await wire.slash("ann", "general", "/kudos", "@bob for his patient review")
    await community.settles(120)

    done = await wire.slash("ann", "secret", "/recap", "now")
    await community.settles()

    assert done.said[0].startswith("It is on its way to")
    assert "Choose a channel with /recap schedule." in await home_of(wire, "ann")


@pytest.mark.parametrize("others", [("ann", "bob"), ("ann", "bob", "carla")], ids=["two people", "a group"])
async def test_a_command_in_a_conversation_of_others_is_answered_there(
    community: Bot, wire: SlackWire, others: tuple[str, ...]
) -> None:
    people = [wire.world.person(one).id for one in others]
    room = wire.world.add_conversation("", "T1", "im" if len(others) == 2 else "mpim", people)

    done = await wire.slash("ann", room, "/kudos", "@bob for his patient review")
    await community.settles(70)

    assert "That is written down." in done.said[0]
    assert "thanked you: his patient review" in await home_of(wire, "bob")


async def test_a_command_in_a_group_message_with_the_bot_posts_there(community: Bot, wire: SlackWire) -> None:
    room = wire.world.direct("T1", ("U1", "U2", "U3"))

    await wire.slash("ann", room, "/kudos", "@bob for his patient review")
    await community.settles()

    assert [words(post) for post in wire.posts(room)] == ["ann thanks bob: his patient review"]


# What it no longer knows


@pytest.mark.parametrize("key", ["kudos_undo", "c0|7|kudos.undo|1", "c1|0|gone.by.now|1", "c1|0|kudos.undo|no number"])
async def test_a_button_older_than_what_the_bot_knows_is_never_met_with_silence(
    community: Bot, wire: SlackWire, key: str
) -> None:
    done = await wire.slash("ann", "general", "/kudos", "@bob for his patient review")
    undone = await wire.press("ann", done.shown[0], "Undo")

    said = await acted(wire, undone, {"action_id": key, "value": key})

    assert said in {"That no longer works. Please start again from the command.", "I cannot find that kudos any more."}


async def acted(wire: SlackWire, before: Interaction, action: Json) -> str:
    """Press something else where somebody pressed before, and give what they are shown."""
    body = copy.deepcopy(before.delivery.payload)
    body["actions"][0] |= action
    body["trigger_id"] = "another"
    await wire.deliver(Delivery(Kind.INTERACTION, body))
    return words(wire.ephemerals("ann")[-1])


async def test_a_form_older_than_what_the_bot_knows_says_so(community: Bot, wire: SlackWire) -> None:
    await wire.slash("ann", "general", "/kudos")
    form = wire.view("ann")
    form.source["callback_id"] = "give"

    await wire.submit("ann", form, {"To": ["bob"], "Reason": "his patient review"})

    assert words(wire.ephemerals("ann")[-1]) == "That no longer works. Please start again from the command."
    assert await community.rows("kudos") == 0


# Forms and shortcuts


async def test_two_presses_on_submit_are_one_kudos(community: Bot, wire: SlackWire) -> None:
    await wire.slash("ann", "general", "/kudos")
    first = await wire.submit("ann", wire.view("ann"), {"To": ["bob"], "Reason": "his patient review"})
    second = copy.deepcopy(first.delivery.payload) | {"trigger_id": "another"}

    await wire.deliver(Delivery(Kind.INTERACTION, second))
    await community.settles()

    assert await community.rows("kudos") == 1
    assert len(wire.posts("general")) == 1


async def test_a_form_closed_and_opened_again_is_as_good_as_new(community: Bot, wire: SlackWire) -> None:
    post = await wire.say("bob", "general", "I drew it anew.")
    await wire.shortcut("ann", "give_kudos", post)
    await wire.dismiss("ann", wire.view("ann"))
    await wire.shortcut("ann", "give_kudos", post)

    await wire.submit("ann", wire.view("ann"), {"What they did": "drawing it anew"})

    assert await community.rows("kudos") == 1


async def test_a_shortcut_on_a_bot_s_post_or_one_s_own_thanks_neither(community: Bot, wire: SlackWire) -> None:
    await wire.slash("ann", "general", "/kudos", "@bob for his patient review")
    await community.settles()
    own = await wire.say("ann", "general", "I drew it anew.")

    for post in (wire.posts("general")[0], own):
        await wire.shortcut("ann", "give_kudos", post)
        form = wire.view("ann")
        assert "initial_user" not in str(form.source)
        await wire.dismiss("ann", form)


# Channels


async def test_a_channel_that_is_renamed_archived_and_back_keeps_its_prompts(community: Bot, wire: SlackWire) -> None:
    offered = await wire.slash("ann", "general", "/prompt", "schedule every tuesday at 9:30")
    await wire.press("ann", offered.shown[0], "Save")

    await wire.rename("general", "everybody")
    renamed = (await wire.slash("ann", "random", "/prompt", "schedules")).said[0]
    await wire.archive("everybody")
    archived = (await wire.slash("ann", "random", "/prompt", "schedules")).said[0]
    told = await home_of(wire, "ann")
    await wire.unarchive("everybody")
    back = await wire.slash("ann", "random", "/prompt", "resume 1")

    assert "gone" not in renamed
    assert "paused: its channel is gone" in archived
    assert "When it is back, /prompt resume 1 goes on" in told
    assert "Prompts go on." in back.said[0]


async def test_a_menu_of_schedules_shows_no_bare_id(community: Bot, wire: SlackWire) -> None:
    for where in ("general", "random"):
        offered = await wire.slash("ann", where, "/prompt", "schedule every tuesday at 9:30")
        await wire.press("ann", offered.shown[0], "Save")

    shown = await wire.slash("ann", "general", "/prompt", "schedules")

    labels = [option["text"]["text"] for option in shown.payload["blocks"][-1]["elements"][0]["options"]]
    assert labels == ["1: every Tuesday at 09:30, UTC", "2: every Tuesday at 09:30, UTC"]


# What is long


async def test_long_lists_stay_within_slack_s_limits(community: Bot, wire: SlackWire) -> None:
    for number in range(15):
        title = f"Feedback {number} {'that is <b> & *long* ' * 40}"
        await wire.slash("ann", "general", "/library", f"add https://example.org/{number} {title}")
    await community.settles()

    for command, text in (
        ("/library", "find feedback"),
        ("/library", "recent"),
        ("/library", "tags"),
        ("/cop", "help"),
        *(("/cop", f"help {practice.name}") for practice in ALL),
    ):
        done = await wire.slash("ann", "general", command, text)
        assert done.ack.ok
        assert len(done.payload["blocks"]) <= 50
    await home_of(wire, "ann")


# The doors


@pytest.mark.parametrize(("seconds", "status"), [(-280, 200), (280, 200), (-320, 401), (320, 401)])
async def test_clocks_may_differ_by_five_minutes(wire: SlackWire, seconds: int, status: int) -> None:
    async with scene(wire, "http") as slack:
        assert isinstance(wire.door, HttpDoor)
        stamp = str(int(time.time()) + seconds)
        body = b'{"type":"event_callback","event":{"type":"nothing"},"event_id":"E1","team_id":"T1"}'

        assert (await wire.door.post(body, timestamp=stamp)).status == status
        assert slack.inbox.heard == []


@pytest.mark.parametrize("reason", ["warning", "refresh_requested", "too_many_websockets", "link_disabled"])
async def test_whatever_slack_closes_a_socket_for_the_next_one_hears(wire: SlackWire, reason: str) -> None:
    async with scene(wire) as slack:
        slack.inbox.answers(Reply(message("Heard.")))
        await wire.sockets.ask_to_reconnect(reason)
        await wire.until(lambda: wire.sockets.connections == 2)
        done = await wire.slash("ann", "general", "/kudos")

        assert done.said == ["Heard."]


async def test_a_mention_that_slack_tells_of_three_times_is_answered_once(community: Bot, wire: SlackWire) -> None:
    await wire.say("eve", "general", "@copbot kudos @bob for his patient review")
    told = wire.deliveries[-1]
    for _ in range(3):
        await wire.again(told)
    await community.settles()

    assert await community.rows("kudos") == 1
    assert len(wire.ephemerals("eve")) == 1
