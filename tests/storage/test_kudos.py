import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from copbot.model.kudos import Cause, Firsts, Kudos, PeriodCounts, Visibility, Wishes
from copbot.ports import Transactions
from copbot.refs import Emoji, MemberId, MessageRef
from storage.kudos_personal import SqlKudosPersonal
from tests.storage.house import House, founded
from tests.support.clock import START
from tests.support.databases import BOTH

DATABASES = BOTH
WEEK = timedelta(days=7)
DAY = timedelta(days=1)
GUIDE = MessageRef("sim", "demo", "general", "1")
OTHER = MessageRef("sim", "demo", "general", "2")
CLAP = Emoji("👏")
NAMES = ("ann", "bob", "carla", "dev", "eve")


@pytest.fixture
async def members(house: House) -> tuple[MemberId, ...]:
    return tuple([(await house.member(name)).id for name in NAMES])


async def give(
    house: House,
    giver: MemberId,
    *receivers: MemberId,
    at: datetime = START,
    value: str | None = None,
    message: MessageRef | None = None,
) -> int:
    emoji = None if message is None else CLAP
    kudos = Kudos(
        giver=giver, receivers=receivers, reason=f"for {at:%H:%M}", value=value, at=at, message=message, emoji=emoji
    )
    return await house.store(lambda store: store.kudos.add(kudos))


async def take_back(house: House, kudos: int) -> bool:
    return await house.store(lambda store: store.kudos.take_back(kudos, Cause.UNDONE, START))


async def hide(house: House, member: MemberId, visibility: Visibility) -> None:
    await house.store(lambda store: store.kudos.wish(member, Wishes(visibility=visibility)))


async def test_what_is_added_is_given_back_whole(house: House, members: Sequence[MemberId]) -> None:
    ann, bob, carla, *_ = members
    made = await give(house, ann, bob, carla, value="Clear trail", message=GUIDE)
    entry = await house.look(lambda store: store.kudos.get(made))
    assert entry is not None
    assert entry.kudos == Kudos(
        giver=ann,
        receivers=(bob, carla),
        reason="for 09:00",
        value="Clear trail",
        at=START,
        message=GUIDE,
        emoji=CLAP,
    )
    assert await house.look(lambda store: store.kudos.get(made + 1)) is None


async def test_a_kudos_is_taken_back_once(house: House, members: Sequence[MemberId]) -> None:
    made = await give(house, members[0], members[1])
    assert await take_back(house, made)
    assert not await take_back(house, made)
    entry = await house.look(lambda store: store.kudos.get(made))
    assert entry is not None
    assert entry.taken_back is Cause.UNDONE


async def test_one_community_sees_nothing_of_another(house: House, members: Sequence[MemberId]) -> None:
    made = await give(house, members[0], members[1], message=GUIDE)
    other = await founded(house.transactions, "elsewhere")
    assert await other.look(lambda store: store.kudos.get(made)) is None
    assert await other.look(lambda store: store.kudos.given_for(GUIDE)) == ()
    assert await other.look(lambda store: store.kudos.of_period(START, START + DAY)) == ()


async def test_a_reaction_is_state(house: House, members: Sequence[MemberId]) -> None:
    ann = members[0]
    states = [
        await house.store(lambda store: store.kudos.react(GUIDE, ann, CLAP)),
        await house.store(lambda store: store.kudos.react(GUIDE, ann, CLAP)),
        await house.look(lambda store: store.kudos.reacted(GUIDE, ann, CLAP)),
        await house.store(lambda store: store.kudos.unreact(GUIDE, ann, CLAP)),
        await house.store(lambda store: store.kudos.unreact(GUIDE, ann, CLAP)),
        await house.look(lambda store: store.kudos.reacted(GUIDE, ann, CLAP)),
        await house.store(lambda store: store.kudos.react(GUIDE, ann, CLAP)),
    ]
    assert states == [True, False, True, True, False, False, True]


async def test_the_same_reaction_heard_by_two_processes_at_once_is_new_to_one_of_them(
    house: House, members: Sequence[MemberId], beside: Transactions
) -> None:
    other = house.beside(beside)
    new = await asyncio.gather(
        *(one.store(lambda store: store.kudos.react(GUIDE, members[0], CLAP)) for one in (house, other) * 8)
    )
    assert sorted(new) == [False] * 15 + [True]


async def test_reactions_are_cleared_by_emoji_or_altogether(house: House, members: Sequence[MemberId]) -> None:
    await house.store(lambda store: store.kudos.react(GUIDE, members[0], CLAP))
    await house.store(lambda store: store.kudos.react(GUIDE, members[0], Emoji("🙌")))
    await house.store(lambda store: store.kudos.clear_reactions(GUIDE, CLAP))
    assert not await house.look(lambda store: store.kudos.reacted(GUIDE, members[0], CLAP))
    assert await house.look(lambda store: store.kudos.has_reactions(GUIDE))
    await house.store(lambda store: store.kudos.clear_reactions(GUIDE, None))
    assert not await house.look(lambda store: store.kudos.has_reactions(GUIDE))


async def test_wishes_are_kept_and_everybody_else_has_the_defaults(house: House, members: Sequence[MemberId]) -> None:
    wished = Wishes(visibility=Visibility.RECAP, on_board=False)
    await house.store(lambda store: store.kudos.wish(members[1], Wishes()))
    await house.store(lambda store: store.kudos.wish(members[1], wished))
    many = [*members, *(MemberId(1000 + one) for one in range(7))]
    found = await house.look(lambda store: store.kudos.wishes(many))
    assert found == {member: wished if member == members[1] else Wishes() for member in many}
    assert await house.look(lambda store: store.kudos.wishes([])) == {}


async def test_a_period_lists_its_kudos_newest_first(house: House, members: Sequence[MemberId]) -> None:
    ann, bob, carla, dev, _ = members
    ids = [
        await give(house, ann, bob, at=START - DAY),
        await give(house, ann, bob, carla, dev, at=START),
        await give(house, bob, ann, at=START + DAY),
        await give(house, carla, ann, at=START + WEEK),
    ]
    found = await house.look(lambda store: store.kudos.of_period(START, START + WEEK))
    assert [(one.id, one.kudos.receivers) for one in found] == [(ids[2], (ann,)), (ids[1], (bob, carla, dev))]
    first = await house.look(lambda store: store.kudos.of_period(START, START + WEEK, limit=1))
    assert [one.id for one in first] == [ids[2]]


async def test_a_period_leaves_out_what_was_taken_back_or_is_private(house: House, members: Sequence[MemberId]) -> None:
    ann, bob, carla, dev, _ = members
    await take_back(house, await give(house, ann, bob))
    await hide(house, carla, Visibility.PRIVATE)
    await hide(house, dev, Visibility.RECAP)
    await give(house, ann, carla)
    both = await give(house, ann, carla, dev)
    found = await house.look(lambda store: store.kudos.of_period(START, START + DAY))
    assert [(one.id, one.kudos.receivers) for one in found] == [(both, (dev,))]


async def test_an_entry_tells_where_its_message_is(house: House, members: Sequence[MemberId]) -> None:
    await give(house, members[0], members[1], message=GUIDE)
    await house.store(lambda store: store.kudos.messages.begin(GUIDE, OTHER, awaits_note=False))
    await house.store(
        lambda store: store.kudos.messages.describe(
            GUIDE, author=members[1], link="https://chat.example/1", snippet="Here is how", by_bot=False
        )
    )
    (entry,) = await house.look(lambda store: store.kudos.of_period(START, START + DAY))
    assert (entry.link, entry.snippet) == ("https://chat.example/1", "Here is how")
    thanked = await house.look(lambda store: store.kudos.messages.get(GUIDE))
    assert thanked is not None
    assert (thanked.thread, thanked.link) == (OTHER, "https://chat.example/1")


async def test_a_note_is_awaited_once(house: House) -> None:
    begun = [
        await house.store(lambda store: store.kudos.messages.begin(GUIDE, None, awaits_note=True)),
        await house.store(lambda store: store.kudos.messages.begin(GUIDE, None, awaits_note=True)),
        await house.store(lambda store: store.kudos.messages.await_note(GUIDE)),
        await house.store(lambda store: store.kudos.messages.await_note(OTHER)),
    ]
    assert begun == [True, False, False, False]
    assert await house.look(lambda store: store.kudos.messages.awaiting()) == (GUIDE,)
    await house.store(lambda store: store.kudos.messages.noted(GUIDE, "note"))
    assert await house.look(lambda store: store.kudos.messages.awaiting()) == ()
    assert await house.store(lambda store: store.kudos.messages.await_note(GUIDE))
    thanked = await house.look(lambda store: store.kudos.messages.get(GUIDE))
    assert thanked is not None
    assert (thanked.note, thanked.edition) == ("note", 1)


async def test_a_period_is_counted_by_people_and_by_value(house: House, members: Sequence[MemberId]) -> None:
    ann, bob, carla, dev, _ = members
    await give(house, ann, bob, carla, value="Clear trail")
    await give(house, ann, dev, value="Clear trail")
    await give(house, bob, ann)
    await take_back(house, await give(house, carla, ann, value="Calm hands"))
    await give(house, dev, ann, at=START + WEEK)
    counts = await house.look(lambda store: store.kudos.counts(START, START + WEEK))
    assert counts == PeriodCounts(kudos=3, givers=2, receivers=4, by_value=(("Clear trail", 2), (None, 1)))
    nothing = await house.look(lambda store: store.kudos.counts(START - WEEK, START))
    assert nothing == PeriodCounts(kudos=0, givers=0, receivers=0, by_value=())


async def test_a_first_kudos_is_known_as_such(house: House, members: Sequence[MemberId]) -> None:
    ann, bob, carla, dev, eve = members
    await give(house, ann, bob, at=START - DAY)
    await take_back(house, await give(house, carla, dev, at=START - DAY))
    await hide(house, eve, Visibility.PRIVATE)
    for giver, receiver in ((ann, dev), (carla, bob), (bob, eve)):
        await give(house, giver, receiver)
    firsts = await house.look(lambda store: store.kudos.firsts(START, START + WEEK))
    assert firsts == Firsts(frozenset({carla, bob}), frozenset({dev}))


async def test_a_tally_counts_each_member_in_both_directions(house: House, members: Sequence[MemberId]) -> None:
    ann, bob, carla, *_ = members
    await give(house, ann, bob, carla)
    await give(house, bob, ann)
    await hide(house, carla, Visibility.RECAP)
    tally = await house.look(lambda store: store.kudos.tally(START, START + DAY))
    assert {(one.member, one.received, one.given, one.wishes.visibility) for one in tally} == {
        (ann, 1, 2, Visibility.PUBLIC),
        (bob, 1, 1, Visibility.PUBLIC),
        (carla, 1, 0, Visibility.RECAP),
    }


async def test_when_somebody_was_last_thanked(house: House, members: Sequence[MemberId]) -> None:
    ann, bob, *_ = members
    await give(house, ann, bob, at=START - DAY)
    await take_back(house, await give(house, ann, bob))
    assert await house.look(lambda store: store.kudos.last_received(bob)) == START - DAY
    assert await house.look(lambda store: store.kudos.last_received(ann)) is None


async def test_who_acted_and_was_not_thanked_is_found(house: House, members: Sequence[MemberId]) -> None:
    ann, bob, carla, dev, eve = members
    await give(house, ann, bob)
    await give(house, ann, carla, at=START - WEEK)
    await take_back(house, await give(house, bob, dev))
    gone = await house.member("gus")
    bot = await house.member("copbot")
    await house.store(lambda store: store.members.change(replace(gone, left_at=START)))
    await house.store(lambda store: store.members.change(replace(bot, is_bot=True)))
    await house.store(lambda store: store.members.change(replace(store.members.get(eve), last_act_at=START - 2 * WEEK)))
    await house.store(lambda store: store.members.change(replace(store.members.get(dev), last_act_at=START + DAY)))
    found = await house.look(
        lambda store: store.kudos.not_yet_thanked(acted_since=START - DAY, thanked_since=START - DAY)
    )
    assert found == (dev, ann, carla)


async def test_what_is_held_about_a_member_is_exported(house: House, members: Sequence[MemberId]) -> None:
    ann, bob, *_ = members
    await take_back(house, await give(house, ann, bob, value="Clear trail"))
    await give(house, bob, ann, message=GUIDE)
    await house.store(lambda store: store.kudos.react(GUIDE, bob, CLAP))
    await house.store(lambda store: store.kudos.messages.begin(GUIDE, None, awaits_note=False))
    await house.store(
        lambda store: store.kudos.messages.describe(GUIDE, author=ann, link=None, snippet="Hello", by_bot=False)
    )
    await hide(house, bob, Visibility.PRIVATE)
    exported = [
        await house.look(lambda store: _personal(house, store).export(ann)),
        await house.look(lambda store: _personal(house, store).export(bob)),
    ]
    reaction = {
        "at": "2026-11-23T09:00:00+00:00",
        "reason": "for 09:00",
        "value": None,
        "message": str(GUIDE),
        "emoji": CLAP,
        "taken_back": None,
    }
    undone = {**reaction, "value": "Clear trail", "message": None, "emoji": None, "taken_back": "undone"}
    assert exported == [
        {
            "kudos": [{"to": [bob], **undone}],
            "kudos_receiver": [{"from": bob, **reaction}],
            "kudos_reaction": [],
            "kudos_wish": [],
            "kudos_message": [{"message": str(GUIDE), "link": None, "snippet": "Hello"}],
        },
        {
            "kudos": [{"to": [ann], **reaction}],
            "kudos_receiver": [{"from": ann, **undone}],
            "kudos_reaction": [{"message": str(GUIDE), "emoji": CLAP, "stands": True}],
            "kudos_wish": [{"visibility": "private", "on_board": True}],
            "kudos_message": [],
        },
    ]


async def test_who_is_forgotten_leaves_what_others_were_given(house: House, members: Sequence[MemberId]) -> None:
    ann, bob, carla, *_ = members
    to_bob = await give(house, ann, bob, message=GUIDE)
    to_ann = await give(house, bob, ann)
    undone = await give(house, carla, ann)
    await take_back(house, undone)
    to_both = await give(house, carla, ann, bob)
    await house.store(lambda store: store.kudos.react(GUIDE, ann, CLAP))
    await house.store(lambda store: store.kudos.messages.begin(OTHER, None, awaits_note=False))
    await house.store(
        lambda store: store.kudos.messages.describe(OTHER, author=ann, link=None, snippet="Hello", by_bot=False)
    )
    await hide(house, ann, Visibility.PRIVATE)
    await house.store(lambda store: _personal(house, store).erase(ann))
    left = await house.look(lambda store: [store.kudos.get(one) for one in (to_bob, to_ann, undone, to_both)])
    assert [one and (one.kudos.giver, one.kudos.receivers) for one in left] == [
        (None, (bob,)),
        None,
        None,
        (carla, (bob,)),
    ]
    assert set(map(str, (await house.look(lambda store: _personal(house, store).export(ann))).values())) == {"[]"}
    counts = await house.look(lambda store: store.kudos.counts(START, START + DAY))
    assert (counts.kudos, counts.givers, counts.receivers) == (2, 1, 1)
    firsts = await house.look(lambda store: store.kudos.firsts(START, START + DAY))
    assert firsts.givers == {carla}
    assert {one.member for one in await house.look(lambda store: store.kudos.tally(START, START + DAY))} == {bob, carla}


def _personal(house: House, store: object) -> SqlKudosPersonal:
    return SqlKudosPersonal(store._connection, house.community)  # type: ignore[attr-defined]  # the store's own
