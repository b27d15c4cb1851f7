"""What an operator says of Discord."""

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

from copbot import config

Wish: TypeAlias = Literal["auto", "on", "off"]
"""Whether to ask for a privileged intent: `auto` takes it where it was granted, `on` refuses to run without."""

API_URL = "https://discord.com/api/v10"


class Secret(Protocol):
    """A text that does not show itself in logs, as pydantic's `SecretStr`."""

    def get_secret_value(self) -> str:
        """Give the text."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscordSettings:
    """The token, where Discord is, and which privileged intents to ask for."""

    token: Secret
    api_url: str = API_URL
    message_content: Wish = "auto"
    members: Wish = "auto"


def settings_of(wanted: config.DiscordSettings) -> DiscordSettings:
    """Give what an operator's settings say of Discord; an empty address is Discord's own."""
    return DiscordSettings(
        token=wanted.token,
        api_url=wanted.api_url or API_URL,
        message_content=wanted.message_content,
        members=wanted.members,
    )
