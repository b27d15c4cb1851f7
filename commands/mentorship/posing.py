"""Who could be matched now: still there, not paused, and with a place left."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from copbot.model.hours import week_hours
from copbot.model.library import LibrarySettings
from copbot.model.members import zone_of
from copbot.model.mentorship import Programme, SignedUp, SignUp, places_of
from copbot.model.mentorship_fit import by_root, topic_root
from copbot.model.mentorship_life import IN, RUNNING, Match
from copbot.model.mentorship_pool import Applicant, Shape, Side
from copbot.model.words import slug
from copbot.refs import MemberId
from copbot.schedule import zone_info
from copbot.store import Store

PUZZLE = "mentorship"
"""The name of what the workshop solves."""
_GOAL_TOPICS = 5
_LONGEST_TOPIC = 3
"""How many words of a goal, side by side, may be one topic."""
_MOST_TAGS = 200


def applicants(store: Store, programme: Programme, now: datetime) -> tuple[tuple[Applicant, MemberId | None], ...]:
    """List who could be matched in a programme now, each with whom they report to."""
    community = store.community.get()
    today = now.astimezone(zone_info(community.zone)).date()
    here = {one.id: one for one in store.members.all() if not one.silenced and not one.is_bot}
    taking_part = [one for one in store.mentors.sign_ups(programme.id) if takes_part(one, today) and one.member in here]
    load = _Load.of(store.mentor_matches.of_programme(programme.id, RUNNING))
    free = [(one, left) for one in taking_part if (left := load.left(one, programme.shape)) is not None]
    known = _Known.of(store, [one.member for one, _ in free], [topic for one, _ in free for topic in one.offers])
    return tuple(
        (
            replace(_applicant(one, known, zone_of(here[one.member], community.zone), now), side=side, capacity=places),
            one.reports_to,
        )
        for one, (side, places) in free
    )


def takes_part(sign_up: SignUp, today: date) -> bool:
    """Tell whether a sign-up counts in a round of this day."""
    paused = sign_up.paused_until is not None and sign_up.paused_until > today
    return sign_up.state is SignedUp.ACTIVE and not paused


@dataclass(frozen=True, slots=True)
class _Load:
    """What running matches take of people's places."""

    partners: Counter[MemberId] = field(default_factory=Counter)
    mentored: set[MemberId] = field(default_factory=set)

    @classmethod
    def of(cls, running: Iterable[Match]) -> "_Load":
        load = cls()
        for match in running:
            for side in match.sides:
                if side.state in IN:
                    load.partners[side.member] += len(match.partners_of(side.member))
                    if side.side is Side.MENTEE:
                        load.mentored.add(side.member)
        return load

    def left(self, sign_up: SignUp, shape: Shape) -> tuple[Side, int] | None:
        """Give the side and the places somebody has left; None when they have all they can have."""
        places = places_of(sign_up, shape) - self.partners[sign_up.member]
        if places <= 0:
            return None
        mentored = sign_up.member in self.mentored
        return (Side.MENTOR if mentored and sign_up.side is Side.EITHER else sign_up.side), places


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a pool's people beside their sign-ups."""

    apart: dict[MemberId, list[MemberId]]
    earlier: dict[MemberId, list[MemberId]]
    topics: Mapping[str, str]
    """Every topic somebody offers or the community has, by its root."""

    @classmethod
    def of(cls, store: Store, members: Collection[MemberId], offers: Iterable[str]) -> "_Known":
        tags = [one.tag for one in store.library.tags(_MOST_TAGS)]
        topics = by_root([*offers, *tags, *store.settings.get(LibrarySettings).tags])
        together = {pair for one in store.mentors.programmes() for pair in store.mentor_matches.partners(one.id)}
        return cls(_by_member(store.apart.between(members)), _by_member(together), topics)


def _by_member(pairs: Iterable[frozenset[MemberId]]) -> dict[MemberId, list[MemberId]]:
    found: dict[MemberId, list[MemberId]] = defaultdict(list)
    for one, other in sorted(sorted(pair) for pair in pairs):
        found[one].append(other)
        found[other].append(one)
    return found


def _applicant(sign_up: SignUp, known: _Known, zone: str, now: datetime) -> Applicant:
    local = now.astimezone(zone_info(zone))
    monday = local.date() - timedelta(days=local.weekday())
    offset = local.utcoffset() or timedelta()
    return Applicant(
        member=sign_up.member,
        side=sign_up.side,
        offers=sign_up.offers,
        wants=sign_up.wants,
        goal=_goal_topics(sign_up.goal, known.topics),
        level=sign_up.experience,
        hours=week_hours(sign_up.days, sign_up.from_minute, sign_up.to_minute, zone, monday),
        languages=sign_up.languages,
        never_with=tuple(known.apart.get(sign_up.member, ())),
        line=None if sign_up.reports_to is None else str(sign_up.reports_to),
        rounds_out=sign_up.left_out,
        earlier=tuple(known.earlier.get(sign_up.member, ())),
        utc_offset=int(offset / timedelta(minutes=1)),
    )


def _goal_topics(goal: str, topics: Mapping[str, str]) -> tuple[str, ...]:
    """List the topics a goal speaks of, those of more words first."""
    roots = [topic_root(word) for word in slug(goal).split("-")]
    found = (
        topics.get(" ".join(roots[start : start + size]))
        for size in range(_LONGEST_TOPIC, 0, -1)
        for start in range(len(roots) - size + 1)
    )
    return tuple(dict.fromkeys(one for one in found if one is not None))[:_GOAL_TOPICS]
