"""Installations are there again after a restart, and their tokens are nowhere to be read."""

from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from copbot.installations import Installation, UnusableKeyError
from copbot.ports import Transactions
from storage.backup import backup
from storage.installations import SqlInstallationStore, workspaces
from storage.looking import looking
from tests.support.databases import BOTH, Database

DATABASES = BOTH

_OLD, _NEW = b"o" * 32, b"n" * 32
_PRACTICE = Installation(
    team="T1",
    name="Prac\0tice 🌱",
    bot_token=SecretStr("xoxb-practice"),
    bot_user="U1",
    scopes=frozenset({"chat:write", "commands"}),
)
_GARDEN = Installation(team="T2", name="Garden", bot_token=SecretStr("xoxb-garden"), bot_user="U2")


@pytest.fixture
async def store(transactions: Transactions) -> SqlInstallationStore:
    store = SqlInstallationStore(transactions, [_OLD])
    for one in (_PRACTICE, _GARDEN):
        await store.keep(one)
    return store


async def test_a_workspace_is_known_until_it_is_forgotten(store: SqlInstallationStore) -> None:
    assert await store.get("T1") == replace(_PRACTICE, name="Practice 🌱")
    await store.forget("T1")
    assert await store.get("T1") is None
    assert await store.get("T2") == _GARDEN
    assert await store.renew() == 1


async def test_a_new_token_takes_the_place_of_the_old_one(store: SqlInstallationStore) -> None:
    await store.keep(replace(_GARDEN, bot_token=SecretStr("xoxb-again")))
    found = await store.get("T2")
    assert found is not None
    assert found.bot_token.get_secret_value() == "xoxb-again"


async def test_a_second_process_knows_it_at_once(store: SqlInstallationStore, beside: Transactions) -> None:
    assert await SqlInstallationStore(beside, [_OLD]).get("T2") is not None


async def test_what_one_workspace_gave_opens_in_no_other_row(database: Database, store: SqlInstallationStore) -> None:
    with database.owned() as connection:
        of_garden = "SELECT sealed FROM slack_installation WHERE team = 'T2'"
        connection.execute(text(f"UPDATE slack_installation SET sealed = ({of_garden}) WHERE team = 'T1'"))
    with pytest.raises(UnusableKeyError, match="does not open the tokens of Practice"):
        await store.get("T1")


async def test_a_new_key_before_the_old_one_can_stand_alone_after_one_start(
    store: SqlInstallationStore, transactions: Transactions
) -> None:
    assert await SqlInstallationStore(transactions, [_NEW, _OLD]).renew() == 2
    alone = SqlInstallationStore(transactions, [_NEW])
    assert await alone.renew() == 2
    assert await alone.get("T2") is not None


async def test_another_key_is_said_and_changes_nothing(store: SqlInstallationStore, transactions: Transactions) -> None:
    with pytest.raises(UnusableKeyError, match=r"of (Practice 🌱, Garden|Garden, Practice 🌱)\. Put the key"):
        await SqlInstallationStore(transactions, [_NEW]).renew()
    assert await store.renew() == 2


async def test_a_database_of_before_has_no_workspaces(database: Database) -> None:
    with database.open(), looking(database.url) as connection:
        assert connection is not None
        assert workspaces(connection, [_NEW]) == ()
    with database.owned() as connection:
        connection.execute(text("DROP TABLE slack_installation"))
    with looking(database.url) as connection:
        assert connection is not None
        assert workspaces(connection, [_NEW]) == ()


async def test_a_backup_holds_tokens_as_they_are_sealed(
    database: Database, store: SqlInstallationStore, tmp_path: Path
) -> None:
    backup(database.url, tmp_path / "backup.zip", lambda *_: None)
    with ZipFile(tmp_path / "backup.zip") as archive:
        rows = archive.read("slack_installation.jsonl").decode()
    assert "Garden" in rows
    assert "xoxb" not in rows
