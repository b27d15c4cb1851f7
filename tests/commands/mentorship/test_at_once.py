"""Answers at the same instant, over both databases: a match begins once, and nobody is given too many."""

import asyncio
from dataclasses import replace

from commands.mentorship import PRACTICE
from copbot.events import ButtonPressed, Event, Place
from copbot.message import Control
from copbot.model.mentorship_life import MatchState, SideState
from copbot.model.mentorship_pool import Shape
from tests.commands.mentorship.stories import made, matches, published, settled, signs_up
from tests.support.chat import Chat, opened
from tests.support.databases import BOTH, SQLITE, Database

DATABASES = BOTH


async def at_once(chat: Chat, database: Database, *pressed: tuple[str, str, str]) -> None:
    """Have people press buttons at the same instant, on PostgreSQL in two processes: who, action, row."""
    places = [Place(platform="sim", tenant="demo", channel="general")] * len(pressed)
    events = [
        Event(
            place=place,
            happened=ButtonPressed(Control(action, row)),
            actor=chat.people[who].person,
            delivery_id=chat.next_id(),
        )
        for place, (who, action, row) in zip(places, pressed, strict=True)
    ]
    if database.kind == SQLITE:
        await asyncio.gather(*(chat.engine.inbox(one) for one in events))
    else:
        async with opened(database.url, (PRACTICE,)) as other:
            engines = (chat.engine, other.engine)
            await asyncio.gather(*(engines[at % 2].inbox(one) for at, one in enumerate(events)))
    await chat.engine.settle()


async def test_a_match_begins_when_both_accept_at_the_same_instant(chat: Chat, database: Database) -> None:
    await settled(chat)
    await made(chat)
    for mentor, mentee in (("bob", "carla"), ("dev", "eve"), ("fay", "gus")):
        await signs_up(chat, mentor, "mentor", offers=mentor)
        await signs_up(chat, mentee, "mentee", wants=mentor)
    await published(chat)
    proposed = await matches(chat)
    names = {(await chat.member(one)).id: name for name, one in chat.people.items() if name not in {"ann", "copbot"}}
    for match in proposed:
        both = [(names[side.member], "mentor.accept", str(match.id)) for side in match.sides]
        await at_once(chat, database, *both)
    assert [one.state for one in await matches(chat)] == [MatchState.ACTIVE] * 3
    assert len(chat.platform.rooms) == len(proposed)


async def test_publishing_twice_at_the_same_instant_proposes_once(chat: Chat, database: Database) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", "mentor", offers="writing")
    await signs_up(chat, "carla", "mentee", wants="writing")
    await chat.ann.says("/mentor match")
    await at_once(chat, database, ("ann", "mentor.publish", "1 1"), ("ann", "mentor.publish", "1 1"))
    assert len(await matches(chat)) == 1
    assert len([one for one in chat.platform.posted if one.key.startswith("mentor-proposed")]) == 2


async def test_peers_who_accept_at_the_same_instant_are_both_in(chat: Chat, database: Database) -> None:
    await settled(chat)
    await made(chat, shape=Shape.PEER.value)
    for name in ("bob", "carla"):
        await signs_up(chat, name, "", offers="writing", wants="writing")
    await published(chat)
    await at_once(chat, database, ("bob", "mentor.accept", "1"), ("carla", "mentor.accept", "1"))
    (match,) = await matches(chat)
    assert match.state is MatchState.ACTIVE
    assert {one.state for one in match.sides} == {SideState.ACCEPTED}


async def test_a_mentor_who_takes_one_only_accepts_one_of_two_at_the_same_instant(
    chat: Chat, database: Database
) -> None:
    await settled(chat)
    await made(chat)
    bob = replace(await signs_up(chat, "bob", "mentor", offers="writing"), capacity=2)
    await chat.store(lambda store: store.mentors.keep(bob))
    for name in ("carla", "dev"):
        await signs_up(chat, name, "mentee", wants="writing")
    await published(chat)
    await chat.store(lambda store: store.mentors.keep(replace(bob, capacity=1)))
    await at_once(chat, database, ("bob", "mentor.accept", "1"), ("bob", "mentor.accept", "2"))
    assert sorted(one.state for one in await matches(chat)) == [MatchState.PROPOSED, MatchState.WITHDRAWN]
    assert await chat.store(lambda store: store.mentor_matches.seats_taken(1)) == {bob.member: 1}
