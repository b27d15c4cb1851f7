from dataclasses import replace

import pytest

from adapters.slack.inbound import EVENTS
from adapters.slack.manifest import USES, manifest
from copbot.config import SlackSettings
from copbot.message import say
from copbot.practice import Practice, Shortcut
from copbot.repertoire import Repertoire
from tests.adapters.slack.garden import GARDEN, PICK

REPERTOIRE = Repertoire((GARDEN, PICK))


def test_for_socket_mode_nothing_needs_an_address() -> None:
    made = manifest(REPERTOIRE, SlackSettings(), None)

    assert made["settings"]["socket_mode_enabled"]
    assert "url" not in str(made)
    assert made["settings"]["interactivity"] == {"is_enabled": True}


def test_for_http_everything_comes_to_one_address() -> None:
    made = manifest(REPERTOIRE, SlackSettings(), "https://cop.example/")

    address = "https://cop.example/slack/events"
    assert not made["settings"]["socket_mode_enabled"]
    assert {one["url"] for one in made["features"]["slash_commands"]} == {address}
    assert made["settings"]["event_subscriptions"]["request_url"] == address
    assert made["settings"]["interactivity"]["message_menu_options_url"] == address
    assert made["oauth_config"]["redirect_urls"] == ["https://cop.example/slack/oauth_redirect"]


def test_commands_are_escaped_and_renamed_by_the_prefix_but_for_the_umbrella() -> None:
    made = manifest(REPERTOIRE, SlackSettings(command_prefix="team-"), None)

    assert made["features"]["slash_commands"] == [
        {"command": "/cop", "description": "Everything this community's bot can do.", "should_escape": True},
        {
            "command": "/team-garden",
            "description": "Grow things together.",
            "usage_hint": "plant · show · ask · export · paint",
            "should_escape": True,
        },
        {"command": "/team-pick", "description": "Pick what is ripe.", "should_escape": True},
    ]


def test_shortcuts_are_on_messages_and_named_as_declared() -> None:
    made = manifest(REPERTOIRE, SlackSettings(), None)

    assert made["features"]["shortcuts"] == [
        {
            "name": "Keep as a note",
            "type": "message",
            "callback_id": "garden.save",
            "description": "Keep as a note with copbot",
        }
    ]


def test_members_may_write_to_the_bot_and_it_has_a_home() -> None:
    made = manifest(REPERTOIRE, SlackSettings(), None)

    assert made["features"]["app_home"] == {
        "home_tab_enabled": True,
        "messages_tab_enabled": True,
        "messages_tab_read_only_enabled": False,
    }


def test_exactly_the_events_that_are_heard_are_subscribed_to() -> None:
    made = manifest(REPERTOIRE, SlackSettings(), None)

    subscribed = set(made["settings"]["event_subscriptions"]["bot_events"])
    assert {name.partition(".")[0] for name in subscribed} == set(EVENTS)
    assert {name for name in subscribed if "." in name} == {"message.channels", "message.groups", "message.im"}


def test_every_scope_says_why() -> None:
    made = manifest(REPERTOIRE, SlackSettings(), None)

    assert made["oauth_config"]["scopes"]["bot"] == sorted(USES)
    assert all(why.endswith(".") and len(why) > 20 for why in USES.values())


def test_more_than_slack_lets_an_app_have_is_a_mistake() -> None:
    shortcut = GARDEN.shortcuts[0]
    many: tuple[Shortcut, ...] = tuple(replace(shortcut, callback=f"s{number}") for number in range(11))
    commands = tuple(replace(PICK.commands[0], path=f"c{number}") for number in range(50))

    with pytest.raises(ValueError, match="11 shortcuts, Slack takes 10"):
        manifest(Repertoire((Practice(name="a", about=say("a"), shortcuts=many),)), SlackSettings(), None)
    with pytest.raises(ValueError, match="51 slash commands, Slack takes 50"):
        manifest(Repertoire((Practice(name="a", about=say("a"), commands=commands),)), SlackSettings(), None)
