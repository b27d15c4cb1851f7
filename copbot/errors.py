"""The kinds of error that are not bugs: a member's, a delivery's, an operator's."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from copbot.message import Said


class CopError(Exception):
    """Something a member asked that cannot be done, in a sentence they can read.

    The dispatcher rolls the event's transaction back and shows the sentence to who asked.
    `fields` holds sentences that belong beside one field of the form that was submitted.
    """

    def __init__(self, sentence: Said, *, fields: Mapping[str, Said] | None = None) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.fields = dict(fields or {})


class OperatorError(Exception):
    """Something only who runs the bot can mend; its text is the sentence they read instead of a traceback."""


class Failure(StrEnum):
    """What a platform's refusal of an outgoing means for the next one."""

    LATER = "later"
    """Try the same again, at the time the platform named or after a pause."""
    DESTINATION_GONE = "destination_gone"
    """The channel or message is gone, archived or closed to the bot."""
    PERSON_UNREACHABLE = "person_unreachable"
    """This person takes no direct messages from the bot."""
    INSTALLATION_GONE = "installation_gone"
    """The bot was removed from the workspace or guild, or its token was revoked."""
    REFUSED = "refused"
    """The platform will never take this outgoing as it is."""


class DeliveryError(Exception):
    """An adapter could not deliver; `failure` says what follows from it."""

    def __init__(self, failure: Failure, why: str, *, retry_at: datetime | None = None) -> None:
        super().__init__(why)
        self.failure = failure
        self.why = why
        self.retry_at = retry_at
