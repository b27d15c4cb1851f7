"""Three weeks and some days in the life of the pretend community, told through the chat itself before the page opens.

Everything goes the members' way: commands, reactions, buttons and forms. Nothing is written into the database by hand.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import structlog

from adapters.simulator.acts import Acts, NotPossibleError, Outcome
from copbot.events import LinkFound
from copbot.ports import Clock, LinkReader

_log = structlog.get_logger(__name__)

_WEEKS = 3

_PAGES: dict[str, tuple[str, str]] = {
    "https://www.gapminder.org/tools/": (
        "Gapminder Tools",
        "Animated charts of two hundred years of world development, ready for a classroom.",
    ),
    "https://seeing-theory.brown.edu/": (
        "Seeing Theory",
        "A visual introduction to probability and statistics, to play with in the browser.",
    ),
    "https://www.amstat.org/asa/education/guidelines-for-assessment-and-instruction-in-statistics-education": (
        "GAISE: guidelines for assessment and instruction in statistics education",
        "What good statistics teaching looks like, from kindergarten to college.",
    ),
    "https://datavizcatalogue.com/": (
        "The Data Visualisation Catalogue",
        "Which chart for which question: a library of chart types with what each is good for.",
    ),
    "https://colorbrewer2.org/": (
        "ColorBrewer",
        "Colour schemes for maps and charts, in print and for colour-blind readers.",
    ),
    "https://codap.concord.org/": (
        "CODAP",
        "A free, simple data tool for pupils: drag a table, get a graph.",
    ),
}
"""What pages say, so that the story needs no network."""


class KnownPages:
    """Knows the pages of the story and asks another reader for the rest."""

    def __init__(self, others: LinkReader) -> None:
        self._others = others

    async def read(self, url: str) -> LinkFound:
        """Read one page."""
        known = _PAGES.get(url) or _PAGES.get(f"{url}/")
        if known is None:
            return await self._others.read(url)
        title, description = known
        return LinkFound(url=url, title=title, description=description)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One thing somebody does: a line said, then buttons pressed (by label) and forms filled in, then reactions.

    `replies_to` is part of the message whose thread it stands in: `prompt` is the newest prompt, whatever it asks.
    """

    day: int
    at: time
    who: str
    says: str
    channel: str = "general"
    steps: tuple[str | Mapping[str, str | tuple[str, ...]], ...] = ()
    replies_to: str = ""
    reacts: tuple[tuple[str, str], ...] = ()


def beginning(now: datetime) -> datetime:
    """Give the Monday morning, three weeks before this week's, on which the story begins."""
    monday = now - timedelta(days=now.weekday(), weeks=_WEEKS)
    return monday.replace(hour=7, minute=0, second=0, microsecond=0)


async def tell(
    acts: Acts,
    clock: Clock,
    move: Callable[[timedelta], Awaitable[None]],
    scenes: Sequence[Scene],
    until: datetime,
) -> None:
    """Act every scene up to `until` in its hour, moving the clock in between, and leave no private answers lying about.

    A scene the chat refuses is logged and left out: a demonstration goes on.
    """
    began = clock.now()
    for scene in scenes:
        target = _instant(began, scene)
        if target > until:
            break
        if target > clock.now():
            await move(target - clock.now())
        try:
            await _act(acts, scene)
        except NotPossibleError as refusal:
            _log.warning("scene_refused", who=scene.who, says=scene.says, why=str(refusal))
    await move(max(timedelta(), until - clock.now()))
    _tidy(acts)


async def _act(acts: Acts, scene: Scene) -> None:
    thread = _find(acts, scene.who, scene.replies_to) if scene.replies_to else None
    outcome = await acts.say(scene.who, scene.channel, scene.says, thread=thread)
    said = outcome.message
    for step in scene.steps:
        match step:
            case str() as label:
                outcome = await _press(acts, scene.who, outcome, label)
            case filled:
                values = {name: (value,) if isinstance(value, str) else value for name, value in filled.items()}
                outcome = await acts.submit(scene.who, None, values)
                if outcome.form is not None and outcome.form.errors:
                    raise NotPossibleError(f"The form was sent back: {', '.join(outcome.form.errors)}.")
    if said is not None:
        for who, emoji in scene.reacts:
            await acts.react(who, said.id, emoji)


async def _press(acts: Acts, who: str, outcome: Outcome, label: str) -> Outcome:
    shown = outcome.ephemeral or outcome.message
    if shown is None:
        raise NotPossibleError(f"There is nothing to press “{label}” on.")
    return await acts.press(who, shown.id, label)


def _find(acts: Acts, who: str, beginning: str) -> str:
    """Find the newest message that says something, or the newest prompt."""
    for entry in reversed(acts.chat.visible(who)):
        is_prompt = beginning == "prompt" and (entry.key or "").startswith("prompt:")
        if entry.only_for is None and not entry.gone and (is_prompt or beginning in str(entry.message)):
            return entry.id
    raise NotPossibleError(f"Nobody said “{beginning}”.")


def _tidy(acts: Acts) -> None:
    for account in acts.chat.accounts:
        for entry in acts.chat.visible(account):
            if entry.only_for == account and not entry.gone:
                acts.chat.delete(entry)


def _instant(began: datetime, scene: Scene) -> datetime:
    day = began + timedelta(days=scene.day)
    return day.replace(hour=scene.at.hour, minute=scene.at.minute, second=0, microsecond=0)
