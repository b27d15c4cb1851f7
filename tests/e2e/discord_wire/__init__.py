"""A loopback Discord that speaks the wire protocol, for the unmodified discord.py; see `DiscordWire`."""

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
