"""What stories about a match that has begun start from: people who signed up, were matched, and all accepted."""

from dataclasses import replace

from copbot.model.mentorship_life import Match
from tests.commands.mentorship.stories import made, matches, settled, shown_to, signs_up
from tests.support.chat import Chat
from tests.support.platform import Posted


async def matched(chat: Chat, *mentees: str, **people: str) -> Match:
    """Have bob mentor carla, or several in a group, all of them having accepted; what they saw till then is gone."""
    await settled(chat)
    await made(chat, **people)
    names = mentees or ("carla",)
    await _mentor(chat, capacity=len(names))
    for name in names:
        await signs_up(chat, name, "mentee", wants="writing")
    await chat.ann.says("/mentor match")
    await chat.ann.presses("Publish", shown_to(chat, "ann"))
    for name in ("bob", *names):
        await chat.people[name].presses("Accept", shown_to(chat, name))
    for one in chat.people.values():
        one.sees()
    return (await matches(chat))[0]


async def _mentor(chat: Chat, capacity: int) -> None:
    bob = await signs_up(chat, "bob", "mentor", offers="writing")
    await chat.store(lambda store: store.mentors.keep(replace(bob, capacity=capacity)))


async def mentor_of_two(chat: Chat) -> None:
    """Have bob mentor carla, and dev in a match of its own."""
    await settled(chat)
    await made(chat)
    await _mentor(chat, capacity=2)
    for name in ("carla", "dev"):
        await signs_up(chat, name, "mentee", wants="writing")
    await chat.ann.says("/mentor match")
    await chat.ann.presses("Publish", shown_to(chat, "ann"))
    for name, row in (("bob", "1"), ("bob", "2"), ("carla", "1"), ("dev", "2")):
        await chat.people[name].presses_control("mentor.accept", row)
    for one in chat.people.values():
        one.sees()


async def match(chat: Chat) -> Match:
    """Give the match as it is now."""
    return (await matches(chat))[0]


def in_room(chat: Chat) -> list[Posted]:
    """List what stands in the room."""
    return chat.posts("room-1")


def posted(chat: Chat, key: str) -> Posted:
    """Give the post or question with a key."""
    return next(one for one in chat.platform.posted if one.key == key)
