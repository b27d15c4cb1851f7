"""`/mentor overview`: how a programme goes, for those who facilitate it; nobody's words but those meant for them."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Annotated

from commands.mentorship.choosing import SEEN
from commands.mentorship.finding import all_programmes, choice_of, chosen, named, programme_at, suggest_any
from commands.mentorship.room import people_of
from commands.mentorship.words import SIDES, titled, today_here
from commands.naming import listed, person_here
from copbot.command import Opt, command
from copbot.context import Context
from copbot.events import ButtonPressed
from copbot.intents import Intent, Reply
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Chart,
    Code,
    Control,
    File,
    Heading,
    Line,
    Message,
    Paragraph,
    Quote,
    Said,
    Series,
    Small,
    When,
    WhenStyle,
    message,
    say,
    say_n,
)
from copbot.model.mentorship import Programme
from copbot.model.mentorship_check_ins import BEST_SCORE, CheckIn
from copbot.model.mentorship_course import quiet_since
from copbot.model.mentorship_overview import (
    FEWEST_ANSWERS,
    GOOD_MATCH_RATE,
    GOOD_SATISFACTION,
    Overview,
    overview_of,
    waits_since,
)
from copbot.model.roles import Role
from copbot.practice import Action

_OVERVIEW = "mentor.overview"
_MOST = 10
_STEPS = (say("Signed up"), say("Matched"), say("Accepted"), say("Met"), say("Closed well"))
_COLUMNS = ("member", "side", "signed_up", "matched", "accepted", "met", "closed", "waits_since")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowOverview:
    """The options of `/mentor overview`."""

    programme: Annotated[str, Opt(about="Which programme, where there are several", suggest=suggest_any)] = ""


@command("mentor overview", ShowOverview, who=Role.FACILITATOR, reads=True, example="/mentor overview")
def mentor_overview(args: ShowOverview, ctx: Context) -> Sequence[Intent]:
    """See how a programme goes: from sign-up to a good end, who waits, who is stuck."""
    programmes = list(all_programmes(ctx))
    if args.programme:
        programmes = [named(args.programme, programmes)]
    match programmes:
        case []:
            create = Code("/mentor programme")
            return [Reply(message(say("There is no programme yet. {create} makes one.", create=create)))]
        case [only]:
            return [Reply(_card(only, ctx))]
        case _:
            return [Reply(choice_of(programmes, say("Which programme?"), _OVERVIEW))]


def _press(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [Reply(_card(programme_at(chosen(pressed), ctx), ctx))]


def _card(programme: Programme, ctx: Context) -> Message:
    matches = ctx.store.mentor_matches.of_programme(programme.id)
    numbers = [one.id for one in matches]
    found = overview_of(
        sign_ups=ctx.store.mentors.sign_ups(programme.id),
        matches=matches,
        check_ins=ctx.store.mentor_check_ins.of_matches(numbers),
        reflections=ctx.store.mentor_check_ins.reflections(numbers),
        now=ctx.now,
        today=today_here(ctx),
        zone=ctx.community.zone,
    )
    blocks: list[Block] = [Heading(say("How {name} goes", name=programme.name))]
    blocks.append(Bullets(((_rate(found),), (_satisfaction(found),))))
    if found.ways:
        blocks.append(_chart(found))
    mine = {one.id for one in matches if one.side_of(ctx.member.id) is not None}
    flagged = [one for one in ctx.store.mentor_check_ins.flagged() if one.match in set(numbers) - mine]
    blocks += [*_waiting(found, ctx), *_stuck(found, ctx), *_flagged(flagged, ctx)]
    if found.ways:
        blocks.append(File(f"mentorship-{programme.id}.csv", _csv(found, ctx), "text/csv"))
    aside = say(
        "Of members' own words only those they wrote for you are in here. This is {name}.", name=titled(programme)
    )
    return Message((*blocks, Small((aside,))))


def _rate(found: Overview) -> Said:
    if found.match_rate is None:
        return say("Nobody has signed up yet.")
    return say(
        "{rate} % of those who signed up found a match that began; {good} % is good.",
        rate=found.match_rate,
        good=GOOD_MATCH_RATE,
    )


def _satisfaction(found: Overview) -> Said:
    if found.satisfaction is None:
        return say("Satisfaction is shown once {n} people have answered.", n=FEWEST_ANSWERS)
    return say(
        "Satisfaction is {mean} of {best}, by {n} answers; {good} is good.",
        mean=f"{found.satisfaction:.1f}",
        best=BEST_SCORE,
        n=found.scored,
        good=GOOD_SATISFACTION,
    )


def _chart(found: Overview) -> Chart:
    signed_up, matched, accepted, met, closed = found.steps
    return Chart(
        title=say("From sign-up to a good end"),
        labels=_STEPS,
        series=(Series(say("People"), tuple(float(one) for one in found.steps)),),
        alt=say(
            "A bar chart of people. Signed up: {signed_up}; matched: {matched}; accepted: {accepted}; met: {met}; "
            "closed well: {closed}.",
            signed_up=signed_up,
            matched=matched,
            accepted=accepted,
            met=met,
            closed=closed,
        ),
    )


def _waiting(found: Overview, ctx: Context) -> list[Block]:
    if not found.waiting:
        return []
    lines: list[Line] = [
        (
            say(
                "{who}, since {day}",
                who=person_here(one.member, ctx),
                day=When(waits_since(one), WhenStyle.DAY),
            ),
        )
        for one in found.waiting[:_MOST]
    ]
    return _part(say_n("One person waits for a match:", "{n} people wait for a match:", len(found.waiting)), lines)


def _stuck(found: Overview, ctx: Context) -> list[Block]:
    if not found.stuck:
        return []
    lines: list[Line] = []
    for one in found.stuck[:_MOST]:
        people = [person_here(who.id, ctx) for who in people_of(one, ctx)]
        since = When(quiet_since(one, ctx.community.zone), WhenStyle.DAY)
        lines.append((say("{people}, not since {day}", people=listed(people or [say("nobody")]), day=since),))
    return _part(say_n("One match does not meet:", "{n} matches do not meet:", len(found.stuck)), lines)


def _part(title: Said, lines: Sequence[Line]) -> list[Block]:
    return [Paragraph((title,)), Bullets(tuple(lines))]


def _flagged(found: Sequence[CheckIn], ctx: Context) -> list[Block]:
    """Show what members wrote for the facilitators and nobody took care of yet."""
    blocks: list[Block] = []
    for one in found[:_MOST]:
        first = say("{who} wrote to you:", who=person_here(one.member, ctx))
        seen = Button(say("I take care of it"), Control(SEEN, str(one.id)))
        blocks += [Paragraph((first,)), Quote((one.words,)), Buttons((seen,))]
    return blocks


def _csv(found: Overview, ctx: Context) -> bytes:
    """Write one line for each who signed up, with how far they came."""
    waiting = {one.id for one in found.waiting}
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for one in found.ways:
        mine = one.sign_up
        since = waits_since(mine).date().isoformat() if mine.id in waiting else ""
        steps = [int(step) for step in (one.matched, one.accepted, one.met, one.closed)]
        name = _harmless(ctx.store.members.get(mine.member).name)
        writer.writerow([name, str(SIDES[mine.side]), mine.joined_at.date().isoformat(), *steps, since])
    return out.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    """Keep a spreadsheet from taking a name for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


COMMANDS = (mentor_overview,)
ACTIONS = (Action(name=_OVERVIEW, who=Role.FACILITATOR, handle=_press, reads=True),)
