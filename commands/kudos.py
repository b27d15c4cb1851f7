"""Kudos: thank somebody for something they did."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from copbot.command import Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.intents import Intent, Post, Reply
from copbot.message import Mention, message, paragraph, say
from copbot.model.kudos import Kudos
from copbot.model.roles import Role
from copbot.practice import Practice
from copbot.refs import UserRef


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveKudos:
    """The options of `/kudos give`."""

    to: Annotated[tuple[UserRef, ...], Opt(about="Whom to thank", at_most=3)]
    reason: Annotated[str, Opt(about="What they did", max_length=300)]


@command("kudos give", GiveKudos, who=Role.GUEST, example="/kudos give @ann for her patient review")
def give_kudos(args: GiveKudos, ctx: Context) -> Sequence[Intent]:
    """Thank up to three members for something they did."""
    receivers = tuple(ctx.member_of(user).id for user in args.to)
    if ctx.member.id in receivers:
        raise CopError(say("You cannot thank yourself."))
    kudos = Kudos(giver=ctx.member.id, receivers=receivers, reason=args.reason, value=None, at=ctx.now)
    made = ctx.store.kudos.add(kudos)
    answer = Reply(message(say("Thank you. That is written down.")))
    if ctx.place.channel_ref is None:
        return [answer]
    thanks = paragraph(
        say(
            "{giver} thanks {receiver}: {reason}",
            giver=Mention(ctx.person.user),
            receiver=Mention(args.to[0], ping=True),
            reason=args.reason,
        )
    )
    return [answer, Post(key=f"kudos:{made}", to=ctx.place.channel_ref, message=message(thanks))]


PRACTICE = Practice(
    name="kudos",
    about=say("Thank each other for what you do."),
    default="give",
    commands=(give_kudos,),
)
