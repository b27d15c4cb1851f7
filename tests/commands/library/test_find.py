"""Finding again: by words, the newest, whole; and what members type that is no query."""

import pytest

from tests.commands.library.stories import PAGE, TITLE, there_is
from tests.support.chat import Chat


async def filled(chat: Chat, count: int) -> None:
    """Have that many entries about feedback."""
    for number in range(count):
        await chat.bob.says(f"/library add https://a.example/{number} Feedback number {number}")
    chat.bob.sees()


async def found(chat: Chat, line: str) -> str:
    chat.carla.sees()
    await chat.carla.says(line)
    return chat.carla.sees()[0]


@pytest.mark.parametrize("words", ["feedback", "FEEDBACKS", "féedback", "helping learner", "feedbcak", "feed"])
async def test_words_find_whatever_their_form_accent_or_typo(chat: Chat, words: str) -> None:
    there_is(chat)
    await chat.bob.says(f"/library add {PAGE}")
    assert TITLE in await found(chat, f"/library find {words}")


@pytest.mark.parametrize(
    "words", ['"x', "AND", "c++", "don't", "NEAR(", "title:", "📚", "שלום", "a* OR b", "%_\\'", "-- ;"]
)
async def test_no_text_of_a_member_is_read_as_a_query(chat: Chat, words: str) -> None:
    await chat.bob.invokes("library add", link="https://a.example/", title=f"Says {words} here")
    await chat.bob.says("/library add https://b.example/ Something else")
    shown = await found(chat, f"/library find {words}")
    letters = any(char.isalnum() or char == "📚" for char in words)
    assert ("Something else" in shown, f"Says {words} here" in shown) == (False, letters), shown


async def test_what_has_no_words_asks_for_one(chat: Chat) -> None:
    assert (await found(chat, "/library find ???")).startswith("There is no word in that to look for.")


async def test_a_text_too_long_to_look_for_is_refused(chat: Chat) -> None:
    assert (await found(chat, f"/library find {'word ' * 8000}")).endswith("Keep it to 300.")


async def test_nothing_found_says_what_to_do(chat: Chat) -> None:
    shown = await found(chat, "/library find feedback")
    assert shown.splitlines() == [
        "The library has nothing on “feedback” yet.",
        "Try fewer or other words, or look through /library tags.",
        "Found it elsewhere? Share it here, and react with 📚 or use /library add.",
    ]
    assert "Try without tag:" in await found(chat, "/library find feedback kind:tool")


async def test_filters_narrow_what_is_found(chat: Chat) -> None:
    await chat.bob.says("/library add https://a.example/ kind:tool tags:assessment Feedback tool")
    await chat.forward(days=40)
    await chat.dev.says("/library add https://b.example/ kind:story tags:rubrics Feedback story")
    assert "One entry fits." in await found(chat, "/library find feedback kind:tool")
    assert "Feedback story" in await found(chat, "/library find feedback tag:Rubrics")
    assert "Feedback tool" in await found(chat, "/library find feedback author:@bob")
    assert "Feedback story" in await found(chat, '/library find feedback since:"last month"')
    assert "2 entries fit." in await found(chat, "/library find feedback since:2026")
    assert "nothing on" in await found(chat, "/library find feedback author:@eve")
    assert "nothing on" in await found(chat, "/library find feedback since:today kind:tool")
    assert "I cannot read “someday” as a day that is over." in await found(chat, "/library find feedback since:someday")


async def test_some_of_the_words_are_better_than_nothing(chat: Chat) -> None:
    await filled(chat, 1)
    assert "Nothing has all the words; this has some." in await found(chat, "/library find feedback giraffe")


async def test_pages_turn_without_remembering_what_was_asked(chat: Chat) -> None:
    await filled(chat, 12)
    shown = await found(chat, "/library find feedback")
    assert shown.startswith("The 10 best of what fits.")
    assert shown.count("Feedback number") == 5
    await chat.carla.presses("Next")
    second = chat.carla.sees()[0]
    assert (second.count("Feedback number"), "[Back]" in second, "[Next]" in second) == (5, True, False)
    await chat.carla.presses("Back")
    assert chat.carla.sees()[0].count("Feedback number") == 5
    for number in range(1, 13):
        await chat.store(lambda store, entry=number: store.library.remove(entry))  # type: ignore[misc]  # its default binds it
    await chat.carla.presses_control("library.page", "0.1.2")
    assert chat.carla.sees() == ["Those entries are no longer in the library."]


async def test_a_row_of_large_numbers_stays_short_enough_for_every_platform(chat: Chat) -> None:
    await filled(chat, 12)
    from commands.library.find import _row

    assert len(_row([10**9 + number for number in range(10)], 5)) <= 70


async def test_the_newest_come_first(chat: Chat) -> None:
    assert (await found(chat, "/library recent")).startswith("The library is still empty.")
    await filled(chat, 2)
    shown = await found(chat, "/library recent")
    assert shown.index("Feedback number 1") < shown.index("Feedback number 0")
    assert await found(chat, "/library recent tag:rubrics") == "The library has nothing like that yet."
    assert "Feedback number 1" in await found(chat, "/library recent author:@bob kind:website")


async def test_showing_finds_the_entry_that_is_meant(chat: Chat) -> None:
    await filled(chat, 3)
    assert (await found(chat, "/library show 2")).startswith("Feedback number 1\n")
    assert (await found(chat, "/library show Feedback number 2")).startswith("Feedback number 2\n")
    assert (await found(chat, "/library show feedback")).startswith("Several fit. Which one?")
    assert (await found(chat, "/library show giraffe")).startswith("The library has nothing on “giraffe”.")
    assert (await found(chat, "/library show 99999999999999999")).startswith("The library has nothing on")
    await chat.carla.presses_control("library.show", "77")
    assert chat.carla.sees() == ["That entry is no longer in the library."]


async def test_only_who_may_change_an_entry_is_offered_to(chat: Chat) -> None:
    await filled(chat, 1)
    assert "[Change]" not in await found(chat, "/library show 1")
    await chat.bob.says("/library show 1")
    assert "[Open] [Change] [Remove]" in chat.bob.sees()[0]


async def test_entries_and_tags_are_suggested(chat: Chat) -> None:
    await filled(chat, 2)
    await chat.bob.says("/library add https://b.example/ tags:peer-feedback Rubrics")
    assert await chat.carla.asks("library show", "entry") == ["Rubrics", "Feedback number 1", "Feedback number 0"]
    assert await chat.carla.asks("library remove", "entry", "numbr 0") == ["Feedback number 0"]
    assert await chat.carla.asks("library find", "tag", "peer f") == ["peer-feedback (1)"]


async def test_where_an_entry_was_mentioned_is_told_without_a_link_too(chat: Chat) -> None:
    there_is(chat)
    message = chat.message("general", chat.carla, PAGE)
    seen = chat.platform.readable[message]
    chat.platform.readable[message] = type(seen)(ref=message, author=seen.author, text=seen.text)
    await chat.ann.reacts("📚", message)
    assert "2026-11-23T09:00+00:00: #general" in await found(chat, "/library show 1")
    await chat.deletes(message)
    await chat.bob.says(f"/library add {PAGE}")
    assert "2026-11-23T09:00+00:00: source deleted" in await found(chat, "/library show 1")


async def test_a_link_too_long_for_a_button_is_still_a_card(chat: Chat) -> None:
    await chat.bob.says(f"/library add https://a.example/{'x' * 600} Long one")
    shown = await found(chat, "/library find long one")
    assert ("[More]" in shown, "[Open]" in shown) == (True, False)
