"""Prompts on every platform: saved by a button, due in their time, answered in their thread."""

import asyncio

from tests.e2e.whole.door import Door, forward

QUESTION = "What did you learn from a mistake?"


async def _scheduled(door: Door) -> None:
    await door.command("ann", "prompt add", QUESTION, text=QUESTION)
    shown = await door.command("ann", "prompt schedule", "every day at 9:30", when="every day at 9:30")
    assert "Nothing is saved yet." in shown.text
    saved = await door.press("ann", shown, "Save")
    assert saved.text.startswith("Saved. Prompts in")


async def test_a_prompt_falls_due_opens_its_thread_and_counts_the_answer(door: Door) -> None:
    await _scheduled(door)

    await forward(door, days=1)

    [prompt] = door.posts()
    assert QUESTION in prompt.text
    await door.say("bob", "That a chart needs a title.", under=prompt)
    listed = await door.command("ann", "prompt list")
    assert "1 person, 1 answer" in listed.text


async def test_a_prompt_nobody_answers_is_nudged_once_in_its_thread(door: Door) -> None:
    await _scheduled(door)

    await forward(door, days=1)
    [prompt] = door.posts()
    await forward(door, days=1, hours=1)

    nudges = [one for one in door.thread(prompt) if "Nobody has answered yet" in one.text]
    assert len(nudges) == 1


async def test_only_facilitators_schedule_prompts(door: Door) -> None:
    refused = await door.command("bob", "prompt schedule", "every day at 9:30", when="every day at 9:30")

    assert "Only facilitators can do that" in refused.text
    await forward(door, days=1)
    assert door.posts() == []


async def test_a_schedule_shown_before_another_one_is_not_saved_by_its_old_button(door: Door) -> None:
    await door.command("ann", "prompt add", QUESTION, text=QUESTION)
    old = await door.command("ann", "prompt schedule", "every day at 9:30", when="every day at 9:30")
    await door.command("ann", "prompt schedule", "every monday at 9:30", when="every monday at 9:30")

    pressed = await door.press("ann", old, "Save")

    assert "That draft is gone." in pressed.text
    await forward(door, days=1)
    assert door.posts() == []


async def test_a_schedule_in_words_nobody_reads_is_refused_with_an_example(door: Door) -> None:
    refused = await door.command("ann", "prompt schedule", "when it rains", when="when it rains")

    assert refused.text.startswith("I do not understand “when it rains”.")
    assert "every second tuesday at 9:30" in refused.text


async def test_next_tells_everybody_what_is_scheduled(door: Door) -> None:
    await _scheduled(door)

    coming = await door.command("eve", "cop next")

    assert "Coming up" in coming.text
    assert "every day at 09:30" in coming.text


async def test_a_button_pressed_twice_at_once_does_it_once_and_says_so(door: Door) -> None:
    await door.command("ann", "prompt add", QUESTION, text=QUESTION)
    shown = await door.command("ann", "prompt schedule", "every day at 9:30", when="every day at 9:30")

    first, second = await asyncio.gather(door.press("ann", shown, "Save"), door.press("ann", shown, "Save"))

    assert "That is saved already." in first.text + second.text
    await forward(door, days=1)
    assert len(door.posts()) == 1
