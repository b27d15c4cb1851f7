"""What people ask of the bot: commands, menus, presses, choices, forms."""

from collections.abc import Mapping, Sequence

from tests.e2e.discord_wire import form, payloads, tree
from tests.e2e.discord_wire.changes import Changes
from tests.e2e.discord_wire.interaction import Asked, Interaction, Modal
from tests.e2e.discord_wire.permissions import permissions_of
from tests.e2e.discord_wire.places import Channel, Control, Member, Message, Person
from tests.e2e.discord_wire.refusal import Json
from tests.e2e.discord_wire.tree import Found, ImpossibleError, Value
from tests.e2e.discord_wire.world import World

_FILE_LIMIT = 10 * 1024 * 1024
_NOTHING: Mapping[str, Value] = {}


class Asking:
    """Acts that make an interaction; each gives it at once, to be waited for by `await it.answered()`."""

    world: World

    async def slash(
        self, person: Person, channel: Channel, path: str, options: Mapping[str, Value] = _NOTHING, *, locale: str = ""
    ) -> Interaction:
        """Type a slash command (`kudos give`), as the tree was last synced.

        Raises: ImpossibleError when Discord's client would not let the person.
        """
        found = tree.find(self.world, person, channel, path)
        filled, things = tree.fill_in(found, options)
        data = _called(found, filled)
        if things:
            data["resolved"] = payloads.resolved(self.world, channel.guild, things)
        return self._ask(Asked.COMMAND, person, channel, data, locale=locale)

    async def autocomplete(
        self,
        person: Person,
        channel: Channel,
        path: str,
        focused: str,
        partial: str = "",
        *,
        others: Mapping[str, Value] = _NOTHING,
    ) -> Interaction:
        """Type part of an option, with others filled in already."""
        found = tree.find(self.world, person, channel, path)
        option = found.option(focused)
        if not option.get("autocomplete"):
            raise ImpossibleError(f"{found.path} suggests nothing for {focused!r}")
        so_far = Found(found.top, found.way, [{**each, "required": False} for each in found.options])
        filled, _ = tree.fill_in(so_far, others)
        filled.append({"type": option["type"], "name": focused, "value": partial, "focused": True})
        return self._ask(Asked.AUTOCOMPLETE, person, channel, _called(found, filled))

    async def context_menu(
        self, person: Person, name: str, target: Message | Person, channel: Channel | None = None, *, locale: str = ""
    ) -> Interaction:
        """Choose an app's entry in the menu of a message, or of a person met in `channel`."""
        place = target.channel if isinstance(target, Message) else channel
        if place is None:
            raise ImpossibleError(f"{name!r} of a person is chosen in some channel")
        found = tree.find(self.world, person, place, name, kind=3 if isinstance(target, Message) else 2)
        data = {**_called(found, []), "target_id": str(target.id)}
        del data["options"]
        data["resolved"] = payloads.resolved(self.world, place.guild, [target])
        return self._ask(Asked.COMMAND, person, place, data, locale=locale)

    async def press(self, person: Person, message: Message, button: str, *, locale: str = "") -> Interaction:
        """Press a button, by its custom id or its label."""
        control = _control(person, message, button, {2})
        if control.data.get("style") == 5:
            raise ImpossibleError(f"{button!r} opens {control.data.get('url')}; the bot hears nothing of it")
        data = {"component_type": 2, "custom_id": control.custom_id, "id": control.data["id"]}
        return self._ask(Asked.COMPONENT, person, message.channel, data, locale=locale, message=message)

    async def select(
        self, person: Person, message: Message, select: str, values: Sequence[str | form.Entity], *, locale: str = ""
    ) -> Interaction:
        """Choose in a select, by its custom id or placeholder; values by value or label, or as objects."""
        control = _control(person, message, select, set(form.SELECTS))
        things: list[form.Entity] = []
        chosen = form.picked(dict(control.data), control.label, values, things)
        data: Json = {"component_type": control.kind, "custom_id": control.custom_id, "values": chosen}
        data["id"] = control.data["id"]
        if things:
            data["resolved"] = payloads.resolved(self.world, message.channel.guild, things)
        return self._ask(Asked.COMPONENT, person, message.channel, data, locale=locale, message=message)

    async def submit(
        self, person: Person, modal: Modal, values: Mapping[str, form.Entry], *, locale: str = ""
    ) -> Interaction:
        """Send a form off, `values` by custom id or label; what is not named keeps what the form showed."""
        opener = modal.opened_by
        if person is not opener.person:
            raise ImpossibleError(f"the form was opened for {opener.person.name}")
        guild = opener.channel.guild
        roles = {} if guild is None else guild.roles
        components, things = form.submitted(modal, values, {**roles, **self.world.channels, **self.world.people})
        data: Json = {"custom_id": modal.custom_id, "components": components}
        if things:
            data["resolved"] = payloads.resolved(self.world, guild, things)
        return self._ask(Asked.MODAL, person, opener.channel, data, locale=locale, message=opener.source, opener=opener)

    async def redeliver(self, interaction: Interaction) -> None:
        """Deliver the same interaction once more, as a platform may."""
        self._tell(interaction)

    async def expire(self, interaction: Interaction) -> None:
        """Let the time of an interaction run out: its token is worth nothing from now on."""
        interaction.expired = True

    def _ask(
        self,
        kind: Asked,
        person: Person,
        channel: Channel,
        data: Json,
        *,
        locale: str = "",
        message: Message | None = None,
        opener: Interaction | None = None,
    ) -> Interaction:
        world = self.world
        if channel.deleted:
            raise ImpossibleError("the channel is gone")
        number = world.ids.next()
        payload = {
            "id": str(number),
            "application_id": str(world.bot.id),
            "type": int(kind),
            "token": f"interaction-{number}",
            "version": 1,
            "data": data,
            "locale": locale or person.locale,
            "entitlements": [],
            "attachment_size_limit": _FILE_LIMIT,
            **_where(world, person, channel),
            **({} if message is None else {"message": payloads.message(world, message)}),
        }
        interaction = Interaction(
            id=number,
            token=payload["token"],
            kind=kind,
            person=person,
            channel=channel,
            at=world.now(),
            payload=payload,
            changes=Changes(),
            source=message,
            opener=opener,
        )
        world.keep_interaction(interaction)
        self._tell(interaction)
        return interaction

    def _tell(self, interaction: Interaction) -> None:
        guild = interaction.channel.guild
        guild_id = None if guild is None else guild.id
        self.world.sessions.tell("INTERACTION_CREATE", interaction.payload, guild_id=guild_id)


def _called(found: Found, options: list[Json]) -> Json:
    called: Json = {"id": found.top["id"], "name": found.top["name"], "type": found.top["type"]}
    if "guild_id" in found.top:
        called["guild_id"] = found.top["guild_id"]
    return {**called, "options": found.nested(options)}


def _where(world: World, person: Person, channel: Channel) -> Json:
    guild = channel.guild
    if guild is None:
        return {
            "user": payloads.user(person),
            "channel": payloads.channel(world, channel),
            "channel_id": str(channel.id),
            "context": 1,
            "authorizing_integration_owners": {"0": "0"},
            "app_permissions": "0",
        }
    member = guild.members.get(person.id)
    if member is None:
        raise ImpossibleError(f"{person.name} is not in {guild.name}")
    me = world.bot_in(guild)
    return {
        "guild": {"id": str(guild.id), "locale": guild.locale, "features": []},
        "guild_id": str(guild.id),
        "guild_locale": guild.locale,
        "channel": payloads.partial_channel(world, channel, member),
        "channel_id": str(channel.id),
        "member": _asking_member(member, channel),
        "context": 0,
        "authorizing_integration_owners": {"0": str(guild.id)},
        "app_permissions": str(permissions_of(guild, me, channel) if me else 0),
    }


def _asking_member(member: Member, channel: Channel) -> Json:
    assert channel.guild is not None
    return {**payloads.full_member(member), "permissions": str(permissions_of(channel.guild, member, channel))}


def _control(person: Person, message: Message, name: str, kinds: set[int]) -> Control:
    """Find a control a person sees, by custom id or label.

    Raises: ImpossibleError when it is not there for them.
    """
    if message.deleted:
        raise ImpossibleError("the message is gone")
    if message.seen_by is not None and message.seen_by is not person:
        raise ImpossibleError(f"only {message.seen_by.name} sees this message")
    there = [control for control in message.controls if control.kind in kinds]
    found = [control for control in there if control.custom_id == name] or [
        control for control in there if control.label == name
    ]
    if len(found) != 1:
        shown = [(control.label, control.custom_id) for control in there]
        raise ImpossibleError(f"the message shows {len(found)} of {name!r}; it shows {shown}")
    if found[0].disabled:
        raise ImpossibleError(f"{name!r} is disabled")
    return found[0]
