"""Check-ins, goal progress and reflections of mentorship in SQL."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, select, update

from copbot.model.mentorship_check_ins import CheckIn, CheckInKind, Met, Progress, Reflection
from copbot.refs import CommunityId, MemberId
from storage.columns import table
from storage.statements import Row, insert_once, upsert
from storage.tables.mentorship import MentorCheckInRow, MentorProgressRow, MentorReflectionRow

_check_in = table(MentorCheckInRow)
_progress = table(MentorProgressRow)
_reflection = table(MentorReflectionRow)


class SqlMentorCheckIns:
    """What was asked and told in one community's matches, in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def ask(self, check_in: CheckIn) -> int | None:
        """Write a question down; gives its id, or None when it was asked before."""
        question = {
            "match": check_in.match,
            "member": check_in.member,
            "kind": check_in.kind.value,
            "number": check_in.number,
        }
        values = {"community": self._community, **question, "asked_at": check_in.asked_at, **_answer(check_in)}
        if not insert_once(self._connection, _check_in, **values):
            return None
        asked = select(_check_in.c.id).where(*(_check_in.c[name] == value for name, value in question.items()))
        found: int = self._connection.execute(asked).scalar_one()
        return found

    def get(self, check_in: int) -> CheckIn | None:
        """Give one by id."""
        return next(iter(self._check_ins(_check_in.c.id == check_in)), None)

    def change(self, check_in: CheckIn) -> None:
        """Keep a check-in's changed fields."""
        here = (_check_in.c.community == self._community, _check_in.c.id == check_in.id)
        self._connection.execute(update(_check_in).where(*here).values(**_answer(check_in)))

    def of_match(self, match: int) -> tuple[CheckIn, ...]:
        """List those of a match, earliest first."""
        return self._check_ins(_check_in.c.match == match)

    def of_matches(self, matches: Collection[int]) -> tuple[CheckIn, ...]:
        """List those of several matches, earliest first."""
        return self._check_ins(_check_in.c.match.in_(list(matches)))

    def flagged(self) -> tuple[CheckIn, ...]:
        """List what facilitators should see and have not taken care of, earliest first."""
        return self._check_ins(_check_in.c.flagged, _check_in.c.seen_at.is_(None))

    def tell(self, progress: Progress) -> None:
        """Write progress down; told again at the same instant, it is replaced."""
        upsert(
            self._connection,
            _progress,
            ("match", "member", "at"),
            match=progress.match,
            member=progress.member,
            at=progress.at,
            community=self._community,
            percent=progress.percent,
            words=progress.words,
        )

    def progress(self, match: int) -> tuple[Progress, ...]:
        """List the progress told in a match, earliest first."""
        here = select(_progress).where(_progress.c.community == self._community, _progress.c.match == match)
        return tuple(
            Progress(match=row.match, member=MemberId(row.member), percent=row.percent, words=row.words, at=row.at)
            for row in self._connection.execute(here.order_by(_progress.c.at, _progress.c.member))
        )

    def reflect(self, reflection: Reflection) -> None:
        """Keep a reflection, in place of the member's earlier one."""
        upsert(
            self._connection,
            _reflection,
            ("match", "member"),
            match=reflection.match,
            member=reflection.member,
            community=self._community,
            at=reflection.at,
            score=reflection.score,
            learned=reflection.learned,
            thanks=reflection.thanks,
            story=reflection.story,
            thanked=reflection.thanked,
            entry=reflection.entry,
        )

    def reflections(self, matches: Collection[int]) -> tuple[Reflection, ...]:
        """List the reflections on these matches, earliest first."""
        here = (_reflection.c.community == self._community, _reflection.c.match.in_(list(matches)))
        rows = self._connection.execute(
            select(_reflection).where(*here).order_by(_reflection.c.at, _reflection.c.match, _reflection.c.member)
        )
        return tuple(_read_reflection(row) for row in rows)

    def _check_ins(self, *which: Any) -> tuple[CheckIn, ...]:  # noqa: ANN401 -- SQLAlchemy's generics
        here = select(_check_in).where(_check_in.c.community == self._community, *which)
        rows = self._connection.execute(here.order_by(_check_in.c.asked_at, _check_in.c.id))
        return tuple(_read_check_in(row) for row in rows)


def _answer(check_in: CheckIn) -> dict[str, Any]:
    return {
        "answered_at": check_in.answered_at,
        "met": None if check_in.met is None else check_in.met.value,
        "score": check_in.score,
        "words": check_in.words,
        "flagged": check_in.flagged,
        "seen_at": check_in.seen_at,
    }


def _read_check_in(row: Row) -> CheckIn:
    return CheckIn(
        id=row.id,
        match=row.match,
        member=MemberId(row.member),
        kind=CheckInKind(row.kind),
        number=row.number,
        asked_at=row.asked_at,
        answered_at=row.answered_at,
        met=None if row.met is None else Met(row.met),
        score=row.score,
        words=row.words,
        flagged=bool(row.flagged),
        seen_at=row.seen_at,
    )


def _read_reflection(row: Row) -> Reflection:
    return Reflection(
        match=row.match,
        member=MemberId(row.member),
        score=row.score,
        learned=row.learned,
        thanks=row.thanks,
        story=row.story,
        thanked=bool(row.thanked),
        entry=row.entry,
        at=row.at,
    )
