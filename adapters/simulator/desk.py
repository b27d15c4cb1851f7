"""The front desk: what a request asks, done as an act, and shown as JSON to who asked."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from zoneinfo import available_timezones

from adapters.simulator.acts import HOME, Acts, NotPossibleError, Outcome
from adapters.simulator.adapter import SimulatorAdapter
from adapters.simulator.asking import Asked, span_of
from adapters.simulator.backstage import Backstage
from adapters.simulator.completing import Ask, Scope, complete
from adapters.simulator.model import DIRECT, Account, Kind
from adapters.simulator.render import Json, Reader, reader_for
from adapters.simulator.views import account_json, channel_json, entry_json, home_json, outcome_json
from copbot.message import Block, Chart, File, Message
from copbot.model.roles import Role

_MOST_CHARTS = 64
_NAME = re.compile(r"[^\W\d_][\w-]{1,23}")


class Desk:
    """Serves the page and scripts; every method takes what was asked and gives JSON."""

    def __init__(self, adapter: SimulatorAdapter, backstage: Backstage) -> None:
        self._chat = adapter.chat
        self._acts = Acts(adapter, backstage.repertoire.shortcuts)
        self._backstage = backstage
        self._moving = False
        self._charts: dict[Chart, bytes] = {}

    # Looking -------------------------------------------------------------------

    async def state(self, asked: Asked) -> Json:
        """Show who and what is there; with `as`, also what is that member's own."""
        name = asked.maybe("as")
        return await self._state(None if name is None else self._acts.account(name))

    async def messages(self, asked: Asked) -> list[Json]:
        """List what a member sees, in one channel or in all, oldest first."""
        user = self._acts.account(asked.text("as")).id
        name = asked.maybe("channel")
        channel = None if name is None else self._acts.channel(user, name).id
        reader = await self._reader(user)
        shown = (one for one in self._chat.visible(user) if not one.gone and channel in {None, one.channel})
        return [entry_json(one, self._chat, reader) for one in shown]

    async def home(self, asked: Asked) -> Json:
        """Show a member's home, drawn anew."""
        user = self._acts.account(asked.text("as")).id
        return home_json(await self._acts.open_home(user), await self._reader(user))

    async def events(self, asked: Asked, last: str | None) -> AsyncIterator[Json]:
        """Tell what a member sees, then what changes, until the chat closes; `last` is the id of what they got last."""
        user = self._acts.account(asked.text("as")).id
        run, _, seen = (last or "").partition("-")
        version = int(seen) if run == self._chat.run and seen.isdecimal() else 0
        while not self._chat.closed:
            reader = await self._reader(user)
            since, version = version, self._chat.version
            changed = [entry_json(one, self._chat, reader) for one in self._chat.visible(user, since=since)]
            state = await self._state(self._chat.accounts[user])
            yield {"id": f"{self._chat.run}-{version}", "reset": since == 0, "state": state, "messages": changed}
            await self._chat.changed_since(version)

    # Acting --------------------------------------------------------------------

    async def say(self, asked: Asked) -> Json:
        """Write in a channel or thread."""
        user, thread = asked.text("as"), asked.maybe("thread")
        outcome = await self._acts.say(user, asked.text("channel"), asked.text("text"), thread=thread)
        return await self._shown(user, outcome)

    async def react(self, asked: Asked) -> Json:
        """Put a reaction, or take it back."""
        user, remove = asked.text("as"), asked.yes("remove")
        outcome = await self._acts.react(user, asked.text("message"), asked.text("emoji"), remove=remove)
        return await self._shown(user, outcome)

    async def press(self, asked: Asked) -> Json:
        """Press a button or choose from a menu."""
        user = asked.text("as")
        outcome = await self._acts.press(user, asked.text("message"), asked.text("button"), asked.texts("values"))
        return await self._shown(user, outcome)

    async def submit(self, asked: Asked) -> Json:
        """Send in the open form."""
        user = asked.text("as")
        return await self._shown(user, await self._acts.submit(user, asked.maybe("form"), asked.values("values")))

    async def shortcut(self, asked: Asked) -> Json:
        """Use a shortcut on a message."""
        user = asked.text("as")
        return await self._shown(user, await self._acts.use_shortcut(user, asked.text("message"), asked.text("name")))

    async def delete(self, asked: Asked) -> Json:
        """Delete a message, or put an ephemeral away."""
        await self._acts.delete(asked.text("as"), asked.text("message"))
        return {}

    async def join(self, asked: Asked) -> Json:
        """Let somebody new in."""
        name, zone = asked.text("name").strip(), asked.maybe("zone")
        if not _NAME.fullmatch(name):
            raise NotPossibleError("A name is one word of 2 to 24 letters, digits, - or _.")
        if zone is not None and zone not in available_timezones():
            raise NotPossibleError(f"There is no zone “{zone[:40]}”. Try one like Europe/Berlin.")
        account = Account(id=name.lower(), name=name[0].upper() + name[1:], about="Just joined", zone=zone)
        outcome = await self._acts.join(account)
        return {"member": account_json(account)} | await self._shown(account.id, outcome)

    async def complete(self, asked: Asked) -> Json:
        """Tell what to offer while a line is typed."""
        user = self._acts.account(asked.text("as"))
        channel = self._acts.channel(user.id, asked.maybe("channel") or DIRECT)
        found = complete(asked.text("text"), await self._scope(user))
        if isinstance(found, Ask):
            found = found.completed(await self._acts.suggest(user.id, channel.id, found.asked))
        items = [{"insert": one.insert, "label": one.label, "about": one.about} for one in found.items]
        return {"start": found.start, "items": items}

    async def clock(self, asked: Asked) -> Json:
        """Move time forward by a span, or to the next thing due; answers when all that was due is done."""
        if self._moving:
            raise NotPossibleError("The clock is moving already. Wait until it arrives.")
        self._moving = True
        self._chat.touch()
        try:
            span = await self._span(asked.text("forward"))
            await self._backstage.move(span)
        finally:
            self._moving = False
            self._chat.touch()
        return {"now": self._backstage.clock.now().isoformat()}

    # Charts and files ------------------------------------------------------------

    async def chart(self, asked: Asked, message: str, block: int) -> bytes:
        """Give a chart as PNG."""
        found = self._block(asked, message, block)
        if not isinstance(found, Chart):
            raise NotPossibleError("There is no chart there.")
        if found not in self._charts:
            while len(self._charts) >= _MOST_CHARTS:
                del self._charts[next(iter(self._charts))]
            self._charts[found] = await self._backstage.painter.draw(found)
        return self._charts[found]

    async def file(self, asked: Asked, message: str, block: int) -> File:
        """Give a file."""
        found = self._block(asked, message, block)
        if not isinstance(found, File):
            raise NotPossibleError("There is no file there.")
        return found

    def _block(self, asked: Asked, message: str, block: int) -> Block | None:
        user = self._acts.account(asked.text("as")).id
        at_home = message == HOME
        shown = self._chat.home(user) or Message(()) if at_home else self._acts.entry(user, message).message
        return shown.blocks[block] if block < len(shown.blocks) else None

    # What is behind it -------------------------------------------------------------

    async def _reader(self, user: str) -> Reader:
        zone = await self._backstage.zone()
        return reader_for(user, self._chat.directory(user), self._backstage.clock.now(), zone)

    async def _shown(self, user: str, outcome: Outcome) -> Json:
        return outcome_json(outcome, self._chat, await self._reader(self._acts.account(user).id))

    async def _state(self, account: Account | None) -> Json:
        next_due = None if self._moving else await self._backstage.next_due()
        there = self._chat.channels if account is None else self._chat.directory(account.id).channels
        shown = {
            "name": self._chat.name,
            "now": self._backstage.clock.now().isoformat(),
            "zone": await self._backstage.zone(),
            "moving": self._moving,
            "next_due": None if next_due is None else next_due.isoformat(),
            "members": [account_json(one) for one in self._chat.accounts.values()],
            "channels": [
                channel_json(one) for one in there.values() if account is not None or one.kind is Kind.CHANNEL
            ],
        }
        if account is None:
            return shown
        role = await self._role(account)
        shortcuts = [one for one in self._backstage.repertoire.shortcuts.values() if one.who <= role]
        return shown | {
            "as": account.id,
            "role": role.name.lower(),
            "shortcuts": [{"name": one.callback, "label": one.name} for one in shortcuts],
        }

    async def _role(self, account: Account) -> Role:
        return await self._backstage.role(self._chat.directory(account.id).person(account.id))

    async def _scope(self, account: Account) -> Scope:
        role, repertoire = await self._role(account), self._backstage.repertoire
        return Scope(
            commands={path: one for path, one in repertoire.commands.items() if one.who <= role},
            defaults={one.name: f"{one.name} {one.default}" for one in repertoire.practices if one.default},
            directory=self._chat.directory(account.id),
        )

    async def _span(self, forward: str) -> timedelta:
        if forward != "next":
            return span_of(forward)
        due = await self._backstage.next_due()
        if due is None:
            raise NotPossibleError("Nothing is scheduled, so there is no next thing to go to.")
        return max(due - self._backstage.clock.now(), timedelta())
