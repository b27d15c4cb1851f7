"""Filling in a form: what a person types and picks, as Discord sends it."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import TypeAlias

from tests.e2e.discord_wire.interaction import Modal
from tests.e2e.discord_wire.places import Channel, Person, Role
from tests.e2e.discord_wire.refusal import Json
from tests.e2e.discord_wire.tree import ImpossibleError

Entity: TypeAlias = Person | Role | Channel
Entry: TypeAlias = str | bool | Sequence[str | Entity]
"""A text, a tick, or what was picked."""
Known: TypeAlias = Mapping[int, Entity]
"""Whom and what a form may show as picked already, by id."""

TEXT, LABEL, ROW, DISPLAY, RADIO, CHECKBOXES, CHECKBOX = 4, 18, 1, 10, 21, 22, 23
SELECTS = {3: (str,), 5: (Person,), 6: (Role,), 7: (Person, Role), 8: (Channel,)}


def submitted(modal: Modal, values: Mapping[str, Entry], known: Known) -> tuple[list[Json], list[Entity]]:
    """Give the components of a submitted form, and what has to be resolved; `values` by custom id or label.

    What is not named keeps what the form showed.

    Raises: ImpossibleError for what the client would not let a person send.
    """
    names = modal.controls
    by_id = {**_shown(modal, known), **{names.get(key, key): value for key, value in values.items()}}
    if unknown := set(by_id) - set(names.values()):
        raise ImpossibleError(f"the form {modal.title!r} has no {unknown}; it has {names}")
    ids, things = count(1), list[Entity]()
    sent: list[Json] = []
    for part in modal.components:
        number = next(ids)
        match part["type"]:
            case 1:
                inner = [_entered(field, field["label"], by_id, next(ids), things) for field in part["components"]]
                sent.append({"type": ROW, "id": number, "components": inner})
            case 18:
                entered = _entered(part["component"], part["label"], by_id, next(ids), things)
                sent.append({"type": LABEL, "id": number, "component": entered})
            case _:
                sent.append({"type": part["type"], "id": number})
    return sent, things


def _shown(modal: Modal, known: Known) -> dict[str, Entry]:
    """Give who and what is picked already where a form opens."""
    fields = [part["component"] for part in modal.components if "component" in part]
    return {
        field["custom_id"]: [known[int(one["id"])] for one in field["default_values"]]
        for field in fields
        if field.get("default_values")
    }


def _entered(field: Json, label: str, values: Mapping[str, Entry], number: int, things: list[Entity]) -> Json:
    kind, custom_id = field["type"], field["custom_id"]
    entered: Json = {"type": kind, "id": number, "custom_id": custom_id}
    value = values.get(custom_id)
    required = field.get("required", True)
    match kind:
        case 4:
            entered["value"] = _typed(field, label, value, required=required)
        case 21:
            picked = _picked(field, label, () if value is None else (value,), required=required, things=things)
            entered["value"] = picked[0] if picked else None
        case 23:
            entered["value"] = field.get("default", False) if value is None else bool(value)
        case _ if kind in SELECTS or kind == CHECKBOXES:
            if value is None:
                value = [option["value"] for option in field.get("options") or () if option.get("default")]
            entered["values"] = _picked(field, label, value, required=required, things=things)
        case _:
            raise ImpossibleError(f"the wire cannot fill in {label!r}: a component of type {kind}")
    return entered


def _typed(field: Json, label: str, value: Entry | None, *, required: bool) -> str:
    text = field.get("value") or "" if value is None else value
    if not isinstance(text, str):
        raise ImpossibleError(f"{label!r} takes a text, not {text!r}")
    least, most = field.get("min_length") or 0, field.get("max_length") or 4000
    if not text:
        if required:
            raise ImpossibleError(f"{label!r} has to be filled in")
        return text
    if not least <= len(text) <= most:
        raise ImpossibleError(f"{label!r} takes {least} to {most} characters, not {len(text)}")
    return text


def _picked(field: Json, label: str, value: object, *, required: bool, things: list[Entity]) -> list[str]:
    chosen = [*value] if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    if required and not chosen:
        raise ImpossibleError(f"{label!r} has to be chosen")
    return picked(field, label, chosen, things) if chosen else []


def picked(select: Json, label: str, chosen: Sequence[object], things: list[Entity]) -> list[str]:
    """Give the values of a choice, held against the select's options and bounds.

    Raises: ImpossibleError for a choice that is not offered.
    """
    wanted = SELECTS.get(select["type"], (str,))
    least, most = select.get("min_values"), select.get("max_values")
    least = 1 if least is None else least
    most = (len(select["options"]) if select["type"] == CHECKBOXES else 1) if most is None else most
    if not least <= len(chosen) <= most:
        raise ImpossibleError(f"{label!r} takes {least} to {most} choices, not {len(chosen)}")
    offered = {option["label"]: option["value"] for option in select.get("options") or ()}
    values: list[str] = []
    for each in chosen:
        if not isinstance(each, wanted):
            raise ImpossibleError(f"{label!r} (type {select['type']}) does not take {each!r}")
        if isinstance(each, Person | Role | Channel):
            things.append(each)
            values.append(str(each.id))
        elif isinstance(each, str) and (each in offered or each in offered.values()):
            values.append(offered.get(each, each))
        else:
            raise ImpossibleError(f"{label!r} offers {offered}, not {each!r}")
    return values
