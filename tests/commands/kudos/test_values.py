from copbot.intents import FormErrors
from copbot.model.kudos_settings import MOST_VALUES, KudosSettings, KudosValue
from copbot.refs import Emoji
from tests.commands.kudos.stories import chose
from tests.support.chat import Chat

CLEAR = KudosValue(name="Clear trail", emoji=Emoji("🧭"), about="Writing things down")
CALM = KudosValue(name="Calm hands")


async def audit(chat: Chat) -> list[str]:
    return [str(change.what) for change in await chat.store(lambda store: store.audit.recent(10))]


async def test_members_see_the_values_and_how_to_thank_for_one(chat: Chat) -> None:
    await chose(chat, values=(CLEAR, CALM, KudosValue(name="Old", retired=True)))
    await chat.bob.says("/kudos values")
    assert chat.bob.sees() == [
        (
            "- 🧭 Clear trail: Writing things down\n"
            "- Calm hands\n"
            "A reaction with a value's emoji thanks who wrote a message, for that value."
        )
    ]


async def test_without_values_members_read_what_they_would_be(chat: Chat) -> None:
    await chat.bob.says("/kudos values")
    assert chat.bob.sees() == ["There are no values yet. Kudos work without; a value says what kind they are."]


async def test_a_facilitator_adds_a_value(chat: Chat) -> None:
    await chat.ann.says("/kudos values")
    await chat.ann.presses("Add a value")
    await chat.ann.submits(name="Clear trail", emoji=":compass:", about="Writing things down")
    assert chat.ann.sees()[-1].startswith("- 🧭 Clear trail: Writing things down\n")
    assert (await audit(chat))[0] == "Kudos: added the value “Clear trail”."


async def test_a_value_is_renamed_retired_and_brought_back(chat: Chat) -> None:
    await chose(chat, values=(CLEAR, CALM))
    await chat.bob.says('/kudos give @carla for the runbook value:"clear trail"')
    for filled in ({"name": "Good notes"}, {"state": "retired"}, {"state": "offered"}):
        await chat.ann.says("/kudos values")
        await chat.ann.presses("Change a value", values=("0",))
        await chat.ann.submits(**filled)
    assert (await audit(chat))[:3] == [
        "Kudos: changed the value “Good notes”.",
        "Kudos: retired the value “Good notes”.",
        "Kudos: renamed the value “Clear trail” to “Good notes”.",
    ]
    await chat.bob.says("/kudos mine")
    assert "@carla: the runbook · 🧭 Good notes" in chat.bob.sees()[-1]


async def test_a_retired_value_is_marked_for_facilitators(chat: Chat) -> None:
    await chose(chat, values=(KudosValue(name="Old", retired=True),))
    assert "Old (retired)" in str(await chat.ann.says("/kudos values"))


async def test_a_value_that_does_not_fit_comes_back_with_what_is_wrong(chat: Chat) -> None:
    await chose(chat, values=(CLEAR,))
    await chat.ann.says("/kudos values")
    await chat.ann.presses("Add a value")
    answer = await chat.ann.submits(name="clear trail", emoji="🧯")
    assert isinstance(answer, FormErrors)
    assert [error[0] for error in answer.errors] == ["name"]
    assert [field.initial for field in answer.form.fields] == ["clear trail", "🧯", ""]
    await chat.ann.submits(name="Calm hands")
    assert "- 🧯 Calm hands" in chat.ann.sees()[-1]


async def test_a_full_list_offers_no_more(chat: Chat) -> None:
    await chose(chat, values=tuple(KudosValue(name=f"Value {one}") for one in range(MOST_VALUES)))
    await chat.ann.says("/kudos values")
    assert "[Add a value]" not in chat.ann.sees()[-1]


async def test_a_value_replaced_meanwhile_is_gone(chat: Chat) -> None:
    for row in ("3", "x"):
        await chat.ann.presses_control("kudos.value", row)
    assert chat.ann.sees() == ["That value is no longer there. See /kudos values."] * 2


async def test_members_do_not_change_values(chat: Chat) -> None:
    await chat.bob.presses_control("kudos.value", "new")
    assert chat.bob.sees() == ["Only facilitators can do that. Ask one of them, or see /cop facilitators."]
    assert (await chat.store(lambda store: store.settings.get(KudosSettings))) == KudosSettings()
