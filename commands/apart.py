"""The form for a never-with list: one list for mentorship and meetups, seen and changed by its owner alone."""

from collections.abc import Sequence

from commands.naming import house_here, lives_in
from copbot.context import Context
from copbot.events import FormSubmitted
from copbot.forms import Form, PeopleField
from copbot.intents import Intent, Reply
from copbot.message import Control, message, say, say_n
from copbot.model.apart import MOST_APART, list_checked
from copbot.model.set_up import in_field
from copbot.refs import MemberId, UserRef

_PEOPLE = "people"


def apart_form(action: str, ctx: Context, submitted: FormSubmitted | None = None) -> Form:
    """Ask whom somebody is never to be brought together with, filled in with their list."""
    named = _named(ctx) if submitted is None else tuple(map(UserRef.parse, submitted.values.get(_PEOPLE, ())))
    field = PeopleField(
        name=_PEOPLE,
        label=say("Whom would you rather not meet?"),
        hint=say("Leave it empty to clear the list."),
        required=False,
        at_most=MOST_APART,
        initial=named,
    )
    secret = (say("Only you can see this list: no facilitator, and nobody on it. I never give it as a reason."),)
    return Form(control=Control(action), title=say("Never with"), fields=(field,), submit=say("Save"), intro=secret)


def keep_apart(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Keep the list as it was filled in; who cannot be picked here, having no account here, stays on it."""
    apart, me = ctx.store.apart, ctx.member.id
    before = apart.of(me)
    picked = {ctx.member_of(UserRef.parse(one)).id for one in submitted.values.get(_PEOPLE, ())}
    wanted = in_field(_PEOPLE, lambda: list_checked(me, picked | set(_elsewhere(before, ctx))))
    for gone in set(before) - wanted:
        apart.remove(me, gone)
    for new in sorted(wanted - set(before)):
        apart.add(me, new, ctx.now)
    told = say_n(
        "Kept. You are never brought together with this one person.",
        "Kept. You are never brought together with these {n} people.",
        len(wanted),
    )
    return [Reply(message(told if wanted else say("Kept. Your list is empty.")))]


def _named(ctx: Context) -> tuple[UserRef, ...]:
    """Give the accounts here of those on somebody's list."""
    house = house_here(ctx)
    people = (ctx.store.members.get(one) for one in ctx.store.apart.of(ctx.member.id))
    here = ([account for account in one.accounts if account.is_known_in(*house)] for one in people)
    return tuple(accounts[0] for accounts in here if accounts)


def _elsewhere(listed: Sequence[MemberId], ctx: Context) -> list[MemberId]:
    return [one for one in listed if not lives_in(ctx.store.members.get(one), house_here(ctx))]
