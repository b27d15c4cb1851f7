"""A programme as a form holds it: pages kept as a draft, held to what makes sense, and turned into a programme."""

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from copbot.errors import CopError
from copbot.forms import FieldValues
from copbot.message import Said, say
from copbot.model.kudos_settings import read_number, refusal
from copbot.model.mentorship import MOST_MENTEES, Joining, Programme
from copbot.model.mentorship_pool import Shape, Weights
from copbot.model.set_up import in_field
from copbot.schedule import parse_day

LONGEST_NAME, LONGEST_PURPOSE = 60, 600
HEAVIEST = 10
MOST_CHECK_IN_DAYS = 365
MOST_MINUTES = 40 * 60


class Page(StrEnum):
    """The pages, in their order."""

    ABOUT = "about"
    PEOPLE = "people"
    FIT = "fit"
    FAIR = "fair"

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
    Page.ABOUT: ("name", "purpose", "begins", "ends"),
    Page.PEOPLE: ("shape", "group_size", "joining", "least_minutes", "check_in_days"),
    Page.FIT: ("topics", "goal", "hours", "languages", "experience"),
    Page.FAIR: ("novelty", "fairness"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDraft:
    """What was filled in and not applied yet, every field as a form holds it; `begun` tells a draft from none."""

    begun: bool = False
    name: str = ""
    purpose: str = ""
    begins: str = ""
    ends: str = ""
    shape: str = Shape.PAIR.value
    group_size: str = "4"
    joining: str = Joining.EVERYONE.value
    role: str = ""
    least_minutes: str = "60"
    check_in_days: str = "30"
    topics: str = ""
    goal: str = ""
    hours: str = ""
    languages: str = ""
    experience: str = ""
    novelty: str = ""
    fairness: str = ""


def begun(today: date, role: str = "") -> ProgrammeDraft:
    """Begin a draft with sane defaults; with a role, those who have it may join."""
    joining = Joining.ROLE if role else Joining.EVERYONE
    return ProgrammeDraft(
        begun=True, begins=today.isoformat(), joining=joining.value, role=role, **_weights_as_text(Weights())
    )


def as_it_stands(programme: Programme) -> ProgrammeDraft:
    """Give a programme as a form holds it."""
    return ProgrammeDraft(
        begun=True,
        name=programme.name,
        purpose=programme.purpose,
        begins=programme.begins.isoformat(),
        ends="" if programme.ends is None else programme.ends.isoformat(),
        shape=programme.shape.value,
        group_size=str(programme.group_size),
        joining=programme.joining.value,
        role=programme.role or "",
        least_minutes=str(programme.least_minutes),
        check_in_days=str(programme.check_in_days),
        **_weights_as_text(programme.weights),
    )


def merged(draft: ProgrammeDraft, page: Page, values: FieldValues) -> ProgrammeDraft:
    """Put a page's fields into the draft as they were filled in."""
    filled: dict[str, Any] = {name: "".join(values.get(name, ())).strip() for name in page.fields}
    return replace(draft, **filled)


def checked(draft: ProgrammeDraft, page: Page, today: date, before: ProgrammeDraft) -> ProgrammeDraft:
    """Hold a page to what makes sense; days are written as dates. A day that stood `before` may be over.

    Raises: CopError with a sentence beside each field that is wrong.
    """
    match page:
        case Page.ABOUT:
            return _about(draft, today, before)
        case Page.PEOPLE:
            _people(draft)
        case Page.FIT | Page.FAIR:
            for name in page.fields:
                read_number(getattr(draft, name), name, 0, HEAVIEST)
    return draft


def programme_of(draft: ProgrammeDraft, programme: Programme) -> Programme:
    """Apply a draft, whose every page was checked, to a programme.

    Raises: CopError when nothing is weighed.
    """
    weights = Weights(**{name: int(getattr(draft, name)) for name in _WEIGHED})
    if not any(getattr(weights, name) for name in _WEIGHED):
        nothing = say("Give at least one criterion a weight above 0, or I could not tell who fits.")
        raise CopError(nothing, fields={"topics": nothing})
    joining = Joining(draft.joining)
    return replace(
        programme,
        name=draft.name,
        purpose=draft.purpose,
        begins=date.fromisoformat(draft.begins),
        ends=date.fromisoformat(draft.ends) if draft.ends else None,
        shape=Shape(draft.shape),
        group_size=int(draft.group_size),
        joining=joining,
        role=draft.role if joining is Joining.ROLE else None,
        least_minutes=int(draft.least_minutes),
        check_in_days=int(draft.check_in_days),
        weights=weights,
    )


def why_closed(programme: Programme, today: date) -> Said | None:
    """Say why nobody can sign up any more; None while they can."""
    if programme.closed_at is not None:
        return say("{name} is closed, so nobody can join it any more.", name=programme.name)
    if programme.ends is not None and programme.ends < today:
        return say("{name} ended on {day}.", name=programme.name, day=programme.ends.isoformat())
    return None


def new_programme(now: datetime) -> Programme:
    """Give what a draft is applied to when there is no programme yet."""
    return Programme(name="", begins=now.date(), made_at=now)


_WEIGHED = tuple(one.name for one in fields(Weights))


def _weights_as_text(weights: Weights) -> dict[str, Any]:
    return {name: str(getattr(weights, name)) for name in _WEIGHED}


def _about(draft: ProgrammeDraft, today: date, before: ProgrammeDraft) -> ProgrammeDraft:
    if not draft.name:
        raise refusal("name", say("What is the programme called?"))
    for name, longest in (("name", LONGEST_NAME), ("purpose", LONGEST_PURPOSE)):
        if len(getattr(draft, name)) > longest:
            raise refusal(name, say("Keep it to {most} characters.", most=longest))
    begins = _day("begins", draft.begins or today.isoformat(), today, before.begins)
    ends = _day("ends", draft.ends, today, before.ends) if draft.ends else ""
    if ends and ends < begins:
        raise refusal("ends", say("It would end before it begins. Choose a later end, or leave it open."))
    return replace(draft, begins=begins, ends=ends)


def _day(field: str, text: str, today: date, before: str) -> str:
    if text == before:
        return text
    return in_field(field, lambda: parse_day(text, today=today)).isoformat()


def _people(draft: ProgrammeDraft) -> None:
    if draft.shape not in set(Shape):
        raise refusal("shape", say("Choose one of the list."))
    if draft.joining not in set(Joining) or (draft.joining == Joining.ROLE and not draft.role):
        raise refusal("joining", say("Choose one of the list."))
    read_number(draft.group_size, "group_size", 2, MOST_MENTEES)
    read_number(draft.least_minutes, "least_minutes", 0, MOST_MINUTES)
    read_number(draft.check_in_days, "check_in_days", 7, MOST_CHECK_IN_DAYS)
