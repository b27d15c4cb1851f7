from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from copbot.errors import CopError
from copbot.model.members import Member
from copbot.model.welcome import Introduction, Welcomed, introduced, is_silent
from copbot.refs import MemberId

JOINED = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
EVE = Member(id=MemberId(5), name="Eve", accounts=(), first_seen_at=JOINED, last_act_at=JOINED)


def test_an_introduction_says_at_least_one_thing() -> None:
    assert introduced({"does": (" teach ",), "learns": ()}) == Introduction(does="teach")
    with pytest.raises(CopError, match="at least one field"):
        introduced({"does": (" ",)})
    assert not Introduction().is_given


def test_the_silent_did_nothing_since_they_joined() -> None:
    assert is_silent(EVE, Welcomed(at=JOINED))
    assert not is_silent(replace(EVE, last_act_at=JOINED + timedelta(minutes=1)), Welcomed(at=JOINED))
    assert not is_silent(EVE, Welcomed())
