"""A match as it is proposed to each of its sides: with whom, why, until when, and the buttons to answer."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from commands.mentorship.preview import names_in
from commands.mentorship.telling import house_for, notice_for
from commands.mentorship.words import titled
from commands.naming import House, listed
from copbot.context import JobContext
from copbot.intents import Notice
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Control,
    Message,
    Paragraph,
    Said,
    Small,
    Span,
    Tone,
    When,
    WhenStyle,
    say,
)
from copbot.model.mentorship import Programme
from copbot.model.mentorship_life import Match, MatchSide, SideState
from copbot.model.mentorship_pool import Pairing, Shape, Side
from copbot.model.mentorship_reasons import why_together
from copbot.refs import MemberId

NUDGE_JOB, CLOSE_JOB = "mentor-nudge", "mentor-close"
NUDGE_AFTER, CLOSE_AFTER = timedelta(days=3), timedelta(days=7)
ACCEPT, DECLINE, SHOW = "mentor.accept", "mentor.decline", "mentor.proposal"


def matches_of(pairings: Sequence[Pairing], programme: Programme, known: JobContext) -> tuple[Match, ...]:
    """Make the matches of a plan's pairings: one of each, or in groups one of each mentor."""
    together: dict[object, list[Pairing]] = {}
    for one in pairings:
        group = one.mentor if programme.shape is Shape.GROUP else (one.mentor, one.mentee)
        together.setdefault(group, []).append(one)
    return tuple(_match(tuple(group), programme, known) for group in together.values())


def _match(group: tuple[Pairing, ...], programme: Programme, known: JobContext) -> Match:
    peers = programme.shape is Shape.PEER
    mentor = MatchSide(member=group[0].mentor, side=Side.EITHER if peers else Side.MENTOR)
    mentees = (MatchSide(member=one.mentee, side=Side.EITHER if peers else Side.MENTEE) for one in group)
    return Match(
        programme=programme.id,
        sides=(mentor, *mentees),
        pairings=group,
        proposed_at=known.now,
        closes_at=known.now + CLOSE_AFTER,
    )


def propose(match: Match, programme: Programme, known: JobContext) -> list[Notice]:
    """Write a match down, have its sides reminded and it closed in time, and propose it to each of them."""
    made = replace(match, id=known.store.mentor_matches.propose(match))
    known.store.timetable.once(NUDGE_JOB, str(made.id), known.now + NUDGE_AFTER)
    known.store.timetable.once(CLOSE_JOB, str(made.id), made.closes_at)
    return [
        notice_for(one.member, f"mentor-proposed:{made.id}:{one.member}", _first(made, one, programme, known), known)
        for one in made.sides
    ]


def _first(match: Match, mine: MatchSide, programme: Programme, known: JobContext) -> Message:
    again = match.instead_of is not None
    words = (
        say("I found somebody else for you in {programme}.", programme=titled(programme))
        if again
        else say("I found somebody for you in {programme}.", programme=titled(programme))
    )
    return proposal(match, mine.member, words, house_for(mine.member, known), known)


def proposal(match: Match, member: MemberId, first: Said, house: House, known: JobContext) -> Message:
    """Show a proposal to one of its sides, with the buttons while they are asked."""
    mine = match.side_of(member)
    if mine is None:
        raise ValueError(f"member {member} is not in match {match.id}")
    blocks: list[Block] = [Paragraph((first, " ", who(match, mine, house, known))), *reasons(match, mine, house, known)]
    if mine.state is SideState.ASKED:
        row = str(match.id)
        buttons = (
            Button(say("Accept"), Control(ACCEPT, row), Tone.PRIMARY),
            Button(say("Not this time"), Control(DECLINE, row)),
        )
        until = When(match.closes_at, WhenStyle.DAY)
        blocks += [
            Paragraph((say("Once everybody accepts, I open a room for you. Please answer by {day}.", day=until),)),
            Buttons(buttons),
            Small((say("Either answer is fine; the other side is told no reason."),)),
        ]
    return Message(tuple(blocks))


def who(match: Match, mine: MatchSide, house: House, known: JobContext) -> Said:
    """Say with whom somebody is brought together, and as what."""
    name = names_in(house, known)
    partners = [name(one.member) for one in match.partners_of(mine.member)]
    if not partners:
        return say("Nobody else is in it any more.")
    people = listed(partners)
    match mine.side:
        case Side.MENTOR if len(partners) > 1:
            return say("Your mentees would be {people}.", people=people)
        case Side.MENTOR:
            return say("Your mentee would be {people}.", people=people)
        case Side.MENTEE:
            return _mentee(match, mine, people, house, known)
        case Side.EITHER:
            return say("Your partner would be {people}.", people=people)


def _mentee(match: Match, mine: MatchSide, mentor: Span, house: House, known: JobContext) -> Said:
    name = names_in(house, known)
    others = [name(one.member) for one in match.others(mine.member) if one.side is Side.MENTEE]
    if not others:
        return say("Your mentor would be {people}.", people=mentor)
    return say("Your mentor would be {mentor}, in a group with {others}.", mentor=mentor, others=listed(others))


def reasons(match: Match, mine: MatchSide, house: House, known: JobContext) -> list[Block]:
    """Say why, for each of somebody's partners; named where there are several."""
    name = names_in(house, known)
    still = {one.member for one in match.partners_of(mine.member)}
    pairings = [
        (other, one)
        for one in match.pairings
        for other in [one.mentee if one.mentor == mine.member else one.mentor]
        if mine.member in {one.mentor, one.mentee} and other in still
    ]
    blocks: list[Block] = []
    for other, one in pairings:
        if len(pairings) > 1:
            blocks.append(Paragraph((say("Why {name}:", name=name(other)),)))
        blocks.append(Bullets(tuple((said,) for said in why_together(one.fit))))
    return blocks
