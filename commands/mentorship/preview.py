"""A round's plan as a facilitator sees it before anybody else: page by page, with what can be done about it."""

from collections.abc import Mapping, Sequence

from commands.naming import House, house_here, listed, person_of
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import ButtonPressed
from copbot.intents import Intent, Reply
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Choice,
    Code,
    Control,
    Heading,
    Line,
    Menu,
    Message,
    Paragraph,
    Said,
    Small,
    Tone,
    say,
    say_n,
)
from copbot.model.mentorship import Programme
from copbot.model.mentorship_life import Mark, Round, RoundState
from copbot.model.mentorship_pool import LeftOut, MentorPlan, Pair, Pairing, Weights
from copbot.model.mentorship_reasons import Name, what_would_help, why_left_out, why_loose, why_together
from copbot.model.mentorship_rounds import differing, unheeded, weights_of
from copbot.model.roles import Role
from copbot.practice import Action
from copbot.refs import MemberId

PER_PAGE = 8
_MOST_TOLD = 10
_MOST_CHOICES = 25

PUBLISH, AGAIN, DISCARD, BACK = "mentor.publish", "mentor.again", "mentor.discard", "mentor.back"
SWAP, PIN, FORBID, UNMARK = "mentor.swap", "mentor.pin", "mentor.forbid", "mentor.unmark"
WEIGH, FAIRNESS, _PAGE = "mentor.weigh", "mentor.fairness", "mentor.plan"


def names_in(house: House, known: JobContext) -> Name:
    """Name members as one house shows them."""
    return lambda member: person_of(member, house, known)


def name_of(member: MemberId, known: JobContext) -> str:
    """Name a member in a menu, which shows plain text alone."""
    return known.store.members.get(member).name


def row_of(drawn: Round, *more: int) -> str:
    """Name a round as it was shown, so that a button of an older plan does nothing."""
    return " ".join(map(str, (drawn.id, drawn.attempt, *more)))


def shown_round(row: str, known: JobContext) -> tuple[Round, Programme, MentorPlan]:
    """Give the round a button speaks of, where it still waits for a facilitator.

    Raises: CopError when it was decided before, or its plan is another one now.
    """
    number, attempt, *_ = [*map(int, row.split(" ")), 0]
    drawn = known.store.mentor_rounds.get(number)
    programme = None if drawn is None else known.store.mentors.programme(drawn.programme)
    if drawn is None or programme is None:
        raise CopError(say("That round is gone. {match} begins another.", match=Code("/mentor match")))
    if drawn.state is RoundState.PUBLISHED:
        raise CopError(say("This round is published already, once for everybody. Nothing was sent twice."))
    if drawn.state is RoundState.SOLVING:
        raise CopError(say("I am still matching. The plan comes to you in a moment."))
    if drawn.state is not RoundState.PREVIEW or drawn.plan is None:
        raise CopError(say("That round was discarded. {match} begins another.", match=Code("/mentor match")))
    if drawn.attempt != attempt:
        raise CopError(say("The plan has changed since. {match} shows it as it is now.", match=Code("/mentor match")))
    return drawn, programme, drawn.plan


def preview(drawn: Round, programme: Programme, house: House, known: JobContext, page: int = 0) -> Message:
    """Show a page of a round's plan; the first also says what is special about it."""
    plan = drawn.plan
    if plan is None:
        raise ValueError(f"round {drawn.id} has no plan")
    name, marks = names_in(house, known), known.store.mentor_rounds.marks(drawn.id)
    entries: Sequence[Pairing | LeftOut] = (*plan.pairings, *plan.left_out)
    pages = [entries[at : at + PER_PAGE] for at in range(0, len(entries), PER_PAGE)] or [()]
    page = min(max(page, 0), len(pages) - 1)
    blocks: list[Block] = [Heading(say("A plan for {programme}", programme=programme.name))]
    if page == 0:
        blocks += _opening(drawn, plan, marks, programme, name)
    if pages[page]:
        blocks.append(Bullets(tuple(_entry(one, marks, name) for one in pages[page])))
    if len(pages) > 1:
        blocks.append(Small((say("Page {page} of {pages}.", page=page + 1, pages=len(pages)),)))
    return Message((*blocks, *_controls(drawn, marks, known, page, len(pages))))


def _opening(
    drawn: Round, plan: MentorPlan, marks: Mapping[Pair, Mark], programme: Programme, name: Name
) -> list[Block]:
    """Say how good the plan is, what changed since the one before, and what must be done before it is published."""
    pairs = say_n("One pair", "{n} pairs", len(plan.pairings)) if plan.pairings else say("No pair")
    left = say_n("one person without a partner", "{n} people without a partner", len(plan.left_out))
    told = listed([pairs, left]) if plan.left_out else pairs
    first = say("{told}. Nobody else sees this before you publish.", told=told)
    blocks: list[Block] = [Paragraph((first,)), Small((_quality(plan),))]
    if drawn.earlier is not None:
        blocks += _changes(drawn.earlier, plan, name)
    if weights_of(plan, programme.weights) != programme.weights:
        blocks.append(Small((say("Publishing keeps these weights for the programme."),)))
    if plan.loose_pins:
        blocks.append(Bullets(tuple((why_loose(one, name),) for one in plan.loose_pins)))
    if unheeded(plan, marks):
        waiting = say("You pinned or kept apart people since this plan was made: match again to take that in.")
        blocks.append(Paragraph((waiting,)))
    return blocks


def _quality(plan: MentorPlan) -> Said:
    if plan.gap == 0:
        return say("The fit of the whole plan is {total} points; no plan of as many pairs has more.", total=plan.total)
    return say(
        "The fit of the whole plan is {total} points; the best of as many pairs has at most {bound}.",
        total=plan.total,
        bound=plan.bound,
    )


def _changes(before: MentorPlan, after: MentorPlan, name: Name) -> list[Block]:
    other = differing(before, after)
    weighed = weights_of(before, Weights()) != weights_of(after, weights_of(before, Weights()))
    if not other:
        same = say("With these weights all pairs stay.") if weighed else say("All pairs are those of the plan before.")
        return [Paragraph((same,))]
    told = (
        say_n("With these weights one pair differs:", "With these weights {n} pairs differ:", len(other))
        if weighed
        else say_n("One pair differs from the plan before:", "{n} pairs differ from the plan before:", len(other))
    )
    lines: list[Line] = [(_two(one.mentor, one.mentee, name),) for one in other[:_MOST_TOLD]]
    if len(other) > _MOST_TOLD:
        lines.append((say("and {n} more", n=len(other) - _MOST_TOLD),))
    return [Paragraph((told,)), Bullets(tuple(lines))]


def _two(one: MemberId, other: MemberId, name: Name) -> Said:
    return say("{mentor} and {mentee}", mentor=name(one), mentee=name(other))


def _entry(one: Pairing | LeftOut, marks: Mapping[Pair, Mark], name: Name) -> Line:
    match one:
        case Pairing():
            return _pair(one, marks, name)
        case LeftOut():
            return _left(one, name)


def _pair(one: Pairing, marks: Mapping[Pair, Mark], name: Name) -> Line:
    """Tell of one pair: who, how well they fit, and why."""
    pinned = marks.get(Pair(one.mentor, one.mentee)) is Mark.PINNED
    words = (
        say("{two}, {percent} % (pinned):", two=_two(one.mentor, one.mentee, name), percent=one.fit.percent)
        if pinned
        else say("{two}, {percent} %:", two=_two(one.mentor, one.mentee, name), percent=one.fit.percent)
    )
    return (words, *(span for said in why_together(one.fit) for span in (" ", said)))


def _left(one: LeftOut, name: Name) -> Line:
    words: Line = (say("{name} has no partner:", name=name(one.member)), " ", why_left_out(one))
    return words if one.change is None else (*words, " ", what_would_help(one.change, name))


def _controls(drawn: Round, marks: Mapping[Pair, Mark], known: JobContext, page: int, pages: int) -> tuple[Block, ...]:
    row = row_of(drawn)
    buttons = [
        Button(say("Publish"), Control(PUBLISH, row), Tone.PRIMARY),
        Button(say("Match again"), Control(AGAIN, row)),
        Button(say("Swap two"), Control(SWAP, row)),
        Button(say("Pin two"), Control(PIN, row)),
        Button(say("Keep two apart"), Control(FORBID, row)),
        Button(say("Change weights"), Control(WEIGH, row)),
        Button(say("Change fairness"), Control(FAIRNESS, row)),
    ]
    if drawn.earlier is not None:
        buttons.append(Button(say("Back to the plan before"), Control(BACK, row)))
    if page > 0:
        buttons.append(Button(say("Previous page"), Control(_PAGE, row_of(drawn, page - 1))))
    if page < pages - 1:
        buttons.append(Button(say("Next page"), Control(_PAGE, row_of(drawn, page + 1))))
    buttons.append(Button(say("Discard"), Control(DISCARD, row), Tone.DANGER))
    blocks: list[Block] = [Buttons(tuple(buttons))]
    if marks:
        choices = tuple(_mark(pair, mark, known) for pair, mark in list(marks.items())[:_MOST_CHOICES])
        blocks.append(Menu(say("Take a pin back"), Control(UNMARK, row), choices))
    return tuple(blocks)


def _mark(pair: Pair, mark: Mark, known: JobContext) -> Choice:
    one, other = name_of(pair.mentor, known), name_of(pair.mentee, known)
    match mark:
        case Mark.PINNED:
            label = say("pinned: {one} and {other}", one=one, other=other)
        case Mark.FORBIDDEN:
            label = say("apart: {one} and {other}", one=one, other=other)
    return Choice(label, f"{pair.mentor} {pair.mentee}")


def _turn(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Show another page."""
    drawn, programme, _ = shown_round(pressed.control.row, ctx)
    page = int(pressed.control.row.split(" ")[2])
    return [Reply(preview(drawn, programme, house_here(ctx), ctx, page), replace=True)]


ACTIONS = (Action(name=_PAGE, who=Role.FACILITATOR, handle=_turn, reads=True),)
