"""A sign-up as a form holds it: pages kept as a draft, held to what makes sense, and turned into a sign-up."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from copbot.errors import CopError
from copbot.forms import FieldValues
from copbot.message import say
from copbot.model.hours import DAY
from copbot.model.kudos_settings import read_number, refusal
from copbot.model.mentorship import MOST_MENTEES, Joining, Programme, SignedUp, SignUp
from copbot.model.mentorship_languages import language_names, parse_languages
from copbot.model.mentorship_pool import Shape, Side
from copbot.model.set_up import in_field
from copbot.model.tags import normal_tag
from copbot.refs import MemberId
from copbot.schedule import parse_day
from copbot.schedule.tokens import Words, take_time

MOST_TOPICS = 12
LONGEST_TOPICS = 300
LONGEST_GOAL = 300
LEVELS = 5


class Page(StrEnum):
    """The pages, in their order."""

    TOPICS = "topics"
    AIMS = "aims"
    HOURS = "hours"
    APART = "apart"

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the draft that this page asks for."""
        return _FIELDS[self]

    @property
    def following(self) -> "Page | None":
        """The page after this one."""
        pages = list(Page)
        return next(iter(pages[pages.index(self) + 1 :]), None)


_FIELDS = {
    Page.TOPICS: ("side", "offer_tags", "offers", "want_tags", "wants"),
    Page.AIMS: ("goal", "goal_by", "experience", "languages", "capacity"),
    Page.HOURS: ("days", "begin", "end"),
    Page.APART: (),
}
_SEVERAL = frozenset({"offer_tags", "want_tags", "days"})


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpDraft:
    """What was filled in and not applied yet, for one programme (0: none), every field as a form holds it.

    Topics are chosen from the community's tags, or written with commas between them. `reports_to` is a member's id.
    """

    programme: int = 0
    side: str = ""
    offer_tags: tuple[str, ...] = ()
    offers: str = ""
    want_tags: tuple[str, ...] = ()
    wants: str = ""
    goal: str = ""
    goal_by: str = ""
    experience: str = "2"
    languages: str = ""
    capacity: str = "1"
    days: tuple[str, ...] = ("0", "1", "2", "3", "4")
    begin: str = "9:00"
    end: str = "17:00"
    reports_to: int | None = None


def begun(programme: Programme, locale: str | None) -> SignUpDraft:
    """Begin a draft; somebody's language is guessed from their locale."""
    try:
        languages = language_names(parse_languages((locale or "").replace("_", "-").partition("-")[0]))
    except CopError:
        languages = ""
    side = Side.EITHER.value if programme.shape is Shape.PEER else ""
    return SignUpDraft(programme=programme.id, side=side, languages=languages)


def as_it_stands(sign_up: SignUp, tags: Sequence[str]) -> SignUpDraft:
    """Give a sign-up as a form holds it; topics that can be chosen are, the others are written."""
    offered, wanted = _parted(sign_up.offers, tags), _parted(sign_up.wants, tags)
    return SignUpDraft(
        programme=sign_up.programme,
        side=sign_up.side.value,
        offer_tags=offered[0],
        offers=", ".join(offered[1]),
        want_tags=wanted[0],
        wants=", ".join(wanted[1]),
        goal=sign_up.goal,
        goal_by="" if sign_up.goal_by is None else sign_up.goal_by.isoformat(),
        experience=str(sign_up.experience),
        languages=language_names(sign_up.languages),
        capacity=str(sign_up.capacity),
        days=tuple(str(day) for day in sign_up.days),
        begin=clock(sign_up.from_minute),
        end=clock(sign_up.to_minute),
        reports_to=sign_up.reports_to,
    )


def merged(draft: SignUpDraft, page: Page, values: FieldValues) -> SignUpDraft:
    """Put a page's fields into the draft as they were filled in; a field the page did not show stays."""
    filled: dict[str, Any] = {
        name: tuple(values[name]) if name in _SEVERAL else "".join(values[name]).strip()
        for name in page.fields
        if name in values
    }
    return replace(draft, **filled)


def checked(draft: SignUpDraft, page: Page, programme: Programme, today: date, before: SignUpDraft) -> SignUpDraft:
    """Hold a page to what makes sense; days are written as dates. A day that stood `before` may be over.

    Raises: CopError with a sentence beside each field that is wrong.
    """
    match page:
        case Page.TOPICS:
            _topics(draft)
        case Page.AIMS:
            return _aims(draft, today, before)
        case Page.HOURS:
            _hours(draft, programme)
        case Page.APART:
            pass
    return draft


def sign_up_of(
    draft: SignUpDraft, programme: Programme, earlier: SignUp | None, member: MemberId, now: datetime
) -> SignUp:
    """Make the sign-up of a draft whose every page was checked.

    Who was signed up keeps their place and pause; where a facilitator approves, who was not waits for it.
    """
    side = Side.EITHER if programme.shape is Shape.PEER else Side(draft.side)
    signed_up = earlier is not None and earlier.state in {SignedUp.ACTIVE, SignedUp.WAITING}
    begins = SignedUp.WAITING if programme.joining is Joining.APPROVAL else SignedUp.ACTIVE
    made = (
        earlier
        if earlier is not None and signed_up
        else SignUp(programme=programme.id, member=member, side=side, state=begins, joined_at=now, changed_at=now)
    )
    return replace(
        made,
        side=side,
        offers=topics_in(draft.offer_tags, draft.offers) if side is not Side.MENTEE else (),
        wants=topics_in(draft.want_tags, draft.wants) if side is not Side.MENTOR else (),
        goal=draft.goal,
        goal_by=date.fromisoformat(draft.goal_by) if draft.goal_by else None,
        experience=int(draft.experience),
        languages=parse_languages(draft.languages),
        capacity=int(draft.capacity) if side is not Side.MENTEE else 1,
        days=tuple(sorted(int(day) for day in draft.days)),
        from_minute=minute_of(draft.begin),
        to_minute=minute_of(draft.end),
        reports_to=None if draft.reports_to is None else MemberId(draft.reports_to),
        changed_at=now,
    )


def topics_in(chosen: Sequence[str], written: str) -> tuple[str, ...]:
    """Give topics that were chosen or written, each once, in their one form.

    Raises: CopError for one that is none, or too many.
    """
    if len(written) > LONGEST_TOPICS:
        raise CopError(
            say("Keep it to {most} characters: a few topics, with commas between them.", most=LONGEST_TOPICS)
        )
    words = [part for part in re.split(r"[,;\n]", written) if part.strip()]
    topics = tuple(dict.fromkeys([*chosen, *(normal_tag(word) for word in words)]))
    if len(topics) > MOST_TOPICS:
        raise CopError(say("Keep it to {most} topics: those that matter most.", most=MOST_TOPICS))
    return topics


def minute_of(text: str) -> int:
    """Read a time of day as minutes after midnight; `24:00` is the next midnight's.

    Raises: CopError when it is none.
    """
    if text.strip() in {"24:00", "24"}:
        return DAY
    words = Words(text)
    found = take_time(words, bare=True)
    if found is None or not words.done:
        raise CopError(say("Write a time of day, such as 9:00 or 17:30."))
    return found.hour * 60 + found.minute


def clock(minute: int) -> str:
    """Write minutes after midnight as a time of day."""
    return f"{minute // 60}:{minute % 60:02}"


def weekly_minutes(days: int, begin: int, end: int) -> int:
    """Count the minutes a week of the same hours on some days; an end at or before the begin is on the day after."""
    return days * (end - begin if end > begin else end + DAY - begin)


def _parted(topics: Sequence[str], tags: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return tuple(one for one in topics if one in tags), tuple(one for one in topics if one not in tags)


def _topics(draft: SignUpDraft) -> None:
    if draft.side not in set(Side):
        raise refusal("side", say("Say whether you would like to be a mentor, a mentee, or either."))
    offers = in_field("offers", lambda: topics_in(draft.offer_tags, draft.offers))
    wants = in_field("wants", lambda: topics_in(draft.want_tags, draft.wants))
    if not offers and draft.side == Side.MENTOR:
        raise refusal("offers", say("Name at least one topic you can help with."))
    if not wants and draft.side == Side.MENTEE:
        raise refusal("wants", say("Name at least one topic you want to learn about."))
    if not offers and not wants:
        raise refusal("offers", say("Name at least one topic, here or below."))


def _aims(draft: SignUpDraft, today: date, before: SignUpDraft) -> SignUpDraft:
    if len(draft.goal) > LONGEST_GOAL:
        raise refusal("goal", say("Keep it to {most} characters.", most=LONGEST_GOAL))
    read_number(draft.experience, "experience", 0, LEVELS - 1)
    in_field("languages", lambda: parse_languages(draft.languages))
    read_number(draft.capacity, "capacity", 1, MOST_MENTEES)
    by = draft.goal_by
    if by and by != before.goal_by:
        by = in_field("goal_by", lambda: parse_day(by, today=today)).isoformat()
    return replace(draft, goal_by=by)


def _hours(draft: SignUpDraft, programme: Programme) -> None:
    known = {str(day) for day in range(7)}
    if not draft.days or not known.issuperset(draft.days):
        raise refusal("days", say("Choose at least one day of the week."))
    begin, end = in_field("begin", lambda: minute_of(draft.begin)), in_field("end", lambda: minute_of(draft.end))
    if begin in {end, DAY}:
        raise refusal("end", say("These hours are over as they begin. Choose an end after the begin."))
    if weekly_minutes(len(draft.days), begin, end) < programme.least_minutes:
        least = say(
            "Two people of this programme need {least} minutes a week together. Choose more days or hours.",
            least=programme.least_minutes,
        )
        raise refusal("end", least)
