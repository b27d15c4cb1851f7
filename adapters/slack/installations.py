"""Workspaces that installed the app, and the tokens they gave for it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from pydantic import SecretStr

from copbot.ports import Clock

_REMEMBERED = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """One workspace's consent; `scopes` are those it granted."""

    team: str
    name: str
    bot_token: SecretStr
    bot_user: str
    scopes: frozenset[str] = frozenset()


class InstallationStore(Protocol):
    """Keeps installations; tokens are encrypted at rest by whoever implements it."""

    async def get(self, team: str) -> Installation | None:
        """Give a workspace's installation; None when there is none."""
        ...

    async def keep(self, installation: Installation) -> None:
        """Keep an installation, in place of the workspace's earlier one."""
        ...

    async def forget(self, team: str) -> None:
        """Remove a workspace's installation and its token."""
        ...


class Tokens:
    """Which token speaks for which workspace: the one there is, or what the store keeps, remembered for 10 minutes."""

    def __init__(self, fixed: SecretStr | None, store: InstallationStore | None, clock: Clock) -> None:
        self._fixed = fixed
        self._store = store
        self._clock = clock
        self._known: dict[str, tuple[SecretStr, datetime]] = {}

    async def of(self, team: str) -> str | None:
        """Give a workspace's bot token; None when the app is not installed there."""
        if self._fixed is not None:
            return self._fixed.get_secret_value()
        now = self._clock.now()
        known = self._known.get(team)
        if known is not None and known[1] > now:
            return known[0].get_secret_value()
        found = None if self._store is None else await self._store.get(team)
        if found is None:
            return None
        self._known[team] = (found.bot_token, now + _REMEMBERED)
        return found.bot_token.get_secret_value()

    def doubt(self, team: str) -> None:
        """Read a workspace's token anew next time: Slack refused it."""
        self._known.pop(team, None)

    async def forget(self, team: str) -> None:
        """Forget a workspace that removed the app."""
        self.doubt(team)
        if self._store is not None:
            await self._store.forget(team)
