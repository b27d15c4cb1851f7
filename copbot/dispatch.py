"""The one way in: an event becomes one transaction, an answer to who acted, and rows of the outbox."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import cast

import structlog

from copbot import drafts
from copbot.context import Capabilities, Context, JobContext
from copbot.enqueue import enqueue
from copbot.errors import CopError
from copbot.events import (
    BotMentioned,
    DirectMessageReceived,
    Event,
    FormSubmitted,
    HomeOpened,
    Installed,
    JobDue,
    JobsDue,
    MemberJoined,
    MemberLeft,
    MessagePosted,
    Person,
    Place,
    ProfileChanged,
    ReactionAdded,
    ReactionRemoved,
)
from copbot.intents import Answer, Declined, FormErrors, Home, Intent, OpenForm, Reply, Suggestions
from copbot.message import message, say
from copbot.model.members import Member
from copbot.model.roles import Appointments, Role, role_of
from copbot.ports import Books, Clock, Transactions
from copbot.refs import CommunityId, MemberId
from copbot.repertoire import Plan, Repertoire
from copbot.store import Store
from copbot.wording import Wording

_log = structlog.get_logger(__name__)

_UNASKED = (ReactionAdded, ReactionRemoved, MessagePosted, MemberJoined, Installed)
"""What nobody waits for an answer to: a refusal is not said."""

_UNSEEN = (ReactionAdded, ReactionRemoved, MessagePosted)
"""What is not watched of who left."""

_TOLD_OF = (MemberLeft, ProfileChanged)
"""What a platform tells of somebody, and no act of theirs."""

_BEGINNINGS = (Installed, MemberJoined, BotMentioned, DirectMessageReceived, HomeOpened)
"""What a community may begin with, beside its first command; nobody who speaks to the bot is met with silence."""

_NEEDS = {
    Role.ADMIN: say("Only an administrator of this workspace can do that."),
    Role.FACILITATOR: say("Only facilitators can do that. Ask one of them, or see /cop facilitators."),
    Role.CURATOR: say("Only curators and facilitators can do that."),
    Role.MEMBER: say("Guests cannot do that. A facilitator can tell you more."),
}


@dataclass(frozen=True, slots=True)
class _Outcome:
    answer: Answer
    enqueued: bool = False


class _NotYetKnownError(Exception):
    """A read met a community or member that only a write can begin."""


class Dispatcher:
    """The inbox: every adapter's events come through here, and nothing else opens a transaction for one."""

    def __init__(
        self,
        *,
        repertoire: Repertoire,
        transactions: Transactions,
        clock: Clock,
        wording: Wording,
        platforms: Mapping[str, Capabilities],
        on_outgoing: Callable[[], None],
    ) -> None:
        self._repertoire = repertoire
        self._transactions = transactions
        self._clock = clock
        self._wording = wording
        self._platforms = platforms
        self._on_outgoing = on_outgoing

    async def __call__(self, event: Event) -> Answer:
        """Handle one event; who acted always gets a sentence, never an exception.

        Raises: what went wrong, when nobody acted: the caller (a job, a finding) tries again later.
        """
        if event.actor is not None and event.actor.is_bot:
            return None
        try:
            outcome = await self._handled(event)
        except CopError as refusal:
            if isinstance(event.happened, JobDue | JobsDue):
                raise
            outcome = await self._refused(event, refusal)
        except Exception:
            if event.actor is None:
                raise
            _log.exception("event_failed", happened=type(event.happened).__name__, delivery_id=event.delivery_id)
            sorry = CopError(say("Something went wrong on my side and nothing was changed. Please try again."))
            outcome = await self._refused(replace(event, delivery_id=None), sorry)
        if outcome.enqueued:
            self._on_outgoing()
        return outcome.answer

    async def _handled(self, event: Event) -> _Outcome:
        if isinstance(event.happened, JobsDue):
            return await self._together([replace(event, happened=job) for job in event.happened.jobs])
        event = self._judged(event)
        if isinstance(event.happened, Installed) and event.actor is None:
            await self._begun(event.place, event.happened)
        plan = self._repertoire.plan(event)
        if plan is None:
            return _Outcome(None)
        if plan.wanted is not None and not await self._wanted(event, plan):
            return _Outcome(None)
        if plan.reads:
            try:
                return await self._transactions.read(lambda books: self._read(books, event, plan))
            except _NotYetKnownError:
                pass
        return await self._transactions.write(lambda books: self._write(books, event, plan))

    async def _together(self, events: Sequence[Event]) -> _Outcome:
        judged = [self._judged(event) for event in events]
        planned = [(event, plan) for event in judged if (plan := self._repertoire.plan(event)) is not None]
        outcomes = await self._transactions.write(lambda books: [self._write(books, *one) for one in planned])
        return _Outcome(None, enqueued=any(one.enqueued for one in outcomes))

    async def _begun(self, place: Place, installed: Installed) -> None:
        """Begin a community where the bot was installed by nobody it could name."""
        now = self._clock.now()
        await self._transactions.write(
            lambda books: books.found(place.platform, place.tenant, installed.name, installed.zone, now)
        )

    def _judged(self, event: Event) -> Event:
        """Mark a job that comes later than its grace as missed."""
        due = event.happened
        job = self._repertoire.job(due.kind) if isinstance(due, JobDue) else None
        if job is None or not isinstance(due, JobDue):
            return event
        missed = self._clock.now() - due.due_at > job.grace
        return replace(event, happened=replace(due, missed=True)) if missed else event

    async def _wanted(self, event: Event, plan: Plan) -> bool:
        wanted = plan.wanted

        def ask(books: Books) -> bool:
            community = _community(books, event)
            if community is None or wanted is None:
                return isinstance(event.happened, _BEGINNINGS)
            known = self._know(books, community, event, reading=True)
            if isinstance(known, Context) and known.member.left_at and isinstance(event.happened, _UNSEEN):
                return False
            return wanted(known)

        return await self._transactions.read(ask)

    def _read(self, books: Books, event: Event, plan: Plan) -> _Outcome:
        community = _community(books, event)
        if community is None:
            raise _NotYetKnownError
        known = self._know(books, community, event, reading=True)
        if isinstance(known, Context) and known.member.id == _NOBODY:
            raise _NotYetKnownError
        _check_role(plan, known)
        return _Outcome(self._spoken(_answer_among(plan.handle(known)), known))

    def _write(self, books: Books, event: Event, plan: Plan) -> _Outcome:
        place, now = event.place, self._clock.now()
        if event.delivery_id is not None and not books.first_time(place.platform, place.tenant, event.delivery_id, now):
            return _Outcome(books.answer_to(place.platform, place.tenant, event.delivery_id))
        community = _community(books, event)
        if community is None and place.is_direct and self._platforms[place.platform].homeless_direct:
            raise CopError(say("I do not know your community yet. Write to me in one of its channels first."))
        if community is None:
            name, zone = _beginnings(event)
            community = books.found(place.platform, place.tenant, name, zone, now)
        if isinstance(event.happened, JobDue) and not self._occurs(books, community, event.happened):
            return _Outcome(None)
        known = self._know(books, community, event, reading=False)
        _check_role(plan, known)
        _appoint(plan, known)
        intents = plan.handle(known)
        answer = self._spoken(_answer_among(intents), known)
        self._note_declined(books, known, event, intents)
        sent = enqueue(intents, books, known, self._platforms)
        if event.delivery_id is not None and answer is not None:
            books.answered(place.platform, place.tenant, event.delivery_id, answer)
        return _Outcome(answer, enqueued=sent > 0)

    def _occurs(self, books: Books, community: CommunityId, job: JobDue) -> bool:
        return books.occur(community, job, self._clock.now())

    def _know(self, books: Books, community: CommunityId, event: Event, *, reading: bool) -> JobContext | Context:
        store, now = books.store(community), self._clock.now()
        if event.actor is None:
            return JobContext(now=now, community=store.community.get(), store=store)
        acted = not isinstance(event.happened, _TOLD_OF)
        member = _peeked(store, event.actor) if reading else store.members.seen(event.actor, now, acted=acted)
        return Context(
            now=now,
            community=store.community.get(),
            store=store,
            person=event.actor,
            member=member,
            role=role_of(event.actor, member.id, store.settings.get(Appointments)),
            place=event.place,
            capabilities=self._platforms[event.place.platform],
            people=event.people,
        )

    def _note_declined(self, books: Books, known: JobContext, event: Event, intents: Sequence[Intent]) -> None:
        for intent in intents:
            if not isinstance(intent, Declined):
                continue
            match event.happened, known:
                case JobDue() as job, _:
                    books.skipped(known.community.id, job, intent.reason)
                case happened, Context():
                    about = str(getattr(happened, "message", ""))
                    books.refuse(known.community.id, known.member.id, about, intent.reason, known.now)
                case _:
                    _log.info("declined", reason=intent.reason.msgid)

    def _spoken(self, answer: Answer, known: JobContext) -> Answer:
        """Say an answer in the language of who acted, else the community's, as it is read where they acted."""
        if not isinstance(known, Context):
            return self._wording.spoken(answer, known.community.language)
        language = self._wording.best(known.person.locale, known.community.language)
        return self._wording.spoken(answer, language, known.place.house)

    async def _refused(self, event: Event, refusal: CopError) -> _Outcome:
        """Say what is wrong to who waits: beside the form's fields where there is one, else as a reply."""
        if event.actor is None or isinstance(event.happened, _UNASKED):
            _log.info("refused", happened=type(event.happened).__name__, why=refusal.sentence.msgid)
            return _Outcome(None)
        if isinstance(event.happened, FormSubmitted) and refusal.fields:
            submitted = event.happened
            return await self._transactions.write(lambda books: self._send_back(books, event, submitted, refusal))
        said = Reply(message(refusal.sentence))
        return _Outcome(self._wording.spoken(said, self._wording.best(event.actor.locale), event.place.house))

    def _send_back(self, books: Books, event: Event, submitted: FormSubmitted, refusal: CopError) -> _Outcome:
        """Send a form back: on the form itself, or where a platform cannot, by a button that opens it again."""
        community = _community(books, event)
        if community is None:
            return _Outcome(self._wording.spoken(Reply(message(refusal.sentence)), "en"))
        known = cast("Context", self._know(books, community, event, reading=False))
        if not known.capabilities.form_errors:
            return _Outcome(self._spoken(drafts.keep(submitted, refusal, known), known))
        form = self._repertoire.form_again(submitted, known)
        return _Outcome(self._spoken(FormErrors(tuple(refusal.fields.items()), form), known))


_NOBODY = MemberId(0)


def _peeked(store: Store, person: Person) -> Member:
    """Give the member as they are, or a stand-in for somebody never seen: a read begins nobody."""
    found = store.members.of_account(person.user)
    if found is not None:
        return found
    founded = store.community.get().founded_at
    return Member(id=_NOBODY, name=person.name, accounts=(person.user,), first_seen_at=founded, last_act_at=founded)


def _community(books: Books, event: Event) -> CommunityId | None:
    """Find whose event it is; a control from before the database was begun anew names nobody's, or another one's.

    Raises: CopError when somebody acts by such a control.
    """
    if event.community is not None:
        if event.actor is not None and not _belongs(books.store(event.community), event.actor, event.place):
            raise CopError(say("That no longer works. Please start again from the command."))
        return event.community
    found = books.community_at(event.place.platform, event.place.tenant, event.place.channel)
    if found is None and event.place.is_direct and event.actor is not None:
        return books.community_of(event.actor.user)
    return found


def _belongs(store: Store, actor: Person, place: Place) -> bool:
    """Tell whether somebody is a member of a community, or acts where it is at home."""
    return store.members.of_account(actor.user) is not None or place.house in store.community.places()


def _beginnings(event: Event) -> tuple[str, str | None]:
    match event.happened:
        case Installed(name, zone):
            return name, zone
        case _:
            return event.place.tenant, event.actor.zone if event.actor else None


def _check_role(plan: Plan, known: JobContext) -> None:
    if plan.who is None or not isinstance(known, Context) or known.role >= plan.who:
        return
    raise CopError(_NEEDS[plan.who])


def _appoint(plan: Plan, known: JobContext) -> None:
    """Name the administrator who facilitates where nobody is named, so that what facilitators are told is told."""
    if plan.reads or plan.who is None or plan.who < Role.FACILITATOR:
        return
    if not isinstance(known, Context) or known.role < Role.ADMIN:
        return
    named = known.store.settings.get(Appointments)
    if not named.facilitators and not named.facilitator_roles:
        known.store.settings.put(replace(named, facilitators=(known.member.id,)))
        known.store.audit.add(known.member.id, say("facilitates from now on, for nobody was named"), known.now)


def _answer_among(intents: Sequence[Intent]) -> Answer:
    answers = [one for one in intents if isinstance(one, Reply | OpenForm | FormErrors | Suggestions | Home)]
    if len(answers) > 1:
        raise ValueError(f"{len(answers)} answers to one event")
    return answers[0] if answers else None
