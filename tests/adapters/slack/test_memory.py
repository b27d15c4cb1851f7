"""What the adapter remembers, and for how long."""

import asyncio

from adapters.slack.afterwards import Afterwards
from tests.adapters.slack.scene import scene, user
from tests.e2e.slack_wire import SlackWire


async def test_work_that_fails_fails_alone() -> None:
    async def fails() -> None:
        raise ValueError("a bug")

    async with asyncio.TaskGroup() as tasks:
        afterwards = Afterwards(tasks)
        failing = afterwards.begin(fails())
        await afterwards.finish(1)

    assert failing.done()
    assert failing.exception() is None


async def test_people_of_a_very_large_workspace_do_not_fill_the_memory() -> None:
    async with SlackWire() as wire, scene(wire) as slack:
        people = slack.adapter._connection().people
        for number in range(20_001):
            people.learn("T1", {"id": f"U{number}x", "name": "x"})

        assert len(people._profiles) == 1


async def test_events_that_were_answered_are_forgotten_after_a_thousand_others() -> None:
    async with SlackWire() as wire, scene(wire) as slack:
        reception = slack.adapter._connection().reception
        first = [reception._is_first(f"Ev{number}") for number in range(1_001)]

        assert all(first)
        assert reception._is_first("Ev0")
        assert not reception._is_first("Ev1000")


async def test_names_are_given_for_those_that_can_be_read() -> None:
    async with SlackWire() as wire, scene(wire) as slack:
        people = slack.adapter._connection().people

        assert await people.names([user("ann"), user("bob")]) == {user("ann"): "ann", user("bob"): "bob"}
