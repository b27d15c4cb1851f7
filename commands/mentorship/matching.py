"""`/mentor match`: a round begins, is worked out, and its plan comes to who asked for it; nobody else hears of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from commands.mentorship.finding import choice_of, chosen, named, open_programmes, programme_at, suggest_open
from commands.mentorship.pools import WEIGHED, is_open, pool_of
from commands.mentorship.posing import PUZZLE
from commands.mentorship.preview import preview
from commands.mentorship.telling import house_for, notice_for
from commands.mentorship.words import facilitators_of, titled
from commands.naming import house_here
from copbot.command import Opt, command
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import ButtonPressed, DeliveryFailed, Finding, Solved
from copbot.intents import Intent, Reply, Solve
from copbot.message import Button, Buttons, Code, Control, Message, Paragraph, Said, Tone, message, say
from copbot.model.mentorship import Programme
from copbot.model.mentorship_life import Round, RoundState
from copbot.model.mentorship_pool import MentorPlan, Weights
from copbot.model.roles import Role
from copbot.practice import Action, Answered, Observer
from copbot.refs import MemberId

_KEY = "mentorship.round"
_CHOSEN = "mentor.match"
_LEAST_PEOPLE = 2
_MOST_COUNTED = 300
"""More are not looked at one by one here, as that takes seconds in which nobody else is answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichProgramme:
    """The options of `/mentor match`."""

    programme: Annotated[str | None, Opt(about="Which programme, by its name", max_length=60, suggest=suggest_open)] = (
        None
    )


@command("mentor match", WhichProgramme, who=Role.FACILITATOR, example="/mentor match")
def match_people(args: WhichProgramme, ctx: Context) -> Sequence[Intent]:
    """Match everybody who waits; you see the plan first, and change or publish it."""
    there = open_programmes(ctx)
    if not there:
        make = Code("/mentor programme")
        raise CopError(say("No programme is open, so there is nobody to match. {make} begins one.", make=make))
    if args.programme is not None:
        return _match(named(args.programme, there), ctx)
    if len(there) > 1:
        return [Reply(choice_of(there, say("Whom shall I match?"), _CHOSEN))]
    return _match(there[0], ctx)


def _match_chosen(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return _match(programme_at(chosen(pressed), ctx), ctx)


def _match(programme: Programme, ctx: Context) -> Sequence[Intent]:
    """Begin a round, or show the one that waits."""
    if not is_open(ctx.store, programme, ctx.now):
        raise CopError(say("{programme} is over, so nobody is matched in it any more.", programme=titled(programme)))
    newest = next(iter(ctx.store.mentor_rounds.of(programme.id)), None)
    if newest is not None and newest.state is RoundState.PREVIEW:
        return [Reply(preview(newest, programme, house_here(ctx), ctx))]
    if newest is not None and newest.state is RoundState.SOLVING:
        raise CopError(say("I am still matching. The plan comes to you in a moment."))
    many = ctx.store.mentors.how_many(programme.id) > _MOST_COUNTED
    people = _MOST_COUNTED if many else len(pool_of(ctx.store, programme, ctx.now).people)
    if people < _LEAST_PEOPLE:
        raise CopError(_too_few(people))
    drawn = Round(programme=programme.id, made_by=ctx.member.id, made_at=ctx.now)
    drawn = replace(drawn, id=ctx.store.mentor_rounds.begin(drawn))
    told = (
        say("I am matching the many people of {programme}; that may take a minute.", programme=titled(programme))
        if many
        else say("I am matching {n} people of {programme}.", n=people, programme=titled(programme))
    )
    return [Reply(message(told, say("The plan comes to you alone; nobody else sees it."))), solve(drawn)]


def _too_few(people: int) -> Said:
    join = Code("/mentor join")
    if people:
        return say(
            "Only one person waits for a partner, so there is nobody to match them with. Others can sign up by {join}.",
            join=join,
        )
    return say("Nobody waits for a partner now. People sign up by {join}.", join=join)


def solve(drawn: Round, weights: Weights | None = None) -> Solve:
    """Have a round worked out, perhaps with other weights than its programme's."""
    other = () if weights is None else tuple(getattr(weights, name) for name in WEIGHED)
    subject = " ".join(map(str, (drawn.id, *other)))
    return Solve(key=f"{_KEY}:{drawn.id}:{drawn.attempt}", puzzle=PUZZLE, subject=subject)


def _round_of(key: str, known: JobContext) -> tuple[Round, Programme] | None:
    """Give the round a key speaks of, where it waits for just this attempt."""
    _, number, attempt = key.split(":")
    drawn = known.store.mentor_rounds.get(int(number))
    programme = None if drawn is None else known.store.mentors.programme(drawn.programme)
    if drawn is None or programme is None or (drawn.state, drawn.attempt) != (RoundState.SOLVING, int(attempt)):
        return None
    return drawn, programme


def _drawn(key: str, finding: Finding, known: JobContext) -> Sequence[Intent]:
    """Keep the plan, and show it to who asked for it."""
    found = _round_of(key, known)
    if found is None or not isinstance(finding, Solved) or not isinstance(finding.solution, MentorPlan):
        return []
    drawn, programme = replace(found[0], plan=finding.solution), found[1]
    known.store.mentor_rounds.move(drawn.id, RoundState.SOLVING, RoundState.PREVIEW)
    known.store.mentor_rounds.change(drawn)
    return [
        notice_for(one, f"mentor-plan:{drawn.id}:{drawn.attempt}:{one}", shown, known)
        for one in _asked_by(drawn, programme, known)
        for shown in [preview(drawn, programme, house_for(one, known), known)]
    ]


def _asked_by(drawn: Round, programme: Programme, known: JobContext) -> tuple[MemberId, ...]:
    """Give who hears of a round: who began it, or where they are gone all facilitators."""
    by = drawn.made_by
    gone = by is None or known.store.members.get(by).left_at is not None
    return facilitators_of(programme, known) if gone or by is None else (by,)


def _is_round(failed: DeliveryFailed, _: JobContext) -> bool:
    return failed.key.partition(":")[0] == _KEY


def _failed(failed: DeliveryFailed, known: JobContext) -> Sequence[Intent]:
    """Say that nothing came of it; the plan before, where there is one, stands again."""
    found = _round_of(failed.key, known)
    if found is None:
        return []
    drawn, programme = found
    before = drawn.earlier
    known.store.mentor_rounds.move(drawn.id, RoundState.SOLVING, RoundState.PREVIEW if before else RoundState.FAILED)
    known.store.mentor_rounds.change(replace(drawn, plan=before, earlier=None))
    words = say("I could not match the people of {programme}. Nobody heard of it.", programme=titled(programme))
    if before is not None:
        again = say("The plan before stands as it was: {match} shows it.", match=Code("/mentor match"))
        shown = message(words, again)
    elif is_open(known.store, programme, known.now):
        retry = Button(say("Try again"), Control(_CHOSEN, str(programme.id)), Tone.PRIMARY)
        shown = Message((Paragraph((words,)), Buttons((retry,))))
    else:
        shown = message(words, say("The programme is over."))
    key = f"mentor-unmatched:{drawn.id}:{drawn.attempt}"
    return [notice_for(one, f"{key}:{one}", shown, known) for one in _asked_by(drawn, programme, known)]


COMMANDS = (match_people,)
ANSWERS = (Answered(prefix=_KEY, handle=_drawn),)
OBSERVERS = (Observer(on=DeliveryFailed, wants=_is_round, handle=_failed),)
ACTIONS = (Action(name=_CHOSEN, who=Role.FACILITATOR, handle=_match_chosen),)
