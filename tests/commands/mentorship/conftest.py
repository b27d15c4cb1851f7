from collections.abc import AsyncIterator

import pytest

from commands.mentorship import PRACTICE
from tests.support.chat import Chat, opened
from tests.support.databases import Database


@pytest.fixture
async def chat(database: Database) -> AsyncIterator[Chat]:
    async with opened(database.url, (PRACTICE,)) as one:
        yield one
