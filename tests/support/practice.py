"""A small practice of our own, to try the house with: a ledger in people's preferences, posts, forms, jobs."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated

from copbot.command import NoOptions, Opt, command
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import (
    ButtonPressed,
    DeliveryFailed,
    Finding,
    FormSubmitted,
    JobDue,
    LinkFound,
    MessageFound,
    MessagesDeleted,
    ReactionAdded,
    ShortcutUsed,
)
from copbot.forms import Form, TextField
from copbot.intents import (
    Declined,
    Delete,
    Edit,
    Intent,
    LookUp,
    Notice,
    OpenForm,
    OpenRoom,
    OpenThread,
    Post,
    React,
    ReadLink,
    ReadMessage,
    Reply,
    Sent,
    ThreadOf,
)
from copbot.message import Button, Buttons, Choice, Control, Message, Paragraph, message, say
from copbot.model.roles import Role
from copbot.practice import Action, Answered, FormAction, Job, Observer, Practice, Shortcut, Watcher
from copbot.refs import ChannelRef, Emoji, UserRef

GENERAL = ChannelRef("sim", "demo", "general")


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """What a member noted, as a preference."""

    words: tuple[str, ...] = ()


def _colours(_: Context, typed: str, __: object) -> Sequence[Choice]:
    return [Choice(f"{typed}{number}", str(number)) for number in range(30)]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNote:
    """The options of `/note add`."""

    word: Annotated[str, Opt(about="What to note", max_length=20, suggest=_colours)]
    aloud: Annotated[bool, Opt(about="Post it too")] = False


@command("note add", AddNote, who=Role.MEMBER, example="/note add milk")
def note_add(args: AddNote, ctx: Context) -> Sequence[Intent]:
    """Note a word."""
    if args.word == "bug":
        raise RuntimeError("a bug")
    kept = ctx.store.preferences.get(ctx.member.id, Notes)
    ctx.store.preferences.put(ctx.member.id, replace(kept, words=(*kept.words, args.word)))
    if args.word == "bad":
        raise CopError(say("That word is not allowed."))
    undo = Buttons((Button(say("Take back"), Control("note.undo", args.word)),))
    answer = Reply(Message((Paragraph((say("Noted."),)), undo)))
    posts: list[Intent] = [Post(key=f"note:{args.word}", to=GENERAL, message=message(args.word))] if args.aloud else []
    return [answer, *posts]


@command("note mine", NoOptions, who=Role.MEMBER, reads=True)
def note_mine(_: NoOptions, ctx: Context) -> Sequence[Intent]:
    """Show what I noted."""
    return [Reply(message(", ".join(ctx.store.preferences.get(ctx.member.id, Notes).words) or say("Nothing.")))]


@command("note clear", NoOptions, who=Role.FACILITATOR)
def note_clear(_: NoOptions, ctx: Context) -> Sequence[Intent]:
    """Clear everything."""
    return [Reply(message(say("Cleared.")))]


@command("note story", NoOptions, who=Role.MEMBER)
def note_story(_: NoOptions, __: Context) -> Sequence[Intent]:
    """Post, thread, react, edit, and delete, in one go."""
    return [
        Post(key="first", to=GENERAL, message=message("first")),
        OpenThread(key="thread", on=Sent("first"), title="talk"),
        Post(key="reply", to=ThreadOf(Sent("first")), message=message("reply")),
        React(key="heart", target=Sent("first"), emoji=Emoji("💙")),
        Edit(key="edit", target=Sent("first"), message=message("first, again")),
        Delete(key="gone", target=Sent("reply")),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whisper:
    """The options of `/note tell`."""

    to: Annotated[UserRef, Opt(about="Whom")]
    asked: Annotated[bool, Opt(about="As something they wait for")] = False
    near: Annotated[bool, Opt(about="Beside the matter")] = False
    word: Annotated[str, Opt(about="What")] = "psst"


@command("note tell", Whisper, who=Role.MEMBER)
def note_tell(args: Whisper, ctx: Context) -> Sequence[Intent]:
    """Tell one person something."""
    member = ctx.member_of(args.to)
    near = GENERAL if args.near else None
    return [Notice(key=f"tell:{args.word}", to=member.id, message=message(args.word), asked=args.asked, near=near)]


@command("note room", NoOptions, who=Role.MEMBER)
def note_room(_: NoOptions, ctx: Context) -> Sequence[Intent]:
    """Open a room."""
    room = OpenRoom(key="room", members=(ctx.person.user,), title=say("A room"))
    return [room, Post(key="welcome", to=Sent("room"), message=message(say("Welcome.")))]


@command("note later", NoOptions, who=Role.MEMBER)
def note_later(_: NoOptions, ctx: Context) -> Sequence[Intent]:
    """Have something done in an hour."""
    ctx.store.timetable.once("note_job", "once", ctx.now + timedelta(hours=1))
    return [Reply(message(say("Later.")))]


@command("note read", NoOptions, who=Role.MEMBER)
def note_read(_: NoOptions, __: Context) -> Sequence[Intent]:
    """Read a page."""
    return [ReadLink(key="page:1", url="https://a.example/")]


def _open(_: ButtonPressed, __: Context) -> Sequence[Intent]:
    return [OpenForm(_form(""))]


def _form(words: str) -> Form:
    field = TextField(name="words", label=say("Words"), initial=words)
    return Form(control=Control("note.form"), title=say("Note"), fields=(field,), submit=say("Keep"))


def _submitted(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    words = "".join(submitted.values["words"])
    if len(words) > 5:
        raise CopError(say("Too long."), fields={"words": say("At most five letters.")})
    ctx.store.preferences.put(ctx.member.id, Notes(words=(words,)))
    return [Reply(message(say("Kept {words}.", words=words)))]


def _undo(pressed: ButtonPressed, _: Context) -> Sequence[Intent]:
    return [Reply(message(say("Taken back: {word}", word=pressed.control.row)), replace=True)]


def _reacted(reaction: ReactionAdded, ctx: Context) -> Sequence[Intent]:
    if reaction.emoji == "📍":
        raise CopError(say("Nobody pins so."))
    if ctx.role < Role.FACILITATOR:
        return [Declined(say("Only facilitators pin."))]
    return [LookUp(key="look:1", question=ReadMessage(reaction.message))]


def _found(_: str, finding: Finding, ctx: JobContext) -> Sequence[Intent]:
    match finding:
        case LinkFound(title="later"):
            ctx.store.timetable.once("note_job", "read", ctx.now)
            return []
        case MessageFound(message=seen) if seen is not None:
            return [Post(key="found", to=GENERAL, message=message(f"It says: {seen.text}"))]
        case LinkFound(title=title):
            return [Post(key="titled", to=GENERAL, message=message(f"Titled: {title}"))]
        case _:
            return [Declined(say("It is gone."))]


def _due(job: JobDue, ctx: JobContext) -> Sequence[Intent]:
    if job.subject == "chain":
        ctx.store.timetable.once("note_job", "link", ctx.now)
    if job.subject == "empty":
        return [Declined(say("Nothing to say."))]
    if job.subject == "refused":
        raise CopError(say("Not now."))
    if job.subject == "broken":
        raise RuntimeError("a bug in a job")
    return [Post(key=f"note_job:{job.subject}:{job.nominal}", to=GENERAL, message=message(f"due {job.subject}"))]


def _missed(job: JobDue, _: JobContext) -> Sequence[Intent]:
    return [Post(key=f"missed:{job.nominal}", to=GENERAL, message=message("missed"))]


def _failed(failed: DeliveryFailed, _: JobContext) -> Sequence[Intent]:
    return [Post(key=f"failed:{failed.key}", to=GENERAL, message=message(f"{failed.key}: {failed.failure}"))]


def _deleted(deleted: MessagesDeleted, _: JobContext) -> Sequence[Intent]:
    return [Post(key="deleted", to=GENERAL, message=message(f"{len(deleted.messages)} gone"))]


def _saved(used: ShortcutUsed, _: Context) -> Sequence[Intent]:
    return [Reply(message(say("Saved: {text}", text=used.message.text or "")))]


NOTES = Practice(
    name="note",
    about=say("Note things."),
    default="add",
    commands=(note_add, note_mine, note_clear, note_story, note_tell, note_room, note_later, note_read),
    shortcuts=(Shortcut(name="Save note", callback="note_save", who=Role.MEMBER, handle=_saved),),
    actions=(
        Action(name="note.undo", who=Role.MEMBER, handle=_undo),
        Action(name="note.open", who=Role.FACILITATOR, handle=_open, reads=True),
    ),
    forms=(
        FormAction(
            name="note.form",
            who=Role.MEMBER,
            form=lambda submitted, _: _form("".join(submitted.values["words"])),
            handle=_submitted,
        ),
    ),
    watchers=(Watcher(on=ReactionAdded, wants=lambda happened, _: happened.emoji in "📌📍", handle=_reacted),),
    observers=(
        Observer(on=JobDue, wants=lambda *_: True, handle=_missed),
        Observer(on=DeliveryFailed, wants=lambda failed, _: not failed.key.startswith("failed:"), handle=_failed),
        Observer(on=MessagesDeleted, wants=lambda *_: True, handle=_deleted),
    ),
    jobs=(Job(kind="note_job", grace=timedelta(hours=2), handle=_due),),
    answers=(Answered(prefix="look", handle=_found), Answered(prefix="page", handle=_found)),
)
