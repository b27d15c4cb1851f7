"""Mentorship on every platform: from a programme over sign-ups and a published round to a match, and its farewell."""

from tests.e2e.whole.door import Door, Entry, Meeting, People, Pick, Seen, everything, forward, said, told


async def _programme(door: Door) -> None:
    listing = await door.command("ann", "mentor programme")
    opened = await door.press("ann", listing, "New programme")
    card = await door.submit("ann", opened, {"Name of the programme": "Autumn", "What is it for?": "Grow together"})
    await door.press("ann", card, "Create")


async def _signs_up(door: Door, who: str, side: str, topics: str) -> None:
    opened = await door.command(who, "mentor join")
    asked = "I can help with" if side == "Mentor" else "I want to learn about"
    card = await door.submit(who, opened, {"I would like to be a": Pick(side), asked: topics})
    done = await door.press(who, card, "Sign me up")
    assert done.text.startswith("You are signed up for")


async def _matched(door: Door) -> Meeting:
    """Have bob mentor carla."""
    await _programme(door)
    await _signs_up(door, "bob", "Mentor", "writing")
    await _signs_up(door, "carla", "Mentee", "writing")
    await door.command("ann", "mentor match")
    plan = await told(door, "ann", "A plan for Autumn")
    assert "Wanted and offered: writing." in plan.text
    assert door.private("bob")[-1].text.startswith("You are signed up")
    published = await door.press("ann", plan, "Publish")
    assert "one pair was proposed" in published.text
    proposed = await told(door, "bob", "Your mentee would be @carla.")
    waiting = await door.press("bob", proposed, "Accept")
    assert "Now I wait for @carla." in waiting.text
    assert door.meetings() == []
    await door.press("carla", await told(door, "carla", "Your mentor would be @bob."), "Accept")
    await forward(door, minutes=1)  # a channel takes a post a second
    [meeting] = door.meetings()
    return meeting


def _in_room(door: Door, words: str) -> Seen:
    [meeting] = door.meetings()
    return next(one for one in meeting.posts if words in one.text)


async def test_a_match_goes_from_the_programme_over_check_ins_to_the_thanks(door: Door) -> None:
    meeting = await _matched(door)
    assert meeting.people == {"bob", "carla"}
    hello = _in_room(door, "What you share:")
    assert hello.pings == {"bob", "carla"}
    assert "hours a week in common." in hello.text
    assert "Your first meeting" in hello.text

    opened = await door.press("carla", _in_room(door, "A small agreement helps"), "Propose an agreement")
    agreement: dict[str, Entry] = {
        "How often, how long, where": "every Tuesday",
        "What stays between us": "all of it",
        "The goal": "a talk in May",
    }
    await door.submit("carla", opened, agreement)
    agreed = await door.press("bob", _in_room(door, "Your agreement"), "I agree")
    assert "Agreed by all of you." in said([agreed, _in_room(door, "Your agreement")])

    await forward(door, days=8)
    for who, partner in (("bob", "carla"), ("carla", "bob")):
        fit = await door.press(who, await told(door, who, f"Have you met @{partner} yet?"), "Yes")
        assert f"How well do you and @{partner} fit" in fit.text
    assert "Have you met" not in said([*door.posts(), *door.meetings()[0].posts])

    await door.press("bob", await door.command("bob", "mentor close"), "Close it")
    opened = await door.press("carla", await told(door, "carla", "Your match in"), "Look back")
    score, learned, thanks = (
        "Was it worth it? 1 no, 5 very much",
        "What you learned",
        "What you would like to thank for",
    )
    kept = await door.submit(
        "carla", opened, {score: Pick("5"), learned: "To ask first", thanks: "patience with my drafts"}
    )
    await door.press("carla", kept, "Thank bob" if "Thank bob" in kept.text else "Thank Bob")
    assert "patience with my drafts" in (await door.command("bob", "kudos mine")).text
    overview = await door.command("ann", "mentor overview")
    assert overview.alts[0] == "A bar chart of people. Signed up: 2; matched: 2; accepted: 2; met: 2; closed well: 2."
    assert "mentorship-1.csv" in {name for one in (overview, *door.private("ann")) for name in one.files}


async def test_a_list_of_never_with_keeps_two_apart_and_is_read_nowhere(door: Door) -> None:
    await _programme(door)
    await _signs_up(door, "bob", "Mentor", "writing")
    await _signs_up(door, "carla", "Mentee", "writing")
    opened = await door.command("carla", "mentor never")
    await door.submit("carla", opened, {"Whom would you rather not meet?": People(("bob",))})
    before = everything(door)

    await door.command("ann", "mentor match")
    plan = await told(door, "ann", "A plan for")

    assert "2 people without a partner" in plan.text
    assert everything(door).lower().count("never") == before.lower().count("never")
    assert "Nobody was possible this time within the limits of this programme." in plan.text
