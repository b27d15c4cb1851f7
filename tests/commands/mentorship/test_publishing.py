"""From a programme to an active match: matched, seen by the facilitator alone, published once, accepted by both."""

from dataclasses import replace
from functools import partial

from copbot.model.mentorship import SignUp
from copbot.model.mentorship_life import MatchState
from copbot.store import Store
from tests.commands.mentorship.stories import (
    made,
    matches,
    programmes,
    published,
    settled,
    shown_to,
    sign_ups,
    signs_up,
)
from tests.support.chat import Chat
from tests.support.platform import Posted


async def test_a_round_goes_from_the_plan_to_a_match_that_both_accepted(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", "mentor", offers="writing")
    await signs_up(chat, "carla", "mentee", wants="writing")
    await chat.ann.says("/mentor match")
    assert chat.ann.sees() == [
        "I am matching 2 people of Autumn.\nThe plan comes to you alone; nobody else sees it.",
        (
            "# A plan for Autumn\n"
            "One pair. Nobody else sees this before you publish.\n"
            "The fit of the whole plan is 2020 points; no plan of as many pairs has more.\n"
            "- @bob and @carla, 63 %: Wanted and offered: writing. 40 hours a week in common. "
            "Not partners before. Both speak English.\n"
            "[Publish] [Match again] [Swap two] [Pin two] [Keep two apart] [Change weights] [Change fairness] [Discard]"
        ),
    ]
    assert chat.bob.sees() == chat.carla.sees() == []
    await chat.ann.presses("Publish", shown_to(chat, "ann"))
    assert chat.ann.sees() == ["Published Autumn: one pair was proposed."]
    assert chat.bob.sees() == [
        (
            "I found somebody for you in Autumn. Your mentee would be @carla.\n"
            "- Wanted and offered: writing.\n"
            "- 40 hours a week in common.\n"
            "- Not partners before.\n"
            "- Both speak English.\n"
            "Once everybody accepts, I open a room for you. Please answer by 2026-11-30T09:00+00:00.\n"
            "[Accept] [Not this time]\n"
            "Either answer is fine; the other side is told no reason."
        )
    ]
    assert "Your mentor would be @bob." in chat.carla.sees()[0]
    await chat.bob.presses("Accept", shown_to(chat, "bob"))
    assert chat.bob.sees() == ["Thank you. Now I wait for @carla."]
    assert [one.state for one in await matches(chat)] == [MatchState.PROPOSED]
    await chat.carla.presses("Accept", shown_to(chat, "carla"))
    assert chat.carla.sees()[0] == "Thank you. Everybody accepted, so your match begins now."
    (match,) = await matches(chat)
    assert (match.state, match.opened_at) == (MatchState.ACTIVE, chat.clock.now())
    assert list(chat.platform.rooms.values()) == [(chat.bob.user, chat.carla.user)]


def keeps(sign_up: SignUp, store: Store) -> int:
    return store.mentors.keep(sign_up)


async def two_pairs(chat: Chat) -> Posted:
    """Have a plan of bob with carla and dev with eve, and fay for whom nobody is there."""
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", "mentor", offers="writing")
    await signs_up(chat, "carla", "mentee", wants="writing")
    await signs_up(chat, "dev", "mentor", offers="maps")
    await signs_up(chat, "eve", "mentee", wants="maps")
    await signs_up(chat, "fay", "mentee", wants="knitting")
    await chat.ann.says("/mentor match")
    chat.ann.sees()
    return shown_to(chat, "ann")


async def test_who_is_left_out_hears_why_and_is_remembered(chat: Chat) -> None:
    plan = await two_pairs(chat)
    assert chat.fay.sees() == []
    await chat.ann.presses("Publish", plan)
    assert chat.ann.sees() == ["Published Autumn: 2 pairs were proposed and one person was told that they wait."]
    (told,) = chat.fay.sees()
    assert told.startswith("This round of Autumn found nobody for you yet. No mentor offers one of the topics wanted.")
    assert told.endswith("You wait at the front of the next round. /mentor join changes what you filled in.")
    assert [one.left_out for one in await sign_ups(chat)] == [0, 0, 0, 0, 1]
    await signs_up(chat, "gus", "mentor", offers="knitting")
    await published(chat)
    for name in ("fay", "gus"):
        await chat.people[name].presses("Accept", shown_to(chat, name))
    assert [one.left_out for one in await sign_ups(chat)] == [0] * 6


async def test_publishing_twice_sends_once(chat: Chat) -> None:
    plan = await two_pairs(chat)
    await chat.ann.presses("Publish", plan)
    chat.ann.sees()
    await chat.ann.presses("Publish", plan)
    assert chat.ann.sees() == ["This round is published already, once for everybody. Nothing was sent twice."]
    assert len(await matches(chat)) == len(("bob and carla", "dev and eve"))


async def test_who_left_between_plan_and_publishing_is_left_out_and_their_partner_looked_for_first(chat: Chat) -> None:
    plan = await two_pairs(chat)
    await chat.bob.says("/mentor leave")
    await chat.bob.presses("Leave")
    chat.bob.sees()
    await chat.ann.presses("Publish", plan)
    assert chat.ann.sees() == [
        (
            "Published Autumn: one pair was proposed and one person was told that they wait.\n"
            "One pair of the plan is not possible any more, because something changed since you saw it:\n"
            "- @bob and @carla"
        )
    ]
    assert chat.bob.sees() == []
    (told,) = chat.carla.sees()
    assert told.startswith("I looked again, and found nobody else for you in Autumn yet.")
    states = [one.state for one in await matches(chat)]
    assert states == [MatchState.PROPOSED, MatchState.WITHDRAWN]
    assert [one.left_out for one in await sign_ups(chat)] == [0, 1, 0, 0, 1]


async def test_somebody_else_is_found_at_once_for_whom_a_change_left(chat: Chat) -> None:
    plan = await two_pairs(chat)
    await signs_up(chat, "gus", "mentor", offers="writing")
    await chat.bob.says("/mentor pause 1 March")
    await chat.ann.presses("Publish", plan)
    (told,) = chat.carla.sees()
    assert told.startswith("I found somebody else for you in Autumn. Your mentor would be @gus.")
    assert chat.gus.sees()[-1].startswith("I found somebody else for you in Autumn. Your mentee would be @carla.")


async def test_when_nobody_of_a_pair_is_there_any_more_nobody_is_told(chat: Chat) -> None:
    plan = await two_pairs(chat)
    for name in ("bob", "carla"):
        await chat.people[name].says("/mentor leave")
        await chat.people[name].presses("Leave")
        chat.people[name].sees()
    await chat.ann.presses("Publish", plan)
    assert "@bob and @carla" in chat.ann.sees()[0]
    assert chat.bob.sees() == chat.carla.sees() == []
    assert len(await matches(chat)) == 1


async def test_who_is_never_to_meet_since_the_plan_is_not_proposed(chat: Chat) -> None:
    plan = await two_pairs(chat)
    await chat.carla.says("/mentor never")
    await chat.carla.submits(people=(str(chat.bob.user),))
    chat.carla.sees()
    await chat.ann.presses("Publish", plan)
    (told,) = chat.ann.sees()
    assert "because something changed since you saw it:\n- @bob and @carla" in told
    assert "Nobody was possible this time within the limits of this programme." in chat.bob.sees()[0]


async def test_a_programme_that_closed_meanwhile_is_not_published(chat: Chat) -> None:
    plan = await two_pairs(chat)
    (programme,) = await programmes(chat)
    await chat.store(lambda store: store.mentors.change(replace(programme, closed_at=chat.clock.now())))
    await chat.ann.presses("Publish", plan)
    assert chat.ann.sees() == ["Autumn is over meanwhile, so nothing was published."]
    assert await matches(chat) == ()


async def test_a_group_is_proposed_as_one_match_and_begins_without_who_declines(chat: Chat) -> None:
    await settled(chat)
    await made(chat, shape="group")
    bob = await signs_up(chat, "bob", "mentor", offers="writing")
    await chat.store(lambda store: store.mentors.keep(replace(bob, capacity=3)))
    for name in ("carla", "dev", "eve"):
        await signs_up(chat, name, "mentee", wants="writing")
    await published(chat)
    (match,) = await matches(chat)
    assert len(match.sides) == len(("bob", "carla", "dev", "eve"))
    (told,) = chat.bob.sees()
    assert "Your mentees would be @carla, @dev and @eve." in told
    assert "Why @carla:" in told
    assert "Your mentor would be @bob, in a group with @carla and @eve." in chat.dev.sees()[0]
    for name in ("bob", "carla", "dev"):
        await chat.people[name].presses("Accept", shown_to(chat, name))
    await chat.eve.presses("Not this time", shown_to(chat, "eve"))
    await chat.eve.submits()
    (match,) = await matches(chat)
    assert match.state is MatchState.ACTIVE
    assert list(chat.platform.rooms.values()) == [(chat.bob.user, chat.carla.user, chat.dev.user)]


async def test_a_group_without_its_mentor_comes_to_nothing_and_all_are_looked_for(chat: Chat) -> None:
    await settled(chat)
    await made(chat, shape="group")
    for name in ("bob", "fay"):
        mentor = await signs_up(chat, name, "mentor", offers="writing")
        await chat.store(partial(keeps, replace(mentor, capacity=2)))
    for name in ("carla", "dev"):
        await signs_up(chat, name, "mentee", wants="writing")
    await published(chat)
    first = (await matches(chat))[0]
    gone = "bob" if first.sides[0].member == (await chat.member(chat.bob)).id else "fay"
    chat.carla.sees(), chat.dev.sees()
    await chat.people[gone].presses("Not this time", shown_to(chat, gone))
    await chat.people[gone].submits()
    assert (await matches(chat))[0].state is MatchState.DECLINED
    assert (await matches(chat))[-1].state is MatchState.PROPOSED


async def test_peers_and_reverse_mentors_are_matched_as_they_are(chat: Chat) -> None:
    await settled(chat)
    await made(chat, shape="peer")
    for name in ("bob", "carla"):
        await signs_up(chat, name, "", offers="writing", wants="writing")
    await published(chat)
    assert "Your partner would be @carla." in chat.bob.sees()[0]
    await chat.bob.presses("Not this time", shown_to(chat, "bob"))
    await chat.bob.submits()
    assert [one.state for one in await matches(chat)] == [MatchState.DECLINED]
