"""What Slack's refusals mean for the next delivery, and how they are kept out of the logs."""

import logging
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final

import aiohttp
from slack_sdk.errors import SlackApiError

from copbot.errors import DeliveryError, Failure

RATE_LIMITED: Final = "ratelimited"
INVALID_BLOCKS: Final = "invalid_blocks"
_TOO_MANY = 429
_SERVER_ERROR = 500
_DEFAULT_PAUSE = 30

_MEANINGS: Mapping[Failure, frozenset[str]] = MappingProxyType(
    {
        Failure.LATER: frozenset({"service_unavailable", "request_timeout", "team_added_to_org"}),
        Failure.DESTINATION_GONE: frozenset(
            {
                "cant_delete_message",
                "cant_update_message",
                "channel_is_archived",
                "channel_not_found",
                "is_archived",
                "is_inactive",
                "message_not_found",
                "method_not_supported_for_channel_type",
                "no_permission",
                "not_in_channel",
                "posting_to_general_channel_denied",
                "thread_not_found",
            }
        ),
        Failure.PERSON_UNREACHABLE: frozenset(
            {
                "cannot_dm_bot",
                "cannot_message_external_user",
                "messages_tab_disabled",
                "user_disabled",
                "user_is_bot",
                "user_is_restricted",
                "user_not_found",
                "user_not_in_channel",
                "user_not_visible",
                "user_team_not_in_channel",
                "users_not_found",
            }
        ),
        Failure.INSTALLATION_GONE: frozenset(
            {
                "access_denied",
                "account_inactive",
                "app_uninstalled",
                "invalid_auth",
                "not_authed",
                "org_login_required",
                "team_access_not_granted",
                "token_expired",
                "token_revoked",
            }
        ),
    }
)
_BY_ERROR: Mapping[str, Failure] = MappingProxyType(
    {error: failure for failure, errors in _MEANINGS.items() for error in errors}
)
_UNKNOWN = frozenset({"internal_error", "fatal_error"})
"""Slack says of these that some of the operation may have succeeded."""


def failure_of(refused: SlackApiError, now: datetime) -> DeliveryError | ConnectionError:
    """Tell what a refusal means: a `DeliveryError`, or a `ConnectionError` when the outcome is unknown."""
    status, error = int(refused.response.status_code), error_of(refused)
    if status == _TOO_MANY or error == RATE_LIMITED:
        return DeliveryError(Failure.LATER, RATE_LIMITED, retry_at=now + _pause(refused.response.headers))
    if status >= _SERVER_ERROR or not error or error in _UNKNOWN:
        return ConnectionError(f"Slack answered {status} {error}".rstrip())
    if error.startswith("restricted_action"):
        return DeliveryError(Failure.DESTINATION_GONE, error)
    return DeliveryError(_BY_ERROR.get(error, Failure.REFUSED), error)


def failure_of_line(error: aiohttp.ClientError) -> DeliveryError | ConnectionError:
    """Tell what trouble on the line means: without a connection nothing was sent, later nobody knows."""
    if isinstance(error, aiohttp.ClientConnectorError):
        return DeliveryError(Failure.LATER, "no connection to Slack")
    return ConnectionError(f"the line to Slack broke: {type(error).__name__}")


def error_of(refused: SlackApiError) -> str:
    """Give Slack's word for what is wrong; empty where it answered no JSON."""
    data = refused.response.data
    return str(data.get("error", "")) if isinstance(data, dict) else ""


def _pause(headers: Mapping[str, str]) -> timedelta:
    stated = next((value for name, value in headers.items() if name.lower() == "retry-after"), "")
    return timedelta(seconds=int(stated) if stated.isdecimal() else _DEFAULT_PAUSE)


class Discreet(logging.Filter):
    """Takes tokens, response_urls and socket tickets out of what the SDKs log, and their tracebacks with them."""

    _SECRETS = re.compile(
        r"xox[a-z]-[\w-]+|xapp-[\w-]+|wss?://[^\s\"]+|https?://hooks\.[^\s\"]+|ticket=[\w-]+|\"token\": ?\"[^\"]+\""
    )

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite a record without its secrets."""
        text = record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            text = f"{text} ({record.exc_info[0].__name__})"
        record.msg, record.args, record.exc_info = self._SECRETS.sub("***", text), (), None
        return True


def sdk_logger() -> logging.Logger:
    """Give the logger of the SDKs: its level is set, for at none they write down every call in full."""
    logger = logging.getLogger("copbot.slack.sdk")
    logger.setLevel(logging.WARNING)
    if not any(isinstance(one, Discreet) for one in logger.filters):
        logger.addFilter(Discreet())
    return logger
