"""`chat.*` and `reactions.*`: messages of the bot, and what it reads of one message."""

from tests.e2e.slack_wire.blocks import Json, with_ids
from tests.e2e.slack_wire.call import ApiError, Call, Methods
from tests.e2e.slack_wire.checks import check_message
from tests.e2e.slack_wire.model import Conversation, Ephemeral, Post


def _target(call: Call) -> Conversation:
    """Find where to post; a person's id means the direct message with them."""
    channel = call.needed("channel")
    if channel in call.world.people:
        person = call.person("channel")
        if person.bot:
            raise ApiError("cannot_dm_bot")
        return call.world.direct(call.team.id, (person.id,))
    return call.conversation()


def _writable(call: Call, channel: Conversation) -> None:
    if channel.archived:
        raise ApiError("is_archived")
    if call.bot not in channel.members:
        if "chat:write.public" not in call.team.scopes:
            raise ApiError("not_in_channel")
        call.world.needs("chat:write.public", call.method)


def _thread(call: Call, channel: Conversation) -> str | None:
    """Give the thread's parent; a reply's own ts stands for its parent."""
    ts = call.text("thread_ts")
    if not ts:
        return None
    parent = channel.posts.get(ts)
    return parent.thread_ts or ts if parent is not None else ts


def _metadata(call: Call) -> Json | None:
    value = call.structure("metadata")
    return value if isinstance(value, dict) else None


def post_message(call: Call) -> Json:
    """Post a message."""
    channel = _target(call)
    _writable(call, channel)
    blocks = call.objects("blocks")
    metadata = _metadata(call)
    check_message(call.world, call.method, call.params | {"metadata": metadata}, blocks)
    post = call.world.post(
        channel,
        call.bot,
        call.text("text"),
        blocks=with_ids(blocks, lambda: call.world.fresh("b")),
        thread_ts=_thread(call, channel),
        metadata=metadata,
        bot_id=call.team.bot_id,
        broadcast=call.flag("reply_broadcast"),
        unfurls=call.flag("unfurl_links", default=True),
    )
    event = {**post.shown(), "channel": channel.id, "channel_type": channel.kind, "event_ts": post.ts}
    call.world.emit(event, call.team, channel)
    return {"channel": channel.id, "ts": post.ts, "message": post.shown(metadata=True)}


def _own(call: Call, refusal: str) -> tuple[Conversation, Post]:
    channel = call.conversation()
    post = call.post(channel)
    if post.bot_id != call.team.bot_id:
        raise ApiError(refusal)
    return channel, post


def update(call: Call) -> Json:
    """Change a message of the bot's own; blocks that are not given again are gone."""
    channel, post = _own(call, "cant_update_message")
    if channel.archived:
        raise ApiError("is_archived")
    blocks = call.objects("blocks")
    check_message(call.world, call.method, call.params | {"metadata": _metadata(call)}, blocks)
    before = post.shown()
    post.text = call.text("text")
    post.blocks = with_ids(blocks, lambda: call.world.fresh("b"))
    post.edits += 1
    if "metadata" in call.params:
        post.metadata = _metadata(call)
    event = {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.kind,
        "message": post.shown(),
        "previous_message": before,
        "ts": call.world.clock.stamp(),
    }
    call.world.emit({**event, "event_ts": event["ts"]}, call.team, channel)
    return {"channel": channel.id, "ts": post.ts, "text": post.text, "message": post.shown(metadata=True)}


def delete(call: Call) -> Json:
    """Delete a message of the bot's own."""
    channel, post = _own(call, "cant_delete_message")
    call.world.emit(deleted(call.world.clock.stamp(), channel, post), call.team, channel)
    return {"channel": channel.id, "ts": post.ts}


def deleted(now: str, channel: Conversation, post: Post) -> Json:
    """Take a message away and give the event that tells of it."""
    del channel.posts[post.ts]
    post.deleted = True
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "channel": channel.id,
        "channel_type": channel.kind,
        "ts": now,
        "event_ts": now,
        "deleted_ts": post.ts,
        "previous_message": post.shown(),
    }


def post_ephemeral(call: Call) -> Json:
    """Show a message to one person in a channel they are in."""
    channel = call.conversation()
    person = call.person()
    if channel.archived:
        raise ApiError("is_archived")
    if call.bot not in channel.members:
        raise ApiError("not_in_channel")
    if person.id not in channel.members:
        raise ApiError("user_not_in_channel")
    blocks = call.objects("blocks")
    check_message(call.world, call.method, call.params, blocks)
    shown = Ephemeral(
        call.world.clock.stamp(),
        channel.id,
        person.id,
        call.text("text"),
        with_ids(blocks, lambda: call.world.fresh("b")),
        call.text("thread_ts") or None,
    )
    call.world.ephemerals.append(shown)
    return {"message_ts": shown.ts}


def permalink(call: Call) -> Json:
    """Give the address of a message."""
    channel = call.conversation()
    post = call.post(channel, "message_ts")
    return {"channel": channel.id, "permalink": permalink_of(post)}


def permalink_of(post: Post) -> str:
    """Give the address of a message, as people copy it."""
    link = f"https://{post.team.lower()}.slack.com/archives/{post.channel}/p{post.ts.replace('.', '')}"
    return f"{link}?thread_ts={post.thread_ts}&cid={post.channel}" if post.is_reply else link


def _reacted(call: Call) -> tuple[Conversation, Post, str]:
    channel = call.conversation()
    post = call.post(channel, "timestamp")
    name = call.needed("name")
    if ":" in name or not name.isascii():
        raise ApiError("invalid_name")
    return channel, post, name


def react(call: Call) -> Json:
    """Add a reaction of the bot's."""
    channel, post, name = _reacted(call)
    if call.bot not in channel.members:
        raise ApiError("not_in_channel")
    users = post.reactions.setdefault(name, [])
    if call.bot in users:
        raise ApiError("already_reacted")
    users.append(call.bot)
    call.world.emit(reaction("reaction_added", call.bot, name, post, call.world.clock.stamp()), call.team, channel)
    return {}


def unreact(call: Call) -> Json:
    """Take a reaction of the bot's away."""
    channel, post, name = _reacted(call)
    if call.bot not in post.reactions.get(name, []):
        raise ApiError("no_reaction")
    withdraw(post, name, call.bot)
    call.world.emit(reaction("reaction_removed", call.bot, name, post, call.world.clock.stamp()), call.team, channel)
    return {}


def withdraw(post: Post, name: str, user: str) -> None:
    """Take somebody's reaction away."""
    post.reactions[name].remove(user)
    if not post.reactions[name]:
        del post.reactions[name]


def reaction(kind: str, user: str, name: str, post: Post, now: str) -> Json:
    """Give the event of a reaction."""
    item = {"type": "message", "channel": post.channel, "ts": post.ts}
    return {"type": kind, "user": user, "reaction": name, "item_user": post.user, "item": item, "event_ts": now}


def get_reactions(call: Call) -> Json:
    """Read one message with its reactions: how a bot sees what was reacted to."""
    channel = call.conversation()
    post = call.post(channel, "timestamp")
    message = post.shown() | {"permalink": permalink_of(post)}
    return {"type": "message", "channel": channel.id, "message": message}


METHODS: Methods = {
    "chat.postMessage": post_message,
    "chat.update": update,
    "chat.delete": delete,
    "chat.postEphemeral": post_ephemeral,
    "chat.getPermalink": permalink,
    "reactions.add": react,
    "reactions.remove": unreact,
    "reactions.get": get_reactions,
}
