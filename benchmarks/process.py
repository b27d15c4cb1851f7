"""The process as an operator meets it: how soon it is ready, what it holds, and whether work ever makes it stall."""

import asyncio
import time
from datetime import UTC, datetime
from pathlib import Path

from adapters.workshop.charts import WorkshopPainter
from adapters.workshop.process import Workshop
from benchmarks.children import bot, of_discord, of_slack
from benchmarks.house import House, founded, house, kudos, thanked
from benchmarks.measure import Figure, folder, median_of
from copbot.bootstrap.parts import settled
from copbot.intents import Post
from copbot.message import Chart, Series, message, say
from copbot.ports import Books
from copbot.refs import ChannelRef, CommunityId
from tests.e2e.discord_wire import DiscordWire, Rules
from tests.e2e.slack_wire import SlackWire

_MEMBERS = 600
_BACKLOG = 5_000
_CHANNELS = 500
_EVERY = 0.02
_BETWEEN_CHARTS = 1.0
_ROUNDS = 3
_SETTLE = 3.0
_CHART = Chart(
    title=say("What we did"),
    labels=("Answers", "Resources", "Kudos"),
    series=(Series(say("this week"), (40, 12, 95)), Series(say("the week before"), (31, 9, 80))),
    alt=say("More of everything than the week before."),
)


async def run() -> list[Figure]:
    """Measure `ack_stall`, `idle_rss` and `start_to_ready`."""
    with folder() as path:
        stalls = [await _stall(path / f"stall-{number}.db") for number in range(_ROUNDS)]
        starts = [await _start(path / "start.db") for _ in range(_ROUNDS)]
    stall, held, ready = median_of(stalls), median_of([one[0] for one in starts]), median_of([one[1] for one in starts])
    return [
        Figure(name="ack_stall", value=stall * 1000, unit="ms", limit=50, ratio=None, goal="≤ 50"),
        Figure(name="idle_rss", value=held, unit="MB", limit=150, ratio=None, goal="≤ 150"),
        Figure(name="start_to_ready", value=ready, unit="s", limit=2, ratio=None, goal="≤ 2"),
    ]


async def _stall(path: Path) -> float:
    """Give the longest answer to a steady trickle while charts are drawn and a backlog goes out."""
    async with house(path) as one, Workshop() as workshop:
        now = datetime.now(UTC)
        community = await founded(one.transactions, now)
        await thanked(one.bot, [kudos(giver, giver + 1) for giver in range(0, _MEMBERS, 2)])
        await one.bot.settle()
        before = len(one.platform.posted)
        await one.transactions.write(lambda books: _pile(books, community, now))
        async with asyncio.TaskGroup() as tasks:
            delivering = tasks.create_task(one.bot.deliverer.run())
            drawing = tasks.create_task(_draw(WorkshopPainter(workshop)))
            with settled():
                longest = await _trickle(one, before + _BACKLOG)
            delivering.cancel()
            drawing.cancel()
    return longest


async def _trickle(one: House, until: int) -> float:
    """Give a kudos every 20 ms until so much was delivered; tells the longest answer."""
    answers: list[asyncio.Task[float]] = []
    while len(one.platform.posted) < until:
        giver = 2 * len(answers) + 1
        answers.append(asyncio.create_task(_answered(one, giver)))
        await asyncio.sleep(_EVERY)
    return max(await asyncio.gather(*answers))


async def _answered(one: House, giver: int) -> float:
    began = time.perf_counter()
    await one.bot.inbox(kudos(giver % _MEMBERS, (giver * 7 + 3) % _MEMBERS))
    return time.perf_counter() - began


async def _draw(painter: WorkshopPainter) -> None:
    while True:
        await painter.draw(_CHART)
        await asyncio.sleep(_BETWEEN_CHARTS)


def _pile(books: Books, community: CommunityId, now: datetime) -> None:
    """Put the backlog into the outbox."""
    for number in range(_BACKLOG):
        channel = ChannelRef("sim", "demo", f"c{number % _CHANNELS}")
        post = Post(key=f"backlog:{number}", to=channel, message=message(say("What did you try this week?")))
        books.outbox.put(community, post, lane=str(channel), now=now, not_before=now)


async def _start(path: Path) -> tuple[float, float]:
    """Give megabytes and seconds of the whole bot with both platforms connected and nothing to do."""
    async with SlackWire(validate=False) as slack, DiscordWire(rules=Rules(validate=False)) as discord:
        discord.guild(members=[discord.person("ann"), discord.person("bob")])
        async with bot(path, {**of_slack(slack, "socket"), **of_discord(discord)}) as child:
            await discord.until(lambda: discord.connected and discord.commands())
            await asyncio.sleep(_SETTLE)
            return await child.megabytes(), child.seconds
