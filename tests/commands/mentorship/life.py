"""What stories about a match that has begun start from: people who signed up, were matched, and all accepted."""

from copbot.model.mentorship_life import Match
from tests.commands.mentorship.stories import made, matches, settled, shown_to, signs_up
from tests.support.chat import Chat
from tests.support.platform import Posted


async def matched(chat: Chat, *mentees: str, **people: str) -> Match:
    """Have bob mentor carla, or several in a group, all of them having accepted; what they saw till then is gone."""
    await settled(chat)
    await made(chat, **people)
    names = mentees or ("carla",)
    await signs_up(chat, "bob", "mentor", offers="writing")
    for name in names:
        await signs_up(chat, name, "mentee", wants="writing")
    await chat.ann.says("/mentor match")
    await chat.ann.presses("Publish", shown_to(chat, "ann"))
    for name in ("bob", *names):
        await chat.people[name].presses("Accept", shown_to(chat, name))
    for one in chat.people.values():
        one.sees()
    return (await matches(chat))[0]


async def match(chat: Chat) -> Match:
    """Give the match as it is now."""
    return (await matches(chat))[0]


def in_room(chat: Chat) -> list[Posted]:
    """List what stands in the room."""
    return chat.posts("room-1")
