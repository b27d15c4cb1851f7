"""Commands, shortcuts, presses, forms and suggestions to happenings; pure. What is none of ours gives None."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

from adapters.slack.commands import labels, typed
from adapters.slack.controls import NOWHERE, OPEN_FORM, unpack
from adapters.slack.heard import Heard, Via, Way, message_ref, place, user_ref
from adapters.slack.inbound import mentioned
from adapters.slack.render import LINK_ACTION
from adapters.slack.text import Json
from adapters.slack.views import Origin, people_in, values_of
from copbot import command_forms
from copbot.events import (
    ButtonPressed,
    CommandTyped,
    FormSubmitted,
    SeenMessage,
    ShortcutUsed,
    SuggestionsAsked,
)
from copbot.forms import FieldValues
from copbot.message import Control
from copbot.refs import CommunityId, MessageRef

_GONE = (Control("slack.gone"), None)
"""Stands for a button or form that is none of ours any more: nobody who presses one is met with silence."""


def heard_command(body: Json, prefix: str) -> Heard:
    """Read a slash command."""
    tenant, channel, user = body["team_id"], body["channel_id"], body["user_id"]
    text = body.get("text") or ""
    line = typed(body["command"], text, prefix, tenant)
    way = Way(
        via=Via.COMMAND,
        tenant=tenant,
        user=user,
        channel=channel,
        trigger=body.get("trigger_id"),
        response_url=body.get("response_url"),
    )
    return Heard(
        place=place(tenant, channel),
        happened=CommandTyped(line),
        way=way,
        actor=user,
        people=mentioned(line),
        labels={user: body.get("user_name") or user, **labels(text)},
        delivery_id=body.get("trigger_id"),
    )


def heard_interaction(body: Json) -> Heard | None:
    """Read an interaction's payload."""
    hear = _INTERACTIONS.get(str(body.get("type")))
    return None if hear is None else hear(body)


def _shortcut(body: Json) -> Heard:
    message: Json = body["message"]
    tenant, channel, ts = _tenant(body), body["channel"]["id"], body["message_ts"]
    thread = message.get("thread_ts")
    where = place(tenant, channel, thread if thread != ts else None)
    author = message.get("user")
    seen = SeenMessage(
        ref=message_ref(tenant, channel, ts),
        author=None if author is None else user_ref(tenant, author),
        author_is_bot="bot_id" in message,
        text=message.get("text") or "",
        thread=where.thread,
    )
    way = _way(Via.SHORTCUT, body, channel=channel, thread=thread)
    return Heard(
        place=where,
        happened=ShortcutUsed(body["callback_id"], seen),
        way=way,
        actor=way.user,
        people=() if author is None else (author,),
        labels=_own_label(body),
        delivery_id=body["trigger_id"],
    )


def _press(body: Json) -> Heard | None:
    action: Json = body["actions"][0]
    if str(action["action_id"]).startswith(f"{LINK_ACTION}|"):
        return None
    control, community = unpack(str(action.get("value", ""))) or unpack(str(action["action_id"])) or _GONE
    tenant, container = _tenant(body), body.get("container", {})
    origin = _origin(body)
    channel = container.get("channel_id") or origin.channel
    thread = container.get("thread_ts") or origin.thread
    standing: MessageRef | None = None
    if container.get("type") == "message" and not container.get("is_ephemeral"):
        standing = message_ref(tenant, container["channel_id"], container["message_ts"])
    chosen = action.get("selected_option")
    way = _way(
        Via.PRESS,
        body,
        channel=channel,
        thread=thread,
        community=community,
    )
    way = replace(
        way,
        public=standing is not None,
        reopen=str(action.get("value", "")) if control.action == OPEN_FORM else None,
    )
    return Heard(
        place=place(tenant, channel, thread),
        happened=ButtonPressed(control, () if chosen is None else (str(chosen["value"]),), standing),
        way=way,
        actor=way.user,
        labels=_own_label(body),
        delivery_id=body["trigger_id"],
        community=community,
    )


def _form(body: Json) -> Heard:
    view: Json = body["view"]
    control, community = unpack(str(view.get("callback_id", ""))) or _GONE
    tenant, origin = _tenant(body), _origin(body)
    values = values_of(view, tenant)
    way = _way(Via.FORM, body, channel=origin.channel, thread=origin.thread, community=community)
    return Heard(
        place=place(tenant, origin.channel, origin.thread),
        happened=FormSubmitted(control, values),
        way=way,
        actor=way.user,
        people=people_in(view),
        labels=_own_label(body),
        delivery_id=_submission_id(view, values),
        community=community,
    )


def _suggestion(body: Json) -> Heard | None:
    found = unpack(str(body.get("view", {}).get("callback_id", "")))
    if found is None or found[0].action != command_forms.ACTION:
        return None
    control, community = found
    origin = _origin(body)
    way = _way(Via.SUGGESTION, body, channel=origin.channel, thread=origin.thread, community=community)
    asked = SuggestionsAsked(control.row, body["block_id"], body.get("value") or "")
    return Heard(
        place=place(way.tenant, origin.channel, origin.thread),
        happened=asked,
        way=replace(way, typed=asked.typed),
        actor=way.user,
        labels=_own_label(body),
        community=community,
    )


def _submission_id(view: Json, values: FieldValues) -> str:
    """Name a submission: the same one twice is the same, one filled in otherwise (after errors) is another."""
    filled = json.dumps(values, sort_keys=True).encode()
    return f"{view['id']}:{view['hash']}:{hashlib.sha256(filled).hexdigest()[:16]}"


def _way(
    via: Via,
    body: Json,
    *,
    channel: str | None,
    thread: str | None,
    community: CommunityId | None = None,
) -> Way:
    return Way(
        via=via,
        tenant=_tenant(body),
        user=body["user"]["id"],
        community=NOWHERE if community is None else str(community),
        channel=channel,
        thread=thread,
        trigger=body.get("trigger_id"),
        response_url=body.get("response_url"),
        view=body.get("view"),
    )


def _tenant(body: Json) -> str:
    """Give the workspace the app is installed in; the actor may come from another one."""
    view: Json = body.get("view") or {}
    team: Json = body.get("team") or {}
    return str(view.get("app_installed_team_id") or team.get("id") or body["user"]["team_id"])


def _origin(body: Json) -> Origin:
    return Origin.parse(str((body.get("view") or {}).get("private_metadata", "")))


def _own_label(body: Json) -> Mapping[str, str]:
    user: Json = body["user"]
    return {user["id"]: user.get("name") or user.get("username") or user["id"]}


_INTERACTIONS: Mapping[str, Callable[[Json], Heard | None]] = MappingProxyType(
    {
        "block_actions": _press,
        "block_suggestion": _suggestion,
        "message_action": _shortcut,
        "view_submission": _form,
    }
)
