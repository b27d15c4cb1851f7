"""Everything one transaction can reach, over one connection."""

from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection, bindparam, func, insert, select, update

from copbot.codec import decode, encode
from copbot.events import JobDue
from copbot.intents import Answer
from copbot.message import Message, Said
from copbot.model.memory import PersonalData
from copbot.ports import Backlog
from copbot.refs import CommunityId, MemberId, UserRef
from storage import timetable
from storage.apart import SqlApart
from storage.columns import table
from storage.communities import SqlCommunityBook, SqlMemberBook
from storage.kudos import SqlKudosBook
from storage.kudos_personal import SqlKudosPersonal
from storage.library import SqlLibraryBook
from storage.library_personal import SqlLibraryPersonal
from storage.meetups import SqlMeetupBook
from storage.meetups_personal import SqlMeetupPersonal
from storage.member_personal import SqlMemberPersonal
from storage.memory import (
    SqlAuditTrail,
    SqlNoticeBoard,
    SqlPostBook,
    SqlPreferenceBook,
    SqlRefusalLog,
    SqlSettingsBook,
)
from storage.mentorship import SqlMentorBook
from storage.mentorship_check_ins import SqlMentorCheckIns
from storage.mentorship_matches import SqlMentorMatches
from storage.mentorship_personal import SqlMentorPersonal
from storage.mentorship_rounds import SqlMentorRounds
from storage.outbox import SqlOutbox, in_state
from storage.prompt_posts import SqlPromptPosts
from storage.prompts import SqlPromptBank
from storage.prompts_personal import SqlPromptPersonal
from storage.pruning import prune
from storage.statements import Prepared, insert_once
from storage.tables.communities import AccountRow, CommunityRow, MemberRow, PlaceRow
from storage.tables.traffic import InboxRow, OutboxRow, ScheduleRow
from storage.timetable import SqlTimetable
from storage.wall import Gate

_inbox = table(InboxRow)
_outbox = table(OutboxRow)
_schedule = table(ScheduleRow)
_place = table(PlaceRow)
_account = table(AccountRow)
_member = table(MemberRow)
_community = table(CommunityRow)

_ANSWERED = Prepared(
    update(_inbox)
    .where(
        _inbox.c.platform == bindparam("b_platform"),
        _inbox.c.tenant == bindparam("b_tenant"),
        _inbox.c.delivery_id == bindparam("b_id"),
    )
    .values(answer=bindparam("b_answer"))
)
_AT_PLACE = Prepared(
    select(_place.c.community)
    .where(
        _place.c.platform == bindparam("platform"),
        _place.c.tenant == bindparam("tenant"),
        _place.c.channel.in_((bindparam("channel"), "")),
    )
    .order_by(_place.c.channel.desc())
    .limit(1)
)
_WAITING = select(func.count()).select_from(_outbox).where(in_state("pending", "unknown", "sending"))
_GIVEN_UP = select(func.count()).select_from(_outbox).where(in_state("dead"))


class SqlStore:
    """One community's books; each is made when first asked for."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    @cached_property
    def community(self) -> SqlCommunityBook:
        """The community itself."""
        return SqlCommunityBook(self._connection, self._community)

    @cached_property
    def members(self) -> SqlMemberBook:
        """Its members."""
        return SqlMemberBook(self._connection, self._community)

    @cached_property
    def settings(self) -> SqlSettingsBook:
        """What facilitators set."""
        return SqlSettingsBook(self._connection, self._community)

    @cached_property
    def preferences(self) -> SqlPreferenceBook:
        """What members set for themselves."""
        return SqlPreferenceBook(self._connection, self._community)

    @cached_property
    def timetable(self) -> SqlTimetable:
        """What is scheduled."""
        return SqlTimetable(self._connection, self._community)

    @cached_property
    def refusals(self) -> SqlRefusalLog:
        """Why reactions did not count."""
        return SqlRefusalLog(self._connection, self._community)

    @cached_property
    def audit(self) -> SqlAuditTrail:
        """What facilitators changed."""
        return SqlAuditTrail(self._connection, self._community)

    @cached_property
    def notices(self) -> SqlNoticeBoard:
        """What waits in members' homes."""
        return SqlNoticeBoard(self._connection, self._community)

    @cached_property
    def posts(self) -> SqlPostBook:
        """Keys and the messages they became."""
        return SqlPostBook(self._connection, self._community)

    @cached_property
    def kudos(self) -> SqlKudosBook:
        """Recognition given and received."""
        return SqlKudosBook(self._connection, self._community)

    @cached_property
    def library(self) -> SqlLibraryBook:
        """Resources kept."""
        return SqlLibraryBook(self._connection, self._community)

    @cached_property
    def prompts(self) -> SqlPromptBank:
        """The bank of prompts."""
        return SqlPromptBank(self._connection, self._community)

    @cached_property
    def prompt_posts(self) -> SqlPromptPosts:
        """Prompts on schedules, posted and answered."""
        return SqlPromptPosts(self._connection, self._community)

    @cached_property
    def apart(self) -> SqlApart:
        """Whom members are never to be brought together with."""
        return SqlApart(self._connection, self._community)

    @cached_property
    def mentors(self) -> SqlMentorBook:
        """Mentorship programmes, and who signed up."""
        return SqlMentorBook(self._connection, self._community)

    @cached_property
    def mentor_rounds(self) -> SqlMentorRounds:
        """Rounds of matching in them."""
        return SqlMentorRounds(self._connection, self._community)

    @cached_property
    def mentor_matches(self) -> SqlMentorMatches:
        """The matches these brought."""
        return SqlMentorMatches(self._connection, self._community)

    @cached_property
    def mentor_check_ins(self) -> SqlMentorCheckIns:
        """What was asked and told in matches."""
        return SqlMentorCheckIns(self._connection, self._community)

    @cached_property
    def meetups(self) -> SqlMeetupBook:
        """Meetups: series, who takes part, and who met."""
        return SqlMeetupBook(self._connection, self._community)

    @property
    def personal(self) -> tuple[PersonalData, ...]:
        """Every repository that holds something about people."""
        return (
            SqlKudosPersonal(self._connection, self._community),
            SqlLibraryPersonal(self._connection, self._community),
            SqlPromptPersonal(self._connection, self._community),
            SqlMentorPersonal(self._connection, self._community),
            SqlMeetupPersonal(self._connection, self._community),
            SqlMemberPersonal(self._connection, self._community),
        )


class SqlBooks:
    """What one transaction can reach before a community is known."""

    def __init__(self, connection: Connection, gate: Gate | None = None) -> None:
        self._connection = connection
        self._gate = gate or Gate()
        self._stores: dict[CommunityId, SqlStore] = {}

    @property
    def connection(self) -> Connection:
        """What this transaction runs over, for what belongs to no community."""
        return self._connection

    @cached_property
    def outbox(self) -> SqlOutbox:
        """The outbox, across communities."""
        return SqlOutbox(self._connection, self._gate)

    def first_time(self, platform: str, tenant: str, delivery_id: str, now: datetime) -> bool:
        """Write down that an event came; False when it came before."""
        event = {"platform": platform, "tenant": tenant, "delivery_id": delivery_id, "at": now}
        with self._gate.across():
            return insert_once(self._connection, _inbox, **event)

    def answered(self, platform: str, tenant: str, delivery_id: str, answer: Answer) -> None:
        """Keep the answer, for a second copy of the event."""
        _ANSWERED.run(
            self._connection,
            b_platform=platform,
            b_tenant=tenant,
            b_id=delivery_id,
            b_answer=encode(answer, Answer),
        )

    def answer_to(self, platform: str, tenant: str, delivery_id: str) -> Answer:
        """Give the recorded answer."""
        copy = select(_inbox.c.answer).where(
            _inbox.c.platform == platform, _inbox.c.tenant == tenant, _inbox.c.delivery_id == delivery_id
        )
        with self._gate.across():
            found = self._connection.execute(copy).scalar()
        return None if found is None else decode(found, Answer)

    def community_of(self, user: UserRef) -> CommunityId | None:
        """Find the community an account last acted in."""
        found = (
            select(_account.c.community)
            .join(_member, _member.c.id == _account.c.member)
            .where(_account.c.account == str(user))
            .order_by(_member.c.last_act_at.desc())
            .limit(1)
        )
        with self._gate.across():
            return self._connection.execute(found).scalar()

    def community_at(self, platform: str, tenant: str, channel: str | None) -> CommunityId | None:
        """Find the community that lives in a place: its channel's own, else its workspace's or guild's."""
        place = {"platform": platform, "tenant": tenant, "channel": channel or ""}
        with self._gate.across():
            found: int | None = _AT_PLACE.scalar(self._connection, **place)
        return None if found is None else CommunityId(found)

    def found(self, platform: str, tenant: str, name: str, zone: str | None, now: datetime) -> CommunityId:
        """Begin a community in a workspace or guild; gives the existing one when there is one."""
        existing = self.community_at(platform, tenant, None)
        if existing is not None:
            return existing
        values = {
            "name": name,
            "zone": zone or "UTC",
            "language": "en",
            "domain": "",
            "purpose": "",
            "guidelines": "[]",
            "founded_at": now,
        }
        with self._gate.across():
            self._connection.exec_driver_sql("SAVEPOINT founding")
            made: int = self._connection.execute(insert(_community).returning(_community.c.id), values).scalar_one()
            place = {"platform": platform, "tenant": tenant, "channel": "", "community": made}
            if insert_once(self._connection, _place, **place):
                self._connection.exec_driver_sql("RELEASE SAVEPOINT founding")
                return CommunityId(made)
            self._connection.exec_driver_sql("ROLLBACK TO SAVEPOINT founding")
        return self.found(platform, tenant, name, zone, now)

    def store(self, community: CommunityId) -> SqlStore:
        """Open one community's books; those of another, opened before, are to be opened again."""
        self._gate.enter(community)
        return self._stores.setdefault(community, SqlStore(self._connection, community))

    def refuse(self, community: CommunityId, member: MemberId, about: str, reason: Said, now: datetime) -> None:
        """Keep why something did not count."""
        self.store(community).refusals.add(member, about, reason, now)

    def wait(self, community: CommunityId, member: MemberId, key: str, message: Message, now: datetime) -> None:
        """Keep a notice until its member looks."""
        self.store(community).notices.add(member, key, message, now)

    def due(self, now: datetime, limit: int) -> tuple[tuple[CommunityId, JobDue], ...]:
        """List schedules that are due, oldest first, with whose they are."""
        with self._gate.across():
            return timetable.due(self._connection, now, limit)

    def next_due(self) -> datetime | None:
        """Tell when the next schedule falls due."""
        with self._gate.across():
            return timetable.next_due(self._connection)

    def backlog(self, now: datetime) -> Backlog:
        """Count what waits and what was given up."""
        overdue = select(func.count()).where(_schedule.c.next_at <= now)
        with self._gate.across():
            return Backlog(
                waiting=self._connection.execute(_WAITING).scalar_one(),
                dead=self._connection.execute(_GIVEN_UP).scalar_one(),
                due=self._connection.execute(overdue).scalar_one(),
            )

    def prune(self, now: datetime) -> int:
        """Forget some of what is no longer needed; tells how much, and 0 when nothing is left to forget.

        Events and their answers go after 7 days, refusals and what went out without a trace after 30, reactions that
        saved nothing, occurrences and unread notices after 90.
        """
        with self._gate.across():
            return prune(self._connection, now)

    def occur(self, community: CommunityId, job: JobDue, now: datetime) -> bool:
        """Write an occurrence down and advance its schedule; False when it was there already."""
        return self.store(community).timetable.occur(job, now)

    def skipped(self, community: CommunityId, job: JobDue, why: Said) -> None:
        """Say of an occurrence just written down that nothing was done, and why."""
        self.store(community).timetable.skipped(job, why)
