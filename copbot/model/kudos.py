"""Recognition that names the practice: an append-only ledger of thanks, and the rules of giving them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from copbot.refs import MemberId


@dataclass(frozen=True, slots=True, kw_only=True)
class Kudos:
    """One member thanks others for something they did."""

    giver: MemberId
    receivers: tuple[MemberId, ...]
    reason: str
    value: str | None
    at: datetime


class KudosBook(Protocol):
    """The ledger of one community."""

    def add(self, kudos: Kudos) -> int:
        """Write one down; gives its id."""
        ...

    def given_since(self, giver: MemberId, since: datetime) -> int:
        """Count the thanks a member gave since an instant, each receiver counted."""
        ...
