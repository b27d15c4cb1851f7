"""`/mentor programme`: make, change, announce and close programmes; for facilitators."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from commands.mentorship.closing import plan_ending
from commands.mentorship.finding import all_programmes, chosen, programme_at
from commands.mentorship.programme_form import TITLES, form_of
from commands.mentorship.words import programme_facts, programme_state, titled, today_here
from copbot.command import Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed, FormSubmitted
from copbot.forms import Form
from copbot.intents import Intent, Notice, OpenForm, Post, Reply
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Choice,
    Code,
    Control,
    Heading,
    InChannel,
    Menu,
    Message,
    Paragraph,
    Small,
    Tone,
    message,
    say,
)
from copbot.model.mentorship import Programme, SignedUp
from copbot.model.mentorship_life import RUNNING, MatchState
from copbot.model.mentorship_programme import (
    Page,
    ProgrammeDraft,
    as_it_stands,
    begun,
    checked,
    merged,
    new_programme,
    programme_of,
    why_closed,
)
from copbot.model.roles import Role
from copbot.practice import Action, FormAction
from copbot.refs import RoleRef

JOIN = "mentor.join"
_NEW, _PAGE, _SKIP, _CREATE = "mentor.new", "mentor.programme", "mentor.skip", "mentor.create"
_SHOW, _CLOSE, _REOPEN, _ANNOUNCE = "mentor.show", "mentor.close", "mentor.reopen", "mentor.announce"
_MOST_LISTED = 25
_DRAFT = "0"
"""The row of a programme that is only a draft."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowProgrammes:
    """The options of `/mentor programme`."""

    only: Annotated[RoleRef | None, Opt(about="Begin one that only this role or group may join")] = None


@command("mentor programme", ShowProgrammes, who=Role.FACILITATOR, example="/mentor programme")
def mentor_programme(args: ShowProgrammes, ctx: Context) -> Sequence[Intent]:
    """Make, change or close mentorship programmes."""
    if args.only is not None:
        draft = begun(today_here(ctx), str(args.only))
        ctx.store.preferences.put(ctx.member.id, draft)
        return [Reply(_card(draft, Page.ABOUT, ctx))]
    return [Reply(_listing(ctx))]


def _listing(ctx: Context) -> Message:
    programmes = all_programmes(ctx)
    new = Buttons((Button(say("New programme"), Control(_NEW), Tone.PRIMARY),))
    if not programmes:
        none = say("There is no mentorship programme yet. Make the first: its name is enough to begin.")
        return message(none, new)
    lines = tuple(
        (say("{name}: {state}, {n} signed up", name=titled(one), state=programme_state(one, ctx), n=_active(one, ctx)),)
        for one in programmes[:_MOST_LISTED]
    )
    choices = tuple(Choice(one.name, str(one.id)) for one in programmes[:_MOST_LISTED])
    menu = Menu(say("Look at a programme"), Control(_SHOW), choices)
    return Message((Heading(say("Mentorship programmes")), Bullets(lines), menu, new))


def _active(programme: Programme, ctx: Context) -> int:
    return sum(one.state is SignedUp.ACTIVE for one in ctx.store.mentors.sign_ups(programme.id))


def programme_card(programme: Programme, ctx: Context, *first: Block) -> Message:
    """Show all of a programme, with a button for each thing that can be done with it."""
    row = str(programme.id)
    pages = [Button(title, Control(_PAGE, f"{row}.{page.value}")) for page, title in TITLES.items()]
    is_open = why_closed(programme, today_here(ctx)) is None
    if programme.closed_at is not None:
        pages.append(Button(say("Open again"), Control(_REOPEN, row)))
    else:
        pages.append(Button(say("Close"), Control(_CLOSE, row), Tone.DANGER))
    if is_open and ctx.community.home is not None:
        pages.insert(0, Button(say("Invite everybody in the home channel"), Control(_ANNOUNCE, row)))
    state = say("{state}, {n} signed up", state=programme_state(programme, ctx), n=_active(programme, ctx))
    return Message(
        (
            *first,
            Heading(programme.name),
            Paragraph((state,)),
            programme_facts(programme),
            Buttons(tuple(pages)),
        )
    )


def _show(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [Reply(programme_card(programme_at(chosen(pressed), ctx), ctx), replace=True)]


# A new one is kept as a draft, page by page; of one that stands, each page is applied at once.


def _card(draft: ProgrammeDraft, page: Page | None, ctx: Context) -> Message:
    create = Control(_CREATE)
    if page is None:
        made = programme_of(draft, new_programme(ctx.now))
        buttons = [Button(title, Control(_PAGE, f"{_DRAFT}.{one.value}")) for one, title in TITLES.items()]
        told = Paragraph((say("Nobody sees it yet."),))
        all_of_it = Buttons((Button(say("Create"), create, Tone.PRIMARY), *buttons))
        return Message((Heading(made.name), told, programme_facts(made), all_of_it))
    number = list(Page).index(page) + 1
    title = say("{number} of {most}: {title}", number=number, most=len(Page), title=TITLES[page])
    buttons = [Button(say("Fill in"), Control(_PAGE, f"{_DRAFT}.{page.value}"), Tone.PRIMARY)]
    if draft.name:
        buttons += [Button(say("Skip"), Control(_SKIP, page.value)), Button(say("Create"), create)]
    later = Small((say("What you skip has a default that works; all of it can be changed later."),))
    return Message((Heading(title), Buttons(tuple(buttons)), later))


def _before(row: str, ctx: Context) -> ProgrammeDraft:
    """Give what a page changes: the programme as it stands, or the draft of a new one."""
    if row != _DRAFT:
        return as_it_stands(programme_at(row, ctx))
    draft = ctx.store.preferences.get(ctx.member.id, ProgrammeDraft)
    return draft if draft.begun else begun(today_here(ctx))


def _new(_: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [OpenForm(form_of(Control(_PAGE, f"{_DRAFT}.{Page.ABOUT}"), Page.ABOUT, _before(_DRAFT, ctx)))]


def _open(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    row, page = _parted(pressed.control.row)
    return [OpenForm(form_of(pressed.control, page, _before(row, ctx)))]


def _again(submitted: FormSubmitted, ctx: Context) -> Form:
    row, page = _parted(submitted.control.row)
    return form_of(submitted.control, page, merged(_before(row, ctx), page, submitted.values))


def _submitted(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Keep a page of a draft, or apply it to the programme that stands."""
    row, page = _parted(submitted.control.row)
    before = _before(row, ctx)
    draft = checked(merged(before, page, submitted.values), page, today_here(ctx), before)
    if row == _DRAFT:
        programme_of(draft, new_programme(ctx.now))
        ctx.store.preferences.put(ctx.member.id, draft)
        return [Reply(_card(draft, page.following, ctx), replace=True)]
    changed = programme_of(draft, programme_at(row, ctx))
    ctx.store.mentors.change(changed)
    for match in ctx.store.mentor_matches.of_programme(changed.id, (MatchState.ACTIVE,)):
        plan_ending(match, changed, ctx)
    what = say("changed the mentorship programme {name}: {page}", name=changed.name, page=TITLES[page])
    ctx.store.audit.add(ctx.member.id, what, ctx.now)
    return [Reply(programme_card(changed, ctx, Paragraph((say("Saved."),))), replace=True)]


def _skip(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [Reply(_card(_kept(ctx), Page(pressed.control.row).following, ctx), replace=True)]


def _create(_: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Make the programme of a draft."""
    draft, today = _kept(ctx), today_here(ctx)
    for page in Page:
        draft = checked(draft, page, today, draft)
    made = replace(programme_of(draft, new_programme(ctx.now)), made_by=ctx.member.id)
    made = replace(made, id=ctx.store.mentors.add(made))
    ctx.store.preferences.put(ctx.member.id, ProgrammeDraft())
    ctx.store.audit.add(ctx.member.id, say("made the mentorship programme {name}", name=made.name), ctx.now)
    told = say("{name} is open: members join by {command}.", name=made.name, command=Code("/mentor join"))
    return [Reply(programme_card(made, ctx, Paragraph((told,))), replace=True)]


def _kept(ctx: Context) -> ProgrammeDraft:
    draft = ctx.store.preferences.get(ctx.member.id, ProgrammeDraft)
    if not draft.begun:
        raise CopError(say("That one is made already. {command} shows it.", command=Code("/mentor programme")))
    return draft


def _announce(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Invite everybody in the home channel, once a day."""
    programme, home = programme_at(pressed.control.row, ctx), ctx.community.home
    shut = why_closed(programme, today_here(ctx))
    if shut is not None or home is None:
        raise CopError(shut or say("There is no home channel to invite in. Choose one: /cop settings, Channels."))
    join = Buttons((Button(say("Join"), Control(JOIN, str(programme.id)), Tone.PRIMARY),))
    purpose = [Paragraph((programme.purpose,))] if programme.purpose else []
    hint = Small((say("Or {command}. Signing up takes two minutes.", command=Code("/mentor join")),))
    words = Message((Heading(say("Mentorship: {name}", name=programme.name)), *purpose, join, hint))
    key = f"mentor-invites:{programme.id}:{today_here(ctx)}"
    told = Paragraph((say("Everybody is invited in {channel}.", channel=InChannel(home)),))
    return [Reply(programme_card(programme, ctx, told), replace=True), Post(key=key, to=home, message=words)]


def _close(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Close a programme, and tell those who still waited."""
    programme = programme_at(pressed.control.row, ctx)
    if programme.closed_at is not None:
        return [Reply(programme_card(programme, ctx), replace=True)]
    closed = replace(programme, closed_at=ctx.now)
    ctx.store.mentors.change(closed)
    ctx.store.audit.add(ctx.member.id, say("closed the mentorship programme {name}", name=programme.name), ctx.now)
    matched = {
        side.member for one in ctx.store.mentor_matches.of_programme(programme.id, RUNNING) for side in one.sides
    }
    waiting = [
        one.member
        for one in ctx.store.mentors.sign_ups(programme.id)
        if one.state in {SignedUp.ACTIVE, SignedUp.WAITING} and one.member not in matched
    ]
    told = message(say("The mentorship programme {name} is closed. Thank you for signing up.", name=titled(programme)))
    key = f"mentor-closed:{programme.id}:{ctx.now:%Y%m%d%H%M%S}"
    said = Paragraph((say("Nobody can join it any more; matches that run go on."),))
    return [
        Reply(programme_card(closed, ctx, said), replace=True),
        *(Notice(key=f"{key}:{one}", to=one, message=told) for one in waiting),
    ]


def _reopen(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    programme = replace(programme_at(pressed.control.row, ctx), closed_at=None)
    ctx.store.mentors.change(programme)
    ctx.store.audit.add(ctx.member.id, say("opened the programme {name} again", name=programme.name), ctx.now)
    return [Reply(programme_card(programme, ctx), replace=True)]


def _parted(row: str) -> tuple[str, Page]:
    number, _, page = row.partition(".")
    return number, Page(page)


COMMANDS = (mentor_programme,)
ACTIONS = (
    Action(name=_NEW, who=Role.FACILITATOR, handle=_new, reads=True),
    Action(name=_PAGE, who=Role.FACILITATOR, handle=_open, reads=True),
    Action(name=_SKIP, who=Role.FACILITATOR, handle=_skip, reads=True),
    Action(name=_CREATE, who=Role.FACILITATOR, handle=_create),
    Action(name=_SHOW, who=Role.FACILITATOR, handle=_show, reads=True),
    Action(name=_ANNOUNCE, who=Role.FACILITATOR, handle=_announce),
    Action(name=_CLOSE, who=Role.FACILITATOR, handle=_close),
    Action(name=_REOPEN, who=Role.FACILITATOR, handle=_reopen),
)
FORMS = (FormAction(name=_PAGE, who=Role.FACILITATOR, form=_again, handle=_submitted),)
