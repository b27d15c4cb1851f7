"""`/cop facilitators` and `/cop curators`: who looks after what."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, TypeVar

from commands.naming import person_here, to_keep
from copbot.command import Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.intents import Intent, Reply
from copbot.message import Block, Bullets, Heading, Line, Message, Paragraph, RoleMention, Small, Span, say
from copbot.model.members import Member
from copbot.model.roles import Appointments, Role
from copbot.refs import MemberId, RoleRef, UserRef

T = TypeVar("T")


class Change(StrEnum):
    """What to do with a name on the list."""

    LIST = "list"
    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True, kw_only=True)
class Appoint:
    """The options of `/cop facilitators` and `/cop curators`."""

    action: Annotated[Change, Opt(about="list, add or remove")] = Change.LIST
    member: Annotated[UserRef | None, Opt(about="Whom")] = None
    role: Annotated[RoleRef | None, Opt(about="Or a whole role or group")] = None


@command("cop facilitators", Appoint, who=Role.GUEST, example="/cop facilitators add @ann")
def cop_facilitators(args: Appoint, ctx: Context) -> Sequence[Intent]:
    """See who facilitates; facilitators add and remove each other."""
    if args.action is Change.LIST:
        return [Reply(_facilitators(ctx))]
    _check(args, ctx)
    named = ctx.store.settings.get(Appointments)
    if args.member is not None:
        person = _appointable(args.member, ctx, named)
        people = _changed(named.facilitators, person.id, args.action, _not_listed)
        if not people and not named.facilitator_roles:
            raise CopError(say("You cannot remove the last facilitator. Add another first."))
        ctx.store.settings.put(replace(named, facilitators=people))
        _write_down(ctx, args, facilitators=True)
        return [Reply(_facilitators(ctx))]
    roles = _changed(named.facilitator_roles, str(args.role), args.action, _not_listed)
    if not roles and not named.facilitators:
        raise CopError(say("You cannot remove the last facilitators. Add somebody first."))
    ctx.store.settings.put(replace(named, facilitator_roles=roles))
    _write_down(ctx, args, facilitators=True)
    return [Reply(_facilitators(ctx))]


@command("cop curators", Appoint, who=Role.GUEST, example="/cop curators add @bob")
def cop_curators(args: Appoint, ctx: Context) -> Sequence[Intent]:
    """See who curates the library: one reaction of theirs keeps a resource."""
    if args.action is Change.LIST:
        return [Reply(_curators(ctx))]
    _check(args, ctx)
    named = ctx.store.settings.get(Appointments)
    if args.member is not None:
        person = _appointable(args.member, ctx, named)
        named = replace(named, curators=_changed(named.curators, person.id, args.action, _not_listed))
    else:
        named = replace(named, curator_roles=_changed(named.curator_roles, str(args.role), args.action, _not_listed))
    ctx.store.settings.put(named)
    _write_down(ctx, args, facilitators=False)
    return [Reply(_curators(ctx))]


def _check(args: Appoint, ctx: Context) -> None:
    if ctx.role < Role.FACILITATOR:
        raise CopError(say("Only facilitators can change that list. Ask one of them."))
    if (args.member is None) == (args.role is None):
        raise CopError(say("Name one member, or one role: for example /cop facilitators add @ann."))


def _appointable(user: UserRef, ctx: Context, named: Appointments) -> Member:
    person = ctx.member_of(user)
    if person.is_bot:
        raise CopError(say("{name} is a bot, and bots look after nothing here.", name=person.name))
    if person.is_guest and not named.guests_may_facilitate:
        raise CopError(
            say("{name} is a guest here. Guests take part but do not facilitate or curate.", name=person.name)
        )
    return person


def _changed(current: tuple[T, ...], one: T, action: Change, missing: Callable[[], CopError]) -> tuple[T, ...]:
    if action is Change.ADD:
        return current if one in current else (*current, one)
    if one not in current:
        raise missing()
    return tuple(other for other in current if other != one)


def _not_listed() -> CopError:
    return CopError(say("They are not on that list, so there is nothing to remove."))


def _write_down(ctx: Context, args: Appoint, *, facilitators: bool) -> None:
    whom: Span = RoleMention(args.role) if args.role is not None else ""
    if args.member is not None:
        whom = to_keep(args.member)
    match args.action is Change.ADD, facilitators:
        case True, True:
            what = say("made {whom} a facilitator", whom=whom)
        case True, False:
            what = say("made {whom} a curator", whom=whom)
        case False, True:
            what = say("took {whom} off the facilitators", whom=whom)
        case _:
            what = say("took {whom} off the curators", whom=whom)
    ctx.store.audit.add(ctx.member.id, what, ctx.now)


def _facilitators(ctx: Context) -> Message:
    named = ctx.store.settings.get(Appointments)
    blocks: list[Block] = [Heading(say("Facilitators")), *_listed(ctx, named.facilitators, named.facilitator_roles)]
    blocks.append(Small((say("Administrators of this workspace always facilitate."),)))
    return Message(tuple(blocks))


def _curators(ctx: Context) -> Message:
    named = ctx.store.settings.get(Appointments)
    return Message((Heading(say("Curators")), *_listed(ctx, named.curators, named.curator_roles)))


def _listed(ctx: Context, members: Sequence[MemberId], roles: Sequence[str]) -> list[Block]:
    lines: list[Line] = [(person_here(one, ctx),) for one in members]
    lines += [(RoleMention(RoleRef.parse(one)),) for one in roles]
    return [Bullets(tuple(lines))] if lines else [Paragraph((say("Nobody is named yet."),))]


COMMANDS = (cop_facilitators, cop_curators)
