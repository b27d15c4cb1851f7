"""Communities and members in SQL."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from copbot.events import Person
from copbot.model.communities import Community
from copbot.model.members import Member
from copbot.refs import ChannelRef, CommunityId, MemberId, UserRef
from storage.columns import table
from storage.statements import Prepared, Row
from storage.tables.communities import AccountRow, CommunityRow, MemberRow, PlaceRow

_community = table(CommunityRow)
_place = table(PlaceRow)
_member = table(MemberRow)
_account = table(AccountRow)

_COMMUNITY = Prepared(select(_community).where(_community.c.id == bindparam("id")))
_BY_ACCOUNT = Prepared(
    select(_member)
    .join(_account, _account.c.member == _member.c.id)
    .where(_account.c.community == bindparam("community"), _account.c.account == bindparam("account"))
)
_BY_ID = Prepared(select(_member).where(_member.c.id == bindparam("id"), _member.c.community == bindparam("community")))
_ACCOUNTS = Prepared(
    select(_account.c.account).where(
        _account.c.member == bindparam("member"), _account.c.community == bindparam("community")
    )
)
_ACTED = Prepared(
    update(_member)
    .where(_member.c.id == bindparam("b_id"), _member.c.community == bindparam("b_community"))
    .values(last_act_at=bindparam("b_at"))
)


class SqlCommunityBook:
    """One community in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._id = community
        self._found: Community | None = None

    def get(self) -> Community:
        """Give it as it stands; nobody else changes it within a transaction."""
        if self._found is None:
            self._found = self._read()
        return self._found

    def _read(self) -> Community:
        values = _COMMUNITY.first(self._connection, id=self._id)._asdict()
        values["guidelines"] = tuple(json.loads(values["guidelines"] or "[]"))
        values["home"] = ChannelRef.parse(values["home"]) if values["home"] else None
        return Community(**values)

    def change(self, community: Community) -> None:
        """Keep its changed fields."""
        self._found = None
        self._connection.execute(
            update(_community)
            .where(_community.c.id == self._id)
            .values(
                name=community.name,
                zone=community.zone,
                language=community.language,
                domain=community.domain,
                purpose=community.purpose,
                guidelines=json.dumps(community.guidelines),
                pack=community.pack,
                home=None if community.home is None else str(community.home),
                set_up_at=community.set_up_at,
            )
        )

    def places(self) -> tuple[tuple[str, str], ...]:
        """List the (platform, tenant) pairs it spans."""
        found = select(_place.c.platform, _place.c.tenant).where(_place.c.community == self._id).distinct()
        return tuple((row.platform, row.tenant) for row in self._connection.execute(found))


class SqlMemberBook:
    """One community's members in SQL."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def seen(self, person: Person, now: datetime, *, acted: bool) -> Member:
        """Find a member by their account, or begin one; keeps a changed name, zone or language."""
        found = self.of_account(person.user)
        if found is None:
            return self._begin(person, now)
        named = person.name != person.user.user
        current = replace(
            found,
            name=person.name if named else found.name,
            platform_zone=person.zone or found.platform_zone,
            locale=person.locale or found.locale,
            is_guest=person.is_guest if named else found.is_guest,
        )
        if current != found:
            self.change(current)
        if acted and now > current.last_act_at:
            _ACTED.run(self._connection, b_id=found.id, b_community=self._community, b_at=now)
            current = replace(current, last_act_at=now)
        return current

    def get(self, member: MemberId) -> Member:
        """Give one by id.

        Raises: KeyError when there is none.
        """
        row = _BY_ID.first(self._connection, id=member, community=self._community)
        if row is None:
            raise KeyError(member)
        return self._read(row)

    def of_account(self, user: UserRef) -> Member | None:
        """Find whose account this is."""
        row = _BY_ACCOUNT.first(self._connection, community=self._community, account=str(user))
        return None if row is None else self._read(row, (user,))

    def change(self, member: Member) -> None:
        """Keep a member's changed fields."""
        values = {name: getattr(member, name) for name in _CHANGEABLE}
        mine = (_member.c.id == member.id) & (_member.c.community == self._community)
        self._connection.execute(update(_member).where(mine).values(**values))

    def all(self) -> tuple[Member, ...]:
        """List everybody ever seen who has not left, oldest first."""
        here = (_member.c.community == self._community) & _member.c.left_at.is_(None)
        rows = self._connection.execute(select(_member).where(here).order_by(_member.c.id)).all()
        accounts: dict[int, list[UserRef]] = {}
        for row in self._connection.execute(select(_account).where(_account.c.community == self._community)):
            accounts.setdefault(row.member, []).append(UserRef.parse(row.account))
        return tuple(self._read(row, tuple(accounts.get(row.id, ()))) for row in rows)

    def _begin(self, person: Person, now: datetime) -> Member:
        member = Member(
            id=MemberId(0),
            name=person.name,
            accounts=(person.user,),
            first_seen_at=now,
            last_act_at=now,
            platform_zone=person.zone,
            locale=person.locale,
            is_bot=person.is_bot,
            is_guest=person.is_guest,
        )
        values = {name: getattr(member, name) for name in (*_CHANGEABLE, "first_seen_at")}
        made = self._connection.execute(
            insert(_member).returning(_member.c.id), {"community": self._community, **values}
        ).scalar_one()
        self._connection.execute(
            insert(_account), {"community": self._community, "account": str(person.user), "member": made}
        )
        return replace(member, id=MemberId(made))

    def _read(self, row: Row, accounts: Sequence[UserRef] = ()) -> Member:
        values = {name: getattr(row, name) for name in _FIELDS}
        if not accounts:
            found = _ACCOUNTS.all(self._connection, member=row.id, community=self._community)
            accounts = [UserRef.parse(one.account) for one in found]
        return Member(accounts=tuple(accounts), **values)


_FIELDS = tuple(column.name for column in _member.c if column.name != "community")
_CHANGEABLE = tuple(name for name in _FIELDS if name not in {"id", "first_seen_at"})
