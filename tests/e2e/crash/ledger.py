"""A platform outside the process: what arrived stays in a file, whoever dies; it can be asked what it got."""

import json
import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from copbot.context import Capabilities
from copbot.errors import DeliveryError, Failure
from copbot.events import AccessFound, Finding, MessageFound, ReceiptFound, SeenMessage
from copbot.intents import CheckAccess, DirectMessage, Ephemeral, OpenRoom, OpenThread, Post, Question, ReadMessage
from copbot.intents import WasItSent as Sought
from copbot.ports import Inbox, Parcel, Receipt
from copbot.refs import ChannelRef, MessageRef, UserRef
from tests.e2e.crash.week import TENANT
from tests.support.platform import SIM

Tick = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """One thing the platform got."""

    kind: str
    key: str
    channel: str

    @property
    def suppressible(self) -> bool:
        """Whether the platform can be asked for it, so that a copy can be held back."""
        return self.kind in {"Post", "DirectMessage"}


class Ledger:
    """Everything that arrived, a line each; a line is written whole or not at all."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "ledger.jsonl"

    def write(self, arrived: Arrived) -> MessageRef:
        """Let something arrive, and give the message it became."""
        line = json.dumps([arrived.kind, arrived.key, arrived.channel]) + "\n"
        descriptor = os.open(self._path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        try:
            os.write(descriptor, line.encode())
        finally:
            os.close(descriptor)
        return MessageRef("sim", TENANT, arrived.channel, f"m{len(list(self.read())) - 1}")

    def read(self) -> Iterator[Arrived]:
        """Give all that arrived, in order."""
        if self._path.exists():
            for line in self._path.read_text().splitlines():
                kind, key, channel = json.loads(line)
                yield Arrived(kind=kind, key=key, channel=channel)

    def find(self, key: str) -> MessageRef | None:
        """Find the message a key became."""
        found = ((number, one) for number, one in enumerate(self.read()) if one.key == key and one.suppressible)
        return next((MessageRef("sim", TENANT, one.channel, f"m{number}") for number, one in found), None)


class LedgerPlatform:
    """The platform `sim` over a ledger; mirrors `ChatAdapter`, and ticks before and after whatever it does."""

    platform = "sim"
    last_sign_of_life: datetime | None = None

    def __init__(self, ledger: Ledger, tick: Tick) -> None:
        self._ledger = ledger
        self._tick = tick

    @property
    def capabilities(self) -> Capabilities:
        return SIM

    @asynccontextmanager
    async def connected(self, inbox: Inbox) -> AsyncIterator[None]:
        yield

    async def deliver(self, parcel: Parcel) -> Receipt:
        outgoing = parcel.outgoing
        self._tick("delivering")
        match outgoing:
            case DirectMessage(to=to):
                where = f"dm-{to.user}"
            case Ephemeral(to=to, channel=channel):
                where = f"{channel.channel}-{to.user}"
            case OpenRoom(key=key):
                where = f"room-{key}"
            case Post():
                assert parcel.channel is not None
                where = parcel.channel.channel
            case _:
                assert parcel.message is not None
                where = parcel.message.channel
        ref = self._ledger.write(Arrived(kind=type(outgoing).__name__, key=outgoing.key, channel=where))
        self._tick("arrived")
        if isinstance(outgoing, OpenThread):
            return Receipt(message=parcel.message)
        return Receipt(message=ref, channel=ref.place)

    async def look_up(self, question: Question) -> Finding:
        self._tick("asked")
        match question:
            case Sought(key=key):
                found = self._ledger.find(key)
                self._tick("missing" if found is None else "suppressed")
                return ReceiptFound(found)
            case CheckAccess(channel):
                return _open(channel)
            case ReadMessage(ref):
                author = UserRef("sim", TENANT, "ann")
                return MessageFound(SeenMessage(ref=ref, author=author, author_is_bot=False, text="I tried it."))
        raise DeliveryError(Failure.REFUSED, "no such question")


def _open(channel: ChannelRef) -> AccessFound:
    return AccessFound(channel=channel, name=channel.channel, can_see=True, can_post=True, can_thread=True, fixes=())
