"""Publishing a plan: once, with whatever of it still holds, to everybody it is about."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from commands.mentorship.pools import is_open, pool_of
from commands.mentorship.posing import takes_part
from commands.mentorship.preview import DISCARD, PUBLISH, names_in, shown_round
from commands.mentorship.proposing import matches_of, propose
from commands.mentorship.waiting import keep_waiting, look_again
from commands.mentorship.words import titled, today_here
from commands.naming import house_here, listed
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed
from copbot.intents import Intent, Notice, Reply
from copbot.message import Block, Bullets, Message, Paragraph, message, say, say_n
from copbot.model.mentorship import Programme
from copbot.model.mentorship_life import MatchState, Round, RoundState, SideState
from copbot.model.mentorship_pool import LeftOut, Pairing
from copbot.model.mentorship_rounds import still_possible, unheeded, weights_of
from copbot.model.roles import Role
from copbot.practice import Action
from copbot.refs import MemberId

_MOST_TOLD = 10


def _publish(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Propose every match that still holds, and tell those without one."""
    drawn, programme, plan = shown_round(pressed.control.row, ctx)
    if not is_open(ctx.store, programme, ctx.now):
        raise CopError(say("{programme} is over meanwhile, so nothing was published.", programme=titled(programme)))
    marks = ctx.store.mentor_rounds.marks(drawn.id)
    if unheeded(plan, marks):
        raise CopError(say("You pinned or kept apart people since this plan was made. Match again first."))
    if not ctx.store.mentor_rounds.move(drawn.id, RoundState.PREVIEW, RoundState.PUBLISHED):
        raise CopError(say("This round is published already, once for everybody. Nothing was sent twice."))
    weights = weights_of(plan, programme.weights)
    if weights != programme.weights:
        programme = replace(programme, weights=weights)
        ctx.store.mentors.change(programme)
        ctx.store.audit.add(ctx.member.id, say("changed the weights of {name}", name=programme.name), ctx.now)
    kept, gone = still_possible(pool_of(ctx.store, programme, ctx.now, marks, weights), plan.pairings)
    ctx.store.mentor_rounds.change(replace(drawn, published_at=ctx.now))
    ctx.store.audit.add(ctx.member.id, say("published a round of {name}", name=programme.name), ctx.now)
    told: list[Notice] = []
    for one in matches_of(kept, programme, ctx):
        told += propose(replace(one, round=drawn.id), programme, ctx)
    found = {member for one in kept for member in (one.mentor, one.mentee)}
    left = [one for one in plan.left_out if one.member not in found and _waits(one.member, programme, ctx)]
    told += keep_waiting(left, programme, f"mentor-waits:{drawn.id}", ctx)
    again = _look_again_for(gone, found, drawn, programme, ctx)
    return [Reply(_done(kept, gone, left, programme, ctx), replace=True), *told, *again]


def _look_again_for(
    gone: Sequence[Pairing], found: Collection[MemberId], drawn: Round, programme: Programme, ctx: Context
) -> list[Intent]:
    """Write down what is not possible any more as withdrawn, and look again for those it leaves."""
    again: list[Intent] = []
    for one in matches_of(gone, programme, ctx):
        sides = tuple(
            replace(side, state=SideState.ASKED if free else SideState.GONE)
            for side in one.sides
            for free in [side.member not in found and _waits(side.member, programme, ctx)]
        )
        if all(side.state is SideState.GONE for side in sides):
            continue
        withdrawn = replace(one, round=drawn.id, state=MatchState.WITHDRAWN, sides=sides, ended_at=ctx.now)
        again += look_again(replace(withdrawn, id=ctx.store.mentor_matches.propose(withdrawn)))
    return again


def _waits(member: MemberId, programme: Programme, ctx: Context) -> bool:
    """Tell whether somebody still waits for a partner: signed up, and there."""
    sign_up = ctx.store.mentors.of(programme.id, member)
    here = ctx.store.members.get(member).left_at is None
    return here and sign_up is not None and takes_part(sign_up, today_here(ctx))


def _done(
    kept: Sequence[Pairing], gone: Sequence[Pairing], left: Sequence[LeftOut], programme: Programme, ctx: Context
) -> Message:
    name = names_in(house_here(ctx), ctx)
    pairs = say_n("one pair was proposed", "{n} pairs were proposed", len(kept))
    waits = say_n("one person was told that they wait", "{n} people were told that they wait", len(left))
    told = listed([pairs, waits]) if left else pairs
    first = say("Published {programme}: {told}.", programme=titled(programme), told=told)
    blocks: list[Block] = [Paragraph((first,))]
    if gone:
        changed = say_n(
            "One pair of the plan is not possible any more, because something changed since you saw it:",
            "{n} pairs of the plan are not possible any more, because something changed since you saw them:",
            len(gone),
        )
        lines = tuple(
            (say("{mentor} and {mentee}", mentor=name(one.mentor), mentee=name(one.mentee)),)
            for one in gone[:_MOST_TOLD]
        )
        blocks += [Paragraph((changed,)), Bullets(lines)]
    return Message(tuple(blocks))


def _discard(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    drawn, programme, _ = shown_round(pressed.control.row, ctx)
    ctx.store.mentor_rounds.move(drawn.id, RoundState.PREVIEW, RoundState.DROPPED)
    ctx.store.audit.add(ctx.member.id, say("discarded a round of {name}", name=programme.name), ctx.now)
    return [Reply(message(say("Discarded. Nobody heard of it.")), replace=True)]


ACTIONS = (
    Action(name=PUBLISH, who=Role.FACILITATOR, handle=_publish),
    Action(name=DISCARD, who=Role.FACILITATOR, handle=_discard),
)
