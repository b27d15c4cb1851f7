"""What `copbot check` says of Slack: one sentence for each trouble, with what to do about it."""

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack.calls import web_client
from adapters.slack.manifest import USES
from adapters.slack.settings import SlackNotSetUpError, base_url, demand, known
from adapters.slack.troubles import error_of
from copbot.config import SlackSettings
from copbot.installations import UnusableKeyError

_OK = 200
_PATIENCE = aiohttp.ClientTimeout(total=10)


async def troubles(settings: SlackSettings) -> tuple[str, ...]:
    """Look at settings, tokens and scopes; gives nothing when all is well."""
    try:
        demand(settings)
    except SlackNotSetUpError as missing:
        return (f"{missing} See “Connecting Slack” in the README.",)
    except UnusableKeyError as unusable:
        return (str(unusable),)
    found: list[str] = []
    async with aiohttp.ClientSession(timeout=_PATIENCE) as session:
        try:
            token = known(settings.bot_token)
            if token is not None:
                found += await _bot(web_client(settings, session, token.get_secret_value()))
            if settings.mode == "socket":
                found += await _socket(web_client(settings, session), settings.app_token.get_secret_value())
        except (OSError, TimeoutError, aiohttp.ClientError) as unreachable:
            found.append(f"Slack cannot be reached at {base_url(settings)}: {type(unreachable).__name__}.")
        except SlackApiError as unwell:
            status = unwell.response.status_code
            found.append(f"Slack answers {status} {error_of(unwell)}".rstrip() + ". Try again in a minute.")
    return tuple(found)


async def _bot(client: AsyncWebClient) -> list[str]:
    try:
        told = await client.auth_test()
    except SlackApiError as refused:
        if not _is_refusal(refused):
            raise
        where = "“OAuth & Permissions” of your app at api.slack.com/apps"
        return [f"Slack refuses the bot token ({error_of(refused)}). Copy it anew from {where}."]
    granted = set(told.headers.get("x-oauth-scopes", "").replace(" ", "").split(","))
    return [
        f"The app lacks the scope {scope}: {why} Paste what `copbot slack-manifest` prints at “App Manifest”."
        for scope, why in USES.items()
        if scope not in granted
    ]


async def _socket(client: AsyncWebClient, app_token: str) -> list[str]:
    try:
        await client.apps_connections_open(app_token=app_token)
    except SlackApiError as refused:
        if not _is_refusal(refused):
            raise
        where = "“Basic Information”, “App-Level Tokens”"
        return [f"Slack refuses the app token ({error_of(refused)}). Make one with connections:write at {where}."]
    return []


def _is_refusal(error: SlackApiError) -> bool:
    return error.response.status_code == _OK and bool(error_of(error))
