import asyncio
from dataclasses import replace

import pytest
from sqlalchemy import insert

from copbot.ports import Transactions
from copbot.refs import MemberId, UserRef
from storage.books import SqlStore
from storage.tables.communities import AccountRow
from tests.storage.house import DAY, House, founded, person
from tests.support.clock import START
from tests.support.databases import BOTH

DATABASES = BOTH


async def test_somebody_new_begins_as_a_member(house: House) -> None:
    ann = await house.member("ann")
    assert (ann.name, ann.accounts) == ("Ann", (UserRef("sim", "demo", "ann"),))
    assert (ann.first_seen_at, ann.last_act_at, ann.left_at) == (START, START, None)
    assert await house.look(lambda store: store.members.get(ann.id)) == ann


async def test_who_is_seen_again_is_the_same_member(house: House) -> None:
    assert (await house.member("ann")).id == (await house.member("ann", START + DAY)).id
    assert len(await house.look(lambda store: store.members.all())) == 1


async def test_two_first_sights_at_once_are_one_member(house: House, beside: Transactions) -> None:
    there = house.beside(beside)
    seen = await asyncio.gather(*(at.member("ann") for at in (house, there) * 10))
    assert len({member.id for member in seen}) == 1
    assert len(await house.look(lambda store: store.members.all())) == 1


async def test_an_act_moves_the_last_one_and_being_named_does_not(house: House) -> None:
    await house.member("ann")
    await house.store(lambda store: store.members.seen(person("ann"), START + DAY, acted=False))
    ann = await house.store(lambda store: store.members.seen(person("ann"), START + 2 * DAY, acted=True))
    assert ann.last_act_at == START + 2 * DAY
    late = await house.store(lambda store: store.members.seen(person("ann"), START + DAY, acted=True))
    assert late.last_act_at == START + 2 * DAY


async def test_a_changed_name_zone_and_language_are_kept(house: House) -> None:
    ann = await house.member("ann")
    moved = replace(person("ann"), name="Anna", zone="Asia/Tokyo", locale="ja", is_guest=True)
    await house.store(lambda store: store.members.seen(moved, START, acted=False))
    now = await house.look(lambda store: store.members.get(ann.id))
    assert (now.name, now.platform_zone, now.locale, now.is_guest) == ("Anna", "Asia/Tokyo", "ja", True)


async def test_an_account_known_by_its_number_alone_takes_no_name_away(house: House) -> None:
    ann = await house.member("ann")
    unnamed = replace(person("ann"), name="ann")
    await house.store(lambda store: store.members.seen(unnamed, START, acted=False))
    assert (await house.look(lambda store: store.members.get(ann.id))).name == "Ann"


async def test_a_members_wishes_are_kept(house: House) -> None:
    ann = await house.member("ann")
    quiet = replace(
        ann, zone="Europe/Lisbon", quiet_from=20, quiet_to=7, silenced=True, takes_direct=True, told_at=START + DAY
    )
    await house.store(lambda store: store.members.change(quiet))
    assert await house.look(lambda store: store.members.get(ann.id)) == quiet


async def test_who_left_is_not_among_all(house: House) -> None:
    ann, bob = await house.member("ann"), await house.member("bob")
    await house.store(lambda store: store.members.change(replace(ann, left_at=START + DAY)))
    assert await house.look(lambda store: store.members.all()) == (bob,)
    assert (await house.look(lambda store: store.members.get(ann.id))).left_at == START + DAY


async def test_a_member_may_have_several_accounts(house: House) -> None:
    ann = await house.member("ann")

    def link(store: SqlStore) -> None:
        values = {"community": house.community, "account": "slack:T1/U1", "member": ann.id}
        store.members._connection.execute(insert(AccountRow), values)

    await house.store(link)
    both = (UserRef("sim", "demo", "ann"), UserRef("slack", "T1", "U1"))
    assert (await house.look(lambda store: store.members.get(ann.id))).accounts == both
    (only,) = await house.look(lambda store: store.members.all())
    assert set(only.accounts) == set(both)
    found = await house.look(lambda store: store.members.of_account(both[1]))
    assert found is not None
    assert found.id == ann.id


async def test_a_member_of_another_community_is_nobody_here(house: House, transactions: Transactions) -> None:
    other = await founded(transactions, "elsewhere")
    ann = await house.member("ann")
    with pytest.raises(KeyError):
        await other.look(lambda store: store.members.get(ann.id))
    assert await other.look(lambda store: store.members.of_account(ann.accounts[0])) is None
    await other.store(lambda store: store.members.change(replace(ann, name="Mallory")))
    assert (await house.look(lambda store: store.members.get(ann.id))).name == "Ann"


async def test_nobody_has_a_number_that_was_never_given(house: House) -> None:
    with pytest.raises(KeyError):
        await house.look(lambda store: store.members.get(MemberId(99)))
