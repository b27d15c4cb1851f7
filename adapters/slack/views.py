"""Modals and home tabs: forms to views, and what was filled in to values again. Pure, within Slack's limits."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from adapters.slack.controls import pack
from adapters.slack.render import LONGEST_VALUE, blocks_of_view, options, text_block
from adapters.slack.text import LONGEST_TEXT, PLATFORM, Around, Json, plain_text
from copbot import command_forms
from copbot.forms import ChannelField, ChoiceField, Field, FieldValues, Form, PeopleField, TextField
from copbot.message import Choice, Heading, Message
from copbot.refs import ChannelRef, UserRef

APP_NAME = "copbot"
_TITLE, _LABEL, _HINT = 24, 2_000, 2_000
_ERROR = 500
Suggested = frozenset[tuple[str, str]]
"""Options that come with suggestions, as (command's path, option's name)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a form was opened, kept in its view, so that what comes of it can be said there."""

    channel: str | None = None
    thread: str | None = None

    def __str__(self) -> str:
        return f"{self.channel or ''} {self.thread or ''}"

    @classmethod
    def parse(cls, text: str) -> "Origin":
        """Read what `str` wrote; anything else is nowhere."""
        channel, _, thread = text.partition(" ")
        return cls(channel=channel or None, thread=thread or None)


def form_view(form: Form, around: Around, origin: Origin, suggested: Suggested = frozenset()) -> Json:
    """Give the modal of a form; an input's block_id and action_id are its field's name.

    A short text with suggestions becomes a select that asks while one types; the words typed are always among
    what it offers.
    """
    intro = text_block(form.intro, around)
    path = form.control.row if form.control.action == command_forms.ACTION else ""
    return {
        "type": "modal",
        "callback_id": pack(form.control, around.community),
        "private_metadata": str(origin),
        "title": plain_text(form.title, _TITLE),
        "submit": plain_text(form.submit, _TITLE),
        "blocks": [
            *([] if intro is None else [intro]),
            *(_input(field, asks=(path, field.name) in suggested) for field in form.fields),
        ],
    }


def message_view(said: Message, around: Around, origin: Origin) -> Json:
    """Give a modal that only tells something."""
    title = next((block.text for block in said.blocks if isinstance(block, Heading)), APP_NAME)
    return {
        "type": "modal",
        "private_metadata": str(origin),
        "title": plain_text(title, _TITLE),
        "blocks": blocks_of_view(said, around),
    }


def home_view(said: Message, around: Around) -> Json:
    """Give the home tab."""
    return {"type": "home", "blocks": blocks_of_view(said, around)}


def errors(sentences: Iterable[tuple[str, str]], form: Form) -> dict[str, str]:
    """Give the sentences by block; one whose field the form does not show stands at the first that it does."""
    shown = [field.name for field in form.fields]
    found: dict[str, str] = {}
    for name, sentence in sentences:
        block = name if name in shown else shown[0]
        found[block] = f"{found[block]} {sentence}"[:_ERROR] if block in found else sentence[:_ERROR]
    return found


def values_of(view: Json, tenant: str) -> FieldValues:
    """Give what was filled in, by field."""
    return {name: _held(held, tenant) for name, held in _state(view)}


def people_in(view: Json) -> tuple[str, ...]:
    """Give the ids of the people who were chosen."""
    chosen = (held.get("selected_users") or [held.get("selected_user")] for _, held in _state(view))
    return tuple(dict.fromkeys(user for several in chosen for user in several if user))


def _state(view: Json) -> Iterator[tuple[str, Json]]:
    state: Mapping[str, Mapping[str, Json]] = view.get("state", {}).get("values", {})
    return ((name, held) for name, by_action in state.items() for held in by_action.values())


def _held(held: Json, tenant: str) -> tuple[str, ...]:
    match held:
        case {"selected_users": list(users)}:
            return tuple(str(UserRef(PLATFORM, tenant, user)) for user in users)
        case {"selected_user": str(user)}:
            return (str(UserRef(PLATFORM, tenant, user)),)
        case {"selected_conversation": str(channel)}:
            return (str(ChannelRef(PLATFORM, tenant, channel)),)
        case {"selected_options": list(several)}:
            return tuple(str(option["value"]) for option in several)
        case {"selected_option": {"value": str(value)}}:
            return (value,)
        case {"value": str(text)} if text.strip():
            return (text,)
        case _:
            return ()


def _input(field: Field, *, asks: bool) -> Json:
    block: Json = {
        "type": "input",
        "block_id": field.name,
        "label": plain_text(field.label, _LABEL),
        "optional": not field.required,
        "element": {"action_id": field.name, **_element(field, asks=asks)},
    }
    return {**block, "hint": plain_text(field.hint, _HINT)} if field.hint else block


def _element(field: Field, *, asks: bool) -> Json:
    match field:
        case TextField(multiline=False) if asks and len(field.initial) <= LONGEST_VALUE:
            chosen = options([Choice(field.initial, field.initial)] if field.initial else [])
            return {"type": "external_select", "min_query_length": 0, **_initially("initial_option", chosen)}
        case TextField(max_length=most, multiline=multiline, initial=text):
            most = min(most, LONGEST_TEXT)
            limits = {"multiline": multiline, "max_length": most}
            return {"type": "plain_text_input", **limits, **({"initial_value": text[:most]} if text else {})}
        case ChoiceField(choices=choices, at_most=1, initial=initial):
            offered = options(choices)
            chosen = [option for option in offered if option["value"] in initial][:1]
            return {"type": "static_select", "options": offered, **_initially("initial_option", chosen)}
        case ChoiceField(choices=choices, at_most=most, initial=initial):
            offered = options(choices)
            chosen = [option for option in offered if option["value"] in initial][:most]
            held = {"initial_options": chosen} if chosen else {}
            return {"type": "multi_static_select", "options": offered, "max_selected_items": most, **held}
        case PeopleField(at_most=1, initial=people):
            return {"type": "users_select", **_initially("initial_user", _here(people))}
        case PeopleField(at_most=most, initial=people):
            here = _here(people)[:most]
            return {
                "type": "multi_users_select",
                "max_selected_items": most,
                **({"initial_users": here} if here else {}),
            }
        case ChannelField(initial=channel):
            first = [channel.channel] if channel is not None and channel.platform == PLATFORM else []
            kinds = {"filter": {"include": ["public", "private"]}}
            return {"type": "conversations_select", **kinds, **_initially("initial_conversation", first)}


def _initially(name: str, found: "list[Json] | list[str]") -> Json:
    return {name: found[0]} if found else {}


def _here(people: Iterable[UserRef]) -> list[str]:
    return [user.user for user in people if user.platform == PLATFORM]
