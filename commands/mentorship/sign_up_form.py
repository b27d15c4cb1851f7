"""The pages a member signs up by."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from commands.apart import apart_form
from commands.mentorship.words import LEVELS, SIDES, choices_of
from commands.naming import house_here
from copbot.context import Context
from copbot.forms import MOST_CHOICES, ChoiceField, Field, Form, PeopleField, TextField
from copbot.message import Choice, Control, Said, say
from copbot.model.library import LibrarySettings
from copbot.model.mentorship import MOST_MENTEES, Programme
from copbot.model.mentorship_pool import Shape, Side
from copbot.model.mentorship_sign_up import LONGEST_GOAL, LONGEST_TOPICS, MOST_TOPICS, Page, SignUpDraft
from copbot.refs import MemberId, UserRef
from copbot.schedule import Weekday
from copbot.schedule.spoken import weekday_name

REPORTS_TO = "reports_to"
TITLES: Mapping[Page, Said] = MappingProxyType(
    {
        Page.TOPICS: say("Topics"),
        Page.AIMS: say("Goal and experience"),
        Page.HOURS: say("Your hours"),
        Page.APART: say("Never with"),
    }
)
"""At most 24 characters each, for they are titles of forms."""


def topics_of(ctx: Context) -> tuple[str, ...]:
    """List the community's topics: its tags, those used most first."""
    used = [one.tag for one in ctx.store.library.tags(MOST_CHOICES)]
    return tuple(dict.fromkeys([*used, *ctx.store.settings.get(LibrarySettings).tags]))[:MOST_CHOICES]


def form_of(control: Control, page: Page, draft: SignUpDraft, programme: Programme, ctx: Context) -> Form:
    """Make the form of a page, filled in as the draft is."""
    match page:
        case Page.TOPICS:
            fields = _topics(draft, programme, topics_of(ctx))
        case Page.AIMS:
            fields = _aims(draft, programme)
        case Page.HOURS:
            fields = _hours(draft, ctx)
        case Page.APART:
            fields = (*apart_form(control.action, ctx).fields, _reports_to(draft, ctx))
    return Form(control=control, title=TITLES[page], fields=fields, submit=say("Keep"))


def _topics(draft: SignUpDraft, programme: Programme, tags: Sequence[str]) -> tuple[Field, ...]:
    side = ChoiceField(
        name="side",
        label=say("I would like to be a"),
        choices=choices_of(SIDES),
        initial=(draft.side,) if draft.side else (),
    )
    free = say("With commas between them. Mentors: at least one.")
    wanted = say("With commas between them. Mentees: at least one.")
    fields: list[Field | None] = [
        None if programme.shape is Shape.PEER else side,
        _tags("offer_tags", say("I can help with"), tags, draft.offer_tags),
        _words("offers", say("I can also help with") if tags else say("I can help with"), free, draft.offers),
        _tags("want_tags", say("I want to learn about"), tags, draft.want_tags),
        _words(
            "wants", say("I also want to learn about") if tags else say("I want to learn about"), wanted, draft.wants
        ),
    ]
    return tuple(one for one in fields if one is not None)


def _tags(name: str, label: Said, tags: Sequence[str], chosen: tuple[str, ...]) -> ChoiceField | None:
    if not tags:
        return None
    choices = tuple(Choice(one, one) for one in tags)
    most = min(MOST_TOPICS, len(tags))
    kept = tuple(one for one in chosen if one in tags)
    return ChoiceField(name=name, label=label, choices=choices, required=False, at_most=most, initial=kept)


def _words(name: str, label: Said, hint: Said, written: str) -> TextField:
    return TextField(name=name, label=label, hint=hint, required=False, max_length=LONGEST_TOPICS, initial=written)


def _aims(draft: SignUpDraft, programme: Programme) -> tuple[Field, ...]:
    levels = tuple(Choice(label, str(level)) for level, label in enumerate(LEVELS))
    experience = ChoiceField(
        name="experience", label=say("Experience in these topics"), choices=levels, initial=(draft.experience,)
    )
    languages = TextField(
        name="languages",
        label=say("Languages"),
        hint=say("The one you like best first, for example: English, German."),
        required=False,
        max_length=200,
        initial=draft.languages,
    )
    goal = TextField(
        name="goal",
        label=say("What do you want to reach?"),
        hint=say("One thing you can tell is done."),
        required=False,
        max_length=LONGEST_GOAL,
        multiline=True,
        initial=draft.goal,
    )
    by = TextField(
        name="goal_by",
        label=say("By when?"),
        hint=say("A day, such as 1 June."),
        required=False,
        max_length=40,
        initial=draft.goal_by,
    )
    capacity = TextField(
        name="capacity",
        label=say("How many mentees at once?"),
        hint=say("1 to {most}, as mentor.", most=MOST_MENTEES),
        max_length=4,
        initial=draft.capacity,
    )
    aims: tuple[Field, ...] = () if draft.side == Side.MENTOR else (goal, by)
    mentors = draft.side != Side.MENTEE and programme.shape is not Shape.PEER
    return (*aims, experience, languages, *((capacity,) if mentors else ()))


def _hours(draft: SignUpDraft, ctx: Context) -> tuple[Field, ...]:
    days = tuple(Choice(weekday_name(day), str(day.value)) for day in Weekday)
    zone = say("In your time: {zone}.", zone=ctx.zone)
    return (
        ChoiceField(
            name="days", label=say("Days you could meet on"), choices=days, at_most=len(days), initial=draft.days
        ),
        TextField(name="begin", label=say("From"), hint=zone, max_length=20, initial=draft.begin),
        TextField(name="end", label=say("To"), hint=zone, max_length=20, initial=draft.end),
    )


def _reports_to(draft: SignUpDraft, ctx: Context) -> PeopleField:
    known = None if draft.reports_to is None else ctx.store.members.get(MemberId(draft.reports_to))
    accounts: tuple[UserRef, ...] = () if known is None else known.accounts
    here = tuple(one for one in accounts if one.is_known_in(*house_here(ctx)))
    return PeopleField(
        name=REPORTS_TO,
        label=say("Whom you report to, if here"),
        hint=say("You are not matched with them, nor with others who report to them."),
        required=False,
        initial=here[:1],
    )
