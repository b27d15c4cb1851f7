"""What prompts and their schedules look like: the post itself, and the lists and previews of facilitators."""

from collections.abc import Sequence

from commands.naming import house_of, person_of
from copbot.context import JobContext
from copbot.message import (
    Block,
    Bold,
    Bullets,
    Card,
    Code,
    InChannel,
    Italic,
    Line,
    Message,
    Paragraph,
    RoleMention,
    Said,
    Small,
    Span,
    When,
    WhenStyle,
    say,
    say_n,
)
from copbot.model.prompt_posts import PromptSeries
from copbot.model.prompts import Prompt, PromptWords
from copbot.model.timetable import Scheduled
from copbot.refs import ChannelRef, MemberId
from copbot.schedule import Occurrence, describe

LIST = "prompt.list"
"""The action that shows a list; its row says which, of which category, from where."""

_TITLE = 90
_SUMMARY = 140
_SHORT = 160


def post_of(words: PromptWords, series: PromptSeries, credit: Span | None) -> Message:
    """Make the post: the question first, what helps to answer it small below."""
    blocks: list[Block] = []
    if series.role is not None and series.role.is_known_in(*house_of(series.channel)):
        blocks.append(Paragraph((RoleMention(series.role, ping=True),)))
    blocks.append(Paragraph((Bold(words.text),)))
    if words.hint:
        blocks.append(Small((say("A good answer has: {hint}", hint=words.hint),)))
    tail = _tail(series, credit)
    if tail:
        blocks.append(Small(tail))
    return Message(tuple(blocks), shortened(words.text, _SUMMARY))


def _tail(series: PromptSeries, credit: Span | None) -> Line:
    parts: list[Span] = []
    if series.topic is not None:
        parts.append(f"#{series.topic}")
    if credit is not None:
        parts.append(say("suggested by {member}", member=credit))
    if series.thread:
        parts.append(say("answer in the thread"))
    return tuple(span for part in parts for span in (" · ", part))[1:]


def title_of(words: PromptWords) -> str:
    """Give the title of a prompt's thread."""
    return shortened(words.text, _TITLE)


def shortened(text: str, most: int) -> str:
    """Give a text on one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    cut = line[: most - 1]
    return (cut.rpartition(" ")[0] or cut) + "…"


def credit_of(known: JobContext, suggested_by: MemberId, channel: ChannelRef) -> Span:
    """Name who suggested a prompt, by their account where it is posted."""
    return person_of(suggested_by, house_of(channel), known)


def card_of(words: PromptWords, *facts: tuple[str | Said, Line]) -> Card:
    """Frame a prompt for facilitators."""
    hint: tuple[tuple[str | Said, Line], ...] = ((say("A good answer has"), (words.hint,)),) if words.hint else ()
    return Card(title=(words.text,), facts=((say("Kind"), (words.category,)), *hint, *facts))


def line_of(prompt: Prompt) -> Line:
    """Give a prompt as one line of a list: number, kind, words, and what it drew."""
    text = shortened(prompt.words.text, _SHORT)
    return (Code(f"#{prompt.id}"), " ", Italic(prompt.words.category), " ", text, " · ", drew(prompt))


def drew(prompt: Prompt) -> Said:
    """Say what a prompt drew when it was posted."""
    if prompt.used_at is None:
        return say("not posted yet")
    return say(
        "{posts}, last {day}; {people}, {answers}",
        posts=say_n("posted once", "posted {n} times", prompt.posts),
        day=When(prompt.used_at, WhenStyle.DAY),
        people=say_n("{n} person", "{n} people", prompt.people),
        answers=say_n("{n} answer", "{n} answers", prompt.replies),
    )


def source_of(prompt: Prompt) -> Said:
    """Say where a prompt comes from, and so why it is next."""
    if prompt.queued is not None:
        return say("the facilitators' queue")
    if prompt.used_at is not None:
        return say("the bank: all others were posted since, so it comes again")
    if prompt.pack is not None:
        return say("the starter pack")
    if prompt.suggested:
        return say("the bank: a member suggested it")
    return say("the bank")


def series_line(series: PromptSeries, scheduled: Scheduled) -> Line:
    """Give a schedule as one line: number, rhythm, channel, and what is special about it."""
    line: list[Span] = [
        say(
            "{number}: {rhythm}, in {channel}",
            number=Bold(str(series.id)),
            rhythm=describe(scheduled.schedule),
            channel=InChannel(series.channel),
        )
    ]
    line += [span for extra in extras(series) for span in (" · ", extra)]
    if series.gone:
        line += [" · ", Bold(say("paused: its channel is gone"))]
    elif scheduled.next_at is None:
        line += [" · ", say("over")]
    else:
        line += [" · ", say("next {when}", when=When(scheduled.next_at))]
        if scheduled.schedule.paused_until is not None:
            line += [" · ", say("paused until {day}", day=scheduled.schedule.paused_until.isoformat())]
    return tuple(line)


def extras(series: PromptSeries) -> Sequence[Span]:
    """List what is special about a series."""
    found: list[Span] = []
    if series.category is not None:
        found.append(say("only “{category}”", category=series.category))
    if series.topic is not None:
        found.append(f"#{series.topic}")
    if series.role is not None:
        found.append(say("mentions {role}", role=RoleMention(series.role)))
    found.append(say("with a thread") if series.thread else say("without a thread"))
    if series.thread and not series.nudge:
        found.append(say("no reminder"))
    return found


def dates(coming: Sequence[Occurrence]) -> Bullets:
    """List dates, each in the reader's own time."""
    return Bullets(tuple((When(occurrence.at),) for occurrence in coming))
