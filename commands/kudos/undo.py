"""Thinking better of a kudos: undoing it within the minute, and finding better words for it later."""

from collections.abc import Mapping, Sequence

from commands.kudos.notes import refresh_note
from commands.kudos.posting import retold, withdrawn
from commands.kudos.words import value_choices
from commands.naming import house_here
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed, FormSubmitted
from copbot.forms import ChoiceField, Field, Form, TextField
from copbot.intents import Intent, OpenForm, Reply
from copbot.message import Button, Buttons, Control, message, say
from copbot.model.kudos import Cause, Entry
from copbot.model.kudos_rules import LONGEST_REASON, check_own, check_reason, check_undo
from copbot.model.kudos_settings import KudosSettings, find_value
from copbot.model.roles import Role
from copbot.practice import Action, FormAction


def buttons_for(kudos: int) -> Buttons:
    """Offer to undo a kudos just given, or to change its words."""
    return Buttons(
        (
            Button(say("Undo"), Control("kudos.undo", str(kudos))),
            Button(say("Change the reason"), Control("kudos.reword", str(kudos))),
        )
    )


def _undo(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    entry = check_undo(_entry(pressed.control.row, ctx), ctx.member.id, ctx.now)
    gone = withdrawn(entry, Cause.UNDONE, ctx)
    return [Reply(message(say("Taken back. It is as if it had not been said.")), replace=True), *gone]


def _open(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    chosen = pressed.control.row or "".join(pressed.values)
    entry = check_own(_entry(chosen, ctx), ctx.member.id)
    filled = {"reason": (entry.kudos.reason,), "value": (entry.kudos.value or "",)}
    return [OpenForm(_form(entry, filled, ctx))]


def _form(entry: Entry, filled: Mapping[str, tuple[str, ...]], ctx: Context) -> Form:
    settings = ctx.store.settings.get(KudosSettings)
    fields: list[Field] = [
        TextField(
            name="reason",
            label=say("What they did"),
            required=entry.kudos.emoji is None,
            max_length=LONGEST_REASON,
            multiline=True,
            initial="".join(filled.get("reason", ())),
        )
    ]
    if settings.offered:
        refs = {value.ref for value in settings.offered}
        chosen = tuple(one for one in filled.get("value", ()) if one in refs)
        choices = value_choices(settings)
        label = say("Which value it shows")
        fields.append(ChoiceField(name="value", label=label, choices=choices, required=False, initial=chosen))
    control = Control("kudos.reworded", str(entry.id))
    return Form(control=control, title=say("Change the reason"), fields=tuple(fields), submit=say("Save"))


def _form_again(submitted: FormSubmitted, ctx: Context) -> Form:
    entry = check_own(_entry(submitted.control.row, ctx), ctx.member.id)
    return _form(entry, submitted.values, ctx)


def _reword(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    entry = check_own(_entry(submitted.control.row, ctx), ctx.member.id)
    settings = ctx.store.settings.get(KudosSettings)
    reason = check_reason("".join(submitted.values.get("reason", ())), entry.kudos.emoji)
    chosen = "".join(submitted.values.get("value", ()))
    value = find_value(chosen, settings).ref if chosen else None
    ctx.store.kudos.reword(entry.id, reason, value)
    return [Reply(message(say("Thank you. It now says what you wrote."))), *_retold(entry.id, settings, ctx)]


def _retold(kudos: int, settings: KudosSettings, ctx: Context) -> list[Intent]:
    """Have the post or the note that tells of a kudos say the new words."""
    entry = _entry(str(kudos), ctx)
    if entry.kudos.emoji is not None and entry.kudos.message is not None:
        refresh_note(entry.kudos.message, settings, ctx)
        return []
    return retold(entry, f"reworded {entry.reworded}", house_here(ctx), ctx)


def _entry(row: str, ctx: Context) -> Entry:
    entry = ctx.store.kudos.get(int(row)) if row.isdecimal() else None
    if entry is None:
        raise CopError(say("I cannot find that kudos any more."))
    return entry


UNDO = Action(name="kudos.undo", who=Role.GUEST, handle=_undo)
REWORD = Action(name="kudos.reword", who=Role.GUEST, handle=_open, reads=True)
FORM = FormAction(name="kudos.reworded", who=Role.GUEST, form=_form_again, handle=_reword)
