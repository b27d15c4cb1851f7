"""What stories about the community itself begin with."""

from dataclasses import replace

from copbot.intents import Reply
from copbot.message import Message
from copbot.store import Store
from tests.support.chat import Chat


async def set_up(chat: Chat, **channels: str) -> None:
    """Have ann set the community up, with the first page and the usual rhythm."""
    await chat.ann.says("/cop setup")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(
        name="Reading teachers",
        domain="Teaching reading",
        purpose="Every child reads",
        guidelines="Be kind\n- Show your work",
    )
    await chat.ann.presses("Skip")
    await chat.ann.presses("Fill in")
    await chat.ann.submits(home="sim:demo/general", **channels)
    await chat.ann.presses("Skip")
    await chat.ann.presses("Finish")
    chat.ann.sees()


def shown(chat: Chat, name: str = "ann") -> Message:
    """Give the last answer of somebody, to press on later."""
    answer = chat.people[name].answer
    assert isinstance(answer, Reply)
    return answer.message


async def known(chat: Chat, name: str) -> None:
    """Have somebody be known."""
    await chat.people[name].says("/cop help")
    chat.people[name].sees()


async def prefers(chat: Chat, name: str, **changes: object) -> None:
    """Have somebody be known with these fields."""
    await known(chat, name)

    def change(store: Store) -> None:
        member = store.members.of_account(chat.people[name].user)
        assert member is not None
        store.members.change(replace(member, **changes))  # type: ignore[arg-type]  # any field of Member

    await chat.store(change)
