"""A round in words for facilitators: who would meet, why, and who has no group."""

from collections.abc import Sequence

from commands.naming import House, listed, person_of
from copbot.context import JobContext
from copbot.message import Block, Bullets, Line, Paragraph, Small, Span, say, say_n
from copbot.model.meetups import MeetupSeries
from copbot.model.meetups_pool import MeetupGroup, MeetupPlan
from copbot.model.meetups_reasons import why_together
from copbot.refs import MemberId

_MOST_GROUPS = 15


def told_plan(plan: MeetupPlan, series: MeetupSeries, known: JobContext, house: House | None = None) -> list[Block]:
    """Say who would meet and why; nothing here tells who is on a confidential list."""
    where = house or _house(series, known)
    if not plan.groups:
        return [Paragraph((say("There are no two people who can be brought together."),))]
    lines = tuple(_group(group, where, known) for group in plan.groups[:_MOST_GROUPS])
    blocks: list[Block] = [Bullets(lines)]
    more = len(plan.groups) - len(lines)
    if more > 0:
        blocks.append(Small((say_n("and one more group", "and {n} more groups", more),)))
    if plan.left_out:
        out = _names([one.member for one in plan.left_out[:_MOST_GROUPS]], where, known)
        others = len(plan.left_out) - len(out)
        names = listed([*out, say_n("one other", "{n} others", others)] if others > 0 else out)
        blocks.append(
            Paragraph((say("No group was found this time for {names}; they come first next time.", names=names),))
        )
    if plan.is_proven and plan.repeats:
        blocks.append(Small((say("No other grouping repeats less."),)))
    return blocks


def _group(group: MeetupGroup, house: House, known: JobContext) -> Line:
    names = dict(zip(group.members, _names(group.members, house, known), strict=True))
    reasons = why_together(group, names, known.now)
    return (listed(list(names.values())), *(span for reason in reasons for span in (" · ", reason)))


def _names(members: Sequence[MemberId], house: House, known: JobContext) -> list[Span]:
    return [person_of(one, house, known) for one in members]


def _house(series: MeetupSeries, known: JobContext) -> House:
    """Tell where facilitators read of a series: its channel's house, else the community's first."""
    if series.channel is not None:
        return series.channel.platform, series.channel.tenant
    home = known.community.home
    return (home.platform, home.tenant) if home is not None else known.store.community.places()[0]
