"""A recap as a message."""

from collections.abc import Sequence
from functools import reduce

from copbot.message import (
    Block,
    Bullets,
    Chart,
    Heading,
    Line,
    Message,
    Said,
    Series,
    Small,
    When,
    WhenStyle,
    say,
    say_n,
)
from copbot.model.recap import Figures, Item, Recap, Section

_TITLES: dict[Section, Said] = {
    Section.TALKED_ABOUT: say("Talked about"),
    Section.MADE: say("Made"),
    Section.THANKED: say("Thanked"),
    Section.MET: say("Met"),
    Section.COMING_UP: say("Coming up"),
}


def message_of(recap: Recap, *, name: str, chart: bool) -> Message:
    """Put a recap into words, with its chart unless that is switched off or would show nothing."""
    blocks: list[Block] = [Heading(say("What we did: {name}", name=name)), _period(recap)]
    for section, items in recap.sections:
        blocks += [Heading(_TITLES[section]), Bullets(tuple(_line(item) for item in items))]
        more = recap.more.get(section, 0)
        if more:
            blocks.append(Small((say_n("and one more", "and {n} more", more),)))
    if chart and recap.now != Figures():
        blocks.append(chart_of(recap))
    return Message(tuple(blocks), summary=say("What we did: {name}", name=name))


def chart_of(recap: Recap) -> Chart:
    """Draw how much there was of each kind, beside the period before."""
    shown = [
        (label, now, before)
        for label, now, before in (
            (say("Answers"), recap.now.answers, recap.before.answers),
            (say("Resources"), recap.now.resources, recap.before.resources),
            (say("Kudos"), recap.now.kudos, recap.before.kudos),
        )
        if now or before
    ]
    return Chart(
        title=say("This time and the time before"),
        labels=tuple(label for label, _, _ in shown),
        series=(
            Series(say("This time"), tuple(float(now) for _, now, _ in shown)),
            Series(say("The time before"), tuple(float(before) for _, _, before in shown)),
        ),
        alt=say("A bar chart. {figures}.", figures=_figures(shown)),
    )


def _figures(shown: Sequence[tuple[Said, int, int]]) -> Said:
    """Say the figures one after another: a sentence within a sentence, so that each is translated."""
    said = [say("{what}: {now}, before {before}", what=what, now=now, before=before) for what, now, before in shown]
    return reduce(lambda some, one: say("{some}; {one}", some=some, one=one), said)


def _period(recap: Recap) -> Small:
    since, until = When(recap.since, WhenStyle.DAY), When(recap.until, WhenStyle.DAY)
    return Small((say("{since} to {until}", since=since, until=until),))


def _line(item: Item) -> Line:
    return item.line
