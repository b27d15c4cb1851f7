"""What stories about meetups begin with: a series, and people who joined."""

from copbot.message import File, Message
from copbot.model.meetups import MeetupSeries
from tests.support.chat import Chat, Someone
from tests.support.platform import Posted

WEEKLY = "/meet schedule every monday at 12:00"
"""At 11:00 UTC: ann, and with her the community, lives in Berlin; the clock starts at 9:00 on a Monday."""


async def scheduled(chat: Chat, line: str = WEEKLY) -> MeetupSeries:
    """Have ann, who facilitates, schedule a series."""
    await chat.ann.says(line)
    await chat.ann.presses("Save")
    chat.ann.sees()
    return (await chat.store(lambda store: store.meetups.all_series()))[-1]


async def joins(someone: Someone, series: str = "", **values: str | tuple[str, ...]) -> str:
    """Have somebody join, with what the form offers unless said otherwise."""
    await someone.says(f"/meet join {series}".strip())
    await someone.submits(**values)
    return someone.sees()[-1]


async def joined(chat: Chat, *names: str) -> None:
    """Have several people join."""
    for name in names:
        await joins(chat.people[name])


def rooms(chat: Chat) -> list[tuple[str, ...]]:
    """List who is in the rooms that were opened."""
    return [tuple(sorted(one.user for one in members)) for members in chat.platform.rooms.values()]


def introductions(chat: Chat) -> list[Posted]:
    """List what was posted in rooms."""
    return [one for one in chat.platform.posted if one.key.endswith(":hello")]


async def question_to(chat: Chat, someone: Someone, meetup: int = 1) -> Posted:
    """Give the question whether they met, as somebody was asked it."""
    key = f"meetup_met:{meetup}:{(await chat.member(someone)).id}"
    return next(one for one in chat.platform.posted if one.key == key)


def file_of(message: Message) -> File:
    """Give the file that a message hands over."""
    return next(block for block in message.blocks if isinstance(block, File))
