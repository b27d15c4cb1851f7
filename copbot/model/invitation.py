"""Times to meet as a calendar file: RFC 5545, as every calendar opens it."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

MEDIA_TYPE = "text/calendar"


def invitation(
    key: str, times: Sequence[datetime], *, title: str, about: str, made_at: datetime, minutes: int = 30
) -> bytes:
    """Write suggested times as a calendar file, one tentative entry each.

    `key` names the meeting: the same key gives the same entries, so that a file opened twice changes them rather than
    doubling them. Nobody is named as attendee, and nothing is answered to anybody (METHOD:PUBLISH).
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", "-//copbot//meetups//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for number, at in enumerate(times, start=1):
        event = Event()
        event.add("uid", f"{key}-{number}@copbot")
        event.add("dtstamp", made_at.astimezone(UTC))
        event.add("dtstart", at.astimezone(UTC))
        event.add("dtend", at.astimezone(UTC) + timedelta(minutes=minutes))
        event.add("summary", title)
        event.add("description", about)
        event.add("status", "TENTATIVE")
        event.add("transp", "TRANSPARENT")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content
