import pytest

from copbot.events import Person
from copbot.model.roles import Appointments, Role, role_of
from copbot.refs import MemberId, RoleRef, UserRef

ME = MemberId(7)
STEWARDS = RoleRef("sim", "demo", "stewards")
NAMED = Appointments(
    facilitators=(MemberId(1),),
    curators=(MemberId(2),),
    facilitator_roles=("sim:demo/hosts",),
    curator_roles=("sim:demo/stewards",),
)


def person(*, admin: bool = False, guest: bool = False, roles: frozenset[RoleRef] = frozenset()) -> Person:
    user = UserRef("sim", "demo", "me")
    return Person(user=user, name="Me", is_platform_admin=admin, is_guest=guest, roles=roles)


@pytest.mark.parametrize(("member", "role"), [(1, Role.FACILITATOR), (2, Role.CURATOR), (7, Role.MEMBER)])
def test_members_are_what_they_were_named(member: int, role: Role) -> None:
    assert role_of(person(), MemberId(member), NAMED) is role


def test_platform_roles_name_everybody_who_has_them() -> None:
    hosts = RoleRef("sim", "demo", "hosts")
    assert role_of(person(roles=frozenset({STEWARDS})), ME, NAMED) is Role.CURATOR
    assert role_of(person(roles=frozenset({STEWARDS, hosts})), ME, NAMED) is Role.FACILITATOR


def test_administrators_always_facilitate() -> None:
    assert role_of(person(admin=True), ME, Appointments()) is Role.ADMIN
    assert Role.ADMIN > Role.FACILITATOR


def test_guests_facilitate_only_where_that_was_allowed() -> None:
    assert role_of(person(guest=True, admin=True), MemberId(1), NAMED) is Role.GUEST
    allowed = Appointments(facilitators=(MemberId(1),), guests_may_facilitate=True)
    assert role_of(person(guest=True), MemberId(1), allowed) is Role.FACILITATOR


def test_an_administrator_of_another_workspace_is_no_administrator_here() -> None:
    visiting = Person(user=UserRef("slack", "T1", "U9"), name="Zoe", is_platform_admin=True, is_guest=True)
    assert role_of(visiting, MemberId(9), Appointments(guests_may_facilitate=True)) is Role.MEMBER
