"""The bot on the platforms that the settings enable."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime, timedelta
from functools import partial

import structlog
from starlette.routing import BaseRoute, Mount

from adapters.scheduler.clock import SystemClock
from adapters.scheduler.ticker import Ticker
from adapters.web.health import Check, routes
from adapters.web.meter import Meter
from adapters.web.server import serving
from adapters.workshop.charts import WorkshopPainter
from adapters.workshop.process import Workshop
from adapters.workshop.read_links import GuardedLinkReader
from adapters.workshop.solving import LONGEST, WorkshopSolver
from copbot.bootstrap.parts import repertoire, settled
from copbot.config import Settings, SlackSettings
from copbot.engine import Engine
from copbot.errors import OperatorError
from copbot.installations import InstallationStore, keys_of
from copbot.ports import Backlog, ChatAdapter, Clock, Painter, Transactions
from copbot.repertoire import Repertoire
from copbot.wording import Wording
from storage.database import open_database

_log = structlog.get_logger(__name__)

_SILENT_TOO_LONG = timedelta(minutes=3)
_TICK_TOO_OLD = timedelta(seconds=30)


class NothingToConnectError(OperatorError):
    """Neither Discord nor Slack is enabled."""


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[str]:
    """Run the whole bot for the length of a `with`; gives the address of its HTTP door.

    Raises: NothingToConnectError, and what the parts raise when they cannot start.
    """
    if not (settings.discord.enabled or settings.slack.enabled):
        raise NothingToConnectError(
            "Neither [discord] nor [slack] is enabled. Set enabled = true in one of them, or try `copbot demo`."
        )
    clock = SystemClock()
    known, wording = repertoire(), Wording()
    async with AsyncExitStack() as stack:
        workshop = await stack.enter_async_context(Workshop())
        links = await stack.enter_async_context(GuardedLinkReader(workshop))
        solving = await stack.enter_async_context(Workshop(limit=LONGEST))
        transactions = stack.enter_context(open_database(settings.database.url))
        installations = await _installations(settings.slack, transactions)
        adapters, doors = _platforms(
            settings, known, WorkshopPainter(workshop), clock, wording, installations=installations
        )
        meter = Meter(partial(_backlog, transactions, clock))
        engine = Engine(
            repertoire=known,
            transactions=transactions,
            clock=clock,
            wording=wording,
            adapters=adapters,
            links=links,
            solver=WorkshopSolver(solving),
            watched=meter.counted,
        )
        ticker = Ticker(clock=clock, on_beat=engine.due.run_due, on_hour=engine.tidy)
        checks = [
            Check("database", partial(_database_trouble, transactions, clock)),
            Check("scheduler", partial(_scheduler_trouble, ticker, clock)),
            *(Check(adapter.platform, partial(_silence, adapter, clock)) for adapter in adapters),
        ]
        health = routes(checks, meter.registry, meter.refresh)
        address = await stack.enter_async_context(serving(settings.web.host, settings.web.port, [*health, *doors]))
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        delivering = tasks.create_task(engine.deliverer.run())
        stack.callback(delivering.cancel)
        await stack.enter_async_context(ticker.running())
        for adapter in adapters:
            await stack.enter_async_context(adapter.connected(engine.inbox))
        stack.enter_context(settled())
        yield address


async def _installations(slack: SlackSettings, transactions: Transactions) -> InstallationStore | None:
    """Open what workspaces gave that install the Slack app by themselves; None where there is the token of one."""
    if not (slack.enabled and slack.many_workspaces):
        return None
    from adapters.slack.settings import demand
    from storage.installations import SqlInstallationStore

    demand(slack)
    store = SqlInstallationStore(transactions, keys_of(slack.storage_key))
    _log.info("slack_workspaces_known", how_many=await store.renew())
    return store


def _platforms(
    settings: Settings,
    known: Repertoire,
    painter: Painter,
    clock: Clock,
    wording: Wording,
    *,
    installations: InstallationStore | None,
) -> tuple[list[ChatAdapter], list[BaseRoute]]:
    """Make the adapters that are enabled, and the HTTP doors they bring; a disabled one's SDK is never loaded."""
    adapters: list[ChatAdapter] = []
    doors: list[BaseRoute] = []
    if settings.discord.enabled:
        from adapters.discord.adapter import DiscordAdapter
        from adapters.discord.settings import settings_of

        adapters.append(DiscordAdapter(settings_of(settings.discord), known, painter, clock, wording=wording))
    if settings.slack.enabled:
        from adapters.slack.adapter import SlackAdapter

        slack = SlackAdapter(
            settings.slack,
            repertoire=known,
            painter=painter,
            clock=clock,
            installations=installations,
            wording=wording,
        )
        adapters.append(slack)
        if settings.slack.mode == "http":
            doors.append(Mount("/slack", app=slack.asgi))
    return adapters, doors


async def _backlog(transactions: Transactions, clock: Clock) -> Backlog:
    now = clock.now()
    return await transactions.read(lambda books: books.backlog(now))


async def _database_trouble(transactions: Transactions, clock: Clock) -> str | None:
    try:
        await _backlog(transactions, clock)
    except Exception as error:  # noqa: BLE001 -- whatever it is, readiness says it
        _log.warning("database_not_ready", error=str(error))
        return "cannot be read"
    return None


async def _scheduler_trouble(ticker: Ticker, clock: Clock) -> str | None:
    if ticker.last_tick is None or clock.now() - ticker.last_tick > _TICK_TOO_OLD:
        return "has not ticked for 30 seconds"
    return None


async def _silence(adapter: ChatAdapter, clock: Clock) -> str | None:
    last: datetime | None = adapter.last_sign_of_life
    if last is None:
        return "is not connected yet"
    return "has been silent for three minutes" if clock.now() - last > _SILENT_TOO_LONG else None
