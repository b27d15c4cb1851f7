"""Rounds of mentorship in SQL: their plans, and what facilitators laid down for them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from copbot.codec import decode, encode
from copbot.model.mentorship_life import Mark, Round, RoundState
from copbot.model.mentorship_pool import MentorPlan, Pair
from copbot.refs import CommunityId, MemberId
from storage.columns import table
from storage.statements import Row, upsert
from storage.tables.mentorship import MentorMarkRow, MentorRoundRow

_round = table(MentorRoundRow)
_mark = table(MentorMarkRow)


class SqlMentorRounds:
    """The rounds of one community's programmes in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def begin(self, drawn: Round) -> int:
        """Write a new one down; gives its id."""
        values = {
            "community": self._community,
            "programme": drawn.programme,
            "state": drawn.state.value,
            **_columns(drawn),
        }
        made: int = self._connection.execute(insert(_round).returning(_round.c.id), values).scalar_one()
        return made

    def get(self, drawn: int) -> Round | None:
        """Give one by id."""
        row = self._connection.execute(select(_round).where(*self._this(drawn))).first()
        return None if row is None else _read(row)

    def of(self, programme: int) -> tuple[Round, ...]:
        """List a programme's, newest first."""
        here = select(_round).where(_round.c.community == self._community, _round.c.programme == programme)
        return tuple(_read(row) for row in self._connection.execute(here.order_by(_round.c.id.desc())))

    def change(self, drawn: Round) -> None:
        """Keep a round's changed fields, but its state."""
        self._connection.execute(update(_round).where(*self._this(drawn.id)).values(**_columns(drawn)))

    def move(self, drawn: int, start: RoundState, to: RoundState) -> bool:
        """Bring a round from one state into another; False when it is in the first no more (pressed twice)."""
        moving = update(_round).where(*self._this(drawn), _round.c.state == start.value).values(state=to.value)
        return self._connection.execute(moving).rowcount == 1

    def mark(self, drawn: int, pair: Pair, mark: Mark) -> None:
        """Pin or forbid two members; in place of what was laid down about them before."""
        upsert(
            self._connection,
            _mark,
            ("round", "mentor", "mentee"),
            round=drawn,
            mentor=pair.mentor,
            mentee=pair.mentee,
            community=self._community,
            mark=mark.value,
        )

    def unmark(self, drawn: int, pair: Pair) -> None:
        """Take back what was laid down about two members."""
        these = (_mark.c.mentor == pair.mentor, _mark.c.mentee == pair.mentee)
        here = (_mark.c.community == self._community, _mark.c.round == drawn)
        self._connection.execute(delete(_mark).where(*here, *these))

    def marks(self, drawn: int) -> Mapping[Pair, Mark]:
        """Give what was laid down for a round."""
        here = select(_mark).where(_mark.c.community == self._community, _mark.c.round == drawn)
        rows = self._connection.execute(here.order_by(_mark.c.mentor, _mark.c.mentee))
        return {Pair(MemberId(row.mentor), MemberId(row.mentee)): Mark(row.mark) for row in rows}

    def _this(self, drawn: int) -> tuple[Any, Any]:
        return _round.c.community == self._community, _round.c.id == drawn


def _columns(drawn: Round) -> dict[str, Any]:
    return {
        "attempt": drawn.attempt,
        "plan": None if drawn.plan is None else encode(drawn.plan, MentorPlan),
        "earlier": None if drawn.earlier is None else encode(drawn.earlier, MentorPlan),
        "made_by": drawn.made_by,
        "made_at": drawn.made_at,
        "published_at": drawn.published_at,
    }


def _read(row: Row) -> Round:
    return Round(
        id=row.id,
        programme=row.programme,
        state=RoundState(row.state),
        attempt=row.attempt,
        plan=None if row.plan is None else decode(row.plan, MentorPlan),
        earlier=None if row.earlier is None else decode(row.earlier, MentorPlan),
        made_by=row.made_by,
        made_at=row.made_at,
        published_at=row.published_at,
    )
