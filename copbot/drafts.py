"""Forms sent back where the platform shows no sentence beside a field: kept, and opened again by a button."""

from collections.abc import Sequence
from dataclasses import dataclass

from copbot.context import Context
from copbot.errors import CopError
from copbot.events import FormSubmitted
from copbot.intents import Reply
from copbot.message import Block, Bullets, Button, Buttons, Control, Message, Paragraph, Tone, say

EDIT = "form.edit"


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDraft:
    """The one form a member last got back, as they had filled it in."""

    action: str = ""
    row: str = ""
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def submitted(self) -> FormSubmitted:
        """The submission it was."""
        return FormSubmitted(Control(self.action, self.row), dict(self.values))


def keep(submitted: FormSubmitted, refusal: CopError, ctx: Context) -> Reply:
    """Keep what was filled in, and say what is wrong beside a button that opens it again."""
    control = submitted.control
    draft = FormDraft(action=control.action, row=control.row, values=tuple(submitted.values.items()))
    ctx.store.preferences.put(ctx.member.id, draft)
    blocks: Sequence[Block] = (
        Paragraph((say("That could not be taken yet:"),)),
        Bullets(tuple((sentence,) for sentence in refusal.fields.values())),
        Buttons((Button(say("Edit"), Control(EDIT, control.action), Tone.PRIMARY),)),
    )
    return Reply(Message(tuple(blocks)))


def kept(ctx: Context) -> FormSubmitted:
    """Give back what a member had filled in.

    Raises: CopError when nothing is kept.
    """
    draft = ctx.store.preferences.get(ctx.member.id, FormDraft)
    if not draft.action:
        raise CopError(say("That form is no longer open. Please start again from the command."))
    return draft.submitted
