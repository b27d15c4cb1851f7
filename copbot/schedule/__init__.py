"""Schedules: rule and zone to the next local occurrence to its instant; their words and their text."""

from copbot.schedule.dates import parse_day, parse_when
from copbot.schedule.occurrences import next_occurrence, resolve, upcoming
from copbot.schedule.rules import (
    LAST,
    Cron,
    Daily,
    DayOfMonth,
    Days,
    NthWeekday,
    Occurrence,
    Once,
    Recurrence,
    Rule,
    Schedule,
    Weekday,
    Weekly,
)
from copbot.schedule.spoken import describe
from copbot.schedule.text import from_text, to_text
from copbot.schedule.words import parse_schedule
from copbot.schedule.zones import parse_zone, zone_info

__all__ = [
    "LAST",
    "Cron",
    "Daily",
    "DayOfMonth",
    "Days",
    "NthWeekday",
    "Occurrence",
    "Once",
    "Recurrence",
    "Rule",
    "Schedule",
    "Weekday",
    "Weekly",
    "describe",
    "from_text",
    "next_occurrence",
    "parse_day",
    "parse_schedule",
    "parse_when",
    "parse_zone",
    "resolve",
    "to_text",
    "upcoming",
    "zone_info",
]
