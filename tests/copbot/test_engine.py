"""Time passes in steps: nothing that falls due on the way is met late."""

from datetime import datetime, timedelta

from copbot.engine import _Platforms
from copbot.store import Store
from tests.support.chat import Chat
from tests.support.clock import START
from tests.support.platform import SIM, FakePlatform


async def test_moving_time_stops_at_every_instant_at_which_something_falls_due(house: Chat) -> None:
    await house.ann.says("/note mine")
    await house.ann.says("/note add one")
    due = [START + timedelta(minutes=minutes) for minutes in (10, 25, 70)]

    def plan(store: Store) -> None:
        for at in due:
            store.timetable.once("note_job", f"{at:%H:%M}", at)

    await house.store(plan)
    stops: list[datetime] = []

    def move(at: datetime) -> None:
        stops.append(at)
        house.clock.set(at)

    await house.engine.advance(timedelta(hours=1), move)

    assert sorted({*stops}) == [*due[:2], START + timedelta(hours=1)]
    assert [post.text for post in house.posts()] == ["due 09:10", "due 09:25"]


async def test_tidying_forgets_what_is_no_longer_needed_and_keeps_the_rest(house: Chat) -> None:
    await house.ann.says("/note add one")
    before = await house.rows("member", "inbox")
    house.clock.set(START + timedelta(days=400))

    await house.engine.tidy()

    assert (await house.rows("member"))[0] == before[0]
    assert (await house.rows("inbox"))[0] < before[1]


def test_the_platforms_are_those_that_are_connected() -> None:
    platforms = _Platforms({"sim": FakePlatform()})

    assert dict(platforms) == {"sim": SIM}
    assert len(platforms) == 1
