"""`/kudos values`: what the community recognises, listed for all and kept by facilitators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commands.kudos.words import label_of
from copbot.command import command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed, FormSubmitted
from copbot.forms import ChoiceField, Field, Form, TextField
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
    Small,
    Span,
    say,
)
from copbot.model.kudos_settings import (
    LONGEST_ABOUT,
    LONGEST_NAME,
    MOST_VALUES,
    KudosSettings,
    KudosValue,
    read_value,
    with_value,
)
from copbot.model.roles import Role
from copbot.practice import Action, FormAction

_NEW = "new"
_OFFERED, _RETIRED = "offered", "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowValues:
    """`/kudos values` has no options."""


@command("kudos values", ShowValues, who=Role.GUEST, reads=True)
def show_values(_: ShowValues, ctx: Context) -> Sequence[Intent]:
    """Show what kinds of practice kudos recognise here."""
    return [Reply(_list(ctx.store.settings.get(KudosSettings), ctx))]


def _list(settings: KudosSettings, ctx: Context) -> Message:
    blocks: list[Block] = [Bullets(tuple(_line(value) for value in settings.offered))] if settings.offered else []
    if not blocks:
        blocks.append(
            Paragraph((say("There are no values yet. Kudos work without; a value says what kind they are."),))
        )
    if any(value.emoji for value in settings.offered):
        blocks.append(Small((say("A reaction with a value's emoji thanks who wrote a message, for that value."),)))
    if ctx.role < Role.FACILITATOR:
        return Message(tuple(blocks))
    if len(settings.values) < MOST_VALUES:
        blocks.append(Buttons((Button(say("Add a value"), Control("kudos.value", _NEW)),)))
    if settings.values:
        choices = tuple(Choice(_label(value), str(at)) for at, value in enumerate(settings.values))
        blocks.append(Menu(say("Change a value"), Control("kudos.value"), choices))
    return Message(tuple(blocks))


def _line(value: KudosValue) -> Line:
    about: tuple[Span, ...] = (": ", value.about) if value.about else ()
    return (label_of(value), *about)


def _label(value: KudosValue) -> str | Said:
    return say("{value} (retired)", value=label_of(value)) if value.retired else label_of(value)


def _open(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    row = pressed.control.row or "".join(pressed.values)
    value = _at(row, ctx.store.settings.get(KudosSettings))
    filled = {
        "name": (value.name,),
        "emoji": (value.emoji or "",),
        "about": (value.about,),
        "state": (_RETIRED if value.retired else _OFFERED,),
    }
    return [OpenForm(_form(row, filled))]


def _at(row: str, settings: KudosSettings) -> KudosValue:
    """Give the value a control stands for: by its place, which never changes.

    Raises: CopError when the values were replaced meanwhile.
    """
    if row == _NEW:
        return KudosValue(name="")
    if not row.isdecimal() or int(row) >= len(settings.values):
        raise CopError(say("That value is no longer there. See /kudos values."))
    return settings.values[int(row)]


def _form(row: str, filled: Mapping[str, tuple[str, ...]]) -> Form:
    def initial(name: str) -> str:
        return "".join(filled.get(name, ()))

    fields: list[Field] = [
        TextField(name="name", label=say("Name"), max_length=LONGEST_NAME, initial=initial("name")),
        TextField(
            name="emoji",
            label=say("Emoji"),
            hint=say("A reaction with it thanks for this value."),
            required=False,
            max_length=LONGEST_NAME,
            initial=initial("emoji"),
        ),
        TextField(
            name="about",
            label=say("What it recognises"),
            required=False,
            max_length=LONGEST_ABOUT,
            multiline=True,
            initial=initial("about"),
        ),
    ]
    if row != _NEW:
        choices = (Choice(say("Offered"), _OFFERED), Choice(say("Retired: past kudos keep it"), _RETIRED))
        label = say("Is it still offered?")
        fields.append(ChoiceField(name="state", label=label, choices=choices, initial=filled.get("state", ())))
    title = say("Add a value") if row == _NEW else say("Change a value")
    return Form(control=Control("kudos.value", row), title=title, fields=tuple(fields), submit=say("Save"))


def _save(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    settings = ctx.store.settings.get(KudosSettings)
    row = submitted.control.row
    old = _at(row, settings)
    filled = {name: "".join(value).strip() for name, value in submitted.values.items()}
    retired = filled.get("state") == _RETIRED
    value = read_value(filled.get("name", ""), filled.get("emoji", ""), filled.get("about", ""), retired=retired)
    changed = with_value(settings, value, None if row == _NEW else int(row))
    ctx.store.settings.put(changed)
    ctx.store.audit.add(ctx.member.id, _change(old, value), ctx.now)
    return [Reply(_list(changed, ctx))]


def _change(old: KudosValue, new: KudosValue) -> Said:
    """Say for the audit trail what became of a value."""
    if not old.name:
        return say("Kudos: added the value “{name}”.", name=new.name)
    if new.retired and not old.retired:
        return say("Kudos: retired the value “{name}”.", name=new.name)
    if new.name != old.name:
        return say("Kudos: renamed the value “{old}” to “{name}”.", old=old.name, name=new.name)
    return say("Kudos: changed the value “{name}”.", name=new.name)


CHANGE = Action(name="kudos.value", who=Role.FACILITATOR, handle=_open, reads=True)
FORM = FormAction(
    name="kudos.value",
    who=Role.FACILITATOR,
    form=lambda submitted, _: _form(submitted.control.row, submitted.values),
    handle=_save,
)
