"""Who may be told what, when and where: quiet hours in each person's own zone, one unasked notice a day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from copbot.context import Capabilities
from copbot.intents import Notice
from copbot.model.members import Member, zone_of
from copbot.refs import ChannelRef, UserRef

UNASKED_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Beside:
    """Show it to them alone, in the channel where the matter happened."""

    account: UserRef
    channel: ChannelRef


@dataclass(frozen=True, slots=True)
class Direct:
    """Write to them, not before an instant."""

    account: UserRef
    not_before: datetime


@dataclass(frozen=True, slots=True)
class Waits:
    """Keep it in their home until they look."""


Way: TypeAlias = Beside | Direct | Waits


def choose_way(
    notice: Notice, member: Member, *, zone: str, platforms: Mapping[str, Capabilities], now: datetime
) -> Way:
    """Choose how a notice reaches its member, least intrusive first.

    An unasked one waits in their home when they left, are silenced or were told something within a day,
    and is never shown during their quiet hours; `zone` is the community's, for members without their own.
    """
    quiet_ends = end_of_quiet(member, zone_of(member, zone), now)
    told = member.told_at is not None and now - member.told_at < UNASKED_EVERY
    if not notice.asked and (member.silenced or told or member.left_at is not None):
        return Waits()
    awake = notice.asked or quiet_ends is None
    if notice.near is not None and awake and platforms[notice.near.platform].ephemeral_anywhere:
        beside = [one for one in member.accounts if one.is_known_in(notice.near.platform, notice.near.tenant)]
        if beside:
            return Beside(beside[0], notice.near)
    if member.takes_direct and member.accounts:
        return Direct(member.accounts[0], now if awake or quiet_ends is None else quiet_ends)
    return Waits()


def end_of_quiet(member: Member, zone: str, now: datetime) -> datetime | None:
    """Tell when the quiet hours end that `now` lies in; None outside them."""
    local = now.astimezone(ZoneInfo(zone))
    start, end = member.quiet_from, member.quiet_to
    within = start <= local.hour < end if start <= end else local.hour >= start or local.hour < end
    if not within:
        return None
    ends = local.replace(hour=end, minute=0, second=0, microsecond=0)
    if ends <= local:
        ends += timedelta(days=1)
    return ends.astimezone(now.tzinfo)
