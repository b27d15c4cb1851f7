"""Kudos on every platform: by command, menu or reaction; undone, refused, explained, counted, or kept private."""

from tests.e2e.whole.door import Door, People, Pick, Seen, forward, said


async def _given(door: Door, who: str, *whom: str, reason: str = "his patience") -> Seen:
    typed = f"{' '.join(f'@{one}' for one in whom)} for {reason}"
    return await door.command(who, "kudos give", typed, to=People(whom), reason=reason)


async def test_a_kudos_by_command_is_answered_in_private_and_posted_with_its_reason(door: Door) -> None:
    answer = await _given(door, "ann", "bob", reason="her patient review of <b> & *c*")

    assert answer.text.startswith("Thank you. That is written down.")
    [post] = door.posts()
    assert post.text.lower().replace("@ann", "ann").startswith("ann thanks @bob")
    assert "her patient review of <b> & *c*" in post.text


async def test_thanking_oneself_is_refused_and_changes_nothing(door: Door) -> None:
    answer = await _given(door, "ann", "ann", reason="being great")

    assert "yourself" in answer.text
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
    answer = await _given(door, "ann", "bob")

    undone = await door.press("ann", answer, "Undo")

    assert undone.text == "Taken back. It is as if it had not been said."
    assert door.posts() == []
    mine = await door.command("bob", "kudos mine")
    assert "Not yet. It will come." in mine.text


async def test_after_a_minute_it_is_too_late_to_undo(door: Door) -> None:
    answer = await _given(door, "ann", "bob")
    await forward(door, seconds=61)

    late = await door.press("ann", answer, "Undo")

    assert late.text.startswith("The minute for undoing this is over.")
    assert len(door.posts()) == 1


async def test_the_same_two_people_wait_whoever_of_them_thanked(door: Door) -> None:
    await _given(door, "ann", "bob", reason="his patience")

    again = await _given(door, "bob", "ann", reason="her patience")

    assert "a short while ago" in again.text
    await forward(door, minutes=1)
    assert len(door.posts()) == 1


async def test_many_who_react_are_acknowledged_in_one_note_in_the_thread(door: Door) -> None:
    message = await door.say("bob", "I drew the histogram anew for everybody")
    for who in ("ann", "carla", "dev"):
        await door.react(who, message, "🙌")
    assert door.thread(message) == []

    await forward(door, minutes=10)

    [note] = door.thread(message)
    assert all(name in note.text.lower() for name in ("bob", "ann", "carla", "dev"))
    assert note.pings == frozenset()


async def test_deleting_the_message_takes_its_kudos_back_and_why_tells(door: Door) -> None:
    message = await door.say("bob", "I drew the histogram anew for everybody")
    await door.react("carla", message, "🙌")

    await door.delete(message)

    why = await door.command("carla", "kudos why")
    assert "taken back, because the message was deleted" in why.text
    assert "Not yet. It will come." in (await door.command("bob", "kudos mine")).text


async def test_five_a_day_and_at_midnight_five_more(door: Door) -> None:
    three = await _given(door, "ann", "bob", "carla", "dev", reason="their map")
    assert "You have 2 kudos left today." in three.text
    await _given(door, "ann", "eve", reason="her question")
    await forward(door, hours=13)
    last = await _given(door, "ann", "bob", reason="his answer")
    assert "You have 0 kudos left today." in last.text

    refused = await _given(door, "ann", "carla", reason="her answer")
    await forward(door, hours=3)
    taken = await _given(door, "ann", "carla", reason="her answer")

    assert refused.text.startswith("You have given all your kudos for today. New ones come")
    assert taken.text.startswith("Thank you. That is written down.")
    assert len(door.posts()) == 4


async def test_a_value_is_made_named_in_the_post_and_counts_are_switched_off(door: Door) -> None:
    opened = await door.press("ann", await door.command("ann", "kudos values"), "Add a value")
    await door.submit("ann", opened, {"Name": "Calm hands", "Emoji": "🧭", "What it recognises": "Staying calm."})
    opened = await door.press("ann", await door.command("ann", "kudos settings"), "Where they show")
    await door.submit("ann", opened, {"Show counts?": Pick("No")})

    given = await door.command(
        "bob", "kudos give", '@carla value:"Calm hands" for her map', to=People(("carla",)), reason="her map",
        value="Calm hands",
    )  # fmt: skip
    board = await door.command("eve", "kudos board")

    assert "left today" not in given.text
    assert "Calm hands" in door.posts()[-1].text
    assert board.text.startswith("Kudos are not counted here: each stands for itself.")


async def test_a_board_shows_a_month_to_who_asks_and_whoever_wishes_is_not_on_it(door: Door) -> None:
    opened = await door.press("ann", await door.command("ann", "kudos settings"), "Where they show")
    await door.submit("ann", opened, {"Have a monthly board?": Pick("Yes")})
    await _given(door, "ann", "bob", "carla")
    await door.press("bob", await door.command("bob", "kudos mine"), "Leave me off the board")

    board = await door.command("eve", "kudos board")

    assert "ann: 2" in board.text.lower()
    assert "carla: 1" in board.text.lower()
    assert "bob" not in board.text.lower()


async def test_who_wishes_no_post_is_thanked_in_private(door: Door) -> None:
    mine = await door.command("bob", "kudos mine")
    changed = await door.press("bob", mine, "Private")
    assert "Only you and who thanked you can see it." in changed.text

    answer = await _given(door, "ann", "bob")
    await forward(door, minutes=2)

    assert "will hear of it in private" in answer.text
    assert door.posts() == []
    home = await door.home("bob")
    assert "his patience" in said([home, *door.private("bob")])
    assert "his patience" not in (await door.command("carla", "recap preview")).text
