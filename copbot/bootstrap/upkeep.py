"""What an operator does beside running the bot: check it, upgrade, back up and restore its database."""

import importlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import copbot
from copbot.config import Settings, SlackSettings
from copbot.errors import OperatorError
from copbot.installations import keys_of
from storage import backup as backups
from storage import restore as restoring
from storage.database import open_database
from storage.looking import looking, standing

_PACKAGES = ("copbot", "adapters", "commands", "storage")


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of `copbot check`: what was looked at, and what is wrong with it, if anything."""

    what: str
    trouble: str | None = None


async def check(settings: Settings) -> AsyncIterator[Finding]:
    """Look at everything that can keep the bot from running, one thing after another."""
    yield Finding("configuration", None if _connects(settings) else "Neither [discord] nor [slack] is enabled.")
    yield Finding("packages", _shadowed())
    yield _database(settings.database.url)
    if settings.discord.enabled:
        from adapters.discord.checking import invitation, troubles
        from adapters.discord.settings import settings_of

        wanted = settings_of(settings.discord)
        for trouble in await troubles(wanted) or (None,):
            yield Finding("discord", trouble)
        invite = invitation(wanted)
        if invite is not None:
            yield Finding(f"discord: invite it with {invite}")
    if settings.slack.enabled:
        from adapters.slack.checking import troubles as slack_troubles

        troubles_found = await slack_troubles(settings.slack)
        for trouble in troubles_found or (None,):
            yield Finding("slack", trouble)
        if settings.slack.many_workspaces and not troubles_found:
            yield _workspaces(settings.database.url, settings.slack)


def upgrade(url: str) -> None:
    """Bring a database's schema up to date."""
    with open_database(url):
        pass


def back_up(url: str, to: Path, progress: Callable[[str, int, int], None]) -> int:
    """Write all that a database holds to a file; gives how many rows."""
    return sum(part.rows for part in backups.backup(url, to, progress).parts)


def restore(url: str, source: Path, progress: Callable[[str, int, int], None], *, replace: bool) -> int:
    """Read a backup into an empty database, or in place of what another holds; gives how many rows."""
    return sum(part.rows for part in restoring.restore(url, source, progress, replace=replace).parts)


def _connects(settings: Settings) -> bool:
    return settings.discord.enabled or settings.slack.enabled


def _shadowed() -> str | None:
    """Tell which of our packages is hidden behind a stranger's of the same name."""
    home = Path(copbot.__file__).resolve().parent.parent
    for name in _PACKAGES:
        found = Path(str(importlib.import_module(name).__file__)).resolve()
        if found.parent.parent != home:
            return f"Another package called “{name}” hides ours: {found}. Install copbot into a folder of its own."
    return None


def _database(url: str) -> Finding:
    try:
        said = str(standing(url))
    except OperatorError as error:
        return Finding("database", str(error))
    return Finding(f"database: {said}" if said else "database")


def _workspaces(url: str, slack: SlackSettings) -> Finding:
    """Tell how many workspaces installed the Slack app by themselves, and whether the key opens their tokens."""
    from storage.installations import workspaces

    try:
        with looking(url) as connection:
            names = () if connection is None else workspaces(connection, keys_of(slack.storage_key))
    except OperatorError as error:
        return Finding("slack: installations", str(error))
    return Finding(f"slack: installed in {len(names)} workspaces")
