"""All tables. They are private to `storage`; everybody else sees the core's dataclasses."""

from sqlmodel import SQLModel

from storage.tables import communities, kudos, memory, traffic

METADATA = SQLModel.metadata

__all__ = ["METADATA", "communities", "kudos", "memory", "traffic"]
