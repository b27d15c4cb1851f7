"""Programmes with very many people."""

import pytest

from commands.mentorship import matching
from tests.commands.mentorship.stories import made, settled, shown_to, signs_up
from tests.support.chat import Chat


async def test_very_many_are_matched_without_being_counted_first(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "_MOST_COUNTED", 2)
    await settled(chat)
    await made(chat)
    await signs_up(chat, "bob", "mentor")
    await signs_up(chat, "carla", "mentee", wants="maps")
    await signs_up(chat, "dev", "mentee", wants="maps")

    await chat.ann.says("/mentor match")

    assert chat.ann.sees()[0].startswith("I am matching the many people of Autumn; that may take a minute.")
    assert "One pair" in shown_to(chat, "ann").text
