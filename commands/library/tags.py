"""Tags: how often each is used, following them, and the digest of what is new under them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from commands.library.find import newest
from commands.library.telling import DIGEST, tell_followers
from commands.library.words import link_to
from copbot.command import command
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import ButtonPressed, JobDue
from copbot.intents import Declined, Intent, Notice, Reply
from copbot.message import (
    Block,
    Bullets,
    Choice,
    Code,
    Control,
    Line,
    Menu,
    Message,
    Paragraph,
    Said,
    Small,
    message,
    say,
    say_n,
)
from copbot.model.library import Entry, LibrarySettings, more_tags
from copbot.model.library_search import Narrowed
from copbot.model.roles import Role
from copbot.model.tags import normal_tag
from copbot.practice import Action, Job
from copbot.refs import MemberId

_SHOWN = 25
_MOST_NEWS = 10
_GRACE = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowTags:
    """`/library tags` has no options."""


@command("library tags", ShowTags, who=Role.GUEST, reads=True)
def show_tags(_: ShowTags, ctx: Context) -> Sequence[Intent]:
    """Show the tags in use; follow one to hear of what is new under it."""
    return [Reply(_tags(ctx))]


def _tags(ctx: Context, *first: Block) -> Message:
    used = ctx.store.library.tags(_SHOWN)
    followed = [one.tag for one in ctx.store.library.followed(ctx.member.id)]
    offered = [one.tag for one in used] or list(ctx.store.settings.get(LibrarySettings).tags[:_SHOWN])
    lines: tuple[Line, ...] = tuple((one.tag, " · ", say_n("one entry", "{n} entries", one.entries)) for one in used)
    blocks: list[Block] = [*first]
    if lines:
        blocks += [Paragraph((say("Tags in use:"),)), Bullets(lines)]
    else:
        blocks.append(Paragraph((say("No entry has a tag yet. Add some with {add}.", add=Code("/library add")),)))
    if used:
        blocks.append(_menu(say("Show the newest with a tag"), "library.tagged", [one.tag for one in used]))
    if new := [tag for tag in offered if tag not in followed]:
        blocks.append(_menu(say("Follow a tag"), "library.follow", new))
    if followed:
        blocks.append(_menu(say("Stop following a tag"), "library.unfollow", followed[:_SHOWN]))
        names = ", ".join(followed)
        blocks.append(
            Small((say("You follow {tags}: what is new is told in the morning, at most once a day.", tags=names),))
        )
    return Message(tuple(blocks))


def _menu(placeholder: Said, action: str, tags: Sequence[str]) -> Menu:
    return Menu(placeholder, Control(action), tuple(Choice(tag, tag) for tag in tags))


def _chosen(pressed: ButtonPressed) -> str:
    if not pressed.values:
        raise CopError(say("Choose a tag first."))
    return normal_tag(pressed.values[0])


def _show_tagged(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    return [Reply(newest(Narrowed(tag=_chosen(pressed)), ctx))]


def _follow(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    tag = _chosen(pressed)
    new = ctx.store.library.follow(ctx.member.id, tag, ctx.now)
    told = say("You now follow “{tag}”.", tag=tag) if new else say("You follow “{tag}” already.", tag=tag)
    return [Reply(_tags(ctx, Paragraph((told,))), replace=True)]


def _unfollow(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    tag = _chosen(pressed)
    ctx.store.library.unfollow(ctx.member.id, tag)
    return [Reply(_tags(ctx, Paragraph((say("You no longer follow “{tag}”.", tag=tag),))), replace=True)]


def _add_tag(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Add a suggested tag to an entry."""
    entry, tag = ctx.store.library.get(int(pressed.control.row)), _chosen(pressed)
    if entry is None:
        raise CopError(say("That entry is no longer in the library."))
    tagged = more_tags(entry, (tag,))
    if tag not in tagged.tags:
        raise CopError(say("That entry has as many tags as it can have."))
    ctx.store.library.change(tagged, ctx.now)
    tell_followers([tag], ctx.member.id, ctx)
    return [Reply(message(say("“{entry}” now has the tag “{tag}”.", entry=entry.label, tag=tag)))]


def _tell_news(job: JobDue, ctx: JobContext) -> Sequence[Intent]:
    """Tell a member what is new under the tags they follow."""
    member = MemberId(int(job.subject))
    news = ctx.store.library.news(member, _MOST_NEWS + 1)
    if not news or ctx.store.members.get(member).left_at is not None:
        return [Declined(say("Nothing is new under the tags they follow."))]
    ctx.store.library.heard(member, ctx.now)
    more: list[Block] = (
        [Small((say("And more: {recent}", recent=Code("/library recent")),))] if news[_MOST_NEWS:] else []
    )
    told = Message(
        (
            Paragraph((say("New in the library under the tags you follow:"),)),
            Bullets(tuple(line_of(one) for one in news[:_MOST_NEWS])),
            *more,
            Small((say("Choose what you follow in {tags}.", tags=Code("/library tags")),)),
        )
    )
    return [Notice(key=f"library.news:{member}:{job.nominal.isoformat()}", to=member, message=told)]


def line_of(entry: Entry) -> Line:
    """Show an entry on one line."""
    tags = (" · ", ", ".join(entry.tags)) if entry.tags else ()
    return (link_to(entry), *tags)


ACTIONS = (
    Action(name="library.tagged", who=Role.GUEST, handle=_show_tagged, reads=True),
    Action(name="library.follow", who=Role.GUEST, handle=_follow),
    Action(name="library.unfollow", who=Role.GUEST, handle=_unfollow),
    Action(name="library.tag", who=Role.GUEST, handle=_add_tag),
)
NEWS = Job(kind=DIGEST, grace=_GRACE, handle=_tell_news)
