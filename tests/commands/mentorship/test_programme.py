from copbot.intents import OpenForm
from copbot.model.mentorship import Joining, SignedUp
from copbot.model.mentorship_pool import Shape, Weights
from tests.commands.mentorship.stories import made, programmes, settled, sign_ups, signs_up
from tests.support.chat import Chat


async def test_a_name_is_enough_for_a_programme(chat: Chat) -> None:
    await settled(chat)
    await chat.ann.says("/mentor programme")
    assert chat.ann.sees()[-1].startswith("There is no mentorship programme yet.")
    await chat.ann.presses("New programme")
    await chat.ann.submits(name="Autumn")
    await chat.ann.presses("Create")
    told = chat.ann.sees()[-1]
    assert "Autumn is open: members join by /mentor join." in told
    assert "at least 60 minutes a week" in told
    (autumn,) = await programmes(chat)
    assert (autumn.shape, autumn.joining, autumn.weights) == (Shape.PAIR, Joining.EVERYONE, Weights())
    assert await chat.rows("audit") == (1,)


async def test_four_pages_set_all_of_it_and_nothing_stands_before_it_is_created(chat: Chat) -> None:
    await settled(chat)
    await chat.ann.says("/mentor programme")
    await chat.ann.presses("New programme")
    await chat.ann.submits(name="Circles", begins="1 december", ends="1 march")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(shape="group", group_size="5", joining="approval", least_minutes="90", check_in_days="14")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(topics="9", languages="0")
    await chat.ann.presses("Skip")
    assert "Nobody sees it yet." in chat.ann.sees()[-1]
    assert await programmes(chat) == ()
    await chat.ann.presses("What it is about")
    await chat.ann.submits(purpose="Learn in circles")
    await chat.ann.presses("Create")
    (circles,) = await programmes(chat)
    assert (circles.begins.isoformat(), circles.ends and circles.ends.isoformat()) == ("2026-12-01", "2027-03-01")
    assert (circles.shape, circles.group_size, circles.joining) == (Shape.GROUP, 5, Joining.APPROVAL)
    assert (circles.least_minutes, circles.check_in_days) == (90, 14)
    assert (circles.weights.topics, circles.weights.languages, circles.purpose) == (9, 0, "Learn in circles")
    assert "up to 5 mentees" in chat.ann.sees()[-1]


async def test_pressing_create_twice_makes_one(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await chat.ann.presses_control("mentor.create")
    assert chat.ann.sees() == ["That one is made already. /mentor programme shows it."]
    assert len(await programmes(chat)) == 1


async def test_bad_values_are_told_beside_their_fields(chat: Chat) -> None:
    await settled(chat)
    await chat.ann.says("/mentor programme")
    await chat.ann.presses("New programme")
    chat.ann.sees()
    for values, told in (
        ({"name": " "}, "What is the programme called?"),
        ({"name": "x" * 40_000}, "Keep it to 60 characters."),
        ({"name": "Autumn", "begins": "1 march", "ends": "1 february"}, "It would end before it begins."),
        ({"name": "Autumn", "ends": "2020-01-01"}, "over"),
        ({"name": "Autumn", "ends": "soon"}, "soon"),
    ):
        await chat.ann.submits(**values)
        assert told in chat.ann.sees()[-1]
    await chat.ann.submits(name="Autumn", begins="", ends="")
    await chat.ann.presses("Fill in")
    people: tuple[tuple[dict[str, str | tuple[str, ...]], str], ...] = (
        ({"group_size": "1"}, "Write a whole number from 2 to 10."),
        ({"group_size": "3", "least_minutes": "-5"}, "Write a whole number from 0 to 2400."),
        ({"least_minutes": "0", "check_in_days": "1"}, "Write a whole number from 7 to 365."),
        ({"check_in_days": "30", "shape": ()}, "Choose one of the list."),
        ({"shape": "pair", "joining": "role"}, "Choose one of the list."),
    )
    for filled, told in people:
        await chat.ann.submits(**filled)
        assert told in chat.ann.sees()[-1]
    await chat.ann.submits(joining="everyone")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(topics="11")
    assert chat.ann.sees()[-1] == "Write a whole number from 0 to 10."


async def test_something_must_be_weighed(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await chat.ann.says("/mentor programme")
    await chat.ann.presses("Look at a programme", values=["1"])
    await chat.ann.presses("New and fair")
    await chat.ann.submits(novelty="0", fairness="0")
    await chat.ann.presses("What makes a fit")
    await chat.ann.submits(topics="0", goal="0", hours="0", languages="0", experience="0")
    assert chat.ann.sees()[-1].startswith("Give at least one criterion a weight above 0")
    assert (await programmes(chat))[0].weights.topics == 10


async def test_weights_are_changed_later_and_written_down(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await made(chat, "Spring")
    await chat.ann.says("/mentor programme")
    assert chat.ann.sees()[-1].startswith("# Mentorship programmes\n")
    await chat.ann.presses("Look at a programme", values=["2"])
    assert chat.ann.sees()[-1].startswith("# Spring\nopen, 0 signed up")
    await chat.ann.presses("New and fair")
    await chat.ann.submits(fairness="10")
    assert chat.ann.sees()[-1].startswith("Saved.\n# Spring")
    autumn, spring = await programmes(chat)
    assert (autumn.weights.fairness, spring.weights.fairness) == (5, 10)
    assert await chat.rows("audit") == (3,)


async def test_a_begin_that_is_over_may_stay_when_the_rest_is_changed(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await chat.forward(days=30)
    await chat.ann.says("/mentor programme")
    await chat.ann.presses("Look at a programme", values=["1"])
    await chat.ann.presses("What it is about")
    await chat.ann.submits(name="Late autumn")
    assert [one.name for one in await programmes(chat)] == ["Late autumn"]


async def test_a_programme_for_one_role_begins_by_naming_it(chat: Chat) -> None:
    await settled(chat)
    await chat.ann.says("/mentor programme only:@crew")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(name="Crew")
    await chat.ann.presses("Create")
    (crew,) = await programmes(chat)
    assert (crew.joining, crew.role) == (Joining.ROLE, "sim:demo/crew")


async def test_everybody_is_invited_in_the_home_channel_once_a_day(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    for _ in range(2):
        await chat.ann.presses_control("mentor.announce", "1")
        assert "Everybody is invited in #general." in chat.ann.sees()[-1]
    assert [one.text for one in chat.posts()] == [
        "# Mentorship: Autumn\nGrow together\n[Join]\nOr /mentor join. Signing up takes two minutes."
    ]
    await chat.bob.presses("Join", chat.posts()[0])
    assert isinstance(chat.bob.answer, OpenForm)


async def test_closing_tells_who_still_waits_and_can_be_taken_back(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob")
    await chat.change(chat.bob, takes_direct=True)
    await chat.ann.says("/mentor programme")
    await chat.ann.presses("Look at a programme", values=["1"])
    await chat.ann.presses("Close")
    await chat.ann.presses_control("mentor.close", "1")
    assert chat.bob.sees() == ["The mentorship programme Autumn is closed. Thank you for signing up."]
    await chat.carla.says("/mentor join")
    assert chat.carla.sees()[-1].startswith("No mentorship programme is open now.")
    await chat.ann.presses_control("mentor.announce", "1")
    assert chat.ann.sees()[-1] == "Autumn is closed, so nobody can join it any more."
    await chat.ann.presses_control("mentor.reopen", "1")
    assert "open, 1 signed up" in chat.ann.sees()[-1]


async def test_a_button_of_a_programme_that_never_was_is_refused_kindly(chat: Chat) -> None:
    await settled(chat)
    for row in ("7", "x", ""):
        await chat.ann.presses_control("mentor.show", row)
        assert chat.ann.sees() == ["That programme is gone. /mentor status lists those there are."]


async def test_members_make_no_programmes(chat: Chat) -> None:
    await settled(chat)
    await chat.bob.says("/mentor programme")
    await chat.bob.presses_control("mentor.create")
    assert await programmes(chat) == ()
    assert len(chat.bob.sees()) == 2


async def test_who_asks_to_join_is_decided_once_and_hears(chat: Chat) -> None:
    await settled(chat)
    await chat.change(chat.ann, takes_direct=True)
    await made(chat, joining="approval")
    asked = await signs_up(chat, "bob")
    assert asked.state is SignedUp.WAITING
    (told,) = [one for one in chat.platform.posted if one.to == chat.ann.user]
    assert told.text.startswith("Bob would like to join Autumn.")
    await chat.bob.says("/mentor status")
    assert "A facilitator decides whether you are in; you will hear." in chat.bob.sees()[-1]
    await chat.ann.presses("Approve", told)
    assert chat.ann.sees()[0] == "Approved: I told @bob."
    assert (await sign_ups(chat))[0].state is SignedUp.ACTIVE
    assert "You are in: Autumn." in "".join(chat.bob.sees())
    await chat.ann.presses("Decline", told)
    assert chat.ann.sees()[-1] == "They are in already."


async def test_who_is_declined_is_thanked_and_may_ask_again(chat: Chat) -> None:
    await settled(chat)
    await chat.change(chat.ann, takes_direct=True)
    await made(chat, joining="approval")
    await signs_up(chat, "bob")
    (told,) = [one for one in chat.platform.posted if one.to == chat.ann.user]
    await chat.ann.presses("Decline", told)
    assert chat.ann.sees()[0] == "Declined: I told @bob."
    assert "Thank you for asking to join Autumn." in "".join(chat.bob.sees())
    await chat.ann.presses("Approve", told)
    assert chat.ann.sees()[-1] == "That was declined already."
    await chat.bob.says("/mentor status")
    assert "You can ask again" in chat.bob.sees()[-1]
    again = await signs_up(chat, "bob")
    assert again.state is SignedUp.WAITING
    await chat.bob.presses_control("mentor.leaving", "1")
    await chat.ann.presses("Approve", told)
    assert chat.ann.sees()[-1] == "They do not want to join any more."
