from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.support.chat import Chat, opened


@pytest.fixture
async def chat(tmp_path: Path) -> AsyncIterator[Chat]:
    from commands import ALL

    async with opened(tmp_path / "copbot.db", ALL) as one:
        yield one
