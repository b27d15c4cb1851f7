"""Thanks at the end of a match, given as kudos when their writer says so: by the rules of kudos."""

from collections.abc import Sequence
from dataclasses import replace

from commands.kudos.giving import audience_of, outgoings, write_down
from commands.kudos.undo import buttons_for
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed
from copbot.intents import Intent, Reply
from copbot.message import Block, Button, Buttons, Control, Message, Paragraph, Small, say
from copbot.model.kudos import Kudos
from copbot.model.kudos_settings import KudosSettings
from copbot.model.mentorship_check_ins import Reflection
from copbot.model.mentorship_life import Match
from copbot.model.roles import Role
from copbot.practice import Action
from copbot.refs import MemberId

_THANK = "mentor.thank"
_MOST = 10


def thank_buttons(told: Reflection, match: Match, ctx: Context) -> list[Block]:
    """Offer to give thanks as kudos, to each partner who is there still."""
    partners = [ctx.store.members.get(one.member) for one in match.sides if one.member != told.member]
    there = [one for one in partners if one.left_at is None][:_MOST]
    if not told.thanks or told.thanked or not there:
        return []
    buttons = tuple(
        Button(say("Thank {name}", name=one.name[:40]), Control(_THANK, f"{match.id} {one.id}")) for one in there
    )
    words = say("Your thanks can be kudos, told the way they wish to be thanked:")
    return [Paragraph((words,)), Buttons(buttons)]


def _thank(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Give the thanks as kudos.

    Raises: CopError when there are none, or a rule of kudos forbids it.
    """
    row, _, whom = pressed.control.row.partition(" ")
    match = ctx.store.mentor_matches.get(int(row))
    told = next(
        (one for one in ctx.store.mentor_check_ins.reflections([int(row)]) if one.member == ctx.member.id), None
    )
    if match is None or told is None or not told.thanks or match.side_of(MemberId(int(whom))) is None:
        raise CopError(say("There are no thanks to give here. Write them down first: press “Look back”."))
    people = (ctx.store.members.get(MemberId(int(whom))),)
    settings = ctx.store.settings.get(KudosSettings)
    heard = audience_of(people, None, settings, ctx)
    kudos = Kudos(
        giver=ctx.member.id,
        receivers=(people[0].id,),
        reason=told.thanks,
        value=None,
        at=ctx.now,
        posted=heard.to is not None,
    )
    made, _ = write_down(kudos, people, settings, ctx)
    ctx.store.mentor_check_ins.reflect(replace(told, thanked=True))
    undo = Small((say("You can undo this for a minute."),))
    said = Paragraph((say("Thank you. That is written down as kudos."),))
    return [Reply(Message((said, undo, buttons_for(made)))), *outgoings(made, kudos, heard, settings, ctx)]


ACTIONS = (Action(name=_THANK, who=Role.GUEST, handle=_thank),)
