"""Giving kudos, however it is asked for: who is thanked, by which rules, and who hears of it where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from commands.kudos import tell
from commands.kudos.posting import key_of
from commands.kudos.words import post_of
from commands.naming import House, house_here, house_of, lives_in, person
from copbot.attention import end_of_quiet
from copbot.context import Context
from copbot.intents import Destination, Intent, Post, ThreadOf
from copbot.model.kudos import Kudos, Visibility
from copbot.model.kudos_rules import day_of, earliest_tie, given_in, guard, thanking_a_bot
from copbot.model.kudos_settings import KudosSettings, refusal
from copbot.model.members import Member, zone_of
from copbot.refs import MessageRef, UserRef


def receivers_among(users: Sequence[UserRef], ctx: Context) -> tuple[Member, ...]:
    """Find the members behind accounts, each once.

    Raises: CopError for a bot, before it becomes a member.
    """
    for one in ctx.people:
        if one.user in users and one.is_bot:
            raise refusal("to", thanking_a_bot(one.name))
    found = {member.id: member for member in map(ctx.member_of, users)}
    return tuple(found.values())


def write_down(kudos: Kudos, people: Sequence[Member], settings: KudosSettings, ctx: Context) -> tuple[int, int]:
    """Hold a kudos against the rules and add it to the ledger; gives its id and how many its giver has left today.

    Raises: CopError when a rule forbids it.
    """
    day = day_of(ctx.now, ctx.zone)
    ties = ctx.store.kudos.ties(
        ctx.member.id,
        kudos.receivers,
        given_since=earliest_tie(settings, day, ctx.now),
        received_since=ctx.now - timedelta(hours=settings.cooldown_hours),
    )
    guard(kudos, people, settings=settings, ties=ties, day=day)
    left = settings.allowance - given_in(day, ctx.member.id, ties) - len(people)
    return ctx.store.kudos.add(kudos), left


@dataclass(frozen=True, slots=True)
class Audience:
    """Who hears of a kudos how: named in a post (`pinged` of them notified), or `told` for themselves."""

    to: Destination | None
    house: House
    named: tuple[Member, ...]
    pinged: tuple[Member, ...]
    told: tuple[Member, ...]


def audience_of(
    people: Sequence[Member], message: MessageRef | None, settings: KudosSettings, ctx: Context
) -> Audience:
    """Choose where a kudos is told: by each receiver's wish, and with no ping in their quiet hours."""
    house = house_here(ctx) if settings.announce is None else house_of(settings.announce)
    people = [_whole(one, house, ctx) for one in people]
    wishes = ctx.store.kudos.wishes([one.id for one in people])
    to = place_for(message, settings, ctx)
    named = tuple(one for one in people if to is not None and wishes[one.id].visibility is Visibility.PUBLIC)
    pinged = tuple(one for one in named if not one.silenced and lives_in(one, house) and _awake(one, ctx))
    told = tuple(one for one in people if one not in pinged)
    return Audience(to if named else None, house, named, pinged, told)


def place_for(message: MessageRef | None, settings: KudosSettings, ctx: Context) -> Destination | None:
    """Choose where a kudos is posted: where all are, else where it was given, which is nowhere in a direct chat."""
    if settings.announce is not None:
        return settings.announce
    if ctx.place.is_direct:
        return None
    thread = ctx.place.thread
    if message is not None and (thread is None or thread == message or thread.place != message.place):
        return message.place
    return ctx.place.channel_ref if thread is None else ThreadOf(thread)


def outgoings(made: int, kudos: Kudos, heard: Audience, settings: KudosSettings, ctx: Context) -> list[Intent]:
    """Post a kudos once, and have those told for themselves whom no ping reaches."""
    for one in heard.told:
        tell.later(made, one, ctx)
    if heard.to is None:
        return []
    names = [person(one, heard.house, ping=one in heard.pinged) for one in heard.named]
    giver = person(_whole(ctx.member, heard.house, ctx), heard.house)
    return [Post(key=key_of(made), to=heard.to, message=post_of(kudos, giver, names, settings, None))]


def _whole(member: Member, house: House, ctx: Context) -> Member:
    """Give a member with all their accounts where the one that was named is of another house."""
    return member if lives_in(member, house) else ctx.store.members.get(member.id)


def _awake(member: Member, ctx: Context) -> bool:
    return end_of_quiet(member, zone_of(member, ctx.community.zone), ctx.now) is None
