"""REST: answers to interactions and what follows them, and the command tree."""

from tests.e2e.discord_wire import happenings, payloads
from tests.e2e.discord_wire.drafts import Draft
from tests.e2e.discord_wire.happenings import Posting
from tests.e2e.discord_wire.interaction import Answer as Kind
from tests.e2e.discord_wire.interaction import Asked, Interaction, Modal
from tests.e2e.discord_wire.limits import check_callback, check_message, check_reply
from tests.e2e.discord_wire.places import EPHEMERAL, LOADING, Message, MessageKind
from tests.e2e.discord_wire.refusal import Json, Refusal, Wrong
from tests.e2e.discord_wire.routes import DONE, Answer, Call, Route, the_guild
from tests.e2e.discord_wire.tree_limits import check_commands
from tests.e2e.discord_wire.world import World

_POSSIBLE = {
    Asked.COMMAND: {Kind.MESSAGE, Kind.DEFERRED, Kind.MODAL},
    Asked.COMPONENT: {Kind.MESSAGE, Kind.DEFERRED, Kind.DEFERRED_UPDATE, Kind.UPDATE, Kind.MODAL},
    Asked.AUTOCOMPLETE: {Kind.CHOICES},
    Asked.MODAL: {Kind.MESSAGE, Kind.DEFERRED, Kind.DEFERRED_UPDATE, Kind.UPDATE},
}
_OF_A_SOURCE = frozenset({Kind.DEFERRED_UPDATE, Kind.UPDATE})


def _answer(world: World, call: Call) -> Answer:
    interaction = world.interactions.get(call.named["interaction_token"])
    if interaction is None or interaction.id != call.id("interaction_id") or _late(world, interaction):
        raise Refusal(10062)
    if interaction.callback is not None:
        raise Refusal(40060)
    kind = Kind(call.fields["type"])
    no_source = kind in _OF_A_SOURCE and interaction.source is None
    if kind not in _POSSIBLE[interaction.kind] or no_source:
        raise Refusal(50035, [Wrong("type", f"{kind.name} does not answer {interaction.kind.name}")])
    data = call.fields.get("data") or {}
    made = _carry_out(world, interaction, kind, data, Draft.of(data, call.files))
    interaction.callback = call.fields
    interaction.changes.happened()
    world.changes.happened()
    if call.query.get("with_response") not in {"1", "true"}:
        return DONE
    return 200, _described(world, interaction, kind, made)


def _late(world: World, interaction: Interaction) -> bool:
    within = world.rules.answer_within
    return interaction.expired or (within is not None and world.now() - interaction.at > within)


def _carry_out(world: World, interaction: Interaction, kind: Kind, data: Json, draft: Draft) -> Message | None:
    match kind:
        case Kind.MESSAGE:
            if draft.empty:
                raise Refusal(50006)
            interaction.original = _post(world, interaction, draft)
            return interaction.original
        case Kind.DEFERRED:
            thinking = Draft(flags=LOADING | draft.flags)
            interaction.original = _post(world, interaction, thinking)
        case Kind.DEFERRED_UPDATE:
            interaction.original = interaction.source
        case Kind.UPDATE:
            assert interaction.source is not None
            if interaction.source.deleted:
                raise Refusal(10008)
            interaction.original = interaction.source
            happenings.edit(world, interaction.source, data, draft)
            return interaction.source
        case Kind.MODAL:
            interaction.modal = Modal(interaction, data["custom_id"], data["title"], data["components"])
        case Kind.CHOICES:
            pass
    return None


def _post(world: World, interaction: Interaction, draft: Draft) -> Message:
    menu = interaction.payload["data"].get("type", 1) != 1
    slash = MessageKind.CONTEXT_MENU if menu else MessageKind.COMMAND
    how = Posting(
        kind=slash if interaction.kind is Asked.COMMAND else MessageKind.DEFAULT,
        metadata=_metadata(interaction),
        seen_by=interaction.person if draft.flags & EPHEMERAL else None,
    )
    return happenings.post(world, interaction.channel, world.bot, draft, how)


def _metadata(interaction: Interaction) -> Json:
    owners = interaction.payload["authorizing_integration_owners"]
    made: Json = {"id": str(interaction.id), "type": int(interaction.kind), "user": payloads.user(interaction.person)}
    made["authorizing_integration_owners"] = owners
    if interaction.kind is Asked.COMPONENT and interaction.source is not None:
        made["interacted_message_id"] = str(interaction.source.id)
    if interaction.opener is not None:
        made["triggering_interaction_metadata"] = _metadata(interaction.opener)
    return made


def _described(world: World, interaction: Interaction, kind: Kind, made: Message | None) -> Json:
    about: Json = {"id": str(interaction.id), "type": int(interaction.kind)}
    if interaction.original is not None:
        about["response_message_id"] = str(interaction.original.id)
        about["response_message_loading"] = interaction.original.loading
        about["response_message_ephemeral"] = interaction.original.ephemeral
    answer: Json = {"interaction": about}
    if made is not None:
        answer["resource"] = {"type": int(kind), "message": payloads.message(world, made)}
    return answer


def _the_interaction(world: World, call: Call) -> Interaction:
    """Give the interaction whose token stands in the path, once it was answered."""
    interaction = world.interactions.get(call.named["webhook_token"])
    if interaction is None or call.id("webhook_id") != world.bot.id or interaction.callback is None:
        raise Refusal(10015)
    if interaction.expired or world.now() - interaction.at > world.rules.token_lives:
        raise Refusal(50027)
    return interaction


def _follow_up(world: World, call: Call) -> Answer:
    interaction = _the_interaction(world, call)
    draft = Draft.of(call.fields, call.files)
    if draft.empty:
        raise Refusal(50006)
    thinking = interaction.original
    if thinking is not None and thinking.loading and not thinking.deleted:
        happenings.edit(world, thinking, {**call.fields, "content": draft.content}, draft)
        message = thinking
    else:
        message = _post(world, interaction, draft)
        interaction.followups.append(message)
    interaction.changes.happened()
    return 200, payloads.message(world, message)


def _the_original(interaction: Interaction) -> Message:
    if interaction.original is None or interaction.original.deleted:
        raise Refusal(10008)
    return interaction.original


def _the_message(world: World, call: Call) -> tuple[Interaction, Message]:
    interaction = _the_interaction(world, call)
    if "message_id" not in call.named:
        return interaction, _the_original(interaction)
    number = call.id("message_id")
    known = [interaction.original, *interaction.followups]
    for message in known:
        if message is not None and message.id == number and not message.deleted:
            return interaction, message
    raise Refusal(10008)


def _get(world: World, call: Call) -> Answer:
    return 200, payloads.message(world, _the_message(world, call)[1])


def _edit(world: World, call: Call) -> Answer:
    interaction, message = _the_message(world, call)
    happenings.edit(world, message, call.fields, Draft.of(call.fields, call.files))
    interaction.changes.happened()
    return 200, payloads.message(world, message)


def _delete(world: World, call: Call) -> Answer:
    interaction, message = _the_message(world, call)
    happenings.delete(world, message)
    interaction.changes.happened()
    return DONE


def _tree(world: World, call: Call) -> int | None:
    if call.id("application_id") != world.bot.id:
        raise Refusal(50001)
    return the_guild(world, call)[0].id if "guild_id" in call.named else None


def _list_commands(world: World, call: Call) -> Answer:
    return 200, world.commands.get(_tree(world, call), [])


def _sync(world: World, call: Call) -> Answer:
    guild_id = _tree(world, call)
    known = {(command["type"], command["name"]): command["id"] for command in world.commands.get(guild_id, ())}
    made = [_registered(world, guild_id, command, known) for command in call.body or ()]
    world.commands[guild_id] = made
    world.changes.happened()
    return 200, made


def _registered(world: World, guild_id: int | None, command: Json, known: dict[tuple[int, str], str]) -> Json:
    kind = command.get("type") or 1
    permissions = command.get("default_member_permissions")
    made: Json = {
        "description": "",
        "nsfw": False,
        "integration_types": [0],
        **{key: value for key, value in command.items() if value is not None},
        "id": known.get((kind, command["name"])) or str(world.ids.next()),
        "application_id": str(world.bot.id),
        "version": str(world.ids.next()),
        "type": kind,
        "contexts": command.get("contexts"),
        "default_member_permissions": None if permissions is None else str(permissions),
    }
    return made if guild_id is None else {**made, "guild_id": str(guild_id)}


_HOOK = "/webhooks/{webhook_id}/{webhook_token}"
_COMMANDS = "/applications/{application_id}/commands"
_GUILD_COMMANDS = "/applications/{application_id}/guilds/{guild_id}/commands"
ROUTES = (
    Route(
        "POST", "/interactions/{interaction_id}/{interaction_token}/callback", _answer, check_callback, by_token=True
    ),
    Route("POST", _HOOK, _follow_up, check_reply, by_token=True),
    *(
        route
        for name in ("@original", "{message_id}")
        for route in (
            Route("GET", f"{_HOOK}/messages/{name}", _get, by_token=True),
            Route("PATCH", f"{_HOOK}/messages/{name}", _edit, check_message, by_token=True),
            Route("DELETE", f"{_HOOK}/messages/{name}", _delete, by_token=True),
        )
    ),
    Route("GET", _COMMANDS, _list_commands),
    Route("PUT", _COMMANDS, _sync, check_commands),
    Route("GET", _GUILD_COMMANDS, _list_commands),
    Route("PUT", _GUILD_COMMANDS, _sync, check_commands),
)
