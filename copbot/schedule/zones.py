"""Time zones by the names people use: IANA names in any case, cities, and near misses."""

import re
import unicodedata
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache, lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from copbot.errors import CopError
from copbot.message import Code, Said, say

_NO_PLACES = frozenset({"Factory", "localtime", "posixrules", "leapseconds"})
LETTERS = {
    "AEST": "Sydney",
    "BST": "London",
    "CDT": "Chicago",
    "CEST": "Berlin",
    "CST": "Chicago",
    "EDT": "New York",
    "EST": "New York",
    "IST": "Mumbai",
    "MDT": "Denver",
    "MST": "Denver",
    "PDT": "Los Angeles",
    "PST": "Los Angeles",
}
"""Letters that name an offset, half of the year or several places; EST and MST are zones without summer time."""
_LONGEST = 64

_CITIES = {
    "America/Bogota": "Medellin",
    "America/Chicago": "Austin, Dallas, Houston, Minneapolis",
    "America/Denver": "Salt Lake City",
    "America/Los_Angeles": "Portland, San Diego, San Francisco, Seattle",
    "America/New_York": "Atlanta, Boston, Miami, Philadelphia, Washington",
    "America/Sao_Paulo": "Rio de Janeiro",
    "America/Toronto": "Ottawa",
    "Africa/Johannesburg": "Cape Town",
    "Africa/Lagos": "Abuja",
    "Asia/Ho_Chi_Minh": "Hanoi",
    "Asia/Karachi": "Islamabad, Lahore",
    "Asia/Kolkata": "Bangalore, Bengaluru, Chennai, Delhi, Hyderabad, Mumbai, New Delhi, Pune",
    "Asia/Riyadh": "Jeddah",
    "Asia/Shanghai": "Beijing, Guangzhou, Shenzhen",
    "Asia/Dubai": "Abu Dhabi",
    "Asia/Tokyo": "Kyoto, Osaka",
    "Australia/Sydney": "Canberra",
    "Europe/Amsterdam": "Rotterdam, The Hague, Utrecht",
    "Europe/Berlin": "Cologne, Frankfurt, Hamburg, Leipzig, Munich, Stuttgart",
    "Europe/London": "Edinburgh, Glasgow, Manchester",
    "Europe/Istanbul": "Ankara",
    "Europe/Madrid": "Barcelona, Valencia",
    "Europe/Paris": "Lyon, Marseille",
    "Europe/Rome": "Florence, Milan, Naples",
    "Europe/Stockholm": "Gothenburg",
    "Europe/Warsaw": "Krakow",
    "Europe/Zurich": "Basel, Bern, Geneva",
}
"""Large cities that the zone database does not name."""


@lru_cache(maxsize=1024)
def zone_info(name: str) -> ZoneInfo:
    """Open a zone by the name `parse_zone` gave."""
    return ZoneInfo(name)


def parse_zone(text: str) -> str:
    """Find the IANA name of a time zone: `europe/berlin`, `New York`, `UTC`.

    Raises: CopError when there is none, there are several, or letters such as EST leave open what is meant.
    """
    wanted = _folded(text[: _LONGEST + 1])
    if (city := LETTERS.get(wanted.upper())) is not None:
        shown = Code(wanted.upper())
        raise CopError(
            say("{zone} leaves summer time open. Name a city instead, such as {city}.", zone=shown, city=city)
        )
    if (exact := _names().get(wanted)) is not None:
        return exact
    match _cities().get(wanted, ()):
        case (only,):
            return only
        case ():
            raise CopError(_unknown(text, wanted))
        case several:
            raise CopError(say("There are several places of that name: {zones}. Which one?", zones=", ".join(several)))


def _unknown(text: str, wanted: str) -> Said:
    shown = Code("".join(char for char in text.strip()[:_LONGEST] if char.isprintable()))
    near = get_close_matches(wanted[:_LONGEST], [*_names(), *_cities()], n=3, cutoff=0.7)
    zones = dict.fromkeys(zone for name in near for zone in (_names().get(name), *_cities().get(name, ())) if zone)
    suggested = [zone for zone in zones if "/" in zone and not zone.startswith("Etc/")]
    if suggested:
        return say("I know no time zone {zone}. Did you mean {near}?", zone=shown, near=", ".join(suggested))
    examples = {"first": Code("Europe/Berlin"), "second": Code("America/New_York")}
    if not wanted:
        return say("Which time zone? Write it like {first} or {second}, or name a large city.", **examples)
    return say(
        "I know no time zone {zone}. Write it like {first} or {second}, or name a large city.", zone=shown, **examples
    )


@cache
def _names() -> Mapping[str, str]:
    return {_folded(name): name for name in sorted(available_timezones() - _NO_PLACES)}


@cache
def _cities() -> Mapping[str, tuple[str, ...]]:
    """Give the zones of each city: those in use before the database's old names for them."""
    found: dict[str, tuple[str, ...]] = {}
    for zones in (_current(), _names().values()):
        named: dict[str, tuple[str, ...]] = {}
        for zone in zones:
            if "/" in zone and not zone.startswith("Etc/"):
                city = _folded(zone.rpartition("/")[2])
                named[city] = (*named.get(city, ()), zone)
        found = named | found
    more = {_folded(city): (zone,) for zone, cities in _CITIES.items() for city in cities.split(", ")}
    return more | found


def _current() -> list[str]:
    """List the zones that tzdata's table of today's zones names (zone.tab)."""
    table = (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8")
    rows = [row.split("\t") for row in table.splitlines() if not row.startswith("#")]
    return sorted(zone for _, _, zone, *_ in rows if zone in _names().values())


def _folded(name: str) -> str:
    bare = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    spaced = re.sub(r"_|(?<=[a-z])-(?=[a-z])", " ", bare.casefold()).replace(".", "").replace("'", "")
    return " ".join(spaced.split())
