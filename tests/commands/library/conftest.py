from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from commands import ALL
from tests.commands.library.stories import member
from tests.support.chat import Chat, opened
from tests.support.databases import Database
from tests.support.platform import SIM


@pytest.fixture
async def chat(database: Database) -> AsyncIterator[Chat]:
    """A community that has begun, since reactions begin none."""
    async with opened(database.url, ALL) as one:
        await member(one, "ann")
        yield one


@pytest.fixture
async def blind(database: Database) -> AsyncIterator[Chat]:
    """The same where messages that people react to may not be read."""
    async with opened(database.url, ALL, replace(SIM, reads_reacted_messages=False)) as one:
        await member(one, "ann")
        yield one
