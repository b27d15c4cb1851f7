"""Who is left without a partner: what they hear when the next best is taken, or cannot be looked for."""

from dataclasses import replace

import pytest

from commands.mentorship.pools import first_served
from copbot.errors import DeliveryError, Failure
from copbot.events import Event, Found, Happening, Place, Solved
from copbot.matching.mentorship import solve
from copbot.model.mentorship_life import MatchState, RoundState
from copbot.model.mentorship_pool import MentorPlan, Shape, Side
from copbot.model.puzzles import Problem, Solution
from copbot.refs import CommunityId, MemberId
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
from tests.support.mentor_pools import mentee, mentor, person, pool_of
from tests.support.solving import SolvedHere

NONE = MentorPlan(pairings=(), left_out=(), total=0, bound=0)


async def too_much(_: SolvedHere, problem: Problem) -> Solution:
    raise DeliveryError(Failure.REFUSED, f"{len(problem.people)} are too many")


async def pair(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", "mentor", offers="writing")
    await signs_up(chat, "carla", "mentee", wants="writing")
    await published(chat)
    chat.bob.sees(), chat.carla.sees()


async def declines(chat: Chat, who: str) -> None:
    await chat.people[who].presses("Not this time", shown_to(chat, who))
    await chat.people[who].submits()


async def comes(chat: Chat, happened: Happening) -> None:
    """Let something come that nobody did."""
    place = Place(platform="sim", tenant="demo")
    await chat.happens(Event(place=place, happened=happened, community=CommunityId(1)))


async def test_when_looking_again_fails_they_wait_for_the_next_round(
    chat: Chat, monkeypatch: pytest.MonkeyPatch
) -> None:
    await pair(chat)
    monkeypatch.setattr(SolvedHere, "solve", too_much)
    await declines(chat, "carla")
    assert chat.bob.sees()[1] == (
        "Nobody else was free for you in Autumn just now.\nYou wait at the front of the next round."
    )
    assert [one.left_out for one in await sign_ups(chat)] == [1, 0]


async def test_when_the_programme_closed_meanwhile_nobody_is_looked_for(chat: Chat) -> None:
    await pair(chat)
    (programme,) = await programmes(chat)
    await chat.store(lambda store: store.mentors.change(replace(programme, closed_at=chat.clock.now())))
    await declines(chat, "carla")
    assert len(chat.bob.sees()) == 1
    await comes(chat, Found("mentorship.next:1", Solved(NONE)))
    await comes(chat, Found("mentorship.next:99", Solved(NONE)))
    assert chat.bob.sees() == []


async def test_a_next_best_who_was_taken_in_that_very_moment_is_not_proposed(chat: Chat) -> None:
    await pair(chat)
    plan = await chat.store(lambda store: store.mentor_rounds.of(1)[0].plan)
    assert plan is not None
    await declines(chat, "carla")
    chat.bob.sees()
    await comes(chat, Found("mentorship.next:1", Solved(plan)))
    assert chat.bob.sees() == []  # the same word is told once
    assert [one.state for one in await matches(chat)] == [MatchState.DECLINED]


async def test_a_plan_that_nobody_waits_for_is_not_kept(chat: Chat) -> None:
    await pair(chat)
    await comes(chat, Found("mentorship.round:1:1", Solved(NONE)))
    (drawn,) = await chat.store(lambda store: store.mentor_rounds.of(1))
    assert drawn.state is RoundState.PUBLISHED
    assert drawn.plan != NONE


async def test_reminders_come_to_nobody_once_everybody_answered(chat: Chat) -> None:
    await pair(chat)
    for name in ("bob", "carla"):
        await chat.people[name].presses("Accept", shown_to(chat, name))
    count = len([one for one in chat.platform.posted if one.key.startswith(("mentor-nudge", "mentor-ran-out"))])
    await chat.forward(days=8)
    assert count == 0
    assert not [one for one in chat.platform.posted if one.key.startswith(("mentor-nudge", "mentor-ran-out"))]
    assert (await matches(chat))[0].state is MatchState.ACTIVE


async def test_leaving_one_programme_leaves_what_another_proposed(chat: Chat) -> None:
    await pair(chat)
    await made(chat, "Winter")
    carla = (await sign_ups(chat))[1]
    await chat.store(lambda store: store.mentors.keep(replace(carla, programme=2)))
    await chat.carla.says("/mentor leave Winter")
    await chat.carla.presses("Leave")
    assert [one.state for one in await matches(chat)] == [MatchState.PROPOSED]


def test_those_who_come_first_are_served_before_any_others() -> None:
    pool = pool_of(mentor(1), person(2, Side.EITHER, capacity=2), mentee(3), mentee(4), mentee(5))
    mentees = first_served(pool, [MemberId(5)])
    assert {one.member: one.side for one in mentees.people} == {5: Side.MENTEE, 1: Side.MENTOR, 2: Side.MENTOR}
    mentors = first_served(pool, [MemberId(1)])
    assert {one.member for one in mentors.people if one.side is Side.MENTEE} == {2, 3, 4, 5}
    assert [one.mentor for one in solve(mentors).pairings] == [1]


def test_a_peer_is_left_with_the_best_partner_there_is() -> None:
    people = (person(1, Side.EITHER), person(2, Side.EITHER, languages=("nl", "en")), person(3, Side.EITHER))
    pool = pool_of(*people, shape=Shape.PEER)
    assert [one.member for one in first_served(pool, [MemberId(1)]).people] == [1, 3]
    alone = pool_of(person(1, Side.EITHER, languages=("fi",)), *people[1:], shape=Shape.PEER)
    assert len(first_served(alone, [MemberId(1)]).people) == len(people)
