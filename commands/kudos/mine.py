"""`/kudos mine`: what I was thanked for, whom I thanked, and how I wish to be thanked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from commands.kudos.words import label_of, reason_of
from commands.naming import House, house_here, listed, person_of
from copbot.command import command
from copbot.context import Context
from copbot.events import ButtonPressed
from copbot.intents import Intent, Reply
from copbot.message import (
    Block,
    Bullets,
    Button,
    Buttons,
    Choice,
    Control,
    Heading,
    Line,
    Menu,
    Message,
    Paragraph,
    Said,
    Small,
    Span,
    Tone,
    When,
    WhenStyle,
    plain,
    say,
    say_n,
)
from copbot.model.kudos import Entry, Visibility, Wishes
from copbot.model.kudos_rules import day_of, given_in
from copbot.model.kudos_settings import KudosSettings
from copbot.model.roles import Role
from copbot.practice import Action

_MOST = 5
_LONGEST_LABEL = 75
_ON_BOARD, _OFF_BOARD = "on board", "off board"

_CHOICES = {
    Visibility.PUBLIC: say("Public"),
    Visibility.RECAP: say("Recap only"),
    Visibility.PRIVATE: say("Private"),
}
_MEANS = {
    Visibility.PUBLIC: say("You are thanked where all can see it."),
    Visibility.RECAP: say("You are thanked in recaps, and in no post of its own."),
    Visibility.PRIVATE: say("Only you and who thanked you can see it."),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowMine:
    """`/kudos mine` has no options."""


@command("kudos mine", ShowMine, who=Role.GUEST, reads=True)
def show_mine(_: ShowMine, ctx: Context) -> Sequence[Intent]:
    """Show my kudos, and choose how I wish to be thanked."""
    return [Reply(_mine(ctx.store.kudos.wishes([ctx.member.id])[ctx.member.id], ctx))]


def _mine(wishes: Wishes, ctx: Context) -> Message:
    settings = ctx.store.settings.get(KudosSettings)
    house = house_here(ctx)
    received = ctx.store.kudos.received(ctx.member.id, _MOST)
    given = [one for one in ctx.store.kudos.given(ctx.member.id, 2 * _MOST) if one.taken_back is None][:_MOST]
    blocks: list[Block] = [Heading(say("You were thanked"))]
    blocks += _list([_received(one, settings, house, ctx) for one in received], say("Not yet. It will come."))
    blocks.append(Heading(say("You thanked")))
    blocks += _list(
        [_given(one, settings, house, ctx) for one in given], say("Nobody lately. Who helped you this week?")
    )
    if settings.counts:
        blocks.append(Small((left_today(settings, ctx),)))
    if given:
        choices = tuple(Choice(_label(one, ctx), str(one.id)) for one in given)
        blocks.append(Menu(say("Add or change a reason"), Control("kudos.reword"), choices))
    return Message((*blocks, *_wishes(wishes, settings)))


def left_today(settings: KudosSettings, ctx: Context) -> Said:
    """Say how many kudos somebody may still give today, and when new ones come."""
    day = day_of(ctx.now, ctx.zone)
    ties = ctx.store.kudos.ties(ctx.member.id, (), given_since=day.since, received_since=ctx.now)
    left = max(0, settings.allowance - given_in(day, ctx.member.id, ties))
    return say_n(
        "You have one kudos left today. New ones come {when}.",
        "You have {n} kudos left today. New ones come {when}.",
        left,
        when=When(day.until, WhenStyle.RELATIVE),
    )


def _list(lines: Sequence[Line], nothing: Said) -> list[Block]:
    return [Bullets(tuple(lines))] if lines else [Paragraph((nothing,))]


def _received(entry: Entry, settings: KudosSettings, house: House, ctx: Context) -> Line:
    giver = person_of(entry.kudos.giver, house, ctx)
    reason = reason_of(entry, told_to_them=True)
    return _dated(entry, say("{giver}: {reason}", giver=giver, reason=reason), settings)


def _given(entry: Entry, settings: KudosSettings, house: House, ctx: Context) -> Line:
    receivers = listed([person_of(one, house, ctx) for one in entry.kudos.receivers])
    reason = reason_of(entry, told_to_them=True)
    return _dated(entry, say("{receivers}: {reason}", receivers=receivers, reason=reason), settings)


def _dated(entry: Entry, said: Said, settings: KudosSettings) -> Line:
    value = settings.value(entry.kudos.value)
    named: tuple[Span, ...] = () if value is None else (" · ", label_of(value))
    return (said, *named, " · ", When(entry.kudos.at, WhenStyle.DAY))


def _label(entry: Entry, ctx: Context) -> str:
    names = ", ".join(ctx.store.members.get(one).name for one in entry.kudos.receivers)
    label = f"{names}: {plain(reason_of(entry, told_to_them=True))}"
    return label if len(label) <= _LONGEST_LABEL else f"{label[: _LONGEST_LABEL - 1]}…"


def _wishes(wishes: Wishes, settings: KudosSettings) -> list[Block]:
    """Say how they are thanked, with a button for each other way."""
    buttons = [
        Button(label, Control("kudos.wish", one.value), Tone.PRIMARY if one is wishes.visibility else Tone.PLAIN)
        for one, label in _CHOICES.items()
    ]
    if settings.board and settings.counts:
        label = say("Leave me off the board") if wishes.on_board else say("Put me on the board")
        buttons.append(Button(label, Control("kudos.wish", _OFF_BOARD if wishes.on_board else _ON_BOARD)))
    return [Heading(say("How you are thanked")), Paragraph((_MEANS[wishes.visibility],)), Buttons(tuple(buttons))]


def _wish(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    wishes = ctx.store.kudos.wishes([ctx.member.id])[ctx.member.id]
    match pressed.control.row:
        case "on board" | "off board" as board:
            wishes = replace(wishes, on_board=board == _ON_BOARD)
        case visibility:
            wishes = replace(wishes, visibility=Visibility(visibility))
    ctx.store.kudos.wish(ctx.member.id, wishes)
    return [Reply(_mine(wishes, ctx), replace=True)]


WISH = Action(name="kudos.wish", who=Role.GUEST, handle=_wish)
