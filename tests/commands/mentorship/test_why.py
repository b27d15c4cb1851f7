"""Why us two?"""

from tests.commands.mentorship.stories import made, published, settled, shown_to, signs_up
from tests.support.chat import Chat


async def begun(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", "mentor", offers="writing")
    await signs_up(chat, "carla", "mentee", wants="writing")
    await signs_up(chat, "dev", "mentee", wants="maps")


async def test_a_member_hears_why_of_a_proposal_and_can_answer_there(chat: Chat) -> None:
    await begun(chat)
    await chat.carla.says("/mentor why")
    assert chat.carla.sees() == ["No match of yours like that. /mentor status shows yours."]
    await published(chat)
    chat.carla.sees()
    await chat.carla.says("/mentor why @bob")
    (told,) = chat.carla.sees()
    assert told.startswith("In Autumn: Your mentor would be @bob.\n- Wanted and offered: writing.\n")
    await chat.carla.presses("Accept")
    assert chat.carla.sees() == ["Thank you. Now I wait for @bob."]
    await chat.bob.presses("Accept", shown_to(chat, "bob"))
    chat.carla.sees()
    await chat.carla.says("/mentor why")
    (told,) = chat.carla.sees()
    assert "- Wanted and offered: writing." in told
    assert "[Accept]" not in told
    await chat.carla.says("/mentor why @dev")
    assert chat.carla.sees() == ["No match of yours like that. /mentor status shows yours."]


async def test_a_facilitator_asks_about_any_two(chat: Chat) -> None:
    await begun(chat)
    await chat.ann.says("/mentor why @bob @carla")
    (told,) = chat.ann.sees()
    assert told.startswith("@bob and @carla in Autumn: they fit by 63 %.\n- Wanted and offered: writing.\n")
    assert "- Topics: 100 of 100, weight 10" in told
    await chat.ann.says("/mentor match")
    chat.ann.sees()
    await chat.ann.says("/mentor why @carla @bob")
    assert "they fit by 63 %." in chat.ann.sees()[0]
    await chat.ann.says("/mentor why @bob @dev")
    assert chat.ann.sees() == [
        "@bob and @dev in Autumn: These two are not possible together within the limits of this programme."
    ]
    await chat.ann.says("/mentor why @bob @gus")
    assert chat.ann.sees() == ["These two do not take part in the same programme."]


async def test_others_are_nobody_elses_business(chat: Chat) -> None:
    await begun(chat)
    await chat.dev.says("/mentor why @bob @carla")
    assert chat.dev.sees() == ["Only facilitators can ask about two others. Name your partner alone."]


async def test_a_proposal_that_was_missed_is_seen_and_answered_from_the_status(chat: Chat) -> None:
    await begun(chat)
    await published(chat)
    chat.carla.sees()
    await chat.carla.says("/mentor status")
    assert "[See and answer]" in chat.carla.sees()[0]
    await chat.carla.presses("See and answer")
    assert "[Accept] [Not this time]" in chat.carla.sees()[0]
    await chat.carla.presses("Accept")
    assert chat.carla.sees() == ["Thank you. Now I wait for @bob."]
    await chat.carla.says("/mentor status")
    assert "See and answer" not in chat.carla.sees()[0]
    await chat.dev.presses_control("mentor.proposal", "1")
    assert chat.dev.sees()[0] == "That proposal is over. /mentor status shows what you wait for."
