"""The library on every platform: kept by reaction, from a message's menu, found again."""

from tests.e2e.whole.door import Door, said

LINK = "https://theory.example/chance"


async def test_a_reaction_keeps_a_message_that_may_be_read_and_asks_for_the_link_of_one_that_may_not(
    door: Door,
) -> None:
    message = await door.say("bob", f"Look at {LINK}")

    await door.react("ann", message, "📚")

    [card] = door.thread(message)
    if not door.reads_messages:
        assert "what is its link?" in card.text
        opened = await door.press("carla", card, "Add the link")
        done = await door.submit("carla", opened, {"Link": LINK})
        assert done.text.startswith("Saved to the library")
        [card] = door.thread(message)
    assert "Seeing Theory" in card.text
    found = await door.command("eve", "library find", "theory", words="theory")
    assert found.text.startswith("One entry fits.")
    assert "Seeing Theory" in found.text


async def test_a_message_s_menu_keeps_it_everywhere(door: Door) -> None:
    message = await door.say("bob", f"Look at {LINK}")

    opened = await door.menu("carla", message, "Save to library")
    done = await door.submit("carla", opened, {})

    assert done.text.startswith("Saved to the library")
    assert "Seeing Theory" in said(door.thread(message))
    found = await door.command("eve", "library find", "theory", words="theory")
    assert "Seeing Theory" in found.text


async def test_what_is_not_there_is_not_found_and_says_what_to_do(door: Door) -> None:
    found = await door.command("eve", "library find", '"x AND c++', words='"x AND c++')

    assert found.text.startswith('The library has nothing on “"x AND c++” yet.')


async def test_a_stranger_s_press_takes_nothing_out_and_the_author_s_does(door: Door) -> None:
    message = await door.say("bob", f"Look at {LINK}")
    await door.submit("carla", await door.menu("carla", message, "Save to library"), {})
    [card] = door.thread(message)

    stranger = await door.press("eve", card, "Take it out")
    assert "Ask a curator." in stranger.text
    found = await door.command("eve", "library find", "theory", words="theory")
    assert "Seeing Theory" in found.text

    author = await door.press("bob", card, "Take it out")
    assert author.text.startswith("Done:")
    assert "This is no longer in the library." in said(door.thread(message))
    found = await door.command("eve", "library find", "theory", words="theory")
    assert found.text.startswith("The library has nothing on")
