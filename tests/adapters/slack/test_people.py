import pytest

from adapters.slack.people import name_of, person_of
from adapters.slack.text import Json

ANN: Json = {"id": "U1", "team_id": "T1", "name": "ann", "profile": {"display_name": "Ann"}, "tz": "Europe/Berlin"}


@pytest.mark.parametrize(
    ("profile", "name"),
    [
        ({"id": "U1", "name": "ann", "profile": {"display_name": "Ann", "real_name": "Ann Lee"}}, "Ann"),
        ({"id": "U1", "name": "ann", "profile": {"display_name": "", "real_name": "Ann Lee"}}, "Ann Lee"),
        ({"id": "U1", "name": "ann", "real_name": "Ann Lee"}, "Ann Lee"),
        ({"id": "U1", "name": "ann"}, "ann"),
        ({"id": "U1"}, "U1"),
    ],
)
def test_people_are_called_what_they_call_themselves(profile: Json, name: str) -> None:
    assert name_of(profile) == name


@pytest.mark.parametrize(
    ("about", "is_guest"),
    [
        ({}, False),
        ({"is_restricted": True}, True),
        ({"is_ultra_restricted": True}, True),
        ({"is_stranger": True}, True),
        ({"team_id": "T9"}, True),
        ({"team_id": "T9", "enterprise_user": {"teams": ["T1", "T9"]}}, False),
        ({"team_id": None}, False),
    ],
)
def test_a_guest_is_restricted_or_at_home_elsewhere(about: Json, is_guest: bool) -> None:  # noqa: FBT001 -- a table
    assert person_of(ANN | about, "T1", frozenset()).is_guest is is_guest


@pytest.mark.parametrize(
    ("about", "is_admin", "is_bot"),
    [
        ({}, False, False),
        ({"is_admin": True}, True, False),
        ({"is_owner": True}, True, False),
        ({"is_bot": True}, False, True),
        ({"id": "USLACKBOT"}, False, True),
    ],
)
def test_admins_and_bots_are_known_as_such(about: Json, is_admin: bool, is_bot: bool) -> None:  # noqa: FBT001 -- a table
    person = person_of(ANN | about, "T1", frozenset())

    assert (person.is_platform_admin, person.is_bot) == (is_admin, is_bot)
