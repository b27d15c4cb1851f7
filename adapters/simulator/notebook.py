"""What the pretend platform remembers over a restart: a file beside the database, one line of JSON for each change."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Self, TypeAlias

from adapters.simulator.model import Account, Channel, Entry
from copbot.codec import decode, encode
from copbot.errors import OperatorError


@dataclass(frozen=True, slots=True)
class Moment:
    """How far the chat's clock had come: time goes on from there."""

    at: datetime


Kept: TypeAlias = Account | Channel | Entry | Moment


class NotebookUnreadableError(OperatorError):
    """The file is not ours, of another version, or not for us to write."""


class Notebook:
    """A file that grows by a line with every change; what stands last about something is how it is.

    It is written before the bot hears that a delivery arrived: after a crash the chat knows no less than the bot.
    Raises: NotebookUnreadableError when it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = path.open("ab")
        except OSError as error:
            raise NotebookUnreadableError(
                f"Cannot write {path}: {error.strerror}. Choose another --database."
            ) from error

    def __enter__(self) -> Self:
        """Be open for the length of a `with`."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()

    def keep(self, value: Kept) -> None:
        """Write how something is from now on."""
        self._file.write(encode(value, Kept).encode() + b"\n")
        self._file.flush()


def remembered(path: Path) -> tuple[Kept, ...]:
    """Read what a notebook holds, each thing as it was last; no file is an empty one.

    Raises: NotebookUnreadableError.
    """
    try:
        lines = path.read_bytes().splitlines(keepends=True) if path.exists() else []
        whole = [line for line in lines if line.endswith(b"\n")]
        if len(whole) < len(lines):
            path.write_bytes(b"".join(whole))  # the last line was cut off in a crash
        return tuple(_latest(decode(line.decode(), Kept) for line in whole))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, ExceptionGroup) as error:
        raise NotebookUnreadableError(
            f"The chat kept in {path} cannot be read. Move it away, or choose another --database."
        ) from error


def _latest(values: Iterable[Kept]) -> Iterator[Kept]:
    latest = {_about(value): value for value in values}
    yield from latest.values()


def _about(value: Kept) -> tuple[str, str]:
    match value:
        case Moment():
            return "moment", ""
        case Account(id=id_) | Channel(id=id_) | Entry(id=id_):
            return type(value).__name__, id_
