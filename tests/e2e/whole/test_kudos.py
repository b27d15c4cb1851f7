"""Kudos on every platform: by command, from a message's menu, by reaction; undone, refused, explained."""

from tests.e2e.whole.door import Door, People, forward, said


async def _thanks(door: Door, who: str, whom: str, reason: str) -> str:
    seen = await door.command(who, "kudos give", f"@{whom} for {reason}", to=People((whom,)), reason=reason)
    return seen.text


async def test_a_kudos_by_command_is_answered_in_private_and_posted_with_its_reason(door: Door) -> None:
    answer = await _thanks(door, "ann", "bob", "her patient review of <b> & *c*")

    assert answer.startswith("Thank you. That is written down.")
    [post] = door.posts()
    assert post.text.lower().replace("@ann", "ann").startswith("ann thanks @bob")
    assert "her patient review of <b> & *c*" in post.text


async def test_thanking_oneself_is_refused_and_changes_nothing(door: Door) -> None:
    answer = await _thanks(door, "ann", "ann", "being great")

    assert "yourself" in answer
    assert door.posts() == []


async def test_a_kudos_from_a_message_s_menu_knows_whom_to_thank(door: Door) -> None:
    message = await door.say("bob", "I drew the histogram anew for everybody")

    opened = await door.menu("carla", message, "Give kudos")
    done = await door.submit("carla", opened, {"Whom to thank": People(("bob",)), "What they did": "drawing it anew"})

    assert done.text.startswith("Thank you. That is written down.")
    assert "drawing it anew" in said(door.posts())
    assert "bob" in said(door.posts()).lower()


async def test_a_reaction_thanks_and_taking_it_back_takes_the_thanks_back(door: Door) -> None:
    message = await door.say("bob", "I drew the histogram anew for everybody")
    await door.react("carla", message, "🙌")
    mine = await door.command("bob", "kudos mine")

    await door.unreact("carla", message, "🙌")
    after = await door.command("bob", "kudos mine")

    assert "carla" in mine.text.lower()
    assert "Not yet. It will come." in after.text
    assert "carla" not in after.text.lower()


async def test_undoing_takes_the_kudos_and_its_post_back(door: Door) -> None:
    answer = await door.command(
        "ann", "kudos give", "@bob for his patience", to=People(("bob",)), reason="his patience"
    )

    undone = await door.press("ann", answer, "Undo")

    assert undone.text == "Taken back. It is as if it had not been said."
    assert door.posts() == []
    mine = await door.command("bob", "kudos mine")
    assert "Not yet. It will come." in mine.text


async def test_after_a_minute_it_is_too_late_to_undo(door: Door) -> None:
    answer = await door.command(
        "ann", "kudos give", "@bob for his patience", to=People(("bob",)), reason="his patience"
    )
    await forward(door, seconds=61)

    late = await door.press("ann", answer, "Undo")

    assert late.text.startswith("The minute for undoing this is over.")
    assert len(door.posts()) == 1


async def test_the_same_two_people_wait_whoever_of_them_thanked(door: Door) -> None:
    await _thanks(door, "ann", "bob", "his patience")

    again = await _thanks(door, "bob", "ann", "her patience")

    assert "a short while ago" in again
    await forward(door, minutes=1)
    assert len(door.posts()) == 1
