"""`/mentor why`: why us two? For each of somebody's own matches, and for any two when a facilitator asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from commands.mentorship.pools import pool_of
from commands.mentorship.preview import names_in
from commands.mentorship.proposing import SHOW, proposal, reasons, who
from commands.mentorship.words import titled
from commands.naming import house_here
from copbot.command import Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed
from copbot.intents import Intent, Reply
from copbot.message import Block, Bullets, Code, Message, Paragraph, Small, say
from copbot.model.mentorship import Programme
from copbot.model.mentorship_fit import explain, unordered
from copbot.model.mentorship_life import IN, RUNNING, Match, MatchState
from copbot.model.mentorship_pool import Fit
from copbot.model.mentorship_reasons import NOT_POSSIBLE, part_in_words, why_together
from copbot.model.mentorship_rounds import weights_of
from copbot.model.roles import Role
from copbot.practice import Action
from copbot.refs import MemberId, UserRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The options of `/mentor why`."""

    one: Annotated[UserRef | None, Opt(about="Your partner; all of yours when left out")] = None
    other: Annotated[UserRef | None, Opt(about="For facilitators: the other of any two")] = None


@command("mentor why", Why, who=Role.GUEST, reads=True, example="/mentor why")
def mentor_why(args: Why, ctx: Context) -> Sequence[Intent]:
    """Tell why you were brought together with somebody."""
    if args.one is not None and args.other is not None:
        return _any_two(args.one, args.other, ctx)
    mine = [one for one in ctx.store.mentor_matches.of_member(ctx.member.id, RUNNING) if _is_in(one, ctx)]
    if args.one is not None:
        partner = ctx.store.members.of_account(args.one)
        mine = [one for one in mine if partner and any(p.member == partner.id for p in one.partners_of(ctx.member.id))]
    if not mine:
        raise CopError(say("No match of yours like that. {status} shows yours.", status=Code("/mentor status")))
    return [Reply(Message(tuple(block for one in mine for block in _own(one, ctx))))]


def _is_in(match: Match, ctx: Context) -> bool:
    side = match.side_of(ctx.member.id)
    return side is not None and side.state in IN


def _own(match: Match, ctx: Context) -> tuple[Block, ...]:
    """Tell of one of somebody's matches; a proposal with its buttons."""
    mine, house = match.side_of(ctx.member.id), house_here(ctx)
    programme = ctx.store.mentors.programme(match.programme)
    if mine is None or programme is None:
        return ()
    title = say("In {programme}:", programme=titled(programme))
    if match.state is MatchState.PROPOSED:
        return proposal(match, mine.member, title, house, ctx).blocks
    return (Paragraph((title, " ", who(match, mine, house, ctx))), *reasons(match, mine, house, ctx))


def _any_two(one: UserRef, other: UserRef, ctx: Context) -> Sequence[Intent]:
    """Tell a facilitator of any two, in each programme that goes on."""
    if ctx.role < Role.FACILITATOR:
        raise CopError(say("Only facilitators can ask about two others. Name your partner alone."))
    two = [ctx.store.members.of_account(account) for account in (one, other)]
    known = [member.id for member in two if member is not None]
    programmes = ctx.store.mentors.programmes() if len(set(known)) == len(two) else ()
    told = [block for programme in programmes for block in _in_programme(programme, known, ctx)]
    if not told:
        raise CopError(say("These two do not take part in the same programme."))
    return [Reply(Message(tuple(told)))]


def _in_programme(programme: Programme, two: Sequence[MemberId], ctx: Context) -> list[Block]:
    if programme.closed_at is not None or any(ctx.store.mentors.of(programme.id, one) is None for one in two):
        return []
    first, second = two
    fit = _known_fit(programme, first, second, ctx)
    name = names_in(house_here(ctx), ctx)
    head = say("{one} and {other} in {programme}:", one=name(first), other=name(second), programme=titled(programme))
    if fit is None:
        return [Paragraph((head, " ", NOT_POSSIBLE))]
    fits = say("they fit by {percent} %.", percent=fit.percent)
    parts = tuple((part_in_words(part),) for part in fit.parts)
    return [
        Paragraph((head, " ", fits)),
        Bullets(tuple((said,) for said in why_together(fit))),
        Small((say("What it is made of:"),)),
        Bullets(parts),
    ]


def _known_fit(programme: Programme, first: MemberId, second: MemberId, ctx: Context) -> Fit | None:
    """Give how two fit: by their match or the newest plan, else as it would be now, on whichever sides is better."""
    wanted = unordered(first, second)
    newest = next(iter(ctx.store.mentor_rounds.of(programme.id)), None)
    plan = None if newest is None else newest.plan
    running = ctx.store.mentor_matches.of_programme(programme.id, RUNNING)
    pairings = [*(one for match in running for one in match.pairings), *(plan.pairings if plan else ())]
    found = next((one.fit for one in pairings if unordered(one.mentor, one.mentee) == wanted), None)
    if found is not None:
        return found
    pool = pool_of(ctx.store, programme, ctx.now, weights=weights_of(plan, programme.weights))
    ways = [fit for one, other in ((first, second), (second, first)) if (fit := explain(pool, one, other)) is not None]
    return max(ways, key=lambda fit: fit.points, default=None)


def _show(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Show a proposal again, to be answered."""
    match = ctx.store.mentor_matches.get(int(pressed.control.row))
    if match is None or not _is_in(match, ctx):
        raise CopError(say("That proposal is over. {status} shows what you wait for.", status=Code("/mentor status")))
    return [Reply(Message(_own(match, ctx)))]


COMMANDS = (mentor_why,)
ACTIONS = (Action(name=SHOW, who=Role.GUEST, handle=_show, reads=True),)
