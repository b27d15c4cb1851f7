"""Names, words and values that are written down: refs, messages, roles, and what waits in the database."""

from datetime import UTC, date, datetime

import pytest

from copbot.codec import decode, encode
from copbot.events import Person
from copbot.message import (
    Bold,
    Code,
    InChannel,
    Italic,
    Line,
    Link,
    Mention,
    RoleMention,
    When,
    line,
    plain,
    say,
    say_n,
)
from copbot.model.roles import Appointments, Role, role_of
from copbot.refs import ChannelRef, MemberId, MessageRef, RoleRef, UserRef

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "ref",
    [
        UserRef("slack", "T1", "U2"),
        ChannelRef("slack", "T1", "C2"),
        RoleRef("discord", "77", "88"),
        MessageRef("slack", "T1", "C2", "171.3"),
    ],
)
def test_a_reference_is_read_back_as_it_was_written(ref: UserRef | ChannelRef | RoleRef | MessageRef) -> None:
    assert type(ref).parse(str(ref)) == ref


@pytest.mark.parametrize("text", ["", "slack", "slack:T1", "slack:T1/C1/1/2", "slack:/C1", ":T1/C1", "T1/C1"])
def test_what_is_no_reference_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a reference"):
        ChannelRef.parse(text)


def test_every_kind_of_span_has_bare_text() -> None:
    spans = line(
        "a ",
        say("b"),
        Bold(" c"),
        Italic(say(" d")),
        Link("https://a.example/", " e"),
        Code(" f "),
        Mention(UserRef("sim", "demo", "ann")),
        RoleMention(RoleRef("sim", "demo", "all")),
        InChannel(ChannelRef("sim", "demo", "general")),
        When(NOON),
    )

    assert "".join(plain(span) for span in spans) == "a b c d e f @ann@all#general2026-11-24T12:00+00:00"


@pytest.mark.parametrize(("n", "words"), [(0, "0 notes of ann"), (1, "one note of ann"), (2, "2 notes of ann")])
def test_one_and_many_are_said_differently(n: int, words: str) -> None:
    assert str(say_n("one note of {who}", "{n} notes of {who}", n, who="ann")) == words


@pytest.mark.parametrize(
    ("person", "named", "role"),
    [
        ({}, Appointments(), Role.MEMBER),
        ({"is_guest": True}, Appointments(facilitators=(MemberId(1),)), Role.GUEST),
        ({"is_guest": True}, Appointments(facilitators=(MemberId(1),), guests_may_facilitate=True), Role.FACILITATOR),
        ({"is_platform_admin": True}, Appointments(), Role.ADMIN),
        ({"roles": (RoleRef("sim", "demo", "r"),)}, Appointments(facilitator_roles=("sim:demo/r",)), Role.FACILITATOR),
        ({}, Appointments(curators=(MemberId(1),)), Role.CURATOR),
        ({"roles": (RoleRef("sim", "demo", "r"),)}, Appointments(curator_roles=("sim:demo/r",)), Role.CURATOR),
    ],
)
def test_who_may_do_what_follows_from_who_they_are_and_who_was_named(
    person: dict[str, object], named: Appointments, role: Role
) -> None:
    somebody = Person(user=UserRef("sim", "demo", "ann"), name="Ann", **person)  # type: ignore[arg-type]  # any field

    assert role_of(somebody, MemberId(1), named) is role


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ((say("a {n}", n=3, who=Mention(UserRef("sim", "demo", "ann"))), "b", When(NOON)), Line),
        (b"\x00\xff", bytes),
        (date(2026, 11, 24), date),
        (None, int | None),
        (("a", "b"), int | tuple[str, ...]),
        (3, int | tuple[str, ...]),
        (NOON, datetime | None),
        (True, str | bool | int),
    ],
)
def test_what_waits_in_the_database_comes_back_as_it_was(value: object, kind: object) -> None:
    assert decode(encode(value, kind), kind) == value


def test_fields_of_a_newer_version_are_left_out() -> None:
    newer = '{"_":"Code","text":"a","colour":"red"}'

    assert decode(newer, Code | Bold) == Code("a")
