"""How a match ends: closed by either, matched anew without blame, left by somebody, or over with its programme."""

from dataclasses import replace
from datetime import date

from copbot.model.mentorship_life import Ending, MatchState, SideState
from tests.commands.mentorship.life import in_room, match, matched, posted
from tests.commands.mentorship.stories import matches, programmes, shown_to, sign_ups, signs_up
from tests.support.chat import Chat


async def waits_first(chat: Chat) -> dict[str, int]:
    """Tell who comes first in the next round, by their names."""
    names = {(await chat.member(chat.people[who])).id: who for who in ("bob", "carla")}
    return {names[one.member]: one.left_out for one in await sign_ups(chat) if one.member in names}


async def test_either_closes_with_a_farewell_and_a_look_back_for_both(chat: Chat) -> None:
    await matched(chat)
    await chat.carla.says("/mentor close")
    assert chat.carla.sees()[0].startswith("Your match with @bob would end now")
    await chat.carla.presses("Close it")
    assert chat.carla.sees()[0].startswith("Closed. Thank you for the time you gave each other.")
    assert in_room(chat)[-1].text.startswith("This match is complete. Thank you")
    assert chat.bob.sees()[0].startswith("Your match in Autumn is closed. Thank you for your part in it.")
    ended = await match(chat)
    assert (ended.state, ended.ending) == (MatchState.ENDED, Ending.COMPLETED)
    await chat.forward(days=60)
    assert chat.bob.sees() == chat.carla.sees() == chat.ann.sees() == []
    await chat.carla.presses_control("mentor.closing", "1")
    assert chat.carla.sees() == ["This match is over. /mentor status shows what runs."]


async def test_a_rematch_names_nobody_who_asked_and_both_come_first(chat: Chat) -> None:
    await matched(chat)
    await chat.carla.says("/mentor rematch")
    assert chat.carla.sees()[0].startswith(
        "Your match with @bob would end, and you come first in the next round of Autumn. "
        "The others read that the match ends, not who asked."
    )
    sure = chat.carla.answer
    await chat.carla.presses("Match me anew")
    assert chat.carla.sees()[0].startswith("You come first in the next round of Autumn. Thank you for trying.")
    (told,) = chat.bob.sees()
    assert told.startswith("Your match in Autumn ends here, so that each of you can be matched anew")
    assert "carla" not in told
    assert await waits_first(chat) == {"bob": 1, "carla": 1}
    await chat.carla.presses("Match me anew", sure.message)  # type: ignore[union-attr]
    assert chat.carla.sees() == ["This match is over. /mentor status shows what runs."]
    assert await waits_first(chat) == {"bob": 1, "carla": 1}
    await signs_up(chat, "dev", "mentee", wants="writing")
    await chat.ann.says("/mentor match")
    await chat.ann.presses("Publish", shown_to(chat, "ann"))
    bob = (await chat.member(chat.bob)).id
    again = (await matches(chat))[-1]
    assert {one.member for one in again.sides} == {bob, (await chat.member(chat.dev)).id}


async def test_one_of_a_group_goes_and_the_others_go_on(chat: Chat) -> None:
    await matched(chat, "carla", "dev", shape="group")
    await chat.carla.says("/mentor rematch")
    await chat.carla.presses("Match me anew")
    ongoing = await match(chat)
    assert ongoing.state is MatchState.ACTIVE
    side = ongoing.side_of((await chat.member(chat.carla)).id)
    assert side is not None
    assert side.state is SideState.GONE
    assert in_room(chat)[-1].text == "This group has become smaller by one. That happens; it goes on with you."
    await chat.forward(days=7)
    assert chat.dev.sees()[0].startswith("Have you met @bob yet?")
    assert not [one for one in chat.carla.sees() if "Have you met" in one]
    await chat.dev.says("/mentor close")
    await chat.dev.presses("Close it")
    assert (await match(chat)).state is MatchState.ENDED


async def test_one_of_a_group_closes_for_themselves_and_looks_back(chat: Chat) -> None:
    await matched(chat, "carla", "dev", shape="group")
    await chat.carla.says("/mentor close")
    await chat.carla.presses("Close it")
    assert (await match(chat)).state is MatchState.ACTIVE
    await chat.carla.presses("Look back")
    await chat.carla.submits(score="4", learned="much")
    assert chat.carla.sees()[-1] == "Kept. Thank you for looking back."
    await chat.dev.presses_control("mentor.look_back", "1")
    assert chat.dev.sees() == ["This match goes on. /mentor close ends it."]


async def test_who_is_left_is_told_and_looked_for_at_once_when_they_like(chat: Chat) -> None:
    await matched(chat)
    await signs_up(chat, "dev", "mentor", offers="writing")
    await chat.bob.says("/mentor leave")
    await chat.bob.presses("Leave")
    (told,) = chat.carla.sees()
    assert told.startswith("Your match in Autumn is over, because somebody is not there any more.")
    assert told.endswith("[Look for somebody now]\n[Look back]")
    assert (await match(chat)).ending is Ending.GONE
    await chat.carla.presses("Look for somebody now", shown_to(chat, "carla"))
    assert chat.carla.sees()[0] == "I look for somebody now. You hear from me as soon as I know."
    assert (
        "I found somebody else for you in Autumn. Your mentor would be @dev."
        in chat.dev.sees()[0] + shown_to(chat, "carla").text
    )
    await chat.bob.presses_control("mentor.look", "1")
    assert chat.bob.sees()[-1] == "There is nobody to look for here. /mentor join signs you up."


async def test_who_left_the_programme_meanwhile_is_not_looked_for(chat: Chat) -> None:
    await matched(chat)
    await chat.bob.says("/mentor leave")
    await chat.bob.presses("Leave")
    look = shown_to(chat, "carla")
    await chat.carla.says("/mentor leave")
    await chat.carla.presses("Leave")
    chat.carla.sees()
    await chat.carla.presses("Look for somebody now", look)
    assert chat.carla.sees() == ["You are signed up no more. /mentor join takes you back in."]


async def test_a_group_whose_mentee_leaves_goes_on(chat: Chat) -> None:
    await matched(chat, "carla", "dev", shape="group")
    await chat.carla.says("/mentor leave")
    await chat.carla.presses("Leave")
    assert (await match(chat)).state is MatchState.ACTIVE
    assert "smaller by one" in in_room(chat)[-1].text


async def test_a_week_before_the_programme_ends_both_are_told_and_then_it_is_over(chat: Chat) -> None:
    await matched(chat)
    (programme,) = await programmes(chat)
    ending = replace(programme, ends=date(2027, 1, 15))
    await chat.store(lambda store: store.mentors.change(ending))
    await chat.forward(days=47)
    soon = posted(chat, f"mentor-ending:1:{(await chat.member(chat.bob)).id}:2027-01-15")
    assert soon.text == (
        "Autumn ends on 2027-01-15. Meet once more to look back; I close your match the day after.\n[Close it now]"
    )
    chat.bob.sees()
    await chat.bob.presses("Close it now", soon)
    assert chat.bob.sees()[0].startswith("Your match with @carla would end now")
    await chat.forward(days=9)
    ended = await match(chat)
    assert (ended.state, ended.ending) == (MatchState.ENDED, Ending.PROGRAMME)
    assert chat.bob.sees()[-1].startswith("Autumn is over, and with it your match.")
    assert [one.key for one in in_room(chat)].count("mentor-farewell:1") == 1
    chat.carla.sees()
    await chat.carla.says("/mentor rematch")
    assert chat.carla.sees() == ["You are in no match that runs. /mentor status shows what you wait for."]


async def test_a_programme_that_goes_on_for_longer_ends_later(chat: Chat) -> None:
    await matched(chat)
    (programme,) = await programmes(chat)
    await chat.store(lambda store: store.mentors.change(replace(programme, ends=date(2027, 1, 15))))
    await chat.forward(days=35)
    await chat.store(lambda store: store.mentors.change(replace(programme, ends=date(2027, 3, 31))))
    await chat.forward(days=30)
    assert (await match(chat)).state is MatchState.ACTIVE
    await chat.forward(days=70)
    assert (await match(chat)).state is MatchState.ENDED


async def test_where_the_programme_is_closed_there_is_no_rematch(chat: Chat) -> None:
    await matched(chat)
    await chat.ann.presses_control("mentor.close", "1")
    await chat.carla.says("/mentor rematch")
    assert chat.carla.sees()[-1] == "Autumn has no further round. /mentor close ends your match."


async def test_an_end_that_comes_nearer_is_told_in_time(chat: Chat) -> None:
    await matched(chat)
    await chat.ann.presses_control("mentor.programme", "1.about")
    await chat.ann.submits(ends="2026-11-27")
    await chat.forward(days=1)
    assert chat.bob.sees()[-1].startswith("Autumn ends on 2026-11-27. Meet once more to look back")
    await chat.forward(days=5)
    assert (await match(chat)).ending is Ending.PROGRAMME
    assert len([one for one in chat.platform.posted if one.key.startswith("mentor-ending")]) == 2
