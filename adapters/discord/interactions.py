"""What people ask of the bot, as events: read from the raw interaction, so that no command or view is relied on."""

from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any

from adapters.discord import custom_ids
from adapters.discord.commands import base_of
from adapters.discord.modals import submitted
from adapters.discord.native import Json
from adapters.discord.people import described, person_of
from adapters.discord.references import channel_ref, link_to, message_ref, place_of, role_ref, user_ref
from adapters.discord.sdk import discord
from adapters.discord.threads import place_in
from copbot.command import OptionKind
from copbot.events import (
    ButtonPressed,
    CommandInvoked,
    Event,
    FormSubmitted,
    Happening,
    OptionValue,
    Person,
    Place,
    SeenMessage,
    ShortcutUsed,
    SuggestionsAsked,
)
from copbot.message import Control
from copbot.refs import CommunityId, UserRef
from copbot.repertoire import Repertoire

_MESSAGE_MENU = 3

AnyInteraction = discord.Interaction[discord.Client]


class Kind(IntEnum):
    """Discord's option types, as far as they are no plain value."""

    SUBCOMMAND = 1
    GROUP = 2
    USER = 6
    CHANNEL = 7
    ROLE = 8


def event_of(interaction: AnyInteraction, repertoire: Repertoire) -> Event | None:
    """Read an interaction; None for a kind that asks nothing."""
    data: Mapping[str, Any] = interaction.data or {}
    guild = interaction.guild_id
    community: CommunityId | None = None
    happened: Happening
    match interaction.type:
        case discord.InteractionType.application_command if data.get("type") == _MESSAGE_MENU:
            happened = _shortcut(data, guild, repertoire)
        case discord.InteractionType.application_command:
            path, options = invoked(data)
            happened = CommandInvoked(path, options_of(options, path, guild, repertoire))
        case discord.InteractionType.autocomplete:
            happened = _asked(data, guild, repertoire)
        case discord.InteractionType.component:
            control, community = custom_ids.read(data["custom_id"])
            happened = _pressed(interaction, control, data.get("values") or ())
        case discord.InteractionType.modal_submit:
            control, community = custom_ids.read(data["custom_id"])
            happened = FormSubmitted(control, submitted(data["components"], guild))
        case _:
            return None
    return Event(
        place=where(interaction),
        happened=happened,
        actor=person_of(interaction.user, permissions=interaction.permissions, locale=interaction.locale.value),
        people=tuple(people_in(data.get("resolved") or {}, guild)),
        delivery_id=str(interaction.id),
        community=community,
    )


def where(interaction: AnyInteraction) -> Place:
    """Say where an interaction happened; its payload tells of threads that discord.py does not keep."""
    if interaction.channel_id is None:
        return place_of(interaction.guild_id)
    return place_in(interaction.guild_id, interaction.channel_id, interaction.channel)


def invoked(data: Mapping[str, Any]) -> tuple[str, Sequence[Json]]:
    """Read which command was meant, and the options that were filled in."""
    words: list[str] = [data["name"]]
    options: Sequence[Json] = data.get("options") or ()
    while options and options[0]["type"] in {Kind.SUBCOMMAND, Kind.GROUP}:
        words.append(options[0]["name"])
        options = options[0].get("options") or ()
    return " ".join(words), options


def options_of(filled: Sequence[Json], path: str, guild: int | None, repertoire: Repertoire) -> dict[str, OptionValue]:
    """Read options; several people spread over `to`, `to_2` come together again."""
    command = repertoire.commands.get(path)
    declared = command.options if command else ()
    several = {option.name for option in declared if option.kind is OptionKind.PEOPLE}
    made: dict[str, OptionValue] = {}
    people: dict[str, list[UserRef]] = {}
    for one in filled:
        name = base_of(one["name"], declared)
        match one["type"], one["value"]:
            case Kind.USER, user if name in several:
                people.setdefault(name, []).append(user_ref(user))
            case Kind.USER, user:
                made[name] = user_ref(user)
            case Kind.CHANNEL, channel:
                made[name] = channel_ref(guild, channel)
            case Kind.ROLE, role:
                made[name] = role_ref(guild or "", role)
            case _, value:
                made[name] = value
    return {**made, **{name: tuple(them) for name, them in people.items()}}


def _asked(data: Mapping[str, Any], guild: int | None, repertoire: Repertoire) -> SuggestionsAsked:
    path, options = invoked(data)
    focused = next((one for one in options if one.get("focused")), {"name": "", "value": ""})
    others = [one for one in options if one is not focused]
    return SuggestionsAsked(path, focused["name"], str(focused["value"]), options_of(others, path, guild, repertoire))


def _shortcut(data: Mapping[str, Any], guild: int | None, repertoire: Repertoire) -> ShortcutUsed:
    names = {shortcut.name: callback for callback, shortcut in repertoire.shortcuts.items()}
    raw = data["resolved"]["messages"][data["target_id"]]
    return ShortcutUsed(names.get(data["name"], data["name"]), seen_message(raw, guild, readable=True))


def _pressed(interaction: AnyInteraction, control: Control, values: Sequence[str]) -> ButtonPressed:
    message = interaction.message
    if message is None or message.flags.ephemeral:
        return ButtonPressed(control, tuple(values))
    return ButtonPressed(control, tuple(values), message_ref(interaction.guild_id, message.channel.id, message.id))


def people_in(resolved: Mapping[str, Any], guild: int | None) -> Iterator[Person]:
    """Describe whom an interaction names, and who wrote the message it is about."""
    members: Mapping[str, Any] = resolved.get("members") or {}
    for number, user in (resolved.get("users") or {}).items():
        yield described(user, members.get(number), guild)
    for message in (resolved.get("messages") or {}).values():
        if author := message.get("author"):
            yield described(author, None, guild)


def seen_message(raw: Mapping[str, Any], guild: int | str | None, *, readable: bool) -> SeenMessage:
    """Describe a message from raw JSON; a forwarded one says what it forwards.

    `readable` tells whether no text means that there is none, or that it is not shown.
    """
    ref = message_ref(guild, raw["channel_id"], raw["id"])
    forwarded = [one["message"].get("content") for one in raw.get("message_snapshots") or ()]
    text = "\n".join(part for part in (raw.get("content"), *forwarded) if part)
    author = raw.get("author") or {}
    return SeenMessage(
        ref=ref,
        author=user_ref(author["id"]) if author else None,
        author_is_bot=bool(author.get("bot")),
        text=text if text or readable else None,
        permalink=link_to(ref),
    )
