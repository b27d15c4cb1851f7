"""`/cop home` and the home tab: what is scheduled, what is mine, what waits for me, my settings, what I may do."""

from collections.abc import Sequence
from dataclasses import replace

from commands.cop.coming import coming_lines
from commands.cop.leaving import left_card
from commands.cop.quiet import DIRECT, HOURS, ON, SILENCE, ZONE, quiet_card, switches, told_how, zone_kept
from commands.kudos.words import reason_of
from commands.meetups.status import meetup_lines
from commands.naming import house_here, person_of
from copbot.command import NoOptions, command
from copbot.context import Context
from copbot.events import ButtonPressed, FormSubmitted, HomeOpened
from copbot.forms import ChoiceField, FieldValues, Form, TextField
from copbot.intents import Home, Intent, OpenForm, Reply
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Choice,
    Code,
    Control,
    Divider,
    Heading,
    Line,
    Link,
    Message,
    Paragraph,
    Said,
    Small,
    Tone,
    say,
    say_n,
)
from copbot.model.library_search import Narrowed
from copbot.model.members import zone_of
from copbot.model.roles import Role
from copbot.model.set_up import in_field
from copbot.practice import Action, FormAction, Watcher
from copbot.schedule import parse_zone

PAGE = "home"
_MOST = 3
_MOST_NOTICES = 15
"""As many as a home tab of 100 blocks has room for."""


@command("cop home", NoOptions, who=Role.GUEST, example="/cop home")
def cop_home(_: NoOptions, ctx: Context) -> Sequence[Intent]:
    """See what is coming up, what is yours, and what waits for you."""
    return [Reply(_read_page(ctx))]


def _opened(_: HomeOpened, ctx: Context) -> Sequence[Intent]:
    return [Home(_read_page(ctx))]


def _read_page(ctx: Context) -> Message:
    """Draw the page, and take down the notices it shows."""
    page = home_page(ctx)
    ctx.store.notices.seen(ctx.member.id)
    return page


def home_page(ctx: Context) -> Message:
    """Draw a member's page."""
    if ctx.member.left_at is not None:
        return left_card()
    return Message((*_waiting(ctx), *_coming(ctx), *_mine(ctx), *_settings(ctx), *_may(ctx)))


def _waiting(ctx: Context) -> list[Block]:
    waiting = ctx.store.notices.waiting(ctx.member.id)
    if not waiting:
        return []
    shown = waiting[-_MOST_NOTICES:]
    blocks: list[Block] = [Heading(say("For you"))]
    for one in shown:
        blocks += one.message.blocks
    if len(waiting) > len(shown):
        older = say_n("An older one is left out.", "{n} older ones are left out.", len(waiting) - len(shown))
        blocks.append(Small((older,)))
    return [*blocks, Divider()]


def _coming(ctx: Context) -> list[Block]:
    lines = coming_lines(ctx, _MOST)
    nothing: Block = Paragraph((say("Nothing is scheduled yet."),))
    return [Heading(say("Coming up")), Bullets(lines) if lines else nothing]


def _mine(ctx: Context) -> list[Block]:
    house = house_here(ctx)
    thanks: list[Line] = [
        (
            say(
                "{giver} thanked you: {reason}",
                giver=person_of(one.kudos.giver, house, ctx),
                reason=reason_of(one, told_to_them=True),
            ),
        )
        for one in ctx.store.kudos.received(ctx.member.id, _MOST)
    ]
    saves: list[Line] = [
        (Link(one.url, one.label),) if one.url else (one.label,)
        for one in ctx.store.library.recent(Narrowed(author=ctx.member.id), _MOST)
    ]
    return [
        Heading(say("Yours")),
        *_listed(thanks, say("Nobody thanked you yet. Thanking first helps: {command}.", command=Code("/kudos give"))),
        *_listed(saves, say("You saved nothing yet. Keep what helped you: {command}.", command=Code("/library add"))),
        *_meetups(ctx),
    ]


def _meetups(ctx: Context) -> list[Block]:
    lines = meetup_lines(ctx)
    return [Bullets(tuple(lines))] if lines else []


def _listed(lines: Sequence[Line], nothing: Said) -> list[Block]:
    return [Bullets(tuple(lines))] if lines else [Paragraph((nothing,))]


def _settings(ctx: Context) -> list[Block]:
    zone = say("Your zone is {zone}.", zone=zone_of(ctx.member, ctx.community.zone))
    thanked = say("How you are thanked: {command}.", command=Code("/kudos mine"))
    buttons = (
        Button(say("Time zone"), Control(ZONE, PAGE)),
        Button(say("Quiet hours"), Control(HOURS, PAGE)),
        *switches(ctx.member, PAGE),
    )
    lines: tuple[Line, ...] = ((zone,), *told_how(ctx.member), (thanked,))
    return [Heading(say("Your settings")), Bullets(lines), Buttons(buttons)]


def _may(ctx: Context) -> list[Block]:
    """Say what somebody may do, by their role."""
    give, add, suggest = Code("/kudos give"), Code("/library add"), Code("/prompt suggest")
    lines: list[Line] = [
        (say("Thank with {give}, keep with {add}, ask with {suggest}.", give=give, add=add, suggest=suggest),)
    ]
    if ctx.role is Role.GUEST:
        lines.append((say("You are a guest: take part in everything. Members facilitate and curate."),))
    if ctx.role is Role.CURATOR:
        lines.append((say("You curate: one reaction of yours keeps a resource."),))
    if ctx.role >= Role.FACILITATOR:
        settings, audit = Code("/cop settings"), Code("/cop audit")
        words = say("You facilitate: {settings} steers, {audit} tells who did.", settings=settings, audit=audit)
        lines.append((words,))
    blocks: list[Block] = [Heading(say("What you may do")), Bullets(tuple(lines))]
    if ctx.role >= Role.FACILITATOR and ctx.community.set_up_at is None:
        blocks.append(Buttons((Button(say("Set up"), Control("cop.setup"), Tone.PRIMARY),)))
    return [*blocks, Small((say("All of it: {help}", help=Code("/cop help")),))]


# What can be changed here, and in the card of `/cop quiet`.


def _switch(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Turn silence or direct messages on or off, and show how it stands now."""
    page, _, way = pressed.control.row.partition(" ")
    on = way == ON
    silence = pressed.control.action == SILENCE
    changed = replace(ctx.member, silenced=on) if silence else replace(ctx.member, takes_direct=on)
    ctx.store.members.change(changed)
    return [_shown(page, replace(ctx, member=changed))]


def _shown(page: str, ctx: Context) -> Reply | Home:
    """Draw the page again that a button stood on."""
    if page != PAGE:
        return Reply(quiet_card(ctx.member), replace=True)
    return Home(home_page(ctx)) if ctx.place.channel is None else Reply(home_page(ctx), replace=True)


def _open_zone(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [OpenForm(_zone_form(pressed.control.row, ctx.zone))]


def _zone_form(page: str, zone: str) -> Form:
    field = TextField(
        name="zone", label=say("Where do you live?"), hint=say("A zone or a large city."), max_length=60, initial=zone
    )
    return Form(control=Control(ZONE, page), title=say("Time zone"), fields=(field,), submit=say("Save"))


def _set_zone(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    typed = "".join(submitted.values.get("zone", ()))
    changed = replace(ctx.member, zone=in_field("zone", lambda: parse_zone(typed)))
    ctx.store.members.change(changed)
    shown = _shown(submitted.control.row, replace(ctx, member=changed))
    told = Paragraph((zone_kept(changed, ctx),))
    return [replace(shown, message=Message((told, *shown.message.blocks)))]


def _open_hours(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    hours = {"from_hour": (str(ctx.member.quiet_from),), "to_hour": (str(ctx.member.quiet_to),)}
    return [OpenForm(_hours_form(pressed.control.row, hours))]


def _hours_form(page: str, filled: FieldValues) -> Form:
    choices = tuple(Choice(f"{hour:02}:00", str(hour)) for hour in range(24))
    labels = {"from_hour": say("Quiet from"), "to_hour": say("Quiet until")}
    fields = tuple(
        ChoiceField(name=name, label=label, choices=choices, initial=filled.get(name, ()))
        for name, label in labels.items()
    )
    intro = (say("The same hour twice: never quiet."),)
    return Form(control=Control(HOURS, page), title=say("Quiet hours"), fields=fields, submit=say("Save"), intro=intro)


def _set_hours(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    start, end = (int("".join(submitted.values[name])) for name in ("from_hour", "to_hour"))
    changed = replace(ctx.member, quiet_from=start % 24, quiet_to=end % 24)
    ctx.store.members.change(changed)
    return [_shown(submitted.control.row, replace(ctx, member=changed))]


COMMANDS = (cop_home,)
ACTIONS = (
    Action(name=SILENCE, who=Role.GUEST, handle=_switch),
    Action(name=DIRECT, who=Role.GUEST, handle=_switch),
    Action(name=ZONE, who=Role.GUEST, handle=_open_zone, reads=True),
    Action(name=HOURS, who=Role.GUEST, handle=_open_hours, reads=True),
)
FORMS = (
    FormAction(
        name=ZONE,
        who=Role.GUEST,
        form=lambda submitted, _: _zone_form(submitted.control.row, "".join(submitted.values.get("zone", ()))),
        handle=_set_zone,
    ),
    FormAction(
        name=HOURS,
        who=Role.GUEST,
        form=lambda submitted, _: _hours_form(submitted.control.row, submitted.values),
        handle=_set_hours,
    ),
)
WATCHERS = (Watcher(on=HomeOpened, wants=lambda *_: True, handle=_opened),)
