"""Kudos by way of the platforms: the whole bot in its own process over SQLite, beside an empty handler on the same SDK.

The loopback Slack or Discord asks, in this process, as fast as it is answered; rounds of both bots alternate.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeAlias

from benchmarks.children import SIGNING_KEY, bot, of_discord, of_slack, plain
from benchmarks.measure import Figure, folder, median_of
from tests.e2e.discord_wire import Channel, DiscordWire, Rules
from tests.e2e.discord_wire import Person as DiscordPerson
from tests.e2e.discord_wire.tree import Value
from tests.e2e.slack_wire import Person as SlackPerson
from tests.e2e.slack_wire import SlackWire

Ask: TypeAlias = Callable[[int, int], Awaitable[None]]
"""Let the member with one number thank the one with another, and wait for the answer."""

_MEMBERS = 600
_ROUNDS = 4
"""Each member gives one kudos a round, and one before; five a day are allowed."""
_AT_ONCE = 64
_REASON = "for the clear notes from Tuesday"


async def run() -> list[Figure]:
    """Measure `slack_http_kudos` and `discord_kudos`."""
    with folder() as path:
        return [await _slack(path), await _discord(path)]


async def _slack(path: Path) -> Figure:
    async with SlackWire(validate=False, echo=False) as ours, SlackWire(validate=False, echo=False) as theirs:
        crowds = [[wire.person(f"m{number}") for number in range(_MEMBERS)] for wire in (ours, theirs)]
        for wire, people in zip((ours, theirs), crowds, strict=True):
            wire.world.conversation("general").members.update(dict.fromkeys(one.id for one in people))
        limit = {
            "BENCH_API_URL": theirs.api_url,
            "BENCH_TOKEN": theirs.bot_token,
            "BENCH_SIGNING_KEY": SIGNING_KEY,
        }
        async with (
            bot(path / "slack.db", of_slack(ours, "http")) as whole,
            plain("benchmarks.plain_slack", limit, path) as empty,
        ):
            ours.http_client(whole.address, SIGNING_KEY)
            theirs.http_client(empty.address, SIGNING_KEY)
            return await _compared("slack_http_kudos", _slack_ask(ours, crowds[0]), _slack_ask(theirs, crowds[1]))


def _slack_ask(wire: SlackWire, people: list[SlackPerson]) -> Ask:
    async def ask(giver: int, receiver: int) -> None:
        to = people[receiver]
        text = f"<@{to.id}|{to.name}> {_REASON}"
        done = await wire.slash(people[giver], "general", "/kudos", text, should_escape=False)
        if not done.ack.ok or not ("written down" in str(done.payload) or "Noted" in str(done.payload)):
            raise RuntimeError(f"{done.ack}")

    return ask


async def _discord(path: Path) -> Figure:
    rules = Rules(validate=False, answer_within=None)
    async with DiscordWire(rules=rules) as ours, DiscordWire(rules=rules) as theirs:
        crowds = [[wire.person(f"m{number}") for number in range(_MEMBERS)] for wire in (ours, theirs)]
        rooms = [
            wire.named(wire.guild(members=people), "general")
            for wire, people in zip((ours, theirs), crowds, strict=True)
        ]
        limit = {
            "BENCH_API_URL": theirs.api_url,
            "BENCH_GATEWAY_URL": theirs.gateway_url,
            "BENCH_TOKEN": theirs.token,
        }
        async with (
            bot(path / "discord.db", of_discord(ours)),
            plain("benchmarks.plain_discord", limit, path),
        ):
            await ours.until(lambda: ours.connected and ours.commands(), 20)
            await theirs.until(lambda: theirs.connected and theirs.commands(), 20)
            return await _compared(
                "discord_kudos",
                _discord_ask(ours, crowds[0], rooms[0]),
                _discord_ask(theirs, crowds[1], rooms[1]),
            )


def _discord_ask(wire: DiscordWire, people: list[DiscordPerson], room: Channel) -> Ask:
    async def ask(giver: int, receiver: int) -> None:
        options: dict[str, Value] = {"to": people[receiver], "reason": _REASON}
        done = await wire.slash(people[giver], room, "kudos give", options)
        await done.answered(30)
        if not ("written down" in done.text or "Noted" in done.text):
            raise RuntimeError(done.text)

    return ask


async def _compared(name: str, ours: Ask, theirs: Ask) -> Figure:
    """Let both bots answer the same rounds in turn; the first, in which they meet everybody, is not counted."""
    rates: list[float] = []
    limits: list[float] = []
    for number in range(_ROUNDS + 1):
        rates.append(await _round(ours, number))
        limits.append(await _round(theirs, number))
    rates, limits = rates[1:], limits[1:]
    ratio = median_of([one / other for one, other in zip(rates, limits, strict=True)])
    return Figure(
        name=name, value=median_of(rates), unit="events/s", limit=median_of(limits), ratio=ratio, goal="≥ 0.35"
    )


async def _round(ask: Ask, number: int) -> float:
    """Let every member thank another one, so many at once; gives answers a second."""
    givers = iter(range(_MEMBERS))

    async def busy() -> None:
        for giver in givers:
            await ask(giver, (giver + 1 + number) % _MEMBERS)

    began = time.perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(_AT_ONCE):
            tasks.create_task(busy())
    return _MEMBERS / (time.perf_counter() - began)
