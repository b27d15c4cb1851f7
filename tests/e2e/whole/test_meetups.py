"""Meetups on every platform: joined by a form, drawn by the timetable, introduced in a private room, asked after."""

from tests.e2e.whole.door import Door, Entry, People, everything, forward, said, told

WEEKLY = "every monday at 12:00"
"""The clock starts on a Monday at 10:00 in Berlin, where the community lives."""


async def _scheduled(door: Door, typed: str = "", **options: Entry) -> None:
    shown = await door.command("ann", "meet schedule", f"{WEEKLY} {typed}".strip(), when=WEEKLY, **options)
    assert "Nothing is saved yet." in shown.text
    await door.press("ann", shown, "Save")


async def _joins(door: Door, who: str, topics: str) -> str:
    opened = await door.command(who, "meet join")
    days: dict[str, Entry] = {"What do you like to talk about?": topics}
    return (await door.submit(who, opened, days)).text


async def test_two_people_meet_from_joining_to_the_number_in_the_recap(door: Door) -> None:
    await _scheduled(door)
    assert (await _joins(door, "bob", "rubrics, maps")).startswith("You take part in “meetups”: every Monday at 12:00")
    await _joins(door, "carla", "rubrics")

    await forward(door, hours=3)

    [meeting] = door.meetings()
    assert meeting.people == {"bob", "carla"}
    hello = next(one for one in meeting.posts if "meet each other" in one.text)
    assert hello.pings == {"bob", "carla"}
    assert "You two have not met at a meetup before." in hello.text
    assert "You have in common: rubrics." in hello.text
    assert "Half an hour inside everybody's hours:" in hello.text
    assert ("meetup-1.ics",) in {one.files for one in meeting.posts}
    await forward(door, days=7)
    asked = await told(door, "bob", "Did you meet @carla?")
    await door.press("bob", asked, "Yes")
    assert "@carla: you met" in (await door.command("bob", "meet status")).text
    assert "Did you meet" not in said([*door.posts(), *(one for room in door.meetings() for one in room.posts)])
    await forward(door, days=4)
    settings = await door.command("ann", "meet settings")
    assert "in 90 days 1 of one group met" in settings.text
    assert "meetup" in (await door.command("ann", "recap preview")).text.lower()


async def test_nobody_is_brought_together_with_whom_they_never_want_to_meet_and_nobody_reads_why(door: Door) -> None:
    await _scheduled(door)
    for who in ("bob", "carla", "dev"):
        await _joins(door, who, "maps")
    opened = await door.command("bob", "meet never")
    kept = await door.submit("bob", opened, {"Whom would you rather not meet?": People(("carla",))})
    before = everything(door)

    await forward(door, hours=3)

    assert kept.text.startswith("Kept.")
    assert [meeting.people for meeting in door.meetings()] in (
        [{"bob", "dev"}],
        [{"carla", "dev"}],
    )
    assert everything(door).lower().count("never") == before.lower().count("never")
