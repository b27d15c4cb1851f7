"""REST: the bot itself, guilds, roles, members, channels and threads."""

from tests.e2e.discord_wire import goings, payloads
from tests.e2e.discord_wire.happenings import add_to_thread, remove_from_thread
from tests.e2e.discord_wire.limits import check_thread
from tests.e2e.discord_wire.places import Channel, ChannelKind, Guild, Member
from tests.e2e.discord_wire.refusal import Json, Refusal, Wrong
from tests.e2e.discord_wire.routes import DONE, Answer, Call, Route, allowed, the_channel, the_guild, the_message
from tests.e2e.discord_wire.world import World

_LIMITED_FLAGS = {"presences": 1 << 13, "members": 1 << 15, "message_content": 1 << 19}


def application_flags(world: World) -> int:
    """Give the application's flags: which privileged intents were granted (as to a bot in few guilds)."""
    return sum(_LIMITED_FLAGS[name] for name in world.granted)


def _me(world: World, call: Call) -> Answer:
    return 200, {**payloads.user(world.bot), "mfa_enabled": True, "locale": "en-US", "verified": True, "email": None}


def _application(world: World, call: Call) -> Answer:
    flags = application_flags(world)
    return 200, {
        "id": str(world.bot.id),
        "name": world.bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": payloads.user(world.bot),
        "bot_public": True,
        "bot_require_code_grant": False,
        "verify_key": "0" * 64,
        "flags": flags,
        "flags_new": str(flags),
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": payloads.user(world.creator),
        "approximate_guild_count": len(world.guilds),
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
    }


def _gateway(world: World, call: Call) -> Answer:
    return 200, {"url": gateway_url(world)}


def _gateway_bot(world: World, call: Call) -> Answer:
    start = {"total": 1000, "remaining": 1000, "reset_after": 86_400_000, "max_concurrency": 16}
    return 200, {"url": gateway_url(world), "shards": world.rules.shards, "session_start_limit": start}


def gateway_url(world: World) -> str:
    """Give the address of the gateway."""
    return world.address.replace("http", "ws", 1) + "/gateway"


def _user(world: World, call: Call) -> Answer:
    person = world.people.get(call.id("user_id"))
    if person is None:
        raise Refusal(10013)
    return 200, payloads.user(person)


def _open_direct(world: World, call: Call) -> Answer:
    person = world.people.get(int(call.fields.get("recipient_id") or 0))
    if person is None or person.bot:
        raise Refusal(50033)
    return 200, payloads.channel(world, world.direct_with(person))


def _guilds(world: World, call: Call) -> Answer:
    mine = [guild for guild in world.guilds.values() if guild.installed]
    shown = ("id", "name", "icon", "banner", "features", "approximate_member_count", "approximate_presence_count")
    rest = {"owner": False, "permissions": "0"}
    return 200, [{**{key: payloads.guild(world, guild)[key] for key in shown}, **rest} for guild in mine]


def _leave(world: World, call: Call) -> Answer:
    goings.uninstalled(world, the_guild(world, call)[0], outage=False)
    return DONE


def _guild(world: World, call: Call) -> Answer:
    return 200, payloads.guild(world, the_guild(world, call)[0])


def _channels(world: World, call: Call) -> Answer:
    guild, _ = the_guild(world, call)
    return 200, [payloads.channel(world, each) for each in guild.channels.values()]


def _roles(world: World, call: Call) -> Answer:
    return 200, [payloads.role(role) for role in the_guild(world, call)[0].roles.values()]


def _active_threads(world: World, call: Call) -> Answer:
    guild, _ = the_guild(world, call)
    active = [each for each in guild.threads.values() if not each.archived and world.may(each)]
    mine = [payloads.thread_member(each, world.bot.id) for each in active if world.bot.id in each.members]
    return 200, {"threads": [payloads.channel(world, each) for each in active], "members": mine, "has_more": False}


def _the_member(guild: Guild, call: Call) -> Member:
    member = guild.members.get(call.id("user_id"))
    if member is None:
        raise Refusal(10007)
    return member


def _member(world: World, call: Call) -> Answer:
    return 200, payloads.full_member(_the_member(the_guild(world, call)[0], call))


def _members(world: World, call: Call) -> Answer:
    guild, _ = the_guild(world, call)
    if "members" not in world.granted:
        raise Refusal(50001)
    after, limit = call.number("after", 0), min(call.number("limit", 1), 1000)
    found = sorted(number for number in guild.members if number > after)[:limit]
    return 200, [payloads.full_member(guild.members[number]) for number in found]


def _search(world: World, call: Call) -> Answer:
    guild, _ = the_guild(world, call)
    start = call.query.get("query", "").lower()
    named = [each for each in guild.members.values() if (each.nick or each.person.name).lower().startswith(start)]
    return 200, [payloads.full_member(member) for member in named[: min(call.number("limit", 1), 1000)]]


def _give_role(world: World, call: Call) -> Answer:
    return _change_role(world, call, give=True)


def _take_role(world: World, call: Call) -> Answer:
    return _change_role(world, call, give=False)


def _change_role(world: World, call: Call, *, give: bool) -> Answer:
    guild, me = the_guild(world, call)
    allowed(guild, me, "manage_roles")
    member, role = _the_member(guild, call), guild.roles.get(call.id("role_id"))
    if role is None:
        raise Refusal(10011)
    member.roles = [each for each in member.roles if each is not role] + [role] * give
    goings.member_changed(world, guild, member)
    return DONE


def _channel(world: World, call: Call) -> Answer:
    return 200, payloads.channel(world, the_channel(world, call))


def _change_channel(world: World, call: Call) -> Answer:
    channel = the_channel(world, call)
    if channel.guild is None:
        raise Refusal(50024)
    needed = "manage_threads" if channel.is_thread else "manage_channels"
    body = call.fields
    reopening = channel.is_thread and not channel.locked and body == {"archived": False}
    if not reopening and channel.owner is not world.bot and not world.may(channel, needed):
        raise Refusal(50013)
    channel.name = body.get("name") or channel.name
    channel.topic = body.get("topic", channel.topic)
    channel.archived = bool(body.get("archived", channel.archived))
    channel.locked = bool(body.get("locked", channel.locked))
    channel.invitable = bool(body.get("invitable", channel.invitable))
    channel.auto_archive = body.get("auto_archive_duration", channel.auto_archive)
    goings.channel_changed(world, channel)
    return 200, payloads.channel(world, channel)


def _delete_channel(world: World, call: Call) -> Answer:
    channel = the_channel(world, call)
    if channel.guild is not None:
        if not world.may(channel, "manage_threads" if channel.is_thread else "manage_channels"):
            raise Refusal(50013)
        goings.channel_deleted(world, channel)
    return 200, payloads.channel(world, channel)


def _type(world: World, call: Call) -> Answer:
    the_channel(world, call, "send_messages")
    return DONE


def _thread_on_message(world: World, call: Call) -> Answer:
    parent = the_channel(world, call, "create_public_threads")
    message = the_message(parent, call.id("message_id"))
    if parent.guild is None or parent.is_thread:
        raise Refusal(50024)
    if message.thread is not None:
        raise Refusal(160004)
    thread = goings.open_thread(world, parent, call.fields["name"], world.bot, message)
    thread.auto_archive = call.fields.get("auto_archive_duration") or thread.auto_archive
    return 201, payloads.channel(world, thread)


def _thread_alone(world: World, call: Call) -> Answer:
    private = call.fields.get("type", 12) == ChannelKind.PRIVATE_THREAD
    parent = the_channel(world, call, "create_private_threads" if private else "create_public_threads")
    if parent.guild is None or parent.is_thread:
        raise Refusal(50024)
    name = call.fields["name"]
    if private:
        invitable = bool(call.fields.get("invitable", True))
        thread = goings.open_private_thread(world, parent, name, world.bot, invitable=invitable)
    else:
        thread = goings.open_thread(world, parent, name, world.bot)
    return 201, payloads.channel(world, thread)


def _the_thread(world: World, call: Call) -> tuple[Channel, Guild]:
    thread = the_channel(world, call)
    if not thread.is_thread or thread.guild is None:
        raise Refusal(50024)
    return thread, thread.guild


def _thread_members(world: World, call: Call) -> Answer:
    thread, guild = _the_thread(world, call)
    shown = [_thread_member(thread, guild, number, call) for number in thread.members]
    return 200, shown


def _thread_member(thread: Channel, guild: Guild, number: int, call: Call) -> Json:
    member = guild.members.get(number) if call.query.get("with_member") in {"true", "1"} else None
    return payloads.thread_member(thread, number, member)


def _one_thread_member(world: World, call: Call) -> Answer:
    thread, guild = _the_thread(world, call)
    if (number := call.id("user_id")) not in thread.members:
        raise Refusal(10007)
    return 200, _thread_member(thread, guild, number, call)


def _invite(world: World, call: Call) -> Answer:
    thread, guild = _the_thread(world, call)
    if thread.archived:
        raise Refusal(50083)
    person = _the_member(guild, call).person
    goings.invite_to_thread(world, thread, world.bot, person)
    return DONE


def _put_out(world: World, call: Call) -> Answer:
    thread, _ = _the_thread(world, call)
    if thread.owner is not world.bot and not world.may(thread, "manage_threads"):
        raise Refusal(50013)
    person = world.people.get(call.id("user_id"))
    if person is None:
        raise Refusal(10013)
    remove_from_thread(world, thread, person)
    return DONE


def _enter(world: World, call: Call) -> Answer:
    add_to_thread(world, _the_thread(world, call)[0], [world.bot])
    return DONE


def _go(world: World, call: Call) -> Answer:
    remove_from_thread(world, _the_thread(world, call)[0], world.bot)
    return DONE


def _check_direct(body: Json, files: object) -> list[Wrong]:
    return [] if body.get("recipient_id") else [Wrong("recipient_id", "This field is required")]


_GUILD, _CHANNEL = "/guilds/{guild_id}", "/channels/{channel_id}"
_ROLE = _GUILD + "/members/{user_id}/roles/{role_id}"
_THREAD_MEMBER = _CHANNEL + "/thread-members/{user_id}"
ROUTES = (
    Route("GET", "/users/@me", _me),
    Route("GET", "/oauth2/applications/@me", _application),
    Route("GET", "/applications/@me", _application),
    Route("GET", "/gateway", _gateway),
    Route("GET", "/gateway/bot", _gateway_bot),
    Route("GET", "/users/@me/guilds", _guilds),
    Route("DELETE", "/users/@me/guilds/{guild_id}", _leave),
    Route("GET", "/users/{user_id}", _user),
    Route("POST", "/users/@me/channels", _open_direct, lambda body, files: iter(_check_direct(body, files))),
    Route("GET", _GUILD, _guild),
    Route("GET", _GUILD + "/channels", _channels),
    Route("GET", _GUILD + "/roles", _roles),
    Route("GET", _GUILD + "/threads/active", _active_threads),
    Route("GET", _GUILD + "/members", _members),
    Route("GET", _GUILD + "/members/search", _search),
    Route("GET", _GUILD + "/members/{user_id}", _member),
    Route("PUT", _ROLE, _give_role),
    Route("DELETE", _ROLE, _take_role),
    Route("GET", _CHANNEL, _channel),
    Route("PATCH", _CHANNEL, _change_channel),
    Route("DELETE", _CHANNEL, _delete_channel),
    Route("POST", _CHANNEL + "/typing", _type),
    Route("POST", _CHANNEL + "/messages/{message_id}/threads", _thread_on_message, check_thread),
    Route("POST", _CHANNEL + "/threads", _thread_alone, check_thread),
    Route("GET", _CHANNEL + "/thread-members", _thread_members),
    Route("PUT", _CHANNEL + "/thread-members/@me", _enter),
    Route("DELETE", _CHANNEL + "/thread-members/@me", _go),
    Route("GET", _THREAD_MEMBER, _one_thread_member),
    Route("PUT", _THREAD_MEMBER, _invite),
    Route("DELETE", _THREAD_MEMBER, _put_out),
)
