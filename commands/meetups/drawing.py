"""A round of meetups: it falls due, is worked out, shown to facilitators where they asked for that, and published."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from commands.meetups.finding import available, numbered, quoted, tell_facilitators
from commands.meetups.pausing import leave_out_silent
from commands.meetups.pools import PUZZLE, subject_of
from commands.meetups.publishing import publish
from commands.meetups.words import told_plan
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import ButtonPressed, DeliveryFailed, Finding, JobDue, Solved
from copbot.intents import Declined, Intent, Reply, Solve
from copbot.message import Button, Buttons, Code, Control, Message, Paragraph, Tone, message, say
from copbot.model.meetups import JOB, MeetupRound, MeetupSeries, RoundState, is_whole
from copbot.model.meetups_pool import MeetupPlan
from copbot.model.roles import Role
from copbot.practice import Action, Answered, Job, Observer

_ROUND = "meetup_round"
_PUBLISH, _DROP, _AGAIN = "meetup.publish", "meetup.drop", "meetup.again"
_GRACE = timedelta(hours=24)


def _fall_due(job: JobDue, known: JobContext) -> Sequence[Intent]:
    """Begin a round, and have it worked out; who was silent too long is left out first."""
    series = known.store.meetups.series(int(job.subject))
    if series is None:
        return [Declined(say("These meetups have ended."))]
    notices = leave_out_silent(series, known)
    if not available(known.store, series.id, known.now):
        return [Declined(say("Nobody takes part at present.")), *notices]
    begun = known.store.meetups.begin(series.id, job.nominal.isoformat(timespec="minutes"), known.now)
    if begun is None:
        return [Declined(say("This round was drawn before.")), *notices]
    return [_solve(begun, series), *notices]


def _solve(round_: MeetupRound, series: MeetupSeries) -> Solve:
    key = f"{_ROUND}:{round_.id}:{round_.attempt}"
    return Solve(key=key, puzzle=PUZZLE, subject=subject_of(series, round_.occurrence))


def _round_of(key: str, known: JobContext) -> tuple[MeetupRound, MeetupSeries] | None:
    """Give the round a key speaks of, where it waits for just this attempt."""
    _, number, attempt = key.split(":")
    found = known.store.meetups.round(int(number))
    if found is None or found.state is not RoundState.SOLVING or found.attempt != int(attempt):
        return None
    series = known.store.meetups.series(found.series)
    return None if series is None else (found, series)


def _drawn(key: str, finding: Finding, known: JobContext) -> Sequence[Intent]:
    """Publish what was worked out, or show it to facilitators first."""
    found = _round_of(key, known)
    if found is None or not isinstance(finding, Solved) or not isinstance(finding.solution, MeetupPlan):
        return []
    (round_, series), plan = found, finding.solution
    if not _still_fits(plan, series, known):
        return [_draw_again(round_, series, known)]
    drawn = replace(round_, plan=plan)
    if not plan.groups or not series.shown_first:
        return publish(drawn, series, plan, known)
    known.store.meetups.keep(replace(drawn, state=RoundState.SHOWN))
    return tell_facilitators(known, f"{key}:shown", _shown(drawn, series, plan, known), series, asked=True)


def _still_fits(plan: MeetupPlan, series: MeetupSeries, known: JobContext) -> bool:
    """Tell whether all whom a plan brings together are there still, and nobody is to be kept apart since."""
    there = available(known.store, series.id, known.now)
    apart = known.store.apart.between([one for group in plan.groups for one in group.members])
    return is_whole(plan, there, apart)


def _draw_again(round_: MeetupRound, series: MeetupSeries, known: JobContext) -> Solve:
    """Have a round worked out once more, with whoever can be brought together then."""
    again = replace(round_, state=RoundState.SOLVING, attempt=round_.attempt + 1, plan=None)
    known.store.meetups.keep(again)
    return _solve(again, series)


def _shown(round_: MeetupRound, series: MeetupSeries, plan: MeetupPlan, known: JobContext) -> Message:
    row = f"{round_.id} {round_.attempt}"
    buttons = Buttons(
        (
            Button(say("Publish"), Control(_PUBLISH, row), Tone.PRIMARY),
            Button(say("Draw again"), Control(_AGAIN, row)),
            Button(say("Leave this round out"), Control(_DROP, row), Tone.DANGER),
        )
    )
    first = Paragraph((say("{name} is drawn; nobody hears of it before you publish.", name=quoted(series)),))
    return Message((first, *told_plan(plan, series, known), buttons))


def _waiting(pressed: ButtonPressed, ctx: Context) -> tuple[MeetupRound, MeetupSeries]:
    """Give the round a button speaks of, where it still waits for facilitators.

    Raises: CopError when somebody decided before, or it was drawn again.
    """
    number, _, attempt = pressed.control.row.partition(" ")
    found = ctx.store.meetups.round(int(number))
    series = None if found is None else ctx.store.meetups.series(found.series)
    if found is None or series is None:
        raise CopError(say("Those meetups have ended. {status} shows what there is.", status=Code("/meet status")))
    if found.state is RoundState.PUBLISHED:
        raise CopError(say("This round is published already."))
    if found.state is not RoundState.SHOWN or found.attempt != int(attempt or 0):
        raise CopError(say("This round was drawn again or left out, so nothing was changed."))
    return found, series


def _publish(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Bring the people together that were shown; when somebody left meanwhile, draw again first."""
    round_, series = _waiting(pressed, ctx)
    plan = round_.plan
    if plan is None or not _still_fits(plan, series, ctx):
        told = say("Something changed since, so I draw again and show it to you anew. Nobody heard of it yet.")
        return [Reply(message(told), replace=True), _draw_again(round_, series, ctx)]
    ctx.store.audit.add(ctx.member.id, say("published a round of {name}", name=quoted(series)), ctx.now)
    told = say("Published. Everybody is introduced now.")
    return [Reply(message(told), replace=True), *publish(round_, series, plan, ctx)]


def _again(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    round_, series = _waiting(pressed, ctx)
    told = say("I draw again with whoever can take part now. You see it in a moment.")
    return [Reply(message(told), replace=True), _draw_again(round_, series, ctx)]


def _drop(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    round_, series = _waiting(pressed, ctx)
    ctx.store.meetups.keep(replace(round_, state=RoundState.DROPPED))
    ctx.store.audit.add(ctx.member.id, say("left out a round of {name}", name=quoted(series)), ctx.now)
    return [Reply(message(say("Left out. Nobody heard of it; the next round comes as scheduled.")), replace=True)]


def _is_round(failed: DeliveryFailed, _: JobContext) -> bool:
    return failed.key.startswith(f"{_ROUND}:") and failed.key.count(":") == _COLONS


_COLONS = 2
"""How many colons the key of a round has; what is told of it has more."""


def _failed(failed: DeliveryFailed, known: JobContext) -> Sequence[Intent]:
    """Tell facilitators that a round could not be worked out, with a button to try again."""
    found = _round_of(failed.key, known)
    if found is None:
        return []
    round_, series = found
    known.store.meetups.keep(replace(round_, state=RoundState.FAILED))
    words = say("I could not work out the groups of {name}. Nobody heard of it yet.", name=quoted(series))
    retry = Buttons((Button(say("Try again"), Control(_RETRY, str(round_.id)), Tone.PRIMARY),))
    return tell_facilitators(known, f"{failed.key}:failed", Message((Paragraph((words,)), retry)), series, asked=True)


_RETRY = "meetup.retry"


def _retry(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    found = ctx.store.meetups.round(int(pressed.control.row))
    if found is None or found.state is not RoundState.FAILED:
        raise CopError(say("This round was drawn again or left out, so nothing was changed."))
    series = numbered(ctx, str(found.series))
    return [Reply(message(say("I try again now.")), replace=True), _draw_again(found, series, ctx)]


JOBS = (Job(kind=JOB, grace=_GRACE, handle=_fall_due),)
ANSWERS = (Answered(prefix=_ROUND, handle=_drawn),)
OBSERVERS = (Observer(on=DeliveryFailed, wants=_is_round, handle=_failed),)
ACTIONS = (
    Action(name=_PUBLISH, who=Role.FACILITATOR, handle=_publish),
    Action(name=_AGAIN, who=Role.FACILITATOR, handle=_again),
    Action(name=_DROP, who=Role.FACILITATOR, handle=_drop),
    Action(name=_RETRY, who=Role.FACILITATOR, handle=_retry),
)
