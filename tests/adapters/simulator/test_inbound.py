import pytest

from adapters.simulator import inbound
from adapters.simulator.model import BOT, Directory, Entry
from copbot.events import BotMentioned, CommandTyped, DirectMessageReceived, MessagePosted, TypedPiece
from copbot.message import InChannel, Link, Mention, Paragraph, RoleMention, Span
from copbot.refs import ChannelRef, MessageRef, RoleRef, UserRef
from tests.adapters.simulator.pretend import Pretence

BOB = UserRef("sim", "demo", "bob")
CARLA = UserRef("sim", "demo", "carla")
COPBOT = UserRef("sim", "demo", BOT)
GENERAL = ChannelRef("sim", "demo", "general")


def directory(user: str = "ann") -> Directory:
    return Pretence().chat.directory(user)


def written(text: str, channel: str = "general", thread: str | None = None) -> tuple[Entry, Directory]:
    chat = Pretence().chat
    names = chat.directory("ann")
    return chat.post(channel, "ann", inbound.message_of(text, names), typed=text, thread=thread), names


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("just words", ("just words",)),
        ("", ()),
        ("@bob", (BOB,)),
        ("thank @bob, @Carla!", ("thank ", BOB, ", ", CARLA, "!")),
        ("@bob's idea", (BOB, "'s idea")),
        ("see #general or #nowhere", ("see ", GENERAL, " or #nowhere")),
        ("ask @curators", ("ask ", RoleRef("sim", "demo", "curators"))),
        ("@nobody knows", ("@nobody knows",)),
        ("ann@bob.example", ("ann@bob.example",)),
        ("@@bob", ("@@bob",)),
        ("@Ångström", ("@Ångström",)),
        ("https://a.example/#general", ("https://a.example/#general",)),
        ("to:@bob", ("to:", BOB)),
    ],
)
def test_names_in_a_line_become_references(text: str, pieces: tuple[TypedPiece, ...]) -> None:
    assert inbound.pieces_of(text, directory()) == pieces


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<!channel> *hi*", ("<!channel> *hi*",)),
        ("hi @bob", ("hi ", Mention(BOB, ping=True))),
        ("#general @curators", (InChannel(GENERAL), " ", RoleMention(RoleRef("sim", "demo", "curators"), ping=True))),
        (
            "(see https://a.example/b?c=1#general).",
            ("(see ", Link("https://a.example/b?c=1#general", "https://a.example/b?c=1#general"), ")."),
        ),
    ],
)
def test_what_a_member_writes_is_inert_but_for_names_and_addresses(text: str, line: tuple[Span, ...]) -> None:
    assert inbound.message_of(text, directory()).blocks == (Paragraph(line),)


@pytest.mark.parametrize(
    ("text", "emoji"),
    [
        ("📚", "📚"),
        (":books:", "📚"),
        (" :thumbsup: ", "👍"),
        ("❤", "❤️"),
        ("👍🏽", "👍🏽"),
        (":nope:", None),
        ("ab", None),
        ("", None),
    ],
)
def test_an_emoji_is_read_as_itself_or_by_name(text: str, emoji: str | None) -> None:
    assert inbound.emoji_of(text) == emoji


def test_a_message_in_a_channel_is_posted_for_the_others() -> None:
    entry, names = written("hi @bob")
    event = inbound.said(entry, names)
    ref = MessageRef("sim", "demo", "general", entry.id)
    assert event.happened == MessagePosted(ref, None)
    assert (event.place.channel, event.place.is_direct, event.delivery_id) == ("general", False, entry.id)
    assert event.actor is not None
    assert event.actor.name == "Ann"
    assert event.actor.is_platform_admin
    assert [person.name for person in event.people] == ["Bob"]


def test_a_message_in_a_thread_names_what_the_thread_hangs_on() -> None:
    entry, names = written("yes", thread="7")
    assert inbound.said(entry, names).happened == MessagePosted(
        MessageRef("sim", "demo", "general", entry.id), MessageRef("sim", "demo", "general", "7")
    )


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("@copbot", ()),
        ("@copbot, kudos give @bob for it", ("kudos give ", BOB, " for it")),
        ("hello @copbot!", ("hello ", "!")),
        ("@copbot @copbot", (COPBOT,)),
    ],
)
def test_a_message_that_names_the_bot_is_for_the_bot(text: str, pieces: tuple[TypedPiece, ...]) -> None:
    entry, names = written(text)
    assert inbound.said(entry, names).happened == BotMentioned(MessageRef("sim", "demo", "general", entry.id), pieces)


def test_what_is_written_to_the_bot_alone_is_a_direct_message() -> None:
    entry, names = written("help me", "dm-ann")
    event = inbound.said(entry, names)
    assert event.happened == DirectMessageReceived(MessageRef("sim", "demo", "dm-ann", entry.id), ("help me",))
    assert event.place.is_direct


def test_a_command_is_a_typed_line_without_its_slash() -> None:
    names = directory()
    event = inbound.commanded("ann", names.place("general"), "/kudos @copbot thanks", names)
    assert event.happened == CommandTyped(("kudos ", COPBOT, " thanks"))
    assert [person.is_bot for person in event.people] == [True]
    again = inbound.commanded("ann", names.place("general"), "/kudos @copbot thanks", names)
    assert event.delivery_id != again.delivery_id
