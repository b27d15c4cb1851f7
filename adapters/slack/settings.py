"""What the settings mean for this adapter: addresses, what is missing, and how long it waits for what."""

from dataclasses import dataclass
from urllib.parse import urljoin

from pydantic import SecretStr

from copbot.config import SlackSettings
from copbot.errors import OperatorError
from copbot.installations import keys_of

_PUBLIC = "https://slack.com/api/"


class SlackNotSetUpError(OperatorError):
    """Settings are missing without which Slack cannot be reached; the sentence names their variables."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How long the adapter waits for what, in seconds.

    Slack waits 3 s for an answer; a handler that takes longer than `answer` is answered by its response_url.
    `cold_read` is how long somebody nobody knows yet is read about before they count as a plain member, `watch`
    how often the watchdog looks at the socket, `call` how long one call of the Web API may take.
    """

    answer: float = 2.0
    cold_read: float = 1.0
    watch: float = 30.0
    ping: float = 10.0
    call: float = 10.0


def base_url(settings: SlackSettings) -> str:
    """Give the address of the Web API, with a slash at its end."""
    return (settings.api_url or _PUBLIC).rstrip("/") + "/"


def authorize_url(settings: SlackSettings) -> str:
    """Give where somebody approves the app for their workspace: on the host of the Web API."""
    return urljoin(base_url(settings), "/oauth/v2/authorize")


def known(secret: SecretStr) -> SecretStr | None:
    """Give a secret that was set."""
    return secret if secret.get_secret_value() else None


def demand(settings: SlackSettings) -> None:
    """Make sure that everything this mode needs is set.

    Raises: SlackNotSetUpError; UnusableKeyError when the key that encrypts many workspaces' tokens is malformed.
    """
    lacking = missing(settings)
    if lacking:
        variables = ", ".join(f"COPBOT_SLACK__{name.upper()}" for name in lacking)
        raise SlackNotSetUpError(f'[slack] mode = "{settings.mode}" needs {variables}.')
    if settings.many_workspaces:
        keys_of(settings.storage_key)


def missing(settings: SlackSettings) -> tuple[str, ...]:
    """Name the settings without which this mode cannot work.

    HTTP works with one bot token, or with a client's id and secret, by which workspaces install the app, and a key
    that encrypts their tokens.
    """
    given = {
        "bot_token": known(settings.bot_token),
        "app_token": known(settings.app_token),
        "signing_secret": known(settings.signing_secret),
        "client_id": settings.client_id,
        "client_secret": known(settings.client_secret),
        "storage_key": known(settings.storage_key),
    }
    needed: tuple[str, ...] = ("bot_token", "app_token")
    if settings.mode == "http":
        several = ("signing_secret", "client_id", "client_secret", "storage_key")
        needed = several if settings.many_workspaces else ("signing_secret",)
    return tuple(name for name in needed if not given[name])
