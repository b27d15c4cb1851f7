"""The bank of prompts, filled by facilitators: one by one, or many pasted at once; queued and retired."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from commands.prompts.finding import (
    categories,
    find_prompt,
    find_series,
    in_bank,
    offer_categories,
    offer_prompts,
    offer_series,
    untouched,
)
from commands.prompts.rewording import OnePrompt, refuse_same
from commands.prompts.showing import card_of, shortened
from commands.prompts.stock import restock, stock_lines
from copbot.command import Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed
from copbot.intents import Intent, Reply
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Control,
    InChannel,
    Message,
    Paragraph,
    When,
    message,
    say,
    say_n,
)
from copbot.model.prompt_lines import read_lines
from copbot.model.prompts import LONGEST_HINT, LONGEST_TEXT, Prompt, Standing, fingerprint, worded
from copbot.model.roles import Role
from copbot.practice import Action

RESTORE = "prompt.restore"
DEQUEUE = "prompt.dequeue"
_LONGEST_PASTE = 3000
_LONGEST_CATEGORY = 40
_TITLE = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class AddPrompt:
    """The options of `/prompt add`, and of `/prompt suggest`."""

    text: Annotated[str, Opt(about="The prompt: a question or an invitation", max_length=LONGEST_TEXT, multiline=True)]
    category: Annotated[
        str | None,
        Opt(about="Its kind: story, problem, tool, case …", max_length=_LONGEST_CATEGORY, suggest=offer_categories),
    ] = None
    good_answer: Annotated[
        str | None, Opt(about="What a good answer contains", max_length=LONGEST_HINT, multiline=True)
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPrompts:
    """The options of `/prompt import`."""

    lines: Annotated[
        str,
        Opt(about="One prompt a line; “story: What …” names its kind", max_length=_LONGEST_PASTE, multiline=True),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePrompt:
    """The options of `/prompt queue`."""

    prompt: Annotated[str, Opt(about="Which one: its number or some words of it", suggest=offer_prompts)]
    schedule: Annotated[str | None, Opt(about="For the next date of this schedule only", suggest=offer_series)] = None


@command("prompt add", AddPrompt, who=Role.FACILITATOR, example="/prompt add What surprised you? category:story")
def add_prompt(args: AddPrompt, ctx: Context) -> Sequence[Intent]:
    """Put a prompt into the bank."""
    words = worded(args.text, args.category or "", args.good_answer or "")
    refuse_same(ctx, words.text)
    prompt = ctx.store.prompts.add(words, author=ctx.member.id, now=ctx.now)
    ctx.store.audit.add(ctx.member.id, say("added prompt #{number}", number=prompt.id), ctx.now)
    return [Reply(message(say("It is in the bank as #{number}.", number=prompt.id), *stock_lines(restock(ctx))))]


@command("prompt import", ImportPrompts, who=Role.FACILITATOR)
def import_prompts(args: ImportPrompts, ctx: Context) -> Sequence[Intent]:
    """Put many prompts into the bank: paste them, one a line."""
    found = read_lines(args.lines, categories(ctx))
    known = ctx.store.prompts.known([words.text for _, words in found.prompts])
    known |= {fingerprint(starter.text) for starter in untouched(ctx)}
    new = [words for _, words in found.prompts if fingerprint(words.text) not in known]
    there = [number for number, words in found.prompts if fingerprint(words.text) in known]
    bad = [say("Line {number}: {why}", number=number, why=why) for number, why in found.bad]
    if not new:
        refusal = say("Nothing was added. {why}", why=bad[0] if bad else say("All of them are in the bank already."))
        raise CopError(refusal, fields={"lines": refusal})
    for words in new:
        ctx.store.prompts.add(words, author=ctx.member.id, now=ctx.now)
    ctx.store.audit.add(ctx.member.id, say_n("added {n} prompt", "added {n} prompts", len(new)), ctx.now)
    kinds = ", ".join(f"{kind} {n}" for kind, n in Counter(words.category for words in new).most_common())
    blocks: list[Block] = [
        Paragraph((say_n("{n} prompt added: {kinds}.", "{n} prompts added: {kinds}.", len(new), kinds=kinds),))
    ]
    if doubled := sorted((*there, *found.doubled)):
        numbers = ", ".join(str(number) for number in doubled)
        blocks.append(Paragraph((say("Left out, because they are there already: lines {numbers}.", numbers=numbers),)))
    if bad:
        blocks += [Paragraph((say("Left out, because I cannot take them:"),)), Bullets(tuple((one,) for one in bad))]
    return [Reply(Message((*blocks, *stock_lines(restock(ctx)))))]


@command("prompt retire", OnePrompt, who=Role.FACILITATOR, example="/prompt retire 12")
def retire_prompt(args: OnePrompt, ctx: Context) -> Sequence[Intent]:
    """Take a prompt out of use; what it drew stays known."""
    prompt = in_bank(ctx, find_prompt(ctx, args.prompt))
    if prompt.standing is not Standing.READY:
        raise _not_in_use(prompt)
    ctx.store.prompts.retire(prompt.id)
    ctx.store.audit.add(ctx.member.id, say("retired prompt #{number}", number=prompt.id), ctx.now)
    undo = Buttons((Button(say("Undo"), Control(RESTORE, str(prompt.id))),))
    told = say("#{number} is retired: “{text}”", number=prompt.id, text=shortened(prompt.words.text, _TITLE))
    return [Reply(message(told, *stock_lines(restock(ctx)), undo))]


@command("prompt queue", QueuePrompt, who=Role.FACILITATOR, example="/prompt queue 12")
def queue_prompt(args: QueuePrompt, ctx: Context) -> Sequence[Intent]:
    """Have a prompt posted before all others, at the next date or after those queued before."""
    found = find_prompt(ctx, args.prompt)
    if isinstance(found, Prompt) and found.standing is not Standing.READY:
        raise _not_in_use(found)
    if args.schedule is not None:
        series, scheduled = find_series(ctx, args.schedule)
        held = ctx.store.prompts.hold(in_bank(ctx, found).id, series.id)
        channel = InChannel(series.channel)
        told = say("It comes next in {channel}.", channel=channel)
        if scheduled.next_at is not None:
            told = say("It comes next in {channel}, {when}.", channel=channel, when=When(scheduled.next_at))
        return [Reply(message(told, card_of(held.words)))]
    if isinstance(found, Prompt) and found.queued is not None:
        raise CopError(say("#{number} is in the queue already.", number=found.id))
    prompt = in_bank(ctx, found)
    ctx.store.prompts.enqueue(prompt.id)
    restock(ctx)
    return [Reply(message(say("#{number} is in the queue.", number=prompt.id), card_of(prompt.words)))]


def _press_restore(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Make a retired or declined prompt ready again; a second press changes nothing."""
    prompt = ctx.store.prompts.get(int(pressed.control.row))
    if prompt is not None and prompt.standing in {Standing.RETIRED, Standing.DECLINED}:
        ctx.store.prompts.restore(prompt.id)
        restock(ctx)
        ctx.store.audit.add(ctx.member.id, say("brought prompt #{number} back", number=prompt.id), ctx.now)
    return [Reply(message(say("#{number} is in use again.", number=pressed.control.row)), replace=True)]


def _press_dequeue(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Take a prompt out of the queue; a second press changes nothing."""
    ctx.store.prompts.dequeue(int(pressed.control.row))
    restock(ctx)
    told = say("#{number} is out of the queue.", number=pressed.control.row)
    return [Reply(message(told), replace=True)]


def _not_in_use(prompt: Prompt) -> CopError:
    return CopError(say("#{number} is not in use, so nothing was changed.", number=prompt.id))


COMMANDS = (add_prompt, import_prompts, retire_prompt, queue_prompt)
ACTIONS = (
    Action(name=RESTORE, who=Role.FACILITATOR, handle=_press_restore),
    Action(name=DEQUEUE, who=Role.FACILITATOR, handle=_press_dequeue),
)
