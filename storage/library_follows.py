"""Who follows which tags of the library, in SQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, delete, func, or_, select, update

from copbot.model.library import Follow
from copbot.refs import CommunityId, MemberId
from storage.columns import table
from storage.statements import insert_once
from storage.tables.library import LibraryEntryRow, LibraryFollowRow, LibraryTagRow

_follow = table(LibraryFollowRow)
_tag = table(LibraryTagRow)
_entry = table(LibraryEntryRow)


class SqlFollows:
    """The tags one community's members follow."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community
        self._here = _follow.c.community == community

    def follow(self, member: MemberId, tag: str, at: datetime) -> bool:
        """Let a member hear of a tag; False when they do already."""
        return insert_once(self._connection, _follow, community=self._community, member=member, tag=tag, told_at=at)

    def unfollow(self, member: MemberId, tag: str) -> bool:
        """Let a member hear no more of a tag; False when they did not."""
        mine = delete(_follow).where(self._here, _follow.c.member == member, _follow.c.tag == tag)
        return self._connection.execute(mine).rowcount == 1

    def followed(self, member: MemberId) -> tuple[Follow, ...]:
        """List the tags a member follows."""
        mine = select(_follow).where(self._here, _follow.c.member == member).order_by(_follow.c.tag)
        return tuple(
            Follow(member=row.member, tag=row.tag, told_at=row.told_at) for row in self._connection.execute(mine)
        )

    def followers(self, tags: Sequence[str]) -> tuple[MemberId, ...]:
        """List who follows any of the tags."""
        wanted = select(_follow.c.member).where(self._here, _follow.c.tag.in_(tags)).distinct()
        return tuple(MemberId(one) for one in self._connection.execute(wanted.order_by(_follow.c.member)).scalars())

    def news(self, member: MemberId, limit: int) -> tuple[int, ...]:
        """List others' entries that got a tag a member follows since they last heard of it, newest first."""
        latest = func.max(_tag.c.at)
        tagged = _follow.join(_tag, (_tag.c.community == _follow.c.community) & (_tag.c.tag == _follow.c.tag))
        others = or_(_entry.c.saved_by.is_(None), _entry.c.saved_by != member)
        fresh = (
            select(_tag.c.entry)
            .select_from(tagged.join(_entry, _entry.c.id == _tag.c.entry))
            .where(self._here, _follow.c.member == member, _tag.c.at >= _follow.c.told_at, others)
            .group_by(_tag.c.entry)
            .order_by(latest.desc(), _tag.c.entry.desc())
            .limit(limit)
        )
        return tuple(self._connection.execute(fresh).scalars())

    def heard(self, member: MemberId, at: datetime) -> None:
        """Note that a member has now heard of all the tags they follow."""
        self._connection.execute(update(_follow).where(self._here, _follow.c.member == member).values(told_at=at))
