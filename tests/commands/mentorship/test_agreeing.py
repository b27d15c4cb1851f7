"""A small agreement: one proposes it, the others confirm it, and the room shows it."""

from tests.commands.mentorship.life import in_room, match, matched
from tests.support.chat import Chat


async def test_one_proposes_the_other_confirms_and_the_room_shows_it_in_place(chat: Chat) -> None:
    await matched(chat)
    card = in_room(chat)[1]
    assert card.text.endswith("[Propose an agreement]")
    await chat.carla.presses("Propose an agreement", card)
    await chat.carla.submits(rhythm="every Tuesday", confidence="all of it", goal="a talk in May")
    assert chat.carla.sees() == ["Proposed. It is agreed as soon as the others press “I agree”."]
    assert card.text.split("\n") == [
        "# Your agreement",
        "How often, how long, where: every Tuesday",
        "What stays between us: all of it",
        "The goal: a talk in May",
        "[I agree] [Change it]",
        "Proposed by @carla; waits for @bob.",
    ]
    await chat.bob.presses("I agree", card)
    assert chat.bob.sees() == ["Agreed by all of you."]
    assert card.text.endswith("[Change it]\nAgreed by all of you. Proposed on 2026-11-23T09:00+00:00.")
    assert len(in_room(chat)) == 2
    await chat.bob.says("/mentor agenda")
    assert (
        "How often: every Tuesday\nBetween you: all of it\nGoal: a talk in May\nAgreed by all of you."
        in chat.bob.sees()[0]
    )


async def test_a_wording_that_was_changed_since_is_not_agreed_to(chat: Chat) -> None:
    await matched(chat)
    card = in_room(chat)[1]
    await chat.carla.presses("Propose an agreement", card)
    await chat.carla.submits(rhythm="every Tuesday", confidence="all", goal="a talk")
    before = card.message
    await chat.forward(minutes=5)
    await chat.bob.presses("Change it", card)
    await chat.bob.submits(rhythm="every Friday")
    chat.carla.sees()
    await chat.carla.presses("I agree", before)
    assert chat.carla.sees() == ["The agreement was changed since. Please read the newest wording first."]
    await chat.bob.presses("I agree", card)
    assert chat.bob.sees()[-1] == "You agreed to this already."
    await chat.carla.presses("I agree", card)
    agreement = (await match(chat)).agreement
    assert agreement is not None
    assert (agreement.rhythm, len(agreement.confirmed)) == ("every Friday", 2)


async def test_in_a_group_everybody_has_to_agree(chat: Chat) -> None:
    await matched(chat, "carla", "dev", shape="group")
    card = in_room(chat)[1]
    await chat.bob.presses("Propose an agreement", card)
    await chat.bob.submits(rhythm="weekly", confidence="all", goal="a book")
    await chat.carla.presses("I agree", card)
    assert chat.carla.sees() == ["Thank you. The others are still asked."]
    assert card.text.endswith("Proposed by @bob; waits for @dev.")
    await chat.dev.presses("I agree", card)
    assert "Agreed by all of you." in card.text


async def test_words_that_are_too_many_or_none_are_sent_back_beside_their_field(chat: Chat) -> None:
    await matched(chat)
    await chat.carla.presses("Propose an agreement", in_room(chat)[1])
    await chat.carla.submits(rhythm="x" * 40_000, confidence="all", goal="a talk")
    assert chat.carla.sees() == ["Keep it to 300 characters."]
    await chat.carla.submits(rhythm="   ", confidence="all", goal="a talk")
    assert chat.carla.sees() == ["A few words are enough."]
    assert (await match(chat)).agreement is None
