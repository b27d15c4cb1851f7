"""How Discord says no: a status, a code and a message."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

REASONS: dict[int, tuple[int, str]] = {
    0: (404, "404: Not Found"),
    10003: (404, "Unknown Channel"),
    10004: (404, "Unknown Guild"),
    10007: (404, "Unknown Member"),
    10008: (404, "Unknown Message"),
    10011: (404, "Unknown Role"),
    10013: (404, "Unknown User"),
    10014: (400, "Unknown Emoji"),
    10015: (404, "Unknown Webhook"),
    10062: (404, "Unknown interaction"),
    10063: (404, "Unknown application command"),
    20028: (429, "The channel you are writing has hit the write rate limit."),
    30010: (400, "Maximum number of reactions reached (20)"),
    40001: (401, "Unauthorized"),
    40005: (413, "Request entity too large"),
    40060: (400, "Interaction has already been acknowledged."),
    50001: (403, "Missing Access"),
    50003: (403, "Cannot execute action on a DM channel"),
    50005: (403, "Cannot edit a message authored by another user"),
    50006: (400, "Cannot send an empty message"),
    50007: (403, "Cannot send messages to this user"),
    50008: (400, "Cannot send messages in a non-text channel"),
    50013: (403, "Missing Permissions"),
    50024: (400, "Cannot execute action on this channel type"),
    50027: (401, "Invalid Webhook Token"),
    50033: (400, "Invalid Recipient(s)"),
    50035: (400, "Invalid Form Body"),
    50083: (400, "Thread is archived"),
    160002: (403, "Cannot reply without permission to read message history"),
    160004: (400, "A thread has already been created for this message"),
    160005: (403, "Thread is locked"),
}
"""Discord's JSON error codes that a bot of ours can meet, each with its status."""

MALFORMED = frozenset({50006, 50035})
"""The codes that mean a fault in what the bot sent, not in the world it met."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing wrong in a body: where (dots between keys) and what."""

    at: str
    says: str


class Refusal(Exception):  # noqa: N818 - Discord answering no is an outcome, not a failure of ours
    """Discord's answer to a request it does not fulfil."""

    def __init__(self, code: int, wrongs: Sequence[Wrong] = (), *, status: int | None = None) -> None:
        usual, self.message = REASONS[code]
        super().__init__(f"{code} {self.message}: {[*wrongs]}")
        self.code = code
        self.wrongs = tuple(wrongs)
        self.status = usual if status is None else status

    def body(self) -> Json:
        """Give the JSON that Discord answers with."""
        body: Json = {"message": self.message, "code": self.code}
        if self.wrongs:
            body["errors"] = _tree(self.wrongs)
        return body


def _tree(wrongs: Sequence[Wrong]) -> Json:
    tree: Json = {}
    for wrong in wrongs:
        node = tree
        for key in filter(None, wrong.at.split(".")):
            node = node.setdefault(key, {})
        node.setdefault("_errors", []).append({"code": "BASE_TYPE_INVALID", "message": wrong.says})
    return tree


@dataclass(frozen=True, slots=True)
class Violation:
    """Something the bot sent that Discord would not have taken."""

    request: str
    wrongs: tuple[Wrong, ...]
    body: object

    def __str__(self) -> str:
        return f"{self.request}: " + "; ".join(f"{wrong.at or 'body'}: {wrong.says}" for wrong in self.wrongs)
