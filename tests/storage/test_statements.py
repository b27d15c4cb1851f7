from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import BigInteger, Column, Connection, MetaData, Table, Text, bindparam, func, insert, select, update

from storage.columns import Day, Instant, Key, Local
from storage.statements import Prepared, insert_once, upsert
from tests.support.databases import BOTH, Database

DATABASES = BOTH

_things = Table(
    "thing",
    MetaData(),
    Column("id", Key, primary_key=True, autoincrement=True),
    Column("name", Text, unique=True),
    Column("count", BigInteger),
    Column("at", Instant),
    Column("local", Local),
    Column("day", Day),
)
_pairs = Table("pair", MetaData(), Column("a", Text, primary_key=True), Column("b", Text))
_AT = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC)
_WHOLE = {
    "name": "50% of “naïve” 🌱 :count",
    "count": 2**40,
    "at": _AT,
    "local": datetime(2026, 3, 29, 2, 30),  # noqa: DTZ001 -- a local time
    "day": date(2026, 2, 28),
}


@pytest.fixture
def connection(database: Database) -> Iterator[Connection]:
    with database.owned() as connection:
        _things.create(connection)
        _pairs.create(connection)
        yield connection


def added(connection: Connection, **values: object) -> int:
    statement = Prepared(insert(_things).returning(_things.c.id), tuple(values))
    found: int = statement.scalar(connection, **values)
    return found


def test_what_goes_in_comes_out_the_same(connection: Connection) -> None:
    made = added(connection, **_WHOLE)
    row = Prepared(select(_things).where(_things.c.id == bindparam("id"))).first(connection, id=made)
    assert row._asdict() == {"id": made, **_WHOLE}


def test_columns_left_empty_come_out_empty(connection: Connection) -> None:
    made = added(connection, name="a", at=None, local=None, day=None)
    row = Prepared(select(_things).where(_things.c.id == bindparam("id"))).first(connection, id=made)
    assert tuple(row) == (made, "a", None, None, None, None)


def test_a_statement_can_be_run_again_and_again(connection: Connection) -> None:
    for number in range(12):
        added(connection, name=str(number), count=number)
    counted = Prepared(select(func.count().label("n")).where(_things.c.count >= bindparam("least")))
    assert [counted.scalar(connection, least=least) for least in range(12)] == list(range(12, 0, -1))


def test_fixed_values_stand_beside_open_ones(connection: Connection) -> None:
    for number, name in enumerate(("a", "b", "c", "d")):
        added(connection, name=name, count=number, at=_AT)
    chosen = (
        select(_things.c.name)
        .where(_things.c.name.in_(("a", "b", "c")), _things.c.count >= bindparam("least"), _things.c.at == _AT)
        .order_by(_things.c.name.desc())
        .limit(bindparam("most"))
    )
    assert [row.name for row in Prepared(chosen).all(connection, least=0, most=2)] == ["c", "b"]


def test_a_percent_sign_in_a_statement_stays_one(connection: Connection) -> None:
    added(connection, name="50% off", count=7)
    added(connection, name="one half off", count=8)
    found = Prepared(select(_things.c.name, (_things.c.count % 2).label("odd")).where(_things.c.name.like("50%")))
    assert [(row.name, row.odd) for row in found.all(connection)] == [("50% off", 1)]


def test_a_change_tells_how_many_rows_it_changed(connection: Connection) -> None:
    for name in ("a", "b"):
        added(connection, name=name)
    counted = Prepared(update(_things).where(_things.c.name >= bindparam("b_from")).values(at=bindparam("b_at")))
    assert [counted.run(connection, b_from=name, b_at=_AT) for name in ("a", "b", "c")] == [2, 1, 0]
    assert Prepared(select(_things.c.at)).scalar(connection) == _AT


def test_no_row_is_none(connection: Connection) -> None:
    nothing = Prepared(select(_things))
    assert (nothing.first(connection), nothing.scalar(connection), nothing.all(connection)) == (None, None, [])


def test_columns_of_one_name_are_told_by_their_place(connection: Connection) -> None:
    added(connection, name="a", count=3)
    row = Prepared(select(_things.c.name, func.max(_things.c.count), _things.c.name).group_by(_things.c.name)).first(
        connection
    )
    assert tuple(row)[:2] == ("a", 3)


def test_a_row_is_inserted_once(connection: Connection) -> None:
    assert [insert_once(connection, _pairs, a="x", b=text) for text in ("first", "second")] == [True, False]
    assert Prepared(select(_pairs.c.b)).scalar(connection) == "first"


def test_a_row_is_inserted_or_replaced(connection: Connection) -> None:
    for text in ("first", "second"):
        upsert(connection, _pairs, ("a",), a="x", b=text)
    assert [tuple(row) for row in Prepared(select(_pairs)).all(connection)] == [("x", "second")]


def test_a_text_cannot_become_part_of_a_statement(connection: Connection) -> None:
    for text in ("'; DROP TABLE pair; --", "%(a)s", "?", ":a", "$1", "\\"):
        assert insert_once(connection, _pairs, a=text, b=text)
    assert sorted(row.a for row in Prepared(select(_pairs)).all(connection)) == sorted(
        ("'; DROP TABLE pair; --", "%(a)s", "?", ":a", "$1", "\\")
    )
