"""`/kudos settings`: the limits, the emoji, and where kudos show; for facilitators."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from copbot.command import command
from copbot.context import Context, JobContext
from copbot.events import AccessFound, ButtonPressed, ChannelGone, Finding, FormSubmitted
from copbot.forms import ChannelField, ChoiceField, Form, TextField
from copbot.intents import CheckAccess, Intent, LookUp, Notice, OpenForm, Reply
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Choice,
    Code,
    Control,
    Fields,
    InChannel,
    Line,
    Message,
    Paragraph,
    Said,
    Small,
    message,
    say,
    say_n,
)
from copbot.model.kudos_settings import (
    LONGEST_COOLDOWN,
    MOST_ALLOWED,
    MOST_RECEIVERS,
    Acknowledgement,
    KudosSettings,
    read_emoji,
    read_number,
    refusal,
    with_emoji,
)
from copbot.model.roles import Appointments, Role
from copbot.practice import Action, Answered, FormAction, Observer
from copbot.refs import ChannelRef, MemberId

_CHECK = "kudos.announce"
_YES, _NO = "yes", "no"
_YES_NO = (Choice(say("Yes"), _YES), Choice(say("No"), _NO))
_ACKNOWLEDGED = {
    Acknowledgement.THREAD: say("By a note under the message"),
    Acknowledgement.DAILY: say("By one post a day"),
    Acknowledgement.NONE: say("Not at all"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowSettings:
    """`/kudos settings` has no options."""


@command("kudos settings", ShowSettings, who=Role.FACILITATOR, reads=True)
def show_settings(_: ShowSettings, ctx: Context) -> Sequence[Intent]:
    """Show and change the limits of kudos, and where they show."""
    return [Reply(_overview(ctx.store.settings.get(KudosSettings)))]


def _overview(settings: KudosSettings, *first: Block) -> Message:
    """Say every setting, with a button for each form."""
    pairs: tuple[tuple[Said, Line], ...] = (
        (say("A day"), (say_n("one kudos each", "{n} kudos each", settings.allowance),)),
        (say("At once"), (say_n("one person", "up to {n} people", settings.most_receivers),)),
        (say("Same two people"), (_pause(settings.cooldown_hours),)),
        (say("Reactions that thank"), (" ".join(settings.emoji) or say("none"),)),
        (say("Counts"), (say("shown") if settings.counts else say("off: no numbers anywhere"),)),
        (say("Monthly board"), (say("on") if settings.board else say("off"),)),
        (
            say("Posted in"),
            (say("the place they are given") if settings.announce is None else InChannel(settings.announce),),
        ),
        (say("Reactions are acknowledged"), (_ACKNOWLEDGED[settings.acknowledgement],)),
    )
    buttons = Buttons(
        (
            Button(say("Limits and emoji"), Control("kudos.limits")),
            Button(say("Where they show"), Control("kudos.showing")),
        )
    )
    values = say("The values are kept in {values}.", values=Code("/kudos values"))
    return Message((*first, Fields(pairs), Small((values,)), buttons))


def _pause(hours: int) -> Said:
    return say_n("wait an hour", "wait {n} hours", hours) if hours else say("need not wait")


def _open_limits(_: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    settings = ctx.store.settings.get(KudosSettings)
    filled = {
        "allowance": (str(settings.allowance),),
        "receivers": (str(settings.most_receivers),),
        "cooldown": (str(settings.cooldown_hours),),
        "emoji": (" ".join(settings.emoji),),
    }
    return [OpenForm(_limits_form(filled))]


def _limits_form(filled: Mapping[str, tuple[str, ...]]) -> Form:
    labels = {
        "allowance": (say("Kudos a day, for each member"), say("A whole number up to {most}.", most=MOST_ALLOWED)),
        "receivers": (say("People in one kudos"), say("A whole number up to {most}.", most=MOST_RECEIVERS)),
        "cooldown": (say("Hours between the same two people"), say("0 for no pause.")),
        "emoji": (say("Reactions that thank"), say("With spaces between them. Empty: none.")),
    }
    fields = tuple(
        TextField(
            name=name,
            label=label,
            hint=hint,
            required=name != "emoji",
            max_length=100,
            initial="".join(filled.get(name, ())),
        )
        for name, (label, hint) in labels.items()
    )
    return Form(control=Control("kudos.limits"), title=say("Limits and emoji"), fields=fields, submit=say("Save"))


def _save_limits(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    settings = ctx.store.settings.get(KudosSettings)
    filled = {name: "".join(value) for name, value in submitted.values.items()}
    changed = replace(
        with_emoji(settings, read_emoji(filled.get("emoji", ""))),
        allowance=read_number(filled.get("allowance", ""), "allowance", 1, MOST_ALLOWED),
        most_receivers=read_number(filled.get("receivers", ""), "receivers", 1, MOST_RECEIVERS),
        cooldown_hours=read_number(filled.get("cooldown", ""), "cooldown", 0, LONGEST_COOLDOWN),
    )
    what = say(
        "Kudos: {allowance} a day, {receivers} at once, {cooldown} hours between the same two; reactions {emoji}.",
        allowance=changed.allowance,
        receivers=changed.most_receivers,
        cooldown=changed.cooldown_hours,
        emoji=" ".join(changed.emoji) or say("none"),
    )
    return [Reply(_keep(changed, what, ctx))]


def _open_showing(_: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    settings = ctx.store.settings.get(KudosSettings)
    filled = {
        "counts": (_YES if settings.counts else _NO,),
        "board": (_YES if settings.board else _NO,),
        "announce": () if settings.announce is None else (str(settings.announce),),
        "acknowledgement": (settings.acknowledgement.value,),
    }
    return [OpenForm(_showing_form(filled))]


def _showing_form(filled: Mapping[str, tuple[str, ...]]) -> Form:
    channel = "".join(filled.get("announce", ()))
    fields = (
        ChoiceField(name="counts", label=say("Show counts?"), choices=_YES_NO, initial=filled.get("counts", ())),
        ChoiceField(name="board", label=say("Have a monthly board?"), choices=_YES_NO, initial=filled.get("board", ())),
        ChannelField(
            name="announce",
            label=say("Post them all in"),
            hint=say("Empty: where each is given."),
            required=False,
            initial=ChannelRef.parse(channel) if channel else None,
        ),
        ChoiceField(
            name="acknowledgement",
            label=say("Acknowledge reactions"),
            choices=tuple(Choice(label, one.value) for one, label in _ACKNOWLEDGED.items()),
            initial=filled.get("acknowledgement", ()),
        ),
    )
    return Form(control=Control("kudos.showing"), title=say("Where they show"), fields=fields, submit=say("Save"))


def _save_showing(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    settings = ctx.store.settings.get(KudosSettings)
    filled = {name: "".join(value) for name, value in submitted.values.items()}
    channel = filled.get("announce", "")
    announce = ChannelRef.parse(channel) if channel else None
    acknowledgement = Acknowledgement(filled.get("acknowledgement") or settings.acknowledgement)
    if acknowledgement is Acknowledgement.DAILY and announce is None and ctx.community.home is None:
        raise refusal("announce", say("One post a day needs a channel. Choose one."))
    changed = replace(
        settings,
        counts=filled.get("counts") != _NO,
        board=filled.get("board") == _YES,
        announce=announce,
        acknowledgement=acknowledgement,
    )
    what = say(
        "Kudos: counts {counts}, board {board}, posted in {channel}; reactions acknowledged: {acknowledged}.",
        counts=say("on") if changed.counts else say("off"),
        board=say("on") if changed.board else say("off"),
        channel=say("the place they are given") if announce is None else InChannel(announce),
        acknowledged=_ACKNOWLEDGED[acknowledgement],
    )
    reply = Reply(_keep(changed, what, ctx))
    if announce is None or announce == settings.announce:
        return [reply]
    key = f"{_CHECK}:{ctx.member.id} {ctx.now.isoformat()}"
    return [reply, LookUp(key=key, question=CheckAccess(announce))]


def _keep(settings: KudosSettings, what: Said, ctx: Context) -> Message:
    ctx.store.settings.put(settings)
    ctx.store.audit.add(ctx.member.id, what, ctx.now)
    return _overview(settings, Paragraph((say("Saved."),)))


def _checked(key: str, finding: Finding, ctx: JobContext) -> Sequence[Intent]:
    """Give a channel up again that the bot turns out not to be able to post in, and say so to who chose it."""
    if not isinstance(finding, AccessFound) or finding.can_post:
        return []
    if not _give_up(finding.channel, ctx):
        return []
    to = MemberId(int(key.removeprefix(f"{_CHECK}:").partition(" ")[0]))
    why = say(
        "I cannot post in {channel}, so kudos are posted where they are given.", channel=InChannel(finding.channel)
    )
    fixes = Bullets(tuple((fix,) for fix in finding.fixes))
    told = Message((Paragraph((why,)), fixes) if finding.fixes else (Paragraph((why,)),))
    return [Notice(key=f"{key}:no", to=to, message=told, asked=True)]


def _is_ours(gone: ChannelGone, ctx: JobContext) -> bool:
    return ctx.store.settings.get(KudosSettings).announce == gone.channel


def _channel_gone(gone: ChannelGone, ctx: JobContext) -> Sequence[Intent]:
    """Go back to posting where kudos are given, and tell facilitators once."""
    _give_up(gone.channel, ctx)
    told = message(
        say("The channel where kudos were posted is gone. They are now posted where they are given."),
        say("Choose another in {settings}.", settings=Code("/kudos settings")),
    )
    facilitators = ctx.store.settings.get(Appointments).facilitators
    key = f"{_CHECK}:gone {ctx.now.isoformat()}"
    return [Notice(key=f"{key} {one}", to=one, message=told) for one in facilitators]


def _give_up(channel: ChannelRef, ctx: JobContext) -> bool:
    settings = ctx.store.settings.get(KudosSettings)
    if settings.announce != channel:
        return False
    ctx.store.settings.put(replace(settings, announce=None))
    what = say("Kudos: no longer posted in {channel}, where I cannot post.", channel=InChannel(channel))
    ctx.store.audit.add(None, what, ctx.now)
    return True


LIMITS = Action(name="kudos.limits", who=Role.FACILITATOR, handle=_open_limits, reads=True)
SHOWING = Action(name="kudos.showing", who=Role.FACILITATOR, handle=_open_showing, reads=True)
LIMITS_FORM = FormAction(
    name="kudos.limits",
    who=Role.FACILITATOR,
    form=lambda submitted, _: _limits_form(submitted.values),
    handle=_save_limits,
)
SHOWING_FORM = FormAction(
    name="kudos.showing",
    who=Role.FACILITATOR,
    form=lambda submitted, _: _showing_form(submitted.values),
    handle=_save_showing,
)
OBSERVERS = (Observer(on=ChannelGone, wants=_is_ours, handle=_channel_gone),)
CHECKED = Answered(prefix=_CHECK, handle=_checked)
