"""Meetups when something is in the way: rooms that cannot be opened, answers that never come, crashes."""

import json
from datetime import timedelta

from copbot.errors import DeliveryError, Failure
from copbot.events import DeliveryFailed, Found
from copbot.intents import Reply, Solve
from copbot.model.meetups import INTRODUCE_JOB, RoundState
from copbot.model.meetups_pool import MeetupGroup
from copbot.model.puzzles import Problem, Solution
from copbot.refs import UserRef
from copbot.store import Store
from tests.commands.meetups.stories import file_of, introductions, joined, joins, question_to, rooms, scheduled
from tests.support.chat import Chat


class Refusing:
    """Works nothing out."""

    async def solve(self, problem: Problem) -> Solution:
        raise DeliveryError(Failure.REFUSED, "too hard")


async def test_a_round_that_cannot_be_worked_out_is_told_and_tried_again_by_a_button(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    solver, chat.engine.deliverer._solver = chat.engine.deliverer._solver, Refusing()
    await chat.forward(hours=3)
    failed = next(one for one in chat.platform.posted if one.key.endswith(":failed:1"))
    assert failed.text.startswith("I could not work out the groups of “meetups”. Nobody heard of it yet.")
    chat.engine.deliverer._solver = solver
    await chat.ann.presses("Try again", failed)
    assert rooms(chat) == [("bob", "carla")]
    chat.ann.sees()
    await chat.ann.presses("Try again", failed)
    assert chat.ann.sees() == ["This round was drawn again or left out, so nothing was changed."]


async def test_an_old_failed_round_cannot_be_tried_again_once_the_next_was_published(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    solver, chat.engine.deliverer._solver = chat.engine.deliverer._solver, Refusing()
    await chat.forward(hours=3)
    failed = next(one for one in chat.platform.posted if one.key.endswith(":failed:1"))
    chat.engine.deliverer._solver = solver
    await chat.forward(days=7)
    assert rooms(chat) == [("bob", "carla")]
    chat.ann.sees()
    await chat.ann.presses("Try again", failed)
    assert rooms(chat) == [("bob", "carla")]
    assert chat.ann.sees() == ["This round was drawn again or left out, so nothing was changed."]


async def test_a_preview_that_cannot_be_worked_out_says_so(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    chat.engine.deliverer._solver = Refusing()
    await chat.ann.says("/meet preview")
    assert chat.ann.sees()[-1] == "I could not work out the preview. Please try again later."


async def test_a_series_that_ends_while_a_round_is_worked_out_introduces_nobody(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    chat.engine.deliverer._solver = Ending(chat)
    await chat.forward(hours=3)
    assert rooms(chat) == []


class Ending:
    """Works puzzles out while the series ends."""

    def __init__(self, chat: Chat) -> None:
        self._chat, self._solver = chat, chat.engine.deliverer._solver

    async def solve(self, problem: Problem) -> Solution:
        await self._chat.store(lambda store: store.meetups.close(1, self._chat.clock.now()))
        return await self._solver.solve(problem)


async def test_where_no_room_can_be_opened_each_is_told_by_themselves(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    chat.platform.trouble = [DeliveryError(Failure.REFUSED, "no rooms here")]
    await chat.forward(hours=3)
    assert rooms(chat) == []
    assert introductions(chat) == []
    (told,) = chat.bob.sees()
    assert told.startswith("@bob and @carla, meet each other: this is “meetups”.")
    assert told.endswith("I could open no room for all of you, so I tell each of you: please write to each other.")
    assert len(chat.carla.sees()) == 1
    await chat.forward(days=7)
    assert chat.bob.sees()[0].startswith("Did you meet @carla?")


async def test_who_left_before_the_room_was_opened_is_not_spoken_of(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    chat.platform.trouble = [DeliveryError(Failure.LATER, "busy", retry_at=chat.clock.now() + timedelta(hours=3))]
    await chat.forward(hours=2)
    await chat.change(chat.carla, left_at=chat.clock.now())
    chat.platform.trouble = [DeliveryError(Failure.REFUSED, "no such user")]
    await chat.forward(hours=2)
    assert chat.bob.sees()[0].startswith("This time I found no group for you that fits what everybody asked for.")
    assert chat.carla.sees() == []
    assert await chat.rows("meetup") == (0,)


async def test_who_leaves_between_matching_and_introduction_is_not_introduced(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla", "dev", "eve", "ann")
    await _brought_together(chat, ("bob", "carla"), ("dev", "eve", "ann"))
    await chat.carla.says("/meet leave")
    await chat.eve.says("/meet pause in 3 weeks")
    chat.bob.sees()
    await chat.forward(minutes=1)
    assert rooms(chat) == [("ann", "dev")]
    (told,) = chat.bob.sees()
    assert told.startswith("This time I found no group for you that fits what everybody asked for.")
    assert await chat.rows("meetup", "meetup_person") == (1, 2)
    first = await chat.store(lambda store: store.meetups.participants(1))  # in the order of ids, ann before bob
    assert [one.rounds_out for one in first] == [0, 1, 0, 0]


async def test_a_series_that_ends_before_the_introduction_introduces_nobody(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    await _brought_together(chat, ("bob", "carla"))
    await chat.store(lambda store: store.meetups.close(1, chat.clock.now()))
    await chat.forward(minutes=1)
    assert rooms(chat) == []
    await chat.observes(DeliveryFailed("meetup:1", "refused", "no rooms here"))
    assert chat.bob.sees()[1:] == []


async def _brought_together(chat: Chat, *groups: tuple[str, ...]) -> None:
    """Write a round down as it stands after a crash: published, and nobody introduced."""
    ids = {name: (await chat.member(chat.people[name])).id for group in groups for name in group}

    def publish(store: Store) -> None:
        now = chat.clock.now()
        begun = store.meetups.begin(1, "2026-11-23T10:00", now)
        assert begun is not None
        plan = [MeetupGroup(members=tuple(sorted(ids[name] for name in group)), minutes=0) for group in groups]
        store.meetups.bring(begun, plan, now)
        store.timetable.once(INTRODUCE_JOB, str(begun.id), now + timedelta(seconds=30))

    await chat.store(publish)


async def test_many_groups_are_introduced_a_few_at_a_time_and_all_of_them(chat: Chat) -> None:
    await scheduled(chat)
    names = [f"guest{number}" for number in range(24)]
    for name in names:
        chat.someone(name)
    await joined(chat, *names)
    await chat.forward(hours=3)
    assert len(rooms(chat)) == len(introductions(chat)) == 12
    assert {name for room in rooms(chat) for name in room} == set(names)


async def test_people_who_share_no_house_are_introduced_by_name(chat: Chat) -> None:
    await scheduled(chat)
    zoe = chat.someone("zoe", user=UserRef("slack", "T9", "U0ELSEWHERE"))
    await joined(chat, "bob", "zoe")
    await chat.forward(hours=3)
    assert rooms(chat) == []
    assert chat.bob.sees()[0].startswith("@bob and Zoe, meet each other")
    assert "Bob and Zoe, meet each other" in await zoe.opens_home()


async def test_after_three_silent_rounds_somebody_is_left_out_and_returns_by_a_button(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    for week in range(5):
        await chat.forward(days=7)
        if week:
            await chat.bob.presses("Yes", await question_to(chat, chat.bob, week))
    told = [one for one in chat.platform.posted if one.key.startswith("meetup_rest:")]
    assert [one.to for one in told] == [chat.carla.user]
    assert told[0].text.startswith("I heard nothing from you in your last 3 rounds of “meetups”")
    before = len(rooms(chat))
    chat.bob.sees()
    await chat.forward(days=7)
    assert len(rooms(chat)) == before
    assert any(text.startswith("You are the only one taking part") for text in chat.bob.sees())
    chat.carla.sees()
    await chat.carla.says("/meet status")
    assert "I left you out because I heard nothing from you for some rounds." in chat.carla.sees()[-1]
    await chat.carla.presses("Take part again", told[0])
    assert chat.carla.sees()[-1].startswith("Welcome back. You take part again from the next round on")
    await chat.forward(days=7)
    assert len(rooms(chat)) == before + 1


async def test_answering_just_once_in_three_rounds_keeps_somebody_in(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    for week in range(6):
        await chat.forward(days=7)
        if week:
            await chat.bob.presses("Yes", await question_to(chat, chat.bob, week))
        if week % 3 == 2:
            await chat.carla.presses("Planned", await question_to(chat, chat.carla, week))
    assert not [one for one in chat.platform.posted if one.key.startswith("meetup_rest:")]


async def test_the_question_is_for_those_who_were_brought_together(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    await chat.forward(days=8)
    await chat.dev.presses_control("meetup.met", "1 yes")
    assert chat.dev.sees() == ["That question was for others. /meet status shows yours."]
    await chat.bob.presses_control("meetup.met", "1 yes")
    await chat.bob.presses_control("meetup.met", "1 no")
    chat.bob.sees()
    await chat.bob.says("/meet status")
    assert "@carla: you did not meet" in chat.bob.sees()[-1]


async def test_who_left_is_not_asked(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    await chat.forward(days=1)
    await chat.change(chat.carla, left_at=chat.clock.now())
    chat.carla.sees()
    await chat.forward(days=7)
    assert chat.bob.sees()[-1].startswith("Did you meet Carla?")
    assert chat.carla.sees() == []


async def test_groups_that_did_not_meet_may_meet_again(chat: Chat) -> None:
    await scheduled(chat, "/meet schedule every fourth monday at 12:00")
    await joined(chat, "bob", "carla")
    await chat.forward(days=8)
    await chat.bob.presses("No", await question_to(chat, chat.bob))
    await chat.forward(days=21)
    assert "You two have not met at a meetup before." in introductions(chat)[-1].text


async def test_no_shown_round_outlives_the_next(chat: Chat) -> None:
    await scheduled(chat, "/meet schedule every monday at 12:00 preview:yes")
    await joined(chat, "bob", "carla")
    await chat.forward(hours=3)
    first = next(one for one in chat.platform.posted if ":shown" in one.key)
    await chat.forward(days=7)
    chat.ann.sees()
    await chat.ann.presses("Publish", first)
    assert chat.ann.sees()[-1] == "This round was drawn again or left out, so nothing was changed."
    state = await chat.store(lambda store: store.meetups.round(1))
    assert state is not None
    assert state.state is RoundState.DROPPED


async def test_what_is_solved_twice_is_published_once(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    await chat.forward(hours=3)
    asked = Solve(key="meetup_round:1:1", puzzle="meetups", subject="1 2026-11-23T12:00")
    solved = await chat.engine.deliverer._solved(asked, (await chat.store(lambda store: store.community.get())).id)
    await chat.observes(Found(asked.key, solved))
    assert rooms(chat) == [("bob", "carla")]
    assert await chat.rows("meetup") == (1,)


async def test_pausing_in_the_past_or_not_at_all_is_refused(chat: Chat) -> None:
    await chat.bob.says("/meet pause until 1 January 2020")
    assert "over" in chat.bob.sees()[-1]
    await chat.bob.says("/meet pause today")
    assert chat.bob.sees() == ["A pause that ends today changes nothing. Name a later day."]
    await chat.bob.says("/meet pause until the cows come home")
    assert "cows" in chat.bob.sees()[-1]


async def test_joining_says_what_is_in_the_way(chat: Chat) -> None:
    await chat.bob.says("/meet join")
    assert chat.bob.sees() == ["No meetups are scheduled yet. Facilitators begin with /meet schedule."]
    await scheduled(chat)
    await chat.bob.says("/meet join lunch")
    assert chat.bob.sees() == ["There are no meetups “lunch”. There are: meetups."]
    await chat.bob.says("/meet join")
    await chat.bob.submits(**{"from": "9", "to": "9"})
    assert chat.bob.sees() == ["These hours are over when they begin. Choose a later end."]
    await chat.bob.says("/meet leave")
    assert chat.bob.sees() == ["You take part in no such meetups. /meet join changes that."]
    await chat.change(chat.bob, silenced=True)
    await chat.bob.says("/meet pause in 3 weeks")
    told = await joins(chat.bob)
    assert "You are silent, so I leave you out until you change that: /cop quiet." in told
    assert "Your pause until 2026-12-14 still holds." in told
    await chat.bob.says("/meet status")
    assert "You are silent, so you are brought together with nobody: /cop quiet." in chat.bob.sees()[-1]
    await chat.change(chat.bob, left_at=chat.clock.now())
    await chat.bob.says("/meet join")
    assert chat.bob.sees() == ["You have left. Come back first: /cop home."]


async def test_coming_back_without_having_joined_says_how_to_join(chat: Chat) -> None:
    await chat.bob.says("/meet pause in 3 weeks")
    await chat.bob.presses("End the pause now")
    assert chat.bob.sees()[-1] == "You take part in no meetups. /meet join changes that."
    await chat.bob.says("/meet status")
    assert "None are scheduled. Facilitators begin with /meet schedule." in chat.bob.sees()[-1]


async def test_a_never_with_list_is_edited_by_its_owner_alone(chat: Chat) -> None:
    await chat.bob.says("/meet never")
    await chat.bob.submits(people=("sim:demo/carla", "sim:demo/dev"))
    assert chat.bob.sees() == ["Kept. You are never brought together with these 2 people."]
    await chat.bob.says("/meet never")
    await chat.bob.submits(people=("sim:demo/dev", "sim:demo/bob"))
    assert chat.bob.sees() == ["You cannot keep away from yourself. Choose others."]
    await chat.bob.submits(people=())
    assert chat.bob.sees() == ["Kept. Your list is empty."]
    assert await chat.rows("never_with") == (0,)


async def test_the_recap_and_the_home_tell_of_meetups(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla", "dev", "eve")
    await chat.ann.says("/recap schedule every friday at 10:00 #general")
    await chat.ann.presses("Save")
    await chat.forward(days=8)
    await chat.bob.presses("Yes", await question_to(chat, chat.bob, 1))
    assert "meetups: every Monday at 12:00" in await chat.bob.opens_home()
    await chat.forward(days=4)
    texts = [one.text for one in chat.posts() if one.key.startswith("recap:")]
    assert "# Met\n- meetups: 1 of 2 groups met" in texts[-1]
    await chat.ann.says("/cop settings")
    assert chat.ann.sees()


async def test_my_data_holds_my_meetups_and_forgets_them(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    await chat.forward(hours=3)
    await chat.bob.says("/cop mydata export")
    assert isinstance(chat.bob.answer, Reply)
    held = json.loads(file_of(chat.bob.answer.message).content)
    assert held["meetup_member"] == [
        {
            "series": "meetups",
            "word": "",
            "joined_at": "2026-11-23T09:00:00+00:00",
            "resting_since": None,
            "rounds_without_group": 0,
        }
    ]
    assert held["meetup_person"] == [{"series": "meetups", "at": "2026-11-23T11:00:00+00:00", "met": None}]
    await chat.bob.says("/cop mydata erase")
    await chat.bob.presses("Erase everything")
    assert await chat.rows("meetup_member", "meetup_person") == (1, 1)
    left = await chat.store(lambda store: store.meetups.meetup(1))
    assert left is not None
    assert (left.plan, len(left.people)) == (None, 1)
    await chat.forward(days=7)
    assert chat.carla.sees()[-1].startswith("Did you meet?")
