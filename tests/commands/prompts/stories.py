"""What stories about prompts begin with."""

from collections.abc import Sequence
from dataclasses import replace

from copbot.model.memory import WaitingNotice
from copbot.model.roles import Appointments
from copbot.store import Store
from tests.support.chat import Chat
from tests.support.text import text_of

TUESDAYS = "every tuesday at 9:30"
QUESTIONS = ("What surprised you?", "What did you drop?", "What would you ask an expert?")


async def added(chat: Chat, *texts: str) -> None:
    """Have the bank hold these prompts; a category may stand before a colon."""
    await chat.ann.says("/prompt import " + "\n".join(texts))
    chat.ann.sees()


async def scheduled(chat: Chat, words: str = f"#general {TUESDAYS}") -> None:
    """Have prompts on a schedule."""
    await chat.ann.says(f"/prompt schedule {words}")
    await chat.ann.presses("Save")
    chat.ann.sees()


async def packed(chat: Chat, pack: str = "education") -> None:
    """Have the community live from a starter pack."""
    await chat.ann.says("/prompt list")
    chat.ann.sees()

    def choose(store: Store) -> None:
        store.community.change(replace(store.community.get(), pack=pack))

    await chat.store(choose)


async def appointed(chat: Chat, *names: str) -> None:
    """Have members named as facilitators, who are told things directly."""
    for name in names:
        await chat.people[name].says("/prompt suggest")

    def appoint(store: Store) -> None:
        members = [store.members.of_account(chat.people[name].user) for name in names]
        known = [member for member in members if member is not None]
        for member in known:
            store.members.change(replace(member, takes_direct=True))
        store.settings.put(Appointments(facilitators=tuple(member.id for member in known)))

    await chat.store(appoint)


def asked(chat: Chat, channel: str = "general") -> list[str]:
    """Give the first lines of what was posted."""
    return [posted.text.split("\n")[0] for posted in chat.posts(channel)]


async def waiting(chat: Chat, name: str = "ann") -> tuple[WaitingNotice, ...]:
    """Give the notices that wait in somebody's home."""

    def read(store: Store) -> tuple[WaitingNotice, ...]:
        member = store.members.of_account(chat.people[name].user)
        return () if member is None else store.notices.waiting(member.id)

    return await chat.store(read)


def words_of(notices: Sequence[WaitingNotice]) -> list[str]:
    """Give what notices say."""
    return [text_of(one.message) for one in notices]
