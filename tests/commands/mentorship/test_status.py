from dataclasses import replace
from datetime import date, timedelta

from copbot.model.mentorship import SignedUp
from copbot.model.mentorship_life import Match, MatchSide, MatchState, SideState
from copbot.model.mentorship_pool import Side
from copbot.refs import MemberId
from copbot.store import Store
from tests.commands.mentorship.stories import made, settled, sign_ups, signs_up
from tests.support.chat import Chat
from tests.support.clock import START


async def proposed(chat: Chat, mentor: MemberId, mentee: MemberId) -> Match:
    """Have two proposed to each other, as a round does."""
    sides = (MatchSide(member=mentor, side=Side.MENTOR), MatchSide(member=mentee, side=Side.MENTEE))
    match = Match(programme=1, sides=sides, proposed_at=START, closes_at=START + timedelta(days=7))
    return replace(match, id=await chat.store(lambda store: store.mentor_matches.propose(match)))


async def test_somebody_who_takes_part_in_nothing_is_offered_what_is_open(chat: Chat) -> None:
    await settled(chat)
    await chat.bob.says("/mentor")
    await made(chat)
    await chat.bob.says("/mentor")
    assert chat.bob.sees() == [
        "You take part in no mentorship programme, and none is open now.",
        "You take part in no mentorship programme yet.\n[Join Autumn]",
    ]


async def test_status_tells_what_somebody_waits_for(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    bob = await signs_up(chat, "bob")
    await chat.bob.says("/mentor status")
    assert chat.bob.sees()[-1].startswith("# Autumn\nYou wait for the next round of matching.\nAs: Mentee\n")
    await chat.store(lambda store: store.mentors.found_nobody(1, [bob.member], chat.clock.now()))
    await chat.bob.says("/mentor status")
    assert "The last one found nobody for you, so you come first." in chat.bob.sees()[-1]


async def test_a_pause_lasts_until_its_day_and_can_be_taken_back(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob")
    await chat.bob.says("/mentor pause until 1 march")
    assert chat.bob.sees()[-1].startswith("You are matched with nobody new before 2027-03-01.")
    assert [one.paused_until for one in await sign_ups(chat)] == [date(2027, 3, 1)]
    await chat.bob.says("/mentor status")
    assert "Paused: you are matched with nobody new before 2027-03-01." in chat.bob.sees()[-1]
    await chat.bob.presses("Take part again")
    assert chat.bob.sees()[-1] == "Welcome back. You take part in the next round of Autumn."
    assert [one.paused_until for one in await sign_ups(chat)] == [None]


async def test_one_programme_can_be_paused_by_its_button_or_its_name(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob")
    await chat.bob.says("/mentor status")
    await chat.bob.presses("Pause")
    await chat.bob.submits(until="yesterday")
    assert chat.bob.sees()
    await chat.bob.submits(until="in 3 weeks")
    assert [one.paused_until for one in await sign_ups(chat)] == [date(2026, 12, 14)]
    await chat.bob.invokes("mentor pause", until="1 april", programme="Autumn")
    assert [one.paused_until for one in await sign_ups(chat)] == [date(2027, 4, 1)]
    assert await chat.bob.asks("mentor pause", "programme") == ["Autumn"]


async def test_who_is_signed_up_for_nothing_has_nothing_to_pause_or_leave(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await chat.bob.says("/mentor pause until 1 march")
    await chat.bob.says("/mentor leave")
    await chat.bob.presses_control("mentor.leaving", "1")
    assert chat.bob.sees() == [
        "You are signed up for no mentorship programme, so nobody is matched with you.",
        "You are signed up for no mentorship programme.",
        "You are not signed up for Autumn any more.",
    ]


async def test_leaving_takes_one_button_and_no_reason(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob")
    await chat.bob.says("/mentor leave")
    await chat.bob.presses("Leave")
    assert chat.bob.sees()[-1] == "You have left Autumn. Thank you for taking part."
    assert [one.state for one in await sign_ups(chat)] == [SignedUp.LEFT]
    await chat.bob.says("/mentor status")
    assert chat.bob.sees()[-1].endswith("[Join Autumn]")


async def test_who_leaves_is_out_of_what_was_proposed_to_them(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    bob = await signs_up(chat, "bob", "mentor")
    carla = await signs_up(chat, "carla")
    match = await proposed(chat, bob.member, carla.member)
    await chat.carla.says("/mentor leave")
    await chat.carla.presses("Leave")
    after = await chat.store(lambda store: store.mentor_matches.get(match.id))
    assert after is not None
    assert after.state is MatchState.WITHDRAWN
    assert [one.state for one in after.sides] == [SideState.ASKED, SideState.GONE]


async def test_of_several_programmes_the_one_to_leave_is_chosen(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob")
    await made(chat, "Spring")
    await chat.bob.says("/mentor join spring")
    await chat.bob.submits(side="mentor", offers="maps")
    await chat.bob.presses("Sign me up")
    await chat.bob.says("/mentor leave")
    await chat.bob.presses("Choose a programme", values=["2"])
    assert "no more in Spring" in chat.bob.sees()[-1]
    await chat.bob.says("/mentor leave autumn")
    assert "no more in Autumn" in chat.bob.sees()[-1]


async def test_who_comes_back_begins_with_what_they_said(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", wants="writing, maps")
    await chat.bob.says("/mentor leave")
    await chat.bob.presses("Leave")
    await chat.forward(days=1)
    again = await signs_up(chat, "bob", wants="writing, maps, drawing")
    assert (again.state, again.wants) == (SignedUp.ACTIVE, ("writing", "maps", "drawing"))
    assert again.joined_at == chat.clock.now()


async def test_status_tells_with_whom_and_what_comes_next(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    bob = await signs_up(chat, "bob", "mentor")
    carla = await signs_up(chat, "carla")
    match = await proposed(chat, bob.member, carla.member)
    await chat.bob.says("/mentor status")
    assert "With @carla: waits for your yes or no until" in chat.bob.sees()[-1]
    await chat.store(lambda store: store.mentor_matches.accept(match.id, bob.member, START))
    await chat.bob.says("/mentor status")
    assert "With @carla: you said yes; theirs is open until" in chat.bob.sees()[-1]

    def begin(store: Store) -> None:
        store.mentor_matches.accept(match.id, carla.member, START)
        store.mentor_matches.move(match.id, MatchState.PROPOSED, MatchState.ACTIVE)
        store.mentor_matches.change(replace(match, opened_at=START))

    await chat.store(begin)
    await chat.bob.says("/mentor status")
    told = chat.bob.sees()[-1]
    assert "You have one match:" in told
    assert "With @carla. I ask you both how it goes on 2026-11-30" in told
    await chat.forward(days=8)
    await chat.bob.says("/mentor status")
    assert "on 2026-12-23" in chat.bob.sees()[-1]
    await chat.store(lambda store: store.mentor_matches.change(replace(match, paused_until=date(2027, 2, 1))))
    await chat.bob.says("/mentor status")
    assert "With @carla: paused until 2027-02-01" in chat.bob.sees()[-1]


async def test_a_match_outlives_its_sign_up_in_the_status_until_it_ends(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    bob = await signs_up(chat, "bob", "mentor")
    carla = await signs_up(chat, "carla")
    match = await proposed(chat, bob.member, carla.member)

    def begin(store: Store) -> None:
        store.mentor_matches.move(match.id, MatchState.PROPOSED, MatchState.ACTIVE)
        store.mentor_matches.answer(match.id, carla.member, SideState.GONE, START)
        store.mentors.keep(replace(bob, state=SignedUp.LEFT))

    await chat.store(begin)
    await chat.bob.says("/mentor status")
    told = chat.bob.sees()[-1]
    assert "You have left; this is still open:" in told
    assert "With somebody who has left." in told
    await chat.carla.says("/mentor status")
    assert "You wait for the next round of matching." in chat.carla.sees()[-1]


async def test_a_closed_programme_says_so(chat: Chat) -> None:
    await settled(chat)
    programme = await made(chat)
    await signs_up(chat, "bob")
    await chat.store(lambda store: store.mentors.change(replace(programme, closed_at=START)))
    await chat.bob.says("/mentor status")
    assert "The programme is closed." in chat.bob.sees()[-1]


async def test_a_programme_that_begins_later_can_be_joined_before(chat: Chat) -> None:
    await settled(chat)
    programme = await made(chat)
    await chat.store(lambda store: store.mentors.change(replace(programme, begins=date(2027, 1, 11))))
    await signs_up(chat, "bob", offers="maps")
    await chat.bob.says("/mentor join")
    await chat.bob.submits()
    await chat.bob.presses("Fill in")
    await chat.bob.submits(goal="write a book")
    await chat.bob.presses("Save")
    assert "Goal: write a book\n" in chat.bob.sees()[-1]
    await chat.ann.says("/mentor programme")
    assert "Autumn: begins 2027-01-11, open to sign-ups, 1 signed up" in chat.ann.sees()[-1]
    await chat.forward(to=START.replace(year=2027, month=2))
    await chat.store(lambda store: store.mentors.change(replace(programme, ends=date(2027, 1, 12))))
    await chat.ann.says("/mentor programme")
    assert "Autumn: ended, 1 signed up" in chat.ann.sees()[-1]


async def test_what_was_left_is_not_offered_to_be_left_again(chat: Chat) -> None:
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob")
    await made(chat, "Spring")
    await chat.bob.says("/mentor join spring")
    await chat.bob.submits(side="mentor", offers="maps")
    await chat.bob.presses("Sign me up")
    await chat.bob.says("/mentor leave autumn")
    await chat.bob.presses("Leave")
    assert await chat.bob.asks("mentor leave", "programme") == ["Spring"]
