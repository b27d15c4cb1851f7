"""Answering a proposal: accepted, declined, left to run out; nobody is blamed, and the next best comes."""

from datetime import timedelta

from commands.mentorship import PRACTICE
from copbot.message import Quote
from copbot.model.mentorship_life import MatchState, SideState
from tests.commands.mentorship.stories import made, matches, published, settled, shown_to, sign_ups, signs_up
from tests.support.chat import Chat, opened
from tests.support.databases import Database

DOES_NOT_COME_ABOUT = (
    "A match proposed to you in Autumn does not come about this time. That happens, and says nothing about you.\n"
    "I look for the next best person for you now."
)


async def pair(chat: Chat, **others: str) -> None:
    """Have bob proposed to carla, with others who take part: their side, and what they offer and want."""
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", "mentor", offers="writing, maps")
    await signs_up(chat, "carla", "mentee", wants="writing, maps")
    for name, topics in others.items():
        side, _, words = topics.partition(" ")
        await signs_up(chat, name, side, offers=words, wants=words)
    await published(chat)


async def declines(chat: Chat, who: str, reason: str = "") -> None:
    someone = chat.people[who]
    await someone.presses("Not this time", shown_to(chat, who))
    await someone.submits(reason=reason)


async def test_who_declines_is_thanked_and_the_other_is_not_blamed(chat: Chat) -> None:
    await pair(chat)
    await chat.bob.presses("Accept", shown_to(chat, "bob"))
    chat.bob.sees(), chat.carla.sees(), chat.ann.sees()
    await declines(chat, "carla")
    assert chat.carla.sees() == [
        "Thank you for saying so. You stay in Autumn; /mentor leave takes you out, /mentor pause lets you rest."
    ]
    told, later = chat.bob.sees()
    assert told == DOES_NOT_COME_ABOUT
    assert later.startswith("I looked again, and found nobody else for you in Autumn yet. ")
    assert later.endswith("You wait at the front of the next round. /mentor join changes what you filled in.")
    assert [one.state for one in await matches(chat)] == [MatchState.DECLINED]
    assert [one.left_out for one in await sign_ups(chat)] == [1, 0]
    assert chat.ann.sees() == []


async def test_a_private_reason_reaches_facilitators_alone(chat: Chat) -> None:
    await pair(chat)
    chat.bob.sees(), chat.ann.sees()
    await declines(chat, "carla", "We worked together before.")
    assert chat.ann.sees() == [
        "@carla said “not this time” in Autumn:\n> We worked together before.\nOnly facilitators read this."
    ]
    assert isinstance(shown_to(chat, "ann").message.blocks[1], Quote)
    assert not any("worked together" in line for line in chat.bob.sees())


async def test_the_next_best_is_proposed_to_whom_a_no_left(chat: Chat) -> None:
    await pair(chat, dev="mentee writing", eve="mentee maps")
    assert {one.state for one in await matches(chat)} == {MatchState.PROPOSED}
    chat.bob.sees(), chat.dev.sees()
    await declines(chat, "carla")
    told, again = chat.bob.sees()
    assert told == DOES_NOT_COME_ABOUT
    assert again.startswith("I found somebody else for you in Autumn. Your mentee would be @dev.")
    assert chat.dev.sees()[0].startswith("I found somebody else for you in Autumn. Your mentor would be @bob.")
    _, second = await matches(chat)
    assert (second.instead_of, second.state) == (1, MatchState.PROPOSED)
    await declines(chat, "dev")
    await declines(chat, "eve")
    proposed = [(one.state, one.instead_of) for one in await matches(chat)]
    assert proposed == [(MatchState.DECLINED, None), (MatchState.DECLINED, 1), (MatchState.DECLINED, 2)]


async def test_who_said_no_to_each_other_is_not_proposed_again_in_the_next_round(chat: Chat) -> None:
    await pair(chat)
    await declines(chat, "carla")
    await chat.ann.says("/mentor match")
    assert "@bob has no partner: Nobody was possible this time" in shown_to(chat, "ann").text


async def test_answers_that_come_again_change_nothing(chat: Chat) -> None:
    await pair(chat)
    proposal, other = shown_to(chat, "bob"), shown_to(chat, "carla")
    await chat.bob.presses("Accept", proposal)
    chat.bob.sees(), chat.carla.sees()
    await chat.bob.presses("Accept", proposal)
    assert chat.bob.sees() == ["You accepted already. I tell you as soon as everybody has answered."]
    await chat.dev.presses_control("mentor.accept", "1")
    assert chat.dev.sees() == ["That proposal was for somebody else. /mentor status shows yours."]
    await chat.carla.presses("Accept", other)
    chat.carla.sees()
    await chat.carla.presses("Accept", other)
    assert chat.carla.sees()[-1] == "This match has begun: everybody accepted. /mentor status shows it."
    await chat.dev.presses_control("mentor.accept", "99")
    assert chat.dev.sees() == ["That proposal was for somebody else. /mentor status shows yours."]


async def test_who_accepted_may_still_decline_while_the_other_is_asked(chat: Chat) -> None:
    await pair(chat)
    proposal, other = shown_to(chat, "bob"), shown_to(chat, "carla")
    await chat.bob.presses("Accept", proposal)
    await chat.bob.presses("Not this time", proposal)
    await chat.bob.submits()
    chat.bob.sees(), chat.carla.sees()
    await chat.carla.presses("Accept", other)
    assert chat.carla.sees() == ["This proposal is over. /mentor status shows what you wait for."]
    await chat.bob.presses("Accept", proposal)
    assert chat.bob.sees() == ["You have answered this already. /mentor status shows what you wait for."]
    assert (await matches(chat))[0].state is MatchState.DECLINED


async def test_who_does_not_answer_is_reminded_once_after_three_days(chat: Chat) -> None:
    await pair(chat)
    await chat.bob.presses("Accept", shown_to(chat, "bob"))
    chat.bob.sees(), chat.carla.sees()
    await chat.forward(days=3)
    assert chat.bob.sees() == []
    (told,) = chat.carla.sees()
    assert told.startswith("This proposal in Autumn still waits for you. Your mentor would be @bob.")
    await chat.carla.presses("Accept", shown_to(chat, "carla"))
    assert (await matches(chat))[0].state is MatchState.ACTIVE
    chat.carla.sees()


async def test_a_proposal_runs_out_after_seven_days_and_who_accepted_is_looked_for_again(chat: Chat) -> None:
    await pair(chat, dev="mentee writing")
    await chat.bob.presses("Accept", shown_to(chat, "bob"))
    chat.bob.sees(), chat.carla.sees()
    await chat.forward(days=7)
    told, again = chat.bob.sees()
    assert told == DOES_NOT_COME_ABOUT
    assert "Your mentee would be @dev." in again
    first, second = await matches(chat)
    assert first.state is MatchState.EXPIRED
    assert {one.state for one in first.sides} == {SideState.ACCEPTED, SideState.SILENT}
    assert second.closes_at == chat.clock.now() + timedelta(days=7)


async def test_who_was_silent_is_proposed_to_nobody_until_they_give_a_sign(chat: Chat) -> None:
    await pair(chat)
    await chat.bob.presses("Accept", shown_to(chat, "bob"))
    chat.carla.sees()
    await chat.forward(days=9)
    ran_out = shown_to(chat, "carla")
    assert ran_out.text.startswith("Seven days passed without an answer")
    chat.ann.sees(), chat.carla.sees()
    await chat.ann.says("/mentor match")
    assert chat.ann.sees()[0].startswith("Only one person waits for a partner")
    await chat.carla.presses("I still take part", ran_out)
    assert chat.carla.sees()[-1] == "Good to have you. You take part in the next round of Autumn."
    await chat.ann.says("/mentor match")
    assert "@bob and @carla" in shown_to(chat, "ann").text
    await chat.carla.says("/mentor leave")
    await chat.carla.presses("Leave")
    await chat.carla.presses("I still take part", ran_out)
    assert chat.carla.sees()[-1] == "You are signed up no more. /mentor join takes you back in."


async def test_who_leaves_the_workspace_is_taken_out_and_the_partner_is_found_somebody(database: Database) -> None:
    from commands.cop import cop_practice

    async with opened(database.url, (PRACTICE, cop_practice((PRACTICE,)))) as chat:
        await pair(chat, dev="mentee writing")
        chat.bob.sees()
        await chat.carla.goes()
        told, again = chat.bob.sees()
        assert told == DOES_NOT_COME_ABOUT
        assert "Your mentee would be @dev." in again
        assert [one.state for one in await matches(chat)] == [MatchState.WITHDRAWN, MatchState.PROPOSED]
        await chat.dev.says("/cop leave")
        await chat.dev.presses("Leave")
        assert DOES_NOT_COME_ABOUT in chat.bob.sees()
        assert {one.state for one in await matches(chat)} == {MatchState.WITHDRAWN}


async def test_who_is_forgotten_is_taken_out_too(database: Database) -> None:
    from commands.cop import cop_practice

    async with opened(database.url, (PRACTICE, cop_practice((PRACTICE,)))) as chat:
        await pair(chat)
        chat.bob.sees()
        await chat.carla.says("/cop mydata erase")
        await chat.carla.presses("Erase everything")
        assert chat.bob.sees()[0] == DOES_NOT_COME_ABOUT
        assert [one.state for one in await matches(chat)] == [MatchState.WITHDRAWN]
