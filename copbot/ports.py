"""The core's ports: small protocols, named for their role, implemented by the rims."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeAlias, TypeVar

from copbot.context import Capabilities
from copbot.events import Event, Finding, JobDue, LinkFound
from copbot.intents import Answer, Outgoing, Question
from copbot.message import Chart, Message, Said
from copbot.model.puzzles import Problem, Solution
from copbot.refs import ChannelRef, CommunityId, MemberId, MessageRef, UserRef
from copbot.store import Store

T = TypeVar("T")

Inbox: TypeAlias = Callable[[Event], Awaitable[Answer]]
"""The one way in: give it an event, get the answer for who acted."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of a delivery: the message or room it became, where the platform names one."""

    message: MessageRef | None = None
    channel: ChannelRef | None = None
    finding: Finding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One outgoing on its way: every key in it resolved to what it became, every sentence in the reader's language.

    `message` is the resolved target of an edit, deletion, reaction or thread; `channel` and `thread` where a post goes.
    """

    community: CommunityId
    outgoing: Outgoing
    channel: ChannelRef | None = None
    thread: MessageRef | None = None
    message: MessageRef | None = None


class ChatAdapter(Protocol):
    """One chat platform."""

    @property
    def platform(self) -> str:
        """The name its references begin with."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What it can do."""
        ...

    @property
    def last_sign_of_life(self) -> datetime | None:
        """When the platform last was heard of; None before it was."""
        ...

    def connected(self, inbox: Inbox) -> AbstractAsyncContextManager[None]:
        """Be connected for the length of a `with`, handing what happens to the inbox."""
        ...

    async def deliver(self, parcel: Parcel) -> Receipt:
        """Send one outgoing.

        Raises: DeliveryError saying what follows; any other exception leaves the outcome unknown.
        """
        ...

    async def look_up(self, question: Question) -> Finding:
        """Ask the platform something.

        Raises: DeliveryError when it cannot be asked now.
        """
        ...


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """Give the current instant, aware, in UTC."""
        ...

    async def sleep_until(self, at: datetime) -> None:
        """Return once `now() >= at`."""
        ...


class Painter(Protocol):
    """Draws charts away from the event loop."""

    async def draw(self, chart: Chart) -> bytes:
        """Draw a chart as PNG."""
        ...


class LinkReader(Protocol):
    """Reads a page's title and description, safely; never raises, trouble is part of what it found."""

    async def read(self, url: str) -> LinkFound:
        """Read one page."""
        ...


class Solver(Protocol):
    """Works puzzles out away from the event loop."""

    async def solve(self, problem: Problem) -> Solution:
        """Bring the people of a pool together.

        Raises: DeliveryError when it cannot be done, or not now.
        """
        ...


class State(StrEnum):
    """Where an outbox row stands."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    DEAD = "dead"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One row of the outbox as the deliverer sees it; `lane` is the destination whose order it keeps."""

    id: int
    community: CommunityId
    language: str
    lane: str
    outgoing: Outgoing
    state: State
    attempts: int
    created_at: datetime
    started_at: datetime | None
    expires_at: datetime | None


class Outbox(Protocol):
    """Rows on their way out; written with the event that caused them, read by the deliverer."""

    def put(
        self, community: CommunityId, outgoing: Outgoing, *, lane: str, now: datetime, not_before: datetime
    ) -> None:
        """Add a row; the same community and key again changes nothing."""
        ...

    def lane_of(self, community: CommunityId, key: str) -> str | None:
        """Tell in which lane a key goes out."""
        ...

    def begin(self, now: datetime, limit: int) -> tuple[Delivery, ...]:
        """Take the first due row of each idle lane and mark it `sending`; those that were `unknown` come back as such.

        A row that failed before keeps its lane waiting until its next try; one held for quiet hours does not.
        """
        ...

    def receipt(self, community: CommunityId, key: str) -> tuple[State, Receipt] | None:
        """Tell what became of a key; None when there is no such row."""
        ...

    def sent(self, delivery: int, receipt: Receipt, now: datetime) -> None:
        """Mark a row sent, keeping its receipt."""
        ...

    def again(self, delivery: int, state: State, at: datetime, why: str) -> None:
        """Put a row back, pending or unknown, to be tried at an instant."""
        ...

    def over(self, delivery: int, state: State, why: str) -> None:
        """End a row as dead or skipped."""
        ...

    def recover(self, now: datetime, *, alone: bool) -> int:
        """Mark rows a crash left `sending` as unknown; gives how many.

        A row is left when its lease of five minutes is over, or when no other process could be sending it.
        """
        ...

    def next_due(self) -> datetime | None:
        """Tell when the next row may go out; None when nothing waits."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """How much waits, across communities."""

    waiting: int
    dead: int
    due: int


class Books(Protocol):
    """Everything one transaction can reach, before a community is known."""

    def first_time(self, platform: str, tenant: str, delivery_id: str, now: datetime) -> bool:
        """Write down that an event came; False when it came before."""
        ...

    def answered(self, platform: str, tenant: str, delivery_id: str, answer: Answer) -> None:
        """Keep the answer, for a second copy of the event."""
        ...

    def answer_to(self, platform: str, tenant: str, delivery_id: str) -> Answer:
        """Give the recorded answer."""
        ...

    def community_of(self, user: UserRef) -> CommunityId | None:
        """Find the community an account last acted in, for what is said where no community lives."""
        ...

    def community_at(self, platform: str, tenant: str, channel: str | None) -> CommunityId | None:
        """Find the community that lives in a place: its channel's own, else its workspace's or guild's."""
        ...

    def found(self, platform: str, tenant: str, name: str, zone: str | None, now: datetime) -> CommunityId:
        """Begin a community in a workspace or guild; gives the existing one when there is one."""
        ...

    def store(self, community: CommunityId) -> Store:
        """Open one community's books."""
        ...

    def skipped(self, community: CommunityId, job: JobDue, why: Said) -> None:
        """Say of an occurrence just written down that nothing was done, and why."""
        ...

    def refuse(self, community: CommunityId, member: MemberId, about: str, reason: Said, now: datetime) -> None:
        """Keep why something did not count."""
        ...

    def wait(self, community: CommunityId, member: MemberId, key: str, message: Message, now: datetime) -> None:
        """Keep a notice until its member looks."""
        ...

    def due(self, now: datetime, limit: int) -> tuple[tuple[CommunityId, JobDue], ...]:
        """List schedules that are due, oldest first, with whose they are."""
        ...

    def next_due(self) -> datetime | None:
        """Tell when the next schedule falls due."""
        ...

    def occur(self, community: CommunityId, job: JobDue, now: datetime) -> bool:
        """Write an occurrence down and advance its schedule; False when it was there already."""
        ...

    def backlog(self, now: datetime) -> Backlog:
        """Count what waits and what was given up."""
        ...

    def prune(self, now: datetime) -> int:
        """Forget some of what is no longer needed; gives how much, and 0 when nothing is left to forget."""
        ...

    @property
    def outbox(self) -> Outbox:
        """The outbox, across communities."""
        ...


class Transactions(Protocol):
    """Runs plain functions over the books, each in one transaction."""

    @property
    def alone(self) -> bool:
        """Whether no other process can be at work on this database."""
        ...

    async def write(self, work: Callable[[Books], T]) -> T:
        """Run and commit; an exception rolls this work back alone and is raised here."""
        ...

    async def read(self, work: Callable[[Books], T]) -> T:
        """Run on a read-only connection beside the writer."""
        ...
