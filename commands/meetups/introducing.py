"""Bringing people together: a room with an introduction, or the same told to each; and a kind word where none fits."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from commands.meetups.finding import quoted
from commands.meetups.rooms import hello_key, house_of, open_room, shared_house
from commands.naming import House, listed, person
from copbot.context import JobContext
from copbot.intents import Intent, Notice, Post, Sent
from copbot.message import Block, Bullets, Code, File, Message, Paragraph, Small, Span, When, say
from copbot.model.invitation import MEDIA_TYPE, invitation
from copbot.model.meetups import (
    MeetupSeries,
    MeetWishes,
)
from copbot.model.meetups_pool import MeetupGroup
from copbot.model.meetups_reasons import opening_question, start_from, why_together
from copbot.model.meetups_times import LocalHours, suggested_times
from copbot.model.members import Member, zone_of
from copbot.model.packs import load_pack, pack_names
from copbot.refs import MemberId

_HOUR = 60
_WORTH = timedelta(days=7)
"""How long an introduction is worth sending that could not be sent at once."""


def introduce(
    meetup: int, group: MeetupGroup, people: Sequence[Member], series: MeetupSeries, known: JobContext
) -> list[Intent]:
    """Open a room and introduce people there; where they share no house, tell each of the others by name."""
    house = shared_house(people, known)
    if house is None:
        return told_alone(meetup, group, people, series, known)
    room = open_room(meetup, people, house, series)
    hello = _introduction(meetup, group, people, series, house, known)
    return [room, Post(key=hello_key(meetup), to=Sent(room.key), message=hello, expires_at=known.now + _WORTH)]


def told_alone(
    meetup: int, group: MeetupGroup, people: Sequence[Member], series: MeetupSeries, known: JobContext
) -> list[Intent]:
    """Tell each by themselves whom they meet, since no room holds them all."""
    aside = Small((say("I could open no room for all of you, so I tell each of you: please write to each other."),))
    return [
        Notice(
            key=f"meetup_alone:{meetup}:{one.id}",
            to=one.id,
            message=Message((*_introduction(meetup, group, people, series, house_of(one, known), known).blocks, aside)),
            asked=True,
            expires_at=known.now + _WORTH,
        )
        for one in people
    ]


def _introduction(  # noqa: PLR0917 -- who meets, where it is read, and what it is part of
    meetup: int, group: MeetupGroup, people: Sequence[Member], series: MeetupSeries, house: House, known: JobContext
) -> Message:
    """Say who meets, why these, what to start from, and when they could."""
    names: Mapping[MemberId, Span] = {one.id: person(one, house) for one in people}
    called = listed([person(one, house, ping=True) for one in people])
    times = _times(people, known)
    blocks: list[Block] = [
        Paragraph((say("{people}, meet each other: this is {name}.", people=called, name=quoted(series)),)),
        Bullets(tuple((why,) for why in why_together(group, names, known.now))),
        Paragraph((start_from(group.common, names, _question(meetup, known)),)),
    ]
    if times:
        blocks.append(Paragraph((say("Half an hour inside everybody's hours:"),)))
        blocks.append(Bullets(tuple((When(at),) for at in times)))
        blocks.append(_calendar(meetup, people, times, series, known))
    aside = say(
        "In a week I ask each of you once whether you met. {pause} and {leave} work at any time.",
        pause=Code("/meet pause"),
        leave=Code("/meet leave"),
    )
    return Message((*blocks, Small((aside,))), summary=say("Meet each other: {name}", name=series.name))


def _question(meetup: int, known: JobContext) -> str | None:
    """Give a question of the community's starter pack to begin with."""
    pack = known.community.pack
    packs = [load_pack(pack)] if pack is not None and pack in pack_names() else []
    return opening_question(packs, str(meetup))


def _times(people: Sequence[Member], known: JobContext) -> tuple[datetime, ...]:
    wishes = {one.id: known.store.preferences.get(one.id, MeetWishes) for one in people}
    hours = [
        LocalHours(
            days=wishes[one.id].days,
            start=wishes[one.id].from_hour * _HOUR,
            end=wishes[one.id].to_hour * _HOUR,
            zone=zone_of(one, known.community.zone),
        )
        for one in people
    ]
    return suggested_times(hours, known.now)


def _calendar(
    meetup: int, people: Sequence[Member], times: Sequence[datetime], series: MeetupSeries, known: JobContext
) -> File:
    """Write the suggested times as a file for calendars."""
    names = ", ".join(one.name for one in people)
    content = invitation(
        f"meetup-{known.community.id}-{meetup}", times, title=series.name, about=names, made_at=known.now
    )
    return File(f"meetup-{meetup}.ics", content, MEDIA_TYPE)
