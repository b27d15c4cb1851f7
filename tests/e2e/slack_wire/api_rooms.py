"""`conversations.*`: channels, their members and their past."""

from tests.e2e.slack_wire.blocks import Json
from tests.e2e.slack_wire.call import ApiError, Call, Methods, page
from tests.e2e.slack_wire.model import Conversation, Post
from tests.e2e.slack_wire.world import World

GROUP_MOST = 8
"""Others a group message may hold."""
KINDS = {"public_channel": "channel", "private_channel": "group", "im": "im", "mpim": "mpim"}


def info(call: Call) -> Json:
    """Describe a conversation."""
    return {"channel": call.conversation().shown(call.bot)}


def list_all(call: Call) -> Json:
    """List the conversations of the kinds asked for."""
    kinds = {KINDS[kind] for kind in call.text("types", "public_channel").replace(" ", "").split(",")}
    shown = [
        one.shown(call.bot)
        for one in call.world.conversations.values()
        if one.team == call.team.id
        and one.kind in kinds
        and (one.kind == "channel" or call.bot in one.members)
        and not (call.flag("exclude_archived") and one.archived)
    ]
    return page(call, shown, "channels")


def members(call: Call) -> Json:
    """List who is in a conversation."""
    people = [{"id": member} for member in call.conversation().members]
    one = page(call, people, "members")
    return one | {"members": [member["id"] for member in one["members"]]}


def join(call: Call) -> Json:
    """Enter a public channel."""
    channel = call.conversation()
    if channel.kind != "channel":
        raise ApiError("method_not_supported_for_channel_type")
    if channel.archived:
        raise ApiError("is_archived")
    if call.bot not in channel.members:
        channel.members[call.bot] = None
        now = call.world.clock.stamp()
        call.world.emit(joined(channel, call.bot, now), call.team, channel)
        call.world.emit(announced(call.world, channel, call.bot), call.team, channel)
    return {"channel": channel.shown(call.bot)}


def joined(channel: Conversation, user: str, now: str, kind: str = "member_joined_channel") -> Json:
    """Give the event of somebody coming or going."""
    letter = "C" if channel.kind == "channel" else "G"
    told = {"type": kind, "user": user, "channel": channel.id, "channel_type": letter}
    return told | {"team": channel.team, "event_ts": now}


def announced(world: World, channel: Conversation, user: str) -> Json:
    """Write the line a channel shows when somebody comes, and give its event."""
    post = world.post(channel, user, f"<@{user}> has joined the channel", subtype="channel_join")
    return {**post.shown(), "channel": channel.id, "channel_type": channel.kind, "event_ts": post.ts}


def open_direct(call: Call) -> Json:
    """Open the direct or group message with some people, or find it."""
    if call.text("channel"):
        return {"channel": {"id": call.conversation().id}}
    users = tuple(dict.fromkeys(one.strip() for one in call.needed("users").split(",")))
    for user in users:
        person = call.world.people.get(user)
        if person is None or person.team != call.team.id:
            raise ApiError("user_not_found")
        if person.bot:
            raise ApiError("cannot_dm_bot")
        if person.deleted:
            raise ApiError("user_disabled")
    if len(users) > GROUP_MOST:
        raise ApiError("too_many_users")
    known = len(call.world.conversations)
    channel = call.world.direct(call.team.id, users)
    told: Json = channel.shown(call.bot) if call.flag("return_im") else {"id": channel.id}
    already: Json = {} if len(call.world.conversations) > known else {"no_op": True, "already_open": True}
    return {"channel": told, **already}


def _readable(call: Call) -> Conversation:
    channel = call.conversation()
    if call.bot not in channel.members:
        raise ApiError("not_in_channel")
    return channel


def _between(call: Call, posts: list[Post]) -> list[Post]:
    oldest, latest = float(call.text("oldest") or 0), float(call.text("latest") or "inf")
    if call.flag("inclusive"):
        return [post for post in posts if oldest <= float(post.ts) <= latest]
    return [post for post in posts if oldest < float(post.ts) < latest]


def _summary(channel: Conversation, post: Post, *, metadata: bool) -> Json:
    replies = channel.thread(post.ts)
    if not replies:
        return post.shown(metadata=metadata)
    about = {
        "thread_ts": post.ts,
        "reply_count": len(replies),
        "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
        "latest_reply": replies[-1].ts,
    }
    return post.shown(metadata=metadata) | about


def history(call: Call) -> Json:
    """Read what stands in a channel, newest first, without the replies in its threads."""
    channel = _readable(call)
    posts = reversed(_between(call, channel.visible()))
    metadata = call.flag("include_all_metadata")
    return page(call, [_summary(channel, post, metadata=metadata) for post in posts], "messages")


def replies(call: Call) -> Json:
    """Read a thread: its parent, then the replies, oldest first."""
    channel = _readable(call)
    ts = call.needed("ts")
    parent = channel.posts.get(ts)
    thread = channel.thread(ts)
    if parent is None and not thread:
        raise ApiError("thread_not_found")
    metadata = call.flag("include_all_metadata")
    first = [] if parent is None else [_summary(channel, parent, metadata=metadata)]
    rest = [post.shown(metadata=metadata) for post in _between(call, thread)]
    return page(call, [*first, *rest], "messages", limit=1_000)


METHODS: Methods = {
    "conversations.info": info,
    "conversations.list": list_all,
    "conversations.members": members,
    "conversations.join": join,
    "conversations.open": open_direct,
    "conversations.history": history,
    "conversations.replies": replies,
}
