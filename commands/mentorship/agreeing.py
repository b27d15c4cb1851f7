"""The small agreement of a match: one proposes it by a form, the others confirm it by a button."""

from collections.abc import Sequence
from dataclasses import replace

from commands.mentorship.choosing import AGREE, CONFIRM, held, match_at
from commands.mentorship.room import people_of, retell, room_key, tell_all
from commands.naming import House, listed, person_of
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import ButtonPressed, FormSubmitted
from copbot.forms import FieldValues, Form, TextField
from copbot.intents import Intent, OpenForm, Post, Reply, Sent
from copbot.message import (
    Block,
    Button,
    Buttons,
    Control,
    Heading,
    Line,
    Message,
    Paragraph,
    Said,
    Small,
    Tone,
    When,
    WhenStyle,
    message,
    say,
)
from copbot.model.kudos_settings import refusal
from copbot.model.mentorship_life import Agreement, Match, is_agreed
from copbot.model.roles import Role
from copbot.practice import Action, FormAction

_LONGEST = 300
_LABELS = {
    "rhythm": say("How often, how long, where"),
    "confidence": say("What stays between us"),
    "goal": say("The goal"),
}


def agreement_key(match: int) -> str:
    """Give the key of the post that shows a match's agreement."""
    return f"{room_key(match)}:agreement"


def first_agreement(match: Match, key: str, house: House, known: JobContext) -> Post:
    """Post where a match's agreement will stand."""
    return Post(key=agreement_key(match.id), to=Sent(key), message=agreement_card(match, house, known))


def agreement_card(match: Match, house: House, known: JobContext) -> Message:
    """Show what was agreed, or who has to confirm it."""
    agreement, row = match.agreement, str(match.id)
    if agreement is None:
        words = say("A small agreement helps: how often you meet, what stays between you, and the goal.")
        propose = Button(say("Propose an agreement"), Control(AGREE, row), Tone.PRIMARY)
        return Message((Paragraph((words,)), Buttons((propose,))))
    blocks: list[Block] = [Heading(say("Your agreement"))]
    facts: list[tuple[Said, Line]] = [
        (label, (getattr(agreement, name),)) for name, label in _LABELS.items() if getattr(agreement, name)
    ]
    blocks += [Paragraph((say("{label}: {words}", label=label, words=line[0]),)) for label, line in facts]
    change = Button(say("Change it"), Control(AGREE, row))
    if is_agreed(match):
        day = When(agreement.at, WhenStyle.DAY)
        return Message(
            (*blocks, Buttons((change,)), Small((say("Agreed by all of you. Proposed on {day}.", day=day),)))
        )
    missing = [one.id for one in people_of(match, known) if one.id not in agreement.confirmed]
    names = listed([person_of(one, house, known) for one in missing]) if missing else say("nobody")
    by = person_of(agreement.by, house, known)
    waits = say("Proposed by {by}; waits for {names}.", by=by, names=names)
    confirm = Button(say("I agree"), Control(CONFIRM, f"{row} {_stamp(agreement)}"), Tone.PRIMARY)
    return Message((*blocks, Buttons((confirm, change)), Small((waits,))))


def _stamp(agreement: Agreement) -> int:
    """Tell one wording from another."""
    return int(agreement.at.timestamp() * 1000)


def _open(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    match = match_at(pressed.control.row, ctx)
    before = match.agreement
    filled = {name: (getattr(before, name),) for name in _LABELS} if before is not None else _usual(match, ctx)
    return [OpenForm(_form(Control(AGREE, str(match.id)), filled))]


def _usual(match: Match, ctx: Context) -> FieldValues:
    """Offer words to begin with; the goal is who proposes' own, from their sign-up."""
    sign_up = ctx.store.mentors.of(match.programme, ctx.member.id)
    goal = "" if sign_up is None else sign_up.goal
    return {"goal": (goal,)}


def _form(control: Control, filled: FieldValues) -> Form:
    hints = {
        "rhythm": say("Such as: every second Tuesday, 45 minutes, by video."),
        "confidence": say("Such as: what we speak of stays here, unless we both say otherwise."),
        "goal": say("Such as: lead a workshop by the end of May."),
    }
    fields = tuple(
        TextField(
            name=name,
            label=label,
            hint=hints[name],
            max_length=_LONGEST,
            multiline=True,
            initial="".join(filled.get(name, ()))[:_LONGEST],
        )
        for name, label in _LABELS.items()
    )
    return Form(control=control, title=say("Our agreement"), fields=fields, submit=say("Propose"))


def _submitted(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Propose an agreement: it waits for the others."""
    match = held(submitted.control.row, ctx)
    words = {name: "".join(submitted.values.get(name, ())).strip() for name in _LABELS}
    for name, text in words.items():
        if not text:
            raise refusal(name, say("A few words are enough."))
        if len(text) > _LONGEST:
            raise refusal(name, say("Keep it to {most} characters.", most=_LONGEST))
    made = Agreement(**words, at=ctx.now, by=ctx.member.id, confirmed=(ctx.member.id,))
    proposed = replace(match, agreement=made)
    ctx.store.mentor_matches.change(proposed)
    told = Reply(message(say("Proposed. It is agreed as soon as the others press “I agree”.")))
    return [told, *_shown(proposed, ctx)]


def _shown(match: Match, ctx: Context) -> list[Intent]:
    """Show an agreement as it is now: in the room's own post, else to each alone."""
    agreement = match.agreement
    if agreement is None:
        return []
    occasion = f"{_stamp(agreement)}:{len(agreement.confirmed)}"
    if match.room is not None:
        return retell(match, agreement_key(match.id), occasion, lambda house: agreement_card(match, house, ctx), ctx)
    key = f"mentor-agreement:{match.id}:{occasion}"
    return tell_all(match, key, lambda house: agreement_card(match, house, ctx), ctx, but=ctx.member.id)


def _confirm(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Confirm the agreement as it was read.

    Raises: CopError when it was changed since.
    """
    row, _, stamp = pressed.control.row.partition(" ")
    match = held(row, ctx)
    agreement = match.agreement
    if agreement is None or stamp != str(_stamp(agreement)):
        raise CopError(say("The agreement was changed since. Please read the newest wording first."))
    if ctx.member.id in agreement.confirmed:
        raise CopError(say("You agreed to this already."))
    confirmed = (*agreement.confirmed, ctx.member.id)
    agreed = replace(match, agreement=replace(agreement, confirmed=confirmed))
    ctx.store.mentor_matches.change(agreed)
    told = say("Agreed by all of you.") if is_agreed(agreed) else say("Thank you. The others are still asked.")
    return [Reply(message(told)), *_shown(agreed, ctx)]


def _again(submitted: FormSubmitted, _: Context) -> Form:
    return _form(submitted.control, submitted.values)


ACTIONS = (
    Action(name=AGREE, who=Role.GUEST, handle=_open, reads=True),
    Action(name=CONFIRM, who=Role.GUEST, handle=_confirm),
)
FORMS = (FormAction(name=AGREE, who=Role.GUEST, form=_again, handle=_submitted),)
