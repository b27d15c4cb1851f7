from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from commands import kudos, recap
from copbot.events import ChannelGone
from copbot.model.memory import WaitingNotice
from copbot.model.roles import Appointments
from copbot.model.timetable import Outcome
from tests.support.chat import Chat, channel, opened
from tests.support.clock import START
from tests.support.databases import Database


@pytest.fixture
async def chat(database: Database) -> AsyncIterator[Chat]:
    async with opened(database.url, [kudos.PRACTICE, recap.PRACTICE]) as one:
        yield one


async def _scheduled(chat: Chat, what: str = "recap") -> None:
    await chat.ann.says(f"/recap schedule every tuesday at 10:00 what:{what}")
    await chat.ann.presses("Save")
    chat.ann.sees()


async def _facilitates(chat: Chat, name: str) -> None:
    member = await chat.member(chat.people[name])
    await chat.store(lambda store: store.settings.put(Appointments(facilitators=(member.id,))))


async def _waiting(chat: Chat, name: str) -> Sequence[WaitingNotice]:
    member = await chat.member(chat.people[name])
    return await chat.store(lambda store: store.notices.waiting(member.id))


async def test_three_dates_are_shown_before_anything_is_saved(chat: Chat) -> None:
    await chat.ann.says("/recap schedule every tuesday at 10:00 #general")
    (shown,) = chat.ann.sees()
    assert shown.count("T10:00") == 0
    assert shown.count("2026-") == 3
    assert await chat.rows("schedule") == (0,)
    await chat.ann.presses("Save")
    assert await chat.rows("schedule") == (1,)


async def test_a_recap_tells_the_week_s_thanks_at_its_hour_and_only_once(chat: Chat) -> None:
    await _scheduled(chat)
    await chat.ann.says("/kudos give @bob for the patient review")
    await chat.forward(days=8)
    texts = [post.text for post in chat.posts() if post.key.startswith("recap:")]
    assert len(texts) == 1
    assert "# Thanked\n- @bob, by @ann: the patient review" in texts[0]


@pytest.mark.parametrize(("late", "posts"), [(0, 1), (1, 0)])
async def test_a_recap_comes_up_to_a_day_late_and_not_later(chat: Chat, late: int, posts: int) -> None:
    await _scheduled(chat)
    await chat.ann.says("/kudos give @bob for the patient review")
    (scheduled,) = await chat.store(lambda store: store.timetable.all("recap"))
    assert scheduled.next_at is not None
    chat.clock.set(scheduled.next_at + timedelta(hours=24, seconds=late))
    await chat.forward(seconds=0)
    assert len([post for post in chat.posts() if post.key.startswith("recap:")]) == posts


async def test_an_empty_recap_is_not_posted_and_next_says_why(chat: Chat) -> None:
    await _scheduled(chat)
    await chat.forward(days=2)
    assert chat.posts() == []
    history = await chat.store(lambda store: store.timetable.history(START))
    assert [(one.outcome, str(one.why)) for one in history] == [(Outcome.SKIPPED, "nothing happened")]


async def test_preview_shows_it_to_who_asks_and_posts_nothing(chat: Chat) -> None:
    await chat.ann.says("/recap preview")
    assert chat.ann.sees() == ["Nothing happened since the last one, so there would be no recap."]
    await chat.bob.says("/kudos give @ann for the notes")
    await chat.forward(minutes=1)
    before = len(chat.posts())
    await chat.bob.says("/recap")
    assert "- @ann, by @bob: the notes" in chat.bob.sees()[-1]
    assert len(chat.posts()) == before


async def test_now_posts_at_once_and_the_next_begins_where_it_ended(chat: Chat) -> None:
    await chat.bob.says("/kudos give @ann for the notes")
    await chat.forward(minutes=1)
    await chat.ann.says("/recap now")
    assert any(post.key.startswith("recap:now") for post in chat.posts())
    await chat.forward(minutes=5)
    await chat.ann.says("/recap now")
    assert chat.ann.sees()[-1] == "Nothing happened since the last recap, so there is nothing to post."


async def test_only_facilitators_schedule(chat: Chat) -> None:
    await chat.bob.says("/recap schedule every tuesday at 10:00")
    assert chat.bob.sees() == ["Only facilitators can do that. Ask one of them, or see /cop facilitators."]


async def test_saving_twice_says_there_is_nothing_left(chat: Chat) -> None:
    await _scheduled(chat)
    await chat.ann.presses_control("recap.save")
    assert chat.ann.sees() == ["There is nothing left to save. Begin again with /recap schedule."]


async def test_stopping_what_is_not_scheduled_says_so(chat: Chat) -> None:
    await chat.ann.says("/recap stop")
    await _scheduled(chat)
    await chat.ann.says("/recap stop")
    assert chat.ann.sees()[-1] == "Stopped. /recap schedule what:recap starts it again."
    assert await chat.rows("schedule") == (0,)


async def test_the_roundup_thanks_publicly_and_tells_facilitators_alone_who_was_not(chat: Chat) -> None:
    await _scheduled(chat, "roundup")
    await chat.carla.says("/kudos give @bob for the patient review")
    await _facilitates(chat, "ann")
    await chat.forward(days=1, hours=6)
    (roundup,) = [post.text for post in chat.posts() if post.key.startswith("roundup:")]
    assert roundup.startswith("# Thank you\n- @bob, by @carla: the patient review (a first)")
    assert "carla" not in roundup.replace("by @carla", "")
    waiting = await _waiting(chat, "ann")
    assert any("not yet thanked" in str(one.message) for one in waiting)


async def test_nobody_is_told_what_they_missed_but_the_absent_and_once(chat: Chat) -> None:
    await chat.dev.says("/recap preview")
    await chat.forward(days=15)
    await _scheduled(chat)
    for _ in range(2):
        await chat.bob.says("/kudos give @ann for the notes")
        await chat.forward(days=7)
    waiting = await _waiting(chat, "dev")
    assert len(waiting) == 1
    others = await _waiting(chat, "bob")
    assert others == ()


async def test_settings_switch_the_chart_and_the_notices(chat: Chat) -> None:
    await chat.ann.says("/recap settings")
    await chat.ann.presses("Leave out the chart")
    await chat.ann.presses("Do not write to the absent")
    assert chat.ann.sees()[-1].endswith("[Show a chart] [Tell the absent what they missed]")


async def test_a_channel_that_is_gone_stops_its_recaps_and_facilitators_hear_once(chat: Chat) -> None:
    await _scheduled(chat)
    await _facilitates(chat, "ann")
    await chat.observes(ChannelGone(channel("general")))
    await chat.observes(ChannelGone(channel("random")))
    assert await chat.rows("schedule", "notice") == (0, 1)
    await chat.forward(to=START + timedelta(days=9))
    assert chat.posts() == []
