"""A small practice with one of everything Discord can show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from copbot.command import Opt, command
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import (
    BotMentioned,
    ButtonPressed,
    DirectMessageReceived,
    FormSubmitted,
    MessagesDeleted,
    OptionValue,
    ReactionAdded,
    ReactionRemoved,
    ShortcutUsed,
)
from copbot.forms import ChannelField, ChoiceField, Form, PeopleField, TextField
from copbot.intents import Intent, Notice, OpenForm, OpenThread, Post, Reply, Sent, ThreadOf
from copbot.message import Button, Buttons, Choice, Control, Mention, message, paragraph, say
from copbot.model.roles import Role
from copbot.practice import Action, FormAction, Observer, Practice, Shortcut, Watcher
from copbot.refs import ChannelRef, RoleRef, UserRef


class Bed(StrEnum):
    SUNNY = "sunny"
    IN_SHADE = "in_shade"


def seeds(ctx: Context, typed: str, options: Mapping[str, OptionValue]) -> Sequence[Choice]:
    names = [one for one in ("bean", "beet", "basil") if one.startswith(typed)]
    return [Choice(f"{one} for {options.get('bed', 'any bed')}", one) for one in names]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plant:
    """Every kind of option."""

    seed: Annotated[str, Opt(about="What to plant", max_length=40, suggest=seeds)]
    helpers: Annotated[tuple[UserRef, ...], Opt(about="Who helps", at_most=3)]
    count: Annotated[int, Opt(about="How many", minimum=1, maximum=9)] = 1
    depth: Annotated[int | None, Opt(about="How deep")] = None
    bed: Annotated[Bed | None, Opt(about="Which bed")] = None
    water: Annotated[bool, Opt(about="Whether to water it")] = False
    owner: Annotated[UserRef | None, Opt(about="Whose it is")] = None
    beside: Annotated[ChannelRef | None, Opt(about="Where to tell of it")] = None
    crew: Annotated[RoleRef | None, Opt(about="Which crew")] = None


@command("garden plant", Plant, who=Role.MEMBER)
def plant(args: Plant, ctx: Context) -> Sequence[Intent]:
    """Plant something."""
    if args.seed == "stone":
        raise CopError(say("A stone does not grow. Choose a seed."))
    where = args.beside or ctx.place.channel_ref
    assert where is not None
    told = message(paragraph(say("{who} planted {seed}.", who=Mention(ctx.person.user), seed=args.seed)))
    key = f"garden:{ctx.person.user.user}:{args.seed}"
    undo = Buttons((Button(say("Dig it up"), Control("garden.dig", args.seed)),))
    return [
        Reply(message(say("Planted {seed}.", seed=args.seed), undo)),
        Post(key=key, to=where, message=told),
        OpenThread(key=f"{key}:thread", on=Sent(key), title=say("About the {seed}", seed=args.seed)),
        Post(key=f"{key}:first", to=ThreadOf(Sent(key)), message=message(say("How does it grow?"))),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """No options."""


def the_form(values: Mapping[str, tuple[str, ...]]) -> Form:
    return Form(
        control=Control("garden.form", "7"),
        title=say("A new garden"),
        submit=say("Plant"),
        intro=(say("Tell us about it."),),
        fields=(
            TextField(name="name", label=say("Name"), hint=say("Short"), initial="".join(values.get("name", ()))),
            ChoiceField(name="bed", label=say("Bed"), choices=(Choice("Sunny", "sunny"), Choice("Shade", "shade"))),
            PeopleField(name="helpers", label=say("Helpers"), at_most=3, required=False),
            ChannelField(name="where", label=say("Where"), required=False),
        ),
    )


@command("garden form", Nothing, who=Role.MEMBER, reads=True)
def open_form(args: Nothing, ctx: Context) -> Sequence[Intent]:
    """Open a form."""
    return [OpenForm(the_form({}))]


def fill_in(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    values = submitted.values
    if values["name"] == ("x",):
        raise CopError(say("That is too short."), fields={"name": say("Write a whole word.")})
    filled = ", ".join(f"{name} is {' and '.join(value)}" for name, value in values.items() if value)
    return [Reply(message(filled))]


def dig(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [Reply(message(say("Dug up {seed}.", seed=pressed.control.row)), replace=True)]


def keep(used: ShortcutUsed, ctx: Context) -> Sequence[Intent]:
    return [Reply(message(say("Kept “{text}”.", text=used.message.text or "nothing")))]


def thank(added: ReactionAdded, ctx: Context) -> Sequence[Intent]:
    where = added.message.place
    text = say("{who} waters this.", who=Mention(ctx.person.user))
    return [Post(key=f"water:{added.message}:{ctx.person.user.user}", to=where, message=message(paragraph(text)))]


def greet(event: BotMentioned | DirectMessageReceived, ctx: Context) -> Sequence[Intent]:
    return [Reply(message(say("Hello. Try /garden plant.")))]


def warn(event: MessagesDeleted, ctx: JobContext) -> Sequence[Intent]:
    return []


def always(event: object, ctx: JobContext) -> bool:
    return True


def tell_me(added: ReactionRemoved, ctx: Context) -> Sequence[Intent]:
    return [Notice(key=f"dry:{added.message}", to=ctx.member.id, message=message(say("It dries out.")), asked=True)]


GARDEN = Practice(
    name="garden",
    about=say("Plants and who waters them"),
    commands=(plant, open_form),
    shortcuts=(Shortcut(name="Keep this", callback="garden.keep", who=Role.MEMBER, handle=keep),),
    actions=(Action(name="garden.dig", who=Role.MEMBER, handle=dig),),
    forms=(
        FormAction(
            name="garden.form", who=Role.MEMBER, form=lambda submitted, _: the_form(submitted.values), handle=fill_in
        ),
    ),
    watchers=(
        Watcher(on=ReactionAdded, wants=lambda event, _: event.emoji == "💧", handle=thank),
        Watcher(on=ReactionRemoved, wants=always, handle=tell_me),
        Watcher(on=BotMentioned, wants=always, handle=greet),
        Watcher(on=DirectMessageReceived, wants=always, handle=greet),
    ),
    observers=(Observer(on=MessagesDeleted, wants=always, handle=warn),),
)
