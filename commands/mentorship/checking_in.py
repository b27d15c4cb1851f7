"""What each side answers: whether they met, how helpful it is, and words for the facilitators if they like."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from commands.mentorship.asking import Asked, ask_on, fit_now, fit_question, score_buttons
from commands.mentorship.choosing import AGENDA, MET, REMATCH, SCORE, SEEN, WE_MET, WORDS, held, programme_of
from commands.mentorship.room import people_of
from commands.mentorship.stuck import watch, watch_later
from commands.mentorship.telling import notice_for
from commands.mentorship.words import facilitators_of, titled
from commands.naming import listed, person_here
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed, FormSubmitted
from copbot.forms import ChoiceField, Form, TextField
from copbot.intents import Intent, OpenForm, Reply
from copbot.message import (
    Block,
    Button,
    Buttons,
    Choice,
    Code,
    Control,
    Message,
    Paragraph,
    Quote,
    Said,
    Small,
    Span,
    message,
    say,
    say_n,
)
from copbot.model.kudos_settings import refusal
from copbot.model.mentorship_check_ins import BEST_SCORE, CheckIn, CheckInKind, Met
from copbot.model.mentorship_course import LOW_SCORE, is_new_meeting
from copbot.model.mentorship_life import Match
from copbot.model.roles import Role
from copbot.practice import Action, FormAction
from copbot.refs import MemberId

LONGEST_WORDS = 1000
_FOR_ME, _FOR_THEM = "me", "facilitators"
_FIT_AFTER = timedelta(days=1)
_SAID = {
    Met.YES: say("Good to hear."),
    Met.PLANNED: say("Good. Enjoy it."),
    Met.NO: say("That happens. A short call counts as well: propose two dates in one message."),
}


def _mine(row: str, ctx: Context) -> tuple[CheckIn, Match]:
    """Give the question a button answers, of a match that runs, and hold that match.

    Raises: CopError when it was put to others, or the match is over.
    """
    found = ctx.store.mentor_check_ins.get(int(row)) if row.isascii() and row.isdigit() else None
    if found is None or found.member != ctx.member.id:
        raise CopError(say("That question was for others. {status} shows yours.", status=Code("/mentor status")))
    match = held(str(found.match), ctx)
    fresh = ctx.store.mentor_check_ins.get(found.id)
    return fresh or found, match


def _met(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Keep whether they met, and ask what follows from it."""
    number, _, answer = pressed.control.row.partition(" ")
    made, match = _mine(number, ctx)
    if made.met is not None:
        raise CopError(say("You answered this already. Thank you."))
    met = Met(answer)
    asks_more = made.kind is CheckInKind.REGULAR
    answered = replace(made, met=met, answered_at=None if asks_more else ctx.now)
    ctx.store.mentor_check_ins.change(answered)
    if met is Met.YES:
        match = write_meeting(match, ctx)
    elif met is Met.PLANNED and made.kind is CheckInKind.STUCK:
        watch_later(match, ctx)
    said = Paragraph((_SAID[met],))
    if asks_more:
        return [Reply(Message((said, *_helpful(answered))), replace=True)]
    fit = fit_now(match, ctx.member.id, ctx) if met is Met.YES else None
    if fit is not None:
        return [Reply(Message((said, *fit_question(fit, _people(match, ctx)).blocks)), replace=True)]
    return [Reply(Message((said, *_offers(match, met))), replace=True)]


def _offers(match: Match, met: Met) -> list[Block]:
    if met is not Met.NO:
        return []
    row = str(match.id)
    agenda, other = (
        Button(say("Show an agenda"), Control(AGENDA, row)),
        Button(say("Somebody else"), Control(REMATCH, row)),
    )
    return [Buttons((agenda, other))]


def _people(match: Match, ctx: Context) -> Span:
    partners = [person_here(one.member, ctx) for one in match.partners_of(ctx.member.id)]
    return listed(partners) if partners else say("your partner")


def _helpful(made: CheckIn) -> list[Block]:
    words = say("How helpful is it to you, from 1 (not at all) to {best} (very)?", best=BEST_SCORE)
    aside = Small((say("Only you see your answer; facilitators see averages."),))
    return [Paragraph((words,)), score_buttons(made), aside]


def write_meeting(match: Match, ctx: Context) -> Match:
    """Write down that they met, once for all who tell of it, and have the others asked about the fit."""
    if not is_new_meeting(match, ctx.now):
        return match
    met = replace(match, sessions=match.sessions + 1, met_at=ctx.now)
    ctx.store.mentor_matches.change(met)
    watch(met, ctx)
    if match.sessions == 0:
        for one in people_of(met, ctx):
            if one.id != ctx.member.id:
                asked = Asked(match=met.id, member=one.id, kind=CheckInKind.FIT)
                ask_on(asked, ctx.now + _FIT_AFTER, ctx)
    return met


def _we_met(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Tell of a meeting without being asked; after the first, the fit is asked about."""
    before = held(pressed.control.row, ctx)
    match = write_meeting(before, ctx)
    if match == before:
        return [Reply(message(say("That meeting is written down already. Thank you.")))]
    told = Paragraph(
        (say_n("Written down: your first meeting.", "Written down: your meeting number {n}.", match.sessions),)
    )
    fit = fit_now(match, ctx.member.id, ctx)
    asked = () if fit is None else fit_question(fit, _people(match, ctx)).blocks
    return [Reply(Message((told, *asked)))]


def _score(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Keep a score; a low one brings an offer that nobody else hears of."""
    number, _, score = pressed.control.row.partition(" ")
    made, match = _mine(number, ctx)
    if made.score is not None:
        raise CopError(say("You answered this already. Thank you."))
    given = min(max(int(score), 1), BEST_SCORE)
    ctx.store.mentor_check_ins.change(replace(made, score=given, answered_at=ctx.now))
    more = Button(say("Add words"), Control(WORDS, str(made.id)))
    if given > LOW_SCORE:
        return [Reply(Message((Paragraph((say("Thank you for telling me."),)), Buttons((more,)))), replace=True)]
    words = say(
        "Thank you for telling me. It does not have to stay so: you can be matched with somebody else, "
        "and nobody is told who asked."
    )
    other = Button(say("Somebody else"), Control(REMATCH, str(match.id)))
    return [Reply(Message((Paragraph((words,)), Buttons((other, more)))), replace=True)]


def readers(match: Match, ctx: Context) -> tuple[MemberId, ...]:
    """List the facilitators who may read what is flagged in a match: those who are not in it themselves."""
    named = facilitators_of(programme_of(match, ctx), ctx)
    return tuple(one for one in named if match.side_of(one) is None)


def _open_words(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [OpenForm(_words_form(pressed.control, "", (_FOR_ME,), ctx))]


def _words_form(control: Control, words: str, reader: tuple[str, ...], ctx: Context) -> Form:
    """Ask for words, and who may read them: said before anything is sent."""
    found = ctx.store.mentor_check_ins.get(int(control.row)) if control.row.isdigit() else None
    match = None if found is None else ctx.store.mentor_matches.get(found.match)
    read_by = () if match is None else readers(match, ctx)
    choices = [Choice(say("Only me: a note for myself"), _FOR_ME)]
    intro: Said = say("Your partner never reads this.")
    if read_by:
        choices.append(Choice(say("The facilitators, so that they can help"), _FOR_THEM))
        people = listed([ctx.store.members.get(one).name for one in read_by])
        intro = say("Your partner never reads this. If you choose the facilitators, {people} will.", people=people)
    fields = (
        TextField(name="words", label=say("In your words"), max_length=LONGEST_WORDS, multiline=True, initial=words),
        ChoiceField(name="reader", label=say("Who may read it"), choices=tuple(choices), initial=reader),
    )
    return Form(control=control, title=say("Add words"), fields=fields, submit=say("Send"), intro=(intro,))


def _words_again(submitted: FormSubmitted, ctx: Context) -> Form:
    words = "".join(submitted.values.get("words", ()))[:LONGEST_WORDS]
    return _words_form(submitted.control, words, submitted.values.get("reader", ()), ctx)


def _words(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Keep words, and give them to the facilitators if their writer chose so."""
    made, match = _mine(submitted.control.row, ctx)
    words = "".join(submitted.values.get("words", ())).strip()
    if not words:
        raise refusal("words", say("Write a few words, or leave it."))
    if len(words) > LONGEST_WORDS:
        raise refusal("words", say("Keep it to {most} characters.", most=LONGEST_WORDS))
    read_by = readers(match, ctx) if submitted.values.get("reader") == (_FOR_THEM,) else ()
    kept = replace(made, words=words, flagged=bool(read_by), seen_at=None)
    ctx.store.mentor_check_ins.change(kept)
    if not read_by:
        return [Reply(message(say("Kept for you alone. {mydata} gives it back to you.", mydata=Code("/cop mydata"))))]
    people = listed([person_here(one, ctx) for one in read_by])
    told = Reply(message(say("Thank you. {people} will read it.", people=people)))
    key = f"mentor-flag:{made.id}:{ctx.now:%Y%m%d%H%M%S}"
    return [told, *(notice_for(one, f"{key}:{one}", flagged(kept, match, ctx), ctx) for one in read_by)]


def flagged(made: CheckIn, match: Match, ctx: Context) -> Message:
    """Show a facilitator the words they were given, and a button to say that they took care."""
    programme = programme_of(match, ctx)
    who = person_here(made.member, ctx)
    first = say("{who} wrote this for you about their match in {programme}:", who=who, programme=titled(programme))
    seen = Button(say("I take care of it"), Control(SEEN, str(made.id)))
    aside = Small((say("Only facilitators read this; the partner does not know of it."),))
    return Message((Paragraph((first,)), Quote((made.words,)), Buttons((seen,)), aside))


def _seen(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    row = pressed.control.row
    made = ctx.store.mentor_check_ins.get(int(row)) if row.isascii() and row.isdigit() else None
    match = None if made is None else ctx.store.mentor_matches.get(made.match)
    if made is None or match is None or not made.flagged or match.side_of(ctx.member.id) is not None:
        raise CopError(say("That is gone. {overview} shows what is open.", overview=Code("/mentor overview")))
    if made.seen_at is None:
        ctx.store.mentor_check_ins.change(replace(made, seen_at=ctx.now))
    who = person_here(made.member, ctx)
    return [Reply(message(say("Thank you. Please write to {who} yourself.", who=who)), replace=True)]


ACTIONS = (
    Action(name=MET, who=Role.GUEST, handle=_met),
    Action(name=WE_MET, who=Role.GUEST, handle=_we_met),
    Action(name=SCORE, who=Role.GUEST, handle=_score),
    Action(name=WORDS, who=Role.GUEST, handle=_open_words, reads=True),
    Action(name=SEEN, who=Role.FACILITATOR, handle=_seen),
)
FORMS = (FormAction(name=WORDS, who=Role.GUEST, form=_words_again, handle=_words),)
