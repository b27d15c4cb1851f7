"""The rules of thanking: pure functions on values, each refusal a sentence that its giver reads."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from copbot.errors import CopError
from copbot.message import Said, When, WhenStyle, say, say_n
from copbot.model.kudos import Entry, Kudos, Tie
from copbot.model.kudos_settings import KudosSettings, refusal
from copbot.model.members import Member
from copbot.refs import Emoji, MemberId
from copbot.schedule import resolve, zone_info

UNDO_FOR = timedelta(seconds=60)
NOT_THANKED_FOR = timedelta(days=60)
"""Who got no kudos for so long, and acted within `ACTIVE_WITHIN`, is not yet thanked."""
ACTIVE_WITHIN = timedelta(days=30)
NOTE_AFTER = timedelta(minutes=10)
DIGEST_AT = time(16)
LONGEST_REASON = 300
LONGEST_SNIPPET = 120


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time: from `since`, up to and without `until`."""

    since: datetime
    until: datetime


def day_of(now: datetime, zone: str) -> Period:
    """Give the day it is in a zone, as instants."""
    today = now.astimezone(zone_info(zone)).date()
    return Period(_begin(today, zone), _begin(today + timedelta(days=1), zone))


def month_of(now: datetime, zone: str, *, back: int = 0) -> Period:
    """Give the month it is in a zone, or one so many months back."""
    today = now.astimezone(zone_info(zone)).date()
    months = today.year * 12 + today.month - 1 - back
    first, following = (date(number // 12, number % 12 + 1, 1) for number in (months, months + 1))
    return Period(_begin(first, zone), _begin(following, zone))


@lru_cache(maxsize=1024)
def _begin(day: date, zone: str) -> datetime:
    return resolve(datetime.combine(day, time()), zone).at


def next_digest(now: datetime, zone: str) -> datetime:
    """Tell when the next post about a day's kudos by reaction is due: in the afternoon, in a zone."""
    today = now.astimezone(zone_info(zone)).date()
    at = resolve(datetime.combine(today, DIGEST_AT), zone).at
    return at if at > now else resolve(datetime.combine(today + timedelta(days=1), DIGEST_AT), zone).at


def earliest_tie(settings: KudosSettings, day: Period, now: datetime) -> datetime:
    """Tell from when on a giver's thanks matter to the rules."""
    return min(day.since, now - timedelta(hours=settings.cooldown_hours))


def given_in(day: Period, giver: MemberId | None, ties: Sequence[Tie]) -> int:
    """Count the thanks a member gave in a day, each receiver counted."""
    return sum(tie.giver == giver and day.since <= tie.at < day.until for tie in ties)


def guard(kudos: Kudos, people: Sequence[Member], *, settings: KudosSettings, ties: Sequence[Tie], day: Period) -> None:
    """Refuse a kudos that a rule forbids; `people` are its receivers, `day` is the giver's.

    `ties` are the thanks that stand: the giver's since the day began or the cooldown reaches back,
    and those of the receivers to the giver.

    Raises: CopError saying which rule, and what to do.
    """
    if not people:
        raise refusal("to", say("Choose whom to thank."))
    if kudos.giver in kudos.receivers:
        raise refusal("to", say("You cannot thank yourself."))
    for person in people:
        if person.is_bot:
            raise refusal("to", thanking_a_bot(person.name))
        if person.left_at is not None:
            raise refusal("to", say("{name} has left this community, so this would not reach them.", name=person.name))
    if len(people) > settings.most_receivers:
        most = settings.most_receivers
        raise refusal("to", say_n("Thank one person at a time.", "Thank at most {n} people at a time.", most))
    check_reason(kudos.reason, kudos.emoji)
    for person in people:
        _check_cooldown(kudos, person, settings, ties)
    _check_allowance(kudos, settings, given_in(day, kudos.giver, ties), day)


def thanking_a_bot(name: str) -> Said:
    """Say why a bot is not thanked."""
    return say("{name} is a bot. Thank a person instead.", name=name)


def _check_cooldown(kudos: Kudos, person: Member, settings: KudosSettings, ties: Sequence[Tie]) -> None:
    pause = timedelta(hours=settings.cooldown_hours)
    for tie in sorted(ties, key=lambda tie: tie.at, reverse=True):
        again = tie.at + pause
        if again <= kudos.at or {tie.giver, tie.receiver} != {kudos.giver, person.id}:
            continue
        when = When(again, WhenStyle.RELATIVE)
        if tie.giver == kudos.giver:
            raise refusal(
                "to", say("You thanked {name} a short while ago. You can again {when}.", name=person.name, when=when)
            )
        raise refusal(
            "to",
            say(
                "{name} thanked you a short while ago, and thanks are not traded. You can thank them {when}.",
                name=person.name,
                when=when,
            ),
        )


def _check_allowance(kudos: Kudos, settings: KudosSettings, given: int, day: Period) -> None:
    left, needed = settings.allowance - given, len(kudos.receivers)
    if needed <= left:
        return
    when = When(day.until, WhenStyle.RELATIVE)
    if left <= 0:
        raise refusal("to", say("You have given all your kudos for today. New ones come {when}.", when=when))
    if not settings.counts:
        raise refusal(
            "to",
            say("That is more than you have left today. Thank fewer people, or wait: more come {when}.", when=when),
        )
    raise refusal(
        "to",
        say_n(
            "You have one kudos left today, and this takes {needed}. New ones come {when}.",
            "You have {n} kudos left today, and this takes {needed}. New ones come {when}.",
            left,
            needed=needed,
            when=when,
        ),
    )


def check_undo(entry: Entry | None, by: MemberId, now: datetime) -> Entry:
    """Give back the kudos its giver may still undo.

    Raises: CopError when it is another's, was taken back, or the minute is over.
    """
    found = check_own(entry, by)
    if now - found.kudos.at > UNDO_FOR:
        raise CopError(say("The minute for undoing this is over. You can still change its reason."))
    return found


def check_own(entry: Entry | None, by: MemberId) -> Entry:
    """Give back the kudos its giver may reword.

    Raises: CopError when it is another's or was taken back.
    """
    if entry is None or entry.kudos.giver != by:
        raise CopError(say("Only who gave this kudos can change it."))
    if entry.taken_back is not None:
        raise CopError(say("This kudos was taken back before. Nothing was changed."))
    return entry


def check_reason(reason: str, emoji: Emoji | None) -> str:
    """Give back a reason as it is kept; only a kudos by reaction, which has an emoji, may go without.

    Raises: CopError when it is needed and empty, or too long.
    """
    kept = reason.strip()
    if len(kept) > LONGEST_REASON:
        raise refusal("reason", say("A reason has room for {most} characters. Shorten it.", most=LONGEST_REASON))
    if not kept and emoji is None:
        raise refusal("reason", say("Say what they did: a reason is what makes it kudos."))
    return kept


def snippet_of(text: str | None) -> str:
    """Shorten what a message says to how it begins, on one line."""
    words = " ".join((text or "").split())
    return words if len(words) <= LONGEST_SNIPPET else words[: LONGEST_SNIPPET - 1].rstrip() + "…"


def not_counted(why: Said) -> Said:
    """Say of a reaction why it did not count."""
    return say("Your reaction did not count as kudos: {why}", why=why)


def is_not_counted(reason: Said) -> bool:
    """Tell whether a refusal is one of ours."""
    return reason.msgid == not_counted(reason).msgid
