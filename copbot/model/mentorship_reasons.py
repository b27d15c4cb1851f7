"""What members and facilitators read of a plan: why two fit, why somebody was left out, and what would help.

Sentences are made from a plan's parts alone. Whichever limit stands against a pair, the sentence is `NOT_POSSIBLE`:
who asked never to be matched with whom is told to nobody and changes no word.
"""

from collections.abc import Callable
from typing import TypeAlias

from babel import Locale, UnknownLocaleError

from copbot.message import Bold, Said, Span, say, say_n
from copbot.model.hours import DAY, WEEK
from copbot.model.mentorship_pool import (
    Change,
    Criterion,
    Fit,
    LeftOut,
    LoosePin,
    NewPartner,
    Obstacle,
    OfferPlace,
    OnePlaceMore,
    OpenHours,
    Part,
    PinTrouble,
    Side,
)
from copbot.refs import MemberId
from copbot.schedule.rules import Weekday
from copbot.schedule.spoken import listed, weekday_name

Name: TypeAlias = Callable[[MemberId], Span]
"""How to show a member: a mention, or a name."""

_SAID_IN_HOURS = 120
"""Minutes from which whole hours say enough."""

NOT_POSSIBLE = say("These two are not possible together within the limits of this programme.")


def why_together(fit: Fit) -> tuple[Said, ...]:
    """Say why two were brought together, the strongest first; never empty."""
    told = [(part.points, said) for part in fit.parts if (said := _reason(part.criterion, fit)) is not None]
    told.sort(key=lambda one: -one[0])
    return tuple(said for _, said in told) or (say("Of all the ways to bring everyone together, this was the best."),)


def criterion_name(criterion: Criterion) -> Said:
    """Name a criterion, for a table of a pairing's parts."""
    match criterion:
        case Criterion.TOPICS:
            return say("Topics")
        case Criterion.GOAL:
            return say("Goal")
        case Criterion.HOURS:
            return say("Hours in common")
        case Criterion.LANGUAGES:
            return say("Languages")
        case Criterion.EXPERIENCE:
            return say("Experience")
        case Criterion.NOVELTY:
            return say("New to each other")
        case Criterion.FAIRNESS:
            return say("Waited longest")


def part_in_words(part: Part) -> Said:
    """Say what one criterion adds to a pairing."""
    return say(
        "{criterion}: {value} of 100, weight {weight}",
        criterion=criterion_name(part.criterion),
        value=part.value,
        weight=part.weight,
    )


def change_in_words(before: int, after: int | None) -> Said:
    """Say what an edit does to a plan's points; `after` is None when a pair in it is not possible."""
    if after is None:
        return NOT_POSSIBLE
    if after == before:
        return say("The fit of the whole plan stays the same.")
    if after > before:
        return say_n(
            "The fit of the whole plan rises by {n} point.",
            "The fit of the whole plan rises by {n} points.",
            after - before,
        )
    return say_n(
        "The fit of the whole plan falls by {n} point.",
        "The fit of the whole plan falls by {n} points.",
        before - after,
    )


def why_left_out(left: LeftOut) -> Said:
    """Say why somebody has no partner in this plan; fit for them and for a facilitator."""
    match left.obstacle:
        case Obstacle.NO_PLACE:
            return say("No place for a mentee was offered.")
        case Obstacle.NOBODY_THERE:
            return _by_side(
                left.side,
                say("No mentor takes part yet."),
                say("No mentee takes part yet."),
                say("Nobody else takes part yet."),
            )
        case Obstacle.NO_TOPIC:
            return _by_side(
                left.side,
                say("No mentor offers one of the topics wanted."),
                say("No mentee wants one of the topics offered."),
                say("Nobody has a topic in common."),
            )
        case Obstacle.NO_LANGUAGE:
            return _by_side(
                left.side,
                say("No mentor has a language in common."),
                say("No mentee has a language in common."),
                say("Nobody has a language in common."),
            )
        case Obstacle.NO_HOURS:
            return _by_side(
                left.side,
                say("No mentor has enough hours in common."),
                say("No mentee has enough hours in common."),
                say("Nobody has enough hours in common."),
            )
        case Obstacle.NO_LEVEL:
            return _by_side(
                left.side,
                say("No mentor has less experience."),
                say("No mentee has more experience."),
                say("Nobody has the experience it takes."),
            )
        case Obstacle.NOBODY_POSSIBLE:
            return say("Nobody was possible this time within the limits of this programme.")
        case Obstacle.PLACES_TAKEN:
            return _by_side(
                left.side,
                say("No possible mentor has a place left."),
                say("Every possible mentee has a mentor already."),
                say("Everybody possible has a partner already."),
            )


def what_would_help(change: Change, name: Name) -> Said:
    """Say the nearest single change that would bring somebody in."""
    match change:
        case OpenHours(minutes, (begin, stop), offset):
            begin, stop = begin + offset, stop + offset
            return say_n(
                "Another {n} minute in common would help: {day} between {begin} and {stop}.",
                "Another {n} minutes in common would help: {day} between {begin} and {stop}.",
                minutes,
                day=weekday_name(Weekday(begin % WEEK // DAY)),
                begin=_clock(begin),
                stop=_clock(stop),
            )
        case OnePlaceMore(mentor):
            return say("One more place with {mentor} would help.", mentor=name(mentor))
        case NewPartner():
            return _new_partner(change)
        case OfferPlace():
            return say("Offering one place would help.")


def why_loose(loose: LoosePin, name: Name) -> Said:
    """Say why a pin cannot be kept."""
    mentor, mentee = name(loose.pair.mentor), name(loose.pair.mentee)
    match loose.trouble:
        case PinTrouble.NOT_HERE:
            return say(
                "{mentor} and {mentee} cannot be pinned: both must take part, as mentor and as mentee.",
                mentor=mentor,
                mentee=mentee,
            )
        case PinTrouble.SELF:
            return say("{mentor} cannot be pinned to themselves. Choose two people.", mentor=mentor)
        case PinTrouble.NOT_POSSIBLE:
            return NOT_POSSIBLE
        case PinTrouble.TWICE:
            return say("{mentee} is pinned to someone else already. Take one of the two pins away.", mentee=mentee)
        case PinTrouble.NO_PLACE:
            return say(
                "{mentor} has fewer places than pins. Take a pin away, or ask for one more place.", mentor=mentor
            )


def _reason(criterion: Criterion, fit: Fit) -> Said | None:
    """Say what speaks for a pair by one criterion; None when nothing does."""
    match criterion:
        case Criterion.TOPICS if fit.topics:
            return say("Wanted and offered: {topics}.", topics=listed(fit.topics))
        case Criterion.TOPICS if fit.near_topics:
            return say("Something close to what is wanted is offered: {topics}.", topics=listed(fit.near_topics))
        case Criterion.GOAL if fit.goal_topics:
            return say("It serves the goal: {topics}.", topics=listed(fit.goal_topics))
        case Criterion.HOURS if fit.minutes >= _SAID_IN_HOURS:
            return say_n("{n} hour a week in common.", "{n} hours a week in common.", fit.minutes // 60)
        case Criterion.HOURS if fit.minutes:
            return say_n("{n} minute a week in common.", "{n} minutes a week in common.", fit.minutes)
        case Criterion.LANGUAGES if fit.languages:
            return say("Both speak {languages}.", languages=listed([language_name(code) for code in fit.languages]))
        case Criterion.EXPERIENCE if fit.distance:
            return say_n("{n} step of experience apart.", "{n} steps of experience apart.", abs(fit.distance))
        case Criterion.NOVELTY if not fit.met_before:
            return say("Not partners before.")
        case Criterion.FAIRNESS if fit.rounds_out:
            return say_n(
                "One of the two was left out last time.", "One of them was left out {n} times in a row.", fit.rounds_out
            )
    return None


def language_name(code: str) -> str:
    """Give a language's name in that language; the code itself when there is none."""
    try:
        return Locale.parse(code, sep="-").display_name or code
    except (ValueError, UnknownLocaleError):
        return code


def _new_partner(change: NewPartner) -> Said:
    who = _by_side(change.wanted, say("a mentee"), say("a mentor"), say("a partner"))
    language = None if change.language is None else language_name(change.language)
    if change.topic is None:
        if language is None:
            return say("What would help: one more person.")
        return say("What would help: {who} who speaks {language}.", who=who, language=language)
    topic = Bold(change.topic)
    if language is None:
        return say("What would help: {who} for {topic}.", who=who, topic=topic)
    return say("What would help: {who} for {topic} who speaks {language}.", who=who, topic=topic, language=language)


def _by_side(side: Side, mentee: Said, mentor: Said, either: Said) -> Said:
    match side:
        case Side.MENTEE:
            return mentee
        case Side.MENTOR:
            return mentor
        case Side.EITHER:
            return either


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"
