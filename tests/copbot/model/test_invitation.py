from datetime import UTC, datetime, timedelta, timezone

from icalendar import Calendar

from copbot.model.invitation import invitation

MADE = datetime(2026, 11, 23, 8, tzinfo=UTC)
TIMES = (datetime(2026, 11, 24, 9, 30, tzinfo=UTC), datetime(2026, 11, 26, 14, tzinfo=UTC))


def read(content: bytes) -> Calendar:
    (calendar,) = Calendar.from_ical(content, multiple=True)
    assert isinstance(calendar, Calendar)
    return calendar


def written(*times: datetime, title: str = "Meetup", about: str = "") -> bytes:
    return invitation("meetup:7", times, title=title, about=about, made_at=MADE)


def test_each_time_is_an_entry_in_utc_that_lasts_half_an_hour() -> None:
    events = read(written(*TIMES)).events
    assert [event.decoded("dtstart") for event in events] == list(TIMES)
    assert all(event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=30) for event in events)
    assert b"DTSTART:20261124T093000Z" in written(*TIMES)


def test_a_time_of_another_zone_is_the_same_instant() -> None:
    there = timezone(timedelta(hours=5, minutes=30))
    assert b"DTSTART:20261124T093000Z" in written(TIMES[0].astimezone(there))


def test_the_same_meeting_keeps_its_entries_so_that_none_is_doubled() -> None:
    moved = written(*(at + timedelta(hours=1) for at in TIMES))
    assert [str(event["uid"]) for event in read(written(*TIMES)).events] == ["meetup:7-1@copbot", "meetup:7-2@copbot"]
    assert [event["uid"] for event in read(moved).events] == [event["uid"] for event in read(written(*TIMES)).events]


def test_what_people_wrote_comes_back_as_it_was() -> None:
    title, about = "Ann, Bob; and “Çelik” \\ co", "First line\nSTATUS:CONFIRMED\nEND:VEVENT " + "long " * 40
    (event,) = read(written(TIMES[0], title=title, about=about)).events
    assert (str(event["summary"]), str(event["description"])) == (title, about)
    assert str(event["status"]) == "TENTATIVE"


def test_it_is_published_and_asks_nobody_for_an_answer() -> None:
    calendar = read(written(*TIMES))
    assert (str(calendar["method"]), str(calendar["version"])) == ("PUBLISH", "2.0")
    assert all("attendee" not in event and "organizer" not in event for event in calendar.events)


def test_lines_are_folded_and_end_as_the_standard_says() -> None:
    content = written(TIMES[0], about="long " * 60)
    assert content.endswith(b"\r\n")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
