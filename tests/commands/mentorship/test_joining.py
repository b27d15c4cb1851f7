from dataclasses import replace
from datetime import date

import pytest

from copbot.intents import OpenForm, Reply
from copbot.model.mentorship import SignedUp
from copbot.model.mentorship_pool import Side
from copbot.refs import RoleRef
from copbot.store import Store
from tests.commands.mentorship.stories import made, settled, sign_ups, signs_up
from tests.support.chat import Chat

TOPICS = {"side": "either", "offers": "Lesson planning; maps", "wants": "writing"}


async def test_one_page_is_enough_to_sign_up(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await chat.bob.says("/mentor join")
    await chat.bob.submits(**TOPICS)
    await chat.bob.presses("Sign me up")
    assert chat.bob.sees()[-1].startswith("You are signed up for Autumn.")
    (bob,) = await sign_ups(chat)
    assert (bob.side, bob.offers, bob.wants) == (Side.EITHER, ("lesson-planning", "maps"), ("writing",))
    assert (bob.languages, bob.days, bob.from_minute, bob.to_minute) == (("en",), (0, 1, 2, 3, 4), 540, 1020)
    assert (bob.capacity, bob.state) == (1, SignedUp.ACTIVE)


async def test_four_pages_say_all_of_it(chat: Chat) -> None:
    await settled(chat, "assessment", "maps")
    await made(chat)
    await chat.bob.says("/mentor join")
    await chat.bob.submits(side="either", offer_tags=("maps",), offers="Maps, drawing", want_tags=("assessment",))
    await chat.bob.presses("Fill in")
    await chat.bob.submits(
        goal="write a book", goal_by="1 june", experience="3", languages="deutsch, English", capacity="3"
    )
    await chat.bob.presses("Fill in")
    await chat.bob.submits(days=("2", "0"), begin="17", end="20:30")
    await chat.bob.presses("Fill in")
    await chat.bob.submits(people=("sim:demo/dev",), reports_to=("sim:demo/eve",))
    summary = chat.bob.sees()[-1]
    assert "Goal: write a book, by 2027-06-01" in summary
    assert "Hours: Monday and Wednesday, 17:00 to 20:30, Europe/Berlin" in summary
    assert "@dev" not in summary
    assert await sign_ups(chat) == ()
    await chat.bob.presses("Sign me up")
    (bob,) = await sign_ups(chat)
    assert (bob.offers, bob.wants) == (("maps", "drawing"), ("assessment",))
    assert (bob.goal, bob.goal_by, bob.experience, bob.languages) == (
        "write a book",
        date(2027, 6, 1),
        3,
        ("de", "en"),
    )
    assert (bob.days, bob.from_minute, bob.to_minute, bob.capacity) == ((0, 2), 1020, 1230, 3)
    dev, eve = await chat.member(chat.dev), await chat.member(chat.eve)
    assert bob.reports_to == eve.id
    assert await chat.store(lambda store: store.apart.of(bob.member)) == (dev.id,)


async def test_changing_it_begins_with_what_was_said_and_keeps_the_place(chat: Chat) -> None:
    await settled(chat, "assessment")
    await made(chat)
    before = await signs_up(chat, "bob", "either", offers="assessment, maps")
    await chat.forward(hours=1)
    answer = await chat.bob.says("/mentor join")
    assert isinstance(answer, OpenForm)
    assert [one.initial for one in answer.form.fields] == [("either",), ("assessment",), "maps", (), "writing"]
    await chat.bob.submits(offers="maps, drawing")
    await chat.bob.presses("Skip")
    await chat.bob.presses("Skip")
    await chat.bob.presses("Save")
    assert chat.bob.sees()[-1].startswith("Saved for Autumn.")
    (after,) = await sign_ups(chat)
    assert (after.id, after.joined_at, after.offers) == (
        before.id,
        before.joined_at,
        ("assessment", "maps", "drawing"),
    )


async def test_pages_ask_only_what_a_side_needs(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    for name, side, asked in (
        ("bob", "mentor", ["experience", "languages", "capacity"]),
        ("carla", "mentee", ["goal", "goal_by", "experience", "languages"]),
    ):
        who = chat.people[name]
        await who.says("/mentor join")
        await who.submits(**TOPICS | {"side": side})
        await who.presses("Fill in")
        assert isinstance(who.answer, OpenForm)
        assert [one.name for one in who.answer.form.fields] == asked
        await who.submits()
        await who.presses("Sign me up")
    mentor, mentee = await sign_ups(chat)
    assert (mentor.wants, mentee.offers) == ((), ())
    assert "Takes: one mentee" in chat.bob.sees()[-1]


async def test_peers_choose_no_side(chat: Chat) -> None:
    await settled(chat)
    await made(chat, shape="peer")
    answer = await chat.bob.says("/mentor join")
    assert isinstance(answer, OpenForm)
    assert [one.name for one in answer.form.fields] == ["offers", "wants"]
    await chat.bob.submits(offers="maps")
    await chat.bob.presses("Sign me up")
    assert [one.side for one in await sign_ups(chat)] == [Side.EITHER]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"side": ()}, "Say whether you would like to be a mentor"),
        ({"side": "boss"}, "Say whether you would like to be a mentor"),
        ({"side": "mentor", "offers": ""}, "Name at least one topic you can help with."),
        ({"side": "mentee", "wants": ""}, "Name at least one topic you want to learn about."),
        ({"side": "either", "offers": "", "wants": " , "}, "Name at least one topic, here or below."),
        ({"offers": "x" * 40_000}, "Keep it to 300 characters"),
        ({"offers": ",".join(f"t{n}" for n in range(13))}, "Keep it to 12 topics"),
        ({"offers": "!!!"}, "A tag needs a letter or a digit"),
    ],
)
async def test_topics_that_make_no_sense_are_refused(chat: Chat, values: dict[str, str], told: str) -> None:
    await settled(chat)
    await made(chat)
    await chat.bob.says("/mentor join")
    await chat.bob.submits(**TOPICS | values)
    assert chat.bob.sees()[-1].startswith(told)
    await chat.bob.submits(**TOPICS)
    assert chat.bob.sees()[-1].startswith("# 2 of 4")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"capacity": "0"}, "Write a whole number from 1 to 10."),
        ({"capacity": "many"}, "Write a whole number from 1 to 10."),
        ({"goal": "x" * 40_000}, "Keep it to 300 characters."),
        ({"goal_by": "1 january 2020"}, ""),
        ({"goal_by": "when done"}, ""),
        ({"languages": "Klingonish"}, "I know no language “Klingonish”. Did you mean Klingon?"),
        ({"languages": "qqqqqq"}, "I know no language “qqqqqq”. Write its name"),
        ({"languages": "x" * 40_000}, "I know no language"),
        ({"languages": ", ".join(["en"] * 9)}, "Name at most 8 languages"),
        ({"experience": "9"}, "Write a whole number from 0 to 4."),
    ],
)
async def test_aims_that_make_no_sense_are_refused(chat: Chat, values: dict[str, str], told: str) -> None:
    await settled(chat)
    await made(chat)
    await chat.bob.says("/mentor join")
    await chat.bob.submits(**TOPICS)
    await chat.bob.presses("Fill in")
    chat.bob.sees()
    await chat.bob.submits(**values)
    said = chat.bob.sees()
    assert said
    assert said[0].startswith(told)
    assert not said[0].startswith("#")


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"days": ()}, "Choose at least one day of the week."),
        ({"days": ("8",)}, "Choose at least one day of the week."),
        ({"begin": "9", "end": "9:00"}, "These hours are over as they begin."),
        ({"begin": "24:00", "end": "9:00"}, "These hours are over as they begin."),
        ({"begin": "25:00"}, "“25:00” is no time of day"),
        ({"end": "evening"}, "Write a time of day, such as 9:00 or 17:30."),
        ({"end": "x" * 40_000}, "That is too long for me."),
        ({"days": ("1",), "begin": "9:00", "end": "9:30"}, "Two people of this programme need 60 minutes a week"),
    ],
)
async def test_hours_that_make_no_sense_are_refused(
    chat: Chat, values: dict[str, str | tuple[str, ...]], told: str
) -> None:
    await settled(chat)
    await made(chat)
    await chat.bob.says("/mentor join")
    await chat.bob.submits(**TOPICS)
    await chat.bob.presses("Skip")
    await chat.bob.presses("Fill in")
    chat.bob.sees()
    await chat.bob.submits(**values)
    assert chat.bob.sees()[0].startswith(told)


async def test_hours_may_run_past_midnight(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await chat.bob.says("/mentor join")
    await chat.bob.submits(**TOPICS)
    await chat.bob.presses("Skip")
    await chat.bob.presses("Fill in")
    await chat.bob.submits(days=("4",), begin="22:00", end="24")
    await chat.bob.presses("Sign me up")
    (bob,) = await sign_ups(chat)
    assert (bob.from_minute, bob.to_minute) == (1320, 1440)


async def test_nobody_reports_to_themselves(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await chat.bob.says("/mentor join")
    await chat.bob.submits(**TOPICS)
    for _ in range(2):
        await chat.bob.presses("Skip")
    await chat.bob.presses("Fill in")
    await chat.bob.submits(reports_to=("sim:demo/bob",))
    assert chat.bob.sees()[-1].startswith("You cannot report to yourself.")
    await chat.bob.submits(reports_to=())
    assert chat.bob.sees()[-1].startswith("# Autumn")


async def test_of_several_programmes_one_is_chosen(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await made(chat, "Spring")
    answer = await chat.bob.says("/mentor join")
    assert isinstance(answer, Reply)
    await chat.bob.presses("Choose a programme", values=["2"])
    await chat.bob.submits(**TOPICS)
    await chat.bob.presses("Sign me up")
    assert "Spring" in chat.bob.sees()[-1]
    assert await chat.bob.asks("mentor join", "programme", "au") == ["Autumn"]
    assert isinstance(await chat.bob.says("/mentor join AUTUMN"), OpenForm)
    assert isinstance(await chat.bob.says("/mentor join spr"), OpenForm)
    await chat.bob.says("/mentor join winter")
    assert chat.bob.sees()[-1] == "There is no programme “winter” to choose. There is: Autumn, Spring."


async def test_without_a_programme_there_is_nothing_to_join(chat: Chat) -> None:
    await settled(chat)
    await chat.bob.says("/mentor join")
    await chat.bob.says("/mentor join autumn")
    assert chat.bob.sees() == [
        "No mentorship programme is open now. Facilitators begin one: /mentor programme.",
        "There is no programme “autumn”.",
    ]


async def test_a_programme_that_is_over_takes_nobody(chat: Chat) -> None:
    await settled(chat)
    autumn = await made(chat)
    await chat.bob.says("/mentor join")
    await chat.bob.submits(**TOPICS)

    def end(store: Store) -> None:
        store.mentors.change(replace(autumn, ends=date(2026, 11, 25)))

    await chat.store(end)
    await chat.forward(days=3)
    chat.bob.sees()
    await chat.bob.presses_control("mentor.sign_up", "1")
    await chat.bob.presses_control("mentor.sign", "1.aims")
    await chat.bob.says("/mentor join autumn")
    assert chat.bob.sees() == ["Autumn ended on 2026-11-25."] * 3


async def test_a_programme_for_a_role_takes_those_who_have_it(chat: Chat) -> None:
    await settled(chat)
    await chat.ann.says("/mentor programme only:@crew")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(name="Crew")
    await chat.ann.presses("Create")
    await chat.bob.says("/mentor join")
    assert chat.bob.sees()[-1].startswith("Crew is for ")
    carla = chat.someone("carla", roles=frozenset({RoleRef("sim", "demo", "crew")}))
    assert isinstance(await carla.says("/mentor join"), OpenForm)


async def test_signing_up_twice_by_one_button_is_told_kindly(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob")
    await chat.bob.presses_control("mentor.sign_up", "1")
    assert chat.bob.sees() == ["That is kept already. /mentor status shows it, /mentor join changes it."]
    assert len(await sign_ups(chat)) == 1


async def test_a_language_nobody_knows_is_left_open(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    bob = chat.someone("bob", locale="xx-YY")
    answer = await bob.says("/mentor join")
    assert isinstance(answer, OpenForm)
    await bob.submits(**TOPICS)
    await bob.presses("Sign me up")
    assert "Languages: any" in bob.sees()[-1]
