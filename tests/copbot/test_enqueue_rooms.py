"""Where a room hangs that is wanted nowhere in particular."""

from datetime import UTC, datetime
from typing import Any, cast

import pytest

from copbot.context import JobContext
from copbot.enqueue import enqueue
from copbot.intents import OpenRoom
from copbot.model.communities import Community
from copbot.refs import ChannelRef, CommunityId, UserRef

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOME = ChannelRef("sim", "demo", "general")
BEDS = ChannelRef("sim", "demo", "beds")
ELSEWHERE = ChannelRef("slack", "T1", "C1")


class Outbox:
    """Keeps what is put into it."""

    def __init__(self) -> None:
        self.rows: list[OpenRoom] = []

    @property
    def outbox(self) -> "Outbox":
        return self

    def put(self, community: CommunityId, outgoing: OpenRoom, **when: object) -> None:
        self.rows.append(outgoing)


@pytest.mark.parametrize(
    ("near", "home", "hangs"),
    [(None, HOME, HOME), (BEDS, HOME, BEDS), (None, None, None), (None, ELSEWHERE, None)],
)
def test_a_room_hangs_near_its_matter_else_in_the_communitys_home(
    near: ChannelRef | None, home: ChannelRef | None, hangs: ChannelRef | None
) -> None:
    outbox = Outbox()
    community = Community(id=CommunityId(1), name="Allotment", home=home, founded_at=NOW)
    known = JobContext(now=NOW, community=community, store=cast("Any", None))
    room = OpenRoom(key="room", members=(UserRef("sim", "demo", "ann"),), title="Two", near=near)
    assert enqueue([room], cast("Any", outbox), known, {}) == 1
    assert [one.near for one in outbox.rows] == [hangs]
