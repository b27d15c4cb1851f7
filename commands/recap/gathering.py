"""Reading the books for a recap: each section's items, as the practices tell them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from commands.kudos.words import reason_of
from commands.naming import House, listed, person_of
from commands.recap.kinds import kind_of
from copbot.context import JobContext
from copbot.message import Line, Link, Span, When, say, say_n
from copbot.model.kudos_settings import KudosSettings
from copbot.model.members import is_newcomer
from copbot.model.recap import Figures, Item, Recap, Section, choose
from copbot.refs import MemberId

_AHEAD = timedelta(days=8)
_TO_ANSWER = timedelta(days=2)
"""So long after they were asked, groups count as met or not."""
_MOST_READ = 30
_MOST_NAMED = 3
_LONGEST = 120


def gather(ctx: JobContext, since: datetime, until: datetime, house: House) -> Recap:
    """Choose what a recap of a period says."""
    items = {
        Section.TALKED_ABOUT: list(_talked_about(ctx, since, until, house)),
        Section.MADE: list(_made(ctx, since, until, house)),
        Section.THANKED: list(_thanked(ctx, since, until, house)),
        Section.MET: list(_met(ctx, since, until)),
        Section.COMING_UP: list(_coming_up(ctx)),
    }
    people = {person for some in items.values() for item in some for person in item.people}
    newcomers = {person for person in people if is_newcomer(ctx.store.members.get(person), until)}
    before = since - (until - since)
    return choose(
        items,
        newcomers=newcomers,
        since=since,
        until=until,
        now=figures(ctx, since, until),
        before=figures(ctx, before, since),
    )


def figures(ctx: JobContext, since: datetime, until: datetime) -> Figures:
    """Count a period for the chart."""
    talked = ctx.store.prompt_posts.talked_about(since, until, _MOST_READ)
    counts = ctx.store.kudos.counts(since, until)
    shown = ctx.store.settings.get(KudosSettings).counts
    return Figures(
        answers=sum(one.replies for one in talked),
        resources=len(ctx.store.library.made(since, until)),
        kudos=counts.kudos if shown else 0,
    )


def _talked_about(ctx: JobContext, since: datetime, until: datetime, house: House) -> Iterator[Item]:
    for talk in ctx.store.prompt_posts.talked_about(since, until, _MOST_READ):
        named = talk.people[:_MOST_NAMED]
        people = _people(named, house, ctx)
        others = len(talk.people) - len(named)
        words: Span = f"“{_short(talk.text)}”"
        line: Line
        if others > 0:
            line = (
                say_n(
                    "{text}, answered by {people} and one more",
                    "{text}, answered by {people} and {n} more",
                    others,
                    text=words,
                    people=people,
                ),
            )
        else:
            line = (say("{text}, answered by {people}", text=words, people=people),)
        yield Item(line=line, people=named, weight=len(talk.people))


def _made(ctx: JobContext, since: datetime, until: datetime, house: House) -> Iterator[Item]:
    for entry in ctx.store.library.made(since, until):
        who = entry.author or entry.saved_by
        title: Span = Link(entry.url, _short(entry.label)) if entry.url else _short(entry.label)
        line = (say("{title}, from {who}", title=title, who=person_of(who, house, ctx)),)
        yield Item(line=line, people=() if who is None else (who,), weight=len(entry.tags))


def _thanked(ctx: JobContext, since: datetime, until: datetime, house: House) -> Iterator[Item]:
    settings = ctx.store.settings.get(KudosSettings)
    firsts = ctx.store.kudos.firsts(since, until)
    for entry in ctx.store.kudos.of_period(since, until, _MOST_READ):
        kudos = entry.kudos
        receivers = kudos.receivers
        value = settings.value(kudos.value)
        line: Line = (
            say(
                "{receivers}, by {giver}: {reason}",
                receivers=_people(receivers, house, ctx),
                giver=person_of(kudos.giver, house, ctx),
                reason=reason_of(entry),
            ),
        )
        if value is not None:
            line = (*line, f" {value.emoji or ''}".rstrip())
        first = bool(firsts.receivers.intersection(receivers))
        yield Item(line=line, people=receivers, weight=2 * first + (value is not None) + bool(kudos.reason))


def _met(ctx: JobContext, since: datetime, until: datetime) -> Iterator[Item]:
    """Say of each series how many groups met; never who."""
    for series in ctx.store.meetups.all_series():
        count = ctx.store.meetups.count(since - _TO_ANSWER, until - _TO_ANSWER, series.id)
        if count.met:
            words = say_n(
                "{name}: {met} of {n} group met",
                "{name}: {met} of {n} groups met",
                count.asked,
                name=series.name,
                met=count.met,
            )
            yield Item(line=(words,), weight=count.met)


def _coming_up(ctx: JobContext) -> Iterator[Item]:
    for one in ctx.store.timetable.all():
        if one.kind in {"recap", "roundup"} or one.next_at is None or one.next_at > ctx.now + _AHEAD:
            continue
        yield Item(line=(say("{what}: {when}", what=kind_of(one.kind), when=When(one.next_at)),))


def _people(people: tuple[MemberId, ...], house: House, ctx: JobContext) -> Span:
    return listed([person_of(one, house, ctx) for one in people])


def _short(text: str) -> str:
    one_line = " ".join(text.split())
    return one_line if len(one_line) <= _LONGEST else f"{one_line[: _LONGEST - 1]}…"
