"""`auth`, `users`, `usergroups`, `team`, `bots`, `oauth` and `apps`: who is who, and who may."""

import base64
from collections.abc import Mapping

from tests.e2e.slack_wire.blocks import Json
from tests.e2e.slack_wire.call import ApiError, Call, Methods, page
from tests.e2e.slack_wire.model import APP_ID, Usergroup
from tests.e2e.slack_wire.world import World

CLIENT_ID, CLIENT_SECRET = "111.222", "shh-client"
APP_TOKEN = "xapp-1-A0APP-1"


def auth_test(call: Call) -> Json:
    """Tell a token whose it is."""
    return {
        "url": f"https://{call.team.id.lower()}.slack.com/",
        "team": call.team.name,
        "user": call.team.bot.name,
        "team_id": call.team.id,
        "user_id": call.bot,
        "bot_id": call.team.bot_id,
        "app_id": APP_ID,
        "is_enterprise_install": False,
    }


def users_info(call: Call) -> Json:
    """Describe a person."""
    told = call.person().shown(call.world.clock.now())
    if not call.flag("include_locale"):
        del told["locale"]
    return {"user": told}


def users_list(call: Call) -> Json:
    """List everybody."""
    now = call.world.clock.now()
    people = [one.shown(now) for one in call.world.people.values() if one.team == call.team.id]
    return page(call, people, "members")


def _groups(call: Call) -> list[Usergroup]:
    return [group for group in call.world.usergroups.values() if group.team == call.team.id]


def usergroups_list(call: Call) -> Json:
    """List the user groups."""
    users = call.flag("include_users")
    told = [
        {"id": group.id, "team_id": group.team, "handle": group.handle, "name": group.handle}
        | ({"users": list(group.users)} if users else {})
        for group in _groups(call)
    ]
    return {"usergroups": told}


def usergroups_users_list(call: Call) -> Json:
    """List who is in a user group."""
    for group in _groups(call):
        if group.id == call.needed("usergroup"):
            return {"users": list(group.users)}
    raise ApiError("no_such_subteam")


def team_info(call: Call) -> Json:
    """Describe the workspace."""
    return {"team": {"id": call.team.id, "name": call.team.name, "domain": call.team.id.lower()}}


def bots_info(call: Call) -> Json:
    """Describe the bot behind a bot_id."""
    if call.text("bot", call.team.bot_id) != call.team.bot_id:
        raise ApiError("bot_not_found")
    told = {"id": call.team.bot_id, "app_id": APP_ID, "user_id": call.bot, "name": call.team.bot.name}
    return {"bot": told | {"deleted": False}}


METHODS: Methods = {
    "auth.test": auth_test,
    "users.info": users_info,
    "users.list": users_list,
    "usergroups.list": usergroups_list,
    "usergroups.users.list": usergroups_users_list,
    "team.info": team_info,
    "bots.info": bots_info,
}


def connections_open(world: World, token: str | None) -> Json:
    """Give the address of a socket that may be opened once.

    Raises: ApiError unless the token is the app's.
    """
    if token is None:
        raise ApiError("not_authed")
    if token != APP_TOKEN:
        raise ApiError("invalid_auth" if token.startswith("xapp-") else "not_allowed_token_type")
    world.needs("connections:write", "apps.connections.open")
    ticket = world.fresh("ticket-")
    world.tickets.add(ticket)
    return {"url": f"{world.address.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={APP_ID}"}


def oauth_access(world: World, params: Json, headers: Mapping[str, str]) -> Json:
    """Exchange the code of an approved installation for the workspace's bot token.

    Raises: ApiError for a code or a client that is not known.
    """
    given = headers.get("Authorization", "")
    if given.startswith("Basic "):
        client, _, secret = base64.b64decode(given.removeprefix("Basic ")).decode().partition(":")
    else:
        client, secret = str(params.get("client_id", "")), str(params.get("client_secret", ""))
    if client != CLIENT_ID:
        raise ApiError("invalid_client_id")
    if secret != CLIENT_SECRET:
        raise ApiError("bad_client_secret")
    approved = world.codes.pop(str(params.get("code", "")), None)
    if approved is None:
        raise ApiError("invalid_code")
    team = world.teams[approved[0]]
    team.token = world.fresh(f"xoxb-{team.id}-again-")
    team.revoked = None
    return {
        "access_token": team.token,
        "token_type": "bot",
        "scope": ",".join(sorted(team.scopes)),
        "bot_user_id": team.bot.id,
        "app_id": APP_ID,
        "team": {"id": team.id, "name": team.name},
        "enterprise": None,
        "is_enterprise_install": False,
        "authed_user": {"id": approved[1]},
    }
