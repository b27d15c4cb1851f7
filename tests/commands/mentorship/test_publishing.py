"""From a programme to an active match: matched, seen by the facilitator alone, published once, accepted by both."""

from copbot.model.mentorship_life import MatchState
from tests.commands.mentorship.stories import made, matches, settled, shown_to, signs_up
from tests.support.chat import Chat


async def test_a_round_goes_from_the_plan_to_a_match_that_both_accepted(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", "mentor", offers="writing")
    await signs_up(chat, "carla", "mentee", wants="writing")
    await chat.ann.says("/mentor match")
    assert chat.ann.sees() == [
        "I am matching 2 people of Autumn.\nThe plan comes to you alone; nobody else sees it.",
        (
            "# A plan for Autumn\n"
            "One pair. Nobody else sees this before you publish.\n"
            "The fit of the whole plan is 2020 points; no plan of as many pairs has more.\n"
            "- @bob and @carla, 63 %: Wanted and offered: writing. 40 hours a week in common. "
            "They have not been partners before. Both speak English.\n"
            "[Publish] [Match again] [Swap two] [Pin two] [Keep two apart] [Change weights] [Change fairness] [Discard]"
        ),
    ]
    assert chat.bob.sees() == chat.carla.sees() == []
    await chat.ann.presses("Publish", shown_to(chat, "ann"))
    assert chat.ann.sees() == ["Published Autumn: one pair was proposed."]
    assert chat.bob.sees() == [
        (
            "I found somebody for you in Autumn. Your mentee would be @carla.\n"
            "- Wanted and offered: writing.\n"
            "- 40 hours a week in common.\n"
            "- They have not been partners before.\n"
            "- Both speak English.\n"
            "Once everybody accepts, I open a room for you. Please answer by 2026-11-30T09:00+00:00.\n"
            "[Accept] [Not this time]\n"
            "Either answer is fine; nobody is told a reason."
        )
    ]
    assert "Your mentor would be @bob." in chat.carla.sees()[0]
    await chat.bob.presses("Accept", shown_to(chat, "bob"))
    assert chat.bob.sees() == ["Thank you. Now I wait for @carla."]
    assert [one.state for one in await matches(chat)] == [MatchState.PROPOSED]
    await chat.carla.presses("Accept", shown_to(chat, "carla"))
    assert chat.carla.sees()[0] == "Thank you. Everybody accepted, so your match begins now."
    (match,) = await matches(chat)
    assert (match.state, match.opened_at) == (MatchState.ACTIVE, chat.clock.now())
    assert list(chat.platform.rooms.values()) == [(chat.bob.user, chat.carla.user)]
