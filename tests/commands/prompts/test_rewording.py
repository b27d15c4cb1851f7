from copbot.intents import FormErrors, OpenForm
from tests.commands.prompts.stories import added, asked, packed, scheduled
from tests.support.chat import Chat


async def test_a_prompt_is_reworded_in_a_form_that_holds_its_words(chat: Chat) -> None:
    await added(chat, "story: What surprised you?")
    answer = await chat.ann.says("/prompt edit 1")
    assert isinstance(answer, OpenForm)
    assert [getattr(one, "initial", None) for one in answer.form.fields] == ["What surprised you?", "story", ""]
    await chat.ann.submits(text="What surprised you most?", good_answer="One moment")
    assert chat.ann.sees() == [
        "Changed. It reads now:\nWhat surprised you most?\nKind: story\nA good answer has: One moment"
    ]
    await chat.ann.says("/prompt edit 1")
    assert isinstance(chat.ann.answer, OpenForm)
    assert [getattr(one, "initial", None) for one in chat.ann.answer.form.fields][2] == "One moment"


async def test_a_prompt_is_not_reworded_into_another(chat: Chat) -> None:
    await added(chat, "What surprised you?", "What did you drop?")
    await chat.ann.says("/prompt edit 2")
    answer = await chat.ann.submits(text="What surprised you?")
    assert isinstance(answer, FormErrors)
    assert chat.ann.sees() == ["#1 says the same already."]
    await chat.ann.submits(text="What did you drop, and why?")
    assert chat.ann.sees()[0].startswith("Changed.")


async def test_a_starter_prompt_reworded_is_the_communitys_own(chat: Chat) -> None:
    await packed(chat)
    await chat.ann.says("/prompt edit lesson-better-than-planned")
    await chat.ann.submits(text="Which lesson went well?")
    await scheduled(chat)
    await chat.ann.says("/prompt preview")
    assert "Which lesson went well?" in chat.ann.sees()[-1]
    await chat.forward(days=2)
    await chat.ann.says("/prompt list")
    assert "- #1 story Which lesson went well? · posted once" in chat.ann.sees()[-1]
    assert asked(chat)[0] == "Which lesson went well?"


async def test_a_starter_prompt_keeps_its_words_until_somebody_saves_others(chat: Chat) -> None:
    await packed(chat)
    await chat.ann.says("/prompt edit lesson-better-than-planned")
    assert await chat.rows("prompt") == (0,)
