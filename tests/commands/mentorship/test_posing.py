from dataclasses import replace
from datetime import date, timedelta

from commands.mentorship.posing import applicants
from copbot.model.mentorship import SignUp
from copbot.model.mentorship_life import Match, MatchSide, SideState
from copbot.model.mentorship_pool import Applicant, Side
from copbot.refs import MemberId
from copbot.store import Store
from tests.commands.mentorship.stories import made, programmes, settled, signs_up
from tests.support.chat import Chat
from tests.support.clock import START


async def pool(chat: Chat) -> dict[str, Applicant]:
    """Read who could be matched now, by name."""
    (programme,) = await programmes(chat)

    def ask(store: Store) -> dict[str, Applicant]:
        found = applicants(store, programme, chat.clock.now())
        return {store.members.get(one.member).name: one for one, _ in found}

    return await chat.store(ask)


async def keep(chat: Chat, sign_up: SignUp) -> None:
    await chat.store(lambda store: store.mentors.keep(sign_up))


async def matched(chat: Chat, mentor: MemberId, *mentees: MemberId) -> int:
    sides = (
        MatchSide(member=mentor, side=Side.MENTOR),
        *(MatchSide(member=one, side=Side.MENTEE) for one in mentees),
    )
    match = Match(programme=1, sides=sides, proposed_at=START, closes_at=START + timedelta(days=7))
    return await chat.store(lambda store: store.mentor_matches.propose(match))


async def test_an_applicant_brings_all_that_counts(chat: Chat) -> None:
    await settled(chat, "maps", "peer-feedback")
    await made(chat)
    bob = await signs_up(chat, "bob", "either", offers="maps", wants="writing")
    carla = await signs_up(chat, "carla")
    await keep(chat, replace(bob, goal="Draw a map by peer feedback", capacity=3, languages=("de", "en")))
    await chat.store(lambda store: store.apart.add(carla.member, bob.member, START))
    await chat.store(lambda store: store.mentors.found_nobody(1, [bob.member], START))
    found = (await pool(chat))["Bob"]
    assert (found.side, found.capacity, found.level, found.rounds_out) == (Side.EITHER, 3, 2, 1)
    assert (found.offers, found.wants, found.languages) == (("maps",), ("writing",), ("de", "en"))
    assert found.goal == ("peer-feedback", "maps")
    assert found.hours[0] == (8 * 60, 16 * 60)
    assert (found.utc_offset, found.never_with, found.line) == (60, (carla.member,), None)


async def test_who_paused_left_is_silent_or_gone_is_not_matched(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    for name in ("bob", "carla", "dev", "eve", "fay"):
        await signs_up(chat, name)
    await chat.bob.says("/mentor pause until 1 december")
    await chat.carla.says("/mentor leave")
    await chat.carla.presses("Leave")
    await chat.change(chat.dev, silenced=True)
    await chat.change(chat.eve, left_at=START)
    assert set(await pool(chat)) == {"Fay"}
    await chat.forward(to=START.replace(month=12, day=1))
    assert set(await pool(chat)) == {"Bob", "Fay"}


async def test_running_matches_take_places(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    bob = await signs_up(chat, "bob", "mentor")
    carla = await signs_up(chat, "carla", "either")
    dev = await signs_up(chat, "dev")
    eve = await signs_up(chat, "eve", "either")
    await keep(chat, replace(bob, capacity=2))
    await keep(chat, replace(carla, capacity=2))
    await matched(chat, bob.member, carla.member)
    await matched(chat, eve.member, dev.member)
    found = await pool(chat)
    assert {name: (one.side, one.capacity) for name, one in found.items()} == {
        "Bob": (Side.MENTOR, 1),
        "Carla": (Side.MENTOR, 1),
    }
    assert found["Bob"].earlier == (carla.member,)


async def test_a_match_somebody_declined_takes_no_place(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    bob = await signs_up(chat, "bob", "mentor")
    carla = await signs_up(chat, "carla")
    match = await matched(chat, bob.member, carla.member)
    assert await pool(chat) == {}
    await chat.store(lambda store: store.mentor_matches.answer(match, carla.member, SideState.DECLINED, START))
    assert set(await pool(chat)) == {"Bob", "Carla"}


async def test_a_reporting_line_is_known_where_it_was_told(chat: Chat) -> None:
    await settled(chat)
    (programme,) = [await made(chat)]
    bob = await signs_up(chat, "bob")
    carla = await signs_up(chat, "carla")
    await keep(chat, replace(bob, reports_to=carla.member, goal_by=date(2027, 1, 1)))
    found = await chat.store(lambda store: applicants(store, programme, START))
    assert {one.member: (one.line, boss) for one, boss in found} == {
        bob.member: (str(carla.member), carla.member),
        carla.member: (None, None),
    }
