"""How kudos are put into words: people, reasons, and the post that tells of one."""

from collections.abc import Sequence
from typing import TypeAlias

from copbot.context import Context, JobContext
from copbot.message import Block, Choice, Line, Link, Mention, Message, Paragraph, Small, Span, say
from copbot.model.kudos import Entry, Kudos
from copbot.model.kudos_settings import KudosSettings, KudosValue
from copbot.model.members import Member
from copbot.refs import ChannelRef, MemberId, MessageRef

House: TypeAlias = tuple[str, str]
"""The platform and tenant somebody reads in; elsewhere their accounts mean nothing."""

_LONGEST_LABEL = 75


def house_of(place: ChannelRef | MessageRef) -> House:
    """Tell in which house a channel or message stands."""
    return place.platform, place.tenant


def house_here(ctx: Context) -> House:
    """Tell in which house somebody acts."""
    return ctx.place.platform, ctx.place.tenant


def lives_in(member: Member, house: House) -> bool:
    """Tell whether a member has an account in a house."""
    return any((one.platform, one.tenant) == house for one in member.accounts)


def person(member: Member, house: House, *, ping: bool = False) -> Span:
    """Name a member: by their account where they have one, else by name."""
    account = next((one for one in member.accounts if (one.platform, one.tenant) == house), None)
    return member.name if account is None else Mention(account, ping=ping)


def person_of(member: MemberId | None, house: House, ctx: JobContext) -> Span:
    """Name a member by id; somebody who had themselves forgotten has no name."""
    return say("somebody") if member is None else person(ctx.store.members.get(member), house)


def listed(spans: Sequence[Span]) -> Span:
    """Say one, two or several things in a row: “a, b and c”."""
    first, *rest = spans
    match rest:
        case []:
            return first
        case [last]:
            return say("{one} and {two}", one=first, two=last)
        case _:
            return say("{first}, {rest}", first=first, rest=listed(rest))


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
