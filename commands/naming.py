"""How members, channels and roles are named in their own house, and elsewhere; and several things in a row."""

from collections.abc import Sequence
from typing import TypeAlias

from copbot import refs
from copbot.context import Context, JobContext
from copbot.message import Mention, Said, Span, say
from copbot.model.members import Member
from copbot.refs import ChannelRef, MemberId, MessageRef, UserRef

House: TypeAlias = refs.House
"""The platform and tenant somebody reads in."""


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
    """Name a member: by their account where they have one, else by name, as who left.

    Nothing else in the practices makes a `Mention`: an account of another house would be shown as a bare id.
    """
    account = next((one for one in member.accounts if one.is_known_in(*house)), None)
    if member.left_at is not None:
        return member.name
    return member.name if account is None else Mention(account, ping=ping)


def person_of(member: MemberId | None, house: House, ctx: JobContext) -> Span:
    """Name a member by id; somebody who had themselves forgotten has no name."""
    return say("somebody") if member is None else person(ctx.store.members.get(member), house)


def person_here(member: MemberId, ctx: Context) -> Span:
    """Name a member to who acts, where they act."""
    return person_of(member, house_here(ctx), ctx)


def to_keep(account: UserRef) -> Span:
    """Name an account in a sentence that is kept: `read_in` names them for each reader, forgetting finds them."""
    return Mention(account)


def read_in(said: Said, house: House, ctx: JobContext) -> Said:
    """Give a sentence that was kept as somebody reads it in their house: people and places named anew."""
    params = tuple((name, _read_in(value, house, ctx)) for name, value in said.params)
    return Said(said.msgid, params, said.plural)


def _read_in(value: Span | int, house: House, ctx: JobContext) -> Span | int:
    match value:
        case Said():
            return read_in(value, house, ctx)
        case Mention(account):
            member = ctx.store.members.of_account(account)
            return person_of(None if member is None else member.id, house, ctx)
        case _:
            return value


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
