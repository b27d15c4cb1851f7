"""The story that fills the demonstration: its pages need no network, and a scene that cannot be acted is left out."""

from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from structlog.testing import capture_logs

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


def test_scenes_stand_in_the_order_of_time_within_the_three_weeks() -> None:
    order = [(scene.day, scene.at) for scene in SCENES]

    assert order == sorted(order)
    assert order[-1] < (21, time())


async def test_every_scene_is_acted() -> None:
    with capture_logs() as logged:
        async with demonstrating(port=0, database=None):
            pass

    assert [one for one in logged if one["event"] == "scene_refused"] == []


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
