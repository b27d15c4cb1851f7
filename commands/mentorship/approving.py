"""Sign-ups that a facilitator approves: asked, decided once, and told."""

from collections.abc import Sequence
from dataclasses import replace

from commands.mentorship.finding import programme_at
from commands.mentorship.words import facilitators_of, sign_up_facts, titled
from commands.naming import person_here
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed
from copbot.intents import Intent, Notice, Reply
from copbot.message import Button, Buttons, Control, Message, Paragraph, Tone, message, say
from copbot.model.members import zone_of
from copbot.model.mentorship import Programme, SignedUp, SignUp
from copbot.model.roles import Role
from copbot.practice import Action

_APPROVE, _REFUSE = "mentor.approve", "mentor.refuse"


def ask_to_approve(made: SignUp, programme: Programme, ctx: Context) -> list[Notice]:
    """Ask the facilitators whether somebody may join."""
    words = say("{name} would like to join {programme}.", name=ctx.member.name, programme=titled(programme))
    buttons = Buttons(
        (
            Button(say("Approve"), Control(_APPROVE, str(made.id)), Tone.PRIMARY),
            Button(say("Decline"), Control(_REFUSE, str(made.id))),
        )
    )
    asked = Message((Paragraph((words,)), sign_up_facts(made, programme.shape, ctx.zone), buttons))
    key = f"mentor-asks:{made.id}:{ctx.now:%Y%m%d%H%M%S}"
    near = ctx.community.home
    return [Notice(key=f"{key}:{one}", to=one, message=asked, near=near) for one in facilitators_of(programme, ctx)]


def _approve(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    made, programme = _waiting(pressed, ctx)
    ctx.store.mentors.keep(replace(made, state=SignedUp.ACTIVE))
    facts = sign_up_facts(made, programme.shape, zone_of(ctx.store.members.get(made.member), ctx.community.zone))
    told = message(
        say("You are in: {programme}. You are matched in the next round.", programme=titled(programme)), facts
    )
    return _decided(made, told, ctx, approved=True)


def _refuse(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    made, programme = _waiting(pressed, ctx)
    ctx.store.mentors.keep(replace(made, state=SignedUp.REFUSED))
    told = message(
        say(
            "Thank you for asking to join {programme}. The facilitators have no place for you this time.",
            programme=titled(programme),
        ),
        say("What you filled in is kept, so that you can ask again: /mentor join."),
    )
    return _decided(made, told, ctx, approved=False)


def _decided(made: SignUp, told: Message, ctx: Context, *, approved: bool) -> Sequence[Intent]:
    who = person_here(made.member, ctx)
    said = say("Approved: I told {who}.", who=who) if approved else say("Declined: I told {who}.", who=who)
    what = say("approved a sign-up for mentorship") if approved else say("declined a sign-up for mentorship")
    ctx.store.audit.add(ctx.member.id, what, ctx.now)
    key = f"mentor-decided:{made.id}:{ctx.now:%Y%m%d%H%M%S}"
    notice = Notice(key=key, to=made.member, message=told, asked=True, near=ctx.community.home)
    return [Reply(message(said), replace=True), notice]


def _waiting(pressed: ButtonPressed, ctx: Context) -> tuple[SignUp, Programme]:
    """Give the sign-up a button decides on.

    Raises: CopError when it was decided, changed its mind, or is gone.
    """
    made = ctx.store.mentors.sign_up(int(pressed.control.row))
    match made:
        case SignUp(state=SignedUp.WAITING):
            return made, programme_at(str(made.programme), ctx)
        case SignUp(state=SignedUp.ACTIVE):
            raise CopError(say("They are in already."))
        case SignUp(state=SignedUp.REFUSED):
            raise CopError(say("That was declined already."))
        case _:
            raise CopError(say("They do not want to join any more."))


ACTIONS = (
    Action(name=_APPROVE, who=Role.FACILITATOR, handle=_approve),
    Action(name=_REFUSE, who=Role.FACILITATOR, handle=_refuse),
)
