"""`/meet join` and `/meet leave`: taking part in meetups, with what it takes to find good company and good hours."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from commands.meetups.finding import MOST_CHOICES, choice, coming, named, numbered, offer, quoted
from copbot.command import Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed, FormSubmitted
from copbot.forms import ChoiceField, Field, FieldValues, Form, TextField
from copbot.intents import Intent, OpenForm, Reply
from copbot.message import Choice, Code, Control, Menu, Message, Paragraph, RoleMention, Said, Small, message, say
from copbot.model.meetups import MeetupSeries, MeetWishes, Participant, pauses, topics_of
from copbot.model.meetups_pool import Mixing
from copbot.model.roles import Role
from copbot.practice import Action, FormAction

JOIN, LEAVE = "meetup.join", "meetup.leave"
_DAYS = (
    say("Monday"),
    say("Tuesday"),
    say("Wednesday"),
    say("Thursday"),
    say("Friday"),
    say("Saturday"),
    say("Sunday"),
)
_LONGEST_WORD = 40
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class OneSeries:
    """The options of `/meet join`, `/meet leave` and their like."""

    series: Annotated[str | None, Opt(about="Which meetups, by their name", max_length=40, suggest=offer)] = None


@command("meet join", OneSeries, who=Role.GUEST, reads=True, example="/meet join")
def join_meetups(args: OneSeries, ctx: Context) -> Sequence[Intent]:
    """Take part: you are brought together with others every few weeks."""
    if ctx.member.left_at is not None:
        raise CopError(say("You have left. Come back first: {home}.", home=Code("/cop home")))
    match named(ctx, args.series):
        case (only,):
            return [OpenForm(_form(only, ctx))]
        case several:
            menu = Menu(say("Which meetups?"), Control(JOIN), tuple(choice(one) for one in several[:MOST_CHOICES]))
            return [Reply(Message((Paragraph((say("Choose the meetups you would like to join."),)), menu)))]


def _open(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [OpenForm(_form(numbered(ctx, (pressed.values or (pressed.control.row,))[0]), ctx))]


def _form(series: MeetupSeries, ctx: Context, filled: FieldValues | None = None) -> Form:
    """Ask for what finds company and hours, filled in with what was said before.

    Raises: CopError for a sub-group somebody does not belong to.
    """
    _check_role(series, ctx)
    mine = ctx.store.meetups.participant(series.id, ctx.member.id)
    values = _kept(ctx.store.preferences.get(ctx.member.id, MeetWishes), mine) if filled is None else filled
    hours = tuple(Choice(f"{hour:02}:00", str(hour)) for hour in range(24))
    fields: list[Field] = []
    if series.word is not None:
        fields.append(
            TextField(
                name="word",
                label=series.word[:1].upper() + series.word[1:],
                hint=_hint(series, ctx),
                required=series.mixing is not Mixing.ANY,
                max_length=_LONGEST_WORD,
                initial="".join(values.get("word", ())),
            )
        )
    fields += [
        TextField(
            name="topics",
            label=say("What do you like to talk about?"),
            hint=say("A few topics with commas between them."),
            required=False,
            max_length=200,
            initial="".join(values.get("topics", ())),
        ),
        ChoiceField(
            name="days",
            label=say("On which days can you meet?"),
            choices=tuple(Choice(day, str(number)) for number, day in enumerate(_DAYS)),
            at_most=7,
            initial=tuple(values.get("days", ())),
        ),
        ChoiceField(name="from", label=say("From (your time)"), choices=hours, initial=tuple(values.get("from", ()))),
        ChoiceField(name="to", label=say("Until (your time)"), choices=hours, initial=tuple(values.get("to", ()))),
    ]
    return Form(
        control=Control(JOIN, str(series.id)),
        title=say("Join meetups"),
        fields=tuple(fields),
        submit=say("Join"),
        intro=(say("{name}: {rhythm}.", name=series.name, rhythm=coming(ctx.store, series.id)),),
    )


def _check_role(series: MeetupSeries, ctx: Context) -> None:
    if series.role is not None and series.role not in ctx.person.roles:
        group = RoleMention(series.role)
        raise CopError(say("These meetups are for {group}. Ask a facilitator if you belong there.", group=group))


def _kept(wishes: MeetWishes, mine: Participant | None) -> FieldValues:
    return {
        "word": (mine.word,) if mine is not None else (),
        "topics": (", ".join(wishes.topics),),
        "days": tuple(str(day) for day in wishes.days),
        "from": (str(wishes.from_hour),),
        "to": (str(wishes.to_hour),),
    }


def _hint(series: MeetupSeries, ctx: Context) -> Said:
    """Name some words others chose, so that the same thing is called the same."""
    words = {one.word for one in ctx.store.meetups.participants(series.id) if one.word}
    if not words:
        return say("Yours, in a word or two.")
    return say("Yours, in a word or two. Others say: {words}.", words=", ".join(sorted(words)[:_MOST_WORDS]))


def _join(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Take part from the next round on, or change how."""
    series = numbered(ctx, submitted.control.row)
    _check_role(series, ctx)
    filled = submitted.values
    start, end = (int(filled[name][0]) for name in ("from", "to"))
    if start == end:
        sentence = say("These hours are over when they begin. Choose a later end.")
        raise CopError(sentence, fields={"to": sentence})
    before = ctx.store.preferences.get(ctx.member.id, MeetWishes)
    wishes = replace(
        before,
        days=tuple(sorted(int(day) for day in filled["days"])),
        from_hour=start,
        to_hour=end,
        topics=topics_of("".join(filled.get("topics", ()))),
    )
    ctx.store.preferences.put(ctx.member.id, wishes)
    mine = ctx.store.meetups.participant(series.id, ctx.member.id)
    word = " ".join("".join(filled.get("word", ())).split())
    new = Participant(series=series.id, member=ctx.member.id, joined_at=ctx.now)
    ctx.store.meetups.join(replace(mine or new, word=word, resting_at=None))
    return [Reply(_joined(series, wishes, ctx))]


def _joined(series: MeetupSeries, wishes: MeetWishes, ctx: Context) -> Message:
    name, rhythm = quoted(series), coming(ctx.store, series.id)
    blocks = [Paragraph((say("You take part in {name}: {rhythm}.", name=name, rhythm=rhythm),))]
    if ctx.member.silenced:
        quiet = Code("/cop quiet")
        blocks.append(
            Paragraph((say("You are silent, so I leave you out until you change that: {quiet}.", quiet=quiet),))
        )
    if wishes.paused_until is not None and pauses(wishes, ctx.member, ctx.community.zone, ctx.now):
        until = wishes.paused_until.isoformat()
        blocks.append(Paragraph((say("Your pause until {until} still holds.", until=until),)))
    pause, never, leave = Code("/meet pause"), Code("/meet never"), Code("/meet leave")
    aside = say(
        "{pause} when you are away, {leave} at any time. Somebody you would rather not meet? {never}, only you see it.",
        pause=pause,
        leave=leave,
        never=never,
    )
    return Message((*blocks, Small((aside,))))


@command("meet leave", OneSeries, who=Role.GUEST, example="/meet leave")
def leave_meetups(args: OneSeries, ctx: Context) -> Sequence[Intent]:
    """Take part no longer; you can join again at any time."""
    mine = {one.series for one in ctx.store.meetups.joined(ctx.member.id)}
    fits = [one for one in named(ctx, args.series) if one.id in mine]
    match fits:
        case []:
            raise CopError(say("You take part in no such meetups. {join} changes that.", join=Code("/meet join")))
        case [only]:
            return [Reply(_left(only, ctx))]
        case several:
            menu = Menu(say("Leave which?"), Control(LEAVE), tuple(choice(one) for one in several[:MOST_CHOICES]))
            return [Reply(Message((Paragraph((say("Which meetups do you want to leave?"),)), menu)))]


def _leave(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [Reply(_left(numbered(ctx, (pressed.values or (pressed.control.row,))[0]), ctx), replace=True)]


def _left(series: MeetupSeries, ctx: Context) -> Message:
    ctx.store.meetups.leave(series.id, ctx.member.id)
    join = Code("/meet join")
    return message(say("You no longer take part in {name}. {join} brings you back.", name=quoted(series), join=join))


COMMANDS = (join_meetups, leave_meetups)
ACTIONS = (
    Action(name=JOIN, who=Role.GUEST, handle=_open, reads=True),
    Action(name=LEAVE, who=Role.GUEST, handle=_leave),
)
FORMS = (
    FormAction(
        name=JOIN,
        who=Role.GUEST,
        form=lambda submitted, ctx: _form(numbered(ctx, submitted.control.row), ctx, submitted.values),
        handle=_join,
    ),
)
