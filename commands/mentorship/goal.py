"""`/mentor goal`: how far somebody came with the goal of a match, told to its partner."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from commands.mentorship.choosing import GOAL, held, match_at, my_match, suggest_matches
from commands.mentorship.finding import chosen
from commands.mentorship.room import tell_all
from commands.naming import House, person_here, person_of
from copbot.command import Opt, command
from copbot.context import Context
from copbot.events import ButtonPressed, FormSubmitted
from copbot.forms import Form, TextField
from copbot.intents import Intent, OpenForm, Reply
from copbot.message import Block, Bullets, Button, Buttons, Control, Message, Paragraph, Quote, Span, message, say
from copbot.model.kudos_settings import read_number, refusal
from copbot.model.mentorship_check_ins import Progress
from copbot.model.mentorship_life import Match
from copbot.model.roles import Role
from copbot.practice import Action, FormAction

_LONGEST = 300
_WHOLE = 100
_TELL = "mentor.progress"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """The options of `/mentor goal`."""

    percent: Annotated[int | None, Opt(about="How far you are, 0 to 100", minimum=0, maximum=_WHOLE)] = None
    words: Annotated[str, Opt(about="What you can do now, or what comes next", max_length=_LONGEST)] = ""
    match: Annotated[str, Opt(about="Which match, where there are several", suggest=suggest_matches)] = ""


@command("mentor goal", Goal, who=Role.GUEST, example="/mentor goal percent:60 words:first draft is done")
def mentor_goal(args: Goal, ctx: Context) -> Sequence[Intent]:
    """See the goal of your match, or tell how far you are; your partner reads it."""
    found = my_match(args.match, say("Which goal?"), GOAL, ctx)
    if isinstance(found, Message):
        return [Reply(found)]
    if args.percent is None:
        return [Reply(goal_card(found, ctx))]
    return _tell(held(str(found.id), ctx), args.percent, args.words, ctx)


def _press(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [Reply(goal_card(match_at(chosen(pressed), ctx), ctx))]


def goal_card(match: Match, ctx: Context) -> Message:
    """Show the goal of a match, and how far everybody told they are."""
    goal = match.agreement.goal if match.agreement is not None else ""
    blocks: list[Block] = [Paragraph((say("The goal you wrote down:"),)), Quote((goal,))] if goal else []
    latest = {one.member: one for one in ctx.store.mentor_check_ins.progress(match.id)}
    if latest:
        blocks.append(Bullets(tuple((_line(one, person_here(one.member, ctx)),) for one in latest.values())))
    else:
        blocks.append(Paragraph((say("Nobody has told yet how far they are."),)))
    tell = Button(say("Tell how far I am"), Control(_TELL, str(match.id)))
    return Message((*blocks, Buttons((tell,))))


def _line(one: Progress, who: Span) -> Span:
    if one.words:
        return say("{who}: {n} %. {words}", who=who, n=one.percent, words=one.words)
    return say("{who}: {n} %", who=who, n=one.percent)


def _open(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    match_at(pressed.control.row, ctx)
    return [OpenForm(_form(pressed.control, "", ""))]


def _form(control: Control, percent: str, words: str) -> Form:
    fields = (
        TextField(name="percent", label=say("How far, 0 to 100 %"), max_length=3, initial=percent[:3]),
        TextField(
            name="words",
            label=say("What you can do now, or what comes next"),
            required=False,
            max_length=_LONGEST,
            multiline=True,
            initial=words[:_LONGEST],
        ),
    )
    intro = (say("Everybody in your match reads it."),)
    return Form(control=control, title=say("How far I am"), fields=fields, submit=say("Tell"), intro=intro)


def _again(submitted: FormSubmitted, _: Context) -> Form:
    values = submitted.values
    return _form(submitted.control, "".join(values.get("percent", ())), "".join(values.get("words", ())))


def _submitted(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    match = held(submitted.control.row, ctx)
    percent = read_number("".join(submitted.values.get("percent", ())).removesuffix("%"), "percent", 0, _WHOLE)
    return _tell(match, percent, "".join(submitted.values.get("words", ())), ctx)


def _tell(match: Match, percent: int, words: str, ctx: Context) -> Sequence[Intent]:
    words = words.strip()
    if len(words) > _LONGEST:
        raise refusal("words", say("Keep it to {most} characters.", most=_LONGEST))
    told = Progress(match=match.id, member=ctx.member.id, percent=percent, words=words, at=ctx.now)
    ctx.store.mentor_check_ins.tell(told)

    def shown(house: House) -> Message:
        return message(Paragraph((_line(told, person_of(ctx.member.id, house, ctx)),)))

    key = f"mentor-progress:{match.id}:{ctx.member.id}:{ctx.now:%Y%m%d%H%M%S}"
    thanks = say("Written down, and told to your match.")
    return [Reply(message(thanks)), *tell_all(match, key, shown, ctx, but=ctx.member.id)]


COMMANDS = (mentor_goal,)
ACTIONS = (
    Action(name=GOAL, who=Role.GUEST, handle=_press, reads=True),
    Action(name=_TELL, who=Role.GUEST, handle=_open, reads=True),
)
FORMS = (FormAction(name=_TELL, who=Role.GUEST, form=_again, handle=_submitted),)
