"""Who leaves a workspace or guild, who comes back, and who is called otherwise from now on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from commands.mentorship.accepting import step_out
from copbot.context import Context
from copbot.events import MemberJoined, MemberLeft, ProfileChanged
from copbot.intents import Intent
from copbot.practice import Watcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """When the platform told that a member left; whoever opted out by `/cop leave` has none."""

    at: datetime | None = None


def _goes(_: MemberLeft, ctx: Context) -> bool:
    """Tell whether a member leaves with their only account; leaving one channel is leaving nothing."""
    known = ctx.store.members.of_account(ctx.person.user)
    if ctx.place.channel is not None or known is None or known.left_at is not None:
        return False
    return len(ctx.store.members.get(known.id).accounts) == 1


def _go(_: MemberLeft, ctx: Context) -> Sequence[Intent]:
    """Keep quiet towards who left, and name them without a mention; all they made stays, but what was proposed."""
    ctx.store.members.change(replace(ctx.member, left_at=ctx.now))
    ctx.store.preferences.put(ctx.member.id, Gone(at=ctx.now))
    return step_out(ctx.member.id, ctx)


def _returns(_: MemberJoined | ProfileChanged, ctx: Context) -> bool:
    """Tell whether somebody is back whom the platform had told to be gone."""
    left = ctx.member.left_at
    return left is not None and ctx.store.preferences.get(ctx.member.id, Gone).at == left


def _return(_: MemberJoined | ProfileChanged, ctx: Context) -> Sequence[Intent]:
    ctx.store.members.change(replace(ctx.member, left_at=None))
    return []


def _differs(_: ProfileChanged, ctx: Context) -> bool:
    """Tell whether a member is called otherwise, or lives elsewhere: whatever is kept of an event takes it over."""
    known, now = ctx.store.members.of_account(ctx.person.user), ctx.person
    if known is None:
        return False
    kept = (known.name, known.platform_zone, known.locale, known.is_guest)
    told = (now.name, now.zone or known.platform_zone, now.locale or known.locale, now.is_guest)
    return kept != told


WATCHERS = (
    Watcher(on=MemberLeft, wants=_goes, handle=_go),
    Watcher(on=MemberJoined, wants=_returns, handle=_return),
    Watcher(on=ProfileChanged, wants=_returns, handle=_return),
    Watcher(on=ProfileChanged, wants=_differs, handle=lambda *_: []),
)
