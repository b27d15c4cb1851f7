"""The bank of prompts in lists: what is in use, queued, suggested, retired, and left in the starter pack."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from commands.prompts.bank import DEQUEUE, RESTORE
from commands.prompts.finding import categories, offer_categories, untouched
from commands.prompts.showing import LIST, card_of, line_of, shortened
from commands.prompts.stock import outlook, stock_lines
from commands.prompts.suggesting import decide_buttons, name_of
from copbot.command import Opt, command
from copbot.context import Context
from copbot.events import ButtonPressed
from copbot.intents import Intent, Reply
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Code,
    Control,
    Italic,
    Message,
    Paragraph,
    Said,
    say,
    say_n,
)
from copbot.model.prompt_choice import Category
from copbot.model.prompts import Prompt, Standing, Wanted, normal_category
from copbot.model.roles import Role
from copbot.practice import Action

_PAGE = 8
_CARDS = 4
_SHORT = 160


class Shown(StrEnum):
    """Which prompts `/prompt list` shows."""

    BANK = "bank"
    QUEUE = "queue"
    SUGGESTIONS = "suggestions"
    RETIRED = "retired"
    DECLINED = "declined"
    PACK = "pack"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPrompts:
    """The options of `/prompt list`."""

    show: Annotated[Shown, Opt(about="Which ones; the bank when left out")] = Shown.BANK
    category: Annotated[str | None, Opt(about="Only this kind", max_length=40, suggest=offer_categories)] = None


@command("prompt list", ListPrompts, who=Role.FACILITATOR, reads=True, example="/prompt list suggestions")
def list_prompts(args: ListPrompts, ctx: Context) -> Sequence[Intent]:
    """Show the bank of prompts, what each drew, the queue, and what members suggest."""
    category = normal_category(args.category) if args.category else None
    return [Reply(_page(ctx, Shown(args.show), category, 0))]


def _press_more(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Turn the page; the row names what is shown, the category by its place, and where to go on."""
    shown, place, offset = pressed.control.row.split(".")
    there = (None, *categories(ctx))
    category = there[int(place)] if int(place) < len(there) else None
    return [Reply(_page(ctx, Shown(shown), category, int(offset)), replace=True)]


def _page(ctx: Context, shown: Shown, category: Category | None, offset: int) -> Message:
    match shown:
        case Shown.PACK:
            return _pack_page(ctx, category, offset)
        case Shown.BANK:
            wanted, size = Wanted(category=category), _PAGE
        case Shown.QUEUE:
            wanted, size = Wanted(category=category, queued=True), _PAGE
        case Shown.SUGGESTIONS:
            wanted, size = Wanted(standing=Standing.SUGGESTED, category=category), _CARDS
        case Shown.RETIRED:
            wanted, size = Wanted(standing=Standing.RETIRED, category=category), _PAGE
        case Shown.DECLINED:
            wanted, size = Wanted(standing=Standing.DECLINED, category=category), _PAGE
    count = ctx.store.prompts.count(wanted)
    prompts = ctx.store.prompts.listed(wanted, offset, size)
    more = _more(ctx, shown, category, offset + size, count)
    return Message((Paragraph((_heading(shown, count),)), *_blocks(ctx, shown, prompts), *more))


def _blocks(ctx: Context, shown: Shown, prompts: Sequence[Prompt]) -> Sequence[Block]:
    if not prompts:
        return ()
    lines = Bullets(tuple(line_of(prompt) for prompt in prompts))
    match shown:
        case Shown.BANK | Shown.PACK:
            return (lines, *stock_lines(outlook(ctx)))
        case Shown.QUEUE:
            return (lines, _buttons(DEQUEUE, {one.id: say("Take #{number} out", number=one.id) for one in prompts}))
        case Shown.RETIRED | Shown.DECLINED:
            return (lines, _buttons(RESTORE, {one.id: say("Bring #{number} back", number=one.id) for one in prompts}))
        case Shown.SUGGESTIONS:
            return [block for prompt in prompts for block in _suggestion(ctx, prompt)]


def _suggestion(ctx: Context, prompt: Prompt) -> tuple[Block, ...]:
    return (card_of(prompt.words, (say("From"), (name_of(ctx, prompt.author),))), decide_buttons(prompt))


def _buttons(action: str, labels: Mapping[int, Said]) -> Buttons:
    return Buttons(tuple(Button(label, Control(action, str(number))) for number, label in labels.items()))


def _pack_page(ctx: Context, category: Category | None, offset: int) -> Message:
    left = [one for one in untouched(ctx) if category in {None, one.category}]
    shown = [
        (Code(one.key), " ", Italic(one.category), " ", shortened(one.text, _SHORT))
        for one in left[offset : offset + _PAGE]
    ]
    lines = (Bullets(tuple(shown)),) if shown else ()
    more = _more(ctx, Shown.PACK, category, offset + _PAGE, len(left))
    return Message((Paragraph((_heading(Shown.PACK, len(left)),)), *lines, *more))


def _heading(shown: Shown, count: int) -> Said:
    match shown:
        case Shown.BANK:
            return say_n("{n} prompt in the bank.", "{n} prompts in the bank, the most answered first.", count)
        case Shown.QUEUE:
            return say_n("{n} prompt in the queue.", "{n} prompts in the queue.", count)
        case Shown.SUGGESTIONS:
            return say_n("{n} suggestion waits.", "{n} suggestions wait.", count)
        case Shown.RETIRED:
            return say_n("{n} prompt is retired.", "{n} prompts are retired.", count)
        case Shown.DECLINED:
            return say_n("{n} suggestion was declined.", "{n} suggestions were declined.", count)
        case Shown.PACK:
            return say_n("{n} prompt is left in the starter pack.", "{n} prompts are left in the starter pack.", count)


def _more(ctx: Context, shown: Shown, category: Category | None, offset: int, count: int) -> tuple[Block, ...]:
    if offset >= count:
        return ()
    place = 0 if category is None else categories(ctx).index(category) + 1
    return (Buttons((Button(say("More"), Control(LIST, f"{shown.value}.{place}.{offset}")),)),)


COMMANDS = (list_prompts,)
ACTIONS = (Action(name=LIST, who=Role.FACILITATOR, handle=_press_more, reads=True),)
