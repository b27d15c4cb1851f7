"""`/meet schedule`: a standing series in plain words, its dates shown before anything is saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from commands.meetups.finding import quoted
from copbot.command import Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed
from copbot.intents import Intent, Reply
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Code,
    Control,
    InChannel,
    Line,
    Message,
    Paragraph,
    RoleMention,
    Said,
    Small,
    Tone,
    When,
    message,
    say,
    say_n,
)
from copbot.model.meetups import JOB, MeetupSeries, mixing_checked, normal_name, rhythm_checked
from copbot.model.meetups_pool import LARGEST, SMALLEST, Mixing
from copbot.model.roles import Role
from copbot.practice import Action
from copbot.refs import ChannelRef, RoleRef
from copbot.schedule import Schedule, describe, from_text, parse_schedule, to_text, upcoming, zone_info

_SAVE, _DISCARD = "meetup.save", "meetup.discard"
_SHOWN = 3
_LONGEST_WORD = 30


class Mix(StrEnum):
    """How people are mixed by the word they told."""

    ANY = "any"
    ACROSS = "across"
    WITHIN = "within"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetupDraft:
    """A series a facilitator has not saved yet, the `number`-th they began."""

    number: int = 0
    rule: str = ""
    series: MeetupSeries | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleMeetups:
    """The options of `/meet schedule`."""

    when: Annotated[str, Opt(about="Every 1, 2 or 4 weeks: every second tuesday at 9:30", max_length=100)]
    name: Annotated[str, Opt(about="What these meetups are called", max_length=40)] = "meetups"
    size: Annotated[int, Opt(about="How many people to a group", minimum=SMALLEST, maximum=LARGEST)] = SMALLEST
    mix: Annotated[Mix, Opt(about="Across or within a word that members tell at joining")] = Mix.ANY
    word: Annotated[str | None, Opt(about="That word: team, level, city", max_length=_LONGEST_WORD)] = None
    channel: Annotated[ChannelRef | None, Opt(about="The channel they belong to")] = None
    group: Annotated[RoleRef | None, Opt(about="Only for this role or group")] = None
    preview: Annotated[bool, Opt(about="Show me each round before anybody hears of it")] = False


@command(
    "meet schedule", ScheduleMeetups, who=Role.FACILITATOR, example="/meet schedule every second tuesday at 9:30 size:3"
)
def schedule_meetups(args: ScheduleMeetups, ctx: Context) -> Sequence[Intent]:
    """Bring members together every few weeks; shows the dates before anything is saved."""
    word = normal_word(args.word or "")
    mixing = Mixing(args.mix.value)
    mixing_checked(mixing, word)
    series = MeetupSeries(
        name=normal_name(args.name),
        size=args.size,
        mixing=mixing,
        word=word,
        channel=args.channel or (None if ctx.place.is_direct else ctx.place.channel_ref),
        role=args.group,
        shown_first=args.preview,
        made_by=ctx.member.id,
    )
    name_is_free(series, ctx)
    schedule = rhythm_of(args.when, ctx)
    number = ctx.store.preferences.get(ctx.member.id, MeetupDraft).number + 1
    ctx.store.preferences.put(ctx.member.id, MeetupDraft(number=number, rule=to_text(schedule), series=series))
    buttons = (
        Button(say("Save"), Control(_SAVE, str(number)), Tone.PRIMARY),
        Button(say("Discard"), Control(_DISCARD, str(number))),
    )
    dates = Bullets(tuple((When(one.at),) for one in upcoming(schedule, ctx.now, _SHOWN)))
    unsaved = Small((say("Nothing is saved yet."),))
    return [Reply(Message((*described(series, schedule), dates, unsaved, Buttons(buttons))))]


def normal_word(typed: str) -> str | None:
    """Give the word that members tell in its one form; None for an empty one."""
    return " ".join(typed.split())[:_LONGEST_WORD] or None


def rhythm_of(words: str, ctx: Context) -> Schedule:
    """Read a rhythm.

    Raises: CopError when it cannot be read, or is none of every 1, 2 or 4 weeks.
    """
    zone = ctx.community.zone
    return rhythm_checked(parse_schedule(words, zone=zone, today=ctx.now.astimezone(zone_info(zone)).date()))


def name_is_free(series: MeetupSeries, ctx: Context) -> None:
    """Hold it that members can tell two series apart.

    Raises: CopError when another has this name.
    """
    for other in ctx.store.meetups.all_series():
        if other.name.casefold() == series.name.casefold() and other.id != series.id:
            sentence = say("There are meetups “{name}” already. Give these another name.", name=series.name)
            raise CopError(sentence, fields={"name": sentence})


def described(series: MeetupSeries, schedule: Schedule) -> list[Block]:
    """Say what a series is, and how often it comes."""
    rhythm = describe(schedule)
    facts: list[Line] = [(_size(series.size),)]
    if series.word is not None:
        facts.append((_MIXED[series.mixing], " ", say("Members tell their {word} at joining.", word=series.word)))
    if series.role is not None:
        facts.append((say("Only for {group}.", group=RoleMention(series.role)),))
    if series.channel is not None:
        facts.append((say("Belongs to {channel}.", channel=InChannel(series.channel)),))
    if series.shown_first:
        facts.append((say("Facilitators see each round first and publish it."),))
    return [
        Paragraph((say("{name}: {rhythm}.", name=series.name, rhythm=rhythm),)),
        Bullets(tuple(facts)),
    ]


def _size(size: int) -> Said:
    if size == SMALLEST:
        return say("Two to a group; an odd one makes three.")
    return say_n("{n} to a group, nobody is dropped.", "{n} to a group, nobody is dropped.", size)


_MIXED = {
    Mixing.ANY: say("Anybody meets anybody."),
    Mixing.ACROSS: say("Rather people who differ."),
    Mixing.WITHIN: say("Only people who share it, unless somebody would be alone."),
}


def _save(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Keep what was shown."""
    series, schedule = _drafted(pressed, ctx)
    name_is_free(series, ctx)
    number = ctx.store.meetups.add(series)
    timed = ctx.store.timetable.add(JOB, str(number), schedule, ctx.now)
    _forget(pressed, ctx)
    rhythm = describe(schedule)
    what = say("scheduled the meetups {name}: {rhythm}", name=quoted(series), rhythm=rhythm)
    ctx.store.audit.add(ctx.member.id, what, ctx.now)
    said = say("Saved. {name} comes {rhythm}.", name=quoted(series), rhythm=rhythm)
    blocks: list[Block] = [Paragraph((said,))]
    if timed.next_at is not None:
        blocks.append(Paragraph((say("The first round: {when}.", when=When(timed.next_at)),)))
    invite = say(
        "Now invite members to join: {join}. {preview} shows who would meet.",
        join=Code("/meet join"),
        preview=Code("/meet preview"),
    )
    return [Reply(Message((*blocks, Paragraph((invite,)))), replace=True)]


def _discard(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    _drafted(pressed, ctx)
    _forget(pressed, ctx)
    return [Reply(message(say("Nothing was saved.")), replace=True)]


def _drafted(pressed: ButtonPressed, ctx: Context) -> tuple[MeetupSeries, Schedule]:
    """Give the draft a button belongs to.

    Raises: CopError when it was saved, discarded or replaced.
    """
    draft = ctx.store.preferences.get(ctx.member.id, MeetupDraft)
    if draft.series is None or pressed.control.row != str(draft.number):
        begin = Code("/meet schedule")
        raise CopError(say("That draft was saved, discarded or replaced. {begin} starts anew.", begin=begin))
    return draft.series, from_text(draft.rule)


def _forget(pressed: ButtonPressed, ctx: Context) -> None:
    ctx.store.preferences.put(ctx.member.id, MeetupDraft(number=int(pressed.control.row)))


COMMANDS = (schedule_meetups,)
ACTIONS = (
    Action(name=_SAVE, who=Role.FACILITATOR, handle=_save),
    Action(name=_DISCARD, who=Role.FACILITATOR, handle=_discard),
)
