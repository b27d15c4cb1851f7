"""One call of the Web API: its parameters however they came, and the refusals it may meet."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from tests.e2e.slack_wire.blocks import Json
from tests.e2e.slack_wire.model import Conversation, Person, Post, Team
from tests.e2e.slack_wire.world import World

TRUE = (True, "1", "true", "True")


class ApiError(Exception):
    """A refusal: 200 with `ok: false`, this error, and what else the answer tells."""

    def __init__(self, error: str, **more: object) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


@dataclass(frozen=True, slots=True)
class Call:
    """A call whose token is known to be good."""

    world: World
    method: str
    params: Json
    team: Team

    @property
    def bot(self) -> str:
        """The bot user who calls."""
        return self.team.bot.id

    def text(self, name: str, default: str = "") -> str:
        """Give a parameter as text."""
        value = self.params.get(name)
        return default if value is None else str(value)

    def needed(self, name: str) -> str:
        """Give a parameter that must be there.

        Raises: ApiError as Slack says that it is missing.
        """
        value = self.text(name)
        if not value:
            message = f"[ERROR] missing required field: {name}"
            raise ApiError("invalid_arguments", response_metadata={"messages": [message]})
        return value

    def flag(self, name: str, *, default: bool = False) -> bool:
        """Give a parameter that is true or false, in any of the ways the SDK writes it."""
        value = self.params.get(name)
        return default if value is None else value in TRUE

    def whole(self, name: str, default: int) -> int:
        """Give a parameter that is a number."""
        return int(self.text(name) or default)

    def structure(self, name: str) -> object:
        """Give a parameter that is JSON, inside a JSON body or as text in a form."""
        value: object = self.params.get(name)
        if not isinstance(value, str) or not value:
            return value
        try:
            parsed: object = json.loads(value)
        except ValueError:
            raise ApiError("invalid_json") from None
        return parsed

    def objects(self, name: str) -> list[Json]:
        """Give a parameter that is a list of objects."""
        value = self.structure(name) or []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise ApiError(f"invalid_{name}_format")
        return value

    def conversation(self, name: str = "channel") -> Conversation:
        """Give the conversation a parameter names, if the bot may know of it.

        Raises: ApiError `channel_not_found`.
        """
        found = self.world.conversations.get(self.needed(name))
        if found is None or found.team != self.team.id:
            raise ApiError("channel_not_found")
        if found.kind != "channel" and self.bot not in found.members:
            raise ApiError("channel_not_found")
        return found

    def person(self, name: str = "user") -> Person:
        """Give the person a parameter names.

        Raises: ApiError `user_not_found`.
        """
        found = self.world.people.get(self.needed(name))
        if found is None or found.team != self.team.id:
            raise ApiError("user_not_found")
        return found

    def post(self, channel: Conversation, name: str = "ts") -> Post:
        """Give the message a parameter names.

        Raises: ApiError `message_not_found`.
        """
        found = channel.posts.get(self.needed(name))
        if found is None:
            raise ApiError("message_not_found")
        return found


Handler: TypeAlias = Callable[[Call], Json]
Methods: TypeAlias = Mapping[str, Handler]


def page(call: Call, items: list[Json], name: str, limit: int = 100) -> Json:
    """Give one page of a list, with the cursor of the next where there is one."""
    size = call.whole("limit", limit)
    start = int(call.text("cursor").removeprefix("from-") or 0)
    rest = start + size < len(items)
    cursor = f"from-{start + size}" if rest else ""
    return {name: items[start : start + size], "has_more": rest, "response_metadata": {"next_cursor": cursor}}
