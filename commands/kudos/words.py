"""How kudos are put into words: people, reasons, and the post that tells of one."""

from collections.abc import Sequence

from commands.naming import listed
from copbot.message import Block, Choice, Line, Link, Message, Paragraph, Small, Span, say
from copbot.model.kudos import Entry, Kudos
from copbot.model.kudos_settings import KudosSettings, KudosValue

_LONGEST_LABEL = 75


def reason_of(entry: Entry, *, told_to_them: bool = False) -> Span:
    """Say what a kudos was for: its reason, else the message it was given for.

    How that message begins is only told to the giver and the receivers.
    """
    if entry.kudos.reason:
        return entry.kudos.reason
    beginning = entry.snippet if told_to_them and entry.snippet else say("this message")
    if entry.link is not None:
        return Link(entry.link, beginning)
    return say("something they wrote") if not isinstance(beginning, str) else beginning


def label_of(value: KudosValue) -> str:
    """Name a value with its emoji."""
    return value.name if value.emoji is None else f"{value.emoji} {value.name}"


def value_choices(settings: KudosSettings) -> tuple[Choice, ...]:
    """Offer the values to choose from."""
    return tuple(Choice(label_of(value)[:_LONGEST_LABEL], value.ref) for value in settings.offered)


def post_of(kudos: Kudos, giver: Span, receivers: Sequence[Span], settings: KudosSettings, link: str | None) -> Message:
    """Tell everybody of a kudos."""
    thanks = say("{giver} thanks {receivers}: {reason}", giver=giver, receivers=listed(receivers), reason=kudos.reason)
    blocks: list[Block] = [Paragraph((thanks,))]
    aside = _aside(settings.value(kudos.value), link)
    return Message((*blocks, Small(aside))) if aside else Message(tuple(blocks))


def _aside(value: KudosValue | None, link: str | None) -> Line:
    spans: list[Span] = [] if value is None else [label_of(value)]
    if link is not None:
        spans += [" · "] * bool(spans) + [Link(link, say("what they wrote"))]
    return tuple(spans)
