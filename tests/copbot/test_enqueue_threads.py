"""A thread is opened only where that takes a call of its own."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from copbot.context import JobContext
from copbot.enqueue import enqueue
from copbot.intents import Intent, OpenThread, Outgoing, Post, Sent
from copbot.message import message
from copbot.model.communities import Community
from copbot.refs import ChannelRef, CommunityId, MessageRef
from tests.support.platform import SIM

NOW = datetime(2026, 11, 22, tzinfo=UTC)
ROOM = ChannelRef("sim", "demo", "general")
POST = Post(key="prompt", to=ROOM, message=message("What did you try?"))


class Outbox:
    """Keeps what is put into it."""

    def __init__(self) -> None:
        self.rows: list[Outgoing] = []

    @property
    def outbox(self) -> "Outbox":
        return self

    def put(self, community: CommunityId, outgoing: Outgoing, **when: object) -> None:
        self.rows.append(outgoing)

    def lane_of(self, community: CommunityId, key: str) -> str | None:
        return None


@pytest.mark.parametrize(
    ("on", "are_opened", "is_put"),
    [
        (Sent("prompt"), True, True),
        (Sent("prompt"), False, False),
        (Sent("earlier"), False, True),
        (MessageRef("sim", "demo", "general", "7"), False, True),
    ],
)
def test_a_thread_that_its_first_reply_opens_is_no_row_of_its_own(
    on: Sent | MessageRef, *, are_opened: bool, is_put: bool
) -> None:
    outbox = Outbox()
    community = Community(id=CommunityId(1), name="Allotment", founded_at=NOW)
    known = JobContext(now=NOW, community=community, store=cast("Any", None))
    thread = OpenThread(key="prompt:thread", on=on, title="Tried")
    intents: list[Intent] = [POST, thread]
    enqueue(intents, cast("Any", outbox), known, {"sim": replace(SIM, threads_are_opened=are_opened)})
    assert outbox.rows == ([POST, thread] if is_put else [POST])
