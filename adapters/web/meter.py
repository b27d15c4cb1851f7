"""What is counted: events in, and what waits to go out."""

import time
from collections.abc import Awaitable, Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from copbot.events import Event
from copbot.intents import Answer
from copbot.ports import Backlog, Inbox

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 3.0)


class Meter:
    """Counts events on their way in; the backlog is asked for at each scrape."""

    def __init__(self, backlog: Callable[[], Awaitable[Backlog]]) -> None:
        self.registry = CollectorRegistry()
        self._backlog = backlog
        self._events = Counter("copbot_events", "Events handled.", ("platform", "happened"), registry=self.registry)
        self._seconds = Histogram(
            "copbot_event_seconds", "Time to an answer.", buckets=_BUCKETS, registry=self.registry
        )
        self._waiting = Gauge("copbot_outbox_waiting", "Deliveries that wait.", registry=self.registry)
        self._dead = Gauge("copbot_outbox_dead", "Deliveries given up.", registry=self.registry)
        self._late = Gauge("copbot_schedules_due", "Schedules that are due now.", registry=self.registry)

    def counted(self, inbox: Inbox) -> Inbox:
        """Give the same inbox, counting."""

        async def count(event: Event) -> Answer:
            began = time.perf_counter()
            try:
                return await inbox(event)
            finally:
                self._seconds.observe(time.perf_counter() - began)
                self._events.labels(event.place.platform, type(event.happened).__name__).inc()

        return count

    async def refresh(self) -> None:
        """Read the backlog anew."""
        backlog = await self._backlog()
        self._waiting.set(backlog.waiting)
        self._dead.set(backlog.dead)
        self._late.set(backlog.due)
