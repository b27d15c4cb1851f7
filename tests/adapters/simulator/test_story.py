"""The story that fills the demonstration: its pages need no network, and a scene that cannot be acted is left out."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest
import time_machine
from structlog.testing import capture_logs

from adapters.simulator.model import Entry
from adapters.simulator.notebook import remembered
from adapters.simulator.scenes import SCENES
from adapters.simulator.story import KnownPages, Scene, beginning, tell
from copbot.bootstrap.demo import demonstrating
from copbot.events import LinkFound
from tests.adapters.simulator.stage import staged
from tests.support.chat import FakeLinks


async def test_pages_of_the_story_need_no_network_and_others_are_asked_for() -> None:
    others = FakeLinks({"https://a.example/": LinkFound(url="https://a.example/", title="Another")})
    pages = KnownPages(others)

    assert (await pages.read("https://codap.concord.org")).title == "CODAP"
    assert (await pages.read("https://a.example/")).title == "Another"


def test_the_story_begins_on_a_monday_morning_three_weeks_back() -> None:
    began = beginning(datetime(2026, 11, 26, 15, 30, tzinfo=UTC))

    assert began == datetime(2026, 11, 2, 7, 0, tzinfo=UTC)


def test_scenes_stand_in_the_order_of_time_and_the_last_in_the_week_of_today() -> None:
    order = [(scene.day, scene.at) for scene in SCENES]

    assert order == sorted(order)
    assert (21, time()) < order[-1] < (28, time())


@pytest.mark.parametrize("now", ["2026-11-23T07:30Z", "2026-11-29T23:00Z", "2026-07-08T12:00Z"])
async def test_every_scene_until_now_is_acted(tmp_path: Path, now: str) -> None:
    until = datetime.fromisoformat(now)

    with capture_logs() as logged, time_machine.travel(until, tick=True):
        async with demonstrating(port=0, database=tmp_path / "demo.db"):
            pass

    assert [one for one in logged if one["event"] == "scene_refused"] == []
    written = [one.at for one in remembered(tmp_path / "demo.db.chat") if isinstance(one, Entry)]
    assert max(written) <= until + timedelta(minutes=1)


async def test_a_scene_that_cannot_be_acted_is_logged_and_the_story_goes_on(tmp_path: Path) -> None:
    nowhere = Scene(day=0, at=time(9), who="ann", says="Hello", replies_to="what nobody ever said")
    unpressable = Scene(day=0, at=time(9), who="ann", says="/unheard of", steps=("Nothing to press",))
    told = Scene(day=0, at=time(9), who="ann", says="Still here")

    async def moves(by: timedelta) -> None:
        assert by >= timedelta()

    async with staged(tmp_path / "demo.db") as stage:
        with capture_logs() as logged:
            await tell(stage.acts, stage.clock, moves, (nowhere, unpressable, told), stage.clock.now())

        assert [one["event"] for one in logged] == ["scene_refused", "scene_refused"]
        assert "Still here" in [str(entry.message) for entry in stage.acts.chat.visible("bob")][-1]
