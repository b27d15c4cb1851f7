"""What people take with them: a score, what they learned, thanks as kudos, and a story both agreed to."""

from collections.abc import AsyncIterator

import pytest

from commands import ALL
from copbot.model.mentorship_check_ins import Reflection
from copbot.model.resource_kinds import ResourceKind
from tests.commands.mentorship.life import in_room, match, matched
from tests.commands.mentorship.stories import matches, shown_to, signs_up
from tests.support.chat import Chat, opened
from tests.support.databases import Database


@pytest.fixture
async def chat(database: Database) -> AsyncIterator[Chat]:
    """Open a chat with all practices: thanks become kudos, stories stand in the library."""
    async with opened(database.url, ALL) as one:
        yield one


async def closed(chat: Chat, *mentees: str, **people: str) -> None:
    """Have bob close the match."""
    await matched(chat, *mentees, **people)
    await chat.bob.says("/mentor close")
    await chat.bob.presses("Close it")
    for one in chat.people.values():
        one.sees()


async def reflection(chat: Chat) -> Reflection:
    """Give what was told last."""
    return (await chat.store(lambda store: store.mentor_check_ins.reflections([1])))[-1]


async def test_thanks_are_given_as_kudos_when_their_writer_says_so(chat: Chat) -> None:
    await closed(chat)
    await chat.carla.presses("Look back", shown_to(chat, "carla"))
    await chat.carla.submits(score="5", learned="To ask first", thanks="your patience with my drafts")
    assert chat.carla.sees() == [
        (
            "Kept. Thank you for looking back.\n"
            "Your thanks can be kudos, told the way they wish to be thanked:\n[Thank Bob]"
        )
    ]
    assert await chat.rows("kudos") == (0,)
    await chat.carla.presses("Thank Bob")
    assert chat.carla.sees()[0].startswith("Thank you. That is written down as kudos.")
    assert chat.posts()[-1].text == "@carla thanks @bob: your patience with my drafts"
    told = await reflection(chat)
    assert (told.score, told.learned, told.thanked) == (5, "To ask first", True)
    await chat.carla.presses_control("mentor.thank", f"1 {(await chat.member(chat.bob)).id}")
    assert chat.carla.sees()[0].startswith("You thanked Bob a short while ago.")
    assert await chat.rows("kudos") == (1,)


async def test_thanks_that_nobody_wrote_are_not_given(chat: Chat) -> None:
    await closed(chat)
    await chat.carla.presses_control("mentor.thank", f"1 {(await chat.member(chat.bob)).id}")
    assert chat.carla.sees() == ["There are no thanks to give here. Write them down first: press “Look back”."]


async def test_a_story_stands_in_the_library_once_the_other_agreed(chat: Chat) -> None:
    await closed(chat)
    await chat.bob.presses_control("mentor.look_back", "1")
    await chat.bob.submits(story="We drew the plan first, and then wrote it.", share="library")
    assert "I ask the others of your match whether your story may stand in the library." in chat.bob.sees()[0]
    asked = shown_to(chat, "carla")
    assert asked.text.startswith("@bob would like to save this story of your match in the library")
    assert await chat.rows("library_entry") == (0,)
    chat.carla.sees()
    await chat.carla.presses("I agree", asked)
    assert chat.carla.sees() == ["Thank you. It stands in the library now."]
    assert chat.bob.sees() == ["Your story stands in the library now. Everybody of your match agreed."]
    told = await reflection(chat)
    assert told.entry is not None
    entry = await chat.store(lambda store: store.library.get(told.entry or 0))
    assert entry is not None
    assert (entry.kind, entry.description) == (ResourceKind.STORY, "We drew the plan first, and then wrote it.")
    assert entry.author == (await chat.member(chat.bob)).id
    await chat.carla.presses("I agree", asked)
    assert chat.carla.sees() == ["That story stands in the library already: /library find."]
    assert await chat.rows("library_entry") == (1,)


async def test_a_no_or_another_wording_saves_nothing(chat: Chat) -> None:
    await closed(chat)
    await chat.bob.presses_control("mentor.look_back", "1")
    await chat.bob.submits(story="She failed twice.", share="library")
    asked = shown_to(chat, "carla")
    chat.carla.sees()
    await chat.carla.presses("Rather not", asked)
    assert chat.carla.sees() == ["Thank you. It is not saved."]
    await chat.bob.presses_control("mentor.look_back", "1")
    await chat.bob.submits(story="We tried twice.", share="keep")
    await chat.carla.presses("I agree", asked)
    assert chat.carla.sees() == ["That story was changed or taken back. Nothing was saved."]
    await chat.dev.presses("I agree", asked)
    assert chat.dev.sees() == ["That story was changed or taken back. Nothing was saved."]
    assert await chat.rows("library_entry") == (0,)


async def test_in_a_group_everybody_has_to_agree_to_a_story(chat: Chat) -> None:
    await closed(chat, "carla", "dev", shape="group")
    await chat.bob.presses_control("mentor.look_back", "1")
    await chat.bob.submits(story="Three heads.", share="library")
    await chat.carla.presses("I agree", shown_to(chat, "carla"))
    assert "Thank you. It is saved once the others agree, too." in chat.carla.sees()
    assert await chat.rows("library_entry") == (0,)
    await chat.dev.presses("I agree", shown_to(chat, "dev"))
    assert await chat.rows("library_entry") == (1,)


async def test_words_that_are_too_many_are_sent_back_and_what_was_kept_is_shown_again(chat: Chat) -> None:
    await closed(chat)
    await chat.carla.presses_control("mentor.look_back", "1")
    await chat.carla.submits(thanks="x" * 40_000)
    assert chat.carla.sees() == ["Keep it to 300 characters."]
    await chat.carla.submits(thanks="for all", score="9")
    await chat.carla.presses_control("mentor.look_back", "1")
    assert [one.initial for one in chat.carla.answer.form.fields][2] == "for all"  # type: ignore[union-attr]
    assert (await reflection(chat)).score is None
    await chat.dev.presses_control("mentor.look_back", "1")
    assert chat.dev.sees() == ["That match is not yours. /mentor status shows yours."]


async def test_who_leaves_the_community_leaves_their_partner_first_in_line(chat: Chat) -> None:
    await matched(chat)
    await chat.bob.goes()
    (told,) = chat.carla.sees()
    assert told.startswith("Your match in Autumn is over, because somebody is not there any more.")
    await chat.carla.presses("Look back", shown_to(chat, "carla"))
    await chat.carla.submits(thanks="for the start", story="A short story.", share="library")
    assert chat.carla.sees() == ["Kept. Thank you for looking back.\nYour story stands in the library."]
    assert await chat.rows("library_entry") == (1,)


async def test_who_had_themselves_forgotten_is_named_nowhere(chat: Chat) -> None:
    await matched(chat)
    await chat.carla.says("/cop mydata erase")
    await chat.carla.presses("Erase everything")
    (told,) = chat.bob.sees()
    assert told.startswith("Your match in Autumn is over, because somebody is not there any more.")
    assert "carla" not in told.lower()
    assert [len(one.sides) for one in await matches(chat)] == [1]
    await chat.forward(days=40)
    assert chat.bob.sees() == []


async def test_from_sign_up_to_a_good_end_the_overview_counts_it(chat: Chat) -> None:
    await matched(chat)
    await signs_up(chat, "dev", "mentee", wants="knitting")
    await chat.carla.presses("We have met", in_room(chat)[0])
    await chat.carla.presses("5", chat.carla.answer.message)  # type: ignore[union-attr]
    await chat.carla.says("/mentor close")
    await chat.carla.presses("Close it")
    await chat.carla.presses("Look back")
    await chat.carla.submits(score="5")
    assert (await match(chat)).sessions == 1
    await chat.ann.says("/mentor overview")
    shown = chat.ann.sees()[-1]
    assert shown.split("\n")[:4] == [
        "# How Autumn goes",
        "- 67 % of those who signed up found a match that began; 70 % is good.",
        "- Satisfaction is shown once 3 people have answered.",
        (
            "(From sign-up to a good end: A bar chart of people. Signed up: 3; matched: 2; accepted: 2; met: 2; "
            "closed well: 2.)"
        ),
    ]
