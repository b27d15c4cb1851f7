"""What a person set off by a command, a shortcut, a press or a form, and all that came of it."""

from dataclasses import dataclass, field

from tests.e2e.slack_wire.blocks import Json, texts
from tests.e2e.slack_wire.doors import Ack, Delivery
from tests.e2e.slack_wire.model import Ephemeral, Post, View

TRIGGER_SECONDS = 3
RESPONSE_URL_USES = 5
RESPONSE_URL_SECONDS = 30 * 60


@dataclass(slots=True)
class Interaction:
    """One act of one person and everything the app answered through it."""

    user: str
    trigger_id: str
    response_url: str | None
    delivery: Delivery
    views: list[View] = field(default_factory=list)
    """What was opened or pushed by its trigger, or by the answer to a submission."""
    replies: list[Json] = field(default_factory=list)
    """What was posted to its response_url, as it was sent."""
    shown: list[Ephemeral | Post] = field(default_factory=list)
    """The messages that came of the acknowledgement and of the response_url."""

    @property
    def ack(self) -> Ack:
        """What the app answered at once."""
        return self.delivery.ack or Ack(None)

    @property
    def payload(self) -> Json:
        """The body of that answer as an object."""
        return self.ack.payload

    @property
    def view(self) -> View | None:
        """The last view that was opened by it."""
        return self.views[-1] if self.views else None

    @property
    def said(self) -> list[str]:
        """What the app said through it, as a reader sees it, in order."""
        return [message.words for message in self.shown]

    @property
    def response_action(self) -> str | None:
        """What the answer to a submission did: None (the form closed), errors, update, push or clear."""
        action = self.payload.get("response_action")
        return None if action is None else str(action)

    @property
    def errors(self) -> dict[str, str]:
        """The sentences beside the fields of the form, by block_id."""
        return dict(self.payload.get("errors", {})) if self.response_action == "errors" else {}

    @property
    def options(self) -> list[tuple[str, str]]:
        """What an external select offered, as (label, value)."""
        groups = [option for group in self.payload.get("option_groups", []) for option in group["options"]]
        options = [*self.payload.get("options", []), *groups]
        return [("".join(texts(option["text"])), str(option["value"])) for option in options]


@dataclass(slots=True)
class Trigger:
    """A trigger_id: opens one view, within 3 seconds."""

    interaction: Interaction
    team: str
    at: float
    used: bool = False
    view: View | None = None
    """The modal it was pressed in."""


@dataclass(slots=True)
class Reply:
    """A response_url: five messages within 30 minutes."""

    interaction: Interaction
    channel: str
    at: float
    source: Ephemeral | Post | None = None
    """The message whose button was pressed; only that can be replaced or deleted."""
    uses: int = 0
