"""`/meet settings`: the series there are, how they go, and changing, skipping or ending them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from commands.meetups.finding import available, choice, coming, named, numbered, quoted, scheduled
from commands.meetups.joining import OneSeries
from commands.meetups.previewing import PREVIEW
from commands.meetups.scheduling import described, name_is_free, normal_word, rhythm_of
from copbot.command import command
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import ButtonPressed, ChannelGone, FormSubmitted
from copbot.forms import ChannelField, ChoiceField, FieldValues, Form, TextField
from copbot.intents import Intent, OpenForm, Reply
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Choice,
    Control,
    Line,
    Menu,
    Message,
    Paragraph,
    Said,
    Tone,
    When,
    message,
    say,
    say_n,
)
from copbot.model.meetups import JOB, MeetupSeries, mixing_checked, normal_name, size_checked
from copbot.model.meetups_pool import LARGEST, SMALLEST, Mixing
from copbot.model.roles import Role
from copbot.model.set_up import in_field
from copbot.model.timetable import Scheduled
from copbot.practice import Action, FormAction, Observer
from copbot.refs import ChannelRef
from copbot.schedule import Schedule, describe

_SHOW, _CHANGE, _PLACE = "meetup.settings", "meetup.change", "meetup.place"
_SKIP, _END, _REALLY = "meetup.skip", "meetup.end", "meetup.ended"
_MOST_CHOICES = 25
_LOOKING_BACK = timedelta(days=90)
_FIRST, _AT_ONCE = "first", "at_once"


@command("meet settings", OneSeries, who=Role.FACILITATOR, reads=True, example="/meet settings")
def meetup_settings(args: OneSeries, ctx: Context) -> Sequence[Intent]:
    """See how the meetups go, and change, skip or end them."""
    match named(ctx, args.series):
        case (only,):
            return [Reply(_card(only, ctx))]
        case several:
            lines: tuple[Line, ...] = tuple((f"{one.name}: ", coming(ctx.store, one.id)) for one in several)
            menu = Menu(say("Change which?"), Control(_SHOW), tuple(choice(one) for one in several[:_MOST_CHOICES]))
            return [Reply(Message((Bullets(lines), menu)))]


def _show(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [Reply(_card(numbered(ctx, (pressed.values or (pressed.control.row,))[0]), ctx), replace=True)]


def _card(series: MeetupSeries, ctx: Context, told: Said | None = None) -> Message:
    row = str(series.id)
    timed = scheduled(ctx.store, series.id)
    about: list[Block] = [] if timed is None else described(series, timed.schedule)
    blocks: list[Block] = [] if told is None else [Paragraph((told,))]
    blocks += [
        *about,
        Paragraph((_numbers(series, ctx),)),
        Paragraph((_next(timed),)),
    ]
    buttons = (
        Button(say("Preview"), Control(PREVIEW, row), Tone.PRIMARY),
        Button(say("Change"), Control(_CHANGE, row)),
        Button(say("Place and preview"), Control(_PLACE, row)),
        Button(say("Skip the next"), Control(_SKIP, row)),
        Button(say("End"), Control(_END, row), Tone.DANGER),
    )
    return Message((*blocks, Buttons(buttons)))


def _next(timed: Scheduled | None) -> Said:
    if timed is None or timed.next_at is None:
        return say("No round is due any more.")
    return say("The next round: {when}.", when=When(timed.next_at))


def _numbers(series: MeetupSeries, ctx: Context) -> Said:
    """Say how many take part, and how many groups met lately; never who."""
    joined, now = len(ctx.store.meetups.participants(series.id)), len(available(ctx.store, series.id, ctx.now))
    people = say_n("One has joined", "{n} have joined", joined)
    here = say_n("one is available now", "{n} are available now", now)
    counted = ctx.store.meetups.count(ctx.now - _LOOKING_BACK, _after(ctx.now), series.id)
    if counted.asked == 0:
        return say("{people}; {here}.", people=people, here=here)
    met = say_n(
        "in 90 days {met} of one group met", "in 90 days {met} of {n} groups met", counted.asked, met=counted.met
    )
    return say("{people}; {here}; {met}.", people=people, here=here, met=met)


def _after(now: datetime) -> datetime:
    return now + timedelta(seconds=1)


def _open_change(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    series = numbered(ctx, pressed.control.row)
    timed = scheduled(ctx.store, series.id)
    values = {
        "name": (series.name,),
        "when": ("" if timed is None else str(describe(timed.schedule)),),
        "size": (str(series.size),),
        "mix": (series.mixing.value,),
        "word": (series.word or "",),
    }
    return [OpenForm(_change_form(pressed.control.row, values))]


def _change_form(row: str, values: FieldValues) -> Form:
    sizes = tuple(Choice(str(size), str(size)) for size in range(SMALLEST, LARGEST + 1))
    mixes = (
        Choice(say("Anybody meets anybody"), Mixing.ANY.value),
        Choice(say("Across: rather people who differ"), Mixing.ACROSS.value),
        Choice(say("Within: people who share it"), Mixing.WITHIN.value),
    )
    fields = (
        TextField(name="name", label=say("Name"), max_length=40, initial="".join(values.get("name", ()))),
        TextField(
            name="when",
            label=say("When"),
            hint=say("Every 1, 2 or 4 weeks: every second tuesday at 9:30"),
            max_length=100,
            initial="".join(values.get("when", ())),
        ),
        ChoiceField(name="size", label=say("People to a group"), choices=sizes, initial=tuple(values.get("size", ()))),
        ChoiceField(name="mix", label=say("Who meets whom"), choices=mixes, initial=tuple(values.get("mix", ()))),
        TextField(
            name="word",
            label=say("Word that members tell at joining"),
            hint=say("team, level, city; empty for none"),
            required=False,
            max_length=30,
            initial="".join(values.get("word", ())),
        ),
    )
    return Form(control=Control(_CHANGE, row), title=say("Change meetups"), fields=fields, submit=say("Save"))


def _change(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Change a series; the same words for its rhythm leave its weeks as they are."""
    series, filled = numbered(ctx, submitted.control.row), submitted.values
    timed = scheduled(ctx.store, series.id)
    name, when, word = ("".join(filled.get(field, ())).strip() for field in ("name", "when", "word"))
    mixing = Mixing("".join(filled["mix"]))
    in_field("word", lambda: mixing_checked(mixing, normal_word(word)))
    changed = replace(
        series,
        name=in_field("name", lambda: normal_name(name)),
        size=size_checked(int("".join(filled["size"]))),
        mixing=mixing,
        word=normal_word(word),
    )
    name_is_free(changed, ctx)
    if timed is None or when != str(describe(timed.schedule)):
        schedule = in_field("when", lambda: rhythm_of(when, ctx))
        _reschedule(series, timed, schedule, ctx)
    return [_kept(changed, ctx)]


def _reschedule(series: MeetupSeries, timed: Scheduled | None, schedule: Schedule, ctx: Context) -> None:
    if timed is None:
        ctx.store.timetable.add(JOB, str(series.id), schedule, ctx.now)
    else:
        ctx.store.timetable.change(timed.id, schedule, ctx.now)


def _kept(changed: MeetupSeries, ctx: Context) -> Reply:
    ctx.store.meetups.change(changed)
    ctx.store.audit.add(ctx.member.id, say("changed the meetups {name}", name=quoted(changed)), ctx.now)
    return Reply(_card(changed, ctx, say("Saved.")))


def _open_place(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    series = numbered(ctx, pressed.control.row)
    values = {
        "channel": () if series.channel is None else (str(series.channel),),
        "shown": (_FIRST if series.shown_first else _AT_ONCE,),
    }
    return [OpenForm(_place_form(pressed.control.row, values))]


def _place_form(row: str, values: FieldValues) -> Form:
    shown = (
        Choice(say("Publish each round at once"), _AT_ONCE),
        Choice(say("Show each round to facilitators first"), _FIRST),
    )
    channel = "".join(values.get("channel", ()))
    fields = (
        ChannelField(
            name="channel",
            label=say("Channel they belong to"),
            required=False,
            initial=ChannelRef.parse(channel) if channel else None,
        ),
        ChoiceField(name="shown", label=say("Rounds"), choices=shown, initial=tuple(values.get("shown", ()))),
    )
    return Form(control=Control(_PLACE, row), title=say("Place and preview"), fields=fields, submit=say("Save"))


def _place(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    series, filled = numbered(ctx, submitted.control.row), submitted.values
    channel = "".join(filled.get("channel", ()))
    first = "".join(filled["shown"]) == _FIRST
    return [_kept(replace(series, channel=ChannelRef.parse(channel) if channel else None, shown_first=first), ctx)]


def _skip(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    series = numbered(ctx, pressed.control.row)
    timed = scheduled(ctx.store, series.id)
    if timed is None or timed.next_at is None:
        raise CopError(say("Nothing is due that could be skipped."))
    ctx.store.timetable.skip_next(timed.id, say("a facilitator skipped it"))
    ctx.store.audit.add(ctx.member.id, say("skipped a round of {name}", name=quoted(series)), ctx.now)
    return [Reply(_card(series, ctx, say("The next round is skipped.")), replace=True)]


def _ask_to_end(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    series = numbered(ctx, pressed.control.row)
    buttons = (
        Button(say("End them"), Control(_REALLY, pressed.control.row), Tone.DANGER),
        Button(say("Keep them"), Control(_SHOW, pressed.control.row)),
    )
    asked = say("End {name}? Nobody takes part any more; who met whom stays known.", name=quoted(series))
    return [Reply(Message((Paragraph((asked,)), Buttons(buttons))), replace=True)]


def _end(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    series = numbered(ctx, pressed.control.row)
    ctx.store.meetups.close(series.id, ctx.now)
    ctx.store.timetable.cancel(JOB, str(series.id))
    ctx.store.audit.add(ctx.member.id, say("ended the meetups {name}", name=quoted(series)), ctx.now)
    return [Reply(message(say("Ended. {name} comes no more.", name=quoted(series))), replace=True)]


def _belongs_there(gone: ChannelGone, known: JobContext) -> bool:
    return any(one.channel == gone.channel for one in known.store.meetups.all_series())


def _without_channel(gone: ChannelGone, known: JobContext) -> Sequence[Intent]:
    """Go on without a channel that is gone: rooms hang in the community's home from then on."""
    for one in known.store.meetups.all_series():
        if one.channel == gone.channel:
            known.store.meetups.change(replace(one, channel=None))
            what = say("the channel of the meetups {name} is gone", name=quoted(one))
            known.store.audit.add(None, what, known.now)
    return []


COMMANDS = (meetup_settings,)
ACTIONS = (
    Action(name=_SHOW, who=Role.FACILITATOR, handle=_show, reads=True),
    Action(name=_CHANGE, who=Role.FACILITATOR, handle=_open_change, reads=True),
    Action(name=_PLACE, who=Role.FACILITATOR, handle=_open_place, reads=True),
    Action(name=_SKIP, who=Role.FACILITATOR, handle=_skip),
    Action(name=_END, who=Role.FACILITATOR, handle=_ask_to_end, reads=True),
    Action(name=_REALLY, who=Role.FACILITATOR, handle=_end),
)
FORMS = (
    FormAction(
        name=_CHANGE,
        who=Role.FACILITATOR,
        form=lambda submitted, _: _change_form(submitted.control.row, submitted.values),
        handle=_change,
    ),
    FormAction(
        name=_PLACE,
        who=Role.FACILITATOR,
        form=lambda submitted, _: _place_form(submitted.control.row, submitted.values),
        handle=_place,
    ),
)
OBSERVERS = (Observer(on=ChannelGone, wants=_belongs_there, handle=_without_channel),)
