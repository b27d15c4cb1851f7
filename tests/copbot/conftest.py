from collections.abc import AsyncIterator

import pytest

from tests.support.chat import Chat, opened
from tests.support.databases import Database
from tests.support.practice import NOTES


@pytest.fixture
async def house(database: Database) -> AsyncIterator[Chat]:
    """The house with one small practice in it."""
    async with opened(database.url, [NOTES]) as one:
        yield one
