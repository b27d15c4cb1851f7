"""Which meetups are meant, when they come, and who can be brought together now."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import OptionValue
from copbot.intents import Notice
from copbot.message import Choice, Code, Message, Said, Span, When, say
from copbot.model.meetups import JOB, MeetupSeries, MeetWishes, Participant, is_available
from copbot.model.members import Member
from copbot.model.roles import Appointments
from copbot.model.timetable import Scheduled
from copbot.refs import ChannelRef, MemberId
from copbot.schedule import describe
from copbot.store import Store

MOST_CHOICES = 25
_SHOWN = 40


def named(known: JobContext, typed: str | None) -> tuple[MeetupSeries, ...]:
    """Find the series of a name or number; all when none is named.

    Raises: CopError when there is none.
    """
    there = known.store.meetups.all_series()
    if not there:
        schedule = Code("/meet schedule")
        raise CopError(say("No meetups are scheduled yet. Facilitators begin with {schedule}.", schedule=schedule))
    wanted = (typed or "").strip().casefold()
    fits = tuple(one for one in there if not wanted or wanted in {one.name.casefold(), str(one.id)})
    if not fits:
        names = ", ".join(one.name for one in there)
        typed = (typed or "").strip()[:_SHOWN]
        raise CopError(say("There are no meetups “{typed}”. There are: {names}.", typed=typed, names=names))
    return fits


def numbered(known: JobContext, number: str) -> MeetupSeries:
    """Find the series a control speaks of.

    Raises: CopError when it has ended.
    """
    series = known.store.meetups.series(int(number))
    if series is None:
        raise CopError(say("Those meetups have ended. {status} shows what there is.", status=Code("/meet status")))
    return series


def offer(ctx: Context, typed: str, _: Mapping[str, OptionValue]) -> Sequence[Choice]:
    """Offer the series by name."""
    wanted = typed.strip().casefold()
    fits = [one for one in ctx.store.meetups.all_series() if wanted in one.name.casefold()]
    return [choice(one) for one in fits[:MOST_CHOICES]]


def choice(series: MeetupSeries) -> Choice:
    """Name a series in a list to choose from."""
    return Choice(series.name, str(series.id))


def scheduled(store: Store, series: int) -> Scheduled | None:
    """Give a series' schedule."""
    return next((one for one in store.timetable.all(JOB) if one.subject == str(series)), None)


def coming(store: Store, series: int) -> Said:
    """Say how often a series comes, and when next."""
    timed = scheduled(store, series)
    if timed is None or timed.next_at is None:
        return say("nothing more is due")
    return say("{rhythm}, next {when}", rhythm=describe(timed.schedule), when=When(timed.next_at))


def available(store: Store, series: int, now: datetime) -> dict[MemberId, tuple[Participant, Member, MeetWishes]]:
    """Give who can be brought together now, earliest to join first, with what they set."""
    members = {one.id: one for one in store.members.all()}
    wishes = store.preferences.all(MeetWishes)
    zone = store.community.get().zone
    found = [
        (one, members[one.member], wishes.get(one.member, MeetWishes()))
        for one in store.meetups.participants(series)
        if one.member in members
    ]
    return {one[0].member: one for one in found if is_available(*one, community_zone=zone, now=now)}


def tell_facilitators(
    known: JobContext, key: str, message: Message, series: MeetupSeries, *, asked: bool = False
) -> list[Notice]:
    """Give each facilitator the same word, once for each key; who made the series where nobody is named."""
    appointed = known.store.settings.get(Appointments).facilitators
    to = appointed or (() if series.made_by is None else (series.made_by,))
    near: ChannelRef | None = series.channel or known.community.home
    return [Notice(key=f"{key}:{one}", to=one, message=message, asked=asked, near=near) for one in to]


def quoted(series: MeetupSeries) -> Span:
    """Name a series within a sentence."""
    return f"“{series.name}”"
