"""Looking back on a match that is over: a score, what was learned, thanks, and a story for the library."""

from collections.abc import Sequence
from dataclasses import replace

from commands.mentorship.choosing import LOOK_BACK
from commands.mentorship.stories import ask_for_story
from commands.mentorship.thanking import thank_buttons
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed, FormSubmitted
from copbot.forms import ChoiceField, FieldValues, Form, TextField
from copbot.intents import Intent, OpenForm, Reply
from copbot.message import Block, Choice, Code, Control, Message, Paragraph, say
from copbot.model.kudos_rules import LONGEST_REASON
from copbot.model.kudos_settings import refusal
from copbot.model.library_capture import LONGEST_SNIPPET
from copbot.model.mentorship_check_ins import BEST_SCORE, Reflection
from copbot.model.mentorship_life import Match, MatchState, SideState
from copbot.model.roles import Role
from copbot.practice import Action, FormAction

_LONGEST = {"learned": 1000, "thanks": LONGEST_REASON, "story": LONGEST_SNIPPET}
_KEEP, _LIBRARY = "keep", "library"


def _over(row: str, ctx: Context) -> Match:
    """Give a match that is over for who looks back on it.

    Raises: CopError when it is not theirs, or goes on.
    """
    match = ctx.store.mentor_matches.get(int(row)) if row.isascii() and row.isdigit() else None
    mine = None if match is None else match.side_of(ctx.member.id)
    if match is None or mine is None:
        raise CopError(say("That match is not yours. {status} shows yours.", status=Code("/mentor status")))
    if match.state is not MatchState.ENDED and (
        match.state is not MatchState.ACTIVE or mine.state is not SideState.GONE
    ):
        raise CopError(say("This match goes on. {close} ends it.", close=Code("/mentor close")))
    return match


def _mine(match: Match, ctx: Context) -> Reflection:
    """Give what somebody told of a match before, else an empty page."""
    told = ctx.store.mentor_check_ins.reflections([match.id])
    return next(
        (one for one in told if one.member == ctx.member.id),
        Reflection(match=match.id, member=ctx.member.id, at=ctx.now),
    )


def _open(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    match = _over(pressed.control.row, ctx)
    before = _mine(match, ctx)
    filled = {name: (getattr(before, name),) for name in _LONGEST}
    score = () if before.score is None else (str(before.score),)
    return [OpenForm(_form(Control(LOOK_BACK, str(match.id)), {**filled, "score": score}))]


def _form(control: Control, filled: FieldValues) -> Form:
    def text(name: str) -> str:
        return "".join(filled.get(name, ()))[: _LONGEST[name]]

    scores = tuple(Choice(str(n), str(n)) for n in range(1, BEST_SCORE + 1))
    wishes = (
        Choice(say("Keep it to myself"), _KEEP),
        Choice(say("Offer it to the library"), _LIBRARY, say("Once the others of the match agree")),
    )
    fields = (
        ChoiceField(
            name="score",
            label=say("Was it worth it? 1 no, 5 very much"),
            choices=scores,
            required=False,
            initial=filled.get("score", ()),
        ),
        TextField(
            name="learned",
            label=say("What you learned"),
            hint=say("For you alone."),
            required=False,
            max_length=_LONGEST["learned"],
            multiline=True,
            initial=text("learned"),
        ),
        TextField(
            name="thanks",
            label=say("What you would like to thank for"),
            hint=say("You can send it as kudos afterwards."),
            required=False,
            max_length=_LONGEST["thanks"],
            multiline=True,
            initial=text("thanks"),
        ),
        TextField(
            name="story",
            label=say("A story others could learn from"),
            hint=say("What was the situation, what did you try, what came of it?"),
            required=False,
            max_length=_LONGEST["story"],
            multiline=True,
            initial=text("story"),
        ),
        ChoiceField(
            name="share", label=say("The story"), choices=wishes, required=False, initial=filled.get("share", (_KEEP,))
        ),
    )
    intro = (say("Facilitators see averages of the scores, and none of your words."),)
    return Form(control=control, title=say("Looking back"), fields=fields, submit=say("Keep"), intro=intro)


def _submitted(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Keep a reflection, and offer what follows from it."""
    match = _over(submitted.control.row, ctx)
    values = submitted.values
    words = {name: "".join(values.get(name, ())).strip() for name in _LONGEST}
    for name, most in _LONGEST.items():
        if len(words[name]) > most:
            raise refusal(name, say("Keep it to {most} characters.", most=most))
    score = "".join(values.get("score", ()))
    kept = replace(
        _mine(match, ctx),
        score=int(score) if score in {str(n) for n in range(1, BEST_SCORE + 1)} else None,
        learned=words["learned"],
        thanks=words["thanks"],
        story=words["story"],
        at=ctx.now,
    )
    ctx.store.mentor_check_ins.reflect(kept)
    blocks: list[Block] = [Paragraph((say("Kept. Thank you for looking back."),))]
    blocks += thank_buttons(kept, match, ctx)
    told: list[Intent] = []
    if kept.story and kept.entry is None and values.get("share") == (_LIBRARY,):
        said, told = ask_for_story(kept, match, ctx)
        blocks.append(Paragraph((said,)))
    return [Reply(Message(tuple(blocks))), *told]


ACTIONS = (Action(name=LOOK_BACK, who=Role.GUEST, handle=_open, reads=True),)
FORMS = (
    FormAction(
        name=LOOK_BACK,
        who=Role.GUEST,
        form=lambda submitted, _: _form(submitted.control, submitted.values),
        handle=_submitted,
    ),
)
