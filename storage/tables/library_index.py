"""What full-text search keeps for itself; it is named `library_index…` and left out where schemas are compared.

On SQLite a row of the full-text index is the community's number times 2^40 plus the entry's: a range is a community.
"""

from typing import Any

from sqlalchemy import DDL, Column, Index, Text, UniqueConstraint, event
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from storage.columns import key

_ByLetters = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that sorts by its letters' numbers, so that what begins alike is a range."""


class LibraryIndexTermRow(SQLModel, table=True):
    """A term that some entry has had: what a mistyped word may have meant."""

    __tablename__ = "library_index_term"
    __table_args__ = (UniqueConstraint("community", "term", name="uq_library_index_term"),)

    id: int | None = key()
    community: int = Field(foreign_key="community.id")
    term: str = Field(sa_column=Column(_ByLetters, nullable=False))


class LibraryIndexVectorRow(SQLModel, table=True):
    """An entry's terms on PostgreSQL; on SQLite they are in `library_index`, and this table stays empty."""

    __tablename__ = "library_index_vector"
    __table_args__ = (Index("ix_library_index_vector_terms", "terms", postgresql_using="gin"),)

    community: int = Field(primary_key=True, foreign_key="community.id")
    entry: int = Field(primary_key=True)
    terms: Any = Field(sa_column=Column(TSVECTOR().with_variant(Text(), "sqlite"), nullable=False))


_SQLITE = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS library_index USING fts5(title, tags, description, note, facets,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* Co' tokenchars '+#'")""",
    """CREATE VIRTUAL TABLE IF NOT EXISTS library_index_similar USING fts5(term, tokenize = 'trigram')""",
    """CREATE TRIGGER IF NOT EXISTS library_index_learns AFTER INSERT ON library_index_term BEGIN
    INSERT INTO library_index_similar (rowid, term) VALUES (new.id, '__' || new.term || '_'); END""",
)
_POSTGRESQL = (
    # who may not have the extension, or has none to install, finds near words more slowly
    """DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX IF NOT EXISTS ix_library_index_similar ON library_index_term USING gist (term gist_trgm_ops);
    EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
    RAISE NOTICE 'pg_trgm is not to be had';
    END $$""",
)


def _with_tables(moment: str, statement: str, dialect: str) -> None:
    ddl = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
    event.listen(SQLModel.metadata, moment, ddl)


for _statement in _SQLITE:
    _with_tables("after_create", _statement, "sqlite")
for _statement in _POSTGRESQL:
    _with_tables("after_create", _statement, "postgresql")
for _name in ("library_index_similar", "library_index"):
    _with_tables("before_drop", f"DROP TABLE IF EXISTS {_name}", "sqlite")
