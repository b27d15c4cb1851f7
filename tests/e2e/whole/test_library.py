"""The library on every platform: kept, merged, told to its author, tagged, narrowed, found again, taken out."""

from tests.e2e.whole.door import Door, People, Pick, forward, said, told

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


async def _shared(door: Door, who: str, link: str) -> None:
    message = await door.say(who, f"Look at {link}")
    await door.submit("carla", await door.menu("carla", message, "Save to library"), {})


async def test_the_same_page_is_one_entry_with_every_mention_and_its_author_may_refuse(door: Door) -> None:
    await _shared(door, "bob", LINK)
    await _shared(door, "dev", f"{LINK}/?utm_source=letter#top")

    found = await door.command("eve", "library find", "theory", words="theory")
    whole = await door.press("eve", found, "More")

    assert found.text.startswith("One entry fits.")
    assert "2 times" in found.text
    assert "Mentioned:" in whole.text
    heard = await told(door, "bob", "saved your message in")
    out = await door.press("bob", heard, "Take it out")
    assert out.text.startswith("Done: nothing of that message is in the library any more.")
    again = await door.command("eve", "library find", "theory", words="theory")
    assert "once" in again.text


async def test_a_deleted_source_flags_its_entry(door: Door) -> None:
    message = await door.say("bob", f"Look at {LINK}")
    await door.submit("carla", await door.menu("carla", message, "Save to library"), {})

    await door.delete(message)

    found = await door.command("eve", "library find", "theory", words="theory")
    assert "source deleted" in found.text


async def test_what_is_saved_by_command_is_tagged_narrowed_and_undone(door: Door) -> None:
    typed = f"{LINK} kind:tool tags:statistics note:plays"
    saved = await door.command(
        "bob", "library add", typed, link=LINK, kind=Pick("tool"), tags="statistics", note="plays"
    )

    found = await door.command(
        "eve",
        "library find",
        "teory tag:statistics kind:tool author: @bob since:2026-11-01",
        words="teory",
        tag="statistics",
        kind=Pick("tool"),
        author=People(("bob",)),
        since="2026-11-01",
    )
    tags = await door.command("eve", "library tags")
    followed = await door.choose("eve", tags, "Follow a tag", "statistics")
    undone = await door.press("bob", saved, "Undo")

    assert "Seeing Theory" in found.text
    assert "statistics · one entry" in tags.text
    assert "You now follow “statistics”." in followed.text
    assert undone.text == "Undone. It is as if it had not been saved."
    assert (await door.command("eve", "library recent")).text.startswith("The library is still empty.")


async def test_what_is_new_under_a_followed_tag_is_told_in_the_morning(door: Door) -> None:
    first, second = f"{LINK}/1", f"{LINK}/2"
    await door.command("bob", "library add", f"{first} tags:statistics", link=first, tags="statistics")
    tags = await door.command("eve", "library tags")
    await door.choose("eve", tags, "Follow a tag", "statistics")
    await door.command("bob", "library add", f"{second} tags:statistics", link=second, tags="statistics")

    await forward(door, days=1)

    await told(door, "eve", "New in the library under the tags you follow:")
    assert "New in the library under" not in said([await door.home("dev"), *door.private("dev")])
