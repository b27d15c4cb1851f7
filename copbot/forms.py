"""Forms as data: a page of at most five fields, filled in where the member is.

Limits are the narrower platform's: a title of 24 characters (Slack), five fields and 25 choices (Discord).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from copbot.message import Choice, Control, Line, Said
from copbot.refs import ChannelRef, UserRef

MOST_FIELDS = 5
MOST_CHOICES = 25
LONGEST_TITLE = 24

FieldValues: TypeAlias = Mapping[str, tuple[str, ...]]
"""What was filled in: text as one string, choices as their values, people and channels as their references' text.

A field left empty is an empty tuple.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextField:
    """Words of the member's own; `multiline` gives room for several lines."""

    name: str
    label: str | Said
    hint: str | Said | None = None
    required: bool = True
    max_length: int = 300
    multiline: bool = False
    initial: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceField:
    """One or several of at most 25 choices."""

    name: str
    label: str | Said
    choices: tuple[Choice, ...]
    hint: str | Said | None = None
    required: bool = True
    at_most: int = 1
    initial: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleField:
    """People of this community, by the platform's own picker."""

    name: str
    label: str | Said
    hint: str | Said | None = None
    required: bool = True
    at_most: int = 1
    initial: tuple[UserRef, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelField:
    """One channel, by the platform's own picker."""

    name: str
    label: str | Said
    hint: str | Said | None = None
    required: bool = True
    initial: ChannelRef | None = None


Field: TypeAlias = TextField | ChoiceField | PeopleField | ChannelField


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One page; its submission comes back as `FormSubmitted` with the same control."""

    control: Control
    title: str | Said
    fields: tuple[Field, ...]
    submit: str | Said
    intro: Line = ()

    def __post_init__(self) -> None:
        if not 1 <= len(self.fields) <= MOST_FIELDS:
            raise ValueError(f"a form has 1 to {MOST_FIELDS} fields, {self.control.action} has {len(self.fields)}")
        for one in self.fields:
            if isinstance(one, ChoiceField) and not 1 <= len(one.choices) <= MOST_CHOICES:
                raise ValueError(f"{self.control.action}.{one.name} has {len(one.choices)} choices, not 1 to 25")
