from tests.support.chat import Chat


async def test_thanking_somebody_is_written_down_answered_and_posted(chat: Chat) -> None:
    await chat.ann.says("/kudos give @bob for the patient review")
    assert chat.ann.sees() == [
        "Thank you. That is written down.\n"
        "You can undo this for a minute. You have 4 kudos left today.\n"
        "[Undo] [Change the reason]"
    ]
    assert [post.text for post in chat.posts()] == ["@ann thanks @bob: the patient review"]
    assert await chat.rows("kudos", "kudos_receiver", "outbox") == (1, 1, 1)


async def test_thanking_oneself_changes_nothing(chat: Chat) -> None:
    await chat.ann.says("/kudos give @ann being great")
    assert chat.ann.sees() == ["You cannot thank yourself."]
    assert await chat.rows("kudos", "outbox") == (0, 0)


async def test_a_missing_reason_opens_the_form_with_what_was_given(chat: Chat) -> None:
    await chat.ann.says("/kudos @bob")
    await chat.ann.submits(reason="her notes")
    assert [post.text for post in chat.posts()] == ["@ann thanks @bob: her notes"]
