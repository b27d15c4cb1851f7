"""No table that names a member is left out when they ask what is held about them, or to be forgotten."""

from collections.abc import Iterator
from datetime import date
from itertools import count

from sqlalchemy import BigInteger, Boolean, Column, Connection, Integer, Table, insert, select

from copbot.intents import DirectMessage, Ephemeral, Outgoing
from copbot.message import message, say
from copbot.model.members import Member
from copbot.refs import ChannelRef, UserRef
from storage.backup import DERIVED
from storage.books import SqlStore
from storage.columns import Day, Instant, Local
from storage.tables import METADATA
from tests.storage.house import House
from tests.support.clock import START
from tests.support.databases import BOTH, Database

DATABASES = BOTH

_ROLES = {"member", "giver", "receiver", "author", "by", "mentor", "mentee", "steward", "facilitator", "asker", "host"}
"""Column names that mean a member, with or without a reference to one."""

_TOLD_AS = {
    "prompt": ("prompts", "prompt_decisions"),
    "prompt_posting": ("prompts_posted",),
    "prompt_reply": ("prompt_answers",),
    "prompt_series": ("prompt_schedules",),
}
"""Tables that members are given under names of their own."""

_SENSE = {"library_entry.kind": "tool", "member_account.account": "sim:demo/row-{}"}
"""Columns whose text has a form."""


def naming(table: Table) -> list[Column[object]]:
    """List the columns of a table that name a member."""
    return [
        column
        for column in table.columns
        if any(key.target_fullname == "member.id" for key in column.foreign_keys)
        or (column.name in _ROLES and isinstance(column.type, Integer))
    ]


def tables() -> Iterator[Table]:
    for table in METADATA.sorted_tables:
        if not table.name.startswith(DERIVED) and table.name not in {"community", "inbox", "member"}:
            yield table


async def test_every_table_that_names_a_member_is_in_what_they_are_given(house: House) -> None:
    ann = await house.member("ann")
    given = await house.look(lambda store: {name for one in store.personal for name in one.export(ann.id)})
    wanted = {name for table in tables() if naming(table) for name in _TOLD_AS.get(table.name, (table.name,))}
    assert not wanted - given, f"no PersonalData in SqlStore.personal exports {wanted - given}"


async def test_nothing_names_a_member_who_was_forgotten(house: House, database: Database) -> None:
    ann, bob = await house.member("ann"), await house.member("bob")
    with database.owned() as connection:
        for table in tables():
            for column in naming(table):
                Filler(connection, house, others=bob).put(table, {column.name: ann.id})

    def forget(store: SqlStore) -> None:
        for one in store.personal:
            one.erase(ann.id)

    await house.store(forget)
    with database.owned() as connection:
        left = {
            f"{table.name}.{column.name}"
            for table in tables()
            for column in naming(table)
            if connection.execute(select(column).where(column == ann.id)).first() is not None
        }
    assert not left, f"no PersonalData in SqlStore.personal takes a forgotten member out of {left}"


async def test_others_are_not_forgotten_with_them(house: House, database: Database) -> None:
    ann, bob, carla = await house.member("ann"), await house.member("bob"), await house.member("carla")
    with database.owned() as connection:
        for table in tables():
            for column in naming(table):
                Filler(connection, house, others=carla).put(table, {column.name: bob.id})
        before = rows_naming(connection, bob)

    def forget(store: SqlStore) -> None:
        for one in store.personal:
            one.erase(ann.id)

    await house.store(forget)
    with database.owned() as connection:
        assert rows_naming(connection, bob) == before


async def test_a_forgotten_member_stays_as_somebody_without_a_name(house: House) -> None:
    ann = await house.member("ann")

    def forget(store: SqlStore) -> None:
        for one in store.personal:
            one.erase(ann.id)

    await house.store(forget)
    left = await house.look(lambda store: store.members.get(ann.id))
    assert (left.name, left.accounts, left.platform_zone, left.locale) == ("", (), None, None)
    assert left.left_at is not None
    assert await house.look(lambda store: store.members.all()) == ()
    assert (await house.member("ann")).id != ann.id


async def test_what_is_on_its_way_to_a_member_alone_is_theirs(house: House) -> None:
    ann, hello = UserRef("sim", "demo", "ann"), message(say("Hello."))
    general = ChannelRef("sim", "demo", "general")
    member = await house.member("ann")
    outgoings: dict[str, Outgoing] = {
        f"direct {ann}": DirectMessage(key="direct", to=ann, message=hello),
        f"{general}@ann": Ephemeral(key="beside", to=ann, channel=general, message=hello),
        f"{general}@joann": Ephemeral(
            key="another", to=UserRef("sim", "demo", "joann"), channel=general, message=hello
        ),
        "direct sim:demo/annie": DirectMessage(key="annie", to=UserRef("sim", "demo", "annie"), message=hello),
    }
    for lane, one in outgoings.items():
        await house.write(
            lambda books, lane, one: books.outbox.put(house.community, one, lane=lane, now=START, not_before=START),
            lane,
            one,
        )
    held = await house.look(lambda store: [one.export(member.id).get("outbox", []) for one in store.personal])
    assert sorted(row["key"] for rows in held for row in rows) == ["beside", "direct"]

    def forget(store: SqlStore) -> None:
        for one in store.personal:
            one.erase(member.id)

    await house.store(forget)
    left = await house.write(lambda books: books.outbox.begin(START, 9))
    assert sorted(one.outgoing.key for one in left) == ["annie", "another"]


def rows_naming(connection: Connection, member: Member) -> dict[str, int]:
    return {
        f"{table.name}.{column.name}": len(connection.execute(select(column).where(column == member.id)).all())
        for table in tables()
        for column in naming(table)
    }


class Filler:
    """Puts rows of no sense into any table: what they refer to is made, and what must be unique is."""

    _numbers = count(1000)

    def __init__(self, connection: Connection, house: House, others: Member) -> None:
        self._connection = connection
        self._house = house
        self._others = others

    def put(self, table: Table, chosen: dict[str, object]) -> object:
        """Put a row; gives the value of its first key."""
        values = {column.name: self._value(column) for column in table.columns if _is_needed(column)} | chosen
        made = self._connection.execute(insert(table).values(**values).returning(next(iter(table.primary_key))))
        number: object = made.scalar_one()
        if table.name == "kudos" and chosen:  # no kudos is given to nobody
            self.put(METADATA.tables["kudos_receiver"], {"kudos": number, **chosen})
        return number

    def _value(self, column: Column[object]) -> object:
        if column.foreign_keys:
            (key,) = column.foreign_keys
            match key.column.table.name:
                case "community":
                    return self._house.community
                case "member":
                    return self._others.id
                case _:
                    return self.put(key.column.table, {})
        match column.type:
            case Instant():
                return START
            case Local():
                return START.replace(tzinfo=None, second=next(self._numbers) % 60)
            case Day():
                return date(2026, 11, 23)
            case Boolean():
                return False
            case BigInteger() | Integer():
                return next(self._numbers)
            case _:
                return _SENSE.get(str(column), "row {}").format(next(self._numbers))


def _is_needed(column: Column[object]) -> bool:
    return not column.nullable and column is not column.table.autoincrement_column
