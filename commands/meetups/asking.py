"""“Did you meet?”: asked of each once, a week later, and answered by a button."""

from collections.abc import Sequence
from datetime import timedelta

from commands.meetups.rooms import house_of_meetup, room_of
from commands.naming import listed, person_of
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import ButtonPressed, JobDue
from copbot.intents import Declined, Intent, Notice, Reply
from copbot.message import Button, Buttons, Code, Control, Message, Paragraph, Small, message, say
from copbot.model.meetups import ASK_JOB, Meetup, Met
from copbot.model.roles import Role
from copbot.practice import Action, Job
from copbot.refs import MemberId

_MET = "meetup.met"
_GRACE = timedelta(days=7)
_EXPIRES = timedelta(days=14)

_THANKS = {
    Met.YES: say("Good to hear. Thank you for telling me."),
    Met.PLANNED: say("Good. Enjoy it."),
    Met.NO: say("That happens. The next round comes by itself."),
}


def _ask(job: JobDue, known: JobContext) -> Sequence[Intent]:
    """Ask everybody of a meetup whether they met, each for themselves."""
    meetup = known.store.meetups.meetup(int(job.subject))
    if meetup is None or any(one.asked_at is not None for one in meetup.people):
        return [Declined(say("That was asked before."))]
    known.store.meetups.asked(meetup.id, known.now)
    return [
        _question(meetup, one.member, known)
        for one in meetup.people
        if known.store.members.get(one.member).left_at is None
    ]


def _question(meetup: Meetup, member: MemberId, known: JobContext) -> Notice:
    house = house_of_meetup(meetup, member, known)
    others = [person_of(one, house, known) for one in meetup.members if one != member]
    asked = say("Did you meet {people}?", people=listed(others)) if others else say("Did you meet?")
    buttons = Buttons(
        tuple(
            Button(label, Control(_MET, f"{meetup.id} {met.value}"))
            for label, met in ((say("Yes"), Met.YES), (say("Planned"), Met.PLANNED), (say("No"), Met.NO))
        )
    )
    aside = Small((say("Only the number of groups that met is told to others."),))
    shown = Message((Paragraph((asked,)), buttons, aside))
    return Notice(
        key=f"meetup_met:{meetup.id}:{member}",
        to=member,
        message=shown,
        near=room_of(meetup.id, known),
        expires_at=known.now + _EXPIRES,
    )


def _met(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Keep the answer; pressing again changes it."""
    number, _, answer = pressed.control.row.partition(" ")
    meetup = ctx.store.meetups.meetup(int(number))
    if meetup is None or ctx.member.id not in meetup.members:
        raise CopError(say("That question was for others. {status} shows yours.", status=Code("/meet status")))
    met = Met(answer)
    ctx.store.meetups.answered(meetup.id, ctx.member.id, met, ctx.now)
    return [Reply(message(_THANKS[met]), replace=True)]


JOBS = (Job(kind=ASK_JOB, grace=_GRACE, handle=_ask),)
ACTIONS = (Action(name=_MET, who=Role.GUEST, handle=_met),)
