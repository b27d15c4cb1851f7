"""Workspaces that installed the bot's app, the tokens they gave for it, and the keys that lock those away."""

import binascii
from base64 import b64decode
from dataclasses import dataclass
from typing import Protocol

from pydantic import SecretStr

from copbot.errors import OperatorError

_KEY_BYTES = 32


class UnusableKeyError(OperatorError):
    """The key that encrypts tokens is missing, malformed, or another than the one they were encrypted with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """One workspace's consent; `scopes` are those it granted."""

    team: str
    name: str
    bot_token: SecretStr
    bot_user: str
    scopes: frozenset[str] = frozenset()


class InstallationStore(Protocol):
    """Keeps installations; tokens are encrypted at rest by whoever implements it."""

    async def get(self, team: str) -> Installation | None:
        """Give a workspace's installation; None when there is none."""
        ...

    async def keep(self, installation: Installation) -> None:
        """Keep an installation, in place of the workspace's earlier one."""
        ...

    async def forget(self, team: str) -> None:
        """Remove a workspace's installation and its token."""
        ...


def keys_of(secret: SecretStr) -> tuple[bytes, ...]:
    """Read the keys an operator set, separated by commas: the first one encrypts, each may decrypt.

    Raises: UnusableKeyError when there is none, or one is not 32 bytes in Base64.
    """
    return tuple(_key(one.strip()) for one in secret.get_secret_value().split(","))


def _key(text: str) -> bytes:
    try:
        key = b64decode(text.replace("-", "+").replace("_", "/"), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise UnusableKeyError(
            "COPBOT_SLACK__STORAGE_KEY encrypts the tokens of many workspaces and must be 32 random bytes in Base64. "
            "Make one with `openssl rand -base64 32`, and keep it: without it they would have to install the app again."
        )
    return key
