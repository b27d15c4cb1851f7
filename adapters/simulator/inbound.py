"""What members do in the chat, as events; pure functions on values."""

import re
from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import emoji as emojis

from adapters.simulator.model import BOT, Account, Directory, Entry, OpenedForm
from copbot.events import (
    BotMentioned,
    ButtonPressed,
    ChannelGone,
    CommandTyped,
    DirectMessageReceived,
    Event,
    FormSubmitted,
    Happening,
    HomeOpened,
    Installed,
    MemberJoined,
    MessagePosted,
    MessagesDeleted,
    Person,
    Place,
    ReactionAdded,
    ReactionRemoved,
    SeenMessage,
    ShortcutUsed,
    SuggestionsAsked,
    TypedPiece,
)
from copbot.forms import FieldValues
from copbot.message import Control, InChannel, Line, Link, Mention, Message, Paragraph, RoleMention, Span
from copbot.refs import ChannelRef, Emoji, RoleRef, UserRef

_NAMED = re.compile(r"(?<![\w@#/])([@#])([^\W_][\w-]*)")
_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?)\]]")


def pieces_of(text: str, directory: Directory) -> tuple[TypedPiece, ...]:
    """Split a typed line into words and the references it names; an unknown `@name` stays words."""
    pieces: list[TypedPiece] = []
    at = 0
    for match in _NAMED.finditer(text):
        reference = _reference(match[1], match[2], directory)
        if reference is not None:
            pieces += [text[at : match.start()], reference]
            at = match.end()
    return tuple(piece for piece in (*pieces, text[at:]) if piece != "")


def message_of(text: str, directory: Directory) -> Message:
    """Make what a member wrote a message: names and addresses in it are live, everything else is inert."""
    return Message((Paragraph(tuple(_spans(text, directory))),))


def emoji_of(text: str) -> Emoji | None:
    """Read one emoji, typed as itself or as `:name:`; None when there is none like it."""
    shown = emojis.emojize(text.strip(), language="alias")
    return Emoji(emojis.emojize(emojis.demojize(shown))) if emojis.is_emoji(shown) else None


def said(entry: Entry, directory: Directory) -> Event:
    """Tell of a message somebody posted: to the bot, with it mentioned, or to the others."""
    place = directory.place(entry.channel, entry.thread)
    ref = directory.message(entry)
    pieces = pieces_of(entry.typed, directory)
    bot = directory.user(BOT)
    happened: Happening
    if place.is_direct:
        happened = DirectMessageReceived(ref, pieces)
    elif bot in pieces:
        happened = BotMentioned(ref, _beside(pieces, bot))
    else:
        happened = MessagePosted(ref, place.thread)
    return _event(entry.author, place, happened, directory, delivery_id=entry.id, pieces=pieces)


def commanded(user: str, place: Place, text: str, directory: Directory) -> Event:
    """Tell of a typed line that begins with a slash."""
    pieces = pieces_of(text.lstrip().removeprefix("/"), directory)
    return _event(user, place, CommandTyped(pieces), directory, pieces=pieces)


def reacted(user: str, entry: Entry, emoji: Emoji, directory: Directory, *, remove: bool) -> Event:
    """Tell of a reaction put or taken back."""
    ref, author = directory.message(entry), directory.user(entry.author)
    happened = ReactionRemoved(ref, emoji) if remove else ReactionAdded(ref, emoji, author)
    return _event(user, directory.place(entry.channel, entry.thread), happened, directory, named=(entry.author,))


def pressed(user: str, entry: Entry | None, control: Control, values: tuple[str, ...], directory: Directory) -> Event:
    """Tell of a button or menu on an entry, or on the home view when there is none."""
    if entry is None:
        return _event(user, directory.place(), ButtonPressed(control, values), directory)
    ref = None if entry.only_for else directory.message(entry)
    place = directory.place(entry.channel, entry.thread)
    return replace(_event(user, place, ButtonPressed(control, values, ref), directory), community=entry.community)


def submitted(user: str, opened: OpenedForm, values: FieldValues, directory: Directory) -> Event:
    """Tell of a form sent in."""
    people = {str(directory.user(one)): one for one in directory.accounts}
    named = tuple(people[text] for texts in values.values() for text in texts if text in people)
    event = _event(user, opened.place, FormSubmitted(opened.form.control, values), directory, named=named)
    return replace(event, community=opened.community)


def used_shortcut(user: str, name: str, entry: Entry, shown: SeenMessage, directory: Directory) -> Event:
    """Tell of a shortcut chosen on a message."""
    happened = ShortcutUsed(name, shown)
    return _event(user, directory.place(entry.channel, entry.thread), happened, directory, named=(entry.author,))


def seen(entry: Entry, text: str, permalink: str, directory: Directory) -> SeenMessage:
    """Show an entry to the bot."""
    return SeenMessage(
        ref=directory.message(entry),
        author=directory.user(entry.author),
        author_is_bot=directory.accounts[entry.author].is_bot,
        text=text,
        permalink=permalink,
        thread=directory.place(entry.channel, entry.thread).thread,
    )


def asking(user: str, place: Place, asked: SuggestionsAsked, directory: Directory) -> Event:
    """Ask what to offer for an option; it changes nothing, so it has no id."""
    return Event(place=place, happened=asked, actor=directory.person(user))


def deleted(entry: Entry, directory: Directory) -> Event:
    """Tell that an entry is gone; nobody is named for it."""
    return Event(place=directory.place(entry.channel), happened=MessagesDeleted((directory.message(entry),)))


def home_opened(user: str, directory: Directory) -> Event:
    """Tell that somebody looks at their home."""
    return Event(place=directory.place(), happened=HomeOpened(), actor=directory.person(user))


def joined(account: Account, directory: Directory) -> Event:
    """Tell of somebody new; once for each account."""
    return _event(account.id, directory.place(), MemberJoined(), directory, delivery_id=f"joined:{account.id}")


def installed(user: str, name: str, directory: Directory) -> Event:
    """Tell that the bot was added; once for each database."""
    zone = directory.accounts[user].zone
    return _event(user, directory.place(), Installed(name, zone), directory, delivery_id="installed")


def channel_gone(channel: str, directory: Directory) -> Event:
    """Tell that a channel was archived."""
    return Event(place=directory.place(), happened=ChannelGone(directory.channel(channel)))


def _event(
    user: str,
    place: Place,
    happened: Happening,
    directory: Directory,
    *,
    delivery_id: str | None = None,
    pieces: tuple[TypedPiece, ...] = (),
    named: tuple[str, ...] = (),
) -> Event:
    return Event(
        place=place,
        happened=happened,
        actor=directory.person(user),
        people=_people((*named, *(piece.user for piece in pieces if isinstance(piece, UserRef))), directory),
        delivery_id=delivery_id or uuid4().hex,
    )


def _people(accounts: tuple[str, ...], directory: Directory) -> tuple[Person, ...]:
    return tuple(directory.person(one) for one in dict.fromkeys(accounts))


def _beside(pieces: tuple[TypedPiece, ...], bot: UserRef) -> tuple[TypedPiece, ...]:
    """Give what stands beside the first mention of the bot, without the blank it leaves at the front."""
    at = pieces.index(bot)
    rest = (*pieces[:at], *pieces[at + 1 :])
    stripped = (rest[0].lstrip(" ,:"), *rest[1:]) if rest and isinstance(rest[0], str) else rest
    return tuple(piece for piece in stripped if piece != "")


def _reference(sign: str, name: str, directory: Directory) -> UserRef | ChannelRef | RoleRef | None:
    if sign == "#":
        channel = directory.channel_named(name)
        return None if channel is None else directory.channel(channel.id)
    account = directory.account_named(name)
    if account is not None:
        return directory.user(account.id)
    return directory.role(name.lower()) if name.lower() in directory.roles else None


def _spans(text: str, directory: Directory) -> Iterator[Span]:
    at = 0
    for match in _ADDRESS.finditer(text):
        yield from _live(text[at : match.start()], directory)
        yield Link(match[0], match[0])
        at = match.end()
    yield from _live(text[at:], directory)


def _live(text: str, directory: Directory) -> Line:
    return tuple(_shown(piece) for piece in pieces_of(text, directory))


def _shown(piece: TypedPiece) -> Span:
    match piece:
        case str():
            return piece
        case UserRef():
            return Mention(piece, ping=True)
        case ChannelRef():
            return InChannel(piece)
        case RoleRef():
            return RoleMention(piece, ping=True)
