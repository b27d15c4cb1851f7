"""How a match begins: a room with an introduction, and the first questions to each side alone."""

from sqlalchemy import update

from copbot.errors import DeliveryError, Failure
from copbot.store import Store
from storage.books import SqlStore
from storage.columns import table
from storage.tables.communities import AccountRow
from tests.commands.mentorship.life import in_room, match, matched, mentor_of_two
from tests.commands.mentorship.stories import made, settled, shown_to, signs_up
from tests.support.chat import Chat


async def test_a_room_opens_with_what_they_share_and_a_guide_for_the_first_meeting(chat: Chat) -> None:
    begun = await matched(chat)
    assert begun.room == "mentor-room:1"
    assert list(chat.platform.rooms.values()) == [(chat.bob.user, chat.carla.user)]
    hello = in_room(chat)[0]
    assert hello.text.split("\n")[:4] == [
        "@bob and @carla, Autumn brings you together.",
        "Mentor: @bob. With them: @carla.",
        "What you share:",
        "- Wanted and offered: writing.",
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
    assert [one.key for one in in_room(chat)] == ["mentor-room:1:hello", "mentor-room:1:agreement"]
    await chat.bob.presses("Yes", shown_to(chat, "bob"))
    assert chat.bob.sees()[0].startswith("Good to hear.\nHow well do you and @carla fit")
    assert (await match(chat)).sessions == 1


async def test_a_group_is_introduced_together_with_the_reasons_of_each_pair(chat: Chat) -> None:
    await matched(chat, "carla", "dev", shape="group")
    (members,) = chat.platform.rooms.values()
    assert {one.user for one in members} == {"bob", "carla", "dev"}
    hello = in_room(chat)[0].text
    assert "Mentor: @bob. With them: @carla and @dev." in hello
    assert "@bob and @carla\n- Wanted and offered: writing." in hello
    await chat.forward(days=7)
    assert chat.bob.sees()[0].startswith("Have you met @carla and @dev yet?")
    assert chat.dev.sees()[0].startswith("Have you met @bob yet?")


async def test_where_no_room_can_be_opened_each_is_introduced_alone(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", "mentor", offers="writing")
    await signs_up(chat, "carla", "mentee", wants="writing")
    await chat.ann.says("/mentor match")
    await chat.ann.presses("Publish", shown_to(chat, "ann"))
    await chat.bob.presses("Accept", shown_to(chat, "bob"))
    chat.bob.sees()
    offer = shown_to(chat, "carla")
    chat.platform.trouble.append(DeliveryError(Failure.DESTINATION_GONE, "no channel for a private thread"))
    await chat.carla.presses("Accept", offer)
    assert chat.platform.rooms == {}
    alone = chat.bob.sees()[-1]
    assert alone.startswith("@bob and @carla, Autumn brings you together.")
    assert alone.endswith("I could open no room for all of you, so I tell each of you: please write to each other.")
    assert (await match(chat)).room is None
    await chat.bob.presses("Propose an agreement", shown_to(chat, "bob"))
    await chat.bob.submits(rhythm="weekly", confidence="all", goal="a book")
    assert "Proposed by @bob; waits for @carla." in chat.carla.sees()[-1]
    await chat.carla.presses("I agree", shown_to(chat, "carla"))
    assert "Agreed by all of you." in chat.bob.sees()[-1]


async def test_those_of_different_houses_are_introduced_each_alone(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", "mentor", offers="writing")
    await signs_up(chat, "carla", "mentee", wants="writing")
    await chat.ann.says("/mentor match")
    await chat.ann.presses("Publish", shown_to(chat, "ann"))
    await chat.carla.presses("Accept", shown_to(chat, "carla"))
    carla = await chat.member(chat.carla)

    def move(store: Store) -> None:
        assert isinstance(store, SqlStore)
        accounts = table(AccountRow)
        here = accounts.c.member == carla.id
        store._connection.execute(update(accounts).where(here).values(account="sim:other/carla"))

    await chat.store(move)
    await chat.bob.presses("Accept", shown_to(chat, "bob"))
    assert chat.platform.rooms == {}
    assert chat.bob.sees()[-1].startswith("@bob and Carla, Autumn brings you together.")
    waiting = await chat.store(lambda store: store.notices.waiting(carla.id))
    assert [one.key for one in waiting] == [f"mentor-alone:1:{carla.id}"]


async def test_an_acceptance_told_twice_opens_one_room(chat: Chat) -> None:
    begun = await matched(chat)
    await chat.carla.presses_control("mentor.accept", str(begun.id))
    assert chat.carla.sees() == ["This match has begun: everybody accepted. /mentor status shows it."]
    assert len(chat.platform.rooms) == 1
    assert len(in_room(chat)) == 2


async def test_the_agenda_follows_the_stage_of_the_match(chat: Chat) -> None:
    await matched(chat)
    await chat.carla.says("/mentor agenda")
    first = chat.carla.sees()[0]
    assert first.startswith("Autumn, with @bob\n# Your first meeting\n- The mentee brings the questions")
    assert first.endswith("[We have met] [Agreement] [Goal] [Let it rest] [Somebody else] [Close]")
    await chat.carla.presses("We have met")
    await chat.bob.presses("Agenda", in_room(chat)[0])
    assert "# For one of your first meetings" in chat.bob.sees()[-1]
    await chat.forward(days=4)
    await chat.carla.presses_control("mentor.we_met", "1")
    await chat.carla.says("/mentor agenda")
    assert "# For a meeting on the way" in chat.carla.sees()[-1]
    await chat.carla.invokes("mentor goal", percent=90, words="nearly there")
    await chat.carla.says("/mentor agenda")
    assert "# For one of your last meetings" in chat.carla.sees()[-1]


async def test_buttons_of_a_match_do_nothing_for_strangers(chat: Chat) -> None:
    await matched(chat)
    for action in (
        "agenda",
        "we_met",
        "agree",
        "rest",
        "rematch",
        "farewell",
        "goal",
        "progress",
        "go_on",
        "again_with",
    ):
        await chat.dev.presses_control(f"mentor.{action}", "1")
        assert chat.dev.sees() == ["That match is not yours. /mentor status shows yours."]
    await chat.dev.presses_control("mentor.we_met", "nonsense")
    assert chat.dev.sees() == ["That match is not yours. /mentor status shows yours."]
    await chat.dev.says("/mentor agenda")
    assert chat.dev.sees() == ["You are in no match that runs. /mentor status shows what you wait for."]
    assert (await match(chat)).sessions == 0


async def test_a_mentor_of_several_says_which_match_is_meant(chat: Chat) -> None:
    await mentor_of_two(chat)
    await chat.bob.says("/mentor agenda")
    assert chat.bob.sees() == ["For which match?\n[Choose a match v]"]
    await chat.bob.presses("Choose a match", values=["2"])
    assert chat.bob.sees()[0].startswith("Autumn, with @dev")
    await chat.bob.says("/mentor agenda carla")
    assert chat.bob.sees()[0].startswith("Autumn, with @carla")
    assert await chat.bob.asks("mentor agenda", "match", "d") == ["Dev · Autumn"]
