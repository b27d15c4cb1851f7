"""`/cop setup`: four pages, a button between them, and one that applies all of it."""

from collections.abc import Sequence
from dataclasses import replace

from commands.cop.check import check_all
from commands.cop.coming import coming_lines
from commands.cop.setting_up import TITLES, apply, page, standing, summary
from copbot.command import NoOptions, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed, FormSubmitted
from copbot.forms import Form
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
    Tone,
    say,
)
from copbot.model.roles import Appointments, Role
from copbot.model.set_up import SetUpDraft, Step, checked, merged
from copbot.practice import Action, FormAction

BEGIN = "cop.setup"
_PAGE, _SKIP, _FINISH = "cop.page", "cop.skip", "cop.finish"
_MOST_COMING = 3

_ASKS = {
    Step.ABOUT: say("What you share, what for, and how you treat each other. Help and welcomes begin with it."),
    Step.TIME: say("Your time zone and language, and a starter pack: prompts, values and tags to begin with."),
    Step.CHANNELS: say("Where prompts, kudos and recaps are posted."),
    Step.RHYTHM: say("When the first prompt and the first recap come."),
}


@command("cop setup", NoOptions, who=Role.FACILITATOR, example="/cop setup")
def cop_setup(_: NoOptions, ctx: Context) -> Sequence[Intent]:
    """Set the community up in five minutes; run it again to change things."""
    return [Reply(card(_begun(ctx), Step.ABOUT, ctx))]


def _begin(_: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [Reply(card(_begun(ctx), Step.ABOUT, ctx))]


def _begun(ctx: Context) -> SetUpDraft:
    """Give the draft somebody began, or begin one with how things stand."""
    draft = _draft(ctx)
    if not draft.begun:
        draft = standing(ctx)
        if not draft.home and ctx.place.channel_ref is not None and not ctx.place.is_direct:
            draft = replace(draft, home=str(ctx.place.channel_ref))
        ctx.store.preferences.put(ctx.member.id, draft)
    return draft


def card(draft: SetUpDraft, step: Step | None, ctx: Context) -> Message:
    """Offer a page; with None left, show all that was filled in."""
    finish = Control(_FINISH)
    if step is None:
        told = say("Nothing is changed yet. Finish applies all of it at once.")
        pages = tuple(Button(title, Control(_PAGE, one.value)) for one, title in TITLES.items())
        blocks: tuple[Block, ...] = (
            Heading(say("Ready")),
            summary(draft, ctx),
            Paragraph((told,)),
            Buttons((Button(say("Finish"), finish, Tone.PRIMARY), *pages)),
        )
        return Message(blocks)
    number = list(Step).index(step) + 1
    title = say("{number} of {most}: {title}", number=number, most=len(Step), title=TITLES[step])
    buttons = (
        Button(say("Fill in"), Control(_PAGE, step.value), Tone.PRIMARY),
        Button(say("Skip"), Control(_SKIP, step.value)),
        Button(say("Finish"), finish),
    )
    later = Small((say("You can stop at any time; {command} goes on from here.", command=Code("/cop setup")),))
    return Message((Heading(title), Paragraph((_ASKS[step],)), Buttons(buttons), later))


def _open(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    step = Step(pressed.control.row)
    return [OpenForm(page(step, Control(_PAGE, step.value), _kept(ctx)))]


def _skip(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [Reply(card(_kept(ctx), Step(pressed.control.row).following, ctx), replace=True)]


def _again(submitted: FormSubmitted, ctx: Context) -> Form:
    step = Step(submitted.control.row)
    return page(step, submitted.control, merged(_draft(ctx), step, submitted.values))


def _submitted(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Keep a page, and offer the next."""
    step = Step(submitted.control.row)
    draft = checked(merged(_kept(ctx), step, submitted.values), step, ctx.now)
    ctx.store.preferences.put(ctx.member.id, draft)
    return [Reply(card(draft, step.following, ctx), replace=True)]


def _finish(_: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Apply all of it, and make who did it a facilitator."""
    draft = _kept(ctx)
    for step in Step:
        draft = checked(draft, step, ctx.now)
    ctx = apply(draft, ctx)
    done = replace(ctx.community, set_up_at=ctx.community.set_up_at or ctx.now)
    ctx.store.community.change(done)
    ctx = replace(ctx, community=done)
    named = ctx.store.settings.get(Appointments)
    if ctx.member.id not in named.facilitators:
        ctx.store.settings.put(replace(named, facilitators=(*named.facilitators, ctx.member.id)))
    ctx.store.audit.add(ctx.member.id, say("set up {name}", name=done.name), ctx.now)
    ctx.store.preferences.put(ctx.member.id, SetUpDraft())
    return [Reply(_finished(ctx), replace=True), *check_all(ctx)]


def _finished(ctx: Context) -> Message:
    coming = coming_lines(ctx, _MOST_COMING)
    tries: tuple[Line, ...] = (
        (say("Thank somebody: {command}", command=Code("/kudos give")),),
        (say("Keep something useful: {command}", command=Code("/library add")),),
        (say("See the next prompt: {command}", command=Code("/prompt preview")),),
    )
    blocks: list[Block] = [
        Heading(say("{name} is set up", name=ctx.community.name)),
        Paragraph((say("You facilitate it; name others with {command}.", command=Code("/cop facilitators")),)),
    ]
    if coming:
        blocks += [Paragraph((say("Coming up:"),)), Bullets(coming)]
    blocks += [
        Paragraph((say("Now try:"),)),
        Bullets(tries),
        Small((say("{command} changes any of it.", command=Code("/cop settings")),)),
    ]
    return Message(tuple(blocks))


def _draft(ctx: Context) -> SetUpDraft:
    return ctx.store.preferences.get(ctx.member.id, SetUpDraft)


def _kept(ctx: Context) -> SetUpDraft:
    """Give the draft a button belongs to.

    Raises: CopError when it was applied already.
    """
    draft = _draft(ctx)
    if not draft.begun:
        raise CopError(say("That is finished already. /cop settings shows it, /cop setup begins again."))
    return draft


COMMANDS = (cop_setup,)
ACTIONS = (
    Action(name=BEGIN, who=Role.FACILITATOR, handle=_begin),
    Action(name=_PAGE, who=Role.FACILITATOR, handle=_open, reads=True),
    Action(name=_SKIP, who=Role.FACILITATOR, handle=_skip, reads=True),
    Action(name=_FINISH, who=Role.FACILITATOR, handle=_finish),
)
FORMS = (FormAction(name=_PAGE, who=Role.FACILITATOR, form=_again, handle=_submitted),)
