"""How mentorship speaks: of programmes, of what somebody brings to one, and of days."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from types import MappingProxyType

from commands.naming import listed
from copbot.context import Context, JobContext
from copbot.message import Bold, Choice, Fields, Line, RoleMention, Said, Span, say, say_n
from copbot.model.mentorship import Joining, Programme, SignUp
from copbot.model.mentorship_languages import language_names
from copbot.model.mentorship_pool import Shape, Side
from copbot.model.mentorship_programme import why_closed
from copbot.model.mentorship_sign_up import clock
from copbot.model.roles import Appointments
from copbot.refs import MemberId, RoleRef
from copbot.schedule import Weekday, zone_info
from copbot.schedule.spoken import weekday_name

SHAPES: Mapping[Shape, Said] = MappingProxyType(
    {
        Shape.PAIR: say("One to one"),
        Shape.GROUP: say("In groups: one mentor, several mentees"),
        Shape.PEER: say("Peers: two who learn from each other"),
        Shape.REVERSE: say("Reverse: the less experienced mentors"),
    }
)
JOININGS: Mapping[Joining, Said] = MappingProxyType(
    {
        Joining.EVERYONE: say("Everyone"),
        Joining.ROLE: say("One role or group"),
        Joining.APPROVAL: say("Whoever a facilitator approves"),
    }
)
SIDES: Mapping[Side, Said] = MappingProxyType(
    {
        Side.MENTOR: say("Mentor"),
        Side.MENTEE: say("Mentee"),
        Side.EITHER: say("Either"),
    }
)
LEVELS = (
    say("New to it"),
    say("First steps"),
    say("At home in it"),
    say("Experienced"),
    say("I teach others"),
)


def today_here(known: JobContext) -> date:
    """Give today's date in the community's zone."""
    return known.now.astimezone(zone_info(known.community.zone)).date()


def today_of(ctx: Context) -> date:
    """Give today's date where who acts lives."""
    return ctx.now.astimezone(zone_info(ctx.zone)).date()


def day_words(day: date) -> str:
    """Write a date as everybody reads it, in any language."""
    return day.isoformat()


def noon_of(day: date) -> datetime:
    """Give an instant that is this day nearly everywhere."""
    return datetime.combine(day, time(12), UTC)


def facilitators_of(programme: Programme, known: JobContext) -> tuple[MemberId, ...]:
    """List who hears of a programme: the facilitators, or who made it where nobody is named."""
    named = known.store.settings.get(Appointments).facilitators
    return named or (() if programme.made_by is None else (programme.made_by,))


def programme_state(programme: Programme, known: JobContext) -> Said:
    """Say whether a programme can be joined."""
    today = today_here(known)
    if programme.closed_at is not None:
        return say("closed")
    if why_closed(programme, today) is not None:
        return say("ended")
    if programme.begins > today:
        return say("begins {day}, open to sign-ups", day=day_words(programme.begins))
    return say("open")


def programme_facts(programme: Programme) -> Fields:
    """Say all that is set for a programme."""
    weights = programme.weights
    weighed = say(
        "topics {topics}, goal {goal}, hours {hours}, languages {languages}, experience {experience}, "
        "new to each other {novelty}, waited {fairness}",
        topics=weights.topics,
        goal=weights.goal,
        hours=weights.hours,
        languages=weights.languages,
        experience=weights.experience,
        novelty=weights.novelty,
        fairness=weights.fairness,
    )
    size = (
        [(say("In a group"), (say("up to {n} mentees", n=programme.group_size),))]
        if programme.shape is Shape.GROUP
        else []
    )
    pairs: list[tuple[str | Said, Line]] = [
        (say("What for"), (programme.purpose or say("not said yet"),)),
        (say("From"), (day_words(programme.begins),)),
        (say("Until"), (say("open") if programme.ends is None else day_words(programme.ends),)),
        (say("How they meet"), (SHAPES[programme.shape],)),
        *size,
        (say("Who may join"), (_who(programme),)),
        (
            say("Hours in common"),
            (say_n("at least a minute a week", "at least {n} minutes a week", _least(programme)),),
        ),
        (say("Check-ins"), (say("after 7 days, then every {n} days", n=programme.check_in_days),)),
        (say("What counts, 0 to 10"), (weighed,)),
    ]
    return Fields(tuple(pairs))


def _least(programme: Programme) -> int:
    return programme.least_minutes


def _who(programme: Programme) -> Span:
    if programme.role is None:
        return JOININGS[programme.joining]
    return RoleMention(RoleRef.parse(programme.role))


def sign_up_facts(sign_up: SignUp, shape: Shape, zone: str) -> Fields:
    """Say what somebody brings to a programme."""
    hours = say(
        "{days}, {begin} to {end}, {zone}",
        days=listed([weekday_name(Weekday(day)) for day in sign_up.days]),
        begin=clock(sign_up.from_minute),
        end=clock(sign_up.to_minute),
        zone=zone,
    )
    pairs: list[tuple[str | Said, Line]] = []
    if shape is not Shape.PEER:
        pairs.append((say("As"), (SIDES[sign_up.side],)))
    if sign_up.side is not Side.MENTEE:
        pairs.append((say("Offers"), (", ".join(sign_up.offers) or say("nothing yet"),)))
    if sign_up.side is not Side.MENTOR:
        pairs.append((say("Wants"), (", ".join(sign_up.wants) or say("nothing yet"),)))
        if sign_up.goal:
            pairs.append((say("Goal"), _goal(sign_up)))
    if sign_up.side is not Side.MENTEE and shape is not Shape.PEER:
        pairs.append((say("Takes"), (say_n("one mentee", "up to {n} mentees", sign_up.capacity),)))
    pairs += [
        (say("Experience"), (LEVELS[sign_up.experience],)),
        (say("Languages"), (language_names(sign_up.languages) or say("any"),)),
        (say("Hours"), (hours,)),
    ]
    return Fields(tuple(pairs))


def _goal(sign_up: SignUp) -> Line:
    if sign_up.goal_by is None:
        return (sign_up.goal,)
    return (say("{goal}, by {day}", goal=sign_up.goal, day=day_words(sign_up.goal_by)),)


def choices_of(labels: Mapping[Shape, Said] | Mapping[Joining, Said] | Mapping[Side, Said]) -> tuple[Choice, ...]:
    """Offer each of a few things by its label."""
    return tuple(Choice(label, str(value)) for value, label in labels.items())


def titled(programme: Programme) -> Bold:
    """Name a programme within a sentence."""
    return Bold(programme.name)
