"""`/kudos why`: what counted, what did not, and by which rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from commands.kudos.mine import left_today
from commands.naming import House, house_here, listed, person_of
from copbot.command import command
from copbot.context import Context
from copbot.intents import Intent, Reply
from copbot.message import Block, Bullets, Heading, Line, Message, Paragraph, Said, When, WhenStyle, say, say_n
from copbot.model.kudos import Cause, Entry
from copbot.model.kudos_rules import is_not_counted
from copbot.model.kudos_settings import KudosSettings
from copbot.model.memory import Refusal
from copbot.model.roles import Role

_MOST = 5
_LOOK_AT = 50
_HOUR = timedelta(hours=1)

_CAUSES = {
    Cause.UNDONE: say("you undid it"),
    Cause.REACTION_REMOVED: say("the reaction was taken off"),
    Cause.REACTIONS_CLEARED: say("somebody cleared the reactions"),
    Cause.MESSAGE_DELETED: say("the message was deleted"),
    Cause.POST_DELETED: say("somebody deleted the post that told of it"),
    Cause.AUTHOR_IS_BOT: say("a bot wrote that message"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainKudos:
    """`/kudos why` has no options."""


@command("kudos why", ExplainKudos, who=Role.GUEST, reads=True)
def explain(_: ExplainKudos, ctx: Context) -> Sequence[Intent]:
    """Explain which of my kudos counted, which did not, and why."""
    settings = ctx.store.settings.get(KudosSettings)
    house = house_here(ctx)
    refused = [one for one in ctx.store.refusals.recent(ctx.member.id, _LOOK_AT) if is_not_counted(one.reason)][:_MOST]
    given = ctx.store.kudos.given(ctx.member.id, _MOST)
    blocks: list[Block] = []
    if refused:
        blocks += [Heading(say("What did not count")), Bullets(tuple(_refused(one) for one in refused))]
    if given:
        blocks += [Heading(say("What you gave")), Bullets(tuple(_given(one, house, ctx) for one in given))]
    if not blocks:
        blocks.append(Paragraph((say("You gave no kudos yet, and none was refused."),)))
    if settings.counts:
        blocks.append(Paragraph((left_today(settings, ctx),)))
    rules = tuple((rule,) for rule in rules_of(settings))
    return [Reply(Message((*blocks, Heading(say("The rules")), Bullets(rules))))]


def rules_of(settings: KudosSettings) -> list[Said]:
    """Say the rules as they are set here."""
    rules = [
        say_n("You can thank one person a day.", "You can thank {n} people a day.", settings.allowance),
        say("The day begins at midnight where you are; what you do not give is not saved up."),
        say_n("One kudos is for one person.", "One kudos is for at most {n} people.", settings.most_receivers),
        say("Nobody thanks themselves, and bots are not thanked."),
        say("A kudos says what somebody did; only one by reaction may do without."),
        say("Take the reaction off, or delete the message, and it is taken back."),
    ]
    if settings.cooldown_hours:
        pause = say_n(
            "The same two people wait an hour, whoever of them thanked the other.",
            "The same two people wait {n} hours, whoever of them thanked the other.",
            settings.cooldown_hours,
        )
        rules.insert(3, pause)
    if settings.emoji:
        emoji = " ".join(settings.emoji)
        rules.append(say("These reactions thank who wrote a message: {emoji}", emoji=emoji))
    return rules


def _refused(refusal: Refusal) -> Line:
    return (refusal.reason, " · ", When(refusal.at, WhenStyle.RELATIVE))


def _given(entry: Entry, house: House, ctx: Context) -> Line:
    receivers = listed([person_of(one, house, ctx) for one in entry.kudos.receivers])
    when = When(entry.kudos.at, WhenStyle.RELATIVE)
    if entry.taken_back is None:
        return (say("{receivers}: it counts.", receivers=receivers), " · ", when)
    cause = _CAUSES[entry.taken_back]
    return (say("{receivers}: taken back, because {cause}.", receivers=receivers, cause=cause), " · ", when)
