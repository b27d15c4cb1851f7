"""Telling a receiver for themselves: a minute later, so that what was undone is never heard of."""

from collections.abc import Sequence
from datetime import timedelta

from commands.kudos.posting import kudos_of
from commands.kudos.words import reason_of
from commands.naming import House, person_of
from copbot.context import Context, JobContext
from copbot.events import DeliveryFailed, JobDue
from copbot.intents import Declined, Intent, Notice
from copbot.message import Code, Message, Paragraph, Small, Span, say
from copbot.model.kudos import Entry, Visibility
from copbot.model.kudos_rules import UNDO_FOR
from copbot.model.members import Member
from copbot.practice import Job, Observer
from copbot.refs import ChannelRef, MemberId

_GRACE = timedelta(days=7)


def later(kudos: int, member: Member, ctx: Context) -> None:
    """Have a receiver told once their giver can no longer undo it, beside where it was given."""
    near = "" if ctx.place.channel_ref is None or ctx.place.is_direct else str(ctx.place.channel_ref)
    ctx.store.timetable.once("kudos.tell", f"{kudos} {member.id} {near}".strip(), ctx.now + UNDO_FOR)


def _tell(job: JobDue, ctx: JobContext) -> Sequence[Intent]:
    kudos, member, *near = job.subject.split(" ", 2)
    entry = ctx.store.kudos.get(int(kudos))
    if entry is None or entry.taken_back is not None:
        return [Declined(say("It was taken back."))]
    channel = ChannelRef.parse(near[0]) if near else None
    return [_notice(entry, MemberId(int(member)), channel, ctx)]


def _notice(entry: Entry, to: MemberId, near: ChannelRef | None, ctx: JobContext) -> Notice:
    member = ctx.store.members.get(to)
    house = _house(member, near)
    thanks = say(
        "{giver} thanked you: {reason}",
        giver=person_of(entry.kudos.giver, house, ctx),
        reason=reason_of(entry, told_to_them=True),
    )
    seen = _SEEN[ctx.store.kudos.wishes([to])[to].visibility]
    aside: tuple[Span, ...] = (seen, " ", say("{mine} changes that.", mine=Code("/kudos mine")))
    return Notice(key=f"kudos:{entry.id}:{to}", to=to, message=Message((Paragraph((thanks,)), Small(aside))), near=near)


_SEEN = {
    Visibility.PUBLIC: say("Others can see it too."),
    Visibility.RECAP: say("Others will see it in the next recap, and nowhere else."),
    Visibility.PRIVATE: say("Only you and they can see this."),
}


def _house(member: Member, near: ChannelRef | None) -> House:
    if near is not None:
        return near.platform, near.tenant
    first = member.accounts[0] if member.accounts else None
    return ("", "") if first is None else (first.platform, first.tenant)


def _is_a_kudos(failed: DeliveryFailed, _: JobContext) -> bool:
    return kudos_of(failed.key) is not None


def _could_not_post(failed: DeliveryFailed, ctx: JobContext) -> Sequence[Intent]:
    """Tell those a post was for when it could not be posted, and its giver that it counts all the same."""
    entry = ctx.store.kudos.get(kudos_of(failed.key) or 0)
    if entry is None or entry.taken_back is not None:
        return []
    notices = [_notice(entry, receiver, None, ctx) for receiver in entry.kudos.receivers]
    if entry.kudos.giver is None:
        return notices
    sorry = say("Your kudos counts, but I could not post it there. Whom you thanked is told in private.")
    to = entry.kudos.giver
    return [*notices, Notice(key=f"{failed.key}:unposted", to=to, message=Message((Paragraph((sorry,)),)), asked=True)]


TELL = Job(kind="kudos.tell", grace=_GRACE, handle=_tell)
OBSERVERS = (Observer(on=DeliveryFailed, wants=_is_a_kudos, handle=_could_not_post),)
