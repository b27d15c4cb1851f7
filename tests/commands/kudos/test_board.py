from tests.commands.kudos.stories import chose
from tests.support.chat import Chat

ASIDE = "Each month begins anew. /kudos mine takes you off, or puts you back on."


async def test_there_is_no_board_unless_facilitators_turn_it_on(chat: Chat) -> None:
    await chat.ann.says("/kudos board")
    assert chat.ann.sees() == ["There is no board here. Facilitators can turn it on in /kudos settings."]


async def test_where_nothing_is_counted_there_is_no_board(chat: Chat) -> None:
    await chose(chat, board=True, counts=False)
    await chat.ann.says("/kudos board")
    assert chat.ann.sees() == ["Kudos are not counted here: each stands for itself. See yours with /kudos mine."]


async def test_an_empty_month_says_so(chat: Chat) -> None:
    await chose(chat, board=True)
    await chat.ann.says("/kudos board")
    assert chat.ann.sees() == [f"Nobody is on the board for this month.\n{ASIDE}"]


async def test_the_board_counts_a_month_in_both_directions(chat: Chat) -> None:
    await chose(chat, board=True)
    await chat.ann.says("/kudos give @bob @carla for the workshop")
    await chat.dev.says("/kudos give @bob for the tea")
    await chat.eve.says("/kudos give @bob for nothing")
    await chat.eve.presses("Undo")
    await chat.ann.says("/kudos board")
    assert chat.ann.sees()[-1] == (f"# Thanked\n- @bob: 2\n- @carla: 1\n# Thanking\n- @ann: 2\n- @dev: 1\n{ASIDE}")


async def test_each_month_begins_anew_and_the_last_can_be_seen(chat: Chat) -> None:
    await chose(chat, board=True)
    await chat.ann.says("/kudos give @bob for the review")
    await chat.forward(days=14)
    await chat.ann.says("/kudos board")
    assert "@bob" not in chat.ann.sees()[-1]
    await chat.ann.says("/kudos board last")
    assert "- @bob: 1\n" in chat.ann.sees()[-1]


async def test_who_opts_out_is_listed_on_neither_side(chat: Chat) -> None:
    await chose(chat, board=True)
    await chat.ann.says("/kudos give @bob for the review")
    await chat.carla.says("/kudos give @ann for the tea")
    await chat.ann.says("/kudos mine")
    await chat.ann.presses("Leave me off the board")
    await chat.ann.says("/kudos board")
    assert chat.ann.sees()[-1] == f"# Thanked\n- @bob: 1\n# Thanking\n- @carla: 1\n{ASIDE}"


async def test_who_is_thanked_in_private_is_not_listed_as_thanked(chat: Chat) -> None:
    await chose(chat, board=True)
    await chat.bob.says("/kudos mine")
    await chat.bob.presses("Private")
    await chat.ann.says("/kudos give @bob for the review")
    await chat.ann.says("/kudos board")
    assert chat.ann.sees()[-1] == f"# Thanking\n- @ann: 1\n{ASIDE}"
