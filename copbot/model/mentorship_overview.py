"""How a programme goes, in figures: from sign-up to a good end, how satisfied people are, who waits, who is stuck."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from copbot.model.mentorship import SignedUp, SignUp
from copbot.model.mentorship_check_ins import CheckIn, Reflection
from copbot.model.mentorship_course import STUCK_AFTER, is_paused, mean, quiet_since
from copbot.model.mentorship_life import RUNNING, Ending, Match, MatchState, SideState
from copbot.refs import MemberId

GOOD_MATCH_RATE = 70
"""Per cent of those who signed up who should find a match that begins."""
GOOD_SATISFACTION = 4
"""Of 5, on the average."""
FEWEST_ANSWERS = 3
"""Fewer people's scores are not shown: an average of one is that one's answer."""
_COMPLETE = frozenset({Ending.COMPLETED, Ending.PROGRAMME})


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How far one member came in a programme; each step includes those before it."""

    sign_up: SignUp
    matched: bool
    accepted: bool
    met: bool
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """How a programme goes; `waiting` are those with no match, earliest first, `stuck` those who do not meet."""

    ways: tuple[Way, ...]
    satisfaction: float | None
    scored: int
    waiting: tuple[SignUp, ...]
    stuck: tuple[Match, ...]

    @property
    def steps(self) -> tuple[int, int, int, int, int]:
        """Count who signed up, was matched, began, met, and came to a good end."""
        return (
            len(self.ways),
            sum(one.matched for one in self.ways),
            sum(one.accepted for one in self.ways),
            sum(one.met for one in self.ways),
            sum(one.closed for one in self.ways),
        )

    @property
    def match_rate(self) -> int | None:
        """Tell how many per cent of those who signed up found a match that began."""
        signed_up, _, accepted, *_ = self.steps
        return None if not signed_up else round(100 * accepted / signed_up)


def overview_of(
    *,
    sign_ups: Sequence[SignUp],
    matches: Sequence[Match],
    check_ins: Sequence[CheckIn],
    reflections: Sequence[Reflection],
    now: datetime,
    today: date,
    zone: str,
) -> Overview:
    """Tell how a programme goes; `zone` is the community's, `today` its day."""
    counted = [one for one in sign_ups if one.state in {SignedUp.ACTIVE, SignedUp.LEFT}]
    scores = _latest_scores(check_ins, reflections)
    running = {side.member for one in matches if one.state in RUNNING for side in one.sides}
    waiting = [one for one in counted if one.state is SignedUp.ACTIVE and one.member not in running]
    return Overview(
        ways=tuple(_way(one, matches) for one in counted),
        satisfaction=mean(scores) if len(scores) >= FEWEST_ANSWERS else None,
        scored=len(scores),
        waiting=tuple(sorted(waiting, key=waits_since)),
        stuck=tuple(one for one in matches if is_stuck(one, now, today, zone)),
    )


def waits_since(sign_up: SignUp) -> datetime:
    """Tell since when somebody waits for a match."""
    return sign_up.waiting_since or sign_up.joined_at


def is_stuck(match: Match, now: datetime, today: date, zone: str) -> bool:
    """Tell whether those of a match have not met for three weeks, though it does not rest."""
    if match.state is not MatchState.ACTIVE or is_paused(match, today):
        return False
    return now - quiet_since(match, zone) >= STUCK_AFTER


def _way(sign_up: SignUp, matches: Sequence[Match]) -> Way:
    mine = [one for one in matches if one.side_of(sign_up.member) is not None]
    begun = [
        one
        for one in mine
        if one.opened_at is not None
        and (side := one.side_of(sign_up.member)) is not None
        and side.state in {SideState.ACCEPTED, SideState.GONE}
    ]
    return Way(
        sign_up=sign_up,
        matched=bool(mine),
        accepted=bool(begun),
        met=any(one.sessions for one in begun),
        closed=any(one.ending in _COMPLETE for one in begun),
    )


def _latest_scores(check_ins: Sequence[CheckIn], reflections: Sequence[Reflection]) -> list[int]:
    """Give the last score of each member in each match."""
    told: list[tuple[datetime, int, MemberId, int]] = [
        (one.answered_at, one.match, one.member, one.score)
        for one in check_ins
        if one.score is not None and one.answered_at is not None
    ]
    told += [(one.at, one.match, one.member, one.score) for one in reflections if one.score is not None]
    return list({(match, member): score for _, match, member, score in sorted(told)}.values())
