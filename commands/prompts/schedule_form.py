"""The form of a schedule of prompts: made from what there is, and read back."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from copbot.errors import CopError
from copbot.forms import ChannelField, ChoiceField, FieldValues, Form, TextField
from copbot.message import Choice, Control, say
from copbot.model.prompt_posts import PromptSeries
from copbot.model.prompts import normal_category
from copbot.model.tags import normal_tag
from copbot.refs import ChannelRef
from copbot.schedule import Schedule, describe

T = TypeVar("T")

FORM = "prompt.series"
_NUDGED, _THREAD, _BARE = "nudge", "thread", "none"
_LONGEST_TAG = 40


def filled(series: PromptSeries, schedule: Schedule) -> FieldValues:
    """Give what the form holds for a series."""
    answers = (_NUDGED if series.nudge else _THREAD) if series.thread else _BARE
    return {
        "when": (str(describe(schedule)),),
        "channel": (str(series.channel),),
        "answers": (answers,),
        "topic": () if series.topic is None else (series.topic,),
        "category": () if series.category is None else (series.category,),
    }


def form_of(row: str, values: FieldValues) -> Form:
    """Make the form, filled in with values."""
    channel = words(values, "channel")
    return Form(
        control=Control(FORM, row),
        title=say("Schedule of prompts"),
        fields=(
            TextField(
                name="when",
                label=say("When"),
                hint=say("In plain words: every second Tuesday at 9:30, Europe/Berlin"),
                initial=words(values, "when"),
            ),
            ChannelField(name="channel", label=say("Where"), initial=ChannelRef.parse(channel) if channel else None),
            ChoiceField(
                name="answers",
                label=say("Answers"),
                choices=(
                    Choice(say("In a thread, with one reminder when nobody answers"), _NUDGED),
                    Choice(say("In a thread"), _THREAD),
                    Choice(say("No thread"), _BARE),
                ),
                initial=values.get("answers", ()),
            ),
            _tag_field("topic", values),
            _tag_field("category", values),
        ),
        submit=say("Show the dates"),
    )


def read(values: FieldValues, base: PromptSeries) -> PromptSeries:
    """Read the form back, all but when; what it does not ask stays as it was.

    Raises: CopError beside the field that does not fit.
    """
    topic, category = words(values, "topic"), words(values, "category")
    answers = words(values, "answers")
    return replace(
        base,
        channel=in_field("channel", lambda: _channel(words(values, "channel"))),
        thread=answers != _BARE,
        nudge=answers == _NUDGED,
        topic=in_field("topic", lambda: normal_tag(topic)) if topic else None,
        category=in_field("category", lambda: normal_category(category)) if category else None,
    )


def words(values: FieldValues, name: str) -> str:
    """Give what was written into a field; nothing for one left empty."""
    return "".join(values.get(name, ())).strip()


def in_field(name: str, reading: Callable[[], T]) -> T:
    """Read a field, so that a refusal stands beside it."""
    try:
        return reading()
    except CopError as refusal:
        raise CopError(refusal.sentence, fields={name: refusal.sentence}) from None


def _channel(text: str) -> ChannelRef:
    if not text:
        raise CopError(say("Choose a channel."))
    return ChannelRef.parse(text)


def _tag_field(name: str, values: FieldValues) -> TextField:
    match name:
        case "topic":
            label, hint = say("Topic"), say("A tag to show with each prompt")
        case _:
            label, hint = say("Kind"), say("Post only prompts of this kind")
    return TextField(
        name=name, label=label, hint=hint, required=False, max_length=_LONGEST_TAG, initial=words(values, name)
    )
