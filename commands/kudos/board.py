"""`/kudos board`: who was thanked and who thanked in a month, where facilitators turned it on."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from commands.naming import house_here, person
from copbot.command import Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.intents import Intent, Reply
from copbot.message import Block, Bullets, Code, Heading, Line, Message, Paragraph, Small, say
from copbot.model.kudos import Tally, Visibility
from copbot.model.kudos_rules import month_of
from copbot.model.kudos_settings import KudosSettings
from copbot.model.roles import Role

_MOST = 10


class Month(StrEnum):
    """The months a board is kept for."""

    THIS = "this"
    LAST = "last"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowBoard:
    """The options of `/kudos board`."""

    month: Annotated[Month, Opt(about="This month or last month")] = Month.THIS


@command("kudos board", ShowBoard, who=Role.GUEST, reads=True)
def show_board(args: ShowBoard, ctx: Context) -> Sequence[Intent]:
    """Show who was thanked, and who thanked, this month."""
    settings = ctx.store.settings.get(KudosSettings)
    if not settings.counts:
        raise CopError(say("Kudos are not counted here: each stands for itself. See yours with {mine}.", mine=_MINE))
    if not settings.board:
        raise CopError(say("There is no board here. Facilitators can turn it on in {settings}.", settings=_SETTINGS))
    month = month_of(ctx.now, ctx.community.zone, back=int(args.month == Month.LAST))
    shown = [one for one in ctx.store.kudos.tally(month.since, month.until) if one.wishes.on_board]
    thanked = [(one.received, one) for one in shown if one.wishes.visibility is Visibility.PUBLIC]
    blocks = [
        *_ranked(Heading(say("Thanked")), thanked, ctx),
        *_ranked(Heading(say("Thanking")), [(one.given, one) for one in shown], ctx),
    ]
    if not blocks:
        blocks = [Paragraph((say("Nobody is on the board for this month."),))]
    aside = say("Each month begins anew. {mine} takes you off, or puts you back on.", mine=_MINE)
    return [Reply(Message((*blocks, Small((aside,)))))]


_MINE = Code("/kudos mine")
_SETTINGS = Code("/kudos settings")


def _ranked(heading: Heading, tallies: Sequence[tuple[int, Tally]], ctx: Context) -> list[Block]:
    """List the most of one side first; equal ones in the order they joined."""
    ranked = sorted((pair for pair in tallies if pair[0]), key=lambda pair: (-pair[0], pair[1].member))[:_MOST]
    lines = tuple(_line(count, one, ctx) for count, one in ranked)
    return [heading, Bullets(lines)] if lines else []


def _line(count: int, tally: Tally, ctx: Context) -> Line:
    name = person(ctx.store.members.get(tally.member), house_here(ctx))
    return (say("{name}: {count}", name=name, count=count),)
