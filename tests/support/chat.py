"""A community in memory to tell stories in: people say, press, submit and react; the bot answers and posts.

Everything but the platform is real: dispatcher, SQLite in a temporary folder, outbox, deliverer, schedules.
"""

import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import TypeVar

from sqlalchemy import text as sql

from copbot.context import Capabilities
from copbot.engine import Engine
from copbot.events import (
    BotMentioned,
    ButtonPressed,
    CommandInvoked,
    CommandTyped,
    DirectMessageReceived,
    Event,
    FormSubmitted,
    Happening,
    HomeOpened,
    LinkFound,
    MemberJoined,
    MemberLeft,
    MessagePosted,
    MessagesDeleted,
    OptionValue,
    Person,
    Place,
    ProfileChanged,
    ReactionAdded,
    ReactionRemoved,
    SeenMessage,
    ShortcutUsed,
    SuggestionsAsked,
    TypedPiece,
)
from copbot.intents import Answer, FormErrors, Home, OpenForm, Reply, Suggestions
from copbot.message import Button, Buttons, Control, Menu, Message
from copbot.model.members import Member
from copbot.ports import Books, Transactions
from copbot.practice import Practice
from copbot.refs import ChannelRef, CommunityId, Emoji, MessageRef, RoleRef, UserRef
from copbot.repertoire import Repertoire
from copbot.store import Store
from copbot.wording import Wording
from storage.books import SqlBooks
from storage.database import open_database
from storage.tables import METADATA
from tests.support.clock import START, StoppedClock
from tests.support.platform import SIM, FakePlatform, Posted
from tests.support.solving import SolvedHere
from tests.support.text import text_of

T = TypeVar("T")
_REFERENCE = re.compile(r"([@#][a-z]+)")
_IDS = count(1)
"""Never begun anew: a chat opened again over the same database has heard of the events before."""
_PEOPLE = ("ann", "bob", "carla", "dev", "eve", "fay", "gus", "copbot")


@dataclass(slots=True)
class FakeLinks:
    """Reads pages from a dict; what is not in it times out."""

    pages: dict[str, LinkFound] = field(default_factory=dict)

    async def read(self, url: str) -> LinkFound:
        return self.pages.get(url, LinkFound(url=url, trouble="timeout"))


class Someone:
    """A person in the story. `says` and its like give the raw answer; `sees` what was shown to them since."""

    def __init__(self, chat: "Chat", person: Person) -> None:
        self._chat = chat
        self.person = person
        self.answer: Answer = None
        self._replies: list[str] = []
        self._seen = 0

    @property
    def user(self) -> UserRef:
        return self.person.user

    async def says(self, text: str, *, channel: str = "general", thread: MessageRef | None = None) -> Answer:
        """Write a line: a command when it begins with a slash, else a message."""
        if text.startswith("/"):
            return await self._does(CommandTyped(_pieces(text.removeprefix("/"))), channel, thread)
        ref = self._chat.message(channel, self, text)
        return await self._does(MessagePosted(ref, thread), channel, thread, delivery_id=ref.message)

    def event(self, line: str, channel: str = "general") -> Event:
        """Make the event of a typed command, for stories that hand it in themselves."""
        place = Place(platform="sim", tenant="demo", channel=channel)
        typed = CommandTyped(_pieces(line))
        return Event(place=place, happened=typed, actor=self.person, delivery_id=self._chat.next_id())

    async def invokes(self, path: str, channel: str = "general", **options: OptionValue) -> Answer:
        """Use a command with typed options, as on Discord."""
        return await self._does(CommandInvoked(path, options), channel)

    async def presses(self, label: str, on: Posted | Message | None = None, *, values: Sequence[str] = ()) -> Answer:
        """Press the button (or use the menu) with this label, on a post or on the last answer."""
        where = on.message if isinstance(on, Posted) else on or self._last_message()
        control = next(control for shown, control in _controls(where) if shown == label)
        ref = on.ref if isinstance(on, Posted) else None
        channel = on.ref.channel if isinstance(on, Posted) else "general"
        return await self._does(ButtonPressed(control, tuple(values), ref), channel)

    async def presses_control(self, action: str, row: str = "", values: Sequence[str] = ()) -> Answer:
        """Press a button that may no longer be shown."""
        return await self._does(ButtonPressed(Control(action, row), tuple(values)), "general")

    async def submits(self, thread: MessageRef | None = None, /, **values: str | tuple[str, ...]) -> Answer:
        """Fill in and send the form that is open, or was sent back; `thread` is where it was opened."""
        form = self.answer.form if isinstance(self.answer, OpenForm | FormErrors) else None
        assert form is not None, f"no form is open, but {self.answer}"
        unknown = set(values) - {one.name for one in form.fields}
        assert not unknown, f"the form has no fields {unknown}"
        filled = {one.name: _initial(one.initial) for one in form.fields}
        filled |= {name: (value,) if isinstance(value, str) else value for name, value in values.items()}
        return await self._does(FormSubmitted(form.control, filled), "general", thread)

    async def reacts(self, emoji: str, to: Posted | MessageRef) -> Answer:
        ref, author = self._chat.where(to)
        return await self._does(ReactionAdded(ref, Emoji(emoji), author), ref.channel, identified=False)

    async def unreacts(self, emoji: str, to: Posted | MessageRef) -> Answer:
        ref, _ = self._chat.where(to)
        return await self._does(ReactionRemoved(ref, Emoji(emoji)), ref.channel, identified=False)

    async def uses(self, callback: str, on: MessageRef) -> Answer:
        """Use a message shortcut."""
        shown = self._chat.platform.readable[on]
        return await self._does(ShortcutUsed(callback, shown), on.channel, shown.thread)

    async def asks(self, path: str, option: str, typed: str = "", **options: OptionValue) -> list[str]:
        """Type in an option and see what is suggested."""
        answer = await self._does(SuggestionsAsked(path, option, typed, options), "general")
        return [str(choice.label) for choice in answer.choices] if isinstance(answer, Suggestions) else []

    async def mentions_bot(self, text: str = "", channel: str = "general") -> Answer:
        ref = self._chat.message(channel, self, text)
        return await self._does(BotMentioned(ref, _pieces(text) if text else ()), channel)

    async def writes_to_bot(self, text: str) -> Answer:
        ref = self._chat.message(f"dm-{self.user.user}", self, text)
        return await self._does(DirectMessageReceived(ref, _pieces(text)), f"dm-{self.user.user}", direct=True)

    async def opens_home(self) -> str:
        answer = await self._does(HomeOpened(), None)
        return text_of(answer.message) if isinstance(answer, Home) else ""

    async def joins(self) -> Answer:
        return await self._does(MemberJoined(), None, identified=False)

    async def goes(self, channel: str | None = None) -> Answer:
        """Leave the workspace, or one channel of it."""
        return await self._does(MemberLeft(), channel)

    async def changes(self) -> Answer:
        """Be described anew, as `someone` says from now on."""
        return await self._does(ProfileChanged(), None)

    def sees(self) -> list[str]:
        """Give what was shown to this person alone since last asked: replies, ephemerals, direct messages."""
        mine = [posted.text for posted in self._chat.platform.posted[self._seen :] if posted.to == self.user]
        self._seen = len(self._chat.platform.posted)
        shown, self._replies = [*self._replies, *mine], []
        return shown

    def _last_message(self) -> Message:
        assert isinstance(self.answer, Reply | Home), f"nothing to press on: {self.answer}"
        return self.answer.message

    async def _does(
        self,
        happened: Happening,
        channel: str | None,
        thread: MessageRef | None = None,
        *,
        direct: bool = False,
        identified: bool = True,
        delivery_id: str | None = None,
    ) -> Answer:
        place = Place(platform="sim", tenant="demo", channel=channel, thread=thread, is_direct=direct)
        event = Event(
            place=place,
            happened=happened,
            actor=self.person,
            people=tuple(one.person for one in self._chat.people.values()),
            delivery_id=delivery_id or (self._chat.next_id() if identified else None),
        )
        self.answer = await self._chat.happens(event)
        match self.answer:
            case Reply(message):
                self._replies.append(text_of(message))
            case FormErrors(errors):
                self._replies.extend(str(sentence) for _, sentence in errors)
            case _:
                pass
        return self.answer


class Chat:
    """The community: five people and more, channels, a stopped clock, and the bot."""

    def __init__(
        self,
        transactions: Transactions,
        practices: Sequence[Practice],
        capabilities: Capabilities = SIM,
        wording: Wording | None = None,
    ) -> None:
        self.clock = StoppedClock(START)
        self.platform = FakePlatform(capabilities)
        self.links = FakeLinks()
        self.transactions = transactions
        self._messages = count(1000)
        self._authors: dict[MessageRef, UserRef] = {}
        self.engine = Engine(
            repertoire=Repertoire(practices),
            transactions=transactions,
            clock=self.clock,
            wording=wording or Wording(),
            adapters=[self.platform],
            links=self.links,
            solver=SolvedHere(),
        )
        self.people = {
            name: Someone(
                self,
                Person(
                    user=UserRef("sim", "demo", name),
                    name=name.capitalize(),
                    is_platform_admin=name == "ann",
                    is_bot=name == "copbot",
                    zone="Europe/Berlin" if name in {"ann", "bob"} else None,
                ),
            )
            for name in _PEOPLE
        }

    def __getattr__(self, name: str) -> Someone:
        people: dict[str, Someone] = self.__dict__.get("people", {})
        if name in people:
            return people[name]
        raise AttributeError(name)

    def someone(self, name: str, **changes: object) -> Someone:
        """Bring in somebody else, or change who somebody is: a guest, an account with a role or locale."""
        base = (
            self.people[name].person
            if name in self.people
            else Person(user=UserRef("sim", "demo", name), name=name.capitalize())
        )
        self.people[name] = Someone(self, replace(base, **changes))  # type: ignore[arg-type]  # any field of Person
        return self.people[name]

    async def happens(self, event: Event) -> Answer:
        """Let something happen, and everything that follows at once."""
        answer = await self.engine.inbox(event)
        await self.engine.settle()
        return answer

    async def forward(self, *, to: datetime | None = None, **delta: float) -> None:
        """Move time on, stopping wherever something falls due."""
        by = to - self.clock.now() if to is not None else timedelta(**delta)
        await self.engine.advance(by, self.clock.set)

    def posts(self, channel: str = "general") -> list[Posted]:
        """List what the bot posted in a channel for all to see, and what still stands."""
        return [
            one for one in self.platform.posted if one.ref.channel == channel and one.to is None and not one.deleted
        ]

    def message(
        self,
        channel: str,
        author: Someone,
        text: str,
        permalink: str | None = None,
        *,
        thread: MessageRef | None = None,
    ) -> MessageRef:
        """Have somebody's message stand in a channel, or a thread of it, so that it can be pointed at."""
        ref = MessageRef("sim", "demo", channel, str(next(self._messages)))
        link = permalink or f"https://chat.example/{channel}/{ref.message}"
        self.platform.readable[ref] = SeenMessage(
            ref=ref,
            author=author.user,
            author_is_bot=author.person.is_bot,
            text=text,
            permalink=link,
            thread=thread,
        )
        self._authors[ref] = author.user
        return ref

    async def deletes(self, *messages: MessageRef) -> None:
        """Delete messages: nobody is named for it."""
        for ref in messages:
            self.platform.readable.pop(ref, None)
        place = Place(platform="sim", tenant="demo", channel=messages[0].channel)
        await self.happens(Event(place=place, happened=MessagesDeleted(messages), delivery_id=self.next_id()))

    async def observes(self, happened: Happening, channel: str | None = None) -> None:
        """Let something happen that names nobody."""
        await self.happens(Event(place=Place(platform="sim", tenant="demo", channel=channel), happened=happened))

    def where(self, to: Posted | MessageRef) -> tuple[MessageRef, UserRef | None]:
        if isinstance(to, Posted):
            return to.ref, self.people["copbot"].user
        return to, self._authors.get(to)

    def next_id(self) -> str:
        return f"event-{next(_IDS)}"

    async def read(self, work: Callable[[Books], T]) -> T:
        """Read the books."""
        return await self.transactions.read(work)

    async def store(self, work: Callable[[Store], T]) -> T:
        """Run something on the community's store, in a transaction."""
        return await self.transactions.write(lambda books: work(books.store(CommunityId(1))))

    async def member(self, who: Someone) -> Member:
        """Give the member behind somebody's account."""
        found = await self.store(lambda store: store.members.of_account(who.user))
        assert found is not None, f"the bot has not met {who.person.name}"
        return found

    async def change(self, who: Someone, **changes: object) -> None:
        """Change what is kept about a member."""
        changed = replace(await self.member(who), **changes)  # type: ignore[arg-type]  # any field of Member
        await self.store(lambda store: store.members.change(changed))

    async def rows(self, *tables: str) -> tuple[int, ...]:
        """Count the rows of tables."""

        def ask(books: Books) -> tuple[int, ...]:
            return tuple(_rows(books, name) for name in tables)

        return await self.transactions.read(ask)


def _rows(books: Books, name: str) -> int:
    """Count a table's rows in all communities, opening one after the other: a wall may stand between them."""
    assert isinstance(books, SqlBooks)
    connection, table = books._connection, METADATA.tables[name]
    with books._gate.across():
        communities = connection.execute(sql("SELECT id FROM community")).scalars().all()
        if name == "community":
            return len(communities)
        if "community" not in table.c:
            return int(connection.execute(sql(f"SELECT count(*) FROM {name}")).scalar_one())
    count = 0
    for community in communities:
        books.store(CommunityId(community))
        here = sql(f"SELECT count(*) FROM {name} WHERE community = {community}")
        count += int(connection.execute(here).scalar_one())
    return count


@asynccontextmanager
async def opened(
    where: Path | str,
    practices: Sequence[Practice],
    capabilities: Capabilities = SIM,
    wording: Wording | None = None,
) -> AsyncIterator[Chat]:
    """Open a chat over a SQLite file or a database address, for the length of a `with`; again is a restart."""
    with open_database(f"sqlite:///{where}" if isinstance(where, Path) else where) as transactions:
        yield Chat(transactions, practices, capabilities, wording)


def channel(name: str) -> ChannelRef:
    """Name a channel of the story."""
    return ChannelRef("sim", "demo", name)


def _pieces(text: str) -> tuple[TypedPiece, ...]:
    pieces: list[TypedPiece] = []
    for part in _REFERENCE.split(text):
        if part.startswith("@") and part[1:] in _PEOPLE:
            pieces.append(UserRef("sim", "demo", part[1:]))
        elif part.startswith("@"):
            pieces.append(RoleRef("sim", "demo", part[1:]))
        elif part.startswith("#"):
            pieces.append(ChannelRef("sim", "demo", part[1:]))
        elif part:
            pieces.append(part)
    return tuple(pieces)


def _controls(message: Message) -> list[tuple[str, Control]]:
    found: list[tuple[str, Control]] = []
    for block in message.blocks:
        match block:
            case Buttons(buttons):
                found.extend((str(one.label), one.control) for one in buttons if isinstance(one, Button))
            case Menu(placeholder, control):
                found.append((str(placeholder), control))
            case _:
                pass
    return found


def _initial(value: object) -> tuple[str, ...]:
    match value:
        case "" | None | ():
            return ()
        case tuple():
            return tuple(str(one) for one in value)
        case _:
            return (str(value),)
