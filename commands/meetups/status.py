"""`/meet status` and `/meet never`: what is mine in meetups, and whom I would rather not meet."""

from collections.abc import Sequence

from commands.apart import apart_form, keep_apart
from commands.meetups.finding import coming
from commands.meetups.joining import JOIN
from commands.meetups.pausing import return_button
from commands.naming import listed, person_here
from copbot.command import NoOptions, command
from copbot.context import Context
from copbot.intents import Intent, OpenForm, Reply
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Code,
    Control,
    Heading,
    Line,
    Message,
    Paragraph,
    Small,
    When,
    WhenStyle,
    say,
)
from copbot.model.meetups import Meetup, MeetupSeries, MeetWishes, Met, pauses
from copbot.model.roles import Role
from copbot.practice import FormAction

_NEVER = "meetup.never"
_MOST = 3
_MOST_BUTTONS = 5

_ANSWERED = {
    Met.YES: say("you met"),
    Met.PLANNED: say("planned"),
    Met.NO: say("you did not meet"),
    None: say("you have not said yet whether you met"),
}


@command("meet status", NoOptions, who=Role.GUEST, reads=True, example="/meet status")
def meetup_status(_: NoOptions, ctx: Context) -> Sequence[Intent]:
    """See which meetups you take part in, when they come, and whom you met."""
    there = ctx.store.meetups.all_series()
    mine = {one.series: one for one in ctx.store.meetups.joined(ctx.member.id)}
    blocks: list[Block] = [Heading(say("Your meetups"))]
    lines = tuple(_line(one, ctx) for one in there if one.id in mine)
    blocks.append(Bullets(lines) if lines else Paragraph((say("You take part in no meetups yet."),)))
    blocks += _held_back(ctx, resting=any(one.resting_at is not None for one in mine.values()))
    recent = ctx.store.meetups.of_member(ctx.member.id, _MOST)
    if recent:
        blocks += [Heading(say("Lately")), Bullets(tuple(_lately(one, ctx) for one in recent))]
    others = [one for one in there if one.id not in mine][:_MOST_BUTTONS]
    if others:
        join = (Button(say("Join {name}", name=one.name), Control(JOIN, str(one.id))) for one in others)
        blocks.append(Buttons(tuple(join)))
    elif not there:
        blocks.append(
            Small((say("None are scheduled. Facilitators begin with {command}.", command=Code("/meet schedule")),))
        )
    return [Reply(Message(tuple(blocks)))]


def meetup_lines(ctx: Context) -> list[Line]:
    """Say in a line for each series when somebody meets others next."""
    mine = [ctx.store.meetups.series(one.series) for one in ctx.store.meetups.joined(ctx.member.id)]
    return [_line(one, ctx) for one in mine if one is not None]


def _line(series: MeetupSeries, ctx: Context) -> Line:
    return (say("{name}: {next}", name=series.name, next=coming(ctx.store, series.id)),)


def _held_back(ctx: Context, *, resting: bool) -> list[Block]:
    """Say what keeps somebody out at present, with a button where one ends it."""
    wishes = ctx.store.preferences.get(ctx.member.id, MeetWishes)
    blocks: list[Block] = []
    if ctx.member.silenced:
        quiet = Code("/cop quiet")
        blocks.append(
            Paragraph((say("You are silent, so you are brought together with nobody: {quiet}.", quiet=quiet),))
        )
    if wishes.paused_until is not None and pauses(wishes, ctx.member, ctx.community.zone, ctx.now):
        until = wishes.paused_until.isoformat()
        blocks.append(Paragraph((say("You pause until {until}.", until=until),)))
        blocks.append(return_button(say("End the pause now")))
    elif resting:
        blocks.append(Paragraph((say("I left you out because I heard nothing from you for some rounds."),)))
        blocks.append(return_button(say("Take part again")))
    return blocks


def _lately(meetup: Meetup, ctx: Context) -> Line:
    others = [person_here(one, ctx) for one in meetup.members if one != ctx.member.id]
    day = When(meetup.at, WhenStyle.DAY)
    answer = next(one.met for one in meetup.people if one.member == ctx.member.id)
    people = listed(others or [say("somebody")])
    return (say("{day}, {people}: {answer}", day=day, people=people, answer=_ANSWERED[answer]),)


@command("meet never", NoOptions, who=Role.GUEST, reads=True, example="/meet never")
def never_meet(_: NoOptions, ctx: Context) -> Sequence[Intent]:
    """Name people you would rather not meet; only you can see that list."""
    return [OpenForm(apart_form(_NEVER, ctx))]


COMMANDS = (meetup_status, never_meet)
FORMS = (
    FormAction(
        name=_NEVER,
        who=Role.GUEST,
        form=lambda submitted, ctx: apart_form(_NEVER, ctx, submitted),
        handle=keep_apart,
    ),
)
