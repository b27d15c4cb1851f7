"""What a form holds: values typed or chosen, in the shape Slack sends them."""

from collections.abc import Callable, Iterable, Mapping

from tests.e2e.slack_wire.blocks import Element, Json

SINGLE = {
    "users_select": "user",
    "channels_select": "channel",
    "conversations_select": "conversation",
}
MANY = {f"multi_{kind}": f"{what}s" for kind, what in SINGLE.items()}
PICKERS = {"datepicker": "date", "timepicker": "time", "datetimepicker": "date_time"}
CHOOSE_ONE = frozenset({"static_select", "external_select", "radio_buttons", "overflow"})
CHOOSE_MANY = frozenset({"multi_static_select", "multi_external_select", "checkboxes"})
TYPED = frozenset({"plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input"})

Resolve = Callable[[str], str]
"""From a person's or channel's name to its id."""


class NotPossible(AssertionError):  # noqa: N818 -- it reads as what it is: Slack's own client would not let a person
    """A pretend person tried what the screen before them does not offer."""


def initial(raw: Json) -> Json:
    """Give what an element holds before anybody touches it."""
    kind = str(raw["type"])
    if kind in CHOOSE_ONE:
        return {"type": kind, "selected_option": raw.get("initial_option")}
    if kind in CHOOSE_MANY:
        return {"type": kind, "selected_options": raw.get("initial_options", [])}
    if kind in SINGLE:
        return {"type": kind, f"selected_{SINGLE[kind]}": raw.get(f"initial_{SINGLE[kind]}")}
    if kind in MANY:
        return {"type": kind, f"selected_{MANY[kind]}": raw.get(f"initial_{MANY[kind]}", [])}
    if kind in PICKERS:
        return {"type": kind, f"selected_{PICKERS[kind]}": raw.get(f"initial_{PICKERS[kind]}")}
    return {"type": kind, "value": raw.get("initial_value")}


def chosen(element: Element, value: object, resolve: Resolve, offered: Mapping[str, Json]) -> Json:
    """Give what an element holds once a person chose or typed `value`.

    Options go by their value or by what stands on them; people and channels by name or id. `offered` are the
    options an external select showed, by value.
    """
    raw, kind = element.raw, element.type
    if value is None:
        return {**initial(raw), **{key: None for key in initial(raw) if key != "type"}}
    if kind in CHOOSE_ONE:
        return {"type": kind, "selected_option": _option(raw, str(value), offered)}
    if kind in CHOOSE_MANY:
        options = [_option(raw, wanted, offered) for wanted in _several(value)]
        _at_most(raw, len(options))
        return {"type": kind, "selected_options": options}
    if kind in SINGLE:
        return {"type": kind, f"selected_{SINGLE[kind]}": resolve(str(value))}
    if kind in MANY:
        _at_most(raw, len(_several(value)))
        return {"type": kind, f"selected_{MANY[kind]}": [resolve(one) for one in _several(value)]}
    if kind in PICKERS:
        return {"type": kind, f"selected_{PICKERS[kind]}": value}
    return {"type": kind, "value": _fits(element, str(value))}


def _several(value: object) -> list[str]:
    match value:
        case str():
            return [value]
        case list() | tuple():
            return [str(one) for one in value]
        case _:
            raise NotPossible(f"several things cannot be chosen by {value!r}")


def _at_most(raw: Json, count: int) -> None:
    limit = raw.get("max_selected_items", count)
    if count > limit:
        raise NotPossible(f"at most {limit} can be chosen")


def _option(raw: Json, wanted: str, offered: Mapping[str, Json]) -> Json:
    groups = [option for group in raw.get("option_groups", []) for option in group["options"]]
    options: list[Json] = [*raw.get("options", []), *groups, *offered.values()]
    for option in options:
        if wanted in (option.get("value"), option["text"]["text"]):
            return option
    raise NotPossible(f"{wanted!r} is not offered; there is {[option['text']['text'] for option in options]}")


def _fits(element: Element, text: str) -> str:
    shortest, longest = element.raw.get("min_length", 0), element.raw.get("max_length", 3000)
    if not shortest <= len(text) <= longest:
        raise NotPossible(f"{element.label!r} takes {shortest} to {longest} characters, not {len(text)}")
    return text


def is_empty(held: Json) -> bool:
    """Tell whether an element holds nothing."""
    return all(value in (None, "", []) for key, value in held.items() if key != "type")


def state_of(elements: Iterable[Element], given: Mapping[tuple[str, str], Json]) -> Json:
    """Give `state.values`: what every stateful element holds, by block and action."""
    values: dict[str, Json] = {}
    for element in elements:
        if element.type in ("button", "overflow", "workflow_button"):
            continue
        held = given.get((element.block_id, element.action_id)) or initial(element.raw)
        values.setdefault(element.block_id, {})[element.action_id] = held
    return {"values": values}


def addressed(elements: Iterable[Element], key: str) -> Element:
    """Find the input called `key`: `block/action`, the block, the action, or the label above it.

    Raises: NotPossible when the form has no such input.
    """
    known = list(elements)
    names: tuple[Callable[[Element], str], ...] = (
        lambda e: f"{e.block_id}/{e.action_id}",
        lambda e: e.block_id,
        lambda e: e.action_id,
        lambda e: e.label,
    )
    for name in names:
        for element in known:
            if name(element) == key:
                return element
    raise NotPossible(f"no input {key!r}; there is {[f'{e.block_id}/{e.action_id}' for e in known]}")
