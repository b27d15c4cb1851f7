"""OAuth: somebody approves the app for their workspace, and the token it gives is kept.

As docs.slack.dev tells under "Installing with OAuth": `GET /install` leads to Slack with a state that only this
browser and we know, `GET /oauth_redirect` comes back with a code for a token.
"""

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

import aiohttp
import structlog
from pydantic import SecretStr
from slack_sdk.errors import SlackApiError
from slack_sdk.oauth.authorize_url_generator import AuthorizeUrlGenerator
from slack_sdk.oauth.redirect_uri_page_renderer import RedirectUriPageRenderer
from slack_sdk.oauth.state_utils import OAuthStateUtils
from slack_sdk.web.async_client import AsyncWebClient
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from adapters.slack.manifest import USES
from adapters.slack.settings import authorize_url
from adapters.slack.text import Json
from adapters.slack.troubles import error_of
from copbot.config import SlackSettings
from copbot.installations import Installation, InstallationStore
from copbot.ports import Clock

_log = structlog.get_logger(__name__)
_STATE_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Approval:
    """What an approved installation gave, and who approved it."""

    installation: Installation
    installer: str | None


Greet: TypeAlias = Callable[[Approval], Awaitable[None]]


class InstallDoor:
    """Lets workspaces install the app."""

    def __init__(
        self, settings: SlackSettings, client: AsyncWebClient, clock: Clock, store: InstallationStore, greet: Greet
    ) -> None:
        self._settings = settings
        self._client = client
        self._clock = clock
        self._store = store
        self._greet = greet
        self._cookies = OAuthStateUtils(expiration_seconds=int(_STATE_LASTS.total_seconds()))
        self._pages = RedirectUriPageRenderer(install_path="install", redirect_uri_path="oauth_redirect")
        self._addresses = AuthorizeUrlGenerator(
            client_id=settings.client_id, scopes=sorted(USES), authorization_url=authorize_url(settings)
        )

    async def install(self, _: Request) -> Response:
        """Lead somebody to Slack's page of consent."""
        state = self._new_state()
        cookie = self._cookies.build_set_cookie_for_new_state(state)
        return RedirectResponse(self._addresses.generate(state), 302, headers={"Set-Cookie": cookie})

    async def redirect(self, request: Request) -> Response:
        """Take the code somebody brings back from Slack."""
        query = request.query_params
        if "error" in query:
            return self._failed(query["error"])
        state = query.get("state", "")
        if not self._is_own(state) or not self._cookies.is_valid_browser(state, dict(request.headers)):
            return self._failed("invalid_state")
        given = {
            "client_id": self._settings.client_id,
            "client_secret": self._settings.client_secret.get_secret_value(),
            "code": query.get("code", ""),
        }
        try:
            answer = await self._client.api_call("oauth.v2.access", data=given)
        except SlackApiError as refused:
            return self._failed(error_of(refused))
        except (OSError, TimeoutError, aiohttp.ClientError) as broken:
            return self._failed(type(broken).__name__)
        approved: Json = answer.data if isinstance(answer.data, dict) else {}
        if approved.get("is_enterprise_install"):
            return self._failed("org_wide_installation_is_not_supported")
        approval = _approval(approved)
        await self._store.keep(approval.installation)
        await self._greet(approval)
        page = self._pages.render_success_page(approved["app_id"], approved["team"]["id"])
        return HTMLResponse(page, headers={"Set-Cookie": self._cookies.build_set_cookie_for_deletion()})

    def _failed(self, reason: str) -> Response:
        _log.warning("slack_installation_failed", reason=reason)
        return HTMLResponse(self._pages.render_failure_page(reason), 400)

    def _new_state(self) -> str:
        said = f"{int(self._clock.now().timestamp())}.{secrets.token_urlsafe(16)}"
        return f"{said}.{self._signed(said)}"

    def _is_own(self, state: str) -> bool:
        said, _, signature = state.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signed(said).encode()):
            return False
        age = self._clock.now().timestamp() - int(said.partition(".")[0])
        return 0 <= age <= _STATE_LASTS.total_seconds()

    def _signed(self, text: str) -> str:
        secret = self._settings.client_secret.get_secret_value()
        return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


def _approval(approved: Json) -> Approval:
    installation = Installation(
        team=approved["team"]["id"],
        name=approved["team"]["name"],
        bot_token=SecretStr(approved["access_token"]),
        bot_user=approved["bot_user_id"],
        scopes=frozenset(str(approved.get("scope", "")).split(",")),
    )
    return Approval(installation, approved.get("authed_user", {}).get("id"))
