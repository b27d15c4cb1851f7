"""Looking for entries: what is asked becomes terms that a database compares exactly, however it keeps them.

Lower case, accents and word forms are folded here, once for both databases; a word nothing has is replaced by those
that are near to it, and only when no entry has all words is one with some of them shown.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from difflib import get_close_matches
from enum import Enum
from types import MappingProxyType
from typing import Protocol, TypeAlias

from dateutil.relativedelta import relativedelta
from snowballstemmer import stemmer

from copbot.errors import CopError
from copbot.message import Code, say
from copbot.model.resource_kinds import ResourceKind
from copbot.model.words import UNSPACED, folded, slug
from copbot.refs import MemberId

NEWEST = 2000
"""Ranking scores every match, so a very common word ranks among this many of the newest."""
_MOST_WORDS = 12
_LONGEST_TERM = 64
_MOST_NEAR = 6
_NEAR = 0.75
_SHORTEST_SWAPPED = 4
"""Letters; shorter words, and the pairs of scripts without spaces, become other words too easily."""
_UNSPACED_RUN = re.compile(f"({UNSPACED.pattern}+)")

Word: TypeAlias = tuple[str, ...]
"""One word asked for, as the terms any of which will do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """What entries must be beside having the words; `author` saved it or wrote where it was found."""

    tag: str | None = None
    kind: ResourceKind | None = None
    author: MemberId | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Indexed:
    """The terms of one entry, by where they stand; each text is terms with spaces between.

    `facets` are what it can be narrowed to; no word anybody asks for is one.
    """

    title: str
    tags: str = ""
    description: str = ""
    note: str = ""
    facets: str = ""


class How(Enum):
    """How well what was found fits what was asked."""

    ALL = "all"
    NEAR = "near"
    """All words, some of them only nearly so."""
    SOME = "some"


@dataclass(frozen=True, slots=True)
class Hits:
    """Entries by their id, the best first."""

    entries: tuple[int, ...]
    how: How = How.ALL


class LibrarySearch(Protocol):
    """One community's full-text index; terms only ever come from `terms_of`."""

    def put(self, entry: int, terms: Indexed) -> None:
        """Index an entry, or index it anew."""
        ...

    def drop(self, entry: int) -> None:
        """Take an entry out."""
        ...

    def match(self, words: Sequence[Word], narrowed: Narrowed, limit: int, *, every: bool) -> tuple[int, ...]:
        """Rank the entries that have every word, or any, the best first: title, then tags, description, note.

        Equals stand newest first; of very many the newest 2,000 are ranked.
        """
        ...

    def known(self, terms: Sequence[str]) -> frozenset[str]:
        """Give those of the terms that some entry has had."""
        ...

    def similar(self, term: str) -> tuple[str, ...]:
        """Give terms that share letters with this one or begin with it, the likest first; at most 64."""
        ...


def find(search: LibrarySearch, text: str, narrowed: Narrowed, *, language: str, limit: int) -> Hits:
    """Find entries: with all the words, else with words near to them, else with some of them.

    Raises: CopError when the text has nothing to look for.
    """
    words = tuple(dict.fromkeys(terms_of(text, language)))[:_MOST_WORDS]
    if not words:
        raise CopError(say("There is no word in that to look for. Try one, like {example}.", example=Code("feedback")))
    if found := search.match(words, narrowed, limit, every=True):
        return Hits(found)
    near = tuple(_near(search, word, language) for word in words)
    if near != words and (found := search.match(near, narrowed, limit, every=True)):
        return Hits(found, How.NEAR)
    return Hits(search.match(near, narrowed, limit, every=False), How.SOME if len(words) > 1 else How.NEAR)


def _near(search: LibrarySearch, word: Word, language: str) -> Word:
    """Give the word itself when some entry has it, else the terms that are near."""
    if search.known(word):
        return word
    found = dict.fromkeys(sorted(search.known(_swapped(word, language))))
    for term in word:
        offered = search.similar(term)
        begin = [one for one in offered if one.startswith(term)]
        found |= dict.fromkeys([*get_close_matches(term, offered, _MOST_NEAR, _NEAR), *begin[:_MOST_NEAR]])
    return tuple(found) or word


def _swapped(word: Word, language: str) -> tuple[str, ...]:
    """Give the terms of a word whose neighbouring letters were typed the wrong way round."""
    spelt = (
        term[:at] + term[at + 1] + term[at] + term[at + 2 :]
        for term in word
        if len(term) >= _SHORTEST_SWAPPED
        for at in range(len(term) - 1)
    )
    return tuple({term for one in terms_of(" ".join(spelt), language) for term in one})


def terms_of(text: str, language: str) -> tuple[Word, ...]:
    """Give each word of a text as its terms: its stem in English and in the community's language.

    Scripts without spaces are read in pairs of letters; an emoji is a word.
    """
    stemmers = [stemmer(name) for name in dict.fromkeys(("english", _STEMMERS.get(language[:2], "english")))]
    pieces = (piece for word in slug(_spelt(text)).split("-") for piece in _UNSPACED_RUN.split(word))
    words = [pair for piece in pieces if piece for pair in _pairs(piece)]
    plain = (folded(word)[:_LONGEST_TERM] for word in words)
    return tuple(tuple(dict.fromkeys(str(one.stemWord(word)) for one in stemmers)) for word in plain if word)


def facets_of(narrowed: Narrowed) -> tuple[str, ...]:
    """Give what an index knows a tag, kind or author by; the instant is left to the order of entries."""
    kind = None if narrowed.kind is None else narrowed.kind.value
    named = (("t", narrowed.tag), ("k", kind), ("a", narrowed.author))
    return tuple(f"#{letter}{str(value).encode().hex()}" for letter, value in named if value is not None)


def index_text(text: str, language: str) -> str:
    """Give the terms of a text as they are indexed."""
    return " ".join(term for word in terms_of(text, language) for term in word)


def _pairs(piece: str) -> tuple[str, ...]:
    if not UNSPACED.match(piece) or len(piece) == 1:
        return (piece,)
    return tuple(piece[at : at + 2] for at in range(len(piece) - 1))


def _spelt(text: str) -> str:
    """Spell out emoji and symbols by their number, since no index keeps them."""
    return "".join(f" u{ord(char):x} " if unicodedata.category(char) == "So" else char for char in text)


_STEMMERS = MappingProxyType(
    {
        "ar": "arabic",
        "ca": "catalan",
        "da": "danish",
        "de": "german",
        "el": "greek",
        "es": "spanish",
        "et": "estonian",
        "eu": "basque",
        "fi": "finnish",
        "fr": "french",
        "ga": "irish",
        "hi": "hindi",
        "hu": "hungarian",
        "hy": "armenian",
        "id": "indonesian",
        "it": "italian",
        "lt": "lithuanian",
        "nb": "norwegian",
        "ne": "nepali",
        "nl": "dutch",
        "no": "norwegian",
        "pt": "portuguese",
        "ro": "romanian",
        "ru": "russian",
        "sr": "serbian",
        "sv": "swedish",
        "ta": "tamil",
        "tr": "turkish",
    }
)
_AGO = re.compile(r"(?:(?:the )?(?:last|past) )?(?:(\d{1,4}|an?) )?(day|week|month|year)s?(?: ago)?")
_MONTH = re.compile(r"(\d{4})(?:-(\d{1,2}))?")


def parse_since(words: str, *, today: date) -> date:
    """Read a day that is over: `2026-01-31`, `2026-01`, `2026`, `yesterday`, `last month`, `3 weeks`.

    Raises: CopError when the words cannot be read, or name a day to come.
    """
    text = " ".join(words.lower().split())
    try:
        since = _day(text, today)
    except (ValueError, OverflowError):
        since = None
    if since is None or since > today:
        raise CopError(
            say(
                "I cannot read “{part}” as a day that is over. Write it like {first} or {second}.",
                part=text[:40],
                first=Code("2026-01-31"),
                second=Code("last month"),
            )
        )
    return since


def _day(text: str, today: date) -> date | None:
    if text in {"today", "yesterday"}:
        return today - timedelta(days=text == "yesterday")
    if ago := _AGO.fullmatch(text):
        count = int(ago[1]) if (ago[1] or "").isdecimal() else 1
        return today - relativedelta(**{f"{ago[2]}s": count})  # type: ignore[arg-type]  # the stubs tell apart what a mapping cannot
    if month := _MONTH.fullmatch(text):
        return date(int(month[1]), int(month[2] or 1), 1)
    return date.fromisoformat(text)
