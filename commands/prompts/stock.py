"""How long the prompts last, and the word to facilitators a week before they repeat."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from commands.prompts.finding import all_series, pack_of, tell_facilitators, untouched
from copbot.context import JobContext
from copbot.events import JobDue
from copbot.intents import Intent
from copbot.message import Block, Code, Message, Paragraph, Small, When, WhenStyle, say, say_n
from copbot.model.prompt_choice import Category, first_repeat
from copbot.model.prompt_posts import coming_posts
from copbot.practice import Job

_KIND = "prompt_stock"
_SUBJECT = "all"
_AHEAD = timedelta(days=7, minutes=7)
"""A week, and a little more, so that the look ahead never falls on the very instant of a post."""
_HORIZON = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Outlook:
    """How many prompts were never posted, and when the schedules begin to repeat; None beyond two months."""

    fresh: int
    repeats_at: datetime | None


def outlook(known: JobContext) -> Outlook:
    """Foresee how long the fresh prompts last."""
    pack = pack_of(known)
    fresh = Counter(known.store.prompts.fresh(pack.name if pack is not None else None))
    fresh.update(Category(prompt.category) for prompt in untouched(known))
    running = [(scheduled.schedule, series.category) for series, scheduled in all_series(known) if not series.gone]
    coming = coming_posts(running, known.now, known.now + _HORIZON)
    return Outlook(fresh.total(), first_repeat(fresh, coming))


def restock(known: JobContext) -> Outlook:
    """Look ahead anew after the bank or the schedules changed, and set the day to warn."""
    ahead = outlook(known)
    at = (ahead.repeats_at or known.now + _HORIZON) - _AHEAD
    if at > known.now:
        known.store.timetable.once(_KIND, _SUBJECT, at)
    else:
        known.store.timetable.cancel(_KIND, _SUBJECT)
    return ahead


def stock_lines(ahead: Outlook) -> tuple[Block, ...]:
    """Say how long the prompts last."""
    if ahead.fresh == 0:
        return (Small((say("No prompt is left unused: they repeat, the longest unused first."),)),)
    count = say_n("{n} prompt is still unused.", "{n} prompts are still unused.", ahead.fresh)
    if ahead.repeats_at is None:
        return (Small((count,)),)
    repeats = say("From {day} on they repeat, the longest unused first.", day=When(ahead.repeats_at, WhenStyle.DAY))
    return (Small((count, " ", repeats)),)


def _warn(_: JobDue, known: JobContext) -> Sequence[Intent]:
    """Tell facilitators a week ahead that prompts repeat, or look again later."""
    ahead = outlook(known)
    if ahead.repeats_at is None or ahead.repeats_at - known.now > _AHEAD:
        restock(known)
        return []
    day = When(ahead.repeats_at, WhenStyle.DAY)
    told = Message(
        (
            Paragraph((say("In a week every prompt has been posted: from {day} on they repeat.", day=day),)),
            Paragraph(
                (
                    say(
                        "Add some with {add}, paste many with {many}, or ask members to {suggest}.",
                        add=Code("/prompt add"),
                        many=Code("/prompt import"),
                        suggest=Code("/prompt suggest"),
                    ),
                )
            ),
        )
    )
    key = f"prompt_stock:{ahead.repeats_at:%Y-%m-%dT%H:%M}"
    return tell_facilitators(known, key, told, near=known.community.home)


WARNING = Job(kind=_KIND, grace=timedelta(days=30), handle=_warn)
