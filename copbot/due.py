"""Whatever fell due becomes a `JobDue` or `JobsDue` event: the same way in as everything else."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog

from copbot.events import Event, JobDue, JobsDue, Place
from copbot.ports import Books, Clock, Inbox, Transactions
from copbot.refs import CommunityId

_log = structlog.get_logger(__name__)

_AT_ONCE = 64
_TOGETHER = 16
"""So many of one community share a transaction: few, as nobody else's is at work there meanwhile."""
_AFTER_A_FAULT = timedelta(minutes=1)
TIME = "time"
"""The platform name of events that the clock causes."""


class DueRunner:
    """Hands schedules that are due to the inbox; correctness comes from the occurrence's row, not from here."""

    def __init__(self, *, transactions: Transactions, clock: Clock, inbox: Inbox) -> None:
        self._transactions = transactions
        self._clock = clock
        self._inbox = inbox
        self._failed: dict[tuple[int, datetime], datetime] = {}

    async def run_due(self) -> int:
        """Run all that is due now; gives how many there were.

        One that fails is a bug: it is logged, stays due, and is tried again a minute later.
        """
        count = 0
        while jobs := await self._next_jobs():
            await asyncio.gather(*(self._run(community, some) for community, some in _by_community(jobs)))
            count += len(jobs)
        return count

    async def next_due(self) -> datetime | None:
        """Tell when the next schedule falls due."""
        return await self._transactions.read(lambda books: books.next_due())

    async def _next_jobs(self) -> list[tuple[CommunityId, JobDue]]:
        now = self._clock.now()
        self._failed = {job: until for job, until in self._failed.items() if until > now}
        most = _AT_ONCE + len(self._failed)

        def ask(books: Books) -> tuple[tuple[CommunityId, JobDue], ...]:
            return books.due(now, most)

        found = await self._transactions.read(ask)
        return [(community, job) for community, job in found if (job.schedule, job.nominal) not in self._failed]

    async def _run(self, community: CommunityId, jobs: Sequence[JobDue]) -> None:
        """Run some together, and when that fails each alone, so that one broken job stops no other."""
        place = Place(platform=TIME, tenant=str(community))
        if len(jobs) > 1:
            try:
                await self._inbox(Event(place=place, happened=JobsDue(tuple(jobs)), community=community))
            except Exception as error:  # noqa: BLE001 -- the one that failed is found and logged below
                _log.info("jobs_run_one_by_one", jobs=len(jobs), why=str(error))
            else:
                return
        for job in jobs:
            try:
                await self._inbox(Event(place=place, happened=job, community=community))
            except Exception:  # noqa: BLE001 -- one broken job must not stop the others
                _log.exception("job_failed", kind=job.kind, schedule=job.schedule)
                self._failed[job.schedule, job.nominal] = self._clock.now() + _AFTER_A_FAULT


def _by_community(jobs: Sequence[tuple[CommunityId, JobDue]]) -> list[tuple[CommunityId, list[JobDue]]]:
    """Give the jobs of each community, a few at a time and in their order."""
    found: defaultdict[CommunityId, list[JobDue]] = defaultdict(list)
    for community, job in jobs:
        found[community].append(job)
    starts = [(community, start) for community, some in found.items() for start in range(0, len(some), _TOGETHER)]
    return [(community, found[community][start : start + _TOGETHER]) for community, start in starts]
