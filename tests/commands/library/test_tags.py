"""Tags in use, following them, and hearing of what is new."""

from tests.commands.library.stories import change, chose, member, waiting
from tests.support.chat import Chat


async def add(chat: Chat, name: str, number: int, tags: str) -> None:
    await chat.people[name].says(f"/library add https://a.example/{number} tags:{tags} Entry {number}")
    chat.people[name].sees()


async def test_tags_show_how_often_they_are_used(chat: Chat) -> None:
    await chat.carla.says("/library tags")
    assert chat.carla.sees() == ["No entry has a tag yet. Add some with /library add."]
    await add(chat, "bob", 1, "assessment,rubrics")
    await add(chat, "bob", 2, "assessment")
    await chat.carla.says("/library tags")
    assert chat.carla.sees()[0].splitlines() == [
        "Tags in use:",
        "- assessment · 2 entries",
        "- rubrics · one entry",
        "[Show the newest with a tag v]",
        "[Follow a tag v]",
    ]
    await chat.carla.presses("Show the newest with a tag", values=["rubrics"])
    assert "Entry 1" in chat.carla.sees()[0]


async def test_a_followed_tag_is_told_of_once_in_the_morning(chat: Chat) -> None:
    await chose(chat, tags=("assessment",))
    await chat.carla.says("/library tags")
    await chat.carla.presses("Follow a tag", values=["assessment"])
    assert chat.carla.sees()[-1].splitlines()[0] == "You now follow “assessment”."
    await chat.carla.presses_control("library.follow", values=["assessment"])
    assert chat.carla.sees()[0].startswith("You follow “assessment” already.")
    await add(chat, "bob", 1, "assessment")
    await add(chat, "bob", 2, "rubrics")
    await add(chat, "carla", 3, "assessment")
    await chat.dev.presses_control("library.tag", "2", ["assessment"])
    await chat.forward(days=3)
    assert chat.carla.sees() == []
    assert await chat.rows("notice") == (1,)
    (told,) = await waiting(chat, await member(chat, "carla"))
    assert [number for number in range(1, 4) if f"Entry {number}" in told] == [1, 2]


async def test_a_digest_names_what_is_new_and_nothing_twice(chat: Chat) -> None:
    await chat.carla.presses_control("library.follow", values=["assessment"])
    await change(chat, "carla", takes_direct=True)
    for number in range(12):
        await add(chat, "bob", number, "assessment")
    await chat.forward(days=1)
    (told,) = chat.carla.sees()
    assert told.splitlines()[:2] == ["New in the library under the tags you follow:", "- Entry 11 · assessment"]
    assert "And more: /library recent" in told
    await chat.forward(days=7)
    await add(chat, "bob", 20, "assessment")
    await chat.forward(days=1)
    assert "Entry 20" in chat.carla.sees()[0]


async def test_who_stops_following_or_left_hears_nothing(chat: Chat) -> None:
    for name in ("carla", "dev"):
        await chat.people[name].presses_control("library.follow", values=["assessment"])
        await change(chat, name, takes_direct=True)
    await add(chat, "bob", 1, "assessment")
    await chat.carla.says("/library tags")
    assert "You follow assessment" in chat.carla.sees()[-1]
    await chat.carla.presses("Stop following a tag", values=["assessment"])
    assert chat.carla.sees()[0].startswith("You no longer follow “assessment”.")
    await change(chat, "dev", left_at=chat.clock.now(), takes_direct=True)
    chat.dev.sees()
    await chat.forward(days=2)
    assert (chat.carla.sees(), chat.dev.sees()) == ([], [])


async def test_who_saved_it_is_not_told_of_it_though_they_follow_its_tag(chat: Chat) -> None:
    await chat.carla.presses_control("library.follow", values=["assessment"])
    await add(chat, "carla", 1, "assessment")
    assert await chat.rows("schedule") == (0,)
    await add(chat, "bob", 2, "assessment")
    assert await chat.rows("schedule") == (1,)
