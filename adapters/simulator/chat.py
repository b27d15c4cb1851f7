"""The chat itself: who is there, what was said, and a counter that grows with every change."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import count

from adapters.simulator.model import BOT, Account, Channel, Directory, Entry, Kind, OpenedForm
from adapters.simulator.notebook import Kept, Moment
from copbot.events import Place
from copbot.forms import Form
from copbot.message import Message
from copbot.ports import Clock
from copbot.refs import CommunityId

_MOST_EPHEMERALS = 50
"""Ephemerals kept for one person; the oldest go first."""


class Chat:
    """Channels, accounts, entries, open forms and homes; plain state that knows nothing of the bot.

    `clock` dates what is written. Ids of entries begin at its milliseconds, so that two runs over one database
    never give the same id twice. `known` is what it remembers of earlier runs, `keep` is handed all that is to be
    remembered; open forms and homes are not.
    """

    def __init__(
        self,
        *,
        name: str,
        tenant: str,
        accounts: Iterable[Account],
        channels: Iterable[Channel],
        clock: Clock,
        known: Iterable[Kept] = (),
        keep: Callable[[Kept], None] = lambda _: None,
    ) -> None:
        self.name = name
        self.tenant = tenant
        self._clock = clock
        self._remember = keep
        self._accounts = {one.id: one for one in (*accounts, Account(id=BOT, name=BOT, is_bot=True))}
        self._channels = {one.id: one for one in channels}
        self._entries: dict[str, Entry] = {}
        self._forms: dict[str, OpenedForm] = {}
        self._homes: dict[str, Message] = {}
        for one in known:
            match one:
                case Account():
                    self._accounts[one.id] = one
                case Channel():
                    self._channels[one.id] = one
                case Entry():
                    self._entries[one.id] = replace(one, version=1)
                case Moment():
                    continue
        self._ids = count(max([int(clock.now().timestamp() * 1000), *(int(one) + 1 for one in self._entries)]))
        self._changed = asyncio.Event()
        self.run = str(next(self._ids))
        self.version = 1
        self.closed = False
        for account in tuple(self._accounts.values()):
            self._open_direct(account)

    # Waiting for changes ----------------------------------------------------

    def touch(self) -> int:
        """Count a change and wake who waits for one; gives the new version."""
        self.version += 1
        self._changed.set()
        self._changed = asyncio.Event()
        return self.version

    async def changed_since(self, version: int) -> None:
        """Return once the chat is newer than `version`, or closed."""
        while self.version <= version and not self.closed:
            await self._changed.wait()

    def close(self) -> None:
        """Let everybody go who waits for a change."""
        self.closed = True
        self.touch()

    # People and places ------------------------------------------------------

    @property
    def accounts(self) -> Mapping[str, Account]:
        """Everybody, the bot among them, by id."""
        return self._accounts

    @property
    def channels(self) -> Mapping[str, Channel]:
        """Every place there is, by id."""
        return self._channels

    def directory(self, user: str) -> Directory:
        """Give what somebody can name; the bot can name everything."""
        open_to = {id_: one for id_, one in self._channels.items() if user == BOT or one.open_to(user)}
        return Directory(tenant=self.tenant, accounts=self._accounts, channels=open_to)

    def join(self, account: Account) -> None:
        """Let somebody in, or keep what changed about them."""
        self._accounts[account.id] = account
        self._open_direct(account)
        self._remember(account)
        self.touch()

    def add_channel(self, channel: Channel) -> Channel:
        """Open a channel or room, or keep what changed about it."""
        self._channels[channel.id] = channel
        self._remember(channel)
        self.touch()
        return channel

    def open_room(self, members: tuple[str, ...], title: str, key: str) -> Channel:
        """Open a room for a few; the same key again gives the room there is."""
        known = next((one for one in self._channels.values() if one.key == key), None)
        if known is not None:
            return known
        room = Channel(id=f"room-{next(self._ids)}", name=title, kind=Kind.ROOM, members=members, key=key)
        return self.add_channel(room)

    def direct(self, user: str) -> Channel:
        """Give somebody's conversation with the bot."""
        return self._channels[f"dm-{user}"]

    def _open_direct(self, account: Account) -> None:
        if not account.is_bot:
            direct = Channel(id=f"dm-{account.id}", name=BOT, kind=Kind.DIRECT, members=(account.id,))
            self._channels[direct.id] = direct

    # What was said ----------------------------------------------------------

    def entry(self, entry: str) -> Entry | None:
        """Give an entry that is still there."""
        found = self._entries.get(entry)
        return None if found is None or found.gone else found

    def ever(self, entry: str) -> Entry | None:
        """Give an entry that is or was there."""
        return self._entries.get(entry)

    def visible(self, user: str, *, since: int = 0) -> tuple[Entry, ...]:
        """List what somebody may see and what changed after a version, oldest first, deleted ones among it."""
        return tuple(one for one in self._entries.values() if one.version > since and self.sees(user, one))

    def sees(self, user: str, entry: Entry) -> bool:
        """Tell whether an entry is for somebody's eyes."""
        return entry.only_for in {None, user} and self._channels[entry.channel].open_to(user)

    def with_key(self, key: str, community: CommunityId | None = None) -> Entry | None:
        """Find what the bot delivered under a key, in one community or in any; deleted ones count."""
        return next(
            (
                one
                for one in self._entries.values()
                if one.key == key and (community is None or one.community == community)
            ),
            None,
        )

    def post(
        self,
        channel: str,
        author: str,
        message: Message,
        *,
        typed: str = "",
        thread: str | None = None,
        only_for: str | None = None,
        key: str | None = None,
        community: CommunityId | None = None,
    ) -> Entry:
        """Put a message into a channel; `only_for` makes it an ephemeral."""
        entry = Entry(
            id=str(next(self._ids)),
            channel=channel,
            author=author,
            message=message,
            at=self._clock.now(),
            version=self.touch(),
            typed=typed,
            thread=thread,
            only_for=only_for,
            key=key,
            community=community,
        )
        self._entries[entry.id] = entry
        self._remember(entry)
        if only_for is not None:
            self._forget_oldest(only_for)
        return entry

    def rewrite(self, entry: Entry, message: Message) -> Entry:
        """Change what an entry says."""
        return self._keep(replace(entry, message=message, edited_at=self._clock.now()))

    def delete(self, entry: Entry) -> Entry:
        """Take an entry away; its thread stays."""
        return self._keep(replace(entry, message=Message(()), typed="", reactions=(), gone=True))

    def react(self, entry: Entry, emoji: str, user: str, *, remove: bool = False) -> bool:
        """Put a reaction on an entry, or take it back; False when that changes nothing."""
        if entry.reacted(emoji, user) is not remove:
            return False
        by = dict(entry.reactions)
        by[emoji] = tuple(one for one in by.get(emoji, ()) if one != user) if remove else (*by.get(emoji, ()), user)
        self._keep(replace(entry, reactions=tuple((name, users) for name, users in by.items() if users)))
        return True

    def _keep(self, entry: Entry) -> Entry:
        kept = replace(entry, version=self.touch())
        self._entries[entry.id] = kept
        self._remember(kept)
        return kept

    def _forget_oldest(self, user: str) -> None:
        theirs = [one for one in self._entries.values() if one.only_for == user and not one.gone]
        for one in theirs[:-_MOST_EPHEMERALS]:
            self.delete(one)

    # Forms and homes ---------------------------------------------------------

    def open_form(
        self,
        user: str,
        form: Form,
        place: Place,
        *,
        errors: Mapping[str, str] | None = None,
        community: CommunityId | None = None,
    ) -> OpenedForm:
        """Put a form in front of somebody, in place of the one that was there."""
        opened = OpenedForm(
            id=f"f{next(self._ids)}", form=form, place=place, errors=dict(errors or {}), community=community
        )
        self._forms[user] = opened
        return opened

    def form(self, user: str) -> OpenedForm | None:
        """Give the form in front of somebody."""
        return self._forms.get(user)

    def close_form(self, user: str) -> None:
        """Put it away."""
        self._forms.pop(user, None)

    def home(self, user: str) -> Message | None:
        """Give somebody's home as it was last drawn."""
        return self._homes.get(user)

    def draw_home(self, user: str, message: Message) -> None:
        """Draw somebody's home anew."""
        self._homes[user] = message
        self.touch()
