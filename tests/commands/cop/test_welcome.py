from copbot.errors import DeliveryError, Failure
from copbot.events import Event, Installed, MemberJoined, Place
from copbot.intents import FormErrors
from copbot.model.roles import Appointments
from tests.commands.cop.stories import known, prefers, set_up
from tests.support.chat import Chat, Someone, channel
from tests.support.platform import Posted

WELCOME = (
    "# Welcome to Reading teachers\n"
    "Teaching reading\n"
    "Every child reads\n"
    "How we treat each other:\n"
    "- Be kind\n"
    "- Show your work\n"
    "Introduce yourself in a few words, so that others know where to begin.\n"
    "[Introduce yourself]"
)


async def installs(chat: Chat, who: Someone) -> None:
    place = Place(platform="sim", tenant="demo")
    await chat.happens(Event(place=place, happened=Installed("Demo", "Europe/Berlin"), actor=who.person))


async def joins(chat: Chat, who: Someone, where: str | None = None) -> None:
    place = Place(platform="sim", tenant="demo", channel=where)
    await chat.happens(Event(place=place, happened=MemberJoined(), actor=who.person))


def letter(chat: Chat, name: str) -> Posted:
    """Give the last direct message to somebody."""
    return [one for one in chat.platform.posted if one.to == chat.people[name].user][-1]


async def test_who_installs_the_bot_gets_a_hello_with_one_button(chat: Chat) -> None:
    await installs(chat, chat.bob)
    assert chat.bob.sees() == [
        (
            "Hello! I help communities learn together: prompts, kudos, a library and a recap.\n"
            "Five minutes are enough to begin. You can change everything later.\n"
            "[Set up]"
        )
    ]
    await chat.bob.presses("Set up", letter(chat, "bob"))
    assert chat.bob.sees()[0].startswith("# 1 of 4: What unites you")


async def test_an_installer_facilitates_only_where_nobody_does(chat: Chat) -> None:
    await set_up(chat)
    await installs(chat, chat.bob)
    await installs(chat, chat.bob)
    assert len(chat.bob.sees()) == 1
    named = await chat.store(lambda store: store.settings.get(Appointments))
    assert len(named.facilitators) == 1


async def test_a_guest_who_installs_it_does_not_facilitate(chat: Chat) -> None:
    await installs(chat, chat.someone("gus", is_guest=True))
    assert await chat.store(lambda store: store.settings.get(Appointments)) == Appointments()


async def test_a_newcomer_is_welcomed_once(chat: Chat) -> None:
    await set_up(chat)
    await joins(chat, chat.eve)
    await joins(chat, chat.eve, "general")
    assert chat.eve.sees() == [WELCOME]


async def test_other_channels_and_old_hands_are_no_newcomers(chat: Chat) -> None:
    await set_up(chat)
    await known(chat, "bob")
    await joins(chat, chat.eve, "random")
    await chat.forward(days=31)
    await joins(chat, chat.bob, "general")
    assert (chat.eve.sees(), chat.bob.sees()) == ([], [])


async def test_before_the_set_up_nobody_is_welcomed(chat: Chat) -> None:
    await known(chat, "ann")
    await joins(chat, chat.eve)
    await chat.eve.joins()
    assert chat.eve.sees() == []


async def test_the_welcome_has_our_own_words_or_is_switched_off(chat: Chat) -> None:
    await set_up(chat)
    await chat.ann.says("/cop settings")
    await chat.ann.presses("Welcome")
    await chat.ann.submits(words="How good that you are here.")
    await joins(chat, chat.eve)
    assert chat.eve.sees()[0].splitlines()[1] == "How good that you are here."
    await chat.ann.presses("Welcome")
    await chat.ann.submits(on="no")
    assert "Newcomers are not welcomed." in chat.ann.sees()[-1]
    await joins(chat, chat.dev)
    assert chat.dev.sees() == []
    await prefers(chat, "eve", takes_direct=True)
    await chat.forward(days=8)
    assert chat.eve.sees() == []


async def test_without_guidelines_the_welcome_is_short(chat: Chat) -> None:
    await chat.ann.says("/cop setup")
    await chat.ann.presses("Finish")
    await joins(chat, chat.eve)
    assert chat.eve.sees()[0].splitlines() == [
        "# Welcome to demo",
        "Introduce yourself in a few words, so that others know where to begin.",
        "[Introduce yourself]",
    ]


async def test_the_silent_hear_from_us_on_day_three_and_all_on_day_seven(chat: Chat) -> None:
    await set_up(chat)
    await joins(chat, chat.eve)
    chat.eve.sees()
    await chat.forward(days=3)
    assert chat.eve.sees() == [
        (
            "Reading along is taking part, too. When you like: a reaction on a message that helped is a good start.\n"
            "Keep things from others with 📚, or thank them with /kudos give.\n"
            "[Introduce yourself]"
        )
    ]
    await chat.forward(days=4)
    assert chat.eve.sees()[0].splitlines()[:2] == [
        "You have been here for a week. Small steps, in any order:",
        "- react to what helped you",
    ]


async def test_who_has_taken_part_is_not_asked_after_on_day_three(chat: Chat) -> None:
    await set_up(chat)
    await joins(chat, chat.eve)
    await chat.forward(days=1)
    await chat.eve.presses("Introduce yourself", letter(chat, "eve"))
    await chat.eve.submits(does="Primary school teacher")
    chat.eve.sees()
    await chat.forward(days=2)
    assert chat.eve.sees() == []
    await chat.forward(days=4)
    assert "[Introduce yourself]" not in chat.eve.sees()[0]


async def test_who_silenced_everything_finds_it_in_their_home(chat: Chat) -> None:
    await set_up(chat)
    await joins(chat, chat.eve)
    await prefers(chat, "eve", silenced=True)
    await chat.forward(days=7)
    assert chat.eve.sees() == []
    assert "You have been here for a week." in await chat.eve.opens_home()


async def test_who_left_or_was_forgotten_hears_nothing_more(chat: Chat) -> None:
    await set_up(chat)
    await joins(chat, chat.eve)
    await joins(chat, chat.dev)
    await chat.eve.says("/cop leave")
    await chat.eve.presses("Leave")
    await chat.dev.says("/cop mydata erase")
    await chat.dev.presses("Erase everything")
    chat.eve.sees(), chat.dev.sees()
    await chat.store(lambda store: store.timetable.once("welcome", "7:999", chat.clock.now()))
    await chat.forward(days=8)
    assert (chat.eve.sees(), chat.dev.sees()) == ([], [])


async def test_an_introduction_is_a_card_in_the_home_channel(chat: Chat) -> None:
    await set_up(chat)
    await joins(chat, chat.eve)
    chat.eve.sees()
    await chat.eve.presses("Introduce yourself", letter(chat, "eve"))
    await chat.eve.submits(does="I teach year *two*", learns="Phonics @everyone", helps="Drama")
    assert chat.eve.sees()[-1] == "You are introduced in #general. Say hello to who answers."
    (card,) = chat.posts()
    assert card.text == (
        "@eve says hello\nDoes: I teach year *two*\nWants to learn: Phonics @everyone\nCan help with: Drama"
    )


async def test_introducing_oneself_again_rewrites_the_card(chat: Chat) -> None:
    await set_up(chat)
    await introduces(chat, does="I teach")
    await introduces(chat, does="I teach, and sing")
    assert chat.eve.sees()[-1] == "Your introduction is rewritten."
    assert [post.text for post in chat.posts()] == ["@eve says hello\nDoes: I teach, and sing"]


async def test_a_card_that_was_deleted_is_posted_anew(chat: Chat) -> None:
    await set_up(chat)
    await introduces(chat, does="I teach")
    chat.platform.posted[-1].deleted = True
    await introduces(chat, does="I sing")
    await introduces(chat, does="I sing")
    assert [post.text for post in chat.posts()] == ["@eve says hello\nDoes: I sing"]
    community = await chat.store(lambda store: store.community.get())
    assert community.home == channel("general")


async def test_saying_nothing_is_no_introduction(chat: Chat) -> None:
    await set_up(chat)
    answer = await introduces(chat)
    assert isinstance(answer, FormErrors)
    assert chat.eve.sees() == ["Write a few words in at least one field, so that others know where to begin."]
    assert chat.posts() == []


async def test_without_a_home_channel_the_introduction_waits(chat: Chat) -> None:
    await known(chat, "ann")
    await introduces(chat, does="I teach")
    assert chat.eve.sees() == ["Kept. There is no home channel yet to introduce you in."]


async def test_a_home_channel_that_takes_no_card_is_given_up_and_told(chat: Chat) -> None:
    await set_up(chat)
    await prefers(chat, "ann", takes_direct=True)
    chat.platform.trouble.append(DeliveryError(Failure.DESTINATION_GONE, "archived"))
    await introduces(chat, does="I teach")
    assert chat.ann.sees()[0].startswith("Our home channel is gone")
    community = await chat.store(lambda store: store.community.get())
    assert community.home is None


async def test_who_is_forgotten_takes_their_card_along(chat: Chat) -> None:
    await set_up(chat)
    await introduces(chat, does="I teach")
    await chat.eve.says("/cop mydata erase")
    await chat.eve.presses("Erase everything")
    assert chat.posts() == []


async def introduces(chat: Chat, **words: str) -> object:
    """Have eve introduce herself."""
    await chat.eve.presses_control("cop.introduce")
    cleared = dict.fromkeys(("does", "learns", "helps"), "")
    return await chat.eve.submits(**(cleared | words))
