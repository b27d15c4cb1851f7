"""Members whose account means nothing where they are read of: called by name, in every practice."""

import ast
import json
from pathlib import Path

import pytest

import commands
from commands import naming
from copbot.intents import Reply
from copbot.message import File, Mention, say
from copbot.model.kudos_settings import KudosSettings
from copbot.model.roles import Appointments
from copbot.refs import UserRef
from tests.commands.cop.stories import set_up
from tests.support.chat import Chat, Someone

ELSEWHERE = UserRef("slack", "T9", "U0ELSEWHERE")


@pytest.fixture
async def zoe(chat: Chat) -> Someone:
    """Somebody who is known by an account of another platform alone, and facilitates."""
    await set_up(chat)
    zoe = chat.someone("zoe", user=ELSEWHERE)
    await zoe.says("/cop help")
    zoe.sees()
    number = (await chat.member(zoe)).id
    ann = (await chat.member(chat.ann)).id
    await chat.store(lambda store: store.settings.put(Appointments(facilitators=(ann, number), curators=(number,))))
    await chat.store(lambda store: store.settings.put(KudosSettings(board=True)))
    return zoe


async def _names_zoe(chat: Chat, *lines: str) -> None:
    """Have bob read lines and everything posted: each line names Zoe, and nothing shows her account."""
    for line in lines:
        await chat.ann.says(line)
        shown = "\n".join(chat.ann.sees())
        assert "Zoe" in shown, f"{line}: {shown}"
        assert ELSEWHERE.user not in shown, f"{line}: {shown}"
    assert [post.text for post in chat.platform.posted if ELSEWHERE.user in post.text] == []


async def test_in_kudos_notes_and_boards(chat: Chat, zoe: Someone) -> None:
    await zoe.says("/kudos give @bob for the review")
    written = chat.message("general", zoe, "Here is how we review")
    await chat.carla.reacts("🙌", written)
    await chat.ann.reacts("🙌", written)
    await chat.forward(minutes=10)

    assert [post.text.splitlines()[0] for post in chat.posts()] == [
        "Zoe thanks @bob: the review",
        "Zoe was thanked here by @carla and @ann.",
    ]
    await _names_zoe(chat, "/kudos board", "/kudos mine")


async def test_in_recaps_and_roundups(chat: Chat, zoe: Someone) -> None:
    await zoe.says("/kudos give @bob for the review")
    await chat.forward(hours=1)
    await _names_zoe(chat, "/recap preview")
    await chat.ann.says("/recap schedule every tuesday at 10:00 what:roundup")
    await chat.ann.presses("Save")
    await chat.forward(days=2)
    assert "by Zoe: the review" in chat.posts()[-1].text
    await _names_zoe(chat)


async def test_in_the_library(chat: Chat, zoe: Someone) -> None:
    await zoe.says("/library add https://a.example/ Feedback that helps")
    message = chat.message("general", chat.carla, "Read https://b.example/ too")
    await zoe.reacts("📚", message)
    found = [post for post in chat.platform.posted if post.to == chat.carla.user]
    assert [one.text.split(" saved")[0] for one in found] == ["Zoe"]
    await _names_zoe(chat, "/library show feedback")


async def test_in_prompts(chat: Chat, zoe: Someone) -> None:
    await chat.ann.says("/prompt schedule every tuesday at 9:30")
    await chat.ann.presses("Save")
    await chat.store(lambda store: store.settings.put(Appointments()))
    await zoe.says("/prompt suggest What surprised you?")
    await chat.ann.presses_control("prompt.approve", "1")
    await chat.forward(days=3)
    assert "suggested by Zoe" in "\n".join(post.text for post in chat.posts())
    assert [post.text for post in chat.platform.posted if ELSEWHERE.user in post.text] == []


async def test_in_lists_of_people_and_of_changes(chat: Chat, zoe: Someone) -> None:
    await zoe.says("/cop curators add @bob")
    await chat.store(
        lambda store: store.audit.add(
            None, say("made {whom} a facilitator", whom=naming.to_keep(ELSEWHERE)), chat.clock.now()
        )
    )
    await _names_zoe(chat, "/cop facilitators", "/cop curators", "/cop audit")
    await chat.ann.says("/cop audit")
    assert "made Zoe a facilitator" in chat.ann.sees()[0]


async def test_in_an_introduction(chat: Chat, zoe: Someone) -> None:
    await zoe.presses_control("cop.introduce")
    await zoe.submits(does="Teach")
    assert chat.posts()[0].text.splitlines()[0] == "Zoe says hello"


async def test_in_what_is_held_about_a_member(chat: Chat, zoe: Someone) -> None:
    await zoe.says("/kudos give @bob for the review")
    await chat.bob.says("/cop mydata export")
    assert isinstance(chat.bob.answer, Reply)
    [file] = [block for block in chat.bob.answer.message.blocks if isinstance(block, File)]
    assert ELSEWHERE.user not in json.dumps(json.loads(file.content))


async def test_a_sentence_that_was_kept_is_read_anew_in_each_house(chat: Chat, zoe: Someone) -> None:
    kept = say(
        "{whom}, {inner}, {nobody}",
        whom=naming.to_keep(ELSEWHERE),
        inner=say("in {n} ways", n=2),
        nobody=naming.to_keep(UserRef("slack", "T9", "U0")),
    )

    async def read(house: naming.House) -> str:
        def work(store: object) -> str:
            known = type("Known", (), {"store": store})()
            return str(naming.read_in(kept, house, known))

        return await chat.store(work)

    assert await read(("sim", "demo")) == "Zoe, in 2 ways, somebody"
    assert await read(("slack", "T9")) == "@U0ELSEWHERE, in 2 ways, somebody"


def test_nothing_but_naming_makes_a_mention() -> None:
    folder = Path(commands.__file__).parent
    makers = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == Mention.__name__
    }
    assert makers == {"naming.py"}
