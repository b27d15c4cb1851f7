"""What somebody filled into a form, as the platform checks and passes it on; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from adapters.simulator.model import Directory
from copbot.forms import ChannelField, ChoiceField, Field, FieldValues, Form, PeopleField, TextField

_FILL = "Please fill this in."


@dataclass(frozen=True, slots=True)
class Filled:
    """The values to send, and a sentence beside each field that cannot be sent as it is."""

    values: FieldValues
    errors: Mapping[str, str]


def fill(form: Form, given: Mapping[str, tuple[str, ...]], directory: Directory) -> Filled:
    """Check what was filled in: people and channels by id, name or reference, choices by value or label."""
    values: dict[str, tuple[str, ...]] = {}
    errors: dict[str, str] = {}
    for field in form.fields:
        written = tuple(one for one in given.get(field.name, ()) if one.strip())
        try:
            values[field.name] = _value(field, written, directory)
        except ValueError as error:
            errors[field.name] = str(error)
    return Filled(values, errors)


def _value(field: Field, written: tuple[str, ...], directory: Directory) -> tuple[str, ...]:
    """Raises: ValueError with the sentence for this field."""  # noqa: D401 -- the raise is all there is to say
    if field.required and not written:
        raise ValueError(_FILL)
    match field:
        case TextField(max_length=most):
            text = "\n".join(written)
            if len(text) > most:
                raise ValueError(f"This has {len(text)} characters. Keep it to {most}.")
            return (text,) if text else ()
        case ChoiceField(at_most=most):
            return _at_most(most, (_choice(field, one) for one in written))
        case PeopleField(at_most=most):
            return _at_most(most, (_person(one, directory) for one in written))
        case ChannelField():
            return _at_most(1, (_channel(one, directory) for one in written))


def _at_most(most: int, chosen: Iterable[str]) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(chosen))
    if len(values) > most:
        raise ValueError("Choose only one." if most == 1 else f"Choose at most {most}.")
    return values


def _choice(field: ChoiceField, written: str) -> str:
    for choice in field.choices:
        if written in {choice.value, str(choice.label)}:
            return choice.value
    raise ValueError(f"“{written[:40]}” is not among the choices.")


def _person(written: str, directory: Directory) -> str:
    name = written.rpartition("/")[2].removeprefix("@")
    account = directory.account_named(name)
    if account is None:
        raise ValueError(f"There is nobody called “{name[:40]}”.")
    return str(directory.user(account.id))


def _channel(written: str, directory: Directory) -> str:
    name = written.rpartition("/")[2].removeprefix("#")
    channel = directory.channel_named(name)
    if channel is None:
        raise ValueError(f"There is no channel called “{name[:40]}”.")
    return str(directory.channel(channel.id))
