"""`/cop help`: what can be done here, generated from the declarations, for whoever asks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from copbot.command import AnyCommand, Command, Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import BotMentioned, ButtonPressed, DirectMessageReceived
from copbot.intents import Intent, Reply
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Choice,
    Code,
    Control,
    Heading,
    Line,
    Menu,
    Message,
    Paragraph,
    Said,
    Small,
    Tone,
    say,
)
from copbot.model.roles import Role
from copbot.practice import Action, Practice, Watcher

CHOOSE = "cop.help"


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """The options of `/cop help`."""

    practice: Annotated[
        str | None, Opt(about="One practice: kudos, library, prompt, mentor, meet, recap, cop", max_length=40)
    ] = None


@dataclass(frozen=True, slots=True)
class Guide:
    """Help over a set of practices, for all the ways of asking for it."""

    command: Command[Help]
    action: Action
    watchers: tuple[Watcher[BotMentioned], Watcher[DirectMessageReceived]]


def guide_to(practices: Callable[[], Sequence[Practice]]) -> Guide:
    """Make the help over practices; they are asked for late, since help is one of them."""

    @command("cop help", Help, who=Role.GUEST, reads=True, example="/cop help kudos")
    def cop_help(args: Help, ctx: Context) -> Sequence[Intent]:
        """See what you can do here."""
        if args.practice is None:
            return [Reply(overview(practices(), ctx))]
        return [Reply(page(_named(practices(), args.practice), ctx))]

    def choose(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
        return [Reply(page(_named(practices(), (pressed.values or ("cop",))[0]), ctx), replace=True)]

    def answer(_: BotMentioned | DirectMessageReceived, ctx: Context) -> Sequence[Intent]:
        return [Reply(overview(practices(), ctx))]

    return Guide(
        command=cop_help,
        action=Action(name=CHOOSE, who=Role.GUEST, handle=choose, reads=True),
        watchers=(
            Watcher(on=BotMentioned, wants=lambda *_: True, handle=answer),
            Watcher(on=DirectMessageReceived, wants=lambda *_: True, handle=answer),
        ),
    )


def overview(practices: Sequence[Practice], ctx: Context) -> Message:
    """Say what this is and what each practice is for, with one thing to try in each."""
    blocks: list[Block] = [
        Heading(say("What you can do here")),
        Paragraph((_welcome(ctx),)),
        Bullets(tuple(_summary(practice, ctx) for practice in practices if _usable(practice, ctx))),
        Menu(
            say("More about …"),
            Control(CHOOSE),
            tuple(
                Choice(practice.name.capitalize(), practice.name, practice.about)
                for practice in practices
                if _usable(practice, ctx)
            ),
        ),
    ]
    if ctx.role >= Role.FACILITATOR and ctx.community.set_up_at is None:
        setup = Button(say("Set up"), Control("cop.setup"), Tone.PRIMARY)
        blocks.append(Buttons((setup,)))
    blocks.append(Small((say("You can also write these to me directly, or mention me with them."),)))
    return Message(tuple(blocks))


def page(practice: Practice, ctx: Context) -> Message:
    """List one practice's commands that this person may use, each with an example."""
    shortcuts = [shortcut.name for shortcut in practice.shortcuts if ctx.role >= shortcut.who]
    blocks: list[Block] = [
        Heading(practice.name.capitalize()),
        Paragraph((practice.about,)),
        Bullets(tuple(_usage(one) for one in _usable(practice, ctx))),
    ]
    if shortcuts:
        names = ", ".join(f"“{name}”" for name in shortcuts)
        blocks.append(Paragraph((say("On any message, open its menu (⋯) and choose {names}.", names=names),)))
    return Message(tuple(blocks))


def _welcome(ctx: Context) -> Said:
    if ctx.community.purpose:
        return say("{name}: {purpose}", name=ctx.community.name, purpose=ctx.community.purpose)
    if ctx.role >= Role.FACILITATOR and ctx.community.set_up_at is None:
        return say("I help a community learn together. It is not set up yet: five minutes are enough.")
    return say("I help this community learn together: ask, share, thank, and see what came of it.")


def _usable(practice: Practice, ctx: Context) -> list[AnyCommand]:
    return [one for one in practice.commands if ctx.role >= one.who]


def _summary(practice: Practice, ctx: Context) -> Line:
    tries = [say("Try {example}", example=Code(one.example)) for one in _usable(practice, ctx) if one.example]
    return (practice.about, " ", *tries[:1])


def _usage(one: AnyCommand) -> Line:
    usage: Line = (Code(f"/{one.path}"), " ", one.help)
    return (*usage, " ", say("For example: {example}", example=Code(one.example))) if one.example else usage


def _named(practices: Sequence[Practice], name: str) -> Practice:
    wanted = name.strip().lower().removeprefix("/")
    for practice in practices:
        if wanted in {practice.name, *(one.path.split(" ")[0] for one in practice.commands)}:
            return practice
    names = ", ".join(practice.name for practice in practices)
    raise CopError(say("There is no practice “{name}”. There are: {names}.", name=name[:40], names=names))
