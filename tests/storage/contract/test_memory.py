from dataclasses import dataclass
from datetime import timedelta

from copbot.intents import Post
from copbot.message import Mention, Message, Paragraph, message, say
from copbot.ports import Receipt, Transactions
from copbot.refs import ChannelRef, MessageRef, UserRef
from tests.storage.house import DAY, House, Tally, founded
from tests.support.clock import START
from tests.support.databases import BOTH

DATABASES = BOTH

GENERAL = ChannelRef("sim", "demo", "general")


@dataclass(frozen=True, slots=True)
class Wishes:
    """Preferences of a pretend practice."""

    topics: tuple[str, ...] = ()
    weekly: bool = True


async def test_settings_never_set_have_their_defaults(house: House) -> None:
    assert await house.look(lambda store: store.settings.get(Wishes)) == Wishes()


async def test_settings_are_kept_under_their_own_name(house: House) -> None:
    await house.store(lambda store: store.settings.put(Wishes(("tests",), weekly=False)))
    await house.store(lambda store: store.settings.put(Tally(3)))
    await house.store(lambda store: store.settings.put(Wishes(("naïve “quotes”", "🌱"))))
    assert await house.look(lambda store: store.settings.get(Wishes)) == Wishes(("naïve “quotes”", "🌱"))
    assert await house.look(lambda store: store.settings.get(Tally)) == Tally(3)


async def test_preferences_are_each_members_own(house: House) -> None:
    ann, bob, carla = [(await house.member(name)).id for name in ("ann", "bob", "carla")]
    await house.store(lambda store: store.preferences.put(ann, Wishes(("tests",))))
    await house.store(lambda store: store.preferences.put(bob, Wishes(weekly=False)))
    await house.store(lambda store: store.preferences.put(ann, Wishes(("types",))))
    assert await house.look(lambda store: store.preferences.get(ann, Wishes)) == Wishes(("types",))
    assert await house.look(lambda store: store.preferences.get(carla, Wishes)) == Wishes()
    assert await house.look(lambda store: store.preferences.all(Wishes)) == {
        ann: Wishes(("types",)),
        bob: Wishes(weekly=False),
    }
    assert await house.look(lambda store: store.preferences.all(Tally)) == {}


async def test_refusals_are_told_newest_first(house: House) -> None:
    ann, bob = await house.member("ann"), await house.member("bob")
    reason = say("You gave {count} today.", count=5)
    for hours in range(4):
        at = START + timedelta(hours=hours)
        await house.store(lambda store, at: store.refusals.add(ann.id, str(at.hour), reason, at), at)
    newest = await house.look(lambda store: store.refusals.recent(ann.id, 2))
    assert [(one.about, one.reason, one.at) for one in newest] == [
        ("12", reason, START + timedelta(hours=3)),
        ("11", reason, START + timedelta(hours=2)),
    ]
    assert await house.look(lambda store: store.refusals.recent(bob.id, 2)) == ()


async def test_a_refusal_is_kept_for_who_asks_why(house: House) -> None:
    ann = await house.member("ann")
    await house.write(lambda books: books.refuse(house.community, ann.id, "m1", say("No."), START))
    (only,) = await house.look(lambda store: store.refusals.recent(ann.id, 9))
    assert (only.member, only.about) == (ann.id, "m1")


async def test_changes_are_told_newest_first_with_who_made_them(house: House, transactions: Transactions) -> None:
    ann = await house.member("ann")
    other = await founded(transactions, "elsewhere")
    await house.store(lambda store: store.audit.add(ann.id, say("The zone is now {zone}.", zone="UTC"), START))
    await house.store(lambda store: store.audit.add(None, say("Paused."), START + DAY))
    changes = await house.look(lambda store: store.audit.recent(9))
    assert [(change.by, str(change.what), change.at) for change in changes] == [
        (None, "Paused.", START + DAY),
        (ann.id, "The zone is now UTC.", START),
    ]
    assert await house.look(lambda store: store.audit.recent(1)) == changes[:1]
    assert await other.look(lambda store: store.audit.recent(9)) == ()


async def test_notices_wait_until_their_member_looks(house: House) -> None:
    ann, bob = await house.member("ann"), await house.member("bob")
    told = Message((Paragraph((say("{who} thanked you", who=Mention(UserRef("sim", "demo", "bob"))),)),))
    await house.write(lambda books: books.wait(house.community, ann.id, "b", message(say("Later.")), START + DAY))
    await house.write(lambda books: books.wait(house.community, ann.id, "a", message(say("Old.")), START))
    await house.write(lambda books: books.wait(house.community, ann.id, "a", told, START))
    await house.write(lambda books: books.wait(house.community, bob.id, "a", told, START))
    waiting = await house.look(lambda store: store.notices.waiting(ann.id))
    assert [(notice.key, notice.message, notice.at) for notice in waiting] == [
        ("a", told, START),
        ("b", message(say("Later.")), START + DAY),
    ]
    await house.store(lambda store: store.notices.seen(ann.id))
    assert await house.look(lambda store: store.notices.waiting(ann.id)) == ()
    assert len(await house.look(lambda store: store.notices.waiting(bob.id))) == 1


async def test_a_post_is_found_by_its_key_and_by_its_message(house: House, transactions: Transactions) -> None:
    other = await founded(transactions, "elsewhere")
    post = Post(key="prompt:1", to=GENERAL, message=message(say("Hello.")))
    ref = MessageRef("sim", "demo", "general", "7")
    await house.write(
        lambda books: books.outbox.put(house.community, post, lane=str(GENERAL), now=START, not_before=START)
    )
    assert await house.look(lambda store: store.posts.message_of("prompt:1")) is None
    (begun,) = await house.write(lambda books: books.outbox.begin(START, 9))
    await house.write(lambda books: books.outbox.sent(begun.id, Receipt(message=ref), START))
    assert await house.look(lambda store: store.posts.message_of("prompt:1")) == ref
    assert await house.look(lambda store: store.posts.key_of(ref)) == "prompt:1"
    assert await other.look(lambda store: store.posts.key_of(ref)) is None
    assert await house.look(lambda store: store.posts.message_of("prompt:2")) is None
