"""A loopback Discord that speaks the wire protocol, for the unmodified discord.py.

    async with DiscordWire() as wire:
        ann, bob = wire.person("ann"), wire.person("bob")
        guild = wire.guild(members=[ann, bob])
        async with running(wire, client):  # from .client; an adapter is given wire.api_url instead
            act = await wire.slash(ann, wire.named(guild, "general"), "kudos give", {"to": bob, "reason": "help"})
            assert "Thank you" in (await act.answered()).text
        assert wire.violations == []

What it does on purpose, because Discord does:
- Privileged intents are off unless granted; asked for all the same, the gateway closes with 4014. Without message
  content neither gateway nor REST shows the text of what does not address the bot.
- An interaction not answered within 3 s is unknown (10062), its token dies after 15 minutes; `expire` does it at once.
- The first follow-up after a deferred answer fills that answer. Ephemeral messages are nowhere but with their person.
- Writing to somebody who takes no direct messages, or shares no guild, is refused (50007) at the write, not at opening.
- A thread on a message has the message's id and starts with an empty message of type 21; an invitation is one of
  type 1.
- An archived thread opens again by a message, but refuses reactions and edits.
- Whom a message may ping is worked out from its text and `allowed_mentions` (`Message.pings`), at the worst.

`until` looks again at every change of this Discord. For something the bot alone knows, call
`wire.world.changes.happened()` when it changes.
"""

from tests.e2e.discord_wire.faults import Broken, Dropped, Held, Refused, TooMany
from tests.e2e.discord_wire.interaction import Answer, Asked, Interaction, Modal
from tests.e2e.discord_wire.places import Channel, ChannelKind, Control, Guild, Message, Person, Role
from tests.e2e.discord_wire.tree import ImpossibleError
from tests.e2e.discord_wire.wire import DiscordWire
from tests.e2e.discord_wire.world import Rules

__all__ = [
    "Answer",
    "Asked",
    "Broken",
    "Channel",
    "ChannelKind",
    "Control",
    "DiscordWire",
    "Dropped",
    "Guild",
    "Held",
    "ImpossibleError",
    "Interaction",
    "Message",
    "Modal",
    "Person",
    "Refused",
    "Role",
    "Rules",
    "TooMany",
]
