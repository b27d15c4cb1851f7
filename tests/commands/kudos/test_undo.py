from copbot.intents import FormErrors, OpenForm
from copbot.model.kudos_settings import KudosValue
from copbot.refs import MessageRef
from tests.commands.kudos.stories import chose
from tests.support.chat import Chat


async def test_undo_takes_the_kudos_and_its_post_back(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob for the review")
    await chat.forward(seconds=60)
    await chat.ann.presses("Undo")
    assert chat.ann.sees()[-1] == "Taken back. It is as if it had not been said."
    assert chat.posts() == []
    assert await chat.rows("kudos", "kudos_reversal") == (1, 1)


async def test_what_was_undone_counts_for_no_rule(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob for the review")
    await chat.ann.presses("Undo")
    chat.ann.sees()
    await chat.ann.says("/kudos give @bob for the patient review")
    assert "You have 4 kudos left today." in chat.ann.sees()[0]


async def test_after_the_minute_undo_says_what_is_still_possible(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob for the review")
    await chat.forward(seconds=61)
    await chat.ann.presses("Undo")
    assert chat.ann.sees()[-1] == "The minute for undoing this is over. You can still change its reason."
    assert len(chat.posts()) == 1


async def test_undo_pressed_twice_changes_nothing_more(chat: Chat) -> None:
    answer = await chat.ann.says("/kudos give @bob for the review")
    await chat.ann.presses("Undo")
    await chat.ann.presses_control("kudos.undo", "1")
    assert answer is not None
    assert chat.ann.sees()[-1] == "This kudos was taken back before. Nothing was changed."
    assert await chat.rows("kudos_reversal") == (1,)


async def test_undo_pressed_by_a_stranger_changes_nothing(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob for the review")
    await chat.bob.presses_control("kudos.undo", "1")
    assert chat.bob.sees() == ["Only who gave this kudos can change it."]
    assert len(chat.posts()) == 1


async def test_a_kudos_that_is_nowhere_cannot_be_changed(chat: Chat) -> None:
    for row in ("99", "gone"):
        await chat.ann.presses_control("kudos.reword", row)
    assert chat.ann.sees() == ["I cannot find that kudos any more."] * 2


async def test_the_giver_finds_better_words_and_the_post_says_them(chat: Chat) -> None:
    await chose(chat, values=(KudosValue(name="Calm hands"), KudosValue(name="Old", retired=True)))
    await chat.ann.says("/kudos give @bob for the review")
    for reason in ("the patient review", "the thorough review"):
        await chat.ann.presses_control("kudos.reword", "1")
        await chat.ann.submits(reason=reason, value="Calm hands")
        assert chat.ann.sees()[-1] == "Thank you. It now says what you wrote."
        assert [post.text for post in chat.posts()] == [f"@ann thanks @bob: {reason}\nCalm hands"]


async def test_a_reason_given_by_command_is_not_emptied(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob for the review")
    await chat.ann.presses("Change the reason")
    answer = await chat.ann.submits(reason=" ")
    assert isinstance(answer, FormErrors)
    assert [(name, str(sentence)) for name, sentence in answer.errors] == [
        ("reason", "Say what they did: a reason is what makes it kudos.")
    ]
    await chat.ann.submits(reason="the thorough review")
    assert [post.text for post in chat.posts()] == ["@ann thanks @bob: the thorough review"]


async def test_a_value_retired_meanwhile_is_not_offered_again(chat: Chat) -> None:
    await chose(chat, values=(KudosValue(name="Calm hands"), KudosValue(name="Clear trail")))
    await chat.ann.says('/kudos give @bob for the review value:"Clear trail"')
    await chose(chat, values=(KudosValue(name="Calm hands"), KudosValue(name="Clear trail", retired=True)))
    answer = await chat.ann.presses_control("kudos.reword", "1")
    assert isinstance(answer, OpenForm)
    assert [field.initial for field in answer.form.fields] == ["the review", ()]


async def test_a_post_nobody_wishes_to_be_named_in_goes_when_its_words_change(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob for the review")
    await chat.bob.says("/kudos mine")
    await chat.bob.presses("Recap only")
    await chat.ann.presses("Change the reason")
    await chat.ann.submits(reason="the patient review")
    assert chat.posts() == []


async def test_new_words_for_what_was_never_posted_post_nothing(chat: Chat) -> None:
    await chat.ann.writes_to_bot("/kudos give @bob for the review")
    await chat.ann.presses("Change the reason")
    await chat.ann.submits(reason="the patient review")
    assert chat.posts() == []
    assert "patient" in str(await chat.ann.says("/kudos mine"))


async def test_undoing_what_was_never_posted_deletes_no_post(chat: Chat) -> None:
    await chat.ann.writes_to_bot("/kudos give @bob for the review")
    await chat.ann.presses("Undo")
    assert chat.ann.sees()[-1].startswith("Taken back.")
    assert await chat.rows("kudos_reversal", "outbox") == (1, 0)


async def test_a_moderator_who_deletes_the_post_takes_the_kudos_back(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob for being rude things")
    post = chat.posts()[0]
    await chat.deletes(post.ref)
    assert await chat.rows("kudos_reversal") == (1,)
    await chat.ann.says("/kudos why")
    assert "@bob: taken back, because somebody deleted the post that told of it." in chat.ann.sees()[-1]


async def test_other_messages_that_go_concern_nobody(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob for the review")
    await chat.deletes(MessageRef("sim", "demo", "general", "424242"))
    assert await chat.rows("kudos_reversal") == (0,)
