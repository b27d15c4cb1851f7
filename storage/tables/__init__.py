"""All tables. They are private to `storage`; everybody else sees the core's dataclasses."""

from sqlmodel import SQLModel

from storage.tables import (
    communities,
    installations,
    kudos,
    library,
    library_index,
    meetups,
    memory,
    mentorship,
    prompts,
    traffic,
)

METADATA = SQLModel.metadata

for one in METADATA.tables.values():
    # What refers to a row is as wide as that row's number; SQLModel knows it only as a whole number.
    for reference in one.foreign_keys:
        reference.parent.type = reference.column.type
    # A number is never given again: an old button must not act on a newer row, nor an occurrence pass for another's.
    if one.autoincrement_column is not None:
        one.dialect_options["sqlite"]["autoincrement"] = True

__all__ = [
    "METADATA",
    "communities",
    "installations",
    "kudos",
    "library",
    "library_index",
    "meetups",
    "memory",
    "mentorship",
    "prompts",
    "traffic",
]
