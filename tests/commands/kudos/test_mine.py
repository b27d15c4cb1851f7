from copbot.events import Person
from copbot.model.kudos_settings import KudosValue
from copbot.refs import Emoji, UserRef
from tests.commands.kudos.stories import chose
from tests.support.chat import Chat

WAYS = "# How you are thanked\nYou are thanked where all can see it.\n[Public] [Recap only] [Private]"


async def test_who_has_no_kudos_yet_is_encouraged(chat: Chat) -> None:
    await chat.eve.says("/kudos mine")
    assert chat.eve.sees() == [
        "# You were thanked\n"
        "Not yet. It will come.\n"
        "# You thanked\n"
        "Nobody lately. Who helped you this week?\n"
        "You have 5 kudos left today. New ones come 2026-11-23T23:00+00:00.\n" + WAYS
    ]


async def test_mine_shows_what_was_given_and_received_with_reasons(chat: Chat) -> None:
    await chose(chat, values=(KudosValue(name="Clear trail", emoji=Emoji("🧭")),))
    await chat.ann.says('/kudos give @bob @carla for the workshop value:"Clear trail"')
    await chat.bob.says("/kudos give @dev for the tea")
    await chat.bob.says("/kudos mine")
    assert chat.bob.sees()[-1] == (
        "# You were thanked\n"
        "- @ann: the workshop · 🧭 Clear trail · 2026-11-23T09:00+00:00\n"
        "# You thanked\n"
        "- @dev: the tea · 2026-11-23T09:00+00:00\n"
        "You have 4 kudos left today. New ones come 2026-11-23T23:00+00:00.\n"
        "[Add or change a reason v]\n" + WAYS
    )


async def test_with_counts_off_mine_holds_no_number(chat: Chat) -> None:
    await chose(chat, counts=False, board=True)
    await chat.bob.says("/kudos mine")
    assert not any(letter.isdigit() for letter in chat.bob.sees()[-1])


async def test_what_was_taken_back_is_no_longer_shown(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob for the review")
    await chat.ann.presses("Undo")
    await chat.bob.says("/kudos mine")
    await chat.ann.says("/kudos mine")
    assert "the review" not in chat.bob.sees()[-1]
    assert "the review" not in chat.ann.sees()[-1]


async def test_choosing_how_to_be_thanked_redraws_the_same_message(chat: Chat) -> None:
    await chat.bob.says("/kudos mine")
    for button, means in (
        ("Recap only", "You are thanked in recaps, and in no post of its own."),
        ("Private", "Only you and who thanked you can see it."),
        ("Public", "You are thanked where all can see it."),
    ):
        await chat.bob.presses(button)
        assert means in chat.bob.sees()[-1]


async def test_where_there_is_a_board_one_can_leave_it_and_come_back(chat: Chat) -> None:
    await chose(chat, board=True)
    await chat.bob.says("/kudos mine")
    await chat.bob.presses("Leave me off the board")
    await chat.bob.presses("Put me on the board")
    assert "[Leave me off the board]" in chat.bob.sees()[-1]


async def test_a_long_reason_is_cut_in_the_menu(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob for " + "word " * 40)
    answer = await chat.ann.says("/kudos mine")
    assert "word…" in str(answer)


async def test_a_reaction_gets_its_reason_later(chat: Chat) -> None:
    await chat.ann.reacts("🙌", chat.message("general", chat.bob, "Here is how we review"))
    await chat.ann.says("/kudos mine")
    await chat.ann.presses("Add or change a reason", values=("1",))
    await chat.ann.submits(reason="the examples")
    await chat.bob.says("/kudos mine")
    assert "- @ann: the examples · " in chat.bob.sees()[-1]
    await chat.ann.says("/kudos mine")
    await chat.ann.presses("Add or change a reason", values=("1",))
    await chat.ann.submits(reason="")
    await chat.bob.says("/kudos mine")
    assert "- @ann: Here is how we review · " in chat.bob.sees()[-1]


async def test_who_reads_elsewhere_is_named_without_an_account(chat: Chat) -> None:
    far = Person(user=UserRef("sim", "other", "zoe"), name="Zoe")
    await chat.store(lambda store: store.members.seen(far, chat.clock.now(), acted=True))
    chat.someone("zoe", user=far.user)
    await chat.ann.invokes("kudos give", to=(far.user,), reason="the talk")
    assert chat.posts()[0].text == "@ann thanks Zoe: the talk"
