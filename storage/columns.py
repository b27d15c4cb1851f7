"""Column types that mean the same on both databases."""

from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

from sqlalchemy import BigInteger, Column, Integer, Table, Text
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

Key = BigInteger().with_variant(Integer(), "sqlite")
"""A row's number; SQLite counts only columns of the type INTEGER by itself."""


class Instant(TypeDecorator[datetime]):
    """An aware instant in UTC, kept as whole microseconds since 1970: exact, ordered and the same everywhere."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> int | None:  # noqa: ANN401, ARG002 -- SQLAlchemy's signature
        """Write an instant."""
        return None if value is None else (value - _EPOCH) // _MICROSECOND

    def process_result_value(self, value: int | None, dialect: Any) -> datetime | None:  # noqa: ANN401, ARG002 -- SQLAlchemy's signature
        """Read an instant."""
        return None if value is None else _EPOCH + timedelta(microseconds=value)


class Local(TypeDecorator[datetime]):
    """A naive local date and time, kept as ISO text to the second."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> str | None:  # noqa: ANN401, ARG002 -- SQLAlchemy's signature
        """Write a local time."""
        return None if value is None else value.isoformat(timespec="seconds")

    def process_result_value(self, value: str | None, dialect: Any) -> datetime | None:  # noqa: ANN401, ARG002 -- SQLAlchemy's signature
        """Read a local time."""
        return None if value is None else datetime.fromisoformat(value)


class Day(TypeDecorator[date]):
    """A local date, kept as ISO text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Any) -> str | None:  # noqa: ANN401, ARG002 -- SQLAlchemy's signature
        """Write a date."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Any) -> date | None:  # noqa: ANN401, ARG002 -- SQLAlchemy's signature
        """Read a date."""
        return None if value is None else date.fromisoformat(value)


class MemberText(TypeDecorator[str]):
    """Text somebody typed, or JSON of it, without what no database can keep: NUL, and halves of characters."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:  # noqa: ANN401, ARG002 -- SQLAlchemy's signature
        """Write a text."""
        if value is None or (value.isascii() and "\0" not in value):
            return value
        return value.replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def key() -> Any:  # noqa: ANN401 -- SQLModel fields are typed by their annotation
    """Make a primary key that counts by itself."""
    return Field(default=None, sa_column=Column(Key, primary_key=True, autoincrement=True))


def table(row: type[SQLModel]) -> Table:
    """Give the table behind a row class, for statements."""
    return cast("Table", row.__table__)  # type: ignore[attr-defined]  # SQLModel sets it at run time
