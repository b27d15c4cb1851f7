"""`/meet pause`, and coming back: from a pause, or after nothing was heard of somebody."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from commands.meetups.finding import quoted
from copbot.command import Opt, command
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import ButtonPressed
from copbot.intents import Intent, Notice, Reply
from copbot.message import Button, Buttons, Code, Control, Message, Paragraph, Said, message, say
from copbot.model.meetups import (
    LOOKED_BACK,
    SILENT_ROUNDS,
    TIME_TO_ANSWER,
    MeetupSeries,
    MeetWishes,
    gave_no_sign,
)
from copbot.model.roles import Role
from copbot.practice import Action
from copbot.schedule import parse_day, zone_info

_RETURN = "meetup.return"


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseMeetups:
    """The options of `/meet pause`."""

    until: Annotated[str, Opt(about="The day you are back: 7 January, in 3 weeks, next monday", max_length=60)]


@command("meet pause", PauseMeetups, who=Role.GUEST, example="/meet pause until 7 January")
def pause_meetups(args: PauseMeetups, ctx: Context) -> Sequence[Intent]:
    """Be brought together with nobody until a day."""
    today = ctx.now.astimezone(zone_info(ctx.zone)).date()
    until = parse_day(args.until, today=today)
    if until == today:
        raise CopError(say("A pause that ends today changes nothing. Name a later day."))
    wishes = ctx.store.preferences.get(ctx.member.id, MeetWishes)
    ctx.store.preferences.put(ctx.member.id, replace(wishes, paused_until=until))
    told = say("You pause until {until}. From that day on you meet others again.", until=until.isoformat())
    return [Reply(Message((Paragraph((told,)), return_button(say("End the pause now")))))]


def return_button(label: Said) -> Buttons:
    """Offer to take part again in everything, whatever kept somebody out."""
    return Buttons((Button(label, Control(_RETURN)),))


def _return(_: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    wishes = ctx.store.preferences.get(ctx.member.id, MeetWishes)
    ctx.store.preferences.put(ctx.member.id, replace(wishes, paused_until=None))
    mine = ctx.store.meetups.joined(ctx.member.id)
    for one in mine:
        ctx.store.meetups.join(replace(one, resting_at=None))
    back = say("Welcome back. You take part again from the next round on; {status} shows when.", status=_STATUS)
    none = say("You take part in no meetups. {join} changes that.", join=Code("/meet join"))
    return [Reply(message(back if mine else none), replace=True)]


_STATUS = Code("/meet status")


def leave_out_silent(series: MeetupSeries, known: JobContext) -> list[Notice]:
    """Leave out who was silent for three rounds from here on, and tell each once how to return."""
    notices = []
    silent = known.store.meetups.silent(series.id, (known.now - LOOKED_BACK, known.now - TIME_TO_ANSWER))
    for one in known.store.meetups.participants(series.id) if silent else ():
        since = silent.get(one.member)
        if since is None or one.resting_at is not None:
            continue
        if gave_no_sign(known.store.members.get(one.member), since):
            known.store.meetups.join(replace(one, resting_at=known.now))
            words = say(
                "I heard nothing from you in your last {n} rounds of {name}, so I leave you out for now. "
                "You are welcome back at any time.",
                n=SILENT_ROUNDS,
                name=quoted(series),
            )
            shown = Message((Paragraph((words,)), return_button(say("Take part again"))))
            key = f"meetup_rest:{series.id}:{one.member}:{known.now:%Y-%m-%dT%H:%M}"
            notices.append(Notice(key=key, to=one.member, message=shown))
    return notices


COMMANDS = (pause_meetups,)
ACTIONS = (Action(name=_RETURN, who=Role.GUEST, handle=_return),)
