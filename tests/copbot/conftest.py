from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.chat import Chat, opened
from tests.support.practice import NOTES


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Chat]:
    """The house with one small practice in it."""
    async with opened(tmp_path / "copbot.db", [NOTES]) as one:
        yield one
