"""Recaps of a community in which much happens: prompts answered, links kept, many thanks."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from commands import ALL
from commands.recap.kinds import kind_of
from copbot.events import DeliveryFailed, LinkFound
from copbot.model.kudos_settings import KudosSettings
from copbot.model.recap import RecapSettings
from copbot.model.roles import Appointments
from copbot.model.timetable import Outcome
from tests.support.chat import Chat, opened
from tests.support.clock import START
from tests.support.text import text_of


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    async with opened(tmp_path / "copbot.db", ALL) as one:
        yield one


async def _scheduled(chat: Chat, what: str = "recap", when: str = "every tuesday at 10:00") -> None:
    await chat.ann.says(f"/recap schedule {when} what:{what}")
    await chat.ann.presses("Save")
    chat.ann.sees()


async def test_what_was_answered_and_kept_is_told_and_long_words_are_cut(chat: Chat) -> None:
    chat.links.pages["https://a.example/"] = LinkFound(url="https://a.example/", title="Zebra " * 40)
    await chat.ann.says("/prompt add Which book?")
    await chat.ann.says("/prompt now")
    await chat.forward(minutes=1)
    (prompt,) = [post for post in chat.posts() if post.key.startswith("prompt:")]
    for name in ("bob", "carla", "dev", "eve", "fay"):
        await chat.people[name].says("This one.", thread=prompt.ref)
    await chat.gus.says("/library add https://a.example/")
    await chat.forward(minutes=5)

    await chat.gus.says("/recap preview")

    shown = next(text for text in chat.gus.sees() if text.startswith("# What we did"))
    assert "“Which book?”, answered by @" in shown
    assert "and 2 more" in shown
    assert "…" in shown
    assert ", from @gus" in shown


async def test_counts_that_are_switched_off_leave_kudos_out_of_the_chart(chat: Chat) -> None:
    await chat.bob.says("/kudos give @ann for the notes")
    await chat.store(lambda store: store.settings.put(KudosSettings(counts=False)))
    await chat.forward(minutes=1)

    await chat.bob.says("/recap preview")

    assert "A bar chart" not in chat.bob.sees()[-1]


async def test_what_is_coming_up_is_told_by_its_kind(chat: Chat) -> None:
    await chat.bob.says("/kudos give @ann for the notes")
    await chat.ann.says("/prompt schedule every friday at 10:00 #general")
    await chat.ann.presses("Save")
    await chat.forward(minutes=1)

    await chat.bob.says("/recap preview")

    assert "# Coming up\n- Prompt: 2026-11-27" in chat.bob.sees()[-1]
    assert str(kind_of("unheard of")) == "Something"


async def test_a_recap_and_what_is_far_away_are_not_coming_up(chat: Chat) -> None:
    await chat.bob.says("/kudos give @ann for the notes")
    await _scheduled(chat)
    await _scheduled(chat, "roundup")
    await chat.ann.says("/prompt schedule every month on the 20th at 10:00 #general")
    await chat.ann.presses("Save")
    await chat.forward(minutes=1)

    await chat.bob.says("/recap preview")

    assert "# Coming up" not in chat.bob.sees()[-1]


async def test_a_recap_in_between_makes_no_roundup_repeat_itself(chat: Chat) -> None:
    await _scheduled(chat)
    await _scheduled(chat, "roundup", "every monday at 12:00")
    await chat.bob.says("/kudos give @ann for the notes")
    await chat.forward(days=1, hours=12)
    await chat.carla.says("/kudos give @dev for the map")
    await chat.forward(days=6)

    first, second = [post.text for post in chat.posts() if post.key.startswith("roundup:")]
    assert ("the notes" in first, "the notes" in second, "the map" in second) == (True, False, True)
    assert len([post for post in chat.posts() if post.key.startswith("recap:")]) == 1


@pytest.mark.parametrize(("while_away", "notices"), [(True, 1), (False, 0)])
async def test_the_absent_are_left_alone_where_that_was_switched_off(
    chat: Chat, notices: int, *, while_away: bool
) -> None:
    await chat.dev.says("/recap preview")
    await _scheduled(chat)
    settings = await chat.store(lambda store: store.settings.get(RecapSettings))
    await chat.store(lambda store: store.settings.put(replace(settings, while_away=while_away)))
    await chat.forward(days=15)
    await chat.bob.says("/kudos give @ann for the notes")
    await chat.forward(days=7)

    member = await chat.member(chat.dev)
    assert len(await chat.store(lambda store: store.notices.waiting(member.id))) == notices
    assert len([post for post in chat.posts() if post.key.startswith("recap:")]) == 1


@pytest.mark.parametrize(("days", "notices"), [(80, 1), (91, 0)])
async def test_who_is_gone_for_ninety_days_is_left_alone(chat: Chat, days: int, notices: int) -> None:
    await chat.dev.says("/recap preview")
    await chat.forward(days=days)
    await _scheduled(chat)
    await chat.bob.says("/kudos give @ann for the notes")
    await chat.forward(days=7)

    assert len(await _waiting(chat, "dev")) == notices


async def test_a_roundup_tells_of_newcomers_first_then_of_first_thanks_then_of_the_rest(chat: Chat) -> None:
    for name in ("bob", "carla", "dev", "gus"):
        await chat.people[name].says("/cop zone Berlin")
    await chat.ann.says("/kudos give @gus for the tea")
    await _scheduled(chat, "roundup")
    await chat.forward(days=20)
    await chat.ann.says("/kudos give @eve for her question")
    await chat.forward(days=17)
    for giver, receiver in (("dev", "eve"), ("carla", "bob"), ("dev", "gus")):
        await chat.people[giver].says(f"/kudos give @{receiver} for the notes")
        await chat.forward(minutes=1)
    await chat.forward(days=7)

    last = [post.text for post in chat.posts() if post.key.startswith("roundup:")][-1]
    assert last.splitlines()[1:4] == [
        "- @eve, by @dev: the notes",
        "- @bob, by @carla: the notes (a first)",
        "- @gus, by @dev: the notes",
    ]


async def test_who_took_part_within_thirty_days_and_was_not_thanked_in_sixty_is_named(chat: Chat) -> None:
    await chat.carla.says("/recap preview")
    await chat.dev.says("/kudos give @bob for the notes")
    await _scheduled(chat, "roundup")
    ann = await chat.member(chat.ann)
    await chat.store(lambda store: store.settings.put(Appointments(facilitators=(ann.id,))))
    await chat.forward(days=50)
    await chat.bob.says("/cop zone Berlin")
    await chat.forward(days=15)

    told = [text for text in await _waiting(chat, "ann") if "not yet thanked" in text]
    assert sum("carla" in text for text in told) == 5
    assert sum("bob" in text for text in told) == 1


async def _waiting(chat: Chat, name: str) -> list[str]:
    member = await chat.member(chat.people[name])
    return [text_of(one.message) for one in await chat.store(lambda store: store.notices.waiting(member.id))]


@pytest.mark.parametrize("what", ["recap", "roundup"])
async def test_without_a_channel_the_schedule_says_why_nothing_came(chat: Chat, what: str) -> None:
    await _scheduled(chat, what)
    await chat.store(lambda store: store.settings.put(RecapSettings()))
    await chat.forward(days=2)

    history = await chat.store(lambda store: store.timetable.history(START))
    assert [(one.outcome, str(one.why)) for one in history] == [(Outcome.SKIPPED, f"no channel is chosen for {what}s")]


async def test_a_roundup_of_nobody_is_not_posted_and_says_why(chat: Chat) -> None:
    await _scheduled(chat, "roundup")
    await chat.forward(days=2)

    history = await chat.store(lambda store: store.timetable.history(START))
    assert [str(one.why) for one in history] == ["nobody was thanked where others may see it"]


async def test_a_roundup_of_many_thanks_shows_ten_and_counts_the_rest(chat: Chat) -> None:
    await _scheduled(chat, "roundup")
    await chat.store(lambda store: store.settings.put(KudosSettings(allowance=99)))
    pairs = [("bob", "carla"), ("carla", "dev"), ("dev", "eve"), ("eve", "fay"), ("fay", "gus"), ("gus", "ann")]
    for giver, receiver in pairs:
        await chat.people[giver].says(f"/kudos give @{receiver} for the notes")
    for giver, receiver in zip(("bob", "carla", "dev", "eve", "fay"), ("dev", "eve", "fay", "gus", "ann"), strict=True):
        await chat.people[giver].says(f"/kudos give @{receiver} for the review")
    await chat.forward(days=2)

    (roundup,) = [post.text for post in chat.posts() if post.key.startswith("roundup:")]
    assert roundup.count("\n- ") == 10
    assert "and one more" in roundup


@pytest.mark.parametrize(("key", "schedules"), [("recap:1:x", 0), ("roundup:1:x", 1), ("kudos:1", 1)])
async def test_a_recap_that_cannot_be_delivered_for_good_stops_alone(chat: Chat, key: str, schedules: int) -> None:
    await _scheduled(chat)
    member = await chat.member(chat.ann)
    await chat.store(lambda store: store.settings.put(Appointments(facilitators=(member.id,))))

    await chat.observes(DeliveryFailed(key, "destination_gone", "gone"))

    kept = await chat.store(lambda store: store.timetable.all("recap"))
    assert len(kept) == schedules
