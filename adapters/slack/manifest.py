"""The app's manifest, made from the declarations: what to paste at “Create New App → From a manifest”."""

from collections.abc import Mapping
from types import MappingProxyType

from adapters.slack.commands import slash_commands
from adapters.slack.inbound import EVENTS
from adapters.slack.text import Json, cut
from copbot.config import SlackSettings
from copbot.repertoire import Repertoire

USES: Mapping[str, str] = MappingProxyType(
    {
        "app_mentions:read": "Hear when it is mentioned: the way to give a command in a thread.",
        "channels:history": "Count replies to prompts, hear of deleted messages, find a post whose fate is unknown.",
        "channels:read": "Tell what it may do in a channel; hear who comes and goes, of renamed or closed channels.",
        "chat:write": "Post, edit and take back its messages, also those only one person sees.",
        "commands": "Slash commands and message shortcuts.",
        "files:write": "Show charts and hand over exports.",
        "groups:history": "The same as channels:history, in private channels it was invited to.",
        "groups:read": "The same as channels:read, in private channels it was invited to.",
        "im:history": "Hear direct messages written to it.",
        "im:write": "Write to members who take direct messages.",
        "mpim:history": "Find a post whose fate is unknown in a room it opened for a few.",
        "mpim:write": "Open a room for a few, as for a mentor and a mentee.",
        "reactions:read": "Hear reactions that thank or save, and read the one message somebody reacted to.",
        "reactions:write": "Mark what it has taken in.",
        "usergroups:read": "Let a user group facilitate.",
        "users:read": "Names, time zones, languages, and who is an admin or a guest.",
    }
)
"""Every scope the bot asks for, and why."""

_MESSAGES = ("message.channels", "message.groups", "message.im")
_MOST_COMMANDS, _MOST_SHORTCUTS = 50, 10
_ABOUT = "Runs a community of practice where its members already are."
_BACKGROUND = "#1d3b53"
_LONGEST_HINT = 1_000


def manifest(repertoire: Repertoire, settings: SlackSettings, http_url: str | None) -> Json:
    """Give the manifest, for Socket Mode, or for HTTP at a public address such as `https://copbot.example`.

    Raises: ValueError when there are more commands or shortcuts than Slack lets an app have.
    """
    events = None if http_url is None else f"{http_url.rstrip('/')}/slack/events"
    return {
        "display_information": {"name": "copbot", "description": _ABOUT, "background_color": _BACKGROUND},
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "copbot", "always_online": True},
            "slash_commands": _commands(repertoire, settings, events),
            "shortcuts": _shortcuts(repertoire),
        },
        "oauth_config": {
            **({} if http_url is None else {"redirect_urls": [f"{http_url.rstrip('/')}/slack/oauth_redirect"]}),
            "scopes": {"bot": sorted(USES)},
        },
        "settings": {
            "event_subscriptions": {
                **_at(events, "request_url"),
                "bot_events": sorted({*EVENTS, *_MESSAGES} - {"message"}),
            },
            "interactivity": {"is_enabled": True, **_at(events, "request_url", "message_menu_options_url")},
            "org_deploy_enabled": False,
            "socket_mode_enabled": http_url is None,
            "token_rotation_enabled": False,
        },
    }


def _commands(repertoire: Repertoire, settings: SlackSettings, events: str | None) -> list[Json]:
    found = slash_commands(repertoire, settings.command_prefix)
    if len(found) > _MOST_COMMANDS:
        raise ValueError(f"{len(found)} slash commands, Slack takes {_MOST_COMMANDS}")
    return [
        {
            "command": one.name,
            **_at(events, "url"),
            "description": one.about,
            **({"usage_hint": cut(one.hint, _LONGEST_HINT)} if one.hint else {}),
            "should_escape": True,
        }
        for one in found
    ]


def _shortcuts(repertoire: Repertoire) -> list[Json]:
    found = repertoire.shortcuts.values()
    if len(found) > _MOST_SHORTCUTS:
        raise ValueError(f"{len(found)} shortcuts, Slack takes {_MOST_SHORTCUTS}")
    return [
        {"name": one.name, "type": "message", "callback_id": one.callback, "description": f"{one.name} with copbot"}
        for one in found
    ]


def _at(address: str | None, *names: str) -> Json:
    return {} if address is None else dict.fromkeys(names, address)
