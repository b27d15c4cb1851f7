"""Looking for words among 100,000 library entries, as `/library find` does: the entries' ids, then the entries."""

import random
import time
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, insert, text

from benchmarks.house import bare, founded, house
from benchmarks.measure import Figure, folder, percentile
from copbot.model.library_search import Indexed, Narrowed, facets_of, find, index_text
from copbot.model.resource_kinds import ResourceKind
from copbot.ports import Books
from copbot.refs import CommunityId
from storage.columns import table
from storage.tables.library import LibraryEntryRow
from storage.tables.library_index import LibraryIndexTermRow

_ENTRIES = 100_000
_VOCABULARY = 20_000
_QUERIES = 1_000
_WARM = 50
_LANGUAGE = "en"
_LIMIT = 10
_AT_ONCE = 5_000
_SYLLABLES = (
    "ba",
    "cor",
    "den",
    "fil",
    "gra",
    "hum",
    "jor",
    "kel",
    "lun",
    "mar",
    "nes",
    "pol",
    "ri",
    "sta",
    "tur",
    "vo",
)
_NOW = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
_SEED = 7
_INDEX = text(
    "INSERT INTO library_index (rowid, title, tags, description, note, facets) "
    "VALUES ((:community << 40) + :number, :title, :tags, :description, :note, :facets)"
)


async def run() -> list[Figure]:
    """Measure `search_100k_p99`."""
    with folder() as path:
        taken = await _searched(path / "library.db")
    return [Figure(name="search_100k_p99", value=taken * 1000, unit="ms", limit=20, ratio=None, goal="≤ 20")]


async def _searched(path: Path) -> float:
    chance = random.Random(_SEED)
    titles = _titles(chance)
    async with house(path) as fresh:
        community = await founded(fresh.transactions, _NOW)
    with bare(path) as connection:
        _fill(connection, community, titles)
    asked = [_asked(chance, chance.choice(titles)) for _ in range(_QUERIES)]
    async with house(path) as one:

        def ask(books: Books) -> list[float]:
            return [_found(books, community, words) for words in asked]

        samples = await one.transactions.read(ask)
    return percentile(samples[_WARM:], 0.99)


def _found(books: Books, community: CommunityId, words: str) -> float:
    """Time one question."""
    library = books.store(community).library
    began = time.perf_counter()
    hits = find(library.search, words, Narrowed(), language=_LANGUAGE, limit=_LIMIT)
    entries = library.several(hits.entries)
    taken = time.perf_counter() - began
    if not entries:
        raise RuntimeError(f"nothing was found for {words!r}")
    return taken


def _asked(chance: random.Random, title: str) -> str:
    """Draw one to three words from a title."""
    words = title.split()
    return " ".join(chance.sample(words, chance.randint(1, 3)))


def _titles(chance: random.Random) -> list[str]:
    """Make titles of four to eight words, few of them common and most rare, as in a language (Zipf's law)."""
    words: dict[str, None] = {}
    while len(words) < _VOCABULARY:
        words["".join(chance.choices(_SYLLABLES, k=chance.randint(2, 4)))] = None
    known = [*words]
    weights = [1 / (rank + 1) for rank in range(_VOCABULARY)]
    drawn = iter(chance.choices(known, weights, k=_ENTRIES * 8))
    return [" ".join(next(drawn) for _ in range(chance.randint(4, 8))) for _ in range(_ENTRIES)]


def _fill(connection: Connection, community: CommunityId, titles: list[str]) -> None:
    """Write the entries and their index straight into the tables."""
    facets = " ".join(facets_of(Narrowed(kind=ResourceKind.STORY)))
    terms: dict[str, None] = {}
    connection.exec_driver_sql("BEGIN")
    for begin in range(0, len(titles), _AT_ONCE):
        numbered = [*enumerate(titles[begin : begin + _AT_ONCE], begin + 1)]
        indexed = {
            number: Indexed(title=" ".join(map(_terms, title.split())), facets=facets) for number, title in numbered
        }
        terms |= dict.fromkeys(term for one in indexed.values() for term in one.title.split())
        connection.execute(insert(table(LibraryEntryRow)), [_row(*one, community) for one in numbered])
        here = {"community": community}
        connection.execute(_INDEX, [{**here, "number": number, **asdict(one)} for number, one in indexed.items()])
    connection.execute(insert(table(LibraryIndexTermRow)), [{"community": community, "term": one} for one in terms])
    connection.exec_driver_sql("COMMIT")
    connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


@cache
def _terms(word: str) -> str:
    """Give the terms of one word; those of a title are its words', one after the other."""
    return index_text(word, _LANGUAGE)


def _row(number: int, title: str, community: CommunityId) -> dict[str, object]:
    return {
        "id": number,
        "community": community,
        "url": f"https://example.org/{number}",
        "title": title,
        "kind": ResourceKind.STORY.value,
        "guessed": False,
        "description": "",
        "note": "",
        "site": "example.org",
        "saved_at": _NOW - timedelta(minutes=_ENTRIES - number),
    }
