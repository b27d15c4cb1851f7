"""Being welcomed: what a newcomer is told on day 0, 3 and 7, and the card they introduce themselves with."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from copbot.errors import CopError
from copbot.forms import FieldValues
from copbot.message import say
from copbot.model.members import Member
from copbot.refs import ChannelRef

LATER = {3: timedelta(days=3), 7: timedelta(days=7)}
"""After which days a newcomer hears from us again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomeSettings:
    """What facilitators set: whether newcomers are welcomed, and words of the community's own to begin with."""

    on: bool = True
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcomed:
    """When a member was welcomed; None for who never was."""

    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """What a member says of themselves; `posted` is where their card stands, `count` how many cards were posted."""

    does: str = ""
    learns: str = ""
    helps: str = ""
    posted: ChannelRef | None = None
    count: int = 0

    @property
    def is_given(self) -> bool:
        """Whether they said anything."""
        return bool(self.does or self.learns or self.helps)


def introduced(values: FieldValues) -> Introduction:
    """Read the form.

    Raises: CopError when nothing was said.
    """
    does, learns, helps = ("".join(values.get(name, ())).strip() for name in ("does", "learns", "helps"))
    said = Introduction(does=does, learns=learns, helps=helps)
    if not said.is_given:
        sentence = say("Write a few words in at least one field, so that others know where to begin.")
        raise CopError(sentence, fields={"does": sentence})
    return said


def is_silent(member: Member, welcomed: Welcomed) -> bool:
    """Tell whether nothing was heard of them since they joined."""
    return welcomed.at is not None and member.last_act_at <= welcomed.at
