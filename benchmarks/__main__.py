"""`make bench`: run every benchmark, print a table and write `bench.json`; name some to run only those."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from pathlib import Path

import structlog
from rich.console import Console
from rich.table import Table

from benchmarks import kudos, matching, meetups, process, recap, schedules, search, solving, wires
from benchmarks.measure import Figure

GROUPS: Mapping[str, Callable[[], Awaitable[list[Figure]]]] = {
    "kudos": kudos.run,
    "schedules": schedules.run,
    "recap": recap.run,
    "search": search.run,
    "process": process.run,
    "wires": wires.run,
    "matching": matching.run,
    "pairs": meetups.run,
    "solving": solving.run,
}


def shown(figures: list[Figure]) -> Table:
    """Make the table."""
    table = Table("name", "value", "unit", "limit", "ratio", "goal", "met")
    for one in figures:
        limit = "" if one.limit is None else f"{one.limit:,.3g}"
        ratio = "" if one.ratio is None else f"{one.ratio:.2f}"
        table.add_row(one.name, f"{one.value:,.4g}", one.unit, limit, ratio, one.goal, "yes" if one.is_met else "NO")
    return table


async def run(wanted: list[str]) -> list[Figure]:
    """Run the groups that were named, or all."""
    figures: list[Figure] = []
    for name, group in GROUPS.items():
        if not wanted or name in wanted:
            print(f"{name} ...", file=sys.stderr, flush=True)
            figures += await group()
    return figures


def main() -> None:
    """Run from the command line."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    figures = asyncio.run(run(sys.argv[1:]))
    Console().print(shown(figures))
    Path("bench.json").write_text(json.dumps([asdict(one) for one in figures], indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
