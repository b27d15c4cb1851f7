"""The pages a programme is set by."""

from collections.abc import Mapping
from types import MappingProxyType

from commands.mentorship.words import JOININGS, SHAPES, choices_of
from copbot.forms import ChoiceField, Field, Form, TextField
from copbot.message import Choice, Control, Said, say
from copbot.model.mentorship import MOST_MENTEES, Joining
from copbot.model.mentorship_programme import (
    HEAVIEST,
    LONGEST_NAME,
    LONGEST_PURPOSE,
    Page,
    ProgrammeDraft,
)

TITLES: Mapping[Page, Said] = MappingProxyType(
    {
        Page.ABOUT: say("What it is about"),
        Page.PEOPLE: say("Who meets, and how"),
        Page.FIT: say("What makes a fit"),
        Page.FAIR: say("New and fair"),
    }
)
"""At most 24 characters each, for they are titles of forms."""

_WEIGHED: Mapping[str, tuple[Said, Said]] = MappingProxyType(
    {
        "topics": (say("Topics"), say("What one offers and the other wants.")),
        "goal": (say("Goal"), say("The mentor knows what the goal is about.")),
        "hours": (say("Hours in common"), say("How many hours a week both have.")),
        "languages": (say("Languages"), say("They share the language they like best.")),
        "experience": (say("Experience"), say("The one is some steps ahead of the other.")),
        "novelty": (say("New to each other"), say("They were not matched before.")),
        "fairness": (say("Waited"), say("Who was left out last time comes first.")),
    }
)


def form_of(control: Control, page: Page, draft: ProgrammeDraft) -> Form:
    """Make the form of a page, filled in as the draft is."""
    fields = {Page.ABOUT: _about, Page.PEOPLE: _people, Page.FIT: _weights, Page.FAIR: _weights}[page](page, draft)
    return Form(control=control, title=TITLES[page], fields=fields, submit=say("Keep"))


def _about(_: Page, draft: ProgrammeDraft) -> tuple[Field, ...]:
    day = say("A day, such as 1 March or next monday.")
    return (
        TextField(name="name", label=say("Name of the programme"), max_length=LONGEST_NAME, initial=draft.name),
        TextField(
            name="purpose",
            label=say("What is it for?"),
            hint=say("Members read this before they sign up."),
            required=False,
            max_length=LONGEST_PURPOSE,
            multiline=True,
            initial=draft.purpose,
        ),
        TextField(name="begins", label=say("Begins"), hint=day, required=False, max_length=40, initial=draft.begins),
        TextField(
            name="ends",
            label=say("Ends"),
            hint=say("The last day. Empty: open."),
            required=False,
            max_length=40,
            initial=draft.ends,
        ),
    )


def _people(_: Page, draft: ProgrammeDraft) -> tuple[Field, ...]:
    joining = [one for one in choices_of(JOININGS) if one.value != Joining.ROLE or draft.role]
    return (
        ChoiceField(name="shape", label=say("How they meet"), choices=choices_of(SHAPES), initial=(draft.shape,)),
        _number(
            "group_size", say("Mentees in a group"), say("2 to {most}; for groups alone.", most=MOST_MENTEES), draft
        ),
        ChoiceField(
            name="joining",
            label=say("Who may join"),
            choices=tuple(Choice(one.label, one.value) for one in joining),
            hint=say("For one group alone: /mentor programme only:@group."),
            initial=(draft.joining,),
        ),
        _number(
            "least_minutes", say("Minutes a week in common"), say("At least so many. 0: they need share none."), draft
        ),
        _number("check_in_days", say("Days between check-ins"), say("After the first one at 7 days."), draft),
    )


def _weights(page: Page, draft: ProgrammeDraft) -> tuple[Field, ...]:
    return tuple(
        _number(name, label, say("{about} 0 to {most}.", about=about, most=HEAVIEST), draft)
        for name, (label, about) in _WEIGHED.items()
        if name in page.fields
    )


def _number(name: str, label: Said, hint: Said, draft: ProgrammeDraft) -> TextField:
    return TextField(name=name, label=label, hint=hint, max_length=4, initial=getattr(draft, name))
