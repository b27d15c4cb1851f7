"""What a handler knows beside its arguments: the moment, the community, its books, and who acts where."""

from dataclasses import dataclass
from datetime import datetime

from copbot.events import Person, Place
from copbot.model.communities import Community
from copbot.model.members import Member, zone_of
from copbot.model.roles import Role
from copbot.refs import UserRef
from copbot.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a platform can do, decided before a call; what it cannot, the core says or does another way."""

    platform: str
    reads_reacted_messages: bool
    ephemeral_anywhere: bool
    slash_in_threads: bool
    private_rooms: str
    """How a room for a few is made: `group` (a group message) or `thread` (a private thread)."""
    form_errors: bool
    """Whether a sentence can stand beside a field of a form that was sent in."""
    longest_text: int
    home_tab: bool
    threads_are_opened: bool = True
    """Whether a thread is opened before anybody writes in it; else its first reply opens it."""
    homeless_direct: bool = False
    """Whether direct messages come from no workspace or guild, so that no community can begin with one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobContext:
    """The moment (aware, UTC), the community and its books: all that a job or an observer knows."""

    now: datetime
    community: Community
    store: Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Context(JobContext):
    """The same when somebody acts: who, with which role, and where."""

    person: Person
    member: Member
    role: Role
    place: Place
    capabilities: Capabilities
    people: tuple[Person, ...] = ()

    @property
    def zone(self) -> str:
        """The zone this member lives in."""
        return zone_of(self.member, self.community.zone)

    def member_of(self, user: UserRef) -> Member:
        """Find or begin the member behind an account that the event named."""
        described = next((one for one in self.people if one.user == user), None)
        person = described or Person(user=user, name=user.user)
        return self.store.members.seen(person, self.now, acted=False)
