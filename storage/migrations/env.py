"""How Alembic reaches our tables; it is always run by `storage.upgrade`, which passes the connection."""

from alembic import context
from sqlalchemy import Connection

from storage.tables import METADATA

connection: Connection = context.config.attributes["connection"]


def ours(_: object, name: str | None, kind: str, *__: object) -> bool:
    """Leave out what full-text search makes for itself beside the tables we declare."""
    if kind == "index":
        return name != "ix_library_index_similar"
    return kind != "table" or name in METADATA.tables or not str(name).startswith("library_index")


context.configure(
    connection=connection,
    target_metadata=METADATA,
    render_as_batch=True,
    include_object=ours,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
