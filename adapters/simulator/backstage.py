"""What stands behind the page: the parts of the bot that the chat's own controls need."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from copbot.events import Person
from copbot.model.roles import Role
from copbot.ports import Clock, Painter
from copbot.repertoire import Repertoire


@dataclass(frozen=True, slots=True, kw_only=True)
class Backstage:
    """Given by the composition root.

    `move` moves the clock on by a span: it stops at each instant something falls due, and returns when all that was due
    has been done and delivered. `next_due` tells when something will fall due, `role` what somebody may do,
    `zone` the community's zone; all three are asked often and only read.
    """

    repertoire: Repertoire
    painter: Painter
    clock: Clock
    move: Callable[[timedelta], Awaitable[None]]
    next_due: Callable[[], Awaitable[datetime | None]]
    role: Callable[[Person], Awaitable[Role]]
    zone: Callable[[], Awaitable[str]]
