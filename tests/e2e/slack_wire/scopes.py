"""Which scope each method and each event needs.

Source: the "Required scopes" of each page under docs.slack.dev/reference/methods and /events.
"""

from collections.abc import Mapping

READ_FAMILY = "{family}:read"
HISTORY_FAMILY = "{family}:history"

METHODS: Mapping[str, str | None] = {
    "apps.connections.open": "connections:write",
    "auth.test": None,
    "bots.info": "users:read",
    "chat.delete": "chat:write",
    "chat.getPermalink": None,
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": HISTORY_FAMILY,
    "conversations.info": READ_FAMILY,
    "conversations.join": "channels:join",
    "conversations.list": READ_FAMILY,
    "conversations.members": READ_FAMILY,
    "conversations.open": "{family}:write",
    "conversations.replies": HISTORY_FAMILY,
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "oauth.v2.access": None,
    "reactions.add": "reactions:write",
    "reactions.get": "reactions:read",
    "reactions.remove": "reactions:write",
    "team.info": "team:read",
    "usergroups.list": "usergroups:read",
    "usergroups.users.list": "usergroups:read",
    "users.info": "users:read",
    "users.list": "users:read",
    "views.open": None,
    "views.publish": None,
    "views.push": None,
    "views.update": None,
}

EVENTS: Mapping[str, str | None] = {
    "app_home_opened": None,
    "app_mention": "app_mentions:read",
    "app_uninstalled": None,
    "channel_archive": READ_FAMILY,
    "channel_deleted": READ_FAMILY,
    "channel_rename": READ_FAMILY,
    "channel_unarchive": READ_FAMILY,
    "group_archive": READ_FAMILY,
    "group_deleted": READ_FAMILY,
    "group_rename": READ_FAMILY,
    "group_unarchive": READ_FAMILY,
    "member_joined_channel": READ_FAMILY,
    "member_left_channel": READ_FAMILY,
    "message": HISTORY_FAMILY,
    "reaction_added": "reactions:read",
    "reaction_removed": "reactions:read",
    "team_join": "users:read",
    "tokens_revoked": None,
    "user_change": "users:read",
}

FAMILIES = ("channels", "groups", "im", "mpim")

ALL = frozenset(
    {"commands", "chat:write.public", "im:write", "mpim:write", "groups:write", "channels:join"}
    | {scope for scope in (*METHODS.values(), *EVENTS.values()) if scope and "{" not in scope}
    | {f"{family}:{what}" for family in FAMILIES for what in ("read", "history")}
) - {"connections:write"}
"""Every scope a bot may hold that something here asks for."""
