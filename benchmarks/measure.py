"""One measured figure beside its limit, and the few ways of taking one."""

import gc
import statistics
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure. `goal` says whether `ratio` (or `value`, when there is no ratio) must be at least or at most it."""

    name: str
    value: float
    unit: str
    limit: float | None
    ratio: float | None
    goal: str

    @property
    def is_met(self) -> bool:
        """Whether the goal holds."""
        sign, bound = self.goal.split(" ")
        judged = self.value if self.ratio is None else self.ratio
        return judged >= float(bound) if sign == "≥" else judged <= float(bound)


@contextmanager
def folder() -> Iterator[Path]:
    """Give a temporary folder."""
    with TemporaryDirectory(prefix="copbot-bench-") as path:
        yield Path(path)


async def seconds(act: Callable[[], Awaitable[object]]) -> float:
    """Time one act, with the garbage of what came before taken away."""
    gc.collect()
    began = time.perf_counter()
    await act()
    return time.perf_counter() - began


def median_of(samples: list[float]) -> float:
    """Give the median."""
    return statistics.median(samples)


def percentile(samples: list[float], share: float) -> float:
    """Give the sample below which that share of all lies."""
    ordered = sorted(samples)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
