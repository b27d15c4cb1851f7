"""Prompts that members suggest: approved, reworded or declined by a facilitator, and a kind word back."""

from collections.abc import Sequence

from commands.prompts.bank import AddPrompt, add_prompt
from commands.prompts.finding import tell_facilitators, untouched
from commands.prompts.rewording import filled, read_words, refuse_same, words_form
from commands.prompts.showing import LIST, card_of, shortened
from commands.prompts.stock import restock
from copbot.command import command
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import ButtonPressed, FormSubmitted
from copbot.forms import FieldValues, Form, TextField
from copbot.intents import Intent, Notice, OpenForm, Reply
from copbot.message import (
    Block,
    Button,
    Buttons,
    Control,
    Message,
    Paragraph,
    Quote,
    Said,
    Tone,
    When,
    WhenStyle,
    message,
    say,
)
from copbot.model.prompts import Prompt, PromptWords, Standing, Wanted, fingerprint, worded
from copbot.model.roles import Role
from copbot.practice import Action, FormAction
from copbot.refs import MemberId

_APPROVE, _REWORD, _DECLINE = "prompt.approve", "prompt.approve_as", "prompt.decline"
_LONGEST_NOTE = 300
_SHORT = 120


@command("prompt suggest", AddPrompt, who=Role.GUEST, example="/prompt suggest What did you learn from a mistake?")
def suggest_prompt(args: AddPrompt, ctx: Context) -> Sequence[Intent]:
    """Suggest a prompt; a facilitator decides, and you hear back."""
    if ctx.role >= Role.FACILITATOR:
        return add_prompt.handle(args, ctx)
    words = worded(args.text, args.category or "", args.good_answer or "")
    mark = fingerprint(words.text)
    if ctx.store.prompts.known([words.text]) or any(fingerprint(one.text) == mark for one in untouched(ctx)):
        twin = say("Somebody had the same idea: that prompt is there already. Thank you for thinking along.")
        raise CopError(twin, fields={"text": twin})
    near = None if ctx.place.is_direct else ctx.place.channel_ref
    prompt = ctx.store.prompts.add(words, author=ctx.member.id, now=ctx.now, suggested=True, near=near)
    asked = Message(
        (
            Paragraph((say("{member} suggests a prompt:", member=ctx.member.name),)),
            card_of(words),
            decide_buttons(prompt),
        )
    )
    thanks = say("Thank you! A facilitator looks at it, and you will hear what became of it.")
    told = tell_facilitators(ctx, f"prompt_suggested:{prompt.id}", asked, near=near)
    return [Reply(message(thanks, card_of(words))), *told]


def decide_buttons(prompt: Prompt) -> Buttons:
    """Give the buttons that decide on a suggestion."""
    row = str(prompt.id)
    return Buttons(
        (
            Button(say("Approve"), Control(_APPROVE, row), Tone.PRIMARY),
            Button(say("Edit"), Control(_REWORD, row)),
            Button(say("Decline"), Control(_DECLINE, row)),
        )
    )


def name_of(known: JobContext, member: MemberId | None) -> Said | str:
    """Name a member; somebody who was forgotten has no name any more."""
    return say("Somebody") if member is None else known.store.members.get(member).name


def _press_approve(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Take a suggestion into the bank."""
    prompt = _suggestion(ctx, pressed.control.row)
    if prompt.standing is not Standing.SUGGESTED:
        return [Reply(_decided(ctx, prompt), replace=True)]
    return _approved(ctx, prompt, prompt.words, replace=True)


def _press_reword(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Open a suggestion's words, to approve it as they are then."""
    prompt = _suggestion(ctx, pressed.control.row)
    if prompt.standing is not Standing.SUGGESTED:
        return [Reply(_decided(ctx, prompt), replace=True)]
    return [OpenForm(_reword_form(pressed.control.row, filled(prompt.words)))]


def _press_decline(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Ask for a word to whom a suggestion is declined."""
    prompt = _suggestion(ctx, pressed.control.row)
    if prompt.standing is not Standing.SUGGESTED:
        return [Reply(_decided(ctx, prompt), replace=True)]
    return [OpenForm(_decline_form(pressed.control.row, {}))]


def _submit_reword(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Take a suggestion into the bank in new words."""
    words = read_words(submitted.values)
    prompt = _suggestion(ctx, submitted.control.row)
    if prompt.standing is not Standing.SUGGESTED:
        return [Reply(_decided(ctx, prompt))]
    refuse_same(ctx, words.text, but=prompt.id)
    ctx.store.prompts.reword(prompt.id, words)
    return _approved(ctx, prompt, words, replace=False)


def _submit_decline(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Decline a suggestion, kindly."""
    note = "".join(submitted.values.get("note", ())).strip()
    if len(note) > _LONGEST_NOTE:
        long = say("Keep the note to {most} characters.", most=_LONGEST_NOTE)
        raise CopError(long, fields={"note": long})
    prompt = _suggestion(ctx, submitted.control.row)
    if not ctx.store.prompts.decide(prompt.id, Standing.DECLINED, ctx.member.id, ctx.now):
        return [Reply(_decided(ctx, prompt))]
    ctx.store.audit.add(ctx.member.id, say("declined prompt #{number}", number=prompt.id), ctx.now)
    blocks: list[Block] = [
        Paragraph((say("Thank you for suggesting “{text}”.", text=shortened(prompt.words.text, _SHORT)),)),
        Paragraph((say("The facilitators did not take it up this time. Please keep suggesting."),)),
    ]
    if note:
        blocks += [Paragraph((say("{name} writes:", name=ctx.member.name),)), Quote((note,))]
    told = say("Declined #{number}. I thanked {name}.", number=prompt.id, name=name_of(ctx, prompt.author))
    return [Reply(_outcome(ctx, told)), *_hear_back(prompt, Message(tuple(blocks)))]


def _approved(ctx: Context, prompt: Prompt, words: PromptWords, *, replace: bool) -> Sequence[Intent]:
    ctx.store.prompts.decide(prompt.id, Standing.READY, ctx.member.id, ctx.now)
    ctx.store.audit.add(ctx.member.id, say("approved prompt #{number}", number=prompt.id), ctx.now)
    restock(ctx)
    news = message(
        say("Thank you! Your prompt is in the bank, and is posted when its turn comes:"),
        card_of(words),
    )
    told = say("Approved #{number}. I told {name}.", number=prompt.id, name=name_of(ctx, prompt.author))
    return [Reply(_outcome(ctx, told), replace=replace), *_hear_back(prompt, news)]


def _hear_back(prompt: Prompt, news: Message) -> list[Notice]:
    if prompt.author is None:
        return []
    return [Notice(key=f"prompt_decided:{prompt.id}", to=prompt.author, message=news, near=prompt.near)]


def _outcome(ctx: Context, told: Said) -> Message:
    """Say what was done, with a button to the suggestions that still wait."""
    if not ctx.store.prompts.count(Wanted(standing=Standing.SUGGESTED)):
        return message(told)
    others = Button(say("Show the others"), Control(LIST, "suggestions.0.0"))
    return message(told, Buttons((others,)))


def _decided(ctx: Context, prompt: Prompt) -> Message:
    """Say who decided before."""
    who = name_of(ctx, prompt.decided_by)
    day = When(prompt.decided_at or prompt.added_at, WhenStyle.DAY)
    if prompt.standing is Standing.DECLINED:
        return message(say("{name} declined it already, {day}.", name=who, day=day))
    return message(say("{name} approved it already, {day}.", name=who, day=day))


def _suggestion(ctx: Context, row: str) -> Prompt:
    prompt = ctx.store.prompts.get(int(row))
    if prompt is None:
        raise CopError(say("That suggestion is gone: whoever made it took everything of theirs back."))
    return prompt


def _reword_form(row: str, values: FieldValues) -> Form:
    return words_form(Control(_REWORD, row), say("Edit and approve"), say("Approve"), values)


def _decline_form(row: str, values: FieldValues) -> Form:
    note = TextField(
        name="note",
        label=say("A word to the member"),
        hint=say("They are thanked in any case; say why, if you like"),
        required=False,
        max_length=_LONGEST_NOTE,
        multiline=True,
        initial="".join(values.get("note", ())),
    )
    return Form(control=Control(_DECLINE, row), title=say("Decline kindly"), fields=(note,), submit=say("Decline"))


COMMANDS = (suggest_prompt,)
ACTIONS = (
    Action(name=_APPROVE, who=Role.FACILITATOR, handle=_press_approve),
    Action(name=_REWORD, who=Role.FACILITATOR, handle=_press_reword, reads=True),
    Action(name=_DECLINE, who=Role.FACILITATOR, handle=_press_decline, reads=True),
)
FORMS = (
    FormAction(
        name=_REWORD,
        who=Role.FACILITATOR,
        form=lambda submitted, _: _reword_form(submitted.control.row, submitted.values),
        handle=_submit_reword,
    ),
    FormAction(
        name=_DECLINE,
        who=Role.FACILITATOR,
        form=lambda submitted, _: _decline_form(submitted.control.row, submitted.values),
        handle=_submit_decline,
    ),
)
