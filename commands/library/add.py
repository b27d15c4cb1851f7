"""Keeping by command and from a message's menu, and changing what was said of an entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from commands.library.forms import (
    LONGEST_TAGS,
    Offer,
    beside,
    filled_in,
    one_line,
    read_links,
    read_offer,
    resource_form,
    usable_links,
    words_beside,
)
from commands.library.keeping import Giver, Kept, keep, keep_message
from commands.library.reactions import look_up
from commands.library.telling import tell_followers
from commands.library.words import buttons_of, card_of, link_to
from commands.naming import house_here
from copbot.command import Opt, command
from copbot.context import Context
from copbot.errors import CopError
from copbot.events import ButtonPressed, FormSubmitted, OptionValue, ShortcutUsed
from copbot.forms import Form
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
    Small,
    When,
    WhenStyle,
    message,
    say,
    say_n,
)
from copbot.model.library import LONGEST_NOTE, LONGEST_TITLE, Entry, LibrarySettings, read_tags
from copbot.model.library_capture import Capture, CaptureState, snippet
from copbot.model.links import MAX_LENGTH
from copbot.model.resource_kinds import ResourceKind
from copbot.model.roles import Role
from copbot.model.tags import suggest_tags
from copbot.practice import Action, FormAction, Shortcut
from copbot.refs import MessageRef

SAVE, LINK, EDIT = "library.save", "library.link", "library.edit"
_KNOWN_TAGS = 60
_SUGGESTED = 3
_LONGEST_CHOICE = 75
_TITLES = {SAVE: say("Save to library"), LINK: say("Add the link"), EDIT: say("Change the entry")}


def tags_offered(ctx: Context, typed: str, options: Mapping[str, OptionValue]) -> Sequence[Choice]:
    """Suggest the last tag that is being typed."""
    del options
    before, comma, last = typed.rpartition(",")
    known = [*(one.tag for one in ctx.store.library.tags(200)), *ctx.store.settings.get(LibrarySettings).tags]
    begun = last.strip().lower().replace(" ", "-")
    fits = [tag for tag in dict.fromkeys(known) if begun in tag]
    lines = [f"{before}{comma} {tag}".strip() for tag in sorted(fits, key=lambda tag: not tag.startswith(begun))]
    return [Choice(line, line) for line in lines if len(line) <= _LONGEST_CHOICE]


@dataclass(frozen=True, slots=True, kw_only=True)
class AddResource:
    """The options of `/library add`."""

    link: Annotated[str, Opt(about="The link to keep", max_length=MAX_LENGTH)]
    title: Annotated[str, Opt(about="Its title, if not the page's own", max_length=LONGEST_TITLE)] = ""
    kind: Annotated[ResourceKind | None, Opt(about="What it is")] = None
    tags: Annotated[str, Opt(about="Tags, with commas between", max_length=LONGEST_TAGS, suggest=tags_offered)] = ""
    note: Annotated[str, Opt(about="What it is good for", max_length=LONGEST_NOTE, multiline=True)] = ""


@command("library add", AddResource, who=Role.GUEST, example="/library add https://example.org/feedback")
def add_resource(args: AddResource, ctx: Context) -> Sequence[Intent]:
    """Save a link to the library; its title is read from the page."""
    links = read_links(args.link)
    offer = Offer(
        links=links,
        title=one_line(args.title) or words_beside(args.link),
        kind=ResourceKind(args.kind) if args.kind else None,
        tags=beside("tags", read_tags, args.tags),
        note=args.note,
    )
    giver = Giver(by=ctx.member.id, author=ctx.member.id, near=ctx.place.channel_ref)
    kept, reads = keep(offer, giver, ctx)
    for one in kept:
        if one.known or not ctx.capabilities.ephemeral_anywhere:
            ctx.store.library.told(one.mention.id)
    undo = ",".join(f"{one.entry.id}.{one.mention.id}" for one in kept)
    return [Reply(_saved(kept, undo, ctx)), *reads]


def _saved(kept: Sequence[Kept], undo: str, ctx: Context) -> Message:
    """Say what was saved, and what was there already."""
    blocks: list[Block] = []
    for one in kept:
        if one.known:
            blocks += _there_already(one.entry, ctx)
        else:
            blocks.append(Paragraph((say("Saved to the library: {entry}.", entry=link_to(one.entry)),)))
    if any(not one.known and one.entry.link for one in kept):
        blocks.append(Small((say("What the page says of itself is added in a moment."),)))
    buttons = [Button(say("Undo"), Control("library.undo", undo))]
    if len(kept) == 1:
        buttons.append(Button(say("Change"), Control(EDIT, str(kept[0].entry.id))))
    return Message((*blocks, Buttons(tuple(buttons))))


def _there_already(entry: Entry, ctx: Context) -> list[Block]:
    sources = ctx.store.library.sources(entry.id)
    times = say_n("saved once", "saved {n} times", len(sources))
    told = say(
        "Good find: it is already here since {day}, {times}.", day=When(entry.saved_at, WhenStyle.DAY), times=times
    )
    return [Paragraph((told,)), card_of(entry, sources, house_here(ctx), ctx)]


def _open_for_message(used: ShortcutUsed, ctx: Context) -> Sequence[Intent]:
    """Open the form for a message, filled in with its links or its words."""
    seen = used.message
    capture = ctx.store.library.captures.of_message(seen.ref)
    if capture is not None and capture.state is CaptureState.KEPT:
        kept = [entry for entry, _ in ctx.store.library.of_capture(capture.id)]
        return [Reply(Message(tuple(block for one in kept for block in (*_there_already(one, ctx), buttons_of(one)))))]
    _allow(capture)
    if ctx.store.posts.key_of(seen.ref) is not None:
        raise CopError(say("My own messages are not saved to the library."))
    text = (seen.text or "").strip()
    links = usable_links(text)
    known = [*ctx.store.settings.get(LibrarySettings).tags, *(one.tag for one in ctx.store.library.tags(_KNOWN_TAGS))]
    values = filled_in(
        link="\n".join(link for link, _ in links),
        words="" if links else snippet(text),
        tags=", ".join(suggest_tags(text[:2000], known[:_KNOWN_TAGS], _SUGGESTED)),
    )
    first = "words" if text and not links else "link"
    return [OpenForm(resource_form(Control(SAVE, str(seen.ref)), _TITLES[SAVE], values, first=first))]


def _allow(capture: Capture | None) -> None:
    if capture is not None and capture.state is CaptureState.REFUSED:
        raise CopError(
            say(
                "That message was taken out of the library and stays out. A link in it can be added by {command}.",
                command=Code("/library add"),
            )
        )


def _save_message(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Keep a message as its form says."""
    offer, ref = read_offer(submitted.values), MessageRef.parse(submitted.control.row)
    if not offer.links and not offer.words:
        raise CopError(say("Keep a few words of the message, or give a link."))
    captures = ctx.store.library.captures
    capture = captures.of_message(ref)
    _allow(capture)
    if capture is None:
        thread = ctx.place.thread or ref
        begun = Capture(id=0, message=ref, thread=thread, state=CaptureState.KEPT, by=ctx.member.id, at=ctx.now)
        capture = captures.begin(begun)
    return _kept_from(capture, offer, ctx)


def _kept_from(capture: Capture, offer: Offer, ctx: Context) -> list[Intent]:
    kept, intents = keep_message(capture, offer, ctx.member.id, ctx)
    asks = [] if capture.permalink else [look_up(capture)]
    return [Reply(_saved(kept, f"c{capture.id}", ctx)), *intents, *asks]


def _awaiting(control: Control, ctx: Context) -> Capture:
    capture = ctx.store.library.captures.get(int(control.row))
    if capture is None or capture.state is not CaptureState.PENDING:
        raise CopError(say("That is no longer waiting for a link. Somebody may have added it already."))
    return capture


def _open_for_link(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    capture = _awaiting(pressed.control, ctx)
    return [OpenForm(resource_form(Control(LINK, str(capture.id)), _TITLES[LINK], {}, first="link"))]


def _save_link(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Keep a message the bot may not read, by the link somebody gave."""
    capture = _awaiting(submitted.control, ctx)
    return _kept_from(capture, read_offer(submitted.values), ctx)


def _changing(control: Control, ctx: Context) -> Entry:
    entry = ctx.store.library.get(int(control.row))
    if entry is None:
        raise CopError(say("That entry is no longer in the library."))
    if ctx.role < Role.CURATOR and ctx.member.id not in {entry.saved_by, entry.author}:
        raise CopError(say("Only who saved it, its author, curators and facilitators can change an entry."))
    return entry


def _open_for_entry(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    entry = _changing(pressed.control, ctx)
    values = filled_in(title=entry.title, kind=entry.kind.value, tags=", ".join(entry.tags), note=entry.note)
    return [OpenForm(resource_form(Control(EDIT, str(entry.id)), _TITLES[EDIT], values, first=""))]


def _change(submitted: FormSubmitted, ctx: Context) -> Sequence[Intent]:
    """Change an entry as its form says."""
    entry, offer = _changing(submitted.control, ctx), read_offer(submitted.values)
    new_tags = [tag for tag in offer.tags if tag not in entry.tags]
    changed = replace(
        entry,
        title=offer.title or entry.title,
        kind=offer.kind or entry.kind,
        guessed=offer.kind is None and entry.guessed,
        tags=offer.tags,
        note=offer.note,
    )
    ctx.store.library.change(changed, ctx.now)
    tell_followers(new_tags, ctx.member.id, ctx)
    sources = ctx.store.library.sources(entry.id)
    if ctx.member.id not in {entry.saved_by, entry.author}:
        ctx.store.audit.add(ctx.member.id, say("Library: changed “{entry}”.", entry=changed.label), ctx.now)
    card = card_of(changed, sources, house_here(ctx), ctx)
    return [Reply(message(say("Changed."), card, buttons_of(changed)))]


def _form_again(submitted: FormSubmitted, _: Context) -> Form:
    first = next((name for name in ("link", "words") if name in submitted.values), "")
    return resource_form(submitted.control, _TITLES[submitted.control.action], submitted.values, first=first)


SHORTCUT = Shortcut(
    name="Save to library", callback="library.save", who=Role.GUEST, handle=_open_for_message, reads=True
)
ACTIONS = (
    Action(name=LINK, who=Role.GUEST, handle=_open_for_link, reads=True),
    Action(name=EDIT, who=Role.GUEST, handle=_open_for_entry, reads=True),
)
FORMS = (
    FormAction(name=SAVE, who=Role.GUEST, form=_form_again, handle=_save_message),
    FormAction(name=LINK, who=Role.GUEST, form=_form_again, handle=_save_link),
    FormAction(name=EDIT, who=Role.GUEST, form=_form_again, handle=_change),
)
