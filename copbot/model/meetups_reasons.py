"""The words of a round of meetups, from a plan's parts: why this group, what to start from, why none.

Nothing here can tell a never-with list: the words for a repeat and for being left out are the same whatever the cause.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from copbot.message import Said, Span, When, WhenStyle, say, say_n
from copbot.model.meetups_pool import CommonGround, Lack, MeetupGroup, Repeat
from copbot.model.packs import StarterPack
from copbot.refs import MemberId

Names = Mapping[MemberId, Span]
"""How each member of a group is named where the words are shown."""

_PAIR = 2
_HOUR = 60
_SHORTEST = 30
_MOST_TOPICS = 3


def why_together(group: MeetupGroup, names: Names, now: datetime) -> tuple[Said, ...]:
    """Say why these people are a group, most telling first; `now` is when the plan was made."""
    return (*_mixture(group), *_newness(group, names, now), _hours(group), *_size(group))


def why_repeat(repeat: Repeat, names: Names, now: datetime, *, pair: bool) -> Said:
    """Explain one repeat; `pair` when the two are the whole group."""
    day = When(now - timedelta(days=repeat.days), WhenStyle.DAY)
    if pair:
        return say(
            "You two were brought together on {day} before. "
            "I found no way for everybody to meet somebody new this time.",
            day=day,
        )
    return say(
        "{one} and {other} were brought together on {day} before. "
        "I found no way for everybody to meet only people new to them this time.",
        one=names[repeat.one],
        other=names[repeat.other],
        day=day,
    )


def why_left_out(lack: Lack) -> Said:
    """Say kindly why there is no group; the same words whichever limit it was."""
    match lack:
        case Lack.ALONE:
            return say(
                "You are the only one taking part this time, so there is nobody to meet yet. Bring somebody along: "
                "two are enough."
            )
        case Lack.NOTHING_FITS:
            return say(
                "This time I found no group for you that fits what everybody asked for. That is nobody's fault. "
                "You come first next time."
            )


def start_from(common: CommonGround, names: Names, question: str | None) -> Said:
    """Say what to start from: shared topics, else what one offers and another wants, else a question."""
    if common.shared:
        return say("You have in common: {topics}.", topics=", ".join(common.shared[:_MOST_TOPICS]))
    if common.offered:
        first = common.offered[0]
        return say(
            "{giver} can help with {topic}, and {taker} would like to learn it.",
            giver=names[first.giver],
            taker=names[first.taker],
            topic=first.topic,
        )
    if question is not None:
        return say("A question to start from: {question}", question=question)
    return say("To start from: tell each other what you are working on, and what you wish you knew.")


def opening_question(packs: Sequence[StarterPack], key: str) -> str | None:
    """Choose a question of the starter packs to begin with, the same one for the same key; None without packs."""
    questions = [prompt.text for pack in packs for prompt in pack.prompts if prompt.category == "question"]
    if not questions:
        return None
    return questions[int.from_bytes(sha256(key.encode()).digest()[:8]) % len(questions)]


def _mixture(group: MeetupGroup) -> tuple[Said, ...]:
    if group.across:
        return (say("You come from different corners of the community."),)
    if group.mixed:
        return (say("Not all of you are from the same part of the community: somebody would have been alone."),)
    return ()


def _newness(group: MeetupGroup, names: Names, now: datetime) -> tuple[Said, ...]:
    pair = len(group.members) == _PAIR
    if len(group.repeats) > 1:
        return (_several_repeats(group.repeats, now),)
    if group.repeats:
        return (why_repeat(group.repeats[0], names, now, pair=pair),)
    if pair:
        return (say("You two have not met at a meetup before."),)
    return (say("No two of you have met at a meetup before."),)


def _several_repeats(repeats: Sequence[Repeat], now: datetime) -> Said:
    latest = now - timedelta(days=min(repeat.days for repeat in repeats))
    return say(
        "Some of you were brought together before, last on {day}. "
        "I found no way for everybody to meet only people new to them this time.",
        day=When(latest, WhenStyle.DAY),
    )


def _hours(group: MeetupGroup) -> Said:
    if group.minutes < _SHORTEST:
        return say("Your hours hardly meet: write to each other, or agree on a time that is early or late for some.")
    if group.minutes < _PAIR * _HOUR:
        return say_n(
            "You share {n} minute of working time a week.",
            "You share {n} minutes of working time a week.",
            group.minutes,
        )
    return say_n("You share {n} working hour a week.", "You share {n} working hours a week.", group.minutes // _HOUR)


def _size(group: MeetupGroup) -> tuple[Said, ...]:
    if not group.larger:
        return ()
    return (say("You are one more than usual, so that nobody is left out."),)
