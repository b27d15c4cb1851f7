"""What members type is kept on both databases, whatever it is made of."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Text
from sqlmodel import AutoString

from copbot.events import Person
from copbot.intents import FormErrors, OpenForm, Reply
from copbot.refs import UserRef
from storage.columns import MemberText
from storage.tables import METADATA
from tests.support.chat import Chat, Someone
from tests.support.databases import BOTH

DATABASES = BOTH

_OURS = {
    "community": {"zone", "language", "pack", "home"},
    "community_place": {"platform", "tenant", "channel"},
    "inbox": {"platform", "tenant", "delivery_id"},
    "kudos": {"message", "emoji"},
    "kudos_message": {"message", "thread", "link", "note"},
    "kudos_reaction": {"message", "emoji"},
    "kudos_reversal": {"cause"},
    "kudos_wish": {"visibility"},
    "library_capture": {"message", "thread", "state", "permalink"},
    "library_entry": {"kind", "trouble"},
    "library_index_term": {"term"},
    "library_mention": {"near"},
    "library_reaction": {"message"},
    "member": {"zone", "platform_zone", "locale"},
    "meetup_person": {"met"},
    "meetup_round": {"occurrence", "state"},
    "meetup_series": {"mixing", "channel", "role"},
    "member_account": {"account"},
    "mentor_check_in": {"kind", "met"},
    "mentor_mark": {"mark"},
    "mentor_match": {"state", "ending", "room"},
    "mentor_programme": {"shape", "joining", "role"},
    "mentor_round": {"state"},
    "mentor_side": {"side", "state"},
    "mentor_sign_up": {"side", "state"},
    "notice": {"key"},
    "occurrence": {"kind", "subject", "outcome"},
    "outbox": {"key", "lane", "state", "message", "channel"},
    "preference": {"name"},
    "prompt": {"category", "standing", "pack", "pack_key", "near"},
    "prompt_kind": {"category"},
    "prompt_posting": {"key", "channel"},
    "prompt_series": {"channel", "role", "category"},
    "refusal": {"about"},
    "schedule": {"kind", "subject", "rule"},
    "setting": {"name"},
    "slack_installation": {"team", "bot_user", "scopes", "sealed"},
}
"""Texts that copbot or the platform makes: names, references, states."""


def _texts(columns: Iterator[Column[object]]) -> set[str]:
    """Name the columns for text that may be anything but a member's."""
    return {one.name for one in columns if isinstance(one.type, AutoString | Text)}


def test_a_text_is_a_members_unless_we_know_that_it_is_not() -> None:
    plain = {table.name: _texts(iter(table.c)) for table in METADATA.sorted_tables}
    assert {name: columns for name, columns in plain.items() if columns} == _OURS


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("a\0b\ud800c", "abc"), ("\0\ud800", ""), ("مرحبا 🌱", "مرحبا 🌱"), (None, None)],
)
def test_only_what_no_database_can_keep_is_left_out(typed: str | None, kept: str | None) -> None:
    assert MemberText().process_bind_param(typed, None) == kept


def failed(someone: Someone) -> bool:
    """Tell whether somebody was told that something of ours went wrong."""
    return any("went wrong" in sentence for sentence in someone.sees())


_TYPED = {"NUL": "a\0b help", "half a character": "x\ud800y help", "both": "\0\udfff help", "very much": "help " * 8000}


@pytest.mark.parametrize("typed", _TYPED.values(), ids=_TYPED.keys())
@pytest.mark.parametrize(
    "line",
    [
        "/kudos give @bob for {}",
        "/kudos values add {}",
        "/library add https://example.org/{}",
        "/library add https://example.org/page {}",
        "/library find {}",
        "/library tags {}",
        "/library recent tag:{}",
        "/prompt add {}",
        "/prompt suggest {}",
        "/prompt import {}",
        "/prompt schedule {}",
        "/cop settings {}",
        "/cop setup {}",
        "/cop zone {}",
        "/cop quiet {}",
        "/{}",
    ],
)
async def test_a_command_with_it_is_answered(chat: Chat, line: str, typed: str) -> None:
    assert isinstance(await chat.ann.says(line.format(typed)), Reply | FormErrors | OpenForm)
    assert not failed(chat.ann)


@pytest.mark.parametrize("typed", _TYPED.values(), ids=_TYPED.keys())
async def test_a_message_with_it_is_thanked_for_and_kept(chat: Chat, typed: str) -> None:
    await chat.ann.says("/cop help")
    said = chat.message("general", chat.bob, f"{typed} https://example.org/page")
    await chat.ann.reacts("🙌", said)
    await chat.ann.reacts("📚", said)
    assert not failed(chat.ann)
    assert await chat.rows("kudos", "library_entry") == (1, 1)


@pytest.mark.parametrize("typed", _TYPED.values(), ids=_TYPED.keys())
async def test_a_person_of_that_name_can_act_and_be_thanked(chat: Chat, typed: str) -> None:
    odd = chat.people["fay"] = Someone(chat, Person(user=UserRef("sim", "demo", "fay"), name=typed))
    await odd.says("/cop help")
    await chat.ann.says("/kudos give @fay for the help")
    assert not failed(odd)
    assert await chat.rows("kudos") == (1,)
