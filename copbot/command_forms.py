"""A command's form, made from the same declaration: opened when a required option is missing."""

from collections.abc import Mapping
from typing import Any

from copbot.command import AnyCommand, Option, OptionKind
from copbot.events import OptionValue
from copbot.forms import (
    LONGEST_TITLE,
    MOST_FIELDS,
    ChannelField,
    ChoiceField,
    Field,
    FieldValues,
    Form,
    PeopleField,
    TextField,
)
from copbot.message import Choice, Control, say
from copbot.refs import ChannelRef, RoleRef, UserRef

ACTION = "command"
_LONGEST_LABEL = 45


def form_of(command: AnyCommand, given: Mapping[str, Any]) -> Form:
    """Make the form that asks for a command's options: required ones first, then those given, then the rest.

    A command with more than five options leaves out the last optional ones that were not given.
    """
    ranked = sorted(command.options, key=lambda option: (not option.required, option.name not in given))
    shown = set(ranked[:MOST_FIELDS])
    return Form(
        control=Control(ACTION, command.path),
        title=f"/{command.path}"[:LONGEST_TITLE],
        fields=tuple(_field(option, given.get(option.name)) for option in command.options if option in shown),
        submit=say("Send"),
    )


def options_of(command: AnyCommand, values: FieldValues) -> dict[str, OptionValue]:
    """Read a submitted form back into options; empty fields are left out."""
    known = {option.name: option for option in command.options}
    return {
        name: _option_value(known[name], value)
        for name, value in values.items()
        if name in known and any(part.strip() for part in value)
    }


def _option_value(option: Option, value: tuple[str, ...]) -> OptionValue:
    match option.kind:
        case OptionKind.PEOPLE:
            return tuple(UserRef.parse(one) for one in value)
        case OptionKind.PERSON:
            return UserRef.parse(value[0])
        case OptionKind.CHANNEL:
            return ChannelRef.parse(value[0])
        case OptionKind.ROLE:
            return RoleRef.parse(value[0])
        case OptionKind.TEXT | OptionKind.NUMBER | OptionKind.YES_NO | OptionKind.CHOICE:
            return value[0]


def _field(option: Option, given: Any) -> Field:  # noqa: ANN401 -- typed by the option's kind
    name, required = option.name, option.required
    label = option.name.replace("_", " ").capitalize()[:_LONGEST_LABEL]
    hint = say(option.opt.about)
    match option.kind:
        case OptionKind.PEOPLE | OptionKind.PERSON:
            people = given if isinstance(given, tuple) else (given,) if given else ()
            most = option.opt.at_most
            return PeopleField(name=name, label=label, hint=hint, required=required, at_most=most, initial=people)
        case OptionKind.CHANNEL:
            return ChannelField(name=name, label=label, hint=hint, required=required, initial=given)
        case OptionKind.CHOICE | OptionKind.YES_NO:
            choices = option.choices or (Choice(say("Yes"), "yes"), Choice(say("No"), "no"))
            chosen = () if given is None else ("yes" if given is True else "no" if given is False else str(given),)
            return ChoiceField(name=name, label=label, hint=hint, required=required, choices=choices, initial=chosen)
        case OptionKind.TEXT | OptionKind.NUMBER | OptionKind.ROLE:
            return TextField(
                name=name,
                label=label,
                hint=hint,
                required=required,
                max_length=option.opt.max_length,
                multiline=option.opt.multiline,
                initial="" if given is None else str(given),
            )
