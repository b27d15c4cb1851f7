"""`/cop check`: may I see, post and open threads where this community lives; one fix a line.

The platform is asked about one channel after the other, so that all of it is told at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from commands.cop.places import places, threads_in
from copbot.command import NoOptions, command
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import AccessFound, ButtonPressed, DeliveryFailed, Finding
from copbot.intents import CheckAccess, Intent, LookUp, Notice, Reply
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Code,
    Control,
    Heading,
    InChannel,
    Line,
    Message,
    Paragraph,
    Said,
    say,
    say_n,
)
from copbot.model.roles import Role
from copbot.practice import Action, Answered, Observer
from copbot.refs import ChannelRef, MemberId

PREFIX = "cop.check"
_RESULT = "cop.checked"
_UNKNOWN = say("I cannot work there. Invite me, and allow me to post and to open threads.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChannelCheck:
    """A check a facilitator asked for: what was found so far, and which channels are still to be asked about."""

    token: str = ""
    near: ChannelRef | None = None
    left: tuple[ChannelRef, ...] = ()
    well: tuple[ChannelRef, ...] = ()
    wrong: tuple[tuple[ChannelRef, tuple[Said, ...]], ...] = ()


@command("cop check", NoOptions, who=Role.FACILITATOR, example="/cop check")
def cop_check(_: NoOptions, ctx: Context) -> Sequence[Intent]:
    """Check that I can see, post and open threads in your channels."""
    asked = check_all(ctx)
    if not asked:
        raise CopError(say("No channel is set yet. Begin with /cop setup."))
    blocks: tuple[Block, ...] = (
        Paragraph((say_n("I am looking into one channel.", "I am looking into {n} channels.", len(places(ctx))),)),
        Buttons((Button(say("Show what you found"), Control(_RESULT)),)),
    )
    return [Reply(Message(blocks)), *asked]


def check_all(ctx: Context) -> list[LookUp]:
    """Begin to ask about every channel there is; the answer goes to who acts."""
    channels = tuple(places(ctx))
    near = None if ctx.place.is_direct else ctx.place.channel_ref
    check = ChannelCheck(token=f"{ctx.now:%Y%m%d%H%M%S%f}", near=near, left=channels)
    return _ask_next(check, ctx.member.id, ctx) if channels else []


def _ask_next(check: ChannelCheck, member: MemberId, known: JobContext) -> list[LookUp]:
    known.store.preferences.put(member, check)
    key = f"{PREFIX}:{member}:{check.token}:{len(check.left)}"
    return [LookUp(key=key, question=CheckAccess(check.left[0]))]


def _found(key: str, finding: Finding, known: JobContext) -> Sequence[Intent]:
    return _note(key, finding.channel, _troubles(finding, known), known) if isinstance(finding, AccessFound) else []


def _unanswered(failed: DeliveryFailed, known: JobContext) -> Sequence[Intent]:
    """Go on when the platform would not say."""
    asked = _asked(failed.key, known)
    return [] if asked is None else _note(failed.key, asked[1].left[0], (_UNKNOWN,), known)


def _troubles(found: AccessFound, known: JobContext) -> tuple[Said, ...]:
    """List the fixes for what is missing; a general one where the platform names none."""
    needed = found.can_see and found.can_post
    if needed and (found.can_thread or not threads_in(known, found.channel)):
        return ()
    return found.fixes or (_UNKNOWN,)


def _note(key: str, channel: ChannelRef, fixes: tuple[Said, ...], known: JobContext) -> Sequence[Intent]:
    """Keep one answer; ask about the next channel, or tell when it was the last."""
    asked = _asked(key, known)
    if asked is None:
        return []
    member, check = asked
    check = replace(check, left=check.left[1:])
    check = (
        replace(check, wrong=(*check.wrong, (channel, fixes))) if fixes else replace(check, well=(*check.well, channel))
    )
    if check.left:
        return _ask_next(check, member, known)
    known.store.preferences.put(member, check)
    told = f"{key}:told"
    return [Notice(key=told, to=member, message=Message(_result(check)), asked=True, near=check.near)]


def _asked(key: str, known: JobContext) -> tuple[MemberId, ChannelCheck] | None:
    """Give the check a key belongs to; None when a newer one took its place, or this answer came before."""
    _, member, token, left = key.split(":")
    check = known.store.preferences.get(MemberId(int(member)), ChannelCheck)
    if check.token != token or str(len(check.left)) != left:
        return None
    return MemberId(int(member)), check


def _result(check: ChannelCheck) -> tuple[Block, ...]:
    if not check.wrong:
        all_well = say("All is well: I can do what I need to in every channel.")
        return (Paragraph((all_well,)),)
    lines = tuple(_line(channel, fix) for channel, fixes in check.wrong for fix in fixes)
    blocks: tuple[Block, ...] = (Heading(say("To be mended")), Bullets(lines))
    if check.well:
        fine = say_n("One other channel is fine.", "{n} other channels are fine.", len(check.well))
        blocks = (*blocks, Paragraph((fine,)))
    again = say("Then try {command} again.", command=Code("/cop check"))
    return (*blocks, Paragraph((again,)))


def _line(channel: ChannelRef, fix: Said) -> Line:
    return (say("{channel}: {fix}", channel=InChannel(channel), fix=fix),)


def _show(_: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Show what was found so far."""
    check = ctx.store.preferences.get(ctx.member.id, ChannelCheck)
    if not check.left:
        return [Reply(Message(_result(check)), replace=True)]
    left = say_n("One channel is still to be asked about.", "{n} are still to be asked about.", len(check.left))
    again = Buttons((Button(say("Show what you found"), Control(_RESULT)),))
    return [Reply(Message((Paragraph((left,)), again)), replace=True)]


COMMANDS = (cop_check,)
ACTIONS = (Action(name=_RESULT, who=Role.FACILITATOR, handle=_show, reads=True),)
ANSWERS = (Answered(prefix=PREFIX, handle=_found),)
OBSERVERS = (
    Observer(
        on=DeliveryFailed,
        wants=lambda failed, _: failed.key.startswith(f"{PREFIX}:") and not failed.key.endswith(":told"),
        handle=_unanswered,
    ),
)
