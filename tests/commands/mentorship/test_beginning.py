"""How a match begins: a room with an introduction, and the first questions to each side alone."""

from tests.commands.mentorship.life import in_room, match, matched
from tests.commands.mentorship.stories import shown_to
from tests.support.chat import Chat


async def test_a_room_opens_with_what_they_share_and_a_guide_for_the_first_meeting(chat: Chat) -> None:
    begun = await matched(chat)
    assert begun.room == "mentor-room:1"
    assert list(chat.platform.rooms.values()) == [(chat.bob.user, chat.carla.user)]
    hello = in_room(chat)[0]
    assert hello.text.split("\n")[:7] == [
        "@bob and @carla, Autumn brings you together.",
        "Mentor: @bob. With them: @carla.",
        "What you share:",
        "- Wanted and offered: writing.",
        "- 40 hours a week in common.",
        "- They have not been partners before.",
        "- Both speak English.",
    ]
    assert "# Your first meeting" in hello.text


async def test_after_a_week_each_is_asked_alone_whether_they_have_met(chat: Chat) -> None:
    await matched(chat)
    await chat.forward(days=7)
    assert chat.bob.sees() == [
        (
            "Have you met @carla yet? This is Autumn.\n[Yes] [It is planned] [Not yet]\n"
            "I ask each of you alone. Your answer is not shown to the others."
        )
    ]
    assert chat.carla.sees()[0].startswith("Have you met @bob yet?")
    assert len(in_room(chat)) == 1
    await chat.bob.presses("Yes", shown_to(chat, "bob"))
    assert chat.bob.sees()[0].startswith("Good to hear.\nHow well do you and @carla fit")
    assert (await match(chat)).sessions == 1
