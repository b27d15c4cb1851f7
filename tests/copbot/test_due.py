"""What falls due at once: a few together in one transaction, and one broken job stops no other."""

from datetime import timedelta

import pytest

from copbot.due import DueRunner
from copbot.events import Event, Happening, JobsDue
from copbot.intents import Answer
from copbot.store import Store
from tests.support.chat import Chat
from tests.support.clock import START

SOON = START + timedelta(minutes=1)


@pytest.fixture
def heard() -> list[Happening]:
    return []


@pytest.fixture
def due(house: Chat, heard: list[Happening]) -> DueRunner:
    async def inbox(event: Event) -> Answer:
        heard.append(event.happened)
        return await house.engine.inbox(event)

    return DueRunner(transactions=house.transactions, clock=house.clock, inbox=inbox)


async def plan(house: Chat, *subjects: str) -> None:
    await house.ann.says("/note add milk")

    def write_down(store: Store) -> None:
        for subject in subjects:
            store.timetable.once("note_job", subject, SOON)

    await house.store(write_down)
    house.clock.set(SOON)


async def test_what_falls_due_at_once_in_a_community_is_done_a_few_together(
    house: Chat, due: DueRunner, heard: list[Happening]
) -> None:
    await plan(house, *map(str, range(20)))
    assert await due.run_due() == 20
    assert [len(one.jobs) for one in heard if isinstance(one, JobsDue)] == [16, 4]
    await house.engine.deliverer.drain()
    assert sorted(post.text for post in house.posts()) == sorted(f"due {number}" for number in range(20))


async def test_when_one_of_several_breaks_nothing_is_kept_of_the_first_try_and_each_is_done_alone(
    house: Chat, due: DueRunner, heard: list[Happening]
) -> None:
    await plan(house, "fine", "broken", "refused", "well")
    await due.run_due()
    assert [type(one).__name__ for one in heard] == ["JobsDue", *["JobDue"] * 4]
    await house.engine.deliverer.drain()
    assert [post.text for post in house.posts()] == ["due fine", "due well"]
    assert await house.rows("schedule") == (2,)
