"""`/cop audit`: what facilitators changed."""

from collections.abc import Sequence

from commands.naming import house_here, person_here, read_in
from copbot.command import NoOptions, command
from copbot.context import Context
from copbot.intents import Intent, Reply
from copbot.message import Bullets, Heading, Line, Message, When, message, say
from copbot.model.memory import Change
from copbot.model.roles import Role

_MOST = 20


@command("cop audit", NoOptions, who=Role.FACILITATOR, reads=True, example="/cop audit")
def cop_audit(_: NoOptions, ctx: Context) -> Sequence[Intent]:
    """See what was changed lately, by whom."""
    changes = ctx.store.audit.recent(_MOST)
    if not changes:
        return [Reply(message(say("Nothing was changed yet.")))]
    lines = tuple(_line(one, ctx) for one in changes)
    return [Reply(Message((Heading(say("Changed lately")), Bullets(lines))))]


def _line(one: Change, ctx: Context) -> Line:
    what = read_in(one.what, house_here(ctx), ctx)
    if one.by is None:
        return (say("{when}: {what}", when=When(one.at), what=what),)
    return (say("{when}, {who}: {what}", when=When(one.at), who=person_here(one.by, ctx), what=what),)
