"""`/library settings`: the reaction, how many it takes, tags to offer, and the weekly digest; for facilitators."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time, timedelta

from commands.library.forms import beside
from commands.library.tags import line_of
from copbot.command import command
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import AccessFound, ButtonPressed, ChannelGone, Finding, FormSubmitted, JobDue
from copbot.forms import ChannelField, FieldValues, Form, TextField
from copbot.intents import CheckAccess, Declined, Intent, LookUp, Notice, OpenForm, Post, Reply
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Code,
    Control,
    Fields,
    InChannel,
    Message,
    Paragraph,
    Said,
    Small,
    Span,
    message,
    say,
    say_n,
)
from copbot.model.kudos_settings import read_emoji, read_number, refusal
from copbot.model.library import LibrarySettings
from copbot.model.roles import Appointments, Role
from copbot.model.tags import normal_tag
from copbot.practice import Action, Answered, FormAction, Job, Observer
from copbot.refs import ChannelRef, MemberId
from copbot.schedule import Recurrence, Schedule, Weekday, Weekly, zone_info

_SETTINGS, _CHECK, _WEEKLY = "library.settings", "library.home", "library.weekly"
_MOST_REACTIONS = 25
_MOST_OFFERED = 25
_MOST_LINES = 10
_GRACE = timedelta(days=1)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSettings:
    """`/library settings` has no options."""


@command("library settings", ShowSettings, who=Role.FACILITATOR, reads=True)
def show_settings(_: ShowSettings, ctx: Context) -> Sequence[Intent]:
    """Show and change how things come into the library."""
    return [Reply(_overview(ctx.store.settings.get(LibrarySettings)))]


def _overview(settings: LibrarySettings, *first: Block) -> Message:
    pairs: tuple[tuple[Said, tuple[Span, ...]], ...] = (
        (say("Reaction that saves"), (settings.emoji,)),
        (say("From anyone"), (say_n("one reaction", "{n} reactions", settings.from_anyone),)),
        (say("From curators"), (say_n("one reaction", "{n} reactions", settings.from_curators),)),
        (say("Tags offered"), (", ".join(settings.tags) or say("those in use"),)),
        (say("Weekly digest"), (say("none") if settings.home is None else InChannel(settings.home),)),
    )
    rule = say("Reactions taken back before a message is saved do not count; afterwards it stays saved.")
    who = say("Curators are named with {command}.", command=Code("/cop facilitators"))
    change = Buttons((Button(say("Change"), Control(_SETTINGS)),))
    return Message((*first, Fields(pairs), Small((rule, " ", who)), change))


def _open(_: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    settings = ctx.store.settings.get(LibrarySettings)
    filled = {
        "emoji": (settings.emoji,),
        "anyone": (str(settings.from_anyone),),
        "curators": (str(settings.from_curators),),
        "tags": (", ".join(settings.tags),),
        "home": () if settings.home is None else (str(settings.home),),
    }
    return [OpenForm(_form(filled))]


def _form(filled: FieldValues) -> Form:
    hint = say("A whole number up to {most}.", most=_MOST_REACTIONS)
    home = "".join(filled.get("home", ()))
    fields = (
        _text("emoji", say("Reaction that saves"), say("One emoji, like 📚 or :books:."), filled, required=True),
        _text("anyone", say("Reactions it takes from anyone"), hint, filled, required=True),
        _text("curators", say("Reactions it takes from curators"), hint, filled, required=True),
        _text(
            "tags", say("Tags to offer"), say("With commas between them. Empty: those in use."), filled, required=False
        ),
        ChannelField(
            name="home",
            label=say("Weekly digest in"),
            hint=say("Each Monday, when something is new. Empty: none."),
            required=False,
            initial=ChannelRef.parse(home) if home else None,
        ),
    )
    return Form(control=Control(_SETTINGS), title=say("Library settings"), fields=fields, submit=say("Save"))


def _text(name: str, label: Said, hint: Said, filled: FieldValues, *, required: bool) -> TextField:
    initial = "".join(filled.get(name, ()))
    return TextField(name=name, label=label, hint=hint, required=required, max_length=1000, initial=initial)


def _save(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Keep what facilitators chose, and check that the bot can post where it is to."""
    settings = ctx.store.settings.get(LibrarySettings)
    filled = {name: "".join(value).strip() for name, value in submitted.values.items()}
    emoji = beside("emoji", read_emoji, filled.get("emoji", ""))
    if len(emoji) != 1:
        raise refusal("emoji", say("Choose one emoji."))
    changed = replace(
        settings,
        emoji=emoji[0],
        from_anyone=read_number(filled.get("anyone", ""), "anyone", 1, _MOST_REACTIONS),
        from_curators=read_number(filled.get("curators", ""), "curators", 1, _MOST_REACTIONS),
        tags=beside("tags", _tags, filled.get("tags", "")),
        home=ChannelRef.parse(filled["home"]) if filled.get("home") else None,
    )
    keep(changed, ctx)
    what = say(
        "Library: {emoji} saves with {anyone} reactions, {curators} from curators; weekly digest: {home}.",
        emoji=changed.emoji,
        anyone=changed.from_anyone,
        curators=changed.from_curators,
        home=say("none") if changed.home is None else InChannel(changed.home),
    )
    ctx.store.audit.add(ctx.member.id, what, ctx.now)
    reply = Reply(_overview(changed, Paragraph((say("Saved."),))))
    if changed.home is None or changed.home == settings.home:
        return [reply]
    return [reply, LookUp(key=f"{_CHECK}:{ctx.member.id} {ctx.now.isoformat()}", question=CheckAccess(changed.home))]


def _tags(text: str) -> tuple[str, ...]:
    tags = tuple(dict.fromkeys(normal_tag(part) for part in text.split(",") if part.strip()))
    if len(tags) > _MOST_OFFERED:
        raise CopError(say("Offer at most {most} tags.", most=_MOST_OFFERED))
    return tags


def keep(settings: LibrarySettings, ctx: JobContext) -> None:
    """Keep the settings, and have the digest due each week where there is a channel for it."""
    ctx.store.settings.put(settings)
    if settings.home is None:
        ctx.store.timetable.cancel(_WEEKLY, "")
    elif not ctx.store.timetable.all(_WEEKLY):
        today = ctx.now.astimezone(zone_info(ctx.community.zone)).date()
        weekly = Recurrence(days=Weekly((Weekday.MONDAY,)), times=(time(9),), start=today)
        ctx.store.timetable.add(_WEEKLY, "", Schedule(rule=weekly, zone=ctx.community.zone), ctx.now)


def _checked(key: str, finding: Finding, ctx: JobContext) -> Sequence[Intent]:
    """Give a channel up again that the bot turns out not to be able to post in, and say so to who chose it."""
    if not isinstance(finding, AccessFound) or finding.can_post or not _give_up(finding.channel, ctx):
        return []
    why = say("I cannot post in {channel}, so there will be no weekly digest.", channel=InChannel(finding.channel))
    fixes: list[Block] = [Bullets(tuple((fix,) for fix in finding.fixes))] if finding.fixes else []
    to = MemberId(int(key.removeprefix(f"{_CHECK}:").partition(" ")[0]))
    return [Notice(key=f"{key}:no", to=to, message=Message((Paragraph((why,)), *fixes)), asked=True)]


def _is_home(gone: ChannelGone, ctx: JobContext) -> bool:
    return ctx.store.settings.get(LibrarySettings).home == gone.channel


def _channel_gone(gone: ChannelGone, ctx: JobContext) -> Sequence[Intent]:
    """Stop the digest whose channel is gone, and tell facilitators once."""
    _give_up(gone.channel, ctx)
    told = message(
        say("The channel of the library's weekly digest is gone, so there is no digest."),
        say("Choose another in {settings}.", settings=Code("/library settings")),
    )
    facilitators = ctx.store.settings.get(Appointments).facilitators
    return [Notice(key=f"{_CHECK}:gone {ctx.now.isoformat()} {one}", to=one, message=told) for one in facilitators]


def _give_up(channel: ChannelRef, ctx: JobContext) -> bool:
    settings = ctx.store.settings.get(LibrarySettings)
    if settings.home != channel:
        return False
    keep(replace(settings, home=None), ctx)
    what = say("Library: no weekly digest in {channel}, where I cannot post.", channel=InChannel(channel))
    ctx.store.audit.add(None, what, ctx.now)
    return True


def _post_week(job: JobDue, ctx: JobContext) -> Sequence[Intent]:
    """Post what came into the library in a week; nothing when nothing came."""
    home = ctx.store.settings.get(LibrarySettings).home
    made = ctx.store.library.made(job.due_at - _WEEK, job.due_at)
    if home is None or not made:
        return [Declined(say("Nothing came into the library this week."))]
    more = len(made) - _MOST_LINES
    rest: list[Block] = [Small((say_n("And one more.", "And {n} more.", more),))] if more > 0 else []
    head = Paragraph((say_n("One new entry in the library:", "{n} new entries in the library:", len(made)),))
    lines = Bullets(tuple(line_of(one) for one in reversed(made[-_MOST_LINES:])))
    find = Small((say("Look for more with {find}.", find=Code("/library find")),))
    shown = Message((head, lines, *rest, find))
    return [Post(key=f"{_WEEKLY}:{job.nominal.isoformat()}", to=home, message=shown)]


CHANGE = Action(name=_SETTINGS, who=Role.FACILITATOR, handle=_open, reads=True)
FORM = FormAction(name=_SETTINGS, who=Role.FACILITATOR, form=lambda submitted, _: _form(submitted.values), handle=_save)
OBSERVERS = (Observer(on=ChannelGone, wants=_is_home, handle=_channel_gone),)
CHECKED = Answered(prefix=_CHECK, handle=_checked)
WEEK = Job(kind=_WEEKLY, grace=_GRACE, handle=_post_week)
