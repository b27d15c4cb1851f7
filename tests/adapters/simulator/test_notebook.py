"""What the pretend platform remembers over a restart."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.simulator.model import Account, Channel, Entry, Kind
from adapters.simulator.notebook import Kept, Moment, Notebook, NotebookUnreadableError, remembered
from copbot.message import Button, Buttons, Control, File, Mention, Message, Paragraph, say
from copbot.refs import CommunityId, UserRef

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SAID = Entry(
    id="7",
    channel="general",
    author="copbot",
    message=Message(
        (
            Paragraph(("Thanks, ", Mention(UserRef("sim", "demo", "ann"), ping=True), say(" for {n} things", n=3))),
            Buttons((Button("Undo", Control("kudos.undo", "3")),)),
            File("list.csv", b"\x00\xff"),
        )
    ),
    at=NOON,
    version=4,
    reactions=(("📚", ("ann", "bob")),),
    key="k",
    community=CommunityId(1),
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "demo.db.chat"


def kept(path: Path, *values: Kept) -> list[Kept]:
    with Notebook(path) as notebook:
        for value in values:
            notebook.keep(value)
    return list(remembered(path))


def test_all_that_was_written_is_there_again(path: Path) -> None:
    zoe = Account(id="zoe", name="Zoe", zone="Asia/Tokyo")
    room = Channel(id="room-1", name="You two", kind=Kind.ROOM, members=("ann", "zoe"), key="1:pair")
    assert kept(path, zoe, room, SAID, Moment(NOON)) == [zoe, room, SAID, Moment(NOON)]


def test_what_stands_last_about_something_is_how_it_is(path: Path) -> None:
    later = Moment(NOON + timedelta(days=7))
    gone = Entry(id="7", channel="general", author="bob", message=Message(()), at=NOON, version=9, gone=True)
    assert kept(path, SAID, Moment(NOON), gone, later) == [gone, later]


def test_a_file_that_is_not_there_is_an_empty_one(path: Path) -> None:
    assert remembered(path) == ()


def test_a_line_cut_off_in_a_crash_is_left_out_and_the_next_stands_alone(path: Path) -> None:
    assert kept(path, SAID) == [SAID]
    with path.open("ab") as file:
        file.write(b'{"_":"Mom')
    assert remembered(path) == (SAID,)
    assert kept(path, Moment(NOON)) == [SAID, Moment(NOON)]


@pytest.mark.parametrize("line", [b"not json\n", b"\xff\n", b"5\n", b'{"_":"Stranger"}\n', b'{"_":"Entry"}\n'])
def test_a_file_of_something_else_is_refused_with_its_name(path: Path, line: bytes) -> None:
    path.write_bytes(line)
    with pytest.raises(NotebookUnreadableError, match=r"demo\.db\.chat cannot be read"):
        remembered(path)


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotebookUnreadableError, match="Cannot write"):
        Notebook(tmp_path / "nowhere" / "demo.db.chat")
