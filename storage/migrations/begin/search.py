"""What full-text search keeps, as it was first made: words in FTS5 tables on SQLite, in a tsvector on PostgreSQL."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

from storage.migrations.making import number, numbers, table, wholes


def make() -> None:
    """Make them."""
    by_letters = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
    table(
        "library_index_term",
        *number(),
        *wholes("community"),
        sa.Column("term", by_letters, nullable=False),
        refers={"community": "community"},
        unique={"uq_library_index_term": ("community", "term")},
    )
    table(
        "library_index_vector",
        *wholes("community"),
        *numbers("entry"),
        sa.Column("terms", TSVECTOR().with_variant(sa.Text(), "sqlite"), nullable=False),
        key=("community", "entry"),
        refers={"community": "community"},
    )
    op.create_index("ix_library_index_vector_terms", "library_index_vector", ["terms"], postgresql_using="gin")
    for statement in _ON_SQLITE if op.get_context().dialect.name == "sqlite" else _ON_POSTGRESQL:
        op.execute(statement)


def drop() -> None:
    """Take them away."""
    if op.get_context().dialect.name == "sqlite":
        op.execute("DROP TABLE library_index_similar")
        op.execute("DROP TABLE library_index")
    op.drop_table("library_index_vector")
    op.drop_table("library_index_term")


_ON_SQLITE = (
    """CREATE VIRTUAL TABLE library_index USING fts5(title, tags, description, note, facets,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* Co' tokenchars '+#'")""",
    "CREATE VIRTUAL TABLE library_index_similar USING fts5(term, tokenize = 'trigram')",
    """CREATE TRIGGER library_index_learns AFTER INSERT ON library_index_term BEGIN
    INSERT INTO library_index_similar (rowid, term) VALUES (new.id, '__' || new.term || '_'); END""",
)
_ON_POSTGRESQL = (
    # who may not have the extension, or has none to install, finds near words more slowly
    """DO $$ BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
    CREATE INDEX ix_library_index_similar ON library_index_term USING gist (term gist_trgm_ops);
    EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
    RAISE NOTICE 'pg_trgm is not to be had';
    END $$""",
)
