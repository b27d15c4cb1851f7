"""A database's schema as its own catalogue tells it: what two ways of making it must agree on."""

from typing import Any, TypeAlias

from sqlalchemy import Connection

Schema: TypeAlias = dict[str, set[tuple[Any, ...]]]
"""Of each table: its columns, indexes, constraints, and how it is kept."""

_OF_SEARCH = ("library_index", "library_index_similar")
"""Tables and shadows that only migrations make."""

_POSTGRES = {
    "column": (
        "SELECT c.relname, attname, format_type(atttypid, atttypmod), attnotnull, collname, "
        "pg_get_expr(adbin, adrelid) "
        "FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid LEFT JOIN pg_collation l ON l.oid = attcollation "
        "LEFT JOIN pg_attrdef d ON adrelid = attrelid AND adnum = attnum "
        "WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace AND attnum > 0 AND NOT attisdropped"
    ),
    "index": (
        "SELECT tablename, indexname, indexdef FROM pg_indexes "
        "WHERE schemaname = current_schema() AND indexname != 'ix_library_index_similar'"
    ),
    "constraint": (
        "SELECT relname, conname, pg_get_constraintdef(o.oid) FROM pg_constraint o JOIN pg_class c ON c.oid = conrelid "
        "WHERE connamespace = current_schema()::regnamespace"
    ),
    "rule": (
        "SELECT relname, relrowsecurity FROM pg_class "
        "WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
    ),
}


def schema(connection: Connection) -> Schema:
    """Read everything that two schemas can differ in, but the order of columns."""
    return _of_file(connection) if connection.dialect.name == "sqlite" else _of_server(connection)


def _of_server(connection: Connection) -> Schema:
    found: Schema = {}
    for kind, asked in _POSTGRES.items():
        for name, *rest in connection.exec_driver_sql(asked):
            found.setdefault(name, set()).add((kind, *rest))
    return found


def _of_file(connection: Connection) -> Schema:
    found: Schema = {}
    for _, name, kind, _, without_rowid, strict in connection.exec_driver_sql("PRAGMA main.table_list").all():
        if kind != "table" or name.startswith("sqlite_") or name in _OF_SEARCH:
            continue
        written = "SELECT sql FROM sqlite_master WHERE name = ?"
        made = str(connection.exec_driver_sql(written, (name,)).scalar())
        rules = {("rule", without_rowid, strict, "AUTOINCREMENT" in made)}
        columns = {("column", *row[1:]) for row in connection.exec_driver_sql(f'PRAGMA table_xinfo("{name}")')}
        references = {("refers", *row[2:]) for row in connection.exec_driver_sql(f'PRAGMA foreign_key_list("{name}")')}
        indexes = set()
        for _, index, unique, origin, partial in connection.exec_driver_sql(f'PRAGMA index_list("{name}")').all():
            of = tuple(row[2] for row in connection.exec_driver_sql(f'PRAGMA index_info("{index}")'))
            said = str(connection.exec_driver_sql(written, (index,)).scalar()).partition(" WHERE ")[2]
            known = index if origin == "c" else origin
            indexes.add(("index", known, unique, partial, of, said))
        found[name] = rules | columns | references | indexes
    return found
