"""What may go wrong on the way to Slack, to be scripted for a method."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.e2e.slack_wire.blocks import Json


@dataclass(frozen=True, slots=True)
class RateLimited:
    """Answer 429 with `Retry-After`; nothing happens."""

    retry_after: int = 1


@dataclass(frozen=True, slots=True)
class Refused:
    """Answer 200 with `ok: false` and this error; nothing happens."""

    error: str
    more: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Broken:
    """Answer a server error that is no JSON; nothing happens."""

    status: int = 503


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Drop the connection; `after_writing` says whether the call took effect before it dropped."""

    after_writing: bool = True


@dataclass(frozen=True, slots=True)
class Held:
    """Keep the caller waiting until `release` is set, then answer as usual."""

    release: asyncio.Event


Fault: TypeAlias = RateLimited | Refused | Broken | NoAnswer | Held


@dataclass(slots=True)
class Script:
    """A fault for the next `times` calls of a method whose parameters hold `where`; for all with `times=None`."""

    method: str
    fault: Fault
    times: int | None
    where: Mapping[str, object]

    def fits(self, method: str, params: Json) -> bool:
        """Tell whether this call meets the fault."""
        same = all(params.get(key) == value for key, value in self.where.items())
        return self.times != 0 and self.method in (method, "*") and same


class Faults:
    """The faults waiting for their calls, first come first served."""

    def __init__(self) -> None:
        self.scripts: list[Script] = []

    def add(self, method: str, fault: Fault, times: int | None, where: Mapping[str, object]) -> None:
        """Let a fault wait; a method of `*` means any."""
        self.scripts.append(Script(method, fault, times, where))

    def take(self, method: str, params: Json) -> Fault | None:
        """Give the fault this call meets, and count it."""
        for script in self.scripts:
            if script.fits(method, params):
                if script.times is not None:
                    script.times -= 1
                return script.fault
        return None

    def clear(self) -> None:
        """Forget all of them."""
        self.scripts.clear()
