"""Gateway sessions: who listens, what each was told, and what it missed."""

import json
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntFlag

from tests.e2e.discord_wire.refusal import Json

KEPT = 4096
"""How many events a session keeps for replay."""


class Intents(IntFlag):
    """Gateway intents, as far as events here need them."""

    GUILDS = 1 << 0
    MEMBERS = 1 << 1
    PRESENCES = 1 << 8
    GUILD_MESSAGES = 1 << 9
    GUILD_REACTIONS = 1 << 10
    DIRECT_MESSAGES = 1 << 12
    DIRECT_REACTIONS = 1 << 13
    MESSAGE_CONTENT = 1 << 15


PRIVILEGED: dict[str, int] = {
    "members": Intents.MEMBERS,
    "presences": Intents.PRESENCES,
    "message_content": Intents.MESSAGE_CONTENT,
}
"""The intents an operator has to be granted, under discord.py's names."""


@dataclass(slots=True, eq=False, kw_only=True)
class Session:
    """One identified client; it lives on without a socket until somebody resumes it."""

    id: str
    intents: int
    shard: int = 0
    shards: int = 1
    seq: int = 0
    resumes: int = 0
    sink: Callable[[str], None] | None = None
    log: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=KEPT))

    @property
    def connected(self) -> bool:
        return self.sink is not None

    def serves(self, guild_id: int | None) -> bool:
        """Whether events of a guild (None: direct messages) belong to this shard."""
        return self.shard == (0 if guild_id is None else (guild_id >> 22) % self.shards)

    def tell(self, event: str, data: str) -> None:
        """Send an event (`data` is JSON), or keep it for who resumes."""
        self.seq += 1
        line = f'{{"op":0,"t":"{event}","s":{self.seq},"d":{data}}}'
        self.log.append((self.seq, line))
        if self.sink is not None:
            self.sink(line)

    def replay(self, after: int) -> bool:
        """Send again what came after a sequence number; False if that is no longer known."""
        if after > self.seq or (self.log and after < self.log[0][0] - 1):
            return False
        if self.sink is not None:
            for seq, line in tuple(self.log):
                if seq > after:
                    self.sink(line)
        return True


_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def dump(data: object) -> str:
    """Write JSON without spaces, as both doors send it."""
    return _encode(data)


class Sessions:
    """All sessions; events go to those whose intents and shard ask for them."""

    def __init__(self) -> None:
        self.by_id: dict[str, Session] = {}

    def tell(
        self,
        event: str,
        data: Json,
        *,
        guild_id: int | None,
        needs: int = 0,
        bare: Json | None = None,
        whole_for: int = Intents.MESSAGE_CONTENT,
    ) -> None:
        """Tell every session that has any intent of `needs`; `bare` goes to those without the intent `whole_for`."""
        whole = lean = ""
        for session in self.by_id.values():
            if (needs and not session.intents & needs) or not session.serves(guild_id):
                continue
            if bare is not None and not session.intents & whole_for:
                lean = lean or dump(bare)
                session.tell(event, lean)
            else:
                whole = whole or dump(data)
                session.tell(event, whole)
