"""How a match begins that everybody in it has accepted: a room, an introduction, a guide for the first meeting."""

from collections.abc import Sequence
from dataclasses import replace

from commands.mentorship.agreeing import first_agreement
from commands.mentorship.asking import plan_check_ins
from commands.mentorship.choosing import AGENDA, AGREE, WE_MET
from commands.mentorship.closing import plan_ending
from commands.mentorship.guide import first_meeting
from commands.mentorship.room import match_of, open_room, people_of, room_key, shared_house
from commands.mentorship.stuck import watch
from commands.mentorship.telling import house_for, notice_for
from commands.mentorship.words import titled
from commands.naming import House, listed, person
from copbot.context import JobContext
from copbot.events import DeliveryFailed
from copbot.intents import Intent, Post, Sent
from copbot.message import Block, Bullets, Button, Buttons, Code, Control, Heading, Message, Paragraph, Small, Span, say
from copbot.model.members import Member
from copbot.model.mentorship import Programme
from copbot.model.mentorship_life import Match, MatchState
from copbot.model.mentorship_pool import Shape, Side
from copbot.model.mentorship_reasons import why_together
from copbot.practice import Observer
from copbot.refs import MemberId

_FEWEST = 2


def begun(match: Match, known: JobContext) -> Sequence[Intent]:
    """Open the room of a match that everybody accepted, and plan when its sides are asked what."""
    programme = known.store.mentors.programme(match.programme)
    if programme is None:
        return []
    people = people_of(match, known)
    plan_check_ins(match, programme, known)
    watch(match, known)
    plan_ending(match, programme, known)
    house = shared_house(people, known)
    if house is None or len(people) < _FEWEST:
        return _told_alone(match, people, programme, known)
    key = room_key(match.id)
    opened = replace(match, room=key)
    known.store.mentor_matches.change(opened)
    hello = introduction(opened, people, programme, house)
    return [
        open_room(opened, people, house, programme, known),
        Post(key=f"{key}:hello", to=Sent(key), message=hello),
        first_agreement(opened, key, house, known),
    ]


def introduction(match: Match, people: Sequence[Member], programme: Programme, house: House) -> Message:
    """Say who is brought together and why, how to begin, and what comes."""
    called = listed([person(one, house, ping=True) for one in people])
    first = say("{people}, {programme} brings you together.", people=called, programme=titled(programme))
    blocks: list[Block] = [
        Paragraph((first,)),
        *_roles(match, people, programme, house),
        *_shared(match, people, house),
    ]
    blocks += [Heading(say("Your first meeting")), first_meeting(programme.shape)]
    row = str(match.id)
    buttons = (Button(say("Agenda"), Control(AGENDA, row)), Button(say("We have met"), Control(WE_MET, row)))
    blocks.append(Buttons(buttons))
    aside = say(
        "In seven days I ask each of you alone whether you have met. {rematch} and {close} work at any time.",
        rematch=Code("/mentor rematch"),
        close=Code("/mentor close"),
    )
    return Message((*blocks, Small((aside,))), summary=say("Meet each other: {name}", name=programme.name))


def _roles(match: Match, people: Sequence[Member], programme: Programme, house: House) -> list[Block]:
    """Say who is what, where there are sides."""
    if programme.shape is Shape.PEER:
        return []
    names = {one.id: person(one, house) for one in people}
    on = {side: [names[one.member] for one in match.sides if one.side is side and one.member in names] for side in Side}
    if not on[Side.MENTOR] or not on[Side.MENTEE]:
        return []
    mentors, mentees = listed(on[Side.MENTOR]), listed(on[Side.MENTEE])
    words = say("Mentor: {mentors}. With them: {mentees}.", mentors=mentors, mentees=mentees)
    return [Paragraph((words,))]


def _shared(match: Match, people: Sequence[Member], house: House) -> list[Block]:
    """Say what they share, for each pair; named where there are several."""
    names: dict[MemberId, Span] = {one.id: person(one, house) for one in people}
    pairings = [one for one in match.pairings if one.mentor in names and one.mentee in names]
    blocks: list[Block] = [Paragraph((say("What you share:"),))] if pairings else []
    for one in pairings:
        if len(pairings) > 1:
            pair = say("{one} and {two}", one=names[one.mentor], two=names[one.mentee])
            blocks.append(Paragraph((pair,)))
        blocks.append(Bullets(tuple((said,) for said in why_together(one.fit))))
    return blocks


def _told_alone(match: Match, people: Sequence[Member], programme: Programme, known: JobContext) -> list[Intent]:
    """Introduce people to each by themselves, where no room holds them all."""
    aside = Small((say("I could open no room for all of you, so I tell each of you: please write to each other."),))
    agree = Buttons((Button(say("Propose an agreement"), Control(AGREE, str(match.id))),))
    return [
        notice_for(
            one.id,
            f"mentor-alone:{match.id}:{one.id}",
            Message((*introduction(match, people, programme, house_for(one.id, known)).blocks, agree, aside)),
            known,
        )
        for one in people
    ]


def _is_ours(failed: DeliveryFailed, _: JobContext) -> bool:
    return match_of(failed.key) is not None


def _without_room(failed: DeliveryFailed, known: JobContext) -> Sequence[Intent]:
    """Introduce people one by one where their room could not be opened."""
    match = known.store.mentor_matches.get(match_of(failed.key) or 0)
    programme = None if match is None else known.store.mentors.programme(match.programme)
    if match is None or programme is None or match.state is not MatchState.ACTIVE:
        return []
    alone = replace(match, room=None)
    known.store.mentor_matches.change(alone)
    return _told_alone(alone, people_of(alone, known), programme, known)


OBSERVERS = (Observer(on=DeliveryFailed, wants=_is_ours, handle=_without_room),)
