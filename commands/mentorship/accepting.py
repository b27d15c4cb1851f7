"""Answering a proposal: accept, not this time, a reminder after three days, the end of waiting after seven."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from commands.mentorship.beginning import begun
from commands.mentorship.finding import programme_at
from commands.mentorship.preview import names_in
from commands.mentorship.proposing import ACCEPT, CLOSE_JOB, DECLINE, NUDGE_JOB, proposal
from commands.mentorship.rematching import gone_from
from commands.mentorship.telling import house_for, notice_for
from commands.mentorship.waiting import look_again, over_for
from commands.mentorship.words import facilitators_of, titled
from commands.naming import house_here, listed, person_here
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import ButtonPressed, FormSubmitted, JobDue
from copbot.forms import Form, TextField
from copbot.intents import Declined, Intent, OpenForm, Reply
from copbot.message import Button, Buttons, Code, Control, Message, Paragraph, Quote, Small, message, say
from copbot.model.mentorship import Programme, SignedUp
from copbot.model.mentorship_life import IN, Match, MatchState, SideState, everybody_accepted
from copbot.model.mentorship_rounds import can_go_on, freed
from copbot.model.roles import Role
from copbot.practice import Action, FormAction, Job
from copbot.refs import MemberId

_STAY = "mentor.stay"
_REASON, _LONGEST_REASON = "reason", 500
_NUDGE_GRACE, _CLOSE_GRACE = timedelta(days=3), timedelta(days=365)
_STATUS = Code("/mentor status")


def _match_of(row: str, ctx: Context) -> Match:
    """Give the proposal a button speaks of.

    Raises: CopError when it is over, or for others.
    """
    match = ctx.store.mentor_matches.get(int(row))
    mine = None if match is None else match.side_of(ctx.member.id)
    if match is None or mine is None:
        raise CopError(say("That proposal was for somebody else. {status} shows yours.", status=_STATUS))
    if mine.state not in IN:
        raise CopError(say("You have answered this already. {status} shows what you wait for.", status=_STATUS))
    if match.state is MatchState.ACTIVE:
        raise CopError(say("This match has begun: everybody accepted. {status} shows it.", status=_STATUS))
    if match.state is not MatchState.PROPOSED:
        raise CopError(say("This proposal is over. {status} shows what you wait for.", status=_STATUS))
    return match


def _accept(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Accept for one side; once everybody has, the match begins."""
    match, me = _match_of(pressed.control.row, ctx), ctx.member.id
    mine = match.side_of(me)
    if mine is not None and mine.state is SideState.ACCEPTED:
        raise CopError(say("You accepted already. I tell you as soon as everybody has answered."))
    if not ctx.store.mentor_matches.accept(match.id, me, ctx.now):
        return _full(match, ctx)
    match = _anew(match, ctx)
    asked = [one.member for one in match.sides if one.state is SideState.ASKED]
    if asked:
        name = names_in(house_here(ctx), ctx)
        told = say("Thank you. Now I wait for {people}.", people=listed([name(one) for one in asked]))
        return [Reply(message(told), replace=True)]
    told = say("Thank you. Everybody accepted, so your match begins now.")
    return [Reply(message(told), replace=True), *_begin(match, ctx)]


def _anew(match: Match, known: JobContext) -> Match:
    found = known.store.mentor_matches.get(match.id)
    return match if found is None else found


def _begin(match: Match, known: JobContext) -> list[Intent]:
    """Have a match begin that everybody who is still in it has accepted."""
    if not known.store.mentor_matches.move(match.id, MatchState.PROPOSED, MatchState.ACTIVE):
        return []
    known.store.mentor_matches.change(replace(match, opened_at=known.now))
    members = [one.member for one in match.sides if one.state is SideState.ACCEPTED]
    known.store.mentors.found_somebody(match.programme, members)
    return list(begun(_anew(match, known), known))


def _full(match: Match, ctx: Context) -> Sequence[Intent]:
    """Take somebody out of a proposal for which they have no place left; the others are looked for again."""
    programme = programme_at(str(match.programme), ctx)
    ctx.store.mentor_matches.answer(match.id, ctx.member.id, SideState.GONE, ctx.now)
    told = say("You have no place left in {programme}, so this match was not added.", programme=titled(programme))
    return [Reply(message(told), replace=True), *go_on(_anew(match, ctx), programme, MatchState.WITHDRAWN, ctx)]


def _ask_why(pressed: ButtonPressed, _: Context) -> Sequence[Intent]:
    return [OpenForm(_form(pressed.control))]


def _form(control: Control, filled: str = "") -> Form:
    field = TextField(
        name=_REASON,
        label=say("Why not, if you like to say"),
        hint=say("Only the facilitators read it, never the other side."),
        required=False,
        max_length=_LONGEST_REASON,
        multiline=True,
        initial=filled,
    )
    return Form(
        control=control,
        title=say("Not this time"),
        fields=(field,),
        submit=say("Not this time"),
        intro=(say("That is fine. The other side is told no reason."),),
    )


def _form_again(submitted: FormSubmitted, _: Context) -> Form:
    return _form(submitted.control, "".join(submitted.values.get(_REASON, ())))


def _decline(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Say no to a proposal, kindly to all: the others are looked for again."""
    match = _match_of(submitted.control.row, ctx)
    programme = programme_at(str(match.programme), ctx)
    ctx.store.mentor_matches.answer(match.id, ctx.member.id, SideState.DECLINED, ctx.now)
    told = say(
        "Thank you for saying so. You stay in {programme}; {leave} takes you out, {pause} lets you rest.",
        programme=titled(programme),
        leave=Code("/mentor leave"),
        pause=Code("/mentor pause"),
    )
    reason = "".join(submitted.values.get(_REASON, ())).strip()[:_LONGEST_REASON]
    heard = _heard(reason, match, programme, ctx) if reason else []
    return [Reply(message(told), replace=True), *heard, *go_on(_anew(match, ctx), programme, MatchState.DECLINED, ctx)]


def _heard(reason: str, match: Match, programme: Programme, ctx: Context) -> list[Intent]:
    """Give the facilitators the words somebody wrote for them alone; they are kept nowhere."""
    me = ctx.member.id
    first = say("{who} said “not this time” in {programme}:", who=person_here(me, ctx), programme=titled(programme))
    shown = Message((Paragraph((first,)), Quote((reason,)), Small((say("Only facilitators read this."),))))
    to = [one for one in facilitators_of(programme, ctx) if one != me]
    return [notice_for(one, f"mentor-why-not:{match.id}:{me}:{one}", shown, ctx) for one in to]


def go_on(match: Match, programme: Programme, to: MatchState, known: JobContext) -> list[Intent]:
    """Have a match begin or end as far as that is clear now that somebody is out of it."""
    if match.state is not MatchState.PROPOSED:
        return []
    if can_go_on(match):
        return _begin(match, known) if everybody_accepted(match) else []
    known.store.mentor_matches.move(match.id, MatchState.PROPOSED, to)
    known.store.mentor_matches.change(replace(match, ended_at=known.now))
    if not freed(match):
        return []
    words = say(
        "A match proposed to you in {programme} does not come about this time. "
        "That happens, and says nothing about you.",
        programme=titled(programme),
    )
    return [*over_for(match, freed(match), words, known), *look_again(match)]


def _due(job: JobDue, known: JobContext) -> tuple[Match, Programme] | None:
    match = known.store.mentor_matches.get(int(job.subject))
    programme = None if match is None else known.store.mentors.programme(match.programme)
    if match is None or programme is None or match.state is not MatchState.PROPOSED:
        return None
    return match, programme


_OVER = say("Everybody has answered.")


def _nudge(job: JobDue, known: JobContext) -> Sequence[Intent]:
    """Remind those who have not answered, once."""
    found = _due(job, known)
    if found is None:
        return [Declined(_OVER)]
    match, programme = found
    words = say("This proposal in {programme} still waits for you.", programme=titled(programme))
    told: list[Intent] = []
    for one in match.sides:
        if known.store.mentor_matches.nudged(match.id, one.member, known.now):
            shown = proposal(match, one.member, words, house_for(one.member, known), known)
            told.append(notice_for(one.member, f"mentor-nudge:{match.id}:{one.member}", shown, known, asked=False))
    return told or [Declined(_OVER)]


def _close(job: JobDue, known: JobContext) -> Sequence[Intent]:
    """Let a proposal run out: who was silent is out of it, the others go on or are looked for again."""
    book = known.store.mentor_matches
    found = _due(job, known)
    if found is None:
        return [Declined(_OVER)]
    match, programme = found
    silent = [one.member for one in match.sides if book.answer(match.id, one.member, SideState.SILENT, known.now)]
    told: list[Intent] = [
        notice_for(one, f"mentor-ran-out:{match.id}:{one}", _ran_out(programme), known, asked=False) for one in silent
    ]
    return [*told, *go_on(_anew(match, known), programme, MatchState.EXPIRED, known)]


def _ran_out(programme: Programme) -> Message:
    words = say(
        "Seven days passed without an answer, so a match proposed to you in {programme} does not come about. "
        "I propose nobody to you until you say that you would still like that.",
        programme=titled(programme),
    )
    button = Button(say("I still take part"), Control(_STAY, str(programme.id)))
    return Message((Paragraph((words,)), Buttons((button,))))


def _stay(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Give a sign of life after a proposal ran out."""
    programme = programme_at(pressed.control.row, ctx)
    sign_up = ctx.store.mentors.of(programme.id, ctx.member.id)
    if sign_up is None or sign_up.state is not SignedUp.ACTIVE:
        raise CopError(say("You are signed up no more. {join} takes you back in.", join=Code("/mentor join")))
    ctx.store.mentors.keep(replace(sign_up, changed_at=ctx.now))
    told = say("Good to have you. You take part in the next round of {programme}.", programme=titled(programme))
    return [Reply(message(told), replace=True)]


def step_out(member: MemberId, known: JobContext, programme: int | None = None) -> list[Intent]:
    """Take somebody who leaves out of all they are in; their partners are looked for again first."""
    told: list[Intent] = []
    book = known.store.mentor_matches
    for match in book.of_member(member, (MatchState.PROPOSED,)):
        about = known.store.mentors.programme(match.programme)
        if about is None or (programme is not None and about.id != programme):
            continue
        if book.answer(match.id, member, SideState.GONE, known.now):
            told += go_on(_anew(match, known), about, MatchState.WITHDRAWN, known)
    return [*told, *gone_from(member, known, programme)]


ACTIONS = (
    Action(name=ACCEPT, who=Role.GUEST, handle=_accept),
    Action(name=DECLINE, who=Role.GUEST, handle=_ask_why, reads=True),
    Action(name=_STAY, who=Role.GUEST, handle=_stay),
)
FORMS = (FormAction(name=DECLINE, who=Role.GUEST, form=_form_again, handle=_decline),)
JOBS = (
    Job(kind=NUDGE_JOB, grace=_NUDGE_GRACE, handle=_nudge),
    Job(kind=CLOSE_JOB, grace=_CLOSE_GRACE, handle=_close),
)
