"""`/kudos give`, and the shortcut on a message that does the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated

from commands.kudos.giving import Audience, audience_of, outgoings, receivers_among, write_down
from commands.kudos.reactions import look_up
from commands.kudos.undo import buttons_for
from commands.kudos.words import value_choices
from commands.naming import house_here, listed, person
from copbot.command import Opt, command
from copbot.context import Context
from copbot.events import FormSubmitted, OptionValue, ShortcutUsed
from copbot.forms import ChoiceField, Field, Form, PeopleField, TextField
from copbot.intents import Intent, OpenForm, Reply
from copbot.message import Block, Choice, Control, InChannel, Message, Paragraph, Small, Span, say, say_n
from copbot.model.kudos import Kudos
from copbot.model.kudos_rules import LONGEST_REASON
from copbot.model.kudos_settings import MOST_RECEIVERS, KudosSettings, find_value
from copbot.model.roles import Role
from copbot.practice import FormAction, Shortcut
from copbot.refs import MessageRef, UserRef


def suggest_values(ctx: Context, typed: str, _: Mapping[str, OptionValue]) -> Sequence[Choice]:
    """Offer the values whose name or meaning holds what was typed."""
    wanted = typed.strip().casefold()
    values = ctx.store.settings.get(KudosSettings).offered
    found = [value for value in values if wanted in f"{value.name} {value.about}".casefold()]
    return [Choice(value.name, value.name, value.about[:75] or None) for value in found]


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveKudos:
    """The options of `/kudos give`."""

    to: Annotated[tuple[UserRef, ...], Opt(about="Whom to thank", at_most=MOST_RECEIVERS)]
    reason: Annotated[str, Opt(about="What they did", max_length=LONGEST_REASON)]
    value: Annotated[str | None, Opt(about="Which value it shows", max_length=80, suggest=suggest_values)] = None


@command("kudos give", GiveKudos, who=Role.GUEST, example="/kudos give @ann for her patient review")
def give_kudos(args: GiveKudos, ctx: Context) -> Sequence[Intent]:
    """Thank people for something they did."""
    return _give(args, None, ctx)


def _give(args: GiveKudos, message: MessageRef | None, ctx: Context) -> list[Intent]:
    settings = ctx.store.settings.get(KudosSettings)
    value = find_value(args.value, settings) if args.value else None
    people = receivers_among(args.to, ctx)
    heard = audience_of(people, message, settings, ctx)
    kudos = Kudos(
        giver=ctx.member.id,
        receivers=tuple(one.id for one in people),
        reason=args.reason,
        value=None if value is None else value.ref,
        at=ctx.now,
        message=message,
        posted=heard.to is not None,
    )
    made, left = write_down(kudos, people, settings, ctx)
    said = [] if message is None else look_up(message, ctx)
    return [_answer(made, left, heard, settings, ctx), *outgoings(made, kudos, heard, settings, ctx), *said]


def _answer(made: int, left: int, heard: Audience, settings: KudosSettings, ctx: Context) -> Reply:
    """Say that it is done, what differs from the usual, and how to undo it."""
    blocks: list[Block] = [Paragraph((say("Thank you. That is written down."),))]
    announced = settings.announce
    if announced is not None and announced == heard.to and announced != ctx.place.channel_ref:
        blocks.append(Paragraph((say("It stands in {channel}.", channel=InChannel(announced)),)))
    quiet = [person(one, house_here(ctx)) for one in heard.told if one not in heard.named]
    if quiet:
        blocks.append(Paragraph((say("{names} will hear of it in private.", names=listed(quiet)),)))
    aside: list[Span] = [say("You can undo this for a minute.")]
    if settings.counts:
        aside += [" ", say_n("You have one kudos left today.", "You have {n} kudos left today.", left)]
    return Reply(Message((*blocks, Small(tuple(aside)), buttons_for(made))))


def _open(used: ShortcutUsed, ctx: Context) -> Sequence[Intent]:
    author = used.message.author
    preset = author is not None and not used.message.author_is_bot and author != ctx.person.user
    return [OpenForm(_form(used.message.ref, {"to": (str(author),) if preset else ()}, ctx))]


def _form(message: MessageRef, filled: Mapping[str, tuple[str, ...]], ctx: Context) -> Form:
    settings = ctx.store.settings.get(KudosSettings)
    fields: list[Field] = [
        PeopleField(
            name="to",
            label=say("Whom to thank"),
            at_most=settings.most_receivers,
            initial=tuple(UserRef.parse(one) for one in filled.get("to", ())),
        ),
        TextField(
            name="reason",
            label=say("What they did"),
            hint=say("What helped you, and how?"),
            max_length=LONGEST_REASON,
            multiline=True,
            initial="".join(filled.get("reason", ())),
        ),
    ]
    if settings.offered:
        fields.append(
            ChoiceField(
                name="value",
                label=say("Which value it shows"),
                choices=value_choices(settings),
                required=False,
                initial=filled.get("value", ()),
            )
        )
    return Form(
        control=Control("kudos.give", str(message)), title=say("Give kudos"), fields=tuple(fields), submit=say("Thank")
    )


def _submitted(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    values = submitted.values
    args = GiveKudos(
        to=tuple(UserRef.parse(one) for one in values.get("to", ())),
        reason="".join(values.get("reason", ())),
        value="".join(values.get("value", ())) or None,
    )
    return _give(args, MessageRef.parse(submitted.control.row), ctx)


SHORTCUT = Shortcut(name="Give kudos", callback="give_kudos", who=Role.GUEST, handle=_open, reads=True)
FORM = FormAction(
    name="kudos.give",
    who=Role.GUEST,
    form=lambda submitted, ctx: _form(MessageRef.parse(submitted.control.row), submitted.values, ctx),
    handle=_submitted,
)
