from copbot.intents import OpenForm
from tests.commands.mentorship.stories import made, settled, signs_up
from tests.support.chat import Chat


async def test_the_list_is_its_owners_alone_and_leaves_no_trace(chat: Chat) -> None:
    await settled(chat)
    await chat.bob.says("/mentor never")
    await chat.bob.submits(people=("sim:demo/carla", "sim:demo/dev"))
    assert "2 people" in chat.bob.sees()[-1]
    bob, carla = await chat.member(chat.bob), await chat.member(chat.carla)
    assert len(await chat.store(lambda store: store.apart.of(bob.id))) == 2
    assert await chat.store(lambda store: store.apart.of(carla.id)) == ()
    assert await chat.rows("audit") == (0,)
    answer = await chat.bob.says("/mentor never")
    assert isinstance(answer, OpenForm)
    assert [one.initial for one in answer.form.fields] == [(chat.carla.user, chat.dev.user)]
    await chat.bob.submits(people=())
    assert await chat.store(lambda store: store.apart.of(bob.id)) == ()


async def test_nobody_can_be_kept_from_themselves(chat: Chat) -> None:
    await settled(chat)
    await chat.bob.says("/mentor never")
    await chat.bob.submits(people=("sim:demo/bob",))
    assert chat.bob.sees()[-1] == "You cannot keep away from yourself. Choose others."


async def test_a_list_has_an_end(chat: Chat) -> None:
    await settled(chat)
    await chat.bob.says("/mentor never")
    await chat.bob.submits(people=tuple(f"sim:demo/p{number}" for number in range(26)))
    assert chat.bob.sees()[-1] == "The list holds at most 25 people. Please choose fewer."


async def test_no_facilitator_reads_it_in_a_sign_up(chat: Chat) -> None:
    await settled(chat)
    await chat.change(chat.ann, takes_direct=True)
    await made(chat, joining="approval")
    await chat.bob.says("/mentor never")
    await chat.bob.submits(people=("sim:demo/carla",))
    await signs_up(chat, "bob")
    assert [one.text for one in chat.platform.posted if "carla" in one.text.lower()] == []
