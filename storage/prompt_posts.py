"""Series, posts and answers of prompts in SQL."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from copbot.model.members import NEWCOMER_FOR
from copbot.model.prompt_choice import Category
from copbot.model.prompt_posts import FirstAnswer, Posting, PromptSeries, TalkedAbout
from copbot.refs import ChannelRef, CommunityId, MemberId, RoleRef
from storage.columns import table
from storage.prompt_line import WAITING, forget_untouched
from storage.statements import Prepared, Row, insert_once
from storage.tables.communities import MemberRow
from storage.tables.prompts import PromptKindRow, PromptPostingRow, PromptReplyRow, PromptRow, PromptSeriesRow

_prompt = table(PromptRow)
_series = table(PromptSeriesRow)
_posting = table(PromptPostingRow)
_reply = table(PromptReplyRow)
_kind = table(PromptKindRow)
_member = table(MemberRow)
_earlier = _reply.alias("earlier")

_SERIES = Prepared(
    select(_series).where(_series.c.id == bindparam("id"), _series.c.community == bindparam("community"))
)
_DUE = Prepared(
    select(_series, WAITING.label("waiting")).where(
        _series.c.id == bindparam("series"), _series.c.community == bindparam("community")
    )
)
_SERIES_IN = Prepared(
    select(_series).where(_series.c.community == bindparam("community"), _series.c.channel == bindparam("channel"))
)
_POST = Prepared(
    insert(_posting).returning(_posting.c.id), ("community", "key", "prompt", "series", "channel", "at", "by")
)
_POSTING = Prepared(
    select(_posting).where(_posting.c.id == bindparam("id"), _posting.c.community == bindparam("community"))
)
_POSTING_OF = Prepared(
    select(_posting).where(_posting.c.community == bindparam("community"), _posting.c.key == bindparam("key"))
)
_ANSWERED = Prepared(
    update(_reply)
    .where(
        _reply.c.community == bindparam("b_community"),
        _reply.c.posting == bindparam("b_posting"),
        _reply.c.member == bindparam("b_member"),
    )
    .values(replies=_reply.c.replies + 1)
)
_DREW = Prepared(
    update(_prompt)
    .where(
        _prompt.c.community == bindparam("b_community"),
        _prompt.c.id
        == select(_posting.c.prompt)
        .where(_posting.c.id == bindparam("b_posting"), _posting.c.community == bindparam("b_community"))
        .scalar_subquery(),
    )
    .values(replies=_prompt.c.replies + 1, people=_prompt.c.people + bindparam("b_people"))
    .returning(_prompt.c.category)
)
_DREW_KIND = Prepared(
    update(_kind)
    .where(_kind.c.community == bindparam("b_community"), _kind.c.category == bindparam("b_category"))
    .values(people=_kind.c.people + 1)
)
_ANYBODY = Prepared(
    select(_reply.c.member)
    .where(_reply.c.posting == bindparam("posting"), _reply.c.community == bindparam("community"))
    .limit(1)
)
_in_period = (
    _reply.c.community == bindparam("community"),
    _reply.c.at >= bindparam("since"),
    _reply.c.at < bindparam("until"),
)
_TALKED = Prepared(
    select(
        _posting.c.id,
        _posting.c.key,
        _posting.c.channel,
        _posting.c.at,
        _prompt.c.text,
        _prompt.c.category,
        func.sum(_reply.c.replies).label("replies"),
    )
    .join(_posting, _posting.c.id == _reply.c.posting)
    .join(_prompt, _prompt.c.id == _posting.c.prompt)
    .where(*_in_period)
    .group_by(_posting.c.id, _prompt.c.id)
    .order_by(func.count().desc(), _posting.c.at.desc(), _posting.c.id)
    .limit(bindparam("most"))
)
_WHO = Prepared(
    select(_reply.c.member, _member.c.first_seen_at)
    .join(_member, _member.c.id == _reply.c.member)
    .where(*_in_period, _reply.c.posting == bindparam("posting"))
    .order_by(_reply.c.at, _reply.c.member)
)
_FIRST = Prepared(
    select(_reply.c.member, _reply.c.at, _posting.c.key)
    .join(_posting, _posting.c.id == _reply.c.posting)
    .where(
        *_in_period,
        ~select(1)
        .where(
            _earlier.c.community == _reply.c.community,
            _earlier.c.member == _reply.c.member,
            _earlier.c.at < _reply.c.at,
        )
        .exists(),
    )
    .order_by(_reply.c.at, _reply.c.member)
)


class SqlPromptPosts:
    """The series, posts and answers of one community in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def add_series(self, series: PromptSeries) -> int:
        """Keep a new one; gives its number."""
        values = {"community": self._community, **_values(series)}
        return int(self._connection.execute(insert(_series).returning(_series.c.id), values).scalar_one())

    def change_series(self, series: PromptSeries) -> None:
        """Keep its changed fields."""
        mine = (_series.c.id == series.id) & (_series.c.community == self._community)
        self._connection.execute(update(_series).where(mine).values(**_values(series)))

    def remove_series(self, series: int) -> None:
        """Forget one; what it posted stays."""
        mine = (_series.c.id == series) & (_series.c.community == self._community)
        self._connection.execute(delete(_series).where(mine))

    def series(self, series: int) -> PromptSeries | None:
        """Give one by its number."""
        row = _SERIES.first(self._connection, id=series, community=self._community)
        return None if row is None else _read_series(row)

    def due(self, series: int) -> tuple[PromptSeries, int | None] | None:
        """Give one whose time has come, with the prompt that waits for it whatever the bank says."""
        row = _DUE.first(self._connection, series=series, community=self._community)
        return None if row is None else (_read_series(row), row.waiting)

    def all_series(self) -> tuple[PromptSeries, ...]:
        """List them, oldest first."""
        mine = select(_series).where(_series.c.community == self._community).order_by(_series.c.id)
        return tuple(_read_series(row) for row in self._connection.execute(mine))

    def series_in(self, channel: ChannelRef) -> tuple[PromptSeries, ...]:
        """List those that post in a channel."""
        rows = _SERIES_IN.all(self._connection, community=self._community, channel=str(channel))
        return tuple(_read_series(row) for row in rows)

    def post(
        self,
        *,
        key: str,
        prompt: int,
        series: int | None,
        channel: ChannelRef,
        now: datetime,
        by: MemberId | None = None,
    ) -> int:
        """Write down a post; gives its number."""
        posted = {"key": key, "prompt": prompt, "series": series, "channel": str(channel), "at": now, "by": by}
        return int(_POST.scalar(self._connection, community=self._community, **posted))

    def posting(self, posting: int) -> Posting | None:
        """Give one by its number."""
        row = _POSTING.first(self._connection, id=posting, community=self._community)
        return None if row is None else _read_posting(row)

    def posting_of(self, key: str) -> Posting | None:
        """Find one by its outgoing's key."""
        row = _POSTING_OF.first(self._connection, community=self._community, key=key)
        return None if row is None else _read_posting(row)

    def unpost(self, posting: Posting) -> None:
        """Take back a post that never arrived: its prompt stands where it stood before."""
        gone = delete(_posting).where(_posting.c.id == posting.id, _posting.c.community == self._community)
        self._connection.execute(gone)
        before = select(func.max(_posting.c.at)).where(_posting.c.prompt == posting.prompt).scalar_subquery()
        mine = (_prompt.c.id == posting.prompt) & (_prompt.c.community == self._community)
        values = {"posts": _prompt.c.posts - 1, "used_at": before, "turn": before}
        taken_back = update(_prompt).where(mine).values(**values).returning(_prompt.c.category)
        category = self._connection.execute(taken_back).scalar_one()
        of_kind = (_kind.c.community == self._community) & (_kind.c.category == category)
        same = (_prompt.c.community == self._community) & (_prompt.c.category == category)
        last = select(func.max(_prompt.c.used_at)).where(same).scalar_subquery()
        self._connection.execute(update(_kind).where(of_kind).values(posts=_kind.c.posts - 1, used_at=last))
        forget_untouched(self._connection, self._community)

    def answered(self, posting: int, member: MemberId, now: datetime) -> None:
        """Count an answer."""
        new = insert_once(
            self._connection, _reply, posting=posting, member=member, community=self._community, at=now, replies=0
        )
        _ANSWERED.run(self._connection, b_community=self._community, b_posting=posting, b_member=member)
        drew = {"b_community": self._community, "b_posting": posting, "b_people": int(new)}
        category = _DREW.scalar(self._connection, **drew)
        if new:
            _DREW_KIND.run(self._connection, b_community=self._community, b_category=category)

    def is_answered(self, posting: int) -> bool:
        """Tell whether anybody answered."""
        return _ANYBODY.first(self._connection, posting=posting, community=self._community) is not None

    def talked_about(self, since: datetime, until: datetime, limit: int) -> tuple[TalkedAbout, ...]:
        """List the prompts first answered by somebody in a period, by how many answered."""
        period = {"community": self._community, "since": since, "until": until}
        return tuple(
            self._talk(row, period, until - NEWCOMER_FOR) for row in _TALKED.all(self._connection, **period, most=limit)
        )

    def first_answers(self, since: datetime, until: datetime) -> tuple[FirstAnswer, ...]:
        """List the members whose first answer ever falls in a period, in their order."""
        rows = _FIRST.all(self._connection, community=self._community, since=since, until=until)
        firsts: dict[MemberId, FirstAnswer] = {}
        for row in rows:
            firsts.setdefault(MemberId(row.member), FirstAnswer(MemberId(row.member), row.at, row.key))
        return tuple(firsts.values())

    def _talk(self, row: Row, period: dict[str, object], new_since: datetime) -> TalkedAbout:
        people = _WHO.all(self._connection, **period, posting=row.id)
        newcomers = tuple(MemberId(one.member) for one in people if one.first_seen_at >= new_since)
        others = tuple(MemberId(one.member) for one in people if one.first_seen_at < new_since)
        return TalkedAbout(
            key=row.key,
            text=row.text,
            category=Category(row.category),
            channel=ChannelRef.parse(row.channel),
            at=row.at,
            replies=row.replies,
            people=newcomers + others,
            newcomers=newcomers,
        )


def _values(series: PromptSeries) -> dict[str, object]:
    values = {name: value for name, value in asdict(series).items() if name != "id"}
    role = None if series.role is None else str(series.role)
    return values | {"channel": str(series.channel), "role": role}


def _read_series(row: Row) -> PromptSeries:
    return PromptSeries(
        id=row.id,
        channel=ChannelRef.parse(row.channel),
        thread=bool(row.thread),
        nudge=bool(row.nudge),
        role=None if row.role is None else RoleRef.parse(row.role),
        topic=row.topic,
        category=None if row.category is None else Category(row.category),
        made_by=None if row.made_by is None else MemberId(row.made_by),
        gone=bool(row.gone),
    )


def _read_posting(row: Row) -> Posting:
    return Posting(
        id=row.id,
        key=row.key,
        prompt=row.prompt,
        series=row.series,
        channel=ChannelRef.parse(row.channel),
        at=row.at,
        by=None if row.by is None else MemberId(row.by),
    )
