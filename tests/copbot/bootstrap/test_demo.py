"""The demonstration, looked at through the JSON its page reads."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from adapters.simulator import cast
from adapters.web.server import PortTakenError
from copbot.bootstrap.demo import _role_of, _zone, demonstrating
from copbot.events import Person
from copbot.model.roles import Role
from copbot.refs import UserRef
from storage.database import open_database


class Page:
    """Asks and does what the page asks and does."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def asks(self, what: str, **query: str) -> Any:  # noqa: ANN401 -- JSON
        async with self._session.get(f"/api/{what}", params=query) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def does(self, what: str, **body: object) -> Any:  # noqa: ANN401 -- JSON
        async with self._session.post(f"/api/{what}", json=body) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()


@asynccontextmanager
async def page(database: Path | None = None) -> AsyncIterator[Page]:
    async with demonstrating(port=0, database=database) as address, aiohttp.ClientSession(address) as session:
        yield Page(session)


async def test_it_begins_with_three_weeks_of_prompts_resources_thanks_and_a_recap_and_goes_on() -> None:
    async with page() as shown:
        posted = await shown.asks("messages", **{"as": "eve"})
        text = str(posted)
        assert "I stopped cleaning the data for them." in text
        assert "Which chart of yours went wrong" in text
        assert "the three questions that replaced my rubric" in text
        assert "What we did: Teaching with data" in text

        found = await shown.does("say", **{"as": "eve", "channel": "resources", "text": "/library find codap"})
        assert "CODAP" in str(found)

        before = datetime.fromisoformat((await shown.asks("state", **{"as": "eve"}))["now"])
        after = datetime.fromisoformat((await shown.does("clock", forward="1d"))["now"])
        assert timedelta(days=1) <= after - before < timedelta(days=1, minutes=5)


async def test_a_community_that_was_kept_is_not_begun_again_and_shows_its_past(tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    async with page(kept) as shown:
        await shown.does("join", name="zoe")
        before = await shown.asks("messages", **{"as": "eve"})
    async with page(kept) as shown:
        assert await shown.asks("messages", **{"as": "eve"}) == before
        assert "zoe" in [one["id"] for one in (await shown.asks("state"))["members"]]
        found = await shown.does("say", **{"as": "eve", "channel": "resources", "text": "/library find codap"})
        assert "CODAP" in str(found)


async def test_buttons_work_and_time_goes_on_where_it_had_come_after_a_restart(tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    async with page(kept) as shown:
        moved = datetime.fromisoformat((await shown.does("clock", forward="10d"))["now"])
        mine = await shown.does("say", **{"as": "eve", "channel": "general", "text": "/cop help"})
        given = await shown.does(
            "say", **{"as": "eve", "channel": "general", "text": "/kudos give @bob for the warm welcome"}
        )
    async with page(kept) as shown:
        assert datetime.fromisoformat((await shown.asks("state"))["now"]) >= moved
        chosen = {"as": "eve", "message": mine["ephemeral"]["id"], "button": "More about …", "values": ["kudos"]}
        assert "/kudos give" in str(await shown.does("press", **chosen))
        undone = {"as": "eve", "message": given["ephemeral"]["id"], "button": "Undo"}
        assert await shown.does("press", **undone)
        assert "the warm welcome" not in str(await shown.asks("messages", **{"as": "carla", "channel": "general"}))


async def test_the_chat_of_another_community_is_not_shown_with_a_new_database(tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    async with page(kept) as shown:
        await shown.does("say", **{"as": "eve", "channel": "random", "text": "Only in the first one."})
    kept.unlink()
    async with page(kept) as shown:
        assert await shown.asks("messages", **{"as": "eve", "channel": "random"}) == []


async def test_a_port_that_is_taken_is_said_before_the_story_is_told(tmp_path: Path) -> None:
    taken = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    try:
        with pytest.raises(PortTakenError):
            async with demonstrating(port=taken.sockets[0].getsockname()[1], database=tmp_path / "new.db"):
                pass
    finally:
        taken.close()
        await taken.wait_closed()

    assert not (tmp_path / "new.db").exists()


@pytest.mark.parametrize(("is_platform_admin", "role"), [(True, Role.ADMIN), (False, Role.MEMBER)])
async def test_before_there_is_a_community_only_who_runs_the_platform_facilitates(
    tmp_path: Path, role: Role, *, is_platform_admin: bool
) -> None:
    person = Person(user=UserRef("sim", cast.TENANT, "ann"), name="Ann", is_platform_admin=is_platform_admin)

    with open_database(f"sqlite:///{tmp_path / 'empty.db'}") as transactions:
        assert await _role_of(transactions, person) is role
        assert await _zone(transactions) == "UTC"


async def test_a_stranger_in_a_community_is_a_member(tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    async with demonstrating(port=0, database=kept):
        await asyncio.sleep(0)
    stranger = Person(user=UserRef("sim", cast.TENANT, "zoe"), name="Zoe")

    with open_database(f"sqlite:///{kept}") as transactions:
        assert await _role_of(transactions, stranger) is Role.MEMBER
        assert await _zone(transactions) == "Europe/Berlin"
