"""The file a backup is: a zip with each table's rows as JSON lines, and a manifest that says what must be in it.

It names no database: what was written from SQLite can be read into PostgreSQL, and the other way round.
"""

import json
import os
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from copbot.errors import OperatorError

FORMAT = 1
_MANIFEST = "manifest.json"


class BackupError(OperatorError):
    """A backup cannot be made or taken back; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Part:
    """One table: its columns, how many rows it has, and the sum of its lines."""

    table: str
    columns: tuple[str, ...]
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What an archive holds: tables in an order in which each comes after those it refers to.

    `numbers` are the last ones given to new rows, so that none is given twice.
    """

    copbot: str
    revision: str
    numbers: dict[str, int]
    parts: tuple[Part, ...]
    format: int = FORMAT


class ArchiveWriter:
    """Fills an archive, table by table."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._parts: list[Part] = []

    def add(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Write one table."""
        count, total = 0, sha256()
        with self._archive.open(f"{table}.jsonl", "w", force_zip64=True) as lines:
            for row in rows:
                values = dict(zip(columns, row, strict=True))
                line = json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                lines.write(line)
                total.update(line)
                count += 1
        self._parts.append(Part(table, tuple(columns), count, total.hexdigest()))

    def finish(self, copbot: str, revision: str, numbers: dict[str, int]) -> Manifest:
        """Write the manifest, without which an archive is no backup."""
        manifest = Manifest(copbot=copbot, revision=revision, numbers=numbers, parts=tuple(self._parts))
        self._archive.writestr(_MANIFEST, json.dumps(asdict(manifest), indent=2))
        return manifest


@contextmanager
def written(to: Path) -> Iterator[ArchiveWriter]:
    """Write an archive for its owner's eyes alone; it stands under its name only when all of it is there.

    Raises: BackupError when it cannot be written; what stood under that name before is left.
    """
    part = to.with_name(f"{to.name}.part")
    try:
        try:
            opened = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(opened, "w+b") as file:
                with ZipFile(file, "w", ZIP_DEFLATED, compresslevel=3) as archive:
                    yield ArchiveWriter(archive)
                file.flush()
                os.fsync(file.fileno())
            part.replace(to)
            sync_folder(to.parent)
        finally:
            part.unlink(missing_ok=True)
    except OSError as error:
        raise BackupError(f"The backup could not be written to {to}: {error.strerror}.") from error


class ArchiveReader:
    """Reads an archive that was checked."""

    def __init__(self, archive: ZipFile, manifest: Manifest) -> None:
        self._archive = archive
        self.manifest = manifest

    def rows(self, part: Part) -> Iterator[tuple[Any, ...]]:
        """Give a table's rows, in the order of its columns."""
        with self._archive.open(f"{part.table}.jsonl") as lines:
            for line in lines:
                values = json.loads(line)
                yield tuple(values[name] for name in part.columns)

    def check(self) -> None:
        """Hold every table against the manifest.

        Raises: ValueError when one differs from what was written.
        """
        for part in self.manifest.parts:
            count, total = 0, sha256()
            with self._archive.open(f"{part.table}.jsonl") as lines:
                for line in lines:
                    total.update(line)
                    count += 1
            if (count, total.hexdigest()) != (part.rows, part.sha256):
                raise ValueError(f"{part.table} is not as it was written")


@contextmanager
def read(source: Path) -> Iterator[ArchiveReader]:
    """Open an archive, once all of it has been found as it was written.

    Raises: BackupError when it is missing, damaged, no archive of ours, or of a newer copbot.
    """
    try:
        archive = ZipFile(source)
    except OSError as error:
        raise BackupError(f"The backup {source} cannot be read: {error.strerror}.") from error
    except BadZipFile as error:
        raise BackupError(f"{source} is no backup of copbot, or is damaged.") from error
    with archive:
        yield _checked(source, archive)


def _checked(source: Path, archive: ZipFile) -> ArchiveReader:
    try:
        told = json.loads(archive.read(_MANIFEST))
        if told["format"] > FORMAT:
            raise BackupError(f"{source} was written by a newer copbot ({told['copbot']}); restore it with that one.")
        parts = tuple(Part(one["table"], tuple(one["columns"]), one["rows"], one["sha256"]) for one in told["parts"])
        reader = ArchiveReader(archive, Manifest(**{**told, "parts": parts}))
        reader.check()
    except (BadZipFile, KeyError, ValueError, TypeError, EOFError, OSError, zlib.error) as error:
        raise BackupError(f"{source} is no backup of copbot, or is damaged: {error}.") from error
    return reader


def sync_folder(folder: Path) -> None:
    """Have a folder's new names survive a power cut."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
