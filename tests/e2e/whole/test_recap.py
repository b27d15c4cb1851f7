"""Recaps and roundups on every platform: with a picture that has words, with reasons, for the absent, or not at all."""

from tests.e2e.whole.door import Door, People, Pick, forward, said, told


async def test_a_recap_is_posted_with_its_chart_as_a_picture_that_has_words(door: Door) -> None:
    shown = await door.command("ann", "recap schedule", "every tuesday at 10:00", when="every tuesday at 10:00")
    await door.press("ann", shown, "Save")
    await door.command("ann", "kudos give", "@bob for his patience", to=People(("bob",)), reason="his patience")
    await door.command("bob", "kudos give", "@carla for her map", to=People(("carla",)), reason="her map")

    await forward(door, days=2)

    recap = door.posts()[-1]
    assert "his patience" in recap.text
    assert recap.alts == ("A bar chart. Kudos: 2, before 0.",)


async def test_a_week_in_which_nothing_happened_has_no_recap(door: Door) -> None:
    shown = await door.command("ann", "recap schedule", "every tuesday at 10:00", when="every tuesday at 10:00")
    await door.press("ann", shown, "Save")

    await forward(door, days=8)

    assert door.posts() == []


async def test_next_says_why_there_was_no_recap(door: Door) -> None:
    shown = await door.command("ann", "recap schedule", "every tuesday at 10:00", when="every tuesday at 10:00")
    await door.press("ann", shown, "Save")
    await forward(door, days=2)

    coming = await door.command("bob", "cop next")

    assert "Left out lately" in coming.text
    assert "was skipped: nothing happened" in coming.text


async def test_a_recap_can_be_looked_at_before_and_posted_by_hand(door: Door) -> None:
    empty = await door.command("ann", "recap now")
    assert empty.text == "Nothing happened since the last recap, so there is nothing to post."
    await _thanked(door, "ann", "bob", "his patience")
    await forward(door, minutes=1)

    preview = await door.command("carla", "recap preview")
    refused = await door.command("carla", "recap now")
    posted = await door.command("ann", "recap now")

    assert "his patience" in preview.text
    assert "Only facilitators can do that" in refused.text
    assert posted.text.startswith("It is on its way")
    recap = door.posts()[-1]
    assert recap.text.lstrip("# ").startswith("What we did")
    assert recap.pings == frozenset()


async def test_the_roundup_thanks_with_reasons_and_only_facilitators_hear_who_is_not_yet_thanked(door: Door) -> None:
    await door.command("ann", "cop facilitators", "add @ann", action=Pick("add"), member=People(("ann",)))
    typed = "every tuesday at 10:00 what:roundup"
    shown = await door.command("ann", "recap schedule", typed, when="every tuesday at 10:00", what=Pick("roundup"))
    await door.press("ann", shown, "Save")
    await _thanked(door, "carla", "bob", "the patient review")

    await forward(door, days=2)

    roundup = door.posts()[-1]
    assert roundup.text.lstrip("# ").startswith("Thank you")
    assert "the patient review (a first)" in roundup.text
    heard = await told(door, "ann", "not yet thanked")
    assert "carla" in heard.text.lower().partition("not yet thanked")[2]
    assert "not yet thanked" not in said([await door.home("bob"), *door.posts(), *door.private("bob")])


async def test_the_absent_read_once_what_they_missed_and_the_others_nothing(door: Door) -> None:
    await door.command("dev", "recap preview")
    await forward(door, days=15)
    shown = await door.command("ann", "recap schedule", "every tuesday at 10:00", when="every tuesday at 10:00")
    await door.press("ann", shown, "Save")
    await _thanked(door, "ann", "bob", "his patience")

    await forward(door, days=7)

    missed = await told(door, "dev", "While you were away")
    assert "his patience" in missed.text
    assert "While you were away" not in (await door.home("dev")).text.partition("Coming up")[2]
    assert "While you were away" not in said([await door.home("bob"), *door.private("bob")])


async def _thanked(door: Door, who: str, whom: str, reason: str) -> None:
    await door.command(who, "kudos give", f"@{whom} for {reason}", to=People((whom,)), reason=reason)
