"""The loopback Slack itself: what a test starts and looks at."""

from collections import Counter

from tests.e2e.slack_wire.acting import Acting
from tests.e2e.slack_wire.model import Person, StoredFile, View
from tests.e2e.slack_wire.state import NotPossible
from tests.e2e.slack_wire.world import Called, Violation, Who


class SlackWire(Acting):
    """A Slack on 127.0.0.1 that speaks the wire protocol, for an unmodified slack_bolt and slack_sdk.

    `async with SlackWire() as wire:` serves it; `wire.api_url`, `wire.bot_token` and `wire.app_token` go to the app.
    People act by its verbs, through Socket Mode unless `wire.http_client` chose the other door.
    """

    @property
    def bot(self) -> Person:
        """The bot user in the first workspace."""
        return self.world.team().bot

    @property
    def calls(self) -> list[Called]:
        """Every call of the Web API, upload and post to a response_url, in order."""
        return self.world.calls

    @property
    def methods(self) -> Counter[str]:
        """How often each method was called."""
        return self.world.methods

    @property
    def scope_uses(self) -> dict[str, set[str]]:
        """By scope, the methods and events that needed it: `{"chat:write": {"chat.postMessage"}}`."""
        return dict(self.world.scope_uses)

    @property
    def violations(self) -> list[Violation]:
        """What the app sent and Slack would not take."""
        return self.world.violations

    @property
    def flags(self) -> list[str]:
        """What the app sent that is allowed and unwise."""
        return self.world.flags

    @property
    def files(self) -> dict[str, StoredFile]:
        """The files that were uploaded, by id."""
        return self.world.files

    def called(self, method: str) -> list[Called]:
        """Give the calls of one method."""
        return [call for call in self.world.calls if call.method == method]

    def view(self, who: Who) -> View:
        """Give the modal somebody has before them.

        Raises: NotPossible when none is open.
        """
        stack = self.views(who)
        if not stack:
            raise NotPossible(f"{self.world.person(who).name} has no form open; {self.story()}")
        return stack[-1]
