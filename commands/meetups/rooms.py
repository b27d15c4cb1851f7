"""Where the people of a meetup talk: a room of their own where they share a house, else each is told alone."""

from collections.abc import Sequence

from commands.naming import House, lives_in
from copbot.context import JobContext
from copbot.intents import OpenRoom
from copbot.model.meetups import Meetup, MeetupSeries
from copbot.model.members import Member
from copbot.refs import ChannelRef, MemberId

KEY = "meetup"


def room_key(meetup: int) -> str:
    """Give the key of a meetup's room."""
    return f"{KEY}:{meetup}"


def hello_key(meetup: int) -> str:
    """Give the key of the introduction in a meetup's room."""
    return f"{KEY}:{meetup}:hello"


def meetup_of(key: str) -> int | None:
    """Give the meetup whose room or introduction has this key."""
    prefix, _, rest = key.partition(":")
    number = rest.removesuffix(":hello")
    return int(number) if prefix == KEY and number.isdecimal() else None


def room_of(meetup: int, known: JobContext) -> ChannelRef | None:
    """Give the room of a meetup, once its introduction stands there."""
    found = known.store.posts.message_of(hello_key(meetup))
    return None if found is None else found.place


def shared_house(people: Sequence[Member], known: JobContext) -> House | None:
    """Find a house where all have an account; None when there is none."""
    return next(
        (house for house in known.store.community.places() if all(lives_in(one, house) for one in people)), None
    )


def house_of(member: Member, known: JobContext) -> House:
    """Tell in which house somebody reads what is said to them alone."""
    here = (house for house in known.store.community.places() if lives_in(member, house))
    return next(here, ("", ""))


def house_of_meetup(meetup: Meetup, member: MemberId, known: JobContext) -> House:
    """Tell in which house somebody is asked about a meetup: in its room, else where they are."""
    room = room_of(meetup.id, known)
    return house_of(known.store.members.get(member), known) if room is None else (room.platform, room.tenant)


def open_room(meetup: int, people: Sequence[Member], house: House, series: MeetupSeries) -> OpenRoom:
    """Open a room for people of one house, near the series' channel where that is in the same house."""
    accounts = tuple(next(one for one in person.accounts if one.is_known_in(*house)) for person in people)
    near = series.channel
    if near is not None and (near.platform, near.tenant) != house:
        near = None
    return OpenRoom(key=room_key(meetup), members=accounts, title=series.name, near=near)
