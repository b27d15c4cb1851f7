"""No table that names a member is left out when they ask what is held about them, or to be forgotten."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import count

import pytest
from sqlalchemy import BigInteger, Boolean, Column, Connection, ForeignKey, Integer, Table, insert, select

from copbot.codec import encode
from copbot.intents import DirectMessage, Ephemeral, Outgoing
from copbot.message import Message, Said, message, say
from copbot.model.members import Member
from copbot.refs import ChannelRef, UserRef
from storage.backup import DERIVED
from storage.books import SqlStore
from storage.columns import Day, Instant, Key, Local
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

_NOT_THEIRS = {
    "kudos_receiver.giver": "repeats `kudos.giver`, which is told",
    "mentor_sign_up.reports_to": "is what somebody else said of themselves",
    "never_with.other": "is confidential: nobody is told who does not want to be brought together with them",
}
"""Columns that name a member in what is held about another, and so is told to that one alone."""

_SENSE = {
    "audit.what": encode(say("Changed."), Said),
    "kudos_wish.visibility": "public",
    "library_entry.kind": "tool",
    "member_account.account": "sim:demo/row-{}",
    "notice.message": encode(message(say("Hello.")), Message),
    "refusal.reason": encode(say("No."), Said),
}
"""Columns whose text has a form."""

_TOGETHER: dict[str, dict[str, object]] = {"prompt.decided_by": {"decided_at": START}}
"""What is set together with a column."""


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


async def not_told(house: House, database: Database) -> set[str]:
    """Name a member in every column there is, one after the other; tell which of those rows they are not given."""
    ann, bob = await house.member("ann"), await house.member("bob")
    silent = set()
    for table in tables():
        names = _TOLD_AS.get(table.name, (table.name,))

        def given(store: SqlStore, names: Sequence[str]) -> int:
            told = (one.export(ann.id) for one in store.personal)
            return sum(len(part.get(name, ())) for part in told for name in names)

        for column in naming(table):
            before = await house.look(given, names)
            with database.owned() as connection:
                chosen = {column.name: ann.id, **_TOGETHER.get(str(column), {})}
                Filler(connection, house, others=bob).put(table, chosen)
            if await house.look(given, names) == before:
                silent.add(str(column))
    return silent


async def still_named(house: House, database: Database) -> set[str]:
    """Name a member in every column there is and forget them; tell where they are named nevertheless."""
    carla, dev = await house.member("carla"), await house.member("dev")
    with database.owned() as connection:
        for table in tables():
            for column in naming(table):
                Filler(connection, house, others=dev).put(table, {column.name: carla.id})

    def forget(store: SqlStore) -> None:
        for one in store.personal:
            one.erase(carla.id)

    await house.store(forget)
    with database.owned() as connection:
        return {name for name, rows in rows_naming(connection, carla).items() if rows}


@pytest.fixture
def unheard_of(database: Database) -> Iterator[None]:
    """A table that names members, which somebody added without a word to anybody."""
    columns = (
        Column("id", Key, primary_key=True, autoincrement=True),
        Column("community", Key, ForeignKey("community.id"), nullable=False),
        Column("member", Key, ForeignKey("member.id"), nullable=False),
        Column("host", Key),
    )
    secret = Table("secret_list", METADATA, *columns)
    try:
        with database.owned() as connection:
            secret.create(connection)
        yield
    finally:
        METADATA.remove(secret)


async def test_every_row_that_names_a_member_is_in_what_they_are_given(house: House, database: Database) -> None:
    silent = await not_told(house, database)
    assert silent == set(_NOT_THEIRS), f"no PersonalData in SqlStore.personal exports {silent - set(_NOT_THEIRS)}"


async def test_nothing_names_a_member_who_was_forgotten(house: House, database: Database) -> None:
    left = await still_named(house, database)
    assert not left, f"no PersonalData in SqlStore.personal takes a forgotten member out of {left}"


@pytest.mark.usefixtures("unheard_of")
async def test_a_table_that_nobody_exports_or_forgets_is_noticed(house: House, database: Database) -> None:
    both = {"secret_list.host", "secret_list.member"}
    assert await not_told(house, database) == both | set(_NOT_THEIRS)
    assert await still_named(house, database) == both


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
                return _SENSE.get(str(column), "row {}").replace("{}", str(next(self._numbers)))


def _is_needed(column: Column[object]) -> bool:
    return not column.nullable and column is not column.table.autoincrement_column
