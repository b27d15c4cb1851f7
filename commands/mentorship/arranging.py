"""Changing a plan before it is published: swap, pin, keep apart, other weights, match again around these."""

from collections.abc import Sequence
from dataclasses import replace

from commands.mentorship.matching import solve
from commands.mentorship.pools import WEIGHED, pool_of
from commands.mentorship.preview import (
    AGAIN,
    BACK,
    FAIRNESS,
    FORBID,
    PIN,
    SWAP,
    UNMARK,
    WEIGH,
    names_in,
    preview,
    row_of,
    shown_round,
)
from commands.naming import house_here
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed, FormSubmitted
from copbot.forms import Form, PeopleField, TextField
from copbot.intents import Intent, OpenForm, Reply
from copbot.message import Button, Buttons, Control, Message, Paragraph, Said, Tone, message, say
from copbot.model.kudos_settings import read_number
from copbot.model.mentorship import Programme
from copbot.model.mentorship_life import Mark, Round, RoundState
from copbot.model.mentorship_pins import pin_troubles
from copbot.model.mentorship_pool import Criterion, MentorPlan, MentorPool, Pair, Shape, Weights
from copbot.model.mentorship_programme import HEAVIEST
from copbot.model.mentorship_reasons import NOT_POSSIBLE, change_in_words, criterion_name, why_loose
from copbot.model.mentorship_rounds import swapped, weights_of
from copbot.model.roles import Role
from copbot.practice import Action, FormAction
from copbot.refs import MemberId, UserRef

_TWO = 2
_FIT, _FAIR = WEIGHED[:5], WEIGHED[5:]


def _pool(drawn: Round, programme: Programme, plan: MentorPlan, ctx: Context) -> MentorPool:
    """Read the pool a plan is changed against, with the weights it was made with."""
    weights = weights_of(plan, programme.weights)
    return pool_of(ctx.store, programme, ctx.now, ctx.store.mentor_rounds.marks(drawn.id), weights)


def _match_again(drawn: Round, plan: MentorPlan, weights: Weights, ctx: Context) -> list[Intent]:
    """Have a round worked out once more; the plan of now is kept to compare, and to go back to."""
    if not ctx.store.mentor_rounds.move(drawn.id, RoundState.PREVIEW, RoundState.SOLVING):
        raise CopError(say("Somebody else decided on this plan just now, so nothing was changed."))
    again = replace(drawn, attempt=drawn.attempt + 1, earlier=plan)
    ctx.store.mentor_rounds.change(again)
    return [solve(again, weights)]


def _again(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    drawn, programme, plan = shown_round(pressed.control.row, ctx)
    told = say("I match again, around what you pinned and kept apart. The plan comes to you in a moment.")
    weights = weights_of(plan, programme.weights)
    return [Reply(message(told), replace=True), *_match_again(drawn, plan, weights, ctx)]


def _back(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Take the plan before again."""
    drawn, programme, _ = shown_round(pressed.control.row, ctx)
    if drawn.earlier is None:
        raise CopError(say("There is no plan before this one."))
    before = replace(drawn, attempt=drawn.attempt + 1, plan=drawn.earlier, earlier=None)
    ctx.store.mentor_rounds.change(before)
    return [Reply(preview(before, programme, house_here(ctx), ctx), replace=True)]


def _open(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    _, programme, plan = shown_round(pressed.control.row, ctx)
    return [OpenForm(_form(pressed.control, programme, weights_of(plan, programme.weights)))]


def _form_again(submitted: FormSubmitted, ctx: Context) -> Form:
    _, programme, plan = shown_round(submitted.control.row, ctx)
    return _form(submitted.control, programme, weights_of(plan, programme.weights), submitted)


def _form(control: Control, programme: Programme, weights: Weights, submitted: FormSubmitted | None = None) -> Form:
    """Make the form of a button, filled in as it was submitted."""
    peers = programme.shape is Shape.PEER
    if control.action == SWAP:
        label = say("Who change places?") if peers else say("Which mentees change places?")
        return _people_form(control, say("Swap two"), (("people", label, _TWO),), submitted)
    if control.action == FORBID:
        kept_apart = say("Who are kept apart in this round?")
        return _people_form(control, say("Keep two apart"), (("people", kept_apart, _TWO),), submitted)
    if control.action == PIN:
        one, other = (say("One"), say("Other")) if peers else (say("Mentor"), say("Mentee"))
        return _people_form(control, say("Pin two"), (("mentor", one, 1), ("mentee", other, 1)), submitted)
    return _weights_form(control, _FIT if control.action == WEIGH else _FAIR, weights, submitted)


def _people_form(
    control: Control, title: Said, fields: tuple[tuple[str, Said, int], ...], submitted: FormSubmitted | None
) -> Form:
    people = tuple(
        PeopleField(name=name, label=label, at_most=most, initial=_refs(submitted, name))
        for name, label, most in fields
    )
    return Form(control=control, title=title, fields=people, submit=title)


def _refs(submitted: FormSubmitted | None, name: str) -> tuple[UserRef, ...]:
    return () if submitted is None else tuple(map(UserRef.parse, submitted.values.get(name, ())))


def _weights_form(control: Control, names: tuple[str, ...], weights: Weights, submitted: FormSubmitted | None) -> Form:
    fields = tuple(
        TextField(
            name=name,
            label=criterion_name(Criterion(name)),
            hint=say("0 (not at all) to 10"),
            max_length=3,
            initial=str(getattr(weights, name)) if submitted is None else "".join(submitted.values.get(name, ())),
        )
        for name in names
    )
    return Form(control=control, title=say("What counts"), fields=fields, submit=say("Match with these"))


def _weigh(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Match again with other weights, so that the facilitator sees what they change."""
    drawn, programme, plan = shown_round(submitted.control.row, ctx)
    names = _FIT if submitted.control.action == WEIGH else _FAIR
    filled = {name: read_number("".join(submitted.values.get(name, ())), name, 0, HEAVIEST) for name in names}
    weights = replace(weights_of(plan, programme.weights), **filled)
    if not any(getattr(weights, name) for name in WEIGHED):
        nothing = say("Give at least one criterion a weight above 0, or I could not tell who fits.")
        raise CopError(nothing, fields={names[0]: nothing})
    told = say("I match with these weights, and show you which pairs would differ.")
    return [Reply(message(told)), *_match_again(drawn, plan, weights, ctx)]


def _two_of(submitted: FormSubmitted, ctx: Context) -> tuple[MemberId, MemberId]:
    chosen = [ctx.member_of(one).id for one in _refs(submitted, "people")]
    if len(set(chosen)) != _TWO:
        two = say("Choose two people.")
        raise CopError(two, fields={"people": two})
    return chosen[0], chosen[1]


def _swap(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Let two change places, where both new pairs are possible; the new pairs are pinned."""
    drawn, programme, plan = shown_round(submitted.control.row, ctx)
    one, other = _two_of(submitted, ctx)
    changed = swapped(plan, _pool(drawn, programme, plan, ctx), (one, other))
    if changed is None:
        words = say("{why} Or one of them has no partner in this plan.", why=NOT_POSSIBLE)
        raise CopError(words, fields={"people": words})
    book = ctx.store.mentor_rounds
    before, after = _pairs(plan), _pairs(changed)
    for pair in before - after:
        book.unmark(drawn.id, pair)
    for pair in after - before:
        book.mark(drawn.id, pair, Mark.PINNED)
    now = replace(drawn, attempt=drawn.attempt + 1, plan=changed, earlier=plan)
    book.change(now)
    shown = preview(now, programme, house_here(ctx), ctx)
    told = change_in_words(plan.total, changed.total)
    return [Reply(Message((Paragraph((say("Swapped."), " ", told)), *shown.blocks)))]


def _pairs(plan: MentorPlan) -> set[Pair]:
    return {Pair(one.mentor, one.mentee) for one in plan.pairings}


def _pin(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Lay down that two are brought together, unless that cannot be."""
    drawn, programme, plan = shown_round(submitted.control.row, ctx)
    refs = (*_refs(submitted, "mentor")[:1], *_refs(submitted, "mentee")[:1])
    if len(refs) != _TWO:
        raise CopError(say("Choose two people."), fields={"mentor": say("Choose two people.")})
    mentor, mentee = (ctx.member_of(one).id for one in refs)
    if programme.shape is Shape.PEER:
        mentor, mentee = sorted((mentor, mentee))
    pair, pool = Pair(mentor, mentee), _pool(drawn, programme, plan, ctx)
    kept = tuple(one for one in pool.forbidden if one not in _laid_down(drawn, ctx, Mark.FORBIDDEN, pair))
    asked = replace(pool, pins=(*(one for one in pool.pins if one != pair), pair), forbidden=kept)
    loose = [one for one in pin_troubles(asked) if one.pair == pair or one.pair in pool.pins]
    if loose:
        why = why_loose(loose[0], names_in(house_here(ctx), ctx))
        raise CopError(why, fields={"mentee": why})
    return _laid(drawn, pair, Mark.PINNED, ctx)


def _laid_down(drawn: Round, ctx: Context, mark: Mark, pair: Pair) -> tuple[Pair, ...]:
    """Give what was laid down about just these two, in either order."""
    marks = ctx.store.mentor_rounds.marks(drawn.id)
    return tuple(one for one in (pair, Pair(pair.mentee, pair.mentor)) if marks.get(one) is mark)


def _forbid(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Lay down that two are kept apart in this round."""
    drawn, _, _ = shown_round(submitted.control.row, ctx)
    return _laid(drawn, Pair(*sorted(_two_of(submitted, ctx))), Mark.FORBIDDEN, ctx)


def _laid(drawn: Round, pair: Pair, mark: Mark, ctx: Context) -> Sequence[Intent]:
    """Keep a mark in place of any other about the two, and offer to match again."""
    book, name = ctx.store.mentor_rounds, names_in(house_here(ctx), ctx)
    book.unmark(drawn.id, Pair(pair.mentee, pair.mentor))
    book.mark(drawn.id, pair, mark)
    one, other = name(pair.mentor), name(pair.mentee)
    match mark:
        case Mark.PINNED:
            told = say("Pinned: {one} and {other}. Match again to plan around it.", one=one, other=other)
        case Mark.FORBIDDEN:
            told = say("Kept apart: {one} and {other}. Match again to plan around it.", one=one, other=other)
    button = Button(say("Match again"), Control(AGAIN, row_of(drawn)), Tone.PRIMARY)
    return [Reply(Message((Paragraph((told,)), Buttons((button,)))))]


def _unmark(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Take back what was laid down about two."""
    drawn, programme, _ = shown_round(pressed.control.row, ctx)
    for chosen in pressed.values:
        mentor, mentee = map(int, chosen.split(" "))
        ctx.store.mentor_rounds.unmark(drawn.id, Pair(MemberId(mentor), MemberId(mentee)))
    return [Reply(preview(drawn, programme, house_here(ctx), ctx), replace=True)]


_HANDLERS = {SWAP: _swap, PIN: _pin, FORBID: _forbid, WEIGH: _weigh, FAIRNESS: _weigh}
ACTIONS = (
    Action(name=AGAIN, who=Role.FACILITATOR, handle=_again),
    Action(name=BACK, who=Role.FACILITATOR, handle=_back),
    Action(name=UNMARK, who=Role.FACILITATOR, handle=_unmark),
    *(Action(name=name, who=Role.FACILITATOR, handle=_open, reads=True) for name in _HANDLERS),
)
FORMS = tuple(
    FormAction(name=name, who=Role.FACILITATOR, form=_form_again, handle=handle) for name, handle in _HANDLERS.items()
)
