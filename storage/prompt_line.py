"""The line of prompts in SQL: which comes next, in statements whose cost does not grow with the bank.

What a category drew is summed up in a row of its own; fresh prompts, those passed over and those posted each stand
in an index in the order they come.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, func, or_, select, update

from copbot.model.prompt_choice import Category, Kind
from copbot.model.prompts import Prompt, PromptWords, Standing, Used
from copbot.refs import CommunityId
from storage.columns import Instant, table
from storage.prompt_rows import COLUMNS, read_prompt
from storage.statements import Prepared
from storage.tables.prompts import PromptKindRow, PromptRow

_prompt = table(PromptRow)
_kind = table(PromptKindRow)
_p = _prompt.c

_READY = Standing.READY.value
_here = _p.community == bindparam("community")
_mine = (_p.community == bindparam("b_community"), _p.id == bindparam("b_id"))
_free = and_(_p.queued.is_(None), _p.held_for.is_(None))
_of_pack = or_(_p.pack.is_(None), _p.pack == bindparam("pack"))

_BY_ID = Prepared(select(*COLUMNS).where(*_mine))
_TAKEN = Prepared(select(_p.pack_key).where(_here, _p.pack_key.is_not(None)))
_fresh = (
    select(func.min(_p.id))
    .where(_p.community == _kind.c.community, _p.category == _kind.c.category, _p.standing == _READY)
    .where(_p.turn.is_(None), _p.pack.is_(None), _free)
    .scalar_subquery()
)
_KINDS = Prepared(
    select(_kind.c.category, _fresh.label("fresh"), _kind.c.used_at, _kind.c.posts, _kind.c.people)
    .where(_kind.c.community == bindparam("community"))
    .order_by(_kind.c.category)
)
_line = select(_p.id).where(_here, _p.standing == _READY, _of_pack).limit(1)
_passed = _line.where(_p.used_at.is_(None), _p.turn.is_not(None), _free).order_by(_p.turn, _p.id)
_posted = _line.where(_p.used_at.is_not(None), _p.turn.is_not(None), _free).order_by(_p.turn, _p.id)
_spoken_for = _line.order_by(_p.queued.is_not(None), _p.turn, _p.id)
_LATER = tuple(Prepared(one) for one in (_passed, _posted, _spoken_for))
_LATER_OF = tuple(Prepared(one.where(_p.category == bindparam("category"))) for one in (_passed, _posted, _spoken_for))
_held = select(_p.id).where(_p.held_for == bindparam("series"), _here).limit(1).scalar_subquery()
_queue = (
    select(_p.id)
    .where(_here, _p.queued.is_not(None), _p.held_for.is_(None))
    .order_by(_p.queued)
    .limit(1)
    .scalar_subquery()
)
WAITING = func.coalesce(_held, _queue)
"""The prompt that waits for a `series` of a `community`: held for it, else the queue's first."""
_WAITING = Prepared(select(WAITING.label("id")))
_now = bindparam("b_now", type_=Instant())
_USE = Prepared(
    update(_prompt)
    .where(*_mine)
    .values(used_at=_now, turn=_now, posts=_p.posts + 1, queued=None, held_for=None)
    .returning(_p.text, _p.category, _p.hint, _p.author, _p.suggested)
)
_COUNT = Prepared(
    update(_kind)
    .where(_kind.c.community == bindparam("b_community"), _kind.c.category == bindparam("b_category"))
    .values(used_at=_now, posts=_kind.c.posts + 1)
)
_HOLD = Prepared(update(_prompt).where(*_mine).values(held_for=bindparam("b_series")).returning(*COLUMNS))


class SqlPromptLine:
    """The line in which one community's prompts come."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def get(self, prompt: int) -> Prompt | None:
        """Give one by its number."""
        row = _BY_ID.first(self._connection, b_community=self._community, b_id=prompt)
        return None if row is None else read_prompt(row)

    def kinds(self) -> tuple[Kind, ...]:
        """Sum up the bank by category."""
        return tuple(Kind(*row) for row in _KINDS.all(self._connection, community=self._community))

    def taken(self) -> frozenset[str]:
        """List the keys of the starter prompts that are in the bank."""
        return frozenset(row.pack_key for row in _TAKEN.all(self._connection, community=self._community))

    def later(self, only: Category | None, pack: str | None) -> int | None:
        """Give the first of those passed over, else the longest unused one; starter prompts only of this pack.

        What is held or queued comes only when there is nothing else.
        """
        known: dict[str, object] = {"community": self._community, "pack": pack}
        if only is not None:
            known["category"] = only
        for statement in _LATER if only is None else _LATER_OF:
            found = statement.scalar(self._connection, **known)
            if found is not None:
                return int(found)
        return None

    def waiting(self, series: int) -> int | None:
        """Tell what comes next whatever the bank says: the prompt held for a series, else the queue's first."""
        found = _WAITING.scalar(self._connection, community=self._community, series=series)
        return None if found is None else int(found)

    def use(self, prompt: int, now: datetime) -> Used:
        """Write down that it is posted now: it leaves the queue and goes to the end of the line."""
        mine = {"b_community": self._community, "b_now": now}
        row = _USE.first(self._connection, **mine, b_id=prompt)
        _COUNT.run(self._connection, **mine, b_category=row.category)
        words = PromptWords(text=row.text, category=row.category, hint=row.hint)
        return Used(words=words, suggested_by=row.author if row.suggested else None)

    def pass_over(self, prompt: int, now: datetime) -> None:
        """Send it behind everything that is still fresh, and hold it for nobody."""
        self._change(prompt, turn=now, held_for=None)

    def hold(self, prompt: int, series: int) -> Prompt:
        """Have it be the series' next prompt, instead of what was held before; gives it as it stands."""
        held = _HOLD.first(self._connection, b_community=self._community, b_id=prompt, b_series=series)
        self._give_back(and_(_p.held_for == series, _p.id != prompt))
        return read_prompt(held)

    def release(self, series: int) -> None:
        """Hold nothing for a series any more."""
        self._give_back(_p.held_for == series)

    def enqueue(self, prompt: int) -> None:
        """Put it at the end of the facilitators' queue."""
        here = _p.community == self._community
        last = self._connection.execute(select(func.max(_p.queued)).where(here)).scalar() or 0
        self._change(prompt, queued=last + 1)

    def dequeue(self, prompt: int) -> bool:
        """Take it out of the queue; False when it was not in it."""
        mine = (_p.community == self._community, _p.id == prompt, _p.queued.is_not(None))
        taken = self._connection.execute(update(_prompt).where(*mine).values(queued=None)).rowcount == 1
        self._give_back(_p.id == prompt)
        return taken

    def _change(self, prompt: int, **values: object) -> None:
        mine = (_p.community == self._community, _p.id == prompt)
        self._connection.execute(update(_prompt).where(*mine).values(**values))

    def _give_back(self, which: Any) -> None:  # noqa: ANN401 -- a condition
        """Hold such prompts no more; an untouched starter prompt leaves the bank, and so is its pack's first again."""
        here = _p.community == self._community
        self._connection.execute(update(_prompt).where(here, which).values(held_for=None))
        forget_untouched(self._connection, self._community)


def forget_untouched(connection: Connection, community: CommunityId) -> None:
    """Take untouched starter prompts that wait for nothing out of the bank; they stay in their pack."""
    untouched = (_p.turn.is_(None), _p.pack.is_not(None), _p.standing == _READY, _free)
    connection.execute(delete(_prompt).where(_p.community == community, *untouched))
