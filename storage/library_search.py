"""The library's full-text index: FTS5 on SQLite, tsvector and trigrams on PostgreSQL.

Both hold the core's terms as they are, each quoted: no text of a member is ever read as a query, and both databases
find the same.
"""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Subquery,
    bindparam,
    cast,
    column,
    delete,
    func,
    insert,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from copbot.model.library_search import NEWEST, Indexed, LibrarySearch, Narrowed, Word, facets_of
from copbot.refs import CommunityId
from storage import columns
from storage.tables.library import LibraryEntryRow
from storage.tables.library_index import LibraryIndexTermRow, LibraryIndexVectorRow

_MOST_SIMILAR = 64
_MOST_LONGER = 8
_MOST_COMPARED = 2000
_LAST = "\U0010ffff"
_COMMUNITY_BITS = 40
_WEIGHTS = (10.0, 5.0, 2.0, 1.0, 0.0)
"""How much a word counts in the title, the tags, the description and the note; a facet for nothing."""
_LETTERS = "ABCD"
"""The same as PostgreSQL names them; its own weights for them are 1, 0.4, 0.2 and 0.1."""
_PLACES = 16383
"""The last position a tsvector keeps."""

_entry = columns.table(LibraryEntryRow)
_term = columns.table(LibraryIndexTermRow)
_fts = table(
    "library_index",
    column("rowid"),
    column("title"),
    column("tags"),
    column("description"),
    column("note"),
    column("facets"),
)
_similar = table("library_index_similar", column("rowid"))
_vectors = columns.table(LibraryIndexVectorRow)
_extension = table("pg_extension", column("extname"))


def library_search(connection: Connection, community: CommunityId) -> LibrarySearch:
    """Open the index of a community, in the way of its database."""
    if connection.dialect.name == "postgresql":
        return PostgresLibrarySearch(connection, community)
    return SqliteLibrarySearch(connection, community)


class SqliteLibrarySearch:
    """The index of one community in FTS5."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community
        self._base = community << _COMMUNITY_BITS

    def put(self, entry: int, terms: Indexed) -> None:
        """Index an entry, or index it anew."""
        self.drop(entry)
        self._connection.execute(insert(_fts), {"rowid": self._base + entry, **asdict(terms)})
        _learn(self._connection, sqlite.insert(_term), self._community, terms)

    def drop(self, entry: int) -> None:
        """Take an entry out."""
        self._connection.execute(delete(_fts).where(_fts.c.rowid == bindparam("row")), {"row": self._base + entry})

    def match(self, words: Sequence[Word], narrowed: Narrowed, limit: int, *, every: bool) -> tuple[int, ...]:
        """Rank the entries that have every word, or any, the best first."""
        first = _first_since(self._connection, self._community, narrowed.since) if narrowed.since else 0
        if first is None:
            return ()
        whole: ColumnElement[Any] = literal_column("library_index")
        newest = (
            select((_fts.c.rowid - self._base).label("entry"), func.bm25(whole, *_WEIGHTS).label("score"))
            .select_from(_fts)
            .where(
                whole.op("MATCH")(bindparam("query")),
                _fts.c.rowid >= self._base + first,
                _fts.c.rowid < self._base + (1 << _COMMUNITY_BITS),
            )
            .order_by(_fts.c.rowid.desc())
            .limit(NEWEST)
            .subquery()
        )
        asked = (" AND " if every else " OR ").join(f"({' OR '.join(map(_phrase, word))})" for word in words)
        query = " AND ".join([f"({asked})", *map(_phrase, facets_of(narrowed))])
        return _ranked(self._connection, newest, newest.c.score, limit, query)

    def known(self, terms: Sequence[str]) -> frozenset[str]:
        """Give those of the terms that some entry has had."""
        return _known(self._connection, self._community, terms)

    def similar(self, term: str) -> tuple[str, ...]:
        """Give terms that share letters with this one or begin with it, the likest first."""
        padded = f"__{term}_"
        pieces = " OR ".join(f'"{padded[at : at + 3]}"' for at in range(len(padded) - 2))
        whole: ColumnElement[Any] = literal_column("library_index_similar")
        found = (
            select(_term.c.term)
            .select_from(_similar.join(_term, _term.c.id == _similar.c.rowid))
            .where(whole.op("MATCH")(bindparam("pieces")), _term.c.community == self._community)
            .order_by(func.bm25(whole))
            .limit(_MOST_SIMILAR - _MOST_LONGER)
        )
        like = self._connection.execute(found, {"pieces": pieces}).scalars()
        return tuple(dict.fromkeys((*like, *_longer(self._connection, self._community, term))))


class PostgresLibrarySearch:
    """The index of one community in tsvectors, with trigrams for near words where the extension may be had."""

    def __init__(self, connection: Connection, community: CommunityId) -> None:
        self._connection = connection
        self._community = community

    def put(self, entry: int, terms: Indexed) -> None:
        """Index an entry, or index it anew."""
        vector = cast(bindparam("vector"), TSVECTOR)
        statement = postgresql.insert(_vectors).values(community=bindparam("at"), entry=bindparam("row"), terms=vector)
        self._connection.execute(
            statement.on_conflict_do_update(index_elements=["community", "entry"], set_={"terms": vector}),
            {"at": self._community, "row": entry, "vector": _vector(terms)},
        )
        _learn(self._connection, postgresql.insert(_term), self._community, terms)

    def drop(self, entry: int) -> None:
        """Take an entry out."""
        mine = (_vectors.c.community == self._community) & (_vectors.c.entry == entry)
        self._connection.execute(delete(_vectors).where(mine))

    def match(self, words: Sequence[Word], narrowed: Narrowed, limit: int, *, every: bool) -> tuple[int, ...]:
        """Rank the entries that have every word, or any, the best first."""
        first = _first_since(self._connection, self._community, narrowed.since) if narrowed.since else 0
        if first is None:
            return ()
        query = cast(bindparam("query"), TSQUERY)
        newest = (
            select(_vectors.c.entry, _vectors.c.terms)
            .where(
                _vectors.c.community == self._community,
                _vectors.c.entry >= first,
                _vectors.c.terms.op("@@")(query),
            )
            .order_by(_vectors.c.entry.desc())
            .limit(NEWEST)
            .subquery()
        )
        score = -func.ts_rank(newest.c.terms, query, 1)
        asked = (" & " if every else " | ").join(f"({' | '.join(map(_lexeme, word))})" for word in words)
        joined = " & ".join([f"({asked})", *map(_lexeme, facets_of(narrowed))])
        return _ranked(self._connection, newest, score, limit, joined)

    def known(self, terms: Sequence[str]) -> frozenset[str]:
        """Give those of the terms that some entry has had."""
        return _known(self._connection, self._community, terms)

    def similar(self, term: str) -> tuple[str, ...]:
        """Give terms that share letters with this one or begin with it, the likest first."""
        mine = select(_term.c.term).where(_term.c.community == self._community)
        if self._has_trigrams():
            found = mine.order_by(_term.c.term.op("<->")(term)).limit(_MOST_SIMILAR - _MOST_LONGER)
        else:
            size = func.length(_term.c.term).between(len(term) - 2, len(term) + 2)
            found = mine.where(*_begins(term[:1]), size).limit(_MOST_COMPARED)
        like = self._connection.execute(found).scalars()
        return tuple(dict.fromkeys((*like, *_longer(self._connection, self._community, term))))

    def _has_trigrams(self) -> bool:
        there = select(_extension.c.extname).where(_extension.c.extname == "pg_trgm")
        return self._connection.execute(there).scalar() is not None


def _first_since(connection: Connection, community: CommunityId, since: datetime) -> int | None:
    """Give the oldest entry saved since an instant; entries are numbered as they come."""
    fresh = (_entry.c.community == community) & (_entry.c.saved_at >= since)
    oldest = select(_entry.c.id).where(fresh).order_by(_entry.c.saved_at, _entry.c.id).limit(1)
    return connection.execute(oldest).scalar()


def _ranked(
    connection: Connection, newest: Subquery, score: ColumnElement[Any], limit: int, query: str
) -> tuple[int, ...]:
    best = select(newest.c.entry).order_by(score, newest.c.entry.desc()).limit(limit)
    return tuple(connection.execute(best, {"query": query}).scalars())


def _known(connection: Connection, community: CommunityId, terms: Sequence[str]) -> frozenset[str]:
    mine = select(_term.c.term).where(_term.c.community == community, _term.c.term.in_(terms))
    return frozenset(connection.execute(mine).scalars())


def _longer(connection: Connection, community: CommunityId, term: str) -> tuple[str, ...]:
    mine = select(_term.c.term).where(_term.c.community == community, *_begins(term)).limit(_MOST_LONGER)
    return tuple(connection.execute(mine).scalars())


def _begins(term: str) -> tuple[ColumnElement[bool], ...]:
    return _term.c.term >= term, _term.c.term < term + _LAST


def _learn(connection: Connection, statement: Any, community: CommunityId, terms: Indexed) -> None:  # noqa: ANN401 -- either dialect's insert
    """Remember the terms that are new, in one order everywhere so that two at once wait for each other."""
    new = sorted({*_terms(terms)} - _known(connection, community, [*_terms(terms)]))
    if new:
        connection.execute(statement.on_conflict_do_nothing(), [{"community": community, "term": one} for one in new])


def _terms(terms: Indexed) -> dict[str, None]:
    return dict.fromkeys(f"{terms.title} {terms.tags} {terms.description} {terms.note}".split())


def _phrase(term: str) -> str:
    return '"' + term.replace('"', '""') + '"'


def _lexeme(term: str) -> str:
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"


def _vector(terms: Indexed) -> str:
    """Write a tsvector: each term quoted, with its place and the letter of the part it stands in."""
    parts = (terms.title, terms.tags, terms.description, terms.note)
    pairs = [(term, letter) for part, letter in zip(parts, _LETTERS, strict=True) for term in part.split()]
    placed = (f"{_lexeme(term)}:{min(at, _PLACES)}{letter}" for at, (term, letter) in enumerate(pairs, 1))
    return " ".join([*placed, *map(_lexeme, terms.facets.split())])
