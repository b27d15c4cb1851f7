"""Beginning: a hello to who installs the bot, and a welcome to who joins, on day 0, 3 and 7."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from commands.cop.introducing import introduce_button
from commands.cop.setup import BEGIN
from copbot.context import Context, JobContext
from copbot.events import Installed, JobDue, MemberJoined
from copbot.intents import Declined, DirectMessage, Intent, Notice
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
    Said,
    Tone,
    message,
    say,
)
from copbot.model.members import is_newcomer
from copbot.model.roles import Appointments
from copbot.model.welcome import LATER, Introduction, Welcomed, WelcomeSettings, is_silent
from copbot.practice import Job, Watcher
from copbot.refs import MemberId

JOB = "welcome"
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
    return (
        here
        and ctx.member.left_at is None
        and ctx.community.set_up_at is not None
        and ctx.store.settings.get(WelcomeSettings).on
    )


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
    return Message((*blocks, introduce_button()))


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
        told = Message((*told.blocks, introduce_button()))
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


WATCHERS = (
    Watcher(on=Installed, wants=lambda *_: True, handle=_installed),
    Watcher(on=MemberJoined, wants=_greets, handle=_joined),
)
JOBS = (Job(kind=JOB, grace=_GRACE, handle=_later),)
