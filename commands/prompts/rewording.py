"""The words of a prompt in a form: reworded in place, and never the same as another's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from commands.prompts.finding import find_prompt, in_bank, offer_prompts, row_of, untouched, words_of
from commands.prompts.previewing import EDIT
from commands.prompts.showing import card_of
from commands.prompts.stock import restock
from copbot.command import Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed, FormSubmitted
from copbot.forms import Field, FieldValues, Form, TextField
from copbot.intents import Intent, OpenForm, Reply
from copbot.message import Code, Control, Said, message, say
from copbot.model.prompts import LONGEST_HINT, LONGEST_TEXT, PromptWords, Standing, fingerprint, worded
from copbot.model.roles import Role
from copbot.practice import Action, FormAction

_FORM = "prompt.reword"
_LONGEST_CATEGORY = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class OnePrompt:
    """The options of commands about one prompt."""

    prompt: Annotated[str, Opt(about="Which one: its number or some words of it", suggest=offer_prompts)]


@command("prompt edit", OnePrompt, who=Role.FACILITATOR, reads=True, example="/prompt edit 12")
def edit_prompt(args: OnePrompt, ctx: Context) -> Sequence[Intent]:
    """Reword a prompt, or change its kind and what a good answer has."""
    found = find_prompt(ctx, args.prompt)
    return [OpenForm(_form(row_of(found), filled(words_of(found))))]


def refuse_same(ctx: Context, text: str, *, but: int = 0) -> None:
    """Refuse a text that says the same as a prompt there is, other than `but`.

    Raises: CopError naming it.
    """
    same = ctx.store.prompts.same(text)
    if same is not None and same.id != but:
        refusal = _same(same.id, same.standing)
        raise CopError(refusal, fields={"text": refusal})
    mark = fingerprint(text)
    if not but and any(fingerprint(one.text) == mark for one in untouched(ctx)):
        refusal = say("The starter pack has that prompt already.")
        raise CopError(refusal, fields={"text": refusal})


def words_form(control: Control, title: Said, submit: Said, values: FieldValues) -> Form:
    """Make a form of a prompt's words."""
    fields: tuple[Field, ...] = (
        TextField(
            name="text",
            label=say("Prompt"),
            max_length=LONGEST_TEXT,
            multiline=True,
            initial=_one(values, "text"),
        ),
        TextField(
            name="category",
            label=say("Kind"),
            hint=say("One or two words: story, problem, tool, case, reflection, question"),
            required=False,
            max_length=_LONGEST_CATEGORY,
            initial=_one(values, "category"),
        ),
        TextField(
            name="good_answer",
            label=say("A good answer has"),
            required=False,
            max_length=LONGEST_HINT,
            multiline=True,
            initial=_one(values, "good_answer"),
        ),
    )
    return Form(control=control, title=title, fields=fields, submit=submit)


def filled(words: PromptWords) -> FieldValues:
    """Give what the form holds for a prompt."""
    return {
        "text": (words.text,),
        "category": (words.category,),
        "good_answer": (words.hint,) if words.hint else (),
    }


def read_words(values: FieldValues) -> PromptWords:
    """Read the form back.

    Raises: CopError beside the field that does not fit.
    """
    return worded(_one(values, "text"), _one(values, "category"), _one(values, "good_answer"))


def _same(number: int, standing: Standing) -> Said:
    match standing:
        case Standing.READY:
            return say("#{number} says the same already.", number=number)
        case Standing.SUGGESTED:
            return say(
                "#{number}, a suggestion that waits, says the same: see {list}.",
                number=number,
                list=Code("/prompt list suggestions"),
            )
        case Standing.RETIRED | Standing.DECLINED:
            return say(
                "#{number} says the same and is not in use. {list} can bring it back.",
                number=number,
                list=Code("/prompt list retired"),
            )


def _press_edit(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Open the form of a previewed prompt."""
    found = find_prompt(ctx, pressed.control.row)
    return [OpenForm(_form(row_of(found), filled(words_of(found))))]


def _form(row: str, values: FieldValues) -> Form:
    return words_form(Control(_FORM, row), say("Edit a prompt"), say("Save"), values)


def _submit(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Keep a prompt's new words."""
    words = read_words(submitted.values)
    prompt = in_bank(ctx, find_prompt(ctx, submitted.control.row))
    refuse_same(ctx, words.text, but=prompt.id)
    ctx.store.prompts.reword(prompt.id, words)
    restock(ctx)
    ctx.store.audit.add(ctx.member.id, say("reworded prompt #{number}", number=prompt.id), ctx.now)
    return [Reply(message(say("Changed. It reads now:"), card_of(words)))]


def _one(values: FieldValues, name: str) -> str:
    return "".join(values.get(name, ()))


COMMANDS = (edit_prompt,)
ACTIONS = (Action(name=EDIT, who=Role.FACILITATOR, handle=_press_edit, reads=True),)
FORMS = (
    FormAction(
        name=_FORM,
        who=Role.FACILITATOR,
        form=lambda submitted, _: _form(submitted.control.row, submitted.values),
        handle=_submit,
    ),
)
