"""What full-text search keeps for itself, beside the tables and the trigger that its migrations make on SQLite.

On SQLite a row of the full-text index is the community's number times 2^40 plus the entry's: a range is a community.
"""

from typing import Any

from sqlalchemy import Column, Index, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from storage.columns import Key, key

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
    entry: int = Field(primary_key=True, sa_type=Key)
    terms: Any = Field(sa_column=Column(TSVECTOR().with_variant(Text(), "sqlite"), nullable=False))
