import errno
import json
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import Boolean, Connection, Integer, String, TypeDecorator, text
from sqlalchemy.dialects import postgresql

from commands import ALL
from storage.archive import BackupError
from storage.backup import DERIVED, backup
from storage.restore import restore
from storage.sqlite import DatabaseInUseError, UnusableFileError
from storage.tables import METADATA
from tests.storage.house import Tally, count, founded
from tests.support.chat import opened
from tests.support.clock import START
from tests.support.databases import BOTH, POSTGRES, SQLITE, Database
from tests.support.postgres import PostgresServer

DATABASES = BOTH

Make = Callable[[str], Database]


def unheard(table: str, done: int, rows: int) -> None:
    """Take no notice of progress."""


@pytest.fixture
def another(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    """Make an empty database of either kind."""
    with ExitStack() as open_ones:

        def make(kind: str) -> Database:
            if kind == SQLITE:
                return Database(SQLITE, f"sqlite:///{tmp_path / 'another.db'}")
            server: PostgresServer = request.getfixturevalue("postgres_server")
            return Database(POSTGRES, open_ones.enter_context(server.database(empty=True)))

        yield make


@pytest.fixture
async def lived_in(database: Database) -> Database:
    """A database in which a community has lived a little."""
    async with opened(database.url, ALL) as chat:
        await chat.ann.says("/kudos give @bob for the “naïve” guide 🌱 \\ 50%")
        await chat.bob.says("/library add https://example.org/feedback")
        await chat.carla.says("hello")
        await chat.ann.says("/cop quiet")
        await chat.forward(days=1)
    return database


def rows(connection: Connection) -> dict[str, list[tuple[object, ...]]]:
    """Give every row of every table but those that are made of others."""
    return {
        table.name: sorted(map(tuple, connection.execute(table.select())), key=repr)
        for table in METADATA.sorted_tables
        if not table.name.startswith(DERIVED)
    }


@pytest.mark.parametrize("kind", BOTH)
async def test_what_was_backed_up_is_there_again_in_either_database(
    lived_in: Database, another: Make, kind: str, tmp_path: Path
) -> None:
    told = backup(lived_in.url, tmp_path / "backup.zip", unheard)
    target = another(kind)
    assert restore(target.url, tmp_path / "backup.zip", unheard) == told
    with lived_in.owned() as before, target.owned() as after:
        assert rows(after) == rows(before)
        assert sum(part.rows for part in told.parts) == sum(map(len, rows(before).values())) > 10


@pytest.mark.parametrize("kind", BOTH)
async def test_a_restored_community_lives_on(lived_in: Database, another: Make, kind: str, tmp_path: Path) -> None:
    backup(lived_in.url, tmp_path / "backup.zip", unheard)
    target = another(kind)
    restore(target.url, tmp_path / "backup.zip", unheard)
    async with opened(target.url, ALL) as chat:
        await chat.dev.says("/library find feedback")
        assert "example.org" in chat.dev.sees()[-1]
        await chat.dev.says("/kudos give @ann for the restore")
        assert await chat.rows("kudos") == (2,)


async def numbered(database: Database) -> int:
    """Have something scheduled, see its number, and cancel it."""
    with database.open() as transactions:
        house = await founded(transactions)
        await house.store(lambda store: store.timetable.once("nudge", "1", START))
        ((_, job),) = await house.read(lambda books: books.due(START, 9))
        await house.store(lambda store: store.timetable.cancel("nudge", "1"))
        return job.schedule


@pytest.mark.parametrize("kind", BOTH)
async def test_no_number_is_given_twice_after_a_restore(
    database: Database, another: Make, kind: str, tmp_path: Path
) -> None:
    before = await numbered(database)
    backup(database.url, tmp_path / "backup.zip", unheard)
    target = another(kind)
    restore(target.url, tmp_path / "backup.zip", unheard)
    assert await numbered(target) > before


async def test_a_backup_is_made_while_the_bot_runs_and_is_of_one_moment(
    database: Database, another: Make, tmp_path: Path
) -> None:
    with database.open() as transactions:
        house = await founded(transactions)
        await house.store(count)
        seen: list[tuple[str, int, int]] = []

        def meddle(table: str, done: int, rows: int) -> None:
            """Change what is still to be read."""
            if not seen:
                with database.owned() as connection:
                    connection.execute(text("UPDATE setting SET value = '{\"count\": 99}'"))
            seen.append((table, done, rows))

        backup(database.url, tmp_path / "backup.zip", meddle)
        assert (await house.look(lambda store: store.settings.get(Tally))).count == 99
    assert ("community", 1, 1) in seen
    target = another(SQLITE)
    restore(target.url, tmp_path / "backup.zip", unheard)
    with target.open() as transactions:
        house = await founded(transactions)
        assert await house.look(lambda store: store.settings.get(Tally)) == Tally(1)


async def test_progress_is_told_on_the_way(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.backup.STEP", 2)
    with database.open() as transactions:
        house = await founded(transactions)
        for name in ("ann", "bob", "carla"):
            await house.member(name)
    told: list[tuple[str, int, int]] = []
    backup(database.url, tmp_path / "backup.zip", lambda *step: told.append(step))
    assert [step for step in told if step[0] == "member"] == [("member", 2, 3), ("member", 3, 3)]


async def test_a_backup_is_for_its_owners_eyes_alone(lived_in: Database, tmp_path: Path) -> None:
    backup(lived_in.url, tmp_path / "backup.zip", unheard)
    assert (tmp_path / "backup.zip").stat().st_mode & 0o077 == 0
    assert not (tmp_path / "backup.zip.part").exists()


async def test_a_restore_leaves_a_database_in_use_as_it_is_unless_told(
    lived_in: Database, another: Make, tmp_path: Path
) -> None:
    target = another(lived_in.kind)
    with target.open() as transactions:
        await (await founded(transactions, "precious")).store(count)
    backup(target.url, tmp_path / "precious.zip", unheard)
    with lived_in.owned() as connection:
        before = rows(connection)
    with pytest.raises(BackupError, match=r"holds communities .*--replace"):
        restore(lived_in.url, tmp_path / "precious.zip", unheard)
    with lived_in.owned() as connection:
        assert rows(connection) == before
    restore(lived_in.url, tmp_path / "precious.zip", unheard, replace=True)
    with lived_in.open() as transactions:
        assert await (await founded(transactions, "precious")).store(count) == 2
    with lived_in.owned() as connection:
        assert len(rows(connection)["community"]) == 1


async def test_a_restore_does_not_meddle_with_a_bot_at_work(lived_in: Database, tmp_path: Path) -> None:
    backup(lived_in.url, tmp_path / "backup.zip", unheard)
    with lived_in.open() as transactions:
        await founded(transactions)
        with pytest.raises((BackupError, DatabaseInUseError), match="stop it first"):
            restore(lived_in.url, tmp_path / "backup.zip", unheard, replace=True)


async def test_an_interrupted_restore_leaves_the_old_data(lived_in: Database, tmp_path: Path) -> None:
    def stop_at_last(table: str, done: int, rows: int) -> None:
        if table == DERIVED:
            raise KeyboardInterrupt

    backup(lived_in.url, tmp_path / "backup.zip", unheard)
    with lived_in.owned() as connection:
        before = rows(connection)
    with pytest.raises(KeyboardInterrupt):
        restore(lived_in.url, tmp_path / "backup.zip", stop_at_last, replace=True)
    with lived_in.owned() as connection:
        assert rows(connection) == before
    assert not (tmp_path / "copbot.db.restoring").exists()


async def test_an_interrupted_backup_leaves_the_old_one(lived_in: Database, tmp_path: Path) -> None:
    def stop(table: str, done: int, rows: int) -> None:
        if table == "kudos":
            raise KeyboardInterrupt

    (tmp_path / "backup.zip").write_text("the old one")
    with pytest.raises(KeyboardInterrupt):
        backup(lived_in.url, tmp_path / "backup.zip", stop)
    assert (tmp_path / "backup.zip").read_text() == "the old one"
    assert not (tmp_path / "backup.zip.part").exists()


@contextmanager
def full_disk(room: int) -> Iterator[None]:
    """Let no file grow beyond this."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_a_full_disk_leaves_the_old_backup(database: Database, tmp_path: Path) -> None:
    with database.open() as transactions:
        house = await founded(transactions)
        long = os.urandom(200_000).hex()
        await house.store(lambda store: store.community.change(replace(store.community.get(), purpose=long)))
    (tmp_path / "backup.zip").write_text("the old one")
    with full_disk(100_000), pytest.raises(BackupError, match=os.strerror(errno.EFBIG)):
        backup(database.url, tmp_path / "backup.zip", unheard)
    assert (tmp_path / "backup.zip").read_text() == "the old one"
    assert not (tmp_path / "backup.zip.part").exists()


async def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'copbot.db'}"
    async with opened(url, ALL) as chat:
        await chat.ann.says("/kudos give @bob for the guide")
    backup(url, tmp_path / "backup.zip", unheard)
    with full_disk(200_000), pytest.raises(BackupError, match="Nothing was changed"):
        restore(url, tmp_path / "backup.zip", unheard, replace=True)
    async with opened(url, ALL) as chat:
        assert await chat.rows("kudos") == (1,)


def rewritten(source: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    """Change what an archive holds."""
    with ZipFile(source) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    with ZipFile(source.with_name("changed.zip"), "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return source.with_name("changed.zip")


def of_manifest(**changes: object) -> Callable[[dict[str, bytes]], None]:
    def change(parts: dict[str, bytes]) -> None:
        parts["manifest.json"] = json.dumps({**json.loads(parts["manifest.json"]), **changes}).encode()

    return change


def without_last_row(parts: dict[str, bytes]) -> None:
    parts["member.jsonl"] = b"".join(parts["member.jsonl"].splitlines(keepends=True)[:-1])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda parts: parts.pop("manifest.json"), "is no backup of copbot, or is damaged"),
        (lambda parts: parts.pop("member.jsonl"), "is no backup of copbot, or is damaged"),
        (without_last_row, "member is not as it was written"),
        (of_manifest(parts=7), "is no backup of copbot, or is damaged"),
        (of_manifest(format=2), "written by a newer copbot"),
        (of_manifest(revision="9999"), "written by a newer copbot"),
    ],
)
async def test_a_backup_that_cannot_be_trusted_changes_nothing(
    lived_in: Database, tmp_path: Path, change: Callable[[dict[str, bytes]], None], why: str
) -> None:
    backup(lived_in.url, tmp_path / "backup.zip", unheard)
    with lived_in.owned() as connection:
        before = rows(connection)
    with pytest.raises(BackupError, match=why):
        restore(lived_in.url, rewritten(tmp_path / "backup.zip", change), unheard, replace=True)
    with lived_in.owned() as connection:
        assert rows(connection) == before


def as_if_so_written(parts: dict[str, bytes], table: str, line: str) -> None:
    """Have a table hold one line more, as if it had been backed up so."""
    parts[f"{table}.jsonl"] += f"{line}\n".encode()
    manifest = json.loads(parts["manifest.json"])
    for part in manifest["parts"]:
        if part["table"] == table:
            part["rows"] += 1
            part["sha256"] = sha256(parts[f"{table}.jsonl"]).hexdigest()
            part["columns"] = list(json.loads(line))
    parts["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    ("table", "line", "why"),
    [
        ("setting", '{"community":99,"name":"x","value":"{}"}', "refer|violates"),
        ("setting", '{"community":1,"name":"x","value":null}', "could not be restored: "),
        ("setting", '{"community":1,"title":"x","value":"{}"}', "setting is another there"),
    ],
)
async def test_rows_that_do_not_fit_change_nothing(
    database: Database, tmp_path: Path, table: str, line: str, why: str
) -> None:
    with database.open() as transactions:
        await founded(transactions)
    with database.owned() as connection:
        before = rows(connection)
    backup(database.url, tmp_path / "backup.zip", unheard)
    changed = rewritten(tmp_path / "backup.zip", lambda parts: as_if_so_written(parts, table, line))
    with pytest.raises(BackupError, match=why):
        restore(database.url, changed, unheard, replace=True)
    with database.owned() as connection:
        assert rows(connection) == before


async def test_a_text_that_postgresql_cannot_hold_is_held_without_its_zeros(another: Make, tmp_path: Path) -> None:
    source, target = another(SQLITE), another(POSTGRES)
    with source.open() as transactions:
        house = await founded(transactions)
        await house.store(lambda store: store.community.change(replace(store.community.get(), domain="a\0b")))
    backup(source.url, tmp_path / "backup.zip", unheard)
    restore(target.url, tmp_path / "backup.zip", unheard)
    with target.open() as transactions:
        house = await founded(transactions)
        assert await house.look(lambda store: store.community.get().domain) == "ab"


async def test_a_damaged_file_gives_way_when_told(tmp_path: Path) -> None:
    path = tmp_path / "copbot.db"
    url = f"sqlite:///{path}"
    with Database(SQLITE, url).open() as transactions:
        await (await founded(transactions)).store(count)
    backup(url, tmp_path / "backup.zip", unheard)
    path.write_bytes(b"not a database at all" * 1000)
    with pytest.raises(UnusableFileError, match="not a database"):
        restore(url, tmp_path / "backup.zip", unheard)
    restore(url, tmp_path / "backup.zip", unheard, replace=True)
    with Database(SQLITE, url).open() as transactions:
        assert await (await founded(transactions)).store(count) == 2


async def test_every_column_is_of_a_kind_that_backups_carry() -> None:
    kinds = {
        type(column.type.dialect_impl(postgresql.dialect()))  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
        for table in METADATA.sorted_tables
        if not table.name.startswith(DERIVED)
        for column in table.columns
    }
    assert all(issubclass(kind, Boolean | Integer | String | TypeDecorator) for kind in kinds), kinds


async def test_files_that_are_no_backups_are_one_sentence(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'copbot.db'}"
    with pytest.raises(BackupError, match="cannot be read: No such file"):
        restore(url, tmp_path / "none.zip", unheard)
    (tmp_path / "text.zip").write_text("hello")
    with pytest.raises(BackupError, match="is no backup of copbot"):
        restore(url, tmp_path / "text.zip", unheard)
    assert not (tmp_path / "copbot.db").exists()


async def test_there_must_be_something_to_back_up(another: Make, database: Database, tmp_path: Path) -> None:
    with pytest.raises(BackupError, match="nothing to back up"):
        backup(another(database.kind).url, tmp_path / "backup.zip", unheard)
    assert not (tmp_path / "backup.zip").exists()
    assert not (tmp_path / "another.db").exists()
