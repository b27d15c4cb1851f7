"""Events API payloads to happenings; pure. What concerns nobody gives None."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TypeAlias

from adapters.slack.commands import labels, pieces, without
from adapters.slack.emoji import to_unicode
from adapters.slack.heard import Heard, Via, Way, channel_ref, message_ref, place, user_ref
from adapters.slack.text import Json
from copbot.events import (
    BotMentioned,
    ChannelGone,
    ChannelRenamed,
    DirectMessageReceived,
    Happening,
    HomeOpened,
    MemberJoined,
    MemberLeft,
    MessagePosted,
    MessagesDeleted,
    ProfileChanged,
    ReactionAdded,
    ReactionRemoved,
    TypedPiece,
    Uninstalled,
)
from copbot.refs import UserRef

_WRITTEN = frozenset({None, "file_share", "me_message", "thread_broadcast"})
"""The subtypes of messages that somebody wrote."""

Hear: TypeAlias = Callable[[Json, str, str | None], Heard | None]
"""From an event, the workspace and the bot's user id to what was heard."""


def heard_event(payload: Json) -> Heard | None:
    """Read an `event_callback`."""
    event: Json = payload["event"]
    hear = _EVENTS.get(str(event.get("type")))
    tenant, bot = installation(payload)
    found = None if hear is None else hear(event, tenant, bot)
    return None if found is None else replace(found, delivery_id=str(payload["event_id"]))


def installation(payload: Json) -> tuple[str, str | None]:
    """Give the workspace whose installation hears this, and its bot user.

    In channels shared with other workspaces `team_id` may be another one's.
    """
    for one in payload.get("authorizations") or ():
        if one.get("is_bot") and one.get("team_id"):
            return str(one["team_id"]), str(one["user_id"])
    return str(payload.get("context_team_id") or payload["team_id"]), None


def _simple(happened: Happening, tenant: str, channel: str | None, actor: str | None = None) -> Heard:
    where = place(tenant, channel)
    return Heard(place=where, happened=happened, way=Way(via=Via.EVENT, tenant=tenant), actor=actor)


def _message(event: Json, tenant: str, bot: str | None) -> Heard | None:
    match event.get("subtype"):
        case "message_deleted":
            return _deleted(event["deleted_ts"], event, tenant)
        case "message_changed" if event["message"].get("subtype") == "tombstone":
            return _deleted(event["message"]["ts"], event, tenant)
        case subtype if subtype in _WRITTEN and event.get("user") and not event.get("bot_id"):
            return _written(event, tenant) if event["user"] != bot else None
        case _:
            return None


def _written(event: Json, tenant: str) -> Heard:
    channel, ts, thread = event["channel"], event["ts"], event.get("thread_ts")
    where = place(tenant, channel, thread if thread != ts else None)
    ref = message_ref(tenant, channel, ts)
    if event.get("channel_type") != "im":
        happened = MessagePosted(ref, where.thread)
        return Heard(place=where, happened=happened, way=Way(via=Via.EVENT, tenant=tenant), actor=event["user"])
    line = pieces(event.get("text") or "", tenant)
    way = Way(via=Via.DIRECT, tenant=tenant, user=event["user"], channel=channel, thread=thread)
    return _said(DirectMessageReceived(ref, line), event, way, line)


def _mention(event: Json, tenant: str, bot: str | None) -> Heard | None:
    if event.get("bot_id") or not event.get("user"):
        return None
    channel, thread = event["channel"], event.get("thread_ts")
    line = without(None if bot is None else user_ref(tenant, bot), pieces(event.get("text") or "", tenant))
    way = Way(via=Via.MENTION, tenant=tenant, user=event["user"], channel=channel, thread=thread)
    return _said(BotMentioned(message_ref(tenant, channel, event["ts"]), line), event, way, line)


def _said(happened: Happening, event: Json, way: Way, line: tuple[TypedPiece, ...]) -> Heard:
    thread = way.thread if way.thread != event["ts"] else None
    return Heard(
        place=place(way.tenant, way.channel, thread),
        happened=happened,
        way=way,
        actor=way.user,
        people=mentioned(line),
        labels=labels(event.get("text") or ""),
    )


def mentioned(line: tuple[TypedPiece, ...]) -> tuple[str, ...]:
    """Give the ids of the people a line names."""
    return tuple(dict.fromkeys(piece.user for piece in line if isinstance(piece, UserRef)))


def _deleted(ts: str, event: Json, tenant: str) -> Heard:
    gone = MessagesDeleted((message_ref(tenant, event["channel"], ts),))
    return _simple(gone, tenant, event["channel"])


def _reaction(event: Json, tenant: str, bot: str | None) -> Heard | None:
    item: Json = event["item"]
    if item.get("type") != "message" or event["user"] == bot:
        return None
    message, emoji = message_ref(tenant, item["channel"], item["ts"]), to_unicode(event["reaction"])
    if event["type"] == "reaction_removed":
        return _simple(ReactionRemoved(message, emoji), tenant, item["channel"], event["user"])
    author = event.get("item_user")
    added = ReactionAdded(message, emoji, None if author is None else user_ref(tenant, author))
    return Heard(
        place=place(tenant, item["channel"]),
        happened=added,
        way=Way(via=Via.EVENT, tenant=tenant),
        actor=event["user"],
        people=() if author is None else (author,),
    )


def _home(event: Json, tenant: str, _: str | None) -> Heard | None:
    if event.get("tab", "home") != "home":
        return None
    way = Way(via=Via.HOME, tenant=tenant, user=event["user"])
    return Heard(place=place(tenant), happened=HomeOpened(), way=way, actor=event["user"])


def _profile(event: Json, tenant: str, bot: str | None) -> Heard | None:
    profile: Json = event["user"]
    if profile["id"] == bot:
        return None
    happened: Happening = MemberJoined() if event["type"] == "team_join" else ProfileChanged()
    if profile.get("deleted"):
        happened = MemberLeft()
    where, way = place(tenant), Way(via=Via.EVENT, tenant=tenant)
    return Heard(place=where, happened=happened, way=way, actor=profile["id"], profile=profile)


def _joined(event: Json, tenant: str, bot: str | None) -> Heard | None:
    return None if event["user"] == bot else _simple(MemberJoined(), tenant, event["channel"], event["user"])


def _left(event: Json, tenant: str, bot: str | None) -> Heard | None:
    if event["user"] == bot:
        return _gone(event, tenant, bot)
    return _simple(MemberLeft(), tenant, event["channel"], event["user"])


def _gone(event: Json, tenant: str, _: str | None) -> Heard | None:
    return _simple(ChannelGone(channel_ref(tenant, event["channel"])), tenant, event["channel"])


def _renamed(event: Json, tenant: str, _: str | None) -> Heard | None:
    channel: Json = event["channel"]
    return _simple(ChannelRenamed(channel_ref(tenant, channel["id"]), channel["name"]), tenant, channel["id"])


def _uninstalled(event: Json, tenant: str, _: str | None) -> Heard | None:
    if event["type"] == "tokens_revoked" and not event.get("tokens", {}).get("bot"):
        return None
    return _simple(Uninstalled(), tenant, None)


_EVENTS: Mapping[str, Hear] = MappingProxyType(
    {
        "app_home_opened": _home,
        "app_mention": _mention,
        "app_uninstalled": _uninstalled,
        "channel_archive": _gone,
        "channel_deleted": _gone,
        "channel_left": _gone,
        "channel_rename": _renamed,
        "group_archive": _gone,
        "group_deleted": _gone,
        "group_left": _gone,
        "group_rename": _renamed,
        "member_joined_channel": _joined,
        "member_left_channel": _left,
        "message": _message,
        "reaction_added": _reaction,
        "reaction_removed": _reaction,
        "team_join": _profile,
        "tokens_revoked": _uninstalled,
        "user_change": _profile,
    }
)
EVENTS = tuple(_EVENTS)
"""The events that are heard, by Slack's names."""
