"""`/mentor never`: the confidential list of people a member is never to be brought together with."""

from collections.abc import Sequence

from commands.apart import apart_form, keep_apart
from copbot.command import NoOptions, command
from copbot.context import Context
from copbot.events import FormSubmitted
from copbot.forms import Form
from copbot.intents import Intent, OpenForm
from copbot.model.roles import Role
from copbot.practice import FormAction

_NEVER = "mentor.never"


@command("mentor never", NoOptions, who=Role.GUEST, reads=True, example="/mentor never")
def mentor_never(_: NoOptions, ctx: Context) -> Sequence[Intent]:
    """Name people never to be matched with; nobody else sees your list."""
    return [OpenForm(apart_form(_NEVER, ctx))]


def _again(submitted: FormSubmitted, ctx: Context) -> Form:
    return apart_form(_NEVER, ctx, submitted)


COMMANDS = (mentor_never,)
FORMS = (FormAction(name=_NEVER, who=Role.GUEST, form=_again, handle=keep_apart),)
