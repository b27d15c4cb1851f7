"""What members can do: each act changes the chat, tells the bot, and gives what came back to who acted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from adapters.simulator import inbound
from adapters.simulator.adapter import CAPABILITIES, SimulatorAdapter
from adapters.simulator.filling import fill
from adapters.simulator.model import BOT, DIRECT, Account, Channel, Entry, Kind, OpenedForm
from adapters.simulator.render import control_id
from copbot.events import Event, Place, SuggestionsAsked
from copbot.intents import Answer, FormErrors, Home, OpenForm, Reply, Suggestions
from copbot.message import Button, Buttons, Choice, Control, LinkButton, Menu, Message
from copbot.practice import Shortcut
from copbot.refs import CommunityId

HOME = "home"
"""What the home view is called where a message's id is asked for."""


class NotPossibleError(Exception):
    """The chat itself refuses; the text is the sentence to show."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of an act: what was posted or rewritten, what the actor alone sees, the form now before them."""

    message: Entry | None = None
    ephemeral: Entry | None = None
    form: OpenedForm | None = None


class Acts:
    """The members' side of the chat. `shortcuts` are those of the repertoire, by callback.

    Accounts and channels are named by id or name; `dm-copbot` is everybody's own conversation with the bot.
    Every act raises NotPossibleError for what the chat does not let anybody do.
    """

    def __init__(self, adapter: SimulatorAdapter, shortcuts: Mapping[str, Shortcut]) -> None:
        self.chat = adapter.chat
        self._adapter = adapter
        self._shortcuts = shortcuts

    # Finding what is meant ---------------------------------------------------

    def account(self, name: str) -> Account:
        """Find who acts."""
        found = self.chat.directory(BOT).account_named(name.removeprefix("@"))
        if found is None or found.is_bot:
            known = ", ".join(one.id for one in self.chat.accounts.values() if not one.is_bot)
            raise NotPossibleError(f"There is no member “{name[:40]}”. Act as one of {known}.")
        return found

    def channel(self, user: str, name: str) -> Channel:
        """Find a channel open to somebody."""
        if name == DIRECT:
            return self.chat.direct(user)
        directory = self.chat.directory(user)
        found = directory.channel_named(name.removeprefix("#"))
        if found is None:
            known = ", ".join(one.id for one in directory.channels.values() if one.kind is not Kind.DIRECT)
            raise NotPossibleError(f"There is no channel “{name[:40]}” for {user}. Try {known} or {DIRECT}.")
        return found

    def entry(self, user: str, message: str) -> Entry:
        """Find a message somebody sees."""
        found = self.chat.entry(message)
        if found is None or not self.chat.sees(user, found):
            raise NotPossibleError("That message is not there, or no longer.")
        return found

    # Writing -----------------------------------------------------------------

    async def say(self, user: str, channel: str, text: str, *, thread: str | None = None) -> Outcome:
        """Write a line: a command when it begins with a slash, else a message, for the bot or for the others."""
        who, text = self.account(user).id, text.strip()
        where = self.channel(who, channel)
        if not text:
            raise NotPossibleError("There is nothing to send. Write a few words.")
        if len(text) > CAPABILITIES.longest_text:
            raise NotPossibleError(f"A message has at most {CAPABILITIES.longest_text:,} characters.")
        if where.archived:
            raise NotPossibleError(f"#{where.name} is archived: nobody can write there any more.")
        root = None if thread is None else self._root(who, where, thread)
        directory = self.chat.directory(who)
        if text.startswith("/"):
            place = directory.place(where.id, root)
            return await self._tell(who, inbound.commanded(who, place, text, directory))
        entry = self.chat.post(where.id, who, inbound.message_of(text, directory), typed=text, thread=root)
        outcome = await self._tell(who, inbound.said(entry, directory))
        return replace(outcome, message=entry)

    async def react(self, user: str, message: str, emoji: str, *, remove: bool = False) -> Outcome:
        """Put a reaction on a message, or take it back; what changes nothing is no event."""
        who = self.account(user).id
        entry = self._for_all(who, message, "react to it")
        found = inbound.emoji_of(emoji)
        if found is None:
            raise NotPossibleError(f"“{emoji[:40]}” is no emoji. Send one as itself or by name, as :books:.")
        if self.chat.react(entry, found, who, remove=remove):
            await self._tell(who, inbound.reacted(who, entry, found, self.chat.directory(who), remove=remove))
        return Outcome(message=self.chat.entry(entry.id))

    async def delete(self, user: str, message: str) -> None:
        """Delete one's own message, or any as an administrator; an ephemeral is put away."""
        account = self.account(user)
        entry = self.entry(account.id, message)
        if entry.only_for is None and entry.author != account.id and not account.is_admin:
            raise NotPossibleError("Only who wrote a message, or an administrator, can delete it.")
        self.chat.delete(entry)
        if entry.only_for is None:
            await self._adapter.happens(inbound.deleted(entry, self.chat.directory(BOT)))

    # Controls ------------------------------------------------------------------

    async def press(self, user: str, message: str, button: str, values: Sequence[str] = ()) -> Outcome:
        """Press a button, or choose from a menu, on a message or on `home`; by the control's id or its label."""
        who = self.account(user).id
        entry = None if message == HOME else self.entry(who, message)
        shown = self.chat.home(who) if entry is None else entry.message
        control, chosen = _control(shown or Message(()), button, tuple(values))
        event = inbound.pressed(who, entry, control, chosen, self.chat.directory(who))
        return await self._tell(who, event, entry)

    async def submit(self, user: str, form: str | None, values: Mapping[str, Sequence[str]]) -> Outcome:
        """Send in the form that is open; one that cannot be sent stays open, with a sentence beside the field."""
        who = self.account(user).id
        opened = self.chat.form(who)
        if opened is None or form not in {None, opened.id}:
            raise NotPossibleError("That form is no longer open. Start again from the command or button.")
        unknown = set(values) - {field.name for field in opened.form.fields}
        if unknown:
            known = ", ".join(field.name for field in opened.form.fields)
            raise NotPossibleError(f"The form has no field “{min(unknown)[:40]}”; it has {known}.")
        directory = self.chat.directory(who)
        filled = fill(opened.form, {name: tuple(value) for name, value in values.items()}, directory)
        if filled.errors:
            return Outcome(form=self.chat.open_form(who, opened.form, opened.place, errors=filled.errors))
        self.chat.close_form(who)
        return await self._tell(who, inbound.submitted(who, opened, filled.values, directory))

    async def use_shortcut(self, user: str, message: str, name: str) -> Outcome:
        """Choose a shortcut on a message, by its callback or name."""
        who = self.account(user).id
        entry = self._for_all(who, message, "use a shortcut on it")
        found = next((one for one in self._shortcuts.values() if name in {one.callback, one.name}), None)
        if found is None:
            known = ", ".join(one.name for one in self._shortcuts.values())
            raise NotPossibleError(f"There is no shortcut “{name[:40]}”. There are: {known}.")
        shown = self._adapter.shown(entry)
        event = inbound.used_shortcut(who, found.callback, entry, shown, self.chat.directory(who))
        return await self._tell(who, event)

    async def open_home(self, user: str) -> Message:
        """Look at one's home, drawn anew by the bot."""
        who = self.account(user).id
        answer = await self._adapter.happens(inbound.home_opened(who, self.chat.directory(who)))
        await self._show(who, self.chat.directory(who).place(), answer, None, None)
        return self.chat.home(who) or Message(())

    async def suggest(self, user: str, channel: str, asked: SuggestionsAsked) -> tuple[Choice, ...]:
        """Ask the bot what to offer while an option is typed."""
        directory = self.chat.directory(user)
        answer = await self._adapter.happens(inbound.asking(user, directory.place(channel), asked, directory))
        return answer.choices if isinstance(answer, Suggestions) else ()

    # Coming and going -----------------------------------------------------------

    async def install(self, user: str) -> Outcome:
        """Add the bot to the chat: the community begins here, in this member's zone."""
        who = self.account(user).id
        return await self._tell(who, inbound.installed(who, self.chat.name, self.chat.directory(who)))

    async def join(self, account: Account) -> Outcome:
        """Let somebody new in."""
        if self.chat.directory(BOT).account_named(account.id) or self.chat.directory(BOT).account_named(account.name):
            raise NotPossibleError(f"There is a {account.name} already. Choose another name.")
        self.chat.join(account)
        return await self._tell(account.id, inbound.joined(account, self.chat.directory(account.id)))

    async def archive(self, user: str, channel: str) -> None:
        """Archive a channel, as an administrator."""
        account = self.account(user)
        found = self.channel(account.id, channel)
        if not account.is_admin or found.kind is not Kind.CHANNEL:
            raise NotPossibleError("Only administrators can archive channels, and only those open to all.")
        self.chat.add_channel(replace(found, archived=True))
        await self._adapter.happens(inbound.channel_gone(found.id, self.chat.directory(BOT)))

    # What comes back --------------------------------------------------------------

    async def _tell(self, user: str, event: Event, on: Entry | None = None) -> Outcome:
        answer = await self._adapter.happens(event)
        return await self._show(user, event.place, answer, on, event.community)

    async def _show(
        self, user: str, place: Place, answer: Answer, on: Entry | None, community: CommunityId | None
    ) -> Outcome:
        """Put an answer before who acted; without a channel it comes as a direct message."""
        match answer:
            case Reply(message, replace=True) if on is not None and self.chat.entry(on.id) is not None:
                entry = self.chat.rewrite(self.chat.entry(on.id) or on, message)
                return Outcome(ephemeral=entry) if entry.only_for else Outcome(message=entry)
            case Reply(message):
                where = place.channel or self.chat.direct(user).id
                thread = None if place.thread is None else place.thread.message
                entry = self.chat.post(where, BOT, message, thread=thread, only_for=user, community=community)
                return Outcome(ephemeral=entry)
            case OpenForm(form):
                return Outcome(form=self.chat.open_form(user, form, place, community=community))
            case FormErrors(errors, form):
                sentences = {name: str(sentence) for name, sentence in errors}
                return Outcome(form=self.chat.open_form(user, form, place, errors=sentences, community=community))
            case Home(message):
                self.chat.draw_home(user, message)
                return Outcome()
            case Suggestions() | None:
                return Outcome()

    def _for_all(self, user: str, message: str, act: str) -> Entry:
        entry = self.entry(user, message)
        if entry.only_for is not None:
            raise NotPossibleError(f"Only {user} sees that message, so nobody can {act}.")
        return entry

    def _root(self, user: str, channel: Channel, thread: str) -> str:
        root = self.chat.ever(thread)
        if root is None or root.channel != channel.id or not self.chat.sees(user, root):
            raise NotPossibleError(f"There is no such thread in #{channel.name}.")
        return root.thread or root.id


def _control(message: Message, button: str, values: tuple[str, ...]) -> tuple[Control, tuple[str, ...]]:
    """Find a button or menu by its control's id or its label, and what a menu's choices stand for."""
    buttons = [one for block in message.blocks if isinstance(block, Buttons) for one in block.buttons]
    for one in buttons:
        if isinstance(one, Button) and button in {control_id(one.control), str(one.label)}:
            return one.control, values
    for menu in (block for block in message.blocks if isinstance(block, Menu)):
        if button in {control_id(menu.control), str(menu.placeholder)}:
            return menu.control, _chosen(menu, values)
    if any(isinstance(one, LinkButton) and button == str(one.label) for one in buttons):
        raise NotPossibleError(f"“{button}” only opens an address; the bot does not hear of it.")
    labels = ", ".join(str(one.label) for one in buttons) or "no button at all"
    raise NotPossibleError(f"There is no button “{button[:40]}” on it. There is: {labels}.")


def _chosen(menu: Menu, values: tuple[str, ...]) -> tuple[str, ...]:
    known = {str(one.label): one.value for one in menu.choices} | {one.value: one.value for one in menu.choices}
    for value in values:
        if value not in known:
            raise NotPossibleError(f"“{value[:40]}” is not among the choices: {', '.join(map(str, known))}.")
    if not values:
        raise NotPossibleError("Choose something: give `values`.")
    return tuple(known[value] for value in values)
