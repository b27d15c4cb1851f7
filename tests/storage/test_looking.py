"""`copbot check` says how a database stands, and leaves it as it is."""

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from storage import postgres, sqlite, upgrade
from storage.database import UnusableDatabaseError, sqlite_path
from storage.looking import Standing, looking, standing
from storage.migrations import HEAD
from storage.sqlite import UnusableFileError
from tests.support.databases import BOTH, SQLITE, Database

DATABASES = BOTH


def stands_at(database: Database, revision: str) -> None:
    """Bring a database to a revision."""
    opened = sqlite.owning(sqlite_path(database.url))
    with opened if database.kind == SQLITE else postgres.owning(make_url(database.url)) as connection:
        (upgrade.downgrade if upgrade.current(connection) else upgrade.upgrade)(connection, revision)


def test_a_database_that_is_up_to_date_needs_no_word(database: Database) -> None:
    with database.open():
        assert standing(database.url) == Standing(HEAD)
    assert (standing(database.url), str(standing(database.url))) == (Standing(HEAD), "")


def test_an_upgrade_that_is_pending_is_said_and_not_made(database: Database) -> None:
    stands_at(database, "0001")
    for _ in range(2):
        assert str(standing(database.url)).startswith(f"its schema is 0001 and will be upgraded to {HEAD}")


def test_one_of_a_newer_copbot_is_pointed_at(database: Database) -> None:
    stands_at(database, "0001")
    with database.owned() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(upgrade.NewerDatabaseError, match="9999"):
        standing(database.url)


def test_who_looks_cannot_write(database: Database) -> None:
    stands_at(database, "0001")

    def meddle() -> None:
        with looking(database.url) as connection:
            assert connection is not None
            connection.exec_driver_sql("DELETE FROM community")

    with pytest.raises((DBAPIError, UnusableFileError), match=r"read-?only"):
        meddle()


def test_a_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert str(standing(f"sqlite:///{tmp_path / 'copbot.db'}")) == "it is made at the first start"
    assert list(tmp_path.iterdir()) == []


def test_looking_into_a_file_leaves_nothing_beside_it(tmp_path: Path) -> None:
    sqlite.upgrade_file(tmp_path / "50% ours?.db")
    before = {path: path.read_bytes() for path in tmp_path.iterdir()}
    with looking(f"sqlite:///{tmp_path / '50% ours?.db'}") as connection:
        assert connection is not None
        assert connection.exec_driver_sql("SELECT count(*) FROM community").scalar() == 0
    assert {path: path.read_bytes() for path in tmp_path.iterdir()} == before


@pytest.mark.parametrize("url", ["mysql://here/db", "sqlite://"])
def test_an_address_of_another_kind_is_one_sentence(url: str) -> None:
    with pytest.raises(UnusableDatabaseError):
        standing(url)


def test_a_file_of_something_else_and_a_folder_that_is_not_there_are_one_sentence_each(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("Dear Ann, " * 200)
    with pytest.raises(UnusableFileError, match="cannot be used as a SQLite database"):
        standing(f"sqlite:///{tmp_path / 'letter.txt'}")
    with pytest.raises(UnusableFileError, match="cannot be written"):
        standing(f"sqlite:///{tmp_path / 'nowhere' / 'copbot.db'}")
