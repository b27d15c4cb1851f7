from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from copbot.intents import OpenForm, Reply
from tests.support.chat import Chat, opened
from tests.support.platform import SIM
from tests.support.practice import NOTES


@pytest.fixture
async def plain(tmp_path: Path) -> AsyncIterator[Chat]:
    """A platform that shows no sentence beside a field."""
    async with opened(tmp_path / "copbot.db", [NOTES], replace(SIM, form_errors=False)) as one:
        yield one


async def test_a_form_sent_back_is_kept_and_opened_again_as_it_was(plain: Chat) -> None:
    await plain.ann.presses_control("note.open")
    await plain.ann.submits(words="far too many")
    assert plain.ann.sees() == ["That could not be taken yet:\n- At most five letters.\n[Edit]"]
    await plain.ann.presses("Edit")
    assert isinstance(plain.ann.answer, OpenForm)
    assert [one.initial for one in plain.ann.answer.form.fields] == ["far too many"]
    await plain.ann.submits(words="few")
    assert plain.ann.sees() == ["Kept few."]


async def test_a_kept_form_outlives_a_restart(tmp_path: Path) -> None:
    unable = replace(SIM, form_errors=False)
    async with opened(tmp_path / "copbot.db", [NOTES], unable) as before:
        await before.ann.presses_control("note.open")
        await before.ann.submits(words="far too many")
        answer = before.ann.answer
    assert isinstance(answer, Reply)
    async with opened(tmp_path / "copbot.db", [NOTES], unable) as after:
        await after.ann.presses("Edit", answer.message)
        assert isinstance(after.ann.answer, OpenForm)


async def test_somebody_who_sent_no_form_has_none_to_edit(plain: Chat) -> None:
    await plain.bob.says("/note mine")
    plain.bob.sees()
    await plain.bob.presses_control("form.edit")
    assert plain.bob.sees() == ["That form is no longer open. Please start again from the command."]
