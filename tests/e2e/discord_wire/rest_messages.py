"""REST: messages and reactions."""

from itertools import islice

from tests.e2e.discord_wire import happenings, payloads
from tests.e2e.discord_wire.drafts import Draft
from tests.e2e.discord_wire.happenings import Posting
from tests.e2e.discord_wire.limits import check_message
from tests.e2e.discord_wire.places import Channel, ChannelKind, Message, MessageKind
from tests.e2e.discord_wire.refusal import Json, Refusal
from tests.e2e.discord_wire.routes import DONE, Answer, Call, Route, the_channel, the_message
from tests.e2e.discord_wire.world import World

_WRITABLE = frozenset(ChannelKind) - {ChannelKind.CATEGORY, ChannelKind.FORUM}
_MOST_REACTIONS = 20


def _seen(world: World, message: Message) -> Json:
    made = payloads.message(world, message)
    readable = "message_content" in world.granted or world.may_read(message)
    return made if readable else payloads.without_content(made)


def _create(world: World, call: Call) -> Answer:
    channel = the_channel(world, call)
    send = "send_messages_in_threads" if channel.is_thread else "send_messages"
    if not world.may(channel, send):
        raise Refusal(50013)
    _refuse_closed(world, channel)
    body = call.fields
    if (earlier := _earlier(world, body)) is not None:
        earlier.repeats += 1
        world.changes.happened()
        return 200, _seen(world, earlier)
    draft = Draft.of(body, call.files)
    if draft.empty:
        raise Refusal(50006)
    reference = body.get("message_reference") or {}
    if reference and not world.may(channel, "read_message_history"):
        raise Refusal(160002)
    answered = channel.messages.get(int(reference["message_id"])) if reference else None
    if reference and answered is None and reference.get("fail_if_not_exists", True):
        raise Refusal(10008)
    kind = MessageKind.REPLY if answered else MessageKind.DEFAULT
    how = Posting(kind=kind, reply_to=answered, nonce=body.get("nonce"))
    message = happenings.post(world, channel, world.bot, draft, how)
    if message.nonce is not None:
        world.nonces[str(message.nonce)] = (world.now(), message)
    return 200, _seen(world, message)


def _refuse_closed(world: World, channel: Channel) -> None:
    if channel.kind not in _WRITABLE:
        raise Refusal(50008)
    if channel.archived and channel.locked and not world.may(channel, "manage_threads"):
        raise Refusal(50083)
    if channel.locked and not world.may(channel, "manage_threads"):
        raise Refusal(160005)
    person = channel.person
    if person is not None:
        shared = any(person.id in guild.members for guild in world.guilds.values() if guild.installed)
        if not (person.takes_dms and shared):
            raise Refusal(50007)


def _earlier(world: World, body: Json) -> Message | None:
    """Find the message sent with the same nonce some minutes ago, if that is to be held back."""
    nonce = body.get("nonce")
    if nonce is None or not body.get("enforce_nonce"):
        return None
    at, message = world.nonces.get(str(nonce), (float("-inf"), None))
    return message if world.now() - at <= world.rules.nonce_lives else None


def _list(world: World, call: Call) -> Answer:
    channel = the_channel(world, call)
    if not world.may(channel, "read_message_history"):
        return 200, []
    limit = min(call.number("limit", 50), 100)
    before, after = call.number("before", 0), call.number("after", 0)
    if "after" in call.query:
        later = (message for message in channel.messages.values() if message.id > after)
        found = [*islice(later, limit)][::-1]
    else:
        newest = (message for message in reversed(channel.messages.values()) if not before or message.id < before)
        found = [*islice(newest, limit)]
    return 200, [_seen(world, message) for message in found]


def _get(world: World, call: Call) -> Answer:
    channel = the_channel(world, call, "read_message_history")
    return 200, _seen(world, the_message(channel, call.id("message_id")))


def _edit(world: World, call: Call) -> Answer:
    channel = the_channel(world, call)
    message = the_message(channel, call.id("message_id"))
    if message.author is not world.bot:
        raise Refusal(50005)
    if channel.archived:
        raise Refusal(50083)
    happenings.edit(world, message, call.fields, Draft.of(call.fields, call.files))
    return 200, _seen(world, message)


def _delete(world: World, call: Call) -> Answer:
    channel = the_channel(world, call)
    message = the_message(channel, call.id("message_id"))
    if message.author is not world.bot and channel.guild is None:
        raise Refusal(50003)
    if message.author is not world.bot and not world.may(channel, "manage_messages"):
        raise Refusal(50013)
    happenings.delete(world, message)
    return DONE


def _delete_many(world: World, call: Call) -> Answer:
    channel = the_channel(world, call, "manage_messages")
    numbers = map(int, call.fields["messages"])
    found = [channel.messages[number] for number in numbers if number in channel.messages]
    if found:
        happenings.delete(world, *found)
    return DONE


def _reacted(world: World, call: Call, *permissions: str) -> Message:
    return the_message(the_channel(world, call, "read_message_history", *permissions), call.id("message_id"))


def _react(world: World, call: Call) -> Answer:
    emoji = call.named["emoji_name"]
    message = _reacted(world, call, "add_reactions")
    if not _known(world, emoji):
        raise Refusal(10014)
    if message.channel.archived:
        raise Refusal(50083)
    if emoji not in message.reactions and len(message.reactions) >= _MOST_REACTIONS:
        raise Refusal(30010)
    happenings.react(world, world.bot, message, emoji)
    return DONE


def _known(world: World, emoji: str) -> bool:
    name, colon, number = emoji.partition(":")
    if not colon:
        return not name.isascii()
    return any(guild.emojis.get(name) == int(number) for guild in world.guilds.values() if number.isdecimal())


def _unreact(world: World, call: Call) -> Answer:
    happenings.unreact(world, world.bot, _reacted(world, call), call.named["emoji_name"])
    return DONE


def _unreact_other(world: World, call: Call) -> Answer:
    message = _reacted(world, call, "manage_messages")
    person = message.reactions.get(call.named["emoji_name"], {}).get(call.id("user_id"))
    if person is not None:
        happenings.unreact(world, person, message, call.named["emoji_name"])
    return DONE


def _clear(world: World, call: Call) -> Answer:
    happenings.clear_reactions(world, _reacted(world, call, "manage_messages"), call.named.get("emoji_name"))
    return DONE


def _reactors(world: World, call: Call) -> Answer:
    by = _reacted(world, call).reactions.get(call.named["emoji_name"], {})
    after = call.number("after", 0)
    people = sorted((person for person in by.values() if person.id > after), key=lambda person: person.id)
    return 200, [payloads.user(person) for person in people[: min(call.number("limit", 25), 100)]]


_MESSAGES = "/channels/{channel_id}/messages"
_MESSAGE = _MESSAGES + "/{message_id}"
_EMOJI = _MESSAGE + "/reactions/{emoji_name}"
ROUTES = (
    Route("POST", _MESSAGES, _create, check_message),
    Route("GET", _MESSAGES, _list),
    Route("POST", _MESSAGES + "/bulk-delete", _delete_many),
    Route("GET", _MESSAGE, _get),
    Route("PATCH", _MESSAGE, _edit, check_message),
    Route("DELETE", _MESSAGE, _delete),
    Route("DELETE", _MESSAGE + "/reactions", _clear),
    Route("GET", _EMOJI, _reactors),
    Route("DELETE", _EMOJI, _clear),
    Route("PUT", _EMOJI + "/@me", _react),
    Route("DELETE", _EMOJI + "/@me", _unreact),
    Route("DELETE", _EMOJI + "/{user_id}", _unreact_other),
)
