from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest

from tests.e2e.whole.door import Door
from tests.e2e.whole.on_discord import on_discord
from tests.e2e.whole.on_simulator import on_simulator
from tests.e2e.whole.on_slack import on_slack
from tests.support.clock import StoppedClock


@pytest.fixture(params=["slack-socket", "slack-http", "discord", "simulator"])
async def door(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Door]:
    """One platform with the whole bot; what the platform would not have taken fails the story."""
    clock = StoppedClock()
    opened: AbstractAsyncContextManager[Door]
    match request.param:
        case "discord":
            opened = on_discord(tmp_path, clock)
        case "simulator":
            opened = on_simulator(tmp_path, clock)
        case mode:
            opened = on_slack(tmp_path, clock, str(mode).removeprefix("slack-"))
    async with opened as one:
        await one.command("ann", "cop help")
        yield one
        assert one.violations() == []
