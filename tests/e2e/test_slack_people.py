"""Whoever may come along on Slack: guests, strangers of connected workspaces, a Grid's users, who left, who is back."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from commands import ALL
from tests.adapters.slack.scene import words
from tests.e2e.slack_wire import SlackWire
from tests.e2e.slack_wire.model import Person
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


async def home_of(wire: SlackWire, who: str | Person) -> str:
    shown = await wire.open_home(who)
    assert shown is not None, "the home tab stayed empty"
    return words(shown)


# The home tab


async def test_the_first_thing_anybody_does_may_be_to_open_the_home_tab(community: Bot, wire: SlackWire) -> None:
    assert "Thank with /kudos give" in await home_of(wire, "eve")


async def test_a_guest_s_home_says_what_a_guest_may_do(community: Bot, wire: SlackWire) -> None:
    shown = await home_of(wire, wire.person("gil", guest=True))

    assert "You are a guest: take part in everything." in shown
    assert "Set up" not in shown


async def test_who_left_finds_one_button_in_their_home_that_brings_them_back(community: Bot, wire: SlackWire) -> None:
    left = await wire.slash("bob", "general", "/cop", "leave")
    await wire.press("bob", left.shown[0], "Leave")
    assert await home_of(wire, "bob") == "You have left. I keep quiet from here on.\n[Come back]"

    home = wire.home("bob")
    assert home is not None
    await wire.press("bob", home, "Come back")

    assert "Coming up" in await home_of(wire, "bob")


# From elsewhere


@pytest.fixture(params=["connected workspace", "Enterprise Grid"])
def zed(community: Bot, wire: SlackWire, request: pytest.FixtureRequest) -> Person:
    """Somebody at home in another workspace, who is in our channel."""
    if request.param == "Enterprise Grid":
        zed = wire.person("zed", id="W012ABC", enterprise="E1")
    else:
        zed = wire.person("zed", stranger=True)
    wire.world.conversation("general").members[zed.id] = None
    return zed


async def test_who_is_from_elsewhere_gives_kudos_and_is_given_some(
    community: Bot, wire: SlackWire, zed: Person
) -> None:
    first = await wire.slash(zed, "general", "/kudos", "@bob for his patient review")
    await community.settles(2)
    second = await wire.slash("ann", "general", "/kudos", "@zed for the plan of the workshop")
    await community.settles(2)

    assert "That is written down." in first.said[0]
    assert "That is written down." in second.said[0]
    assert [words(post) for post in wire.posts("general")] == [
        "zed thanks bob: his patient review",
        "ann thanks zed: the plan of the workshop",
    ]


async def test_who_is_from_elsewhere_reacts_and_is_reacted_to(community: Bot, wire: SlackWire, zed: Person) -> None:
    await wire.slash("ann", "general", "/cop", "help")
    mine = await wire.say(zed, "general", "I wrote it down at https://example.org/plan")
    other = await wire.say("bob", "general", "I drew it anew.")

    await wire.react("ann", mine, "raised_hands::skin-tone-4")
    await wire.react(zed, other, "raised_hands")
    await community.settles()

    assert await community.rows("kudos") == 2


async def test_who_is_from_elsewhere_opens_their_home_and_answers_forms(
    community: Bot, wire: SlackWire, zed: Person
) -> None:
    await wire.say(zed, "general", "@copbot kudos")
    offered = wire.ephemerals(zed)[-1]
    await wire.press(zed, offered, "Open the form")
    await wire.submit(zed, wire.view(zed), {"To": ["carla"], "Reason": "her drawing of it"})
    await community.settles()

    assert [words(post) for post in wire.posts("general")] == ["zed thanks carla: her drawing of it"]
    assert "Coming up" in await home_of(wire, zed)


async def test_who_is_of_the_same_organisation_is_no_guest_and_who_is_of_another_one_is(
    community: Bot, wire: SlackWire, zed: Person
) -> None:
    assert ("You are a guest" in await home_of(wire, zed)) == zed.stranger


# Coming and going


async def test_leaving_one_channel_is_leaving_nothing(community: Bot, wire: SlackWire) -> None:
    await wire.slash("bob", "general", "/cop", "home")
    await wire.leave("bob", "general")
    await wire.slash("ann", "random", "/kudos", "@bob for his patient review")
    await community.settles()

    assert [words(post) for post in wire.posts("random")] == ["ann thanks bob: his patient review"]


async def test_who_was_deactivated_is_not_thanked_in_vain_and_is_back_once_active_again(
    community: Bot, wire: SlackWire
) -> None:
    await wire.slash("bob", "general", "/cop", "home")

    await wire.change_profile("bob", deleted=True)
    gone = await wire.slash("ann", "general", "/kudos", "@bob for his patient review")
    await wire.change_profile("bob", deleted=False)
    back = await wire.slash("ann", "general", "/kudos", "@bob for his patient review")

    assert gone.said == ["bob has left this community, so this would not reach them."]
    assert "That is written down." in back.said[0]


# Groups


async def test_a_user_group_facilitates_and_is_mentioned_by_prompts(community: Bot, wire: SlackWire) -> None:
    wire.usergroup("mentors", ("carla", "dev"))
    await wire.slash("ann", "general", "/cop", "facilitators add @mentors")
    await wire.slash("carla", "general", "/prompt", "add What did you learn from a mistake?")
    offered = await wire.slash("carla", "general", "/prompt", "schedule every tuesday at 9:30 role:@mentors")
    await wire.press("carla", offered.shown[0], "Save")
    shown = await wire.slash("carla", "general", "/prompt", "preview")
    await wire.press("carla", shown.shown[0], "Post now")
    await community.settles()
    listed = await wire.slash("ann", "general", "/cop", "audit")

    [prompt] = [post for post in wire.posts("general") if "What did you learn" in words(post)]
    assert prompt.blocks[0]["elements"][0]["elements"] == [{"type": "usergroup", "usergroup_id": "S1"}]
    assert "'usergroup_id': 'S1'" in str(listed.payload["blocks"])
    assert "@S1" not in str(listed.payload)


async def test_a_user_group_that_lost_a_member_is_read_again_within_ten_minutes(
    community: Bot, wire: SlackWire
) -> None:
    group = wire.usergroup("mentors", ("carla",))
    await wire.slash("ann", "general", "/cop", "facilitators add @mentors")
    may = await wire.slash("carla", "general", "/cop", "audit")
    group.users.clear()
    community.clock.set(community.clock.now() + timedelta(minutes=11))
    may_not = await wire.slash("carla", "general", "/cop", "audit")

    assert "Changed lately" in may.said[0]
    assert may_not.said == ["Only facilitators can do that. Ask one of them, or see /cop facilitators."]
