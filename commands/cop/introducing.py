"""Introducing oneself: a form, and a card in the home channel; and what follows when that channel goes away."""

from collections.abc import Sequence
from dataclasses import replace

from commands.naming import house_of, person_of
from copbot.context import Context, JobContext
from copbot.errors import Failure
from copbot.events import ButtonPressed, ChannelGone, DeliveryFailed, FormSubmitted
from copbot.forms import FieldValues, Form, TextField
from copbot.intents import Edit, Intent, Notice, OpenForm, Post, Reply, Sent
from copbot.message import (
    Button,
    Buttons,
    Card,
    Code,
    Control,
    InChannel,
    Line,
    Message,
    Said,
    Tone,
    message,
    say,
)
from copbot.model.roles import Appointments, Role
from copbot.model.welcome import Introduction, introduced
from copbot.practice import Action, FormAction, Observer
from copbot.refs import ChannelRef, MemberId, MessageRef

_INTRODUCE = "cop.introduce"
_INTRO = "intro:"


def introduce_button() -> Buttons:
    """Offer to introduce oneself."""
    return Buttons((Button(say("Introduce yourself"), Control(_INTRODUCE), Tone.PRIMARY),))


def introduction_of(member: MemberId, known: JobContext) -> MessageRef | None:
    """Give the card somebody introduced themselves with."""
    said = known.store.preferences.get(member, Introduction)
    return None if said.posted is None else known.store.posts.message_of(_key(member, said))


def _key(member: MemberId, said: Introduction) -> str:
    return f"{_INTRO}{member}:{said.count}"


def _open(_: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    said = ctx.store.preferences.get(ctx.member.id, Introduction)
    return [OpenForm(_form({"does": (said.does,), "learns": (said.learns,), "helps": (said.helps,)}))]


def _form(filled: FieldValues) -> Form:
    labels = {
        "does": say("What do you do?"),
        "learns": say("What do you want to learn?"),
        "helps": say("What can you help with?"),
    }
    fields = tuple(
        TextField(name=name, label=label, required=False, multiline=True, initial="".join(filled.get(name, ())))
        for name, label in labels.items()
    )
    return Form(control=Control(_INTRODUCE), title=say("Introduce yourself"), fields=fields, submit=say("Introduce me"))


def _introduce(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Post the card, or rewrite the one that stands there."""
    before = ctx.store.preferences.get(ctx.member.id, Introduction)
    said, home = introduced(submitted.values), ctx.community.home
    if home is None:
        ctx.store.preferences.put(ctx.member.id, replace(said, count=before.count))
        return [Reply(message(say("Kept. There is no home channel yet to introduce you in.")))]
    if before.posted == home:
        ctx.store.preferences.put(ctx.member.id, replace(said, posted=home, count=before.count))
        key = _key(ctx.member.id, before)
        stamp = f"{ctx.now:%Y%m%d%H%M%S%f}"
        again = Edit(key=f"{key}:{stamp}", target=Sent(key), message=_card(said, home, ctx))
        return [Reply(message(say("Your introduction is rewritten."))), again]
    said = replace(said, posted=home, count=before.count + 1)
    ctx.store.preferences.put(ctx.member.id, said)
    told = say("You are introduced in {channel}. Say hello to who answers.", channel=InChannel(home))
    key = _key(ctx.member.id, said)
    return [Reply(message(told)), Post(key=key, to=home, message=_card(said, home, ctx))]


def _card(said: Introduction, home: ChannelRef, ctx: Context) -> Message:
    facts = (
        (say("Does"), said.does),
        (say("Wants to learn"), said.learns),
        (say("Can help with"), said.helps),
    )
    shown: tuple[tuple[Said, Line], ...] = tuple((label, (words,)) for label, words in facts if words)
    title: Line = (say("{member} says hello", member=person_of(ctx.member.id, house_of(home), ctx)),)
    return Message((Card(title=title, facts=shown),), say("{name} says hello", name=ctx.member.name))


# The home channel may go away.


def _is_home(gone: ChannelGone, known: JobContext) -> bool:
    return gone.channel == known.community.home


def _home_gone(_: ChannelGone, known: JobContext) -> Sequence[Intent]:
    return _lose_home(known)


def _is_ours(failed: DeliveryFailed, _: JobContext) -> bool:
    return failed.key.startswith(_INTRO) and failed.failure == Failure.DESTINATION_GONE


def _unposted(failed: DeliveryFailed, known: JobContext) -> Sequence[Intent]:
    """Learn from a card that could not be posted that the home channel is gone."""
    member = MemberId(int(failed.key.split(":")[1]))
    said = known.store.preferences.get(member, Introduction)
    known.store.preferences.put(member, replace(said, posted=None))
    lost = said.posted is not None and said.posted == known.community.home and failed.key.count(":") == _POSTS
    return _lose_home(known) if lost else []


_POSTS = 2
"""How many colons the key of a card has; that of its rewriting has one more."""


def _lose_home(known: JobContext) -> Sequence[Intent]:
    """Have no home channel any more, and tell facilitators once."""
    lost: ChannelRef | None = known.community.home
    known.store.community.change(replace(known.community, home=None))
    known.store.audit.add(None, say("the home channel is gone, or closed to me"), known.now)
    told = message(
        say("Our home channel is gone, or I may no longer post in it. Newcomers are introduced nowhere."),
        say("Choose another: {command}, Channels.", command=Code("/cop settings")),
    )
    named = known.store.settings.get(Appointments).facilitators
    return [Notice(key=f"home-gone:{lost}:{known.now:%Y%m%d}:{one}", to=one, message=told) for one in named]


ACTIONS = (Action(name=_INTRODUCE, who=Role.GUEST, handle=_open, reads=True),)
FORMS = (
    FormAction(name=_INTRODUCE, who=Role.GUEST, form=lambda submitted, _: _form(submitted.values), handle=_introduce),
)
OBSERVERS = (
    Observer(on=ChannelGone, wants=_is_home, handle=_home_gone),
    Observer(on=DeliveryFailed, wants=_is_ours, handle=_unposted),
)
