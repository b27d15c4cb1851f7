"""How a match begins that everybody in it has accepted: its room is opened."""

from collections.abc import Sequence
from dataclasses import replace

from commands.naming import house_of
from copbot.context import JobContext
from copbot.intents import Intent, OpenRoom, Post, Sent
from copbot.message import message, say
from copbot.model.mentorship_life import Match, SideState


def begun(match: Match, known: JobContext) -> Sequence[Intent]:
    """Open the room of a match, with one sentence."""
    key, home = f"mentor-room:{match.id}", known.community.home
    people = [known.store.members.get(one.member) for one in match.sides if one.state is SideState.ACCEPTED]
    accounts = [
        next((one for one in person.accounts if home is None or one.is_known_in(*house_of(home))), None)
        for person in people
    ]
    if None in accounts:
        return []
    known.store.mentor_matches.change(replace(match, room=key))
    there = tuple(one for one in accounts if one is not None)
    room = OpenRoom(key=key, members=there, title=say("Mentorship"), near=home)
    return [room, Post(key=f"{key}:hello", to=Sent(key), message=message(say("This room is yours. Say hello.")))]
