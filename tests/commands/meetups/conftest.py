from collections.abc import AsyncIterator

import pytest

from commands import kudos, meetups, recap
from commands.cop import cop_practice
from tests.support.chat import Chat, opened
from tests.support.databases import Database

_PRACTICES = (kudos.PRACTICE, meetups.PRACTICE, recap.PRACTICE)


@pytest.fixture
async def chat(database: Database) -> AsyncIterator[Chat]:
    """A community in ann's zone, whose members take direct messages."""
    async with opened(database.url, (*_PRACTICES, cop_practice(_PRACTICES))) as one:
        for name in ("ann", "bob", "carla", "dev", "eve"):
            await one.people[name].says("/cop help")
            await one.change(one.people[name], takes_direct=True)
            one.people[name].sees()
        yield one
