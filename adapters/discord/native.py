"""What goes over the wire: one Discord message as JSON, and the files that travel with it."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, TypeAlias

from copbot.refs import CommunityId

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file; `about` is its alt text."""

    name: str
    content: bytes
    media_type: str
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Native:
    """One message."""

    payload: Mapping[str, Any]
    files: tuple[Upload, ...] = ()

    def with_(self, **more: object) -> "Native":
        """Give the same with more said: flags, a nonce, what it answers."""
        return Native({**self.payload, **more}, self.files)


def nonce_of(community: CommunityId, key: str, number: int) -> str:
    """Give the nonce of one message of an outgoing: the same for every try, at most 25 characters."""
    mark = blake2b(f"{community}/{key}".encode(), digest_size=10).hexdigest()
    return f"{mark}-{number}" if number else mark
