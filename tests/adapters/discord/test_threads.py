"""What is known of threads without asking, and what is forgotten."""

import pytest

from adapters.discord.flights import Flights
from adapters.discord.references import message_ref, place_of
from adapters.discord.rest import Rest
from adapters.discord.threads import Threads, closed
from copbot.events import Event, MessagePosted
from tests.adapters.discord.story import MovedClock, on_discord
from tests.e2e.discord_wire import Channel


async def test_while_nothing_is_connected_an_event_stays_as_it_was_told() -> None:
    event = Event(place=place_of(1, 2), happened=MessagePosted(message_ref(1, 2, 3)))
    assert await Threads(Rest(lambda: None, Flights(), MovedClock())).placed(event) == event


async def test_threads_are_remembered_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.discord.threads._KEPT", 1)
    async with on_discord() as story:
        threads = Threads(story.adapter._rest)
        one, two = [await story.wire.thread(story.ann, story.general, name) for name in ("one", "two")]
        for thread in (one, two):
            await story.wire.archive(thread)

        async def parent(thread: Channel) -> str | None:
            return await threads._parent(str(thread.id))

        for thread in (one, one, two, one):
            assert await parent(thread) == str(story.general.id)
        assert len(story.wire.calls("GET /channels/*")) == 3


def test_what_is_no_channel_is_not_closed() -> None:
    assert closed(None, None) is None
