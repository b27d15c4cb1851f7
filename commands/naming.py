"""How members are named where they have an account, and elsewhere; and several things in a row."""

from collections.abc import Sequence
from typing import TypeAlias

from copbot.context import Context, JobContext
from copbot.message import Mention, Span, say
from copbot.model.members import Member
from copbot.refs import ChannelRef, MemberId, MessageRef

House: TypeAlias = tuple[str, str]
"""The platform and tenant somebody reads in; elsewhere their accounts mean nothing."""


def house_of(place: ChannelRef | MessageRef) -> House:
    """Tell in which house a channel or message stands."""
    return place.platform, place.tenant


def house_here(ctx: Context) -> House:
    """Tell in which house somebody acts."""
    return ctx.place.platform, ctx.place.tenant


def lives_in(member: Member, house: House) -> bool:
    """Tell whether a member has an account in a house."""
    return any(one.is_known_in(*house) for one in member.accounts)


def person(member: Member, house: House, *, ping: bool = False) -> Span:
    """Name a member: by their account where they have one, else by name."""
    account = next((one for one in member.accounts if one.is_known_in(*house)), None)
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
