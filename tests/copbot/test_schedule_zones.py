"""Zones by the names people use."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copbot.errors import CopError
from copbot.schedule import parse_zone, zone_info
from tests.copbot.schedules import ZONES, some


def refused(text: str) -> str:
    with pytest.raises(CopError) as refusal:
        parse_zone(text)
    return str(refusal.value.sentence)


@pytest.mark.parametrize("zone", ZONES)
def test_every_iana_name_is_known_in_any_case(zone: str) -> None:
    assert parse_zone(zone) == parse_zone(zone.lower()) == parse_zone(f" {zone.upper().replace('_', ' ')} ") == zone
    assert zone_info(zone).key == zone


@pytest.mark.parametrize(
    ("city", "zone"),
    [
        ("berlin", "Europe/Berlin"),
        ("New York", "America/New_York"),
        ("new_york", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("st. john's", "America/St_Johns"),
        ("Port-au-Prince", "America/Port-au-Prince"),
        ("Buenos Aires", "America/Argentina/Buenos_Aires"),
        ("Louisville", "America/Kentucky/Louisville"),
        ("Kiev", "Europe/Kiev"),
        ("Munich", "Europe/Berlin"),
        ("san francisco", "America/Los_Angeles"),
    ],
)
def test_a_city_names_its_zone(city: str, zone: str) -> None:
    assert parse_zone(city) == zone


def test_a_name_that_several_places_bear_is_asked_about() -> None:
    assert refused("Eastern") == "There are several places of that name: Canada/Eastern, US/Eastern. Which one?"


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("Berln", "Europe/Berlin, Europe/Zurich"),
        ("new yrok", "America/New_York"),
        ("europe/belrin", "Europe/Berlin, Europe/Dublin, Europe/Helsinki"),
        ("samoa ", "Pacific/Samoa, US/Samoa"),
    ],
)
def test_a_slip_of_the_finger_is_met_with_near_names(text: str, near: str) -> None:
    assert near in refused(text)


@pytest.mark.parametrize("text", ["est", "PST", "BST"])
def test_letters_that_leave_summer_time_open_are_asked_about(text: str) -> None:
    assert refused(text).startswith(f"{text.upper()} leaves summer time open. Name a city instead")


@pytest.mark.parametrize(
    "text", ["../../etc/passwd", "/etc/localtime", "Europe/../Europe/Berlin", "Factory", "zzz", "utc+2"]
)
def test_what_is_no_zone_is_refused_and_no_file_is_looked_at(text: str) -> None:
    assert refused(text).startswith(f"I know no time zone {text}. ")


def test_no_words_are_met_with_examples() -> None:
    assert refused("  ") == "Which time zone? Write it like Europe/Berlin or America/New_York, or name a large city."


def test_what_is_shown_of_a_wrong_name_is_short_and_printable() -> None:
    assert refused("\x00z" * 500) == (
        f"I know no time zone {'z' * 32}. Write it like Europe/Berlin or America/New_York, or name a large city."
    )


@given(st.text())
@some
def test_any_text_is_refused_kindly_or_a_zone(text: str) -> None:
    try:
        zone = parse_zone(text)
    except CopError:
        return
    assert zone in ZONES
