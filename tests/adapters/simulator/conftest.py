from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.adapters.simulator.pretend import Pretence
from tests.adapters.simulator.stage import Stage, staged
from tests.support.clock import StoppedClock


@pytest.fixture
async def pretence() -> AsyncIterator[Pretence]:
    made = Pretence()
    async with made.adapter.connected(made.bot):
        yield made


@pytest.fixture
async def stage(tmp_path: Path) -> AsyncIterator[Stage]:
    async with staged(tmp_path / "demo.db", real=StoppedClock()) as made:
        yield made
