"""A practice with one of everything a chat can show, to try the simulator with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Annotated

from copbot.command import NoOptions, Opt, command
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import (
    BotMentioned,
    ButtonPressed,
    DirectMessageReceived,
    FormSubmitted,
    HomeOpened,
    Installed,
    JobDue,
    ShortcutUsed,
)
from copbot.forms import ChannelField, ChoiceField, Form, PeopleField, TextField
from copbot.intents import Home, Intent, OpenForm, Post, Reply
from copbot.message import (
    Block,
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Chart,
    Choice,
    Code,
    Control,
    Divider,
    Fields,
    File,
    Heading,
    InChannel,
    Italic,
    Link,
    LinkButton,
    Mention,
    Menu,
    Message,
    Paragraph,
    Quote,
    RoleMention,
    Series,
    Small,
    Tone,
    When,
    WhenStyle,
    message,
    paragraph,
    say,
)
from copbot.model.roles import Role
from copbot.practice import Action, Answered, FormAction, Job, Practice, Shortcut, Watcher
from copbot.refs import ChannelRef, RoleRef, UserRef

VALUES = ("patience", "sharing early", "honest feedback")


class Mood(StrEnum):
    """How it went."""

    WELL = "well"
    SO_SO = "so_so"


def values(ctx: Context, typed: str, given: object) -> Sequence[Choice]:
    return [Choice(one, one, "one of our values") for one in VALUES if one.startswith(typed)]


def titles(ctx: Context, typed: str, given: object) -> Sequence[Choice]:
    return [Choice(f"Plotting with {one}", f"plot-{one}") for one in ("paper", "code") if typed in f"plotting {one}"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Thank:
    to: Annotated[tuple[UserRef, ...], Opt(about="Whom to thank", at_most=3)]
    reason: Annotated[str, Opt(about="What they did", max_length=200)]
    value: Annotated[str | None, Opt(about="Which value it shows", suggest=values)] = None
    mood: Annotated[Mood | None, Opt(about="How it went")] = None
    quietly: Annotated[bool, Opt(about="Tell only them")] = False
    where: Annotated[ChannelRef | None, Opt(about="Where to say it")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    title: Annotated[str, Opt(about="Which entry", suggest=titles)]


@command("try thank", Thank, who=Role.MEMBER, example="/try thank @bob for the notes")
def thank(args: Thank, ctx: Context) -> Sequence[Intent]:
    """Thank up to three members for something they did."""
    if ctx.person.user in args.to:
        sentence = say("You cannot thank yourself.")
        raise CopError(sentence, fields={"to": sentence})
    named = [Mention(one, ping=True) for one in args.to]
    thanks = Card(title=("Thank you, ", *named), body=((args.reason,),), facts=(("From", (Mention(ctx.person.user),)),))
    shown = message(thanks, Buttons((Button("Me too", Control("try.me_too", "7")),)))
    done = message(paragraph("Thanked. Undo within a minute."), Buttons((Button("Undo", Control("try.undo")),)))
    where = args.where or ctx.place.channel_ref
    return [Reply(done), *([Post(key=f"thank:{ctx.now.isoformat()}", to=where, message=shown)] if where else [])]


@command("try look", Look, who=Role.GUEST, reads=True)
def look(args: Look, ctx: Context) -> Sequence[Intent]:
    """Look at one entry."""
    return [Reply(message(f"You look at {args.title}."))]


@command("try everything", NoOptions, who=Role.GUEST, reads=True)
def everything(args: NoOptions, ctx: Context) -> Sequence[Intent]:
    """Show one of every block."""
    return [Reply(every_block(ctx))]


@command("try post", NoOptions, who=Role.GUEST)
def post(args: NoOptions, ctx: Context) -> Sequence[Intent]:
    """Post one of every block for all to see."""
    assert ctx.place.channel_ref is not None
    return [Post(key=f"post:{ctx.now.isoformat()}", to=ctx.place.channel_ref, message=every_block(ctx))]


@command("try chart", NoOptions, who=Role.GUEST, reads=True)
def chart(args: NoOptions, ctx: Context) -> Sequence[Intent]:
    """Show a chart of its own."""
    drawn = Chart(title="Replies", labels=("a",), series=(Series("Replies", (2.0,)),), alt=say("Two replies."))
    return [Reply(message(drawn))]


@command("try form", NoOptions, who=Role.GUEST, reads=True)
def fill_in(args: NoOptions, ctx: Context) -> Sequence[Intent]:
    """Open a form with every kind of field."""
    return [OpenForm(form(None, ctx))]


@command("try tomorrow", NoOptions, who=Role.FACILITATOR)
def tomorrow(args: NoOptions, ctx: Context) -> Sequence[Intent]:
    """Have a prompt posted in this channel a day from now."""
    assert ctx.place.channel is not None
    ctx.store.timetable.once("try.prompt", ctx.place.channel, ctx.now + timedelta(days=1))
    return [Reply(message(say("A prompt comes {when}.", when=When(ctx.now + timedelta(days=1), WhenStyle.RELATIVE))))]


def every_block(ctx: Context) -> Message:
    ann = UserRef("sim", "demo", "ann")
    blocks: tuple[Block, ...] = (
        Heading("This week in the community"),
        Paragraph(
            ("Talked about ", Bold("grading"), " and ", Italic("peer review"), " in ", InChannel(_channel()), ".")
        ),
        Bullets(
            (("Made by ", Mention(ann)), ("Type ", Code("/try thank")), ("See ", Link("https://example.org/", "this")))
        ),
        Quote(("<b>What helps</b> is *one* question at a time.",)),
        Fields(
            (
                ("Next", (When(ctx.now + timedelta(days=2)),)),
                ("On duty", (RoleMention(RoleRef("sim", "demo", "curators")),)),
            )
        ),
        Divider(),
        Card(
            title=("Plotting on paper first",),
            body=(("Sketch before you code: five minutes that save thirty.",),),
            facts=(("Kind", ("experience",)), ("Tags", ("plots, beginners",))),
            url="https://example.org/plots",
        ),
        Chart(
            title="Thanks by week",
            labels=("1 Nov", "8 Nov", "15 Nov", "22 Nov"),
            series=(Series("Thanks", (3.0, 5.0, 2.0, 8.0)),),
            alt=say("Thanks by week: 3, 5, 2 and 8."),
        ),
        File("library.csv", b"title,kind\nPlotting,experience\n", "text/csv"),
        Menu("How did it go?", Control("try.mood"), (Choice("Well", "well", "it helped"), Choice("So-so", "so_so"))),
        Buttons(
            (
                Button("Fill in", Control("try.form", "1"), Tone.PRIMARY),
                Button("Why this?", Control("try.why")),
                LinkButton("Open", "https://example.org/"),
                Button("Remove", Control("try.undo"), Tone.DANGER),
            )
        ),
        Small(("Posted because it is ", When(ctx.now, WhenStyle.DAY), ". Change this with ", Code("/try"), ".")),
    )
    return Message(blocks)


def form(submitted: FormSubmitted | None, ctx: Context) -> Form:
    given = {} if submitted is None else submitted.values
    return Form(
        control=Control("try.form", "1"),
        title="Introduce yourself",
        intro=("Shown to ", Bold("everybody"), " in the community."),
        submit="Send",
        fields=(
            TextField(name="learn", label="What you want to learn", initial="".join(given.get("learn", ()))),
            TextField(
                name="help", label="What you can help with", hint="A line or two", multiline=True, required=False
            ),
            ChoiceField(
                name="time",
                label="How much time you have",
                choices=(Choice("An hour a week", "1", "enough for a prompt"), Choice("More", "2")),
            ),
            PeopleField(name="know", label="Whom you know here", at_most=2, required=False),
            ChannelField(name="where", label="Where you feel at home", required=False),
        ),
    )


def _introduced(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    learn = submitted.values["learn"][0]
    if "?" in learn:
        sentence = say("Say it without a question mark.")
        raise CopError(sentence, fields={"learn": sentence})
    where = submitted.values["where"]
    told = message(say("Welcome! You want to learn {learn}.", learn=learn))
    if not where:
        return [Reply(told)]
    return [Reply(told), Post(key=f"intro:{ctx.now.isoformat()}", to=ChannelRef.parse(where[0]), message=told)]


def _pressed(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    match pressed.control.action:
        case "try.form":
            return [OpenForm(form(None, ctx))]
        case "try.undo":
            return [Reply(message("Taken back."), replace=True)]
        case "try.mood":
            return [Reply(message(f"It went {pressed.values[0]}."))]
        case _:
            return [Reply(message("You asked why: because you may."))]


def _saved(used: ShortcutUsed, ctx: Context) -> Sequence[Intent]:
    return [
        Reply(
            message(
                say("Saved: “{text}”, from {link}.", text=used.message.text or "", link=used.message.permalink or "")
            )
        )
    ]


def _home(opened: HomeOpened, ctx: Context) -> Sequence[Intent]:
    why = Buttons((Button("Why this?", Control("try.why")), Button("Introduce yourself", Control("try.form"))))
    nothing = paragraph("Nothing waits for you.")
    return [Home(message(Heading("What is planned"), "A prompt every Tuesday.", Heading("For you"), nothing, why))]


def _helped(asked: object, ctx: Context) -> Sequence[Intent]:
    return [Reply(message(say("I can help. Try {command}.", command=Code("/try everything"))))]


def _prompted(due: JobDue, ctx: JobContext) -> Sequence[Intent]:
    where = ChannelRef("sim", "demo", due.subject)
    what = message(Heading("A question for today"), "What did you change in your last lesson, and why?")
    return [Post(key=f"prompt:{due.nominal.isoformat()}", to=where, message=what)]


def _channel() -> ChannelRef:
    return ChannelRef("sim", "demo", "general")


def _always(happened: object, ctx: object) -> bool:
    return True


PRACTICE = Practice(
    name="try",
    about=say("Try things."),
    default="thank",
    commands=(thank, look, everything, chart, post, fill_in, tomorrow),
    shortcuts=(
        Shortcut(name="Save to library", callback="try.save", who=Role.GUEST, handle=_saved),
        Shortcut(name="Pin for all", callback="try.pin", who=Role.FACILITATOR, handle=_saved),
    ),
    actions=tuple(
        Action(name=f"try.{name}", who=Role.GUEST, handle=_pressed, reads=name == "form")
        for name in ("form", "undo", "mood", "why", "me_too")
    ),
    forms=(FormAction(name="try.form", who=Role.GUEST, form=form, handle=_introduced),),
    watchers=(
        Watcher(on=Installed, wants=_always, handle=lambda installed, ctx: []),
        Watcher(on=HomeOpened, wants=_always, handle=_home),
        Watcher(on=BotMentioned, wants=_always, handle=_helped),
        Watcher(on=DirectMessageReceived, wants=_always, handle=_helped),
    ),
    jobs=(Job(kind="try.prompt", grace=timedelta(hours=6), handle=_prompted),),
    answers=(Answered(prefix="try", handle=lambda key, finding, ctx: []),),
)
