import shutil
import subprocess
import sys
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import Connection, inspect
from sqlalchemy.engine import make_url

from commands import ALL
from storage import postgres, sqlite, upgrade
from storage.database import sqlite_path
from storage.migrations import HEAD
from storage.restore import restore
from storage.tables import METADATA
from tests.storage.house import count, founded
from tests.storage.schema import schema
from tests.support.chat import opened
from tests.support.databases import BOTH, SQLITE, Database

DATABASES = BOTH

RELEASED = Path(__file__).parent / "released"
"""A backup of a lived-in database for every revision but the newest, made while it was the newest."""


def owning(database: Database) -> AbstractContextManager[Connection]:
    if database.kind == SQLITE:
        return sqlite.owning(sqlite_path(database.url))
    return postgres.owning(make_url(database.url))


@pytest.fixture
def empty(database: Database) -> Database:
    """A database without any of our tables."""
    with owning(database) as connection:
        if upgrade.current(connection) is not None:
            upgrade.downgrade(connection, "base")
    return database


def test_every_step_can_be_taken_up_down_and_up_again(empty: Database) -> None:
    with owning(empty) as connection:
        before = schema(connection)
        below = "base"
        for step in upgrade.revisions():
            upgrade.upgrade(connection, step)
            after = schema(connection)
            assert after != before
            upgrade.downgrade(connection, below)
            assert {**before, "alembic_version": set()} == {**schema(connection), "alembic_version": set()}
            upgrade.upgrade(connection, step)
            assert schema(connection) == after
            before, below = after, step
        assert upgrade.current(connection) == HEAD


def test_the_newest_step_is_the_one_a_start_looks_for() -> None:
    assert upgrade.revisions()[-1] == HEAD


def test_the_migrations_make_the_tables_we_declare(empty: Database) -> None:
    with owning(empty) as connection:
        upgrade.upgrade(connection)
        upgrade.check(connection)
        made = schema(connection)
        upgrade.downgrade(connection, "base")
        connection.exec_driver_sql("DROP TABLE alembic_version")
        METADATA.create_all(connection)
        assert {**schema(connection), "alembic_version": made["alembic_version"]} == made


@pytest.mark.parametrize("revision", upgrade.revisions()[:-1])
async def test_a_community_of_every_release_lives_on(empty: Database, revision: str) -> None:
    told = restore(empty.url, RELEASED / f"{revision}.zip", lambda *_: None)
    assert told.revision == revision
    with owning(empty) as connection:
        assert upgrade.current(connection) == HEAD
        upgrade.check(connection)
    async with opened(empty.url, ALL) as chat:
        assert await chat.rows("kudos", "library_entry", "prompt_posting") == (1, 1, 1)
        await chat.dev.says("/library find feedback")
        assert "example.org" in chat.dev.sees()[-1]
        await chat.dev.says("/kudos give @ann for the release")
        assert await chat.rows("kudos") == (2,)


async def test_an_empty_database_is_ready_after_one_start(empty: Database) -> None:
    with empty.open() as transactions:
        assert await (await founded(transactions)).store(count) == 1


def test_a_database_of_a_newer_copbot_is_left_alone(empty: Database) -> None:
    with empty.open():
        pass
    with empty.owned() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(upgrade.NewerDatabaseError, match="9999"), empty.open():
        pass


def with_another_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *statements: str) -> None:
    """Add a migration that does this."""
    here = tmp_path / "migrations"
    shutil.copytree(upgrade._HERE, here)
    header = f"revision = 'more'\ndown_revision = {HEAD!r}\nbranch_labels = depends_on = None\nfrom alembic import op\n"
    body = "\n".join(f"    op.execute({one!r})" for one in statements)
    (here / "versions" / "more.py").write_text(f"{header}def upgrade():\n{body}\ndef downgrade():\n    pass\n")
    monkeypatch.setattr(upgrade, "_HERE", here)
    monkeypatch.setattr(upgrade, "HEAD", "more")


def test_a_step_that_fails_halfway_changes_nothing(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with empty.open():
        pass
    with_another_step(tmp_path, monkeypatch, "CREATE TABLE halfway (id INTEGER)", "INSERT INTO nowhere VALUES (1)")
    with pytest.raises(Exception, match="nowhere"), empty.open():
        pass
    with owning(empty) as connection:
        assert not inspect(connection).has_table("halfway")
        assert upgrade.current(connection) == HEAD


def test_a_step_that_leaves_references_to_nothing_is_taken_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite looks at its references only after tables were rebuilt, so we must."""
    path = tmp_path / "copbot.db"
    sqlite.upgrade_file(path)
    with_another_step(tmp_path, monkeypatch, "INSERT INTO setting VALUES (99, 'Tally', '{}')")
    with pytest.raises(ValueError, match="refer to nothing"):
        sqlite.upgrade_file(path)
    with sqlite.owning(path) as connection:
        assert upgrade.current(connection) == HEAD
        assert connection.exec_driver_sql("SELECT count(*) FROM setting").scalar() == 0
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_start_with_nothing_to_do_does_not_load_alembic(tmp_path: Path) -> None:
    path = tmp_path / "copbot.db"
    sqlite.upgrade_file(path)
    script = (
        "import sys; from pathlib import Path; from storage.sqlite import upgrade_file;"
        "upgrade_file(Path(sys.argv[1])); print('alembic' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)  # noqa: S603 -- our own script
    assert told.stdout.strip() == "False"
