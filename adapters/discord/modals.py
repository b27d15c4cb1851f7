"""Forms as Discord's modals: labelled inputs, selects and pickers. Source: Discord's component reference."""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any

from adapters.discord import custom_ids
from adapters.discord.native import Json
from adapters.discord.pieces import choices
from adapters.discord.references import PLATFORM, channel_ref, user_ref
from adapters.discord.spans import clipped, fitted, label
from copbot.forms import MOST_FIELDS, ChannelField, ChoiceField, Field, FieldValues, Form, PeopleField, TextField
from copbot.refs import CommunityId

_TITLE, _LABEL, _HINT, _INTRO, _LONGEST, _MOST = 45, 45, 100, 4000, 4000, 25
_CHANNEL_TYPES = (0, 5, 10, 11, 12)
"""Text and announcement channels, and threads."""


class ComponentKind(IntEnum):
    """Discord's component types, as far as forms use them."""

    CHOICE = 3
    TEXT = 4
    PEOPLE = 5
    CHANNEL = 8
    DISPLAY = 10
    LABEL = 18


def modal(form: Form, community: CommunityId) -> Json:
    """Give a form as the data of a modal; five parts are the most it shows, so a fifth field pushes out the intro."""
    components = [_labelled(one) for one in form.fields]
    intro = fitted(form.intro, _INTRO)
    if intro and len(components) < MOST_FIELDS:
        components.insert(0, {"type": ComponentKind.DISPLAY, "content": intro})
    return {
        "custom_id": custom_ids.write(form.control, community),
        "title": label(form.title, _TITLE),
        "components": components,
    }


def _labelled(field: Field) -> Json:
    made: Json = {"type": ComponentKind.LABEL, "label": label(field.label, _LABEL), "component": _component(field)}
    return made if field.hint is None else {**made, "description": label(field.hint, _HINT)}


def _component(field: Field) -> Json:
    made: Json = {"custom_id": field.name, "required": field.required}
    match field:
        case TextField(multiline=multiline, initial=initial):
            longest = min(field.max_length, _LONGEST)
            made |= {"type": ComponentKind.TEXT, "style": 2 if multiline else 1, "max_length": longest}
            return {**made, "value": clipped(initial, longest)} if initial else made
        case ChoiceField(choices=offered, at_most=at_most, initial=initial):
            options = choices(offered, initial)
            return {
                **made,
                "type": ComponentKind.CHOICE,
                "options": options,
                **_bounds(field, min(at_most, len(options))),
            }
        case PeopleField(at_most=at_most, initial=initial):
            made |= {"type": ComponentKind.PEOPLE, **_bounds(field, min(at_most, _MOST))}
            known = [one.user for one in initial if one.platform == PLATFORM][:at_most]
            return _with_defaults(made, "user", known)
        case ChannelField(initial=initial):
            made |= {"type": ComponentKind.CHANNEL, "channel_types": [*_CHANNEL_TYPES], **_bounds(field, 1)}
            known = [initial.channel] if initial is not None and initial.platform == PLATFORM else []
            return _with_defaults(made, "channel", known)


def _bounds(field: Field, most: int) -> Json:
    return {"min_values": 1 if field.required else 0, "max_values": most}


def _with_defaults(made: Json, kind: str, ids: Sequence[str]) -> Json:
    return {**made, "default_values": [{"id": one, "type": kind} for one in ids]} if ids else made


def submitted(components: Sequence[Mapping[str, Any]], guild: int | str | None) -> FieldValues:
    """Read what was filled in; people and channels become the text of their references."""
    values: dict[str, tuple[str, ...]] = {}
    for part in components:
        inside = [part["component"]] if "component" in part else part.get("components", ())
        values |= {entered["custom_id"]: _entered(entered, guild) for entered in inside}
    return values


def _entered(entered: Mapping[str, Any], guild: int | str | None) -> tuple[str, ...]:
    picked = entered.get("values") or ()
    match entered["type"]:
        case ComponentKind.PEOPLE:
            return tuple(str(user_ref(one)) for one in picked)
        case ComponentKind.CHANNEL:
            return tuple(str(channel_ref(guild, one)) for one in picked)
        case ComponentKind.CHOICE:
            return tuple(picked)
        case _:
            return (entered["value"],) if entered.get("value") else ()
