"""The bank of prompts on every platform: filled, suggested to, looked ahead at, and warned about when it runs out."""

from tests.e2e.whole.door import Door, People, Pick, forward, told

QUESTION, OTHER = "What did you learn from a mistake?", "Which tool did you drop?"


async def test_a_member_suggests_a_facilitator_approves_by_button_and_the_member_hears(door: Door) -> None:
    thanks = await door.command("bob", "prompt suggest", QUESTION, text=QUESTION)
    assert thanks.text.startswith("Thank you! A facilitator looks at it")

    listed = await door.command("ann", "prompt list", "suggestions", show=Pick("suggestions"))
    approved = await door.press("ann", listed, "Approve")

    assert approved.text.lower().startswith("approved #1. i told bob")
    await told(door, "bob", "Your prompt is in the bank")
    await door.command("ann", "prompt now")
    assert QUESTION in door.posts()[-1].text
    assert "bob" in door.posts()[-1].text.lower()


async def test_of_two_who_decide_the_second_reads_who_was_first(door: Door) -> None:
    await door.command("ann", "cop facilitators", "add @carla", action=Pick("add"), member=People(("carla",)))
    await door.command("bob", "prompt suggest", QUESTION, text=QUESTION)
    first = await door.command("ann", "prompt list", "suggestions", show=Pick("suggestions"))
    second = await door.command("carla", "prompt list", "suggestions", show=Pick("suggestions"))

    opened = await door.press("ann", first, "Decline")
    declined = await door.submit("ann", opened, {"A word to the member": "We asked it last month."})
    late = await door.press("carla", second, "Approve")

    assert declined.text.lower().startswith("declined #1. i thanked bob")
    assert late.text.lower().startswith("ann declined it already")
    heard = await told(door, "bob", "Thank you for suggesting")
    assert "We asked it last month." in heard.text
    assert (await door.command("ann", "prompt now")).text.startswith("There is no prompt to post.")


async def test_a_facilitator_looks_ahead_exchanges_skips_pauses_and_goes_on(door: Door) -> None:
    lines = f"{QUESTION}\n{OTHER}"
    added = await door.command("ann", "prompt import", lines, lines=lines)
    assert added.text.startswith("2 prompts added")
    shown = await door.command("ann", "prompt schedule", "every day at 9:30", when="every day at 9:30")
    await door.press("ann", shown, "Save")

    preview = await door.command("ann", "prompt preview")
    assert QUESTION in preview.text
    other = await door.press("ann", preview, "Another one")
    assert OTHER in other.text
    skipped = await door.press("ann", other, "Skip next")
    assert skipped.text.startswith("Skipped")
    await forward(door, days=1)
    assert door.posts() == []
    paused = await door.command("ann", "prompt pause", "in 3 days", until="in 3 days")
    assert paused.text.startswith("Paused until")
    await forward(door, days=1)
    assert door.posts() == []
    resumed = await door.command("ann", "prompt resume")
    assert resumed.text.startswith("Prompts go on.")
    await forward(door, days=1)
    assert OTHER in door.posts()[-1].text
    why = await door.command("eve", "cop next")
    assert "skipped it" in why.text


async def test_a_week_before_they_repeat_facilitators_are_told_and_a_retired_one_does_not_come(door: Door) -> None:
    await door.command("ann", "cop facilitators", "add @ann", action=Pick("add"), member=People(("ann",)))
    lines = "What surprised you?\nWhat did you drop?\nWhat would you ask an expert?\nWhat is overrated?"
    await door.command("ann", "prompt import", lines, lines=lines)
    retired = await door.command("ann", "prompt retire", "overrated", prompt="overrated")
    assert retired.text.startswith("#4 is retired")
    shown = await door.command("ann", "prompt schedule", "every tuesday at 9:30", when="every tuesday at 9:30")
    await door.press("ann", shown, "Save")

    await forward(door, days=16)

    warned = await told(door, "ann", "In a week every prompt has been posted")
    assert "/prompt import" in warned.text
    await forward(door, days=14)
    asked = [post.text for post in door.posts()]
    assert [any(one in text for text in asked) for one in lines.splitlines()] == [True, True, True, False]
