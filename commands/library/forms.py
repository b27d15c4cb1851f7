"""The form a resource is described in, and reading what was filled in."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from copbot.errors import CopError
from copbot.forms import ChoiceField, Field, FieldValues, Form, TextField
from copbot.message import Choice, Control, Line, Said, say
from copbot.model.library import LONGEST_NOTE, LONGEST_TITLE, read_tags
from copbot.model.library_capture import LONGEST_SNIPPET, MOST_LINKS
from copbot.model.links import MAX_LENGTH, canonical, find_links
from copbot.model.resource_kinds import ResourceKind, kind_said

T = TypeVar("T")
LONGEST_TAGS = 200
_BARE = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:[/?]\S*)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What somebody wants kept: links, each as written and in its one form, or a message's own words."""

    links: tuple[tuple[str, str], ...] = ()
    words: str = ""
    title: str = ""
    kind: ResourceKind | None = None
    tags: tuple[str, ...] = ()
    note: str = ""


def resource_form(control: Control, title: Said, values: FieldValues, *, first: str, intro: Line = ()) -> Form:
    """Make the form; `first` says what stands on top: the `link`, the message's `words`, or nothing of them."""
    filled = {name: "".join(value) for name, value in values.items()}
    kinds = tuple(Choice(kind_said(kind), kind.value) for kind in ResourceKind)
    fields: tuple[Field, ...] = (
        *_first(first, filled),
        TextField(
            name="title",
            label=say("Title"),
            hint=say("Empty: the page's own."),
            required=False,
            max_length=LONGEST_TITLE,
            initial=filled.get("title", ""),
        ),
        ChoiceField(name="kind", label=say("Kind"), choices=kinds, required=False, initial=values.get("kind", ())),
        TextField(
            name="tags",
            label=say("Tags"),
            hint=say("With commas between them, at most eight."),
            required=False,
            max_length=LONGEST_TAGS,
            initial=filled.get("tags", ""),
        ),
        TextField(
            name="note",
            label=say("Note"),
            hint=say("What is it good for? When would you use it?"),
            required=False,
            max_length=LONGEST_NOTE,
            multiline=True,
            initial=filled.get("note", ""),
        ),
    )
    return Form(control=control, title=title, fields=fields, submit=say("Save"), intro=intro)


def _first(first: str, filled: Mapping[str, str]) -> tuple[Field, ...]:
    match first:
        case "link":
            hint = say("One a line, if there are several.")
            return (_text("link", say("Link"), hint, MAX_LENGTH, filled),)
        case "words":
            hint = say("A short piece of the message; the rest stays where it is.")
            return (_text("words", say("What to keep of it"), hint, LONGEST_SNIPPET, filled),)
        case _:
            return ()


def _text(name: str, label: Said, hint: Said, most: int, filled: Mapping[str, str]) -> TextField:
    initial = filled.get(name, "")
    return TextField(name=name, label=label, hint=hint, max_length=most, multiline=True, initial=initial)


def read_offer(values: FieldValues) -> Offer:
    """Read a form that was filled in.

    Raises: CopError with a sentence beside the field that is wrong.
    """
    filled = {name: "".join(value).strip() for name, value in values.items()}
    kind = filled.get("kind")
    return Offer(
        links=read_links(filled["link"]) if "link" in filled else (),
        words=" ".join(filled.get("words", "").split())[:LONGEST_SNIPPET],
        title=one_line(filled.get("title", "")),
        kind=ResourceKind(kind) if kind else None,
        tags=beside("tags", read_tags, filled.get("tags", "")),
        note=filled.get("note", "")[:LONGEST_NOTE],
    )


def read_links(text: str) -> tuple[tuple[str, str], ...]:
    """Read the links somebody typed, each as written and in its one form; one without `https://` will do.

    Raises: CopError when there is none, or one that cannot be kept.
    """
    typed = f"https://{text}" if _BARE.fullmatch(text) else text
    found = find_links(typed)[:MOST_LINKS] or (typed,)
    kept = {beside("link", canonical, link): link for link in found}
    return tuple((link, known_by) for known_by, link in kept.items())


def words_beside(text: str) -> str:
    """Take what stands beside a link for its title."""
    if _BARE.fullmatch(text):
        return ""
    for link in find_links(text):
        text = text.replace(link, " ")
    return one_line(text.strip(" <>|()-:"))


def usable_links(text: str) -> tuple[tuple[str, str], ...]:
    """Give the links of a message that can be kept, each as written and in its one form."""
    kept: dict[str, str] = {}
    for link in find_links(text):
        try:
            kept.setdefault(canonical(link), link)
        except CopError:
            continue
    return tuple((link, known_by) for known_by, link in kept.items())[:MOST_LINKS]


def beside(field: str, read: Callable[[str], T], text: str) -> T:
    """Read one field; what is wrong with it is said beside it."""
    try:
        return read(text)
    except CopError as refusal:
        raise CopError(refusal.sentence, fields={field: refusal.sentence}) from None


def one_line(text: str) -> str:
    """Give a title as one line of no more than may be kept."""
    return " ".join(text.split())[:LONGEST_TITLE]


def filled_in(**values: str | Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Give values as a form holds them; what is empty is left out."""
    given = {name: (value,) if isinstance(value, str) else tuple(value) for name, value in values.items()}
    return {name: value for name, value in given.items() if any(value)}
