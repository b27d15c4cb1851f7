import pytest

from copbot.intents import FormErrors, OpenForm
from tests.commands.prompts.stories import added, appointed, asked, packed, scheduled, waiting
from tests.support.chat import Chat
from tests.support.platform import Posted

TOLD = "Bob suggests a prompt:\nWhat surprised you?\nKind: question\n[Approve] [Edit] [Decline]"


def notice(chat: Chat, name: str) -> Posted:
    return [one for one in chat.platform.posted if one.to == chat.people[name].user][-1]


async def suggested(chat: Chat) -> None:
    await appointed(chat, "carla", "dev")
    await chat.bob.says("/prompt suggest What surprised you?")
    for someone in (chat.bob, chat.carla, chat.dev):
        someone.sees()


async def test_a_member_suggests_by_a_form_and_is_thanked(chat: Chat) -> None:
    answer = await chat.bob.says("/prompt suggest")
    assert isinstance(answer, OpenForm)
    await chat.bob.submits(text="What surprised you?", category="story", good_answer="One moment")
    assert chat.bob.sees() == [
        (
            "Thank you! A facilitator looks at it, and you will hear what became of it.\n"
            "What surprised you?\nKind: story\nA good answer has: One moment"
        )
    ]


async def test_a_bare_prompt_command_means_a_suggestion(chat: Chat) -> None:
    answer = await chat.bob.says("/prompt")
    assert isinstance(answer, OpenForm)
    assert str(answer.form.title) == "/prompt suggest"


async def test_a_guest_may_suggest(chat: Chat) -> None:
    guest = chat.someone("gus", is_guest=True)
    await guest.says("/prompt suggest What surprised you?")
    assert guest.sees()[0].startswith("Thank you!")


async def test_every_facilitator_hears_of_a_suggestion(chat: Chat) -> None:
    await appointed(chat, "carla", "dev")
    await chat.bob.says("/prompt suggest What surprised you?")
    assert chat.carla.sees() == [TOLD]
    assert chat.dev.sees() == [TOLD]


async def test_an_approved_suggestion_is_in_the_bank_and_its_author_hears(chat: Chat) -> None:
    await suggested(chat)
    await chat.carla.presses("Approve", notice(chat, "carla"))
    assert chat.carla.sees()[-1] == "Approved #1. I told Bob."
    assert chat.bob.sees() == [
        "Thank you! Your prompt is in the bank, and is posted when its turn comes:\nWhat surprised you?\nKind: question"
    ]


async def test_who_suggested_a_prompt_is_named_when_it_is_posted(chat: Chat) -> None:
    await suggested(chat)
    await chat.carla.presses("Approve", notice(chat, "carla"))
    await scheduled(chat)
    await chat.forward(days=1, hours=1)
    assert chat.posts()[-1].text == "What surprised you?\nsuggested by @bob · answer in the thread"


async def test_a_second_press_says_who_decided_already(chat: Chat) -> None:
    await suggested(chat)
    await chat.carla.presses("Approve", notice(chat, "carla"))
    for label in ("Approve", "Edit", "Decline"):
        await chat.dev.presses(label, notice(chat, "dev"))
    assert chat.dev.sees() == ["Carla approved it already, 2026-11-23T09:00+00:00."] * 3
    assert len(chat.bob.sees()) == 1


async def test_a_stranger_may_not_decide(chat: Chat) -> None:
    await suggested(chat)
    for label in ("Approve", "Edit", "Decline"):
        await chat.eve.presses(label, notice(chat, "carla"))
        assert chat.eve.sees()[-1].startswith("Only facilitators can do that.")
    assert chat.bob.sees() == []


async def test_a_facilitator_edits_and_approves_in_one_form(chat: Chat) -> None:
    await suggested(chat)
    await chat.carla.presses("Edit", notice(chat, "carla"))
    await chat.carla.submits(text="What surprised you most?", category="story")
    assert chat.carla.sees()[-1] == "Approved #1. I told Bob."
    assert chat.bob.sees()[-1].endswith("What surprised you most?\nKind: story")


async def test_an_edited_suggestion_must_be_a_prompt_and_no_twin(chat: Chat) -> None:
    await suggested(chat)
    await added(chat, "What did you drop?")
    await chat.carla.presses("Edit", notice(chat, "carla"))
    for text, sentence in (("???", "A prompt needs words."), ("What did you drop?", "#2 says the same already.")):
        answer = await chat.carla.submits(text=text)
        assert isinstance(answer, FormErrors)
        assert chat.carla.sees()[-1].startswith(sentence)


async def test_a_declined_suggestion_is_answered_kindly_with_a_note(chat: Chat) -> None:
    await suggested(chat)
    await chat.carla.presses("Decline", notice(chat, "carla"))
    await chat.carla.submits(note="We had it last week.")
    assert chat.carla.sees()[-1] == "Declined #1. I thanked Bob."
    assert chat.bob.sees() == [
        (
            "Thank you for suggesting “What surprised you?”.\n"
            "The facilitators did not take it up this time. Please keep suggesting.\n"
            "Carla writes:\n> We had it last week."
        )
    ]


async def test_a_note_is_not_needed_and_not_too_long(chat: Chat) -> None:
    await suggested(chat)
    await chat.carla.presses("Decline", notice(chat, "carla"))
    answer = await chat.carla.submits(note="x" * 301)
    assert isinstance(answer, FormErrors)
    await chat.carla.submits(note="")
    assert chat.bob.sees()[-1].endswith("Please keep suggesting.")


async def test_two_facilitators_with_the_form_open_decide_once(chat: Chat) -> None:
    await suggested(chat)
    await chat.carla.presses("Decline", notice(chat, "carla"))
    await chat.dev.presses("Edit", notice(chat, "dev"))
    await chat.carla.submits(note="")
    await chat.dev.submits(text="What surprised you most?")
    assert chat.dev.sees()[-1].startswith("Carla declined it already")
    await chat.carla.presses_control("prompt.restore", "1")
    await chat.bob.says("/prompt suggest What did you drop?")
    await chat.carla.presses_control("prompt.decline", "2")
    await chat.dev.presses_control("prompt.approve", "2")
    await chat.carla.submits(note="")
    assert chat.carla.sees()[-1].startswith("Dev approved it already")


async def test_what_is_there_already_needs_no_suggestion(chat: Chat) -> None:
    await added(chat, "What surprised you?")
    await packed(chat)
    starter = (
        "Think of a lesson that went better than you had planned. What did your students do that you had not expected?"
    )
    for text in ("What surprised you?", starter):
        await chat.bob.says(f"/prompt suggest {text}")
        assert chat.bob.sees()[-1].startswith("Somebody had the same idea: that prompt is there already.")


async def test_a_facilitators_suggestion_is_in_the_bank_at_once(chat: Chat) -> None:
    await chat.ann.says("/prompt suggest What surprised you?")
    assert chat.ann.sees()[0].startswith("It is in the bank as #1.")


async def test_a_suggestion_in_a_direct_conversation_is_answered_there(chat: Chat) -> None:
    await appointed(chat, "carla")
    await chat.bob.writes_to_bot("/prompt suggest What surprised you?")
    await chat.carla.presses("Approve", notice(chat, "carla"))
    assert [one.key for one in await waiting(chat, "bob")] == ["prompt_decided:1"]


async def test_after_a_decision_the_others_that_wait_are_one_press_away(chat: Chat) -> None:
    await suggested(chat)
    await chat.bob.says("/prompt suggest What did you drop?")
    await chat.carla.says("/prompt list suggestions")
    chat.carla.sees()
    await chat.carla.presses("Approve")
    assert chat.carla.sees() == ["Approved #1. I told Bob.\n[Show the others]"]
    await chat.carla.presses("Show the others")
    assert chat.carla.sees() == [
        "1 suggestion waits.\nWhat did you drop?\nKind: question\nFrom: Bob\n[Approve] [Edit] [Decline]"
    ]


@pytest.mark.parametrize("action", ["prompt.approve", "prompt.approve_as", "prompt.decline"])
async def test_a_suggestion_whose_author_left_with_everything_is_gone(chat: Chat, action: str) -> None:
    await suggested(chat)
    await forget(chat, "bob")
    await chat.carla.presses_control(action, "1")
    assert chat.carla.sees()[-1] == "That suggestion is gone: whoever made it took everything of theirs back."


async def forget(chat: Chat, name: str) -> None:
    def erase(store: object) -> None:
        member = store.members.of_account(chat.people[name].user)  # type: ignore[attr-defined]  # a Store
        for held in store.personal:  # type: ignore[attr-defined]  # a Store
            held.erase(member.id)

    await chat.store(erase)


async def test_an_approved_prompt_outlives_its_author_without_the_name(chat: Chat) -> None:
    await suggested(chat)
    await chat.carla.presses("Approve", notice(chat, "carla"))
    await forget(chat, "bob")
    await forget(chat, "carla")
    await scheduled(chat)
    await chat.forward(days=1, hours=1)
    assert asked(chat) == ["What surprised you?"]
    assert "suggested by" not in chat.posts()[0].text
    await chat.dev.presses_control("prompt.approve", "1")
    assert chat.dev.sees()[0].startswith("Somebody approved it already")


async def test_a_forgotten_author_is_told_nothing(chat: Chat) -> None:
    await suggested(chat)

    def lose(store: object) -> None:
        store.prompts._change(1, author=None)  # type: ignore[attr-defined]  # a row whose author was forgotten

    await chat.store(lose)
    await chat.carla.presses("Approve", notice(chat, "carla"))
    assert chat.carla.sees()[-1] == "Approved #1. I told Somebody."
    assert chat.bob.sees() == []


async def test_what_was_declined_can_be_brought_back(chat: Chat) -> None:
    await suggested(chat)
    await chat.carla.presses("Decline", notice(chat, "carla"))
    await chat.carla.submits(note="")
    await chat.carla.says("/prompt list declined")
    assert chat.carla.sees()[-1].startswith("1 suggestion was declined.\n- #1 question What surprised you?")
    await chat.carla.presses("Bring #1 back")
    await chat.carla.says("/prompt list")
    assert "1 prompt in the bank." in chat.carla.sees()[-1]
