"""Schedules and occurrences in SQL."""

from datetime import UTC, datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from copbot.codec import decode, encode
from copbot.events import JobDue
from copbot.message import Said
from copbot.model.timetable import Happened, Outcome, Scheduled
from copbot.refs import CommunityId
from copbot.schedule import Occurrence, Schedule, from_text, next_occurrence, to_text
from storage.columns import table
from storage.statements import Prepared, Row, insert_once, upsert
from storage.tables.traffic import OccurrenceRow, ScheduleRow

_schedule = table(ScheduleRow)
_occurrence = table(OccurrenceRow)

_DUE = Prepared(
    select(*(_schedule.c[name] for name in ("id", "community", "kind", "subject", "next_at", "next_nominal")))
    .where(_schedule.c.next_at <= bindparam("now"))
    .order_by(_schedule.c.next_at, _schedule.c.id)
    .limit(bindparam("most"))
)
_NEXT = Prepared(select(func.min(_schedule.c.next_at).label("due")))
_ONE = select(_schedule).where(_schedule.c.id == bindparam("id"), _schedule.c.community == bindparam("community"))
_BY_ID = Prepared(_ONE)
_LOCKED = Prepared(_ONE.with_for_update())
_ADVANCE = Prepared(
    update(_schedule)
    .where(_schedule.c.id == bindparam("b_id"), _schedule.c.community == bindparam("b_community"))
    .values(next_at=bindparam("b_at"), next_nominal=bindparam("b_nominal"))
)


class SqlTimetable:
    """The schedules of one community in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def add(self, kind: str, subject: str, schedule: Schedule, now: datetime) -> Scheduled:
        """Keep a recurring schedule; its first occurrence is after `now`."""
        first = next_occurrence(schedule, now)
        values = {
            "community": self._community,
            "kind": kind,
            "subject": subject,
            "rule": to_text(schedule),
            "next_at": first and first.at,
            "next_nominal": first and first.nominal,
        }
        made = self._connection.execute(insert(_schedule).returning(_schedule.c.id), values).scalar_one()
        return _scheduled(made, kind, subject, schedule, first)

    def once(self, kind: str, subject: str, at: datetime) -> None:
        """Have something done once at an instant; the same kind and subject again moves it."""
        upsert(
            self._connection,
            _schedule,
            ("community", "kind", "subject"),
            community=self._community,
            kind=kind,
            subject=subject,
            rule=None,
            next_at=at,
            next_nominal=at.astimezone(UTC).replace(tzinfo=None),
        )

    def cancel(self, kind: str, subject: str) -> None:
        """Forget what was to be done for this kind and subject, recurring or once."""
        self._connection.execute(
            delete(_schedule).where(
                _schedule.c.community == self._community, _schedule.c.kind == kind, _schedule.c.subject == subject
            )
        )

    def get(self, schedule: int) -> Scheduled | None:
        """Give one by id."""
        row = _BY_ID.first(self._connection, id=schedule, community=self._community)
        return None if row is None or row.rule is None else _read(row)

    def all(self, kind: str | None = None) -> tuple[Scheduled, ...]:
        """List the recurring ones, soonest first, of one kind or of all."""
        mine = (_schedule.c.community == self._community) & _schedule.c.rule.is_not(None)
        wanted = mine if kind is None else mine & (_schedule.c.kind == kind)
        order = (_schedule.c.next_at.is_(None), _schedule.c.next_at, _schedule.c.id)
        return tuple(_read(row) for row in self._connection.execute(select(_schedule).where(wanted).order_by(*order)))

    def change(self, schedule: int, rule: Schedule, after: datetime) -> Scheduled:
        """Replace the rule; the next occurrence is the first after `after`.

        Raises: KeyError when there is no such schedule.
        """
        row = self._row(schedule)
        if row is None:
            raise KeyError(schedule)
        following = next_occurrence(rule, after)
        mine = (_schedule.c.id == schedule) & (_schedule.c.community == self._community)
        self._connection.execute(update(_schedule).where(mine).values(rule=to_text(rule)))
        self._advance(schedule, following)
        return _scheduled(schedule, row.kind, row.subject, rule, following)

    def skip_next(self, schedule: int, why: Said) -> Scheduled:
        """Leave out the next occurrence, keeping a row that says why.

        Raises: KeyError when there is no such schedule, or it will not fall due again.
        """
        row = self._row(schedule)
        if row is None or row.rule is None or row.next_at is None:
            raise KeyError(schedule)
        self._write_down(row, Outcome.SKIPPED, row.next_at, why)
        rule = from_text(row.rule)
        following = next_occurrence(rule, Occurrence(row.next_nominal, row.next_at))
        self._advance(schedule, following)
        return _scheduled(schedule, row.kind, row.subject, rule, following)

    def history(self, since: datetime) -> tuple[Happened, ...]:
        """List what fell due since, newest first."""
        mine = (_occurrence.c.community == self._community) & (_occurrence.c.due_at >= since)
        rows = self._connection.execute(select(_occurrence).where(mine).order_by(_occurrence.c.due_at.desc()))
        return tuple(
            Happened(
                schedule=row.schedule,
                kind=row.kind,
                subject=row.subject,
                nominal=row.nominal,
                due_at=row.due_at,
                outcome=Outcome(row.outcome),
                why=None if row.why is None else decode(row.why, Said),
            )
            for row in rows
        )

    def occur(self, job: JobDue, now: datetime) -> bool:
        """Write an occurrence down and advance its schedule; False when that was done before.

        Something to be done once is its own row: the first to take it away does it. An occurrence that was skipped
        and came up again, after a change of the rule, stays skipped.
        """
        row = self._row(job.schedule)
        if row is None or row.next_nominal != job.nominal:
            return False
        if row.rule is None:
            gone = delete(_schedule).where(_schedule.c.id == row.id, _schedule.c.next_nominal == job.nominal)
            return self._connection.execute(gone).rowcount == 1
        is_new = self._write_down(row, Outcome.MISSED if job.missed else Outcome.DONE, now, None)
        self._advance(row.id, next_occurrence(from_text(row.rule), Occurrence(row.next_nominal, row.next_at)))
        return is_new

    def skipped(self, job: JobDue, why: Said) -> None:
        """Say of an occurrence just written down that nothing was done, and why."""
        mine = (_occurrence.c.schedule == job.schedule) & (_occurrence.c.nominal == job.nominal)
        values = {"outcome": Outcome.SKIPPED.value, "why": encode(why, Said)}
        self._connection.execute(
            update(_occurrence).where(mine, _occurrence.c.community == self._community).values(**values)
        )

    def _write_down(self, row: Row, outcome: Outcome, now: datetime, why: Said | None) -> bool:
        return insert_once(
            self._connection,
            _occurrence,
            schedule=row.id,
            nominal=row.next_nominal,
            community=self._community,
            kind=row.kind,
            subject=row.subject,
            due_at=row.next_at,
            at=now,
            outcome=outcome.value,
            why=None if why is None else encode(why, Said),
        )

    def _row(self, schedule: int) -> Row:
        return _LOCKED.first(self._connection, id=schedule, community=self._community)

    def _advance(self, schedule: int, following: Occurrence | None) -> None:
        _ADVANCE.run(
            self._connection,
            b_id=schedule,
            b_community=self._community,
            b_at=None if following is None else following.at,
            b_nominal=None if following is None else following.nominal,
        )


def due(connection: Connection, now: datetime, limit: int) -> tuple[tuple[CommunityId, JobDue], ...]:
    """List schedules of all communities that are due, oldest first."""
    return tuple(
        (
            CommunityId(row.community),
            JobDue(schedule=row.id, kind=row.kind, subject=row.subject, nominal=row.next_nominal, due_at=row.next_at),
        )
        for row in _DUE.all(connection, now=now, most=limit)
    )


def next_due(connection: Connection) -> datetime | None:
    """Tell when the next schedule of any community falls due."""
    found: datetime | None = _NEXT.scalar(connection)
    return found


def _read(row: Row) -> Scheduled:
    following = None if row.next_at is None else Occurrence(row.next_nominal, row.next_at)
    return _scheduled(row.id, row.kind, row.subject, from_text(row.rule), following)


def _scheduled(key: int, kind: str, subject: str, schedule: Schedule, following: Occurrence | None) -> Scheduled:
    return Scheduled(
        id=key,
        kind=kind,
        subject=subject,
        schedule=schedule,
        next_at=None if following is None else following.at,
        next_nominal=None if following is None else following.nominal,
    )
