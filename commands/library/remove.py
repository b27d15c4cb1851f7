"""Taking things out again: undo, the author's wish, curators; and what happens when a message is deleted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from commands.library.find import entries_known, entries_meant
from commands.library.reactions import cancelled
from commands.library.telling import CARD, PENDING
from copbot.command import Opt, command
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import ButtonPressed, MessagesDeleted
from copbot.intents import Edit, Intent, Reply, Sent
from copbot.message import Bullets, Code, Message, Paragraph, Said, message, say
from copbot.model.library import Entry, Source, undone, withdrawn
from copbot.model.library_capture import Capture, CaptureState
from copbot.model.roles import Role
from copbot.practice import Action, Observer, Watcher

Choose = Callable[[Sequence[Source]], tuple[Source, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveEntry:
    """The options of `/library remove`."""

    entry: Annotated[str, Opt(about="Which one: words of its title, or its number", suggest=entries_known)]


@command("library remove", RemoveEntry, who=Role.GUEST, example="/library remove feedback")
def remove_entry(args: RemoveEntry, ctx: Context) -> Sequence[Intent]:
    """Take something out of the library: what you wrote or just saved, as a curator anything."""
    entries = entries_meant(args.entry, ctx)
    if len(entries) > 1:
        lines = tuple((Code(f"#{one.id}"), " ", one.label) for one in entries)
        which = say(
            "Several fit. Say which one by its number, like {example}:",
            example=Code(f"/library remove #{entries[0].id}"),
        )
        return [Reply(Message((Paragraph((which,)), Bullets(lines))))]
    return _remove(entries[0], ctx)


def _press_remove(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    entry = ctx.store.library.get(int(pressed.control.row))
    return _gone_before() if entry is None else _remove(entry, ctx)


def _remove(entry: Entry, ctx: Context) -> list[Intent]:
    sources = ctx.store.library.sources(entry.id)
    went = withdrawn(sources, ctx.member.id, ctx.role, ctx.now)
    edits = _take_out(entry, went, CaptureState.REFUSED, ctx)
    if ctx.role >= Role.CURATOR:
        ctx.store.audit.add(ctx.member.id, say("Library: removed “{entry}”.", entry=entry.label), ctx.now)
    return [Reply(message(_said(entry, len(sources) - len(went)))), *edits]


def _withdraw(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Take out what was kept of one message."""
    capture = ctx.store.library.captures.get(int(pressed.control.row))
    if capture is None:
        return _gone_before()
    return _of_message(capture, lambda sources: withdrawn(sources, ctx.member.id, ctx.role, ctx.now), ctx)


def _of_message(capture: Capture, choose: Choose, ctx: Context) -> list[Intent]:
    book = ctx.store.library
    intents: list[Intent] = []
    kept = book.of_capture(capture.id)
    for entry, _ in kept:
        own = [one for one in book.sources(entry.id) if one.mention.capture == capture.id]
        intents += _take_out(entry, choose(own), CaptureState.REFUSED, ctx)
    if not kept:
        return _gone_before()
    done = say("Done: nothing of that message is in the library any more.")
    return [Reply(message(done)), *intents]


def _undo(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Take back what somebody saved a moment ago."""
    book, pairs = ctx.store.library, _meant(pressed.control.row, ctx)
    intents: list[Intent] = []
    for entry, mention in pairs:
        own = [one for one in book.sources(entry.id) if one.mention.id == mention]
        intents += _take_out(entry, undone(own, ctx.member.id, ctx.now), None, ctx)
    if not pairs:
        return _gone_before()
    return [Reply(message(say("Undone. It is as if it had not been saved.")), replace=True), *intents]


def _meant(row: str, ctx: Context) -> list[tuple[Entry, int]]:
    """Read what to undo: `12.34,13.35` are mentions of entries, `c12` all those of a message."""
    book = ctx.store.library
    if row.startswith("c"):
        return [(entry, mention.id) for entry, mention in book.of_capture(int(row[1:]))]
    numbers = [one.partition(".") for one in row.split(",")]
    return [(entry, int(mention)) for number, _, mention in numbers if (entry := book.get(int(number))) is not None]


def _take_out(entry: Entry, sources: Sequence[Source], then: CaptureState | None, ctx: Context) -> list[Intent]:
    """Forget mentions, and the entry with its last one; `then` is what becomes of the messages, None: forgotten too."""
    book = ctx.store.library
    for source in sources:
        book.unmention(source.mention.id)
    if not book.sources(entry.id):
        book.remove(entry.id)
    intents: list[Intent] = []
    for number in dict.fromkeys(source.mention.capture for source in sources):
        capture = None if number is None else book.captures.get(number)
        if capture is None or book.of_capture(capture.id):
            continue
        intents += _card_says_so(capture, ctx)
        if then is None:
            book.captures.unreact(capture.message, ctx.member.id)
            book.captures.drop(capture.id)
        else:
            book.captures.change(replace(capture, state=then))
    return intents


def _card_says_so(capture: Capture, ctx: JobContext) -> list[Intent]:
    """Have the answer in a message's thread say that nothing of it is kept any more."""
    for key in (f"{PENDING}:{capture.id}", f"{CARD}:{capture.id}"):
        if ctx.store.posts.message_of(key) is not None:
            gone = message(say("This is no longer in the library."))
            return [Edit(key=f"{CARD}:{capture.id}:gone", target=Sent(key), message=gone)]
    return []


def _said(entry: Entry, left: int) -> Said:
    if left:
        return say("Your part is taken out. “{entry}” stays, since others saved it too.", entry=entry.label)
    return say("“{entry}” is no longer in the library.", entry=entry.label)


def _gone_before() -> list[Intent]:
    raise CopError(say("That is no longer in the library."))


def _known(deleted: MessagesDeleted, ctx: JobContext) -> bool:
    return bool(ctx.store.library.captures.among(deleted.messages))


def _deleted(deleted: MessagesDeleted, ctx: JobContext) -> Sequence[Intent]:
    """Flag entries whose message is gone, and forget what was not kept yet."""
    intents: list[Intent] = []
    for capture in ctx.store.library.captures.among(deleted.messages):
        ctx.store.library.captures.unreact(capture.message, None)
        if capture.state in {CaptureState.ASKED, CaptureState.PENDING}:
            intents += cancelled(capture, ctx)
        else:
            ctx.store.library.captures.change(replace(capture, deleted_at=ctx.now))
    return intents


ACTIONS = (
    Action(name="library.remove", who=Role.GUEST, handle=_press_remove),
    Action(name="library.withdraw", who=Role.GUEST, handle=_withdraw),
    Action(name="library.undo", who=Role.GUEST, handle=_undo),
)
WATCHERS = (Watcher(on=MessagesDeleted, wants=_known, handle=_deleted),)
OBSERVERS = (Observer(on=MessagesDeleted, wants=_known, handle=_deleted),)
