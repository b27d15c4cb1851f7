"""Whom a member is never to be brought together with: one confidential list for mentorship and meetups."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol

from copbot.errors import CopError
from copbot.message import say
from copbot.refs import MemberId

MOST_APART = 25
"""How many people one list can hold: a people picker shows no more."""


class Apart(Protocol):
    """Never-with lists. Only their owner ever sees one: no facilitator, no reason in words, no audit."""

    def of(self, member: MemberId) -> tuple[MemberId, ...]:
        """List whom a member named, earliest first."""
        ...

    def between(self, members: Collection[MemberId]) -> frozenset[frozenset[MemberId]]:
        """Give every two of these of whom one named the other."""
        ...

    def add(self, member: MemberId, other: MemberId, now: datetime) -> bool:
        """Put somebody on a member's list; False when they are on it."""
        ...

    def remove(self, member: MemberId, other: MemberId) -> None:
        """Take somebody off a member's list."""
        ...


def list_checked(member: MemberId, others: Collection[MemberId]) -> frozenset[MemberId]:
    """Hold a list to what makes sense.

    Raises: CopError when a member names themselves, or too many.
    """
    if member in others:
        raise CopError(say("You cannot keep away from yourself. Choose others."))
    if len(others) > MOST_APART:
        raise CopError(say("The list holds at most {most} people. Please choose fewer.", most=MOST_APART))
    return frozenset(others)
