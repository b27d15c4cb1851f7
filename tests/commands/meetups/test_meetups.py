"""Meetups from sign-up to “did you meet?”, as members live them."""

from copbot.model.meetups import RoundState
from copbot.model.puzzles import Problem, Solution
from copbot.ports import Solver
from tests.commands.meetups.stories import file_of, introductions, joined, joins, question_to, rooms, scheduled
from tests.support.chat import Chat
from tests.support.databases import BOTH

DATABASES = BOTH


async def test_two_people_meet_from_sign_up_to_did_you_meet(chat: Chat) -> None:
    await scheduled(chat)
    told = await joins(chat.bob, topics="Peer feedback, rubrics")
    assert told.startswith("You take part in “meetups”: every Monday at 12:00")
    await joins(chat.carla, topics="rubrics", **{"from": "10", "to": "18"})
    await chat.forward(hours=3)
    assert rooms(chat) == [("bob", "carla")]
    (hello,) = introductions(chat)
    assert hello.ref.channel == "room-1"
    assert hello.text.split("\n") == [
        "@bob and @carla, meet each other: this is “meetups”.",
        "- You two have not met at a meetup before.",
        "- You share 35 working hours a week.",
        "You have in common: rubrics.",
        "Half an hour inside everybody's hours:",
        "- 2026-11-24T12:00+00:00",
        "- 2026-11-26T12:00+00:00",
        "- 2026-11-30T12:00+00:00",
        "(meetup-1.ics)",
        "In a week I ask each of you once whether you met. /meet pause and /meet leave work at any time.",
    ]
    calendar = file_of(hello.message)
    assert calendar.media_type == "text/calendar"
    assert calendar.content.count(b"BEGIN:VEVENT") == 3
    await chat.bob.says("/meet status")
    assert "@carla: you have not said yet whether you met" in chat.bob.sees()[-1]
    await chat.forward(days=7)
    asked = "[Yes] [Planned] [No]\nOnly the number of groups that met is told to others."
    assert chat.carla.sees() == [f"Did you meet @bob?\n{asked}"]
    assert chat.bob.sees() == [f"Did you meet @carla?\n{asked}"]
    await chat.bob.presses("Yes", await question_to(chat, chat.bob))
    assert chat.bob.sees() == ["Good to hear. Thank you for telling me."]
    await chat.bob.says("/meet status")
    assert "@carla: you met" in chat.bob.sees()[-1]
    await chat.ann.says("/meet settings")
    assert "2 have joined; 2 are available now; in 90 days 1 of one group met." in chat.ann.sees()[-1]


async def test_an_odd_number_makes_a_larger_group_and_nobody_is_dropped(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla", "dev", "eve", "ann")
    await chat.forward(hours=3)
    assert sorted(len(room) for room in rooms(chat)) == [2, 3]
    assert {name for room in rooms(chat) for name in room} == {"ann", "bob", "carla", "dev", "eve"}
    larger = max(introductions(chat), key=lambda one: len(one.text))
    assert "You are one more than usual, so that nobody is left out." in larger.text


async def test_everybody_meets_everybody_before_anything_repeats_and_a_repeat_is_explained(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla", "dev", "eve")
    for _ in range(3):
        await chat.forward(days=7)
    pairs = rooms(chat)[:6]
    assert len(set(pairs)) == 6
    assert not any("brought together on" in one.text for one in introductions(chat)[:6])
    await chat.forward(days=7)
    assert all("You two were brought together on" in one.text for one in introductions(chat)[6:8])


async def test_the_same_round_never_runs_twice(chat: Chat) -> None:
    series = await scheduled(chat)
    await joined(chat, "bob", "carla")
    await chat.forward(hours=3)
    again = await chat.store(lambda store: store.meetups.begin(series.id, "2026-11-23T12:00", chat.clock.now()))
    assert again is None
    assert await chat.rows("meetup_round", "meetup", "meetup_person") == (1, 1, 2)


async def test_who_pauses_is_silenced_or_left_is_counted_at_the_moment_of_matching(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "ann", "bob", "carla", "dev", "eve")
    await chat.ann.says("/meet pause until next monday")
    assert "You pause until 2026-11-30." in chat.ann.sees()[-1]
    await chat.change(chat.bob, silenced=True)
    await chat.eve.says("/cop leave")
    await chat.eve.presses("Leave")
    await chat.forward(hours=3)
    assert rooms(chat) == [("carla", "dev")]
    await chat.forward(days=7)
    assert rooms(chat)[1] in {("ann", "carla"), ("ann", "dev"), ("ann", "carla", "dev")}


async def test_a_pause_ends_by_its_button(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    await chat.bob.says("/meet pause in 3 weeks")
    await chat.bob.says("/meet status")
    assert "You pause until 2026-12-14." in chat.bob.sees()[-1]
    await chat.bob.presses("End the pause now")
    await chat.forward(hours=3)
    assert rooms(chat) == [("bob", "carla")]


async def test_a_pool_of_one_is_told_kindly(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob")
    await chat.forward(hours=3)
    assert chat.bob.sees()[0].startswith("You are the only one taking part this time")
    assert rooms(chat) == []


async def test_an_empty_pool_is_skipped_and_next_says_why(chat: Chat) -> None:
    await scheduled(chat)
    await chat.forward(hours=3)
    await chat.ann.says("/cop next")
    assert "Meetups “meetups” in #general of" in (shown := chat.ann.sees()[-1])
    assert "was skipped: Nobody takes part at present." in shown
    assert await chat.rows("meetup_round") == (0,)


async def test_who_may_not_be_together_is_told_the_same_as_for_any_other_limit(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    await chat.bob.says("/meet never")
    await chat.bob.submits(people=("sim:demo/carla",))
    assert chat.bob.sees() == ["Kept. You are never brought together with this one person."]
    await chat.forward(hours=3)
    assert rooms(chat) == []
    told = chat.carla.sees()
    assert told == chat.bob.sees()
    assert told[0].startswith("This time I found no group for you that fits what everybody asked for.")


async def test_no_shared_hour_is_said_and_meeting_stays_possible(chat: Chat) -> None:
    await scheduled(chat)
    await joins(chat.bob, **{"from": "6", "to": "8"})
    await joins(chat.carla, **{"from": "20", "to": "22"})
    await chat.forward(hours=3)
    (hello,) = introductions(chat)
    assert (
        "- Your hours hardly meet: write to each other, or agree on a time that is early or late for some."
        in hello.text
    )
    assert ".ics" not in hello.text


async def test_somebody_who_leaves_while_it_is_worked_out_is_not_introduced(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla", "dev")
    solver = chat.engine.deliverer._solver
    chat.engine.deliverer._solver = Leaving(solver, chat, "dev")
    await chat.forward(hours=3)
    assert rooms(chat) == [("bob", "carla")]
    (round_,) = [await chat.store(lambda store: store.meetups.round(1))]
    assert round_ is not None
    assert (round_.state, round_.attempt) == (RoundState.PUBLISHED, 2)


class Leaving:
    """Works puzzles out while somebody leaves."""

    def __init__(self, solver: Solver, chat: Chat, name: str) -> None:
        self._solver, self._chat, self._name = solver, chat, name

    async def solve(self, problem: Problem) -> Solution:
        solution = await self._solver.solve(problem)
        await self._chat.change(self._chat.people[self._name], left_at=self._chat.clock.now())
        return solution
