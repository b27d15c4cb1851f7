"""Charts and files on their way to Slack: asked for an address, put there, completed.

A picture is uploaded without a channel and shown by an image block; Slack needs a moment before it takes it there.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import structlog

from adapters.slack.calls import Calls
from adapters.slack.text import Json
from copbot.errors import DeliveryError, Failure
from copbot.message import Chart, File, Message
from copbot.ports import Clock, Painter

_log = structlog.get_logger(__name__)
_PROCESSED_WITHIN = timedelta(seconds=30)
_REMEMBERED = timedelta(minutes=10)
_ALT = 1_000


class Uploads:
    """Brings charts and files to Slack; a chart drawn for one message is not drawn again when it is tried again."""

    def __init__(self, calls: Calls, painter: Painter, clock: Clock) -> None:
        self._calls = calls
        self._painter = painter
        self._clock = clock
        self._pictures: dict[tuple[str, Chart], tuple[str, datetime]] = {}

    async def pictures(self, team: str, message: Message) -> Mapping[Chart, str]:
        """Give the files a message's charts became; one that cannot be drawn or is refused is left out.

        Raises: DeliveryError for what is to be tried again later.
        """
        found: dict[Chart, str] = {}
        for chart in (block for block in message.blocks if isinstance(block, Chart)):
            file = await self._picture(team, chart)
            if file is not None:
                found[chart] = file
        return found

    def processing(self, team: str, charts: Iterable[Chart]) -> bool:
        """Tell whether one of these is so new that Slack may still be processing it."""
        now = self._clock.now()
        uploaded = [self._pictures[team, chart][1] for chart in charts if (team, chart) in self._pictures]
        return any(now - at < _PROCESSED_WITHIN for at in uploaded)

    async def share(self, team: str, channel: str, thread: str | None, files: Iterable[File]) -> None:
        """Hand files over in a conversation; they stand there as messages of their own.

        Raises: DeliveryError, ConnectionError or TimeoutError as calls do.
        """
        for file in files:
            key = await self._put(team, file.name, file.content)
            await self._complete(team, key, file.name, channel_id=channel, thread_ts=thread)

    async def _picture(self, team: str, chart: Chart) -> str | None:
        known = self._pictures.get((team, chart))
        if known is not None:
            return known[0]
        try:
            image = await self._painter.draw(chart)
        except Exception:  # noqa: BLE001 -- a painter's trouble must not keep the words back
            _log.exception("slack_chart_not_drawn", chart=str(chart.title))
            return None
        try:
            key = await self._put(team, "chart.png", image, alt=str(chart.alt)[:_ALT])
            await self._complete(team, key, str(chart.title))
        except DeliveryError as refused:
            if refused.failure is not Failure.REFUSED:
                raise
            _log.warning("slack_chart_refused", why=refused.why)
            return None
        except (ConnectionError, TimeoutError) as broken:
            raise DeliveryError(Failure.LATER, f"upload: {broken}") from None
        now = self._clock.now()
        self._pictures = {name: entry for name, entry in self._pictures.items() if now - entry[1] < _REMEMBERED}
        self._pictures[team, chart] = key, now
        return key

    async def _put(self, team: str, name: str, content: bytes, alt: str | None = None) -> str:
        asked: Json = await self._calls.ask(
            team,
            lambda client: client.files_getUploadURLExternal(filename=name, length=len(content), alt_txt=alt),
        )
        await self._calls.put(asked["upload_url"], content)
        return str(asked["file_id"])

    async def _complete(
        self, team: str, key: str, title: str, *, channel_id: str | None = None, thread_ts: str | None = None
    ) -> None:
        await self._calls.ask(
            team,
            lambda client: client.files_completeUploadExternal(
                files=[{"id": key, "title": title}], channel_id=channel_id, thread_ts=thread_ts
            ),
        )
