"""Who may do what."""

from dataclasses import dataclass
from enum import IntEnum

from copbot.events import Person
from copbot.refs import MemberId


class Role(IntEnum):
    """What somebody may do in a community; each includes those before it."""

    GUEST = 0
    """A guest or somebody from a connected workspace: may take part, never facilitate."""
    MEMBER = 1
    CURATOR = 2
    """A member whose single reaction keeps a resource."""
    FACILITATOR = 3
    ADMIN = 4
    """The platform's own administrator: always a facilitator, and cannot be removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointments:
    """Who was named: members, and platform roles or groups by their reference's text."""

    facilitators: tuple[MemberId, ...] = ()
    facilitator_roles: tuple[str, ...] = ()
    curators: tuple[MemberId, ...] = ()
    curator_roles: tuple[str, ...] = ()
    guests_may_facilitate: bool = False


def role_of(person: Person, member: MemberId, named: Appointments) -> Role:
    """Tell what somebody may do: platform administrators always facilitate, guests only when that was allowed."""
    groups = {str(role) for role in person.roles}
    if person.is_guest and not named.guests_may_facilitate:
        return Role.GUEST
    if person.is_platform_admin and not person.is_guest:
        return Role.ADMIN
    if member in named.facilitators or groups & set(named.facilitator_roles):
        return Role.FACILITATOR
    if member in named.curators or groups & set(named.curator_roles):
        return Role.CURATOR
    return Role.MEMBER
