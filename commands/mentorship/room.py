"""Where those of a match talk: a room of their own where they share a house, else each is told alone."""

from collections.abc import Callable, Sequence
from datetime import timedelta

from commands.mentorship.telling import house_for, notice_for
from commands.naming import House, house_of, lives_in
from copbot.context import JobContext
from copbot.intents import Edit, Intent, OpenRoom, Post, Sent
from copbot.message import Message, say
from copbot.model.members import Member
from copbot.model.mentorship import Programme
from copbot.model.mentorship_life import Match, SideState
from copbot.refs import MemberId

_PREFIX = "mentor-room"
WORTH = timedelta(days=7)
"""How long something is worth saying in a room that could not be said at once."""


def room_key(match: int) -> str:
    """Give the key of a match's room."""
    return f"{_PREFIX}:{match}"


def match_of(key: str) -> int | None:
    """Give the match whose room has this key, or whose first post in it."""
    prefix, _, rest = key.partition(":")
    number = rest.removesuffix(":hello")
    return int(number) if prefix == _PREFIX and number.isdecimal() else None


def people_of(match: Match, known: JobContext) -> tuple[Member, ...]:
    """List who is in a match that has begun and still there."""
    accepted = [one.member for one in match.sides if one.state is SideState.ACCEPTED]
    return tuple(one for one in map(known.store.members.get, accepted) if one.left_at is None)


def shared_house(people: Sequence[Member], known: JobContext) -> House | None:
    """Find a house where all have an account, the community's home before others; None when there is none."""
    home, places = known.community.home, known.store.community.places()
    houses = dict.fromkeys([*([] if home is None else [house_of(home)]), *places])
    return next((house for house in houses if all(lives_in(one, house) for one in people)), None)


def open_room(
    match: Match, people: Sequence[Member], house: House, programme: Programme, known: JobContext
) -> OpenRoom:
    """Open a room for people of one house, near the community's home where that is in the same house."""
    accounts = tuple(next(one for one in person.accounts if one.is_known_in(*house)) for person in people)
    home = known.community.home
    near = home if home is not None and house_of(home) == house else None
    title = say("Mentorship: {name}", name=programme.name)
    return OpenRoom(key=room_key(match.id), members=accounts, title=title, near=near)


def house_in(match: Match, member: MemberId, known: JobContext) -> House:
    """Tell in which house somebody of a match is told something alone."""
    shared = shared_house(people_of(match, known), known)
    return house_for(member, known) if shared is None else shared


def tell_all(
    match: Match, key: str, shown: Callable[[House], Message], known: JobContext, *, but: MemberId | None = None
) -> list[Intent]:
    """Tell those of a match something: in their room, else each alone, `but` one who knows."""
    people = people_of(match, known)
    house = shared_house(people, known)
    if match.room is not None and house is not None:
        return [Post(key=key, to=Sent(match.room), message=shown(house), expires_at=known.now + WORTH)]
    return [
        notice_for(one.id, f"{key}:{one.id}", shown(house_for(one.id, known)), known) for one in people if one.id != but
    ]


def retell(match: Match, key: str, occasion: str, shown: Callable[[House], Message], known: JobContext) -> list[Intent]:
    """Have a post in a match's room say what is so now; the same occasion changes it once."""
    house = shared_house(people_of(match, known), known)
    if match.room is None or house is None:
        return []
    return [Edit(key=f"{key}:{occasion}", target=Sent(key), message=shown(house))]
