"""A small practice with one of everything: options of each kind, forms, buttons, files, a shortcut."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from copbot.command import Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed, FormSubmitted, OptionValue, ShortcutUsed
from copbot.forms import Form, TextField
from copbot.intents import Intent, OpenForm, Reply
from copbot.message import Button, Buttons, Chart, Choice, Control, File, Mention, Series, line, message, paragraph, say
from copbot.model.roles import Role
from copbot.practice import Action, FormAction, Practice, Shortcut
from copbot.refs import ChannelRef, RoleRef, UserRef

CHART = Chart(title="Harvest", labels=("a", "b"), series=(Series("kg", (1.0, 2.0)),), alt=say("One, then two."))
EXPORT = File("garden.json", b'{"beds": 2}', "application/json")


class Kind(StrEnum):
    """What grows."""

    TREE = "tree"
    HERB = "herb"


def names(_: Context, typed: str, __: Mapping[str, OptionValue]) -> Sequence[Choice]:
    """Suggest what to call a plant."""
    return [Choice(name.title(), name) for name in ("basil", "bay", "thyme") if name.startswith(typed)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """Options of every kind."""

    who: Annotated[UserRef, Opt(about="Who plants")]
    kind: Annotated[Kind, Opt(about="What grows")]
    name: Annotated[str, Opt(about="Its name", max_length=60, suggest=names)]
    helpers: Annotated[tuple[UserRef, ...], Opt(about="Who helps", at_most=3)] = ()
    bed: Annotated[ChannelRef | None, Opt(about="Where")] = None
    group: Annotated[RoleRef | None, Opt(about="For whom")] = None
    count: Annotated[int, Opt(about="How many", minimum=1, maximum=9)] = 1
    wet: Annotated[bool, Opt(about="Water it now")] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """No options."""


@command("garden plant", Plant, who=Role.MEMBER)
def plant(args: Plant, ctx: Context) -> Sequence[Intent]:
    """Plant something."""
    said = paragraph(say("{who} plants {name}.", who=Mention(args.who), name=args.name))
    return [Reply(message(said, Buttons((Button(say("Water"), Control("garden.water", args.name)),))))]


@command("garden show", Nothing, who=Role.GUEST, reads=True)
def show(_: Nothing, ctx: Context) -> Sequence[Intent]:
    """Show the garden."""
    return [Reply(message(say("All is green.")))]


@command("garden ask", Nothing, who=Role.GUEST, reads=True)
def ask(_: Nothing, ctx: Context) -> Sequence[Intent]:
    """Ask for a note."""
    return [OpenForm(note_form())]


@command("garden export", Nothing, who=Role.GUEST, reads=True)
def export(_: Nothing, ctx: Context) -> Sequence[Intent]:
    """Export the garden."""
    return [Reply(message(say("Here it is."), EXPORT))]


@command("garden paint", Nothing, who=Role.GUEST, reads=True)
def paint(_: Nothing, ctx: Context) -> Sequence[Intent]:
    """Paint the garden."""
    return [Reply(message(CHART))]


@command("pick", Nothing, who=Role.FACILITATOR)
def pick(_: Nothing, ctx: Context) -> Sequence[Intent]:
    """Pick what is ripe."""
    return [Reply(message(say("Picked.")))]


def note_form(text: str = "") -> Form:
    """Ask for a note."""
    return Form(
        control=Control("garden.note", "3"),
        title="Note",
        submit=say("Keep"),
        fields=(TextField(name="text", label="Text", initial=text),),
        intro=line(say("What did you see?")),
    )


def take_note(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Take a note of at least two words."""
    [text] = submitted.values["text"]
    if " " not in text:
        raise CopError(say("One thing is wrong."), fields={"text": say("Write at least two words.")})
    return [Reply(message(say("Noted: {text}", text=text)))]


def water(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Water a plant."""
    return [Reply(message(say("{name} is wet.", name=pressed.control.row)), replace=True)]


def save(used: ShortcutUsed, ctx: Context) -> Sequence[Intent]:
    """Keep a message as a note."""
    return [OpenForm(note_form(used.message.text or ""))]


GARDEN = Practice(
    name="garden",
    about=say("Grow things together."),
    default="show",
    commands=(plant, show, ask, export, paint),
    shortcuts=(Shortcut(name="Keep as a note", callback="garden.save", who=Role.GUEST, handle=save),),
    actions=(Action(name="garden.water", who=Role.GUEST, handle=water),),
    forms=(
        FormAction(
            name="garden.note",
            who=Role.GUEST,
            form=lambda submitted, _: note_form("".join(submitted.values.get("text", ()))),
            handle=take_note,
        ),
    ),
)
PICK = Practice(name="harvest", about=say("Bring it in."), commands=(pick,))
