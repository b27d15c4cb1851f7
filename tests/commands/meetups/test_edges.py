"""Meetups at their edges: what ended, was drawn or decided before, or belongs to another house."""

from dataclasses import replace

from copbot.events import DeliveryFailed
from copbot.model.meetups import JOB
from copbot.model.puzzles import Problem, Solution
from copbot.refs import ChannelRef
from copbot.store import Store
from tests.commands.meetups.stories import WEEKLY, joined, rooms, scheduled
from tests.support.chat import Chat


async def test_a_round_that_was_begun_before_is_skipped(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    await chat.store(lambda store: store.meetups.begin(1, "2026-11-23T12:00", chat.clock.now()))
    await chat.forward(hours=3)
    assert rooms(chat) == []
    await chat.ann.says("/cop next")
    assert "was skipped: This round was drawn before." in chat.ann.sees()[-1]


async def test_a_round_of_a_series_that_ended_is_skipped(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    await chat.store(lambda store: store.meetups.close(1, chat.clock.now()))
    await chat.forward(hours=3)
    await chat.ann.says("/cop next")
    assert "was skipped: These meetups have ended." in chat.ann.sees()[-1]
    await chat.ann.presses_control("meetup.publish", "1 1")
    assert chat.ann.sees() == ["Those meetups have ended. /meet status shows what there is."]


async def test_a_failure_of_what_nobody_waits_for_is_told_to_nobody(chat: Chat) -> None:
    await scheduled(chat)
    await chat.observes(DeliveryFailed("meetup_round:9:1", "refused", "too hard"))
    assert chat.ann.sees() == []


async def test_a_preview_of_a_series_that_ends_meanwhile_shows_nothing(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    chat.engine.deliverer._solver = Ending(chat)
    await chat.ann.says("/meet preview")
    assert len(chat.ann.sees()) == 1


class Ending:
    """Works puzzles out, and ends the series before anybody hears of it."""

    def __init__(self, chat: Chat) -> None:
        self._chat, self._solver = chat, chat.engine.deliverer._solver

    async def solve(self, problem: Problem) -> Solution:
        solution = await self._solver.solve(problem)
        await self._chat.store(lambda store: store.meetups.close(1, self._chat.clock.now()))
        return solution


async def test_a_series_without_a_schedule_says_so_and_gets_a_new_one(chat: Chat) -> None:
    await scheduled(chat)
    await chat.store(lambda store: store.timetable.cancel(JOB, "1"))
    await chat.ann.says("/meet settings")
    assert "No round is due any more." in chat.ann.sees()[0]
    await chat.ann.presses("Skip the next")
    assert chat.ann.sees() == ["Nothing is due that could be skipped."]
    await chat.ann.says("/meet settings")
    await chat.ann.presses("Change")
    await chat.ann.submits(when="every friday at 9:00")
    assert "The next round: 2026-11-27T08:00+00:00." in chat.ann.sees()[-1]


async def test_a_room_hangs_near_a_channel_of_its_own_house_alone(chat: Chat) -> None:
    series = await scheduled(chat)
    await joined(chat, "bob", "carla")
    elsewhere = replace(series, channel=ChannelRef("slack", "T9", "C9"))
    await chat.store(lambda store: store.meetups.change(elsewhere))
    await chat.forward(hours=3)
    assert rooms(chat) == [("bob", "carla")]


async def test_a_round_without_a_channel_is_shown_to_facilitators_by_name(chat: Chat) -> None:
    series = await scheduled(chat, f"{WEEKLY} preview:yes")
    await chat.store(lambda store: store.meetups.change(replace(series, channel=None)))
    names = [f"guest{number}" for number in range(33)]
    for name in names:
        chat.someone(name)
    await joined(chat, *names)
    await chat.forward(hours=3)
    shown = next(one for one in chat.platform.posted if ":shown" in one.key)
    assert shown.text.count("- @guest") == 15
    assert "and one more group" in shown.text


async def test_a_preview_names_some_of_many_who_have_no_group(chat: Chat) -> None:
    await scheduled(chat)
    names = [f"guest{number}" for number in range(18)]
    for name in names:
        chat.someone(name)
    await joined(chat, *names)
    ids = [(await chat.member(chat.people[name])).id for name in names]

    def apart(store: Store) -> None:
        for one in ids:
            for other in ids:
                if one < other:
                    store.apart.add(one, other, chat.clock.now())

    await chat.store(apart)
    await chat.ann.says("/meet preview")
    assert "There are no two people who can be brought together." in chat.ann.sees()[-1]
    await chat.forward(hours=3)
    assert rooms(chat) == []


async def test_a_preview_says_when_no_other_grouping_repeats_less(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    await chat.forward(hours=3)
    await chat.ann.says("/meet preview")
    shown = chat.ann.sees()[-1]
    assert "You two were brought together on" in shown
    assert "No other grouping repeats less." in shown


async def test_a_shown_round_that_names_who_was_forgotten_is_drawn_again(chat: Chat) -> None:
    await scheduled(chat, f"{WEEKLY} preview:yes")
    await joined(chat, "bob", "carla", "dev")
    await chat.forward(hours=3)
    shown = next(one for one in chat.platform.posted if ":shown" in one.key)
    await chat.dev.says("/cop mydata erase")
    await chat.dev.presses("Erase everything")
    await chat.ann.presses("Publish", shown)
    again = [one for one in chat.platform.posted if ":shown" in one.key][-1]
    assert "- @bob and @carla" in again.text
    await chat.ann.presses("Publish", again)
    assert rooms(chat) == [("bob", "carla")]


async def test_a_meetup_that_never_was_is_not_asked_about(chat: Chat) -> None:
    await scheduled(chat)
    await joined(chat, "bob", "carla")
    await chat.forward(hours=3)
    await chat.observes(DeliveryFailed("meetup:1", "refused", "no rooms here"))
    await chat.store(lambda store: store.meetups.narrow(1, ()))
    chat.bob.sees()
    await chat.bob.says("/meet pause in 3 weeks")
    await chat.forward(days=7)
    assert not [text for text in chat.bob.sees() if text.startswith("Did you meet")]
