"""Which token speaks for which workspace."""

from datetime import datetime, timedelta

from pydantic import SecretStr

from copbot.installations import InstallationStore
from copbot.ports import Clock

_REMEMBERED = timedelta(minutes=10)


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
