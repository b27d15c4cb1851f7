"""All tables. They are private to `storage`; everybody else sees the core's dataclasses."""

from sqlmodel import SQLModel

from storage.tables import communities, kudos, memory, traffic

METADATA = SQLModel.metadata
METADATA.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

__all__ = ["METADATA", "communities", "kudos", "memory", "traffic"]
