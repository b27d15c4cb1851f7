"""A loopback Slack that speaks the wire protocol: Web API, Socket Mode, signed HTTP.

What it does as Slack does, and what is easily forgotten:
- errors come as 200 with `ok: false`; only 429 and outages have other statuses; a response_url answers `ok` as text;
- events of a channel reach the app only while the bot is in it, and only with the scope the event needs;
- the app hears of its own posts, edits, deletions, reactions and joins (`echo`), as `bot_id` messages;
- a mention of the bot arrives twice, as `message` and as `app_mention`, under two event_ids;
- an ephemeral message comes back in a press without its content, and no method can read or change it;
- a response_url of a slash command replaces nothing: it only adds; that of a press replaces the message pressed;
- a socket's address works once; an event nobody acknowledged goes again on the next socket, under a new envelope_id;
- its clock stands still until `forward`, so that a trigger of 3 seconds does not depend on how busy the machine is.
"""

from tests.e2e.slack_wire.blocks import Element, Json
from tests.e2e.slack_wire.doors import Ack, Delivery, Door, HttpDoor, Kind
from tests.e2e.slack_wire.faults import Broken, Held, NoAnswer, RateLimited, Refused
from tests.e2e.slack_wire.interaction import Interaction
from tests.e2e.slack_wire.model import Conversation, Ephemeral, Person, Post, Team, View
from tests.e2e.slack_wire.socket_door import SocketDoor
from tests.e2e.slack_wire.state import NotPossible
from tests.e2e.slack_wire.wire import SlackWire

__all__ = [
    "Ack",
    "Broken",
    "Conversation",
    "Delivery",
    "Door",
    "Element",
    "Ephemeral",
    "Held",
    "HttpDoor",
    "Interaction",
    "Json",
    "Kind",
    "NoAnswer",
    "NotPossible",
    "Person",
    "Post",
    "RateLimited",
    "Refused",
    "SlackWire",
    "SocketDoor",
    "Team",
    "View",
]
