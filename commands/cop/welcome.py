"""Beginning: a hello to who installs the bot, a welcome to who joins, and the card they introduce themselves with."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from commands.cop.setup import BEGIN
from copbot.context import Context, JobContext
from copbot.errors import Failure
from copbot.events import ButtonPressed, ChannelGone, DeliveryFailed, FormSubmitted, Installed, JobDue, MemberJoined
from copbot.forms import FieldValues, Form, TextField
from copbot.intents import Declined, DirectMessage, Edit, Intent, Notice, OpenForm, Post, Reply, Sent
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Card,
    Code,
    Control,
    Heading,
    InChannel,
    Line,
    Mention,
    Message,
    Paragraph,
    Said,
    Tone,
    message,
    say,
)
from copbot.model.members import is_newcomer
from copbot.model.roles import Appointments, Role
from copbot.model.welcome import LATER, Introduction, Welcomed, WelcomeSettings, introduced, is_silent
from copbot.practice import Action, FormAction, Job, Observer, Watcher
from copbot.refs import ChannelRef, MemberId

JOB = "welcome"
_INTRODUCE = "cop.introduce"
_INTRO = "intro:"
_GRACE = timedelta(hours=12)


def _installed(_: Installed, ctx: Context) -> Sequence[Intent]:
    """Say hello to who brought the bot in; with nobody to facilitate yet, they do."""
    named = ctx.store.settings.get(Appointments)
    if not named.facilitators and not ctx.person.is_guest:
        ctx.store.settings.put(replace(named, facilitators=(ctx.member.id,)))
        ctx.store.audit.add(ctx.member.id, say("brought me here, and facilitates"), ctx.now)
    hello = Message(
        (
            Paragraph((say("Hello! I help communities learn together: prompts, kudos, a library and a recap."),)),
            Paragraph((say("Five minutes are enough to begin. You can change everything later."),)),
            Buttons((Button(say("Set up"), Control(BEGIN), Tone.PRIMARY),)),
        )
    )
    return [DirectMessage(key=f"hello:{ctx.member.id}", to=ctx.person.user, message=hello)]


def _greets(_: MemberJoined, ctx: Context) -> bool:
    """Tell whether newcomers are welcomed here, and this is where the community lives."""
    here = ctx.place.channel_ref is None or ctx.place.channel_ref == ctx.community.home
    return here and ctx.community.set_up_at is not None and ctx.store.settings.get(WelcomeSettings).on


def _joined(_: MemberJoined, ctx: Context) -> Sequence[Intent]:
    """Welcome somebody new, once; they hear from us again on day 3, if silent, and on day 7."""
    welcomed = ctx.store.preferences.get(ctx.member.id, Welcomed)
    if welcomed.at is not None or not is_newcomer(ctx.member, ctx.now):
        return []
    ctx.store.preferences.put(ctx.member.id, Welcomed(at=ctx.now))
    for day, after in LATER.items():
        ctx.store.timetable.once(JOB, f"{day}:{ctx.member.id}", ctx.now + after)
    words = ctx.store.settings.get(WelcomeSettings).words
    return [DirectMessage(key=f"welcome:{ctx.member.id}", to=ctx.person.user, message=welcome(words, ctx))]


def welcome(words: str, known: JobContext) -> Message:
    """Say what the community is about, how it treats each other, and offer to introduce oneself."""
    community = known.community
    blocks: list[Block] = [Heading(say("Welcome to {name}", name=community.name))]
    blocks += [Paragraph((one,)) for one in (words, community.domain, community.purpose) if one]
    if community.guidelines:
        guidelines: tuple[Line, ...] = tuple((one,) for one in community.guidelines)
        blocks += [Paragraph((say("How we treat each other:"),)), Bullets(guidelines)]
    blocks.append(Paragraph((say("Introduce yourself in a few words, so that others know where to begin."),)))
    return Message((*blocks, _introduce_button()))


def _introduce_button() -> Buttons:
    return Buttons((Button(say("Introduce yourself"), Control(_INTRODUCE), Tone.PRIMARY),))


def _later(job: JobDue, known: JobContext) -> Sequence[Intent]:
    """Ask after a newcomer: on day 3 only who was silent, on day 7 everybody."""
    day, _, number = job.subject.partition(":")
    try:
        member = known.store.members.get(MemberId(int(number)))
    except KeyError:
        return [Declined(say("They are gone."))]
    if member.left_at is not None or not known.store.settings.get(WelcomeSettings).on:
        return [Declined(say("They left, or newcomers are no longer welcomed."))]
    if day == "3" and not is_silent(member, known.store.preferences.get(member.id, Welcomed)):
        return [Declined(say("They have found their way already."))]
    said = known.store.preferences.get(member.id, Introduction)
    told = _day_three() if day == "3" else _day_seven()
    if not said.is_given:
        told = Message((*told.blocks, _introduce_button()))
    key = f"{JOB}:{day}:{member.id}"
    return [Notice(key=key, to=member.id, message=told, near=known.community.home)]


def _day_three() -> Message:
    return message(
        say("Reading along is taking part, too. When you like: a reaction on a message that helped is a good start."),
        say("Keep things from others with 📚, or thank them with {command}.", command=Code("/kudos give")),
    )


def _day_seven() -> Message:
    steps: tuple[Said, ...] = (
        say("react to what helped you"),
        say("thank somebody: {command}", command=Code("/kudos give")),
        say("answer a prompt: {command} tells when the next one comes", command=Code("/cop next")),
        say("share something useful: {command}", command=Code("/library add")),
    )
    lines: tuple[Line, ...] = tuple((step,) for step in steps)
    return Message((Paragraph((say("You have been here for a week. Small steps, in any order:"),)), Bullets(lines)))


# Introductions: a form, and a card in the home channel.


def _open(_: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    said = ctx.store.preferences.get(ctx.member.id, Introduction)
    return [OpenForm(_form({"does": (said.does,), "learns": (said.learns,), "helps": (said.helps,)}))]


def _form(filled: FieldValues) -> Form:
    labels = {
        "does": say("What do you do?"),
        "learns": say("What do you want to learn?"),
        "helps": say("What can you help with?"),
    }
    fields = tuple(
        TextField(name=name, label=label, required=False, multiline=True, initial="".join(filled.get(name, ())))
        for name, label in labels.items()
    )
    return Form(control=Control(_INTRODUCE), title=say("Introduce yourself"), fields=fields, submit=say("Introduce me"))


def _introduce(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Post the card, or rewrite the one that stands there."""
    before = ctx.store.preferences.get(ctx.member.id, Introduction)
    said, home = introduced(submitted.values), ctx.community.home
    if home is None:
        ctx.store.preferences.put(ctx.member.id, replace(said, count=before.count))
        return [Reply(message(say("Kept. There is no home channel yet to introduce you in.")))]
    if before.posted == home:
        ctx.store.preferences.put(ctx.member.id, replace(said, posted=home, count=before.count))
        key = f"{_INTRO}{ctx.member.id}:{before.count}"
        stamp = f"{ctx.now:%Y%m%d%H%M%S%f}"
        again = Edit(key=f"{key}:{stamp}", target=Sent(key), message=_card(said, ctx))
        return [Reply(message(say("Your introduction is rewritten."))), again]
    said = replace(said, posted=home, count=before.count + 1)
    ctx.store.preferences.put(ctx.member.id, said)
    told = say("You are introduced in {channel}. Say hello to who answers.", channel=InChannel(home))
    key = f"{_INTRO}{ctx.member.id}:{said.count}"
    return [Reply(message(told)), Post(key=key, to=home, message=_card(said, ctx))]


def _card(said: Introduction, ctx: Context) -> Message:
    facts = (
        (say("Does"), said.does),
        (say("Wants to learn"), said.learns),
        (say("Can help with"), said.helps),
    )
    shown: tuple[tuple[Said, Line], ...] = tuple((label, (words,)) for label, words in facts if words)
    title: Line = (say("{member} says hello", member=Mention(ctx.person.user)),)
    return Message((Card(title=title, facts=shown),), say("{name} says hello", name=ctx.member.name))


# The home channel may go away.


def _is_home(gone: ChannelGone, known: JobContext) -> bool:
    return gone.channel == known.community.home


def _home_gone(_: ChannelGone, known: JobContext) -> Sequence[Intent]:
    return _lose_home(known)


def _is_ours(failed: DeliveryFailed, _: JobContext) -> bool:
    return failed.key.startswith(_INTRO) and failed.failure == Failure.DESTINATION_GONE


def _unposted(failed: DeliveryFailed, known: JobContext) -> Sequence[Intent]:
    """Learn from a card that could not be posted that the home channel is gone."""
    member = MemberId(int(failed.key.split(":")[1]))
    said = known.store.preferences.get(member, Introduction)
    known.store.preferences.put(member, replace(said, posted=None))
    lost = said.posted is not None and said.posted == known.community.home and failed.key.count(":") == _POSTS
    return _lose_home(known) if lost else []


_POSTS = 2
"""How many colons the key of a card has; that of its rewriting has one more."""


def _lose_home(known: JobContext) -> Sequence[Intent]:
    """Have no home channel any more, and tell facilitators once."""
    lost: ChannelRef | None = known.community.home
    known.store.community.change(replace(known.community, home=None))
    known.store.audit.add(None, say("the home channel is gone, or closed to me"), known.now)
    told = message(
        say("Our home channel is gone, or I may no longer post in it. Newcomers are introduced nowhere."),
        say("Choose another: {command}, Channels.", command=Code("/cop settings")),
    )
    named = known.store.settings.get(Appointments).facilitators
    return [Notice(key=f"home-gone:{lost}:{known.now:%Y%m%d}:{one}", to=one, message=told) for one in named]


ACTIONS = (Action(name=_INTRODUCE, who=Role.GUEST, handle=_open, reads=True),)
FORMS = (
    FormAction(name=_INTRODUCE, who=Role.GUEST, form=lambda submitted, _: _form(submitted.values), handle=_introduce),
)
WATCHERS = (
    Watcher(on=Installed, wants=lambda *_: True, handle=_installed),
    Watcher(on=MemberJoined, wants=_greets, handle=_joined),
)
OBSERVERS = (
    Observer(on=ChannelGone, wants=_is_home, handle=_home_gone),
    Observer(on=DeliveryFailed, wants=_is_ours, handle=_unposted),
)
JOBS = (Job(kind=JOB, grace=_GRACE, handle=_later),)
