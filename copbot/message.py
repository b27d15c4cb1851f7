"""Outgoing text as data: spans make a line, blocks make a message.

Renderers escape every `str`, so a member's text stays inert; only a `Mention` with `ping=True` may notify anybody.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from copbot.refs import ChannelRef, RoleRef, UserRef


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of ours: a message id in English with `{named}` places, translated where it is shown.

    `params` may hold spans, so that a mention or a time stays one inside a translated sentence.
    With `plural` set, `params["n"]` chooses between `msgid` and `plural`.
    """

    msgid: str
    params: "tuple[tuple[str, Span | int], ...]" = ()
    plural: str | None = None

    def __str__(self) -> str:
        """Give the English sentence as plain text, for logs and tests."""
        n = dict(self.params).get("n")
        template = self.plural if self.plural is not None and n != 1 else self.msgid
        return template.format(**{name: plain(value) for name, value in self.params})


def say(msgid: str, **params: "Span | int") -> Said:
    """Say one sentence of ours; the keyword arguments fill its `{named}` places."""
    return Said(msgid, tuple(params.items()))


def say_n(msgid: str, plural: str, n: int, **params: "Span | int") -> Said:
    """Say a sentence that differs for one and for many; both may use `{n}`."""
    return Said(msgid, (("n", n), *params.items()), plural)


@dataclass(frozen=True, slots=True)
class Bold:
    """Strong text."""

    text: "str | Said"


@dataclass(frozen=True, slots=True)
class Italic:
    """Quiet text: asides, provenance."""

    text: "str | Said"


@dataclass(frozen=True, slots=True)
class Code:
    """Text to be typed or copied exactly."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A link with its own words."""

    url: str
    text: "str | Said"


@dataclass(frozen=True, slots=True)
class Mention:
    """A person by their account; notifies them only when `ping` is set."""

    user: UserRef
    ping: bool = False


@dataclass(frozen=True, slots=True)
class RoleMention:
    """A platform role or user group; in another house than its own it is spoken as “a group on Discord”."""

    role: RoleRef
    ping: bool = False


@dataclass(frozen=True, slots=True)
class InChannel:
    """A channel by its name, as a link where the platform has one; in another house it is “a channel on Slack”."""

    channel: ChannelRef


class WhenStyle(StrEnum):
    """How much of an instant the reader needs."""

    DAY = "day"
    """Tuesday, 24 November"""
    TIME = "time"
    """10:00"""
    FULL = "full"
    """Tuesday, 24 November, 10:00"""
    RELATIVE = "relative"
    """in 3 days"""


@dataclass(frozen=True, slots=True)
class When:
    """An instant, shown in the reader's own zone; `at` is aware, in UTC."""

    at: datetime
    style: WhenStyle = WhenStyle.FULL


Span: TypeAlias = str | Said | Bold | Italic | Code | Link | Mention | RoleMention | InChannel | When
Line: TypeAlias = tuple[Span, ...]


def plain(span: "Span | int") -> str:
    """Give a span's bare text, for logs, alt texts and tests."""
    match span:
        case str() | int():
            return str(span)
        case Said():
            return str(span)
        case Bold(text) | Italic(text) | Link(_, text):
            return str(text)
        case Code(text):
            return text
        case Mention(user):
            return f"@{user.user}"
        case RoleMention(role):
            return f"@{role.role}"
        case InChannel(channel):
            return f"#{channel.channel}"
        case When(at):
            return at.isoformat(timespec="minutes")


@dataclass(frozen=True, slots=True)
class Heading:
    """A short title above what follows; plain text, at most 150 characters survive everywhere."""

    text: str | Said


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A line of spans that wraps."""

    line: Line


@dataclass(frozen=True, slots=True)
class Bullets:
    """A short unordered list."""

    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a member, set off from ours."""

    line: Line


@dataclass(frozen=True, slots=True)
class Small:
    """A quiet line below the rest: provenance, how to change this."""

    line: Line


@dataclass(frozen=True, slots=True)
class Fields:
    """Labelled values, two abreast where there is room."""

    pairs: tuple[tuple[str | Said, Line], ...]


@dataclass(frozen=True, slots=True)
class Divider:
    """A break between parts."""


class Tone(StrEnum):
    """How a button or an answer should feel."""

    PLAIN = "plain"
    PRIMARY = "primary"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Control:
    """What a button, select or form is for; its id survives restarts.

    Rendered as `c1|community|action|row`, at most 100 characters (Discord's custom_id); `row` is the
    practice's own key and never text a member wrote.
    """

    action: str
    row: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button; its press comes back as `ButtonPressed` with the same control."""

    label: str | Said
    control: Control
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class LinkButton:
    """A button that opens an address."""

    label: str | Said
    url: str


@dataclass(frozen=True, slots=True)
class Buttons:
    """A row of buttons, at most 25 in all; renderers break rows where the platform does."""

    buttons: tuple[Button | LinkButton, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose: what is shown and what comes back (at most 75 characters each)."""

    label: str | Said
    value: str
    about: str | Said | None = None


@dataclass(frozen=True, slots=True)
class Menu:
    """A drop-down in a message; choosing comes back as `ButtonPressed` with `values`."""

    placeholder: str | Said
    control: Control
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One thing of the community's, framed: a resource, an introduction, a prompt."""

    title: Line
    body: tuple[Line, ...] = ()
    facts: tuple[tuple[str | Said, Line], ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """One named row of figures, as long as the chart's labels."""

    name: str | Said
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """A small bar chart, drawn by the workshop; `alt` says in words what it shows."""

    title: str | Said
    labels: tuple[str | Said, ...]
    series: tuple[Series, ...]
    alt: str | Said


@dataclass(frozen=True, slots=True)
class File:
    """A file to hand over: an export, a calendar entry. Only to one person or by a reply."""

    name: str
    content: bytes
    media_type: str = "text/plain"


Block: TypeAlias = (
    Heading | Paragraph | Bullets | Quote | Small | Fields | Divider | Buttons | Menu | Card | Chart | File
)


@dataclass(frozen=True, slots=True)
class Message:
    """What one post says; `summary` is the one-line notification, taken from the blocks when not given."""

    blocks: tuple[Block, ...]
    summary: str | Said | None = None


def line(*spans: Span) -> Line:
    """Make a line of spans."""
    return spans


def paragraph(*spans: Span) -> Paragraph:
    """Make a paragraph of spans."""
    return Paragraph(spans)


def message(*blocks: Block | Said | str) -> Message:
    """Make a message; a bare sentence becomes a paragraph of its own."""
    return Message(tuple(Paragraph((block,)) if isinstance(block, str | Said) else block for block in blocks))
