"""`/mentor join`: signing up for a programme, or changing what one said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from commands.apart import keep_apart
from commands.mentorship.approving import ask_to_approve
from commands.mentorship.finding import choice_of, chosen, named, open_programmes, programme_at, suggest_open
from commands.mentorship.programme import JOIN
from commands.mentorship.sign_up_form import REPORTS_TO, TITLES, form_of, topics_of
from commands.mentorship.words import sign_up_facts, titled, today_here, today_of
from copbot.command import Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed, FormSubmitted
from copbot.forms import Form
from copbot.intents import Intent, OpenForm, Reply
from copbot.message import (
    Button,
    Buttons,
    Code,
    Control,
    Heading,
    Message,
    Paragraph,
    RoleMention,
    Said,
    Small,
    Tone,
    message,
    say,
)
from copbot.model.mentorship import Joining, Programme, SignedUp, SignUp
from copbot.model.mentorship_programme import why_closed
from copbot.model.mentorship_sign_up import (
    Page,
    SignUpDraft,
    as_it_stands,
    begun,
    checked,
    merged,
    sign_up_of,
)
from copbot.model.roles import Role
from copbot.practice import Action, FormAction
from copbot.refs import RoleRef, UserRef

_PAGE, _SKIP, _SIGN_UP = "mentor.sign", "mentor.sign_skip", "mentor.sign_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinProgramme:
    """The options of `/mentor join`."""

    programme: Annotated[str, Opt(about="Which programme, where there are several", suggest=suggest_open)] = ""


@command("mentor join", JoinProgramme, who=Role.GUEST, reads=True, example="/mentor join")
def mentor_join(args: JoinProgramme, ctx: Context) -> Sequence[Intent]:
    """Sign up as mentor, mentee or either, or change what you said."""
    if args.programme:
        return [_first_page(named(args.programme, ctx.store.mentors.programmes()), ctx)]
    match open_programmes(ctx):
        case ():
            raise CopError(say("No mentorship programme is open now. Facilitators begin one: /mentor programme."))
        case (only,):
            return [_first_page(only, ctx)]
        case several:
            return [Reply(choice_of(several, say("Which programme would you like to join?"), JOIN))]


def _press_join(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [_first_page(programme_at(chosen(pressed), ctx), ctx)]


def _first_page(programme: Programme, ctx: Context) -> OpenForm:
    refuse_unless_open(programme, ctx)
    return OpenForm(_form(programme, Page.TOPICS, _before(programme, ctx), ctx))


def refuse_unless_open(programme: Programme, ctx: Context) -> None:
    """Let only those go on who may join.

    Raises: CopError when the programme is over, or is for others.
    """
    shut = why_closed(programme, today_here(ctx))
    if shut is not None:
        raise CopError(shut)
    if programme.joining is Joining.ROLE and programme.role not in {str(one) for one in ctx.person.roles}:
        role = RoleMention(RoleRef.parse(programme.role or ""))
        raise CopError(
            say("{name} is for {role} alone. Ask a facilitator if you should be in.", name=programme.name, role=role)
        )


def _before(programme: Programme, ctx: Context) -> SignUpDraft:
    """Give the draft somebody began for this programme, or else what they said before, or else a new one."""
    draft = ctx.store.preferences.get(ctx.member.id, SignUpDraft)
    if draft.programme == programme.id:
        return draft
    return _standing(programme, ctx)


def _standing(programme: Programme, ctx: Context) -> SignUpDraft:
    earlier = ctx.store.mentors.of(programme.id, ctx.member.id)
    if earlier is None:
        return begun(programme, ctx.person.locale or ctx.community.language)
    return as_it_stands(earlier, topics_of(ctx))


def _form(programme: Programme, page: Page, draft: SignUpDraft, ctx: Context) -> Form:
    return form_of(Control(_PAGE, f"{programme.id}.{page.value}"), page, draft, programme, ctx)


def _open(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    programme, page = _parted(pressed.control.row, ctx)
    refuse_unless_open(programme, ctx)
    return [OpenForm(_form(programme, page, _before(programme, ctx), ctx))]


def _again(submitted: FormSubmitted, ctx: Context) -> Form:
    programme, page = _parted(submitted.control.row, ctx)
    return _form(programme, page, merged(_before(programme, ctx), page, submitted.values), ctx)


def _submitted(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Keep a page, and offer the next."""
    programme, page = _parted(submitted.control.row, ctx)
    refuse_unless_open(programme, ctx)
    draft = merged(_before(programme, ctx), page, submitted.values)
    draft = checked(draft, page, programme, today_of(ctx), _standing(programme, ctx))
    if page is Page.APART:
        keep_apart(submitted, ctx)
        draft = replace(draft, reports_to=_boss(submitted, ctx))
    ctx.store.preferences.put(ctx.member.id, draft)
    return [Reply(_card(programme, draft, page.following, ctx), replace=True)]


def _boss(submitted: FormSubmitted, ctx: Context) -> int | None:
    named_one = next((ctx.member_of(UserRef.parse(one)).id for one in submitted.values.get(REPORTS_TO, ())), None)
    if named_one == ctx.member.id:
        own = say("You cannot report to yourself. Choose somebody else, or nobody.")
        raise CopError(own, fields={REPORTS_TO: own})
    return named_one


def _skip(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    programme, page = _parted(pressed.control.row, ctx)
    return [Reply(_card(programme, _before(programme, ctx), page.following, ctx), replace=True)]


def _card(programme: Programme, draft: SignUpDraft, page: Page | None, ctx: Context) -> Message:
    """Offer a page; with None left, show all that was filled in."""
    finish = Control(_SIGN_UP, str(programme.id))
    label = say("Save") if _is_in(programme, ctx) else say("Sign me up")
    if page is None:
        earlier = ctx.store.mentors.of(programme.id, ctx.member.id)
        made = sign_up_of(_all_checked(programme, draft, ctx), programme, earlier, ctx.member.id, ctx.now)
        pages = tuple(Button(title, Control(_PAGE, f"{programme.id}.{one.value}")) for one, title in TITLES.items())
        return Message(
            (
                Heading(programme.name),
                Paragraph((say("Nothing is kept yet but your list of people never to be matched with."),)),
                sign_up_facts(made, programme.shape, ctx.zone),
                Buttons((Button(label, finish, Tone.PRIMARY), *pages)),
            )
        )
    number, row = list(Page).index(page) + 1, f"{programme.id}.{page.value}"
    title = say("{number} of {most}: {title}", number=number, most=len(Page), title=TITLES[page])
    buttons = Buttons(
        (
            Button(say("Fill in"), Control(_PAGE, row), Tone.PRIMARY),
            Button(say("Skip"), Control(_SKIP, row)),
            Button(label, finish),
        )
    )
    return Message((Heading(title), Paragraph((_ASKS[page],)), buttons, Small((_WHY,))))


_ASKS = {
    Page.TOPICS: say("What you can help with, and what you want to learn about."),
    Page.AIMS: say("What you want to reach by when, how far you are, and the languages you speak."),
    Page.HOURS: say("When you could meet. Without it: weekdays from 9:00 to 17:00 your time."),
    Page.APART: say(
        "People you are never to be matched with. Confidential, from facilitators too. Most need nobody here."
    ),
}
_WHY = say("Facilitators and whoever you are matched with see your topics and goal; the hours only what you share.")


def _is_in(programme: Programme, ctx: Context) -> bool:
    earlier = ctx.store.mentors.of(programme.id, ctx.member.id)
    return earlier is not None and earlier.state in {SignedUp.ACTIVE, SignedUp.WAITING}


def _all_checked(programme: Programme, draft: SignUpDraft, ctx: Context) -> SignUpDraft:
    for page in Page:
        draft = checked(draft, page, programme, today_of(ctx), draft)
    return draft


def _sign_up(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Keep what was filled in."""
    programme = programme_at(pressed.control.row, ctx)
    refuse_unless_open(programme, ctx)
    draft = ctx.store.preferences.get(ctx.member.id, SignUpDraft)
    if draft.programme != programme.id:
        raise CopError(say("That is kept already. /mentor status shows it, /mentor join changes it."))
    earlier = ctx.store.mentors.of(programme.id, ctx.member.id)
    made = sign_up_of(_all_checked(programme, draft, ctx), programme, earlier, ctx.member.id, ctx.now)
    made = replace(made, id=ctx.store.mentors.keep(made))
    ctx.store.preferences.put(ctx.member.id, SignUpDraft())
    asked = made.state is SignedUp.WAITING and (earlier is None or earlier.state is not SignedUp.WAITING)
    asking = ask_to_approve(made, programme, ctx) if asked else []
    return [Reply(_signed_up(made, programme, ctx), replace=True), *asking]


def _signed_up(made: SignUp, programme: Programme, ctx: Context) -> Message:
    facts = sign_up_facts(made, programme.shape, ctx.zone)
    more = Small((say("{command} shows it, and pauses or leaves.", command=Code("/mentor status")),))
    return message(_next(made, programme), facts, more)


def _next(made: SignUp, programme: Programme) -> Said:
    if made.state is SignedUp.WAITING:
        return say("You asked to join {name}. A facilitator decides, and you will hear.", name=titled(programme))
    if made.joined_at != made.changed_at:
        return say("Saved for {name}. It counts from the next round on.", name=titled(programme))
    return say(
        "You are signed up for {name}. When a round of matching is published, you hear whom you could meet and why; "
        "it begins when all say yes.",
        name=titled(programme),
    )


def _parted(row: str, ctx: Context) -> tuple[Programme, Page]:
    number, _, page = row.partition(".")
    return programme_at(number, ctx), Page(page)


COMMANDS = (mentor_join,)
ACTIONS = (
    Action(name=JOIN, who=Role.GUEST, handle=_press_join, reads=True),
    Action(name=_PAGE, who=Role.GUEST, handle=_open, reads=True),
    Action(name=_SKIP, who=Role.GUEST, handle=_skip, reads=True),
    Action(name=_SIGN_UP, who=Role.GUEST, handle=_sign_up),
)
FORMS = (FormAction(name=_PAGE, who=Role.GUEST, form=_again, handle=_submitted),)
