"""`/meet preview`: who would meet if the next round came now, and why; nobody hears of it."""

from collections.abc import Sequence

from commands.meetups.finding import available, choice, named, numbered, quoted, scheduled
from commands.meetups.joining import OneSeries
from commands.meetups.pools import PUZZLE, subject_of
from commands.meetups.words import told_plan
from copbot.command import command
from copbot.context import Context, JobContext
from copbot.events import ButtonPressed, DeliveryFailed, Finding, Solved
from copbot.intents import Intent, Notice, Reply, Solve
from copbot.message import Control, Menu, Message, Paragraph, Small, message, say, say_n
from copbot.model.meetups import MeetupSeries
from copbot.model.meetups_pool import MeetupPlan
from copbot.model.roles import Role
from copbot.practice import Action, Answered, Observer
from copbot.refs import ChannelRef, MemberId

PREVIEW = "meetup.preview"
_KEY = "meetup_preview"
_MOST_CHOICES = 25


@command("meet preview", OneSeries, who=Role.FACILITATOR, example="/meet preview")
def preview_meetups(args: OneSeries, ctx: Context) -> Sequence[Intent]:
    """See who would meet if the next round came now, and why; nobody hears of it."""
    match named(ctx, args.series):
        case (only,):
            return _preview(only, ctx)
        case several:
            menu = Menu(say("Preview which?"), Control(PREVIEW), tuple(choice(one) for one in several[:_MOST_CHOICES]))
            return [Reply(Message((Paragraph((say("Which meetups do you want to preview?"),)), menu)))]


def _press(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return _preview(numbered(ctx, (pressed.values or (pressed.control.row,))[0]), ctx)


def _preview(series: MeetupSeries, ctx: Context) -> Sequence[Intent]:
    """Have the next round worked out as it stands now; what comes of it is told beside where it was asked."""
    there = len(available(ctx.store, series.id, ctx.now))
    if there == 0:
        return [Reply(message(say("Nobody could be brought together in {name} now.", name=quoted(series))))]
    timed = scheduled(ctx.store, series.id)
    nominal = None if timed is None else timed.next_nominal
    occurrence = "now" if nominal is None else nominal.isoformat(timespec="minutes")
    near = "" if ctx.place.channel_ref is None or ctx.place.is_direct else str(ctx.place.channel_ref)
    key = f"{_KEY}:{series.id} {ctx.member.id} {ctx.now:%Y%m%d%H%M%S%f} {near}".strip()
    told = say_n(
        "One person could take part in {name} now. I work it out and show it to you in a moment.",
        "{n} people could take part in {name} now. I work it out and show it to you in a moment.",
        there,
        name=quoted(series),
    )
    return [Reply(message(told)), Solve(key=key, puzzle=PUZZLE, subject=subject_of(series, occurrence))]


def _asked(key: str) -> tuple[int, MemberId, ChannelRef | None]:
    number, member, _, *near = key.removeprefix(f"{_KEY}:").split(" ")
    return int(number), MemberId(int(member)), ChannelRef.parse(near[0]) if near else None


def _solved(key: str, finding: Finding, known: JobContext) -> Sequence[Intent]:
    number, member, near = _asked(key)
    series = known.store.meetups.series(number)
    if series is None or not isinstance(finding, Solved) or not isinstance(finding.solution, MeetupPlan):
        return []
    house = None if near is None else (near.platform, near.tenant)
    first = Paragraph((say("If {name} came now:", name=quoted(series)),))
    last = Small(
        (say("Only a preview, with the reasons as they would read them. The round is drawn when its time comes."),)
    )
    shown = Message((first, *told_plan(finding.solution, series, known, house), last))
    return [Notice(key=f"{key} shown", to=member, message=shown, asked=True, near=near)]


def _is_ours(failed: DeliveryFailed, _: JobContext) -> bool:
    return failed.key.startswith(f"{_KEY}:") and not failed.key.endswith(("shown", "sorry"))


def _failed(failed: DeliveryFailed, _: JobContext) -> Sequence[Intent]:
    _number, member, near = _asked(failed.key)
    sorry = message(say("I could not work out the preview. Please try again later."))
    return [Notice(key=f"{failed.key} sorry", to=member, message=sorry, asked=True, near=near)]


COMMANDS = (preview_meetups,)
ACTIONS = (Action(name=PREVIEW, who=Role.FACILITATOR, handle=_press),)
ANSWERS = (Answered(prefix=_KEY, handle=_solved),)
OBSERVERS = (Observer(on=DeliveryFailed, wants=_is_ours, handle=_failed),)
