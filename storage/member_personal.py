"""What the tables of members, settings of theirs, and the house itself hold about a member."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, or_, select, update

from copbot.codec import decode, encode
from copbot.message import Mention, Message, Said, plain, say
from copbot.refs import CommunityId, MemberId, UserRef
from storage.columns import table
from storage.tables.communities import AccountRow, MemberRow
from storage.tables.memory import AuditRow, NoticeRow, PreferenceRow, RefusalRow
from storage.tables.traffic import OutboxRow

_member = table(MemberRow)
_account = table(AccountRow)
_preference = table(PreferenceRow)
_refusal = table(RefusalRow)
_audit = table(AuditRow)
_notice = table(NoticeRow)
_outbox = table(OutboxRow)


class SqlMemberPersonal:
    """One community's members as personal data.

    The row of a forgotten member stays without a name, for what others were given refers to it; their accounts go, so
    that they begin anew. What a facilitator changed stays, without their name.
    """

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def export(self, member: MemberId) -> dict[str, list[dict[str, Any]]]:
        """Give all that is held about a member, by table."""
        execute, mine = self._connection.execute, (self._community, member)
        found = {
            name: execute(select(one).where(one.c.community == mine[0], one.c.member == mine[1])).all()
            for name, one in (
                ("account", _account),
                ("preference", _preference),
                ("refusal", _refusal),
                ("audit", _audit),
                ("notice", _notice),
            )
        }
        members = execute(select(_member).where(_member.c.community == mine[0], _member.c.id == mine[1])).all()
        lanes = _their_lanes([UserRef.parse(row.account) for row in found["account"]])
        directed = execute(select(_outbox).where(_outbox.c.community == mine[0], lanes)).all()
        return {
            "member": [{name: _plain(value) for name, value in row._asdict().items()} for row in members],
            "member_account": [{"account": row.account} for row in found["account"]],
            "preference": [{"name": row.name, "value": row.value} for row in found["preference"]],
            "refusal": [
                {"about": row.about, "reason": str(decode(row.reason, Said)), "at": row.at.isoformat()}
                for row in found["refusal"]
            ],
            "audit": [{"what": str(decode(row.what, Said)), "at": row.at.isoformat()} for row in found["audit"]],
            "notice": [
                {"key": row.key, "summary": _first_words(decode(row.message, Message)), "at": row.at.isoformat()}
                for row in found["notice"]
            ],
            "outbox": [{"key": row.key, "state": row.state, "at": row.created_at.isoformat()} for row in directed],
        }

    def erase(self, member: MemberId) -> None:
        """Forget a member; what others were given stays, without their name."""
        here, execute = self._community, self._connection.execute
        rows = execute(select(_account.c.account).where(_account.c.community == here, _account.c.member == member))
        accounts = [UserRef.parse(row.account) for row in rows]
        for held in (_preference, _refusal, _notice, _account):
            execute(delete(held).where(held.c.community == here, held.c.member == member))
        execute(delete(_outbox).where(_outbox.c.community == here, _their_lanes(accounts)))
        for account in accounts:
            self._unname(account)
        execute(update(_audit).where(_audit.c.community == here, _audit.c.member == member).values(member=None))
        forgotten = {
            "name": "",
            "zone": None,
            "platform_zone": None,
            "locale": None,
            "told_at": None,
            "silenced": True,
            "takes_direct": False,
            "left_at": _member.c.last_act_at,
        }
        execute(update(_member).where(_member.c.community == here, _member.c.id == member).values(**forgotten))

    def _unname(self, user: UserRef) -> None:
        """Take an account out of what others' changes say."""
        said = select(_audit.c.id, _audit.c.what).where(_audit.c.community == self._community)
        for row in self._connection.execute(said.where(_audit.c.what.contains(user.user, autoescape=True))).all():
            what = decode(row.what, Said)
            params = tuple((name, _without(value, user)) for name, value in what.params)
            changed = encode(Said(what.msgid, params, what.plural), Said)
            self._connection.execute(update(_audit).where(_audit.c.id == row.id).values(what=changed))


def _their_lanes(accounts: Sequence[UserRef]) -> ColumnElement[bool]:
    """Ask for what goes, or went, to these accounts alone: direct messages, and ephemerals in any channel."""
    lane = _outbox.c.lane
    direct = lane.in_([f"direct {one}" for one in accounts])
    beside = (
        lane.startswith(f"{one.platform}:{one.tenant}/", autoescape=True)
        & lane.endswith(f"@{one.user}", autoescape=True)
        for one in accounts
    )
    return or_(direct, *beside)


def _without(value: Any, user: UserRef) -> Any:  # noqa: ANN401 -- any param of a sentence
    match value:
        case Mention(user=named) if named == user:
            return say("somebody")
        case _:
            return value


def _plain(value: Any) -> Any:  # noqa: ANN401 -- a column's value
    return value.isoformat() if hasattr(value, "isoformat") else value


def _first_words(message: Message) -> str:
    return " ".join(plain(span) for block in message.blocks[:1] for span in getattr(block, "line", ()))
