"""The library's books on both databases: search, mentions, tags, and what is known of a member."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copbot.errors import CopError
from copbot.model.library import Entry, TagCount
from copbot.model.library_capture import Capture, CaptureState, Reactors
from copbot.model.library_search import NEWEST, Hits, How, Indexed, Narrowed, find
from copbot.model.resource_kinds import ResourceKind
from copbot.ports import Transactions
from copbot.refs import MemberId, MessageRef
from storage.books import SqlStore
from storage.library_personal import SqlLibraryPersonal
from tests.storage.house import House, founded
from tests.support.clock import START
from tests.support.databases import BOTH, POSTGRES, Database

DATABASES = BOTH
DAY = timedelta(days=1)
MESSAGE = MessageRef("sim", "demo", "general", "1")
NOTHING = Narrowed()


def entry(title: str, *, at: datetime = START, link: str | None = None, **more: object) -> Entry:
    made = Entry(
        id=0,
        link=link or f"https://example.org/{title.replace(' ', '-')}",
        url=link,
        title=title,
        kind=ResourceKind.TOOL,
        guessed=False,
        author=None,
        saved_by=None,
        saved_at=at,
    )
    return replace(made, **more)  # type: ignore[arg-type]  # any field of Entry


async def add(house: House, *entries: Entry) -> list[int]:
    return await house.store(lambda store: [store.library.add(one).id for one in entries])


async def look(house: House, text: str, narrowed: Narrowed = NOTHING, limit: int = 10) -> Hits:
    return await house.look(lambda store: find(store.library.search, text, narrowed, language="en", limit=limit))


async def capture(house: House, member: MemberId, **more: object) -> Capture:
    begun = Capture(id=0, message=MESSAGE, thread=MESSAGE, state=CaptureState.KEPT, by=member, at=START)
    return await house.store(lambda store: store.library.captures.begin(replace(begun, **more)))  # type: ignore[arg-type]  # any field of Capture


async def test_the_title_counts_most_then_tags_description_and_note(house: House) -> None:
    note, described, tagged, titled = await add(
        house,
        entry("One", note="about feedback"),
        entry("Two", description="about feedback"),
        entry("Three", tags=("feedback",)),
        entry("Feedback"),
    )
    assert await look(house, "feedback") == Hits((titled, tagged, described, note))
    assert await look(house, "feedback", limit=2) == Hits((titled, tagged))


async def test_word_forms_accents_and_typos_find_the_same(house: House) -> None:
    (made,) = await add(house, entry("Résumés of learning strategies"))
    for text in ("resume", "strategy", "LEARNED", "strategies résumé"):
        assert await look(house, text) == Hits((made,))
    for text in ("lerning", "stratgies", "strat", "resumees"):
        assert await look(house, text) == Hits((made,), How.NEAR)
    assert await look(house, "learning giraffes") == Hits((made,), How.SOME)
    assert await look(house, "giraffes") == Hits((), How.NEAR)


async def test_near_words_are_found_without_the_extension_too(house: House, database: Database) -> None:
    if database.kind == POSTGRES:
        with database.owned() as connection:
            connection.exec_driver_sql("DROP EXTENSION pg_trgm CASCADE")
    (made,) = await add(house, entry("Learning strategies"))
    assert await look(house, "lerning") == Hits((made,), How.NEAR)
    assert await look(house, "strat") == Hits((made,), How.NEAR)


async def test_filters_hold_for_every_way_of_looking(house: House) -> None:
    ann, bob = (await house.member("ann")).id, (await house.member("bob")).id
    old, new = await add(
        house,
        entry("Feedback one", at=START - DAY, author=ann, tags=("peer-feedback", "a")),
        entry("Feedback two", kind=ResourceKind.CASE_STUDY, author=ann, saved_by=bob),
    )
    for narrowed, wanted in (
        (Narrowed(tag="peer-feedback"), (old,)),
        (Narrowed(tag="feedback"), ()),
        (Narrowed(kind=ResourceKind.CASE_STUDY), (new,)),
        (Narrowed(author=bob), (new,)),
        (Narrowed(author=ann), (new, old)),
        (Narrowed(since=START), (new,)),
        (Narrowed(since=START + DAY), ()),
        (Narrowed(author=ann, kind=ResourceKind.TOOL, tag="a", since=START - DAY), (old,)),
    ):
        hits = await look(house, "feedback", narrowed)
        assert sorted(hits.entries, reverse=True) == list(wanted)
        assert set((await look(house, "fedback", narrowed)).entries) == set(wanted)
        recent = await house.look(lambda store, asked=narrowed: store.library.recent(asked, 10))  # type: ignore[misc]  # its default binds it
        assert tuple(one.id for one in recent) == wanted


async def test_an_entry_is_found_as_it_stands_now(house: House) -> None:
    (made,) = await add(house, entry("Feedback", tags=("a", "b")))

    def change(store: SqlStore) -> None:
        there = store.library.get(made)
        assert there is not None
        store.library.change(replace(there, title="Rubrics", tags=("b", "c"), kind=ResourceKind.STORY), START)

    await house.store(change)
    assert await look(house, "feedback") == Hits((), How.NEAR)
    assert await look(house, "rubrics", Narrowed(tag="c", kind=ResourceKind.STORY)) == Hits((made,))
    await house.store(lambda store: store.library.remove(made))
    assert await look(house, "rubrics") == Hits((), How.NEAR)
    assert await house.look(lambda store: (store.library.count(), store.library.get(made))) == (0, None)


async def test_communities_never_see_each_others_entries(house: House, transactions: Transactions) -> None:
    other = await founded(transactions, "other")
    (ours,) = await add(house, entry("Feedback", tags=("a",)))
    (theirs,) = await add(other, entry("Feedback", tags=("a",)))
    assert (await look(house, "feedback"), await look(other, "feedback")) == (Hits((ours,)), Hits((theirs,)))
    assert await look(other, "fedback") == Hits((theirs,), How.NEAR)
    assert await other.look(lambda store: store.library.get(ours)) is None
    assert await other.look(lambda store: store.library.of_link("https://example.org/Feedback").id) == theirs  # type: ignore[union-attr]  # it is there
    await other.store(lambda store: store.library.remove(theirs))
    assert await look(other, "fedback") == Hits((), How.NEAR)


async def test_of_very_many_entries_the_newest_are_ranked(house: House) -> None:
    def fill(store: SqlStore) -> None:
        store.library.add(entry("One"))
        for number in range(1, NEWEST + 11):
            store.library.search.put(number, Indexed(title="common" if number <= 10 else "", note="common"))

    await house.store(fill)
    hits = await look(house, "common", limit=NEWEST + 10)
    assert (len(hits.entries), max(hits.entries), min(hits.entries)) == (NEWEST, NEWEST + 10, 11)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.one_of(st.text(max_size=80), st.sampled_from(['"x', "AND", "c++", "don't", "NEAR(a b)", "a:b", "*", "📚"]))
)
def test_no_text_breaks_the_query_or_the_index(transactions: Transactions, text: str) -> None:
    async def tell() -> None:
        house = await founded(transactions)
        (made,) = await add(house, entry("x", link=f"https://example.org/{hash(text)}", note=text, description=text))
        try:
            hits = await look(house, text)
        except CopError:
            hits = Hits((made,))
        assert made in hits.entries
        await house.store(lambda store: store.library.remove(made))

    asyncio.run(tell())


async def test_what_no_database_can_keep_is_left_out(house: House) -> None:
    (made,) = await add(house, entry("Feed\0back \ud800loop", link="https://example.org/"))
    kept = await house.look(lambda store: store.library.get(made))
    assert kept is not None
    assert kept.title == "Feedback loop"


async def test_a_very_long_note_is_indexed_whole(house: House) -> None:
    text = " ".join(f"word{number}" for number in range(20_000))
    (made,) = await add(house, entry("Long", description=text))
    assert await look(house, "word19999") == Hits((made,))


async def test_the_same_message_mentions_an_entry_once(house: House) -> None:
    ann, bob = (await house.member("ann")).id, (await house.member("bob")).id
    (made,) = await add(house, entry("Feedback"))
    kept = await capture(house, ann, author=bob, permalink="https://chat.example/1")

    def mention(store: SqlStore, by: MemberId, number: int | None) -> int:
        return store.library.mention(made, by, START, capture=number, near=MESSAGE.place).id

    first = await house.store(mention, ann, kept.id)
    assert await house.store(mention, bob, kept.id) == first
    by_command = await house.store(mention, bob, None)
    assert await house.store(mention, bob, None) == by_command != await house.store(mention, ann, None)
    await house.store(lambda store: store.library.told(first))
    sources = await house.look(lambda store: store.library.sources(made))
    assert [(one.mention.by, one.author, one.permalink, one.mention.told) for one in sources] == [
        (ann, bob, "https://chat.example/1", True),
        (bob, None, None, False),
        (ann, None, None, False),
    ]
    assert sources[0].mention.near == MESSAGE.place
    assert await house.look(lambda store: [one.id for one, _ in store.library.of_capture(kept.id)]) == [made]


async def test_a_mention_moves_to_the_entry_its_link_leads_to(house: House) -> None:
    ann = (await house.member("ann")).id
    one, two = await add(house, entry("One"), entry("Two"))
    kept = await capture(house, ann)

    def moved(store: SqlStore) -> Sequence[int]:
        book = store.library
        there = book.mention(one, ann, START, capture=kept.id, near=None)
        same = book.mention(two, ann, START, capture=kept.id, near=None)
        other = book.mention(two, ann, START, capture=None, near=None)
        for mention in (same, other):
            book.move(mention.id, one)
        return [there.id, other.id]

    left = await house.store(moved)
    assert [source.mention.id for source in await house.look(lambda store: store.library.sources(one))] == left
    await house.store(lambda store: [store.library.unmention(mention) for mention in left])  # type: ignore[func-returns-value]  # each in turn
    assert await house.look(lambda store: store.library.sources(one)) == ()


async def test_what_was_made_and_tagged_is_told_by_period(house: House) -> None:
    first, second, third = await add(
        house,
        entry("One", at=START, tags=("a", "b")),
        entry("Two", at=START + DAY, tags=("a",)),
        entry("Three", at=START + 2 * DAY),
    )
    made = await house.look(lambda store: store.library.made(START, START + 2 * DAY))
    assert [one.id for one in made] == [first, second]
    assert third == await house.look(lambda store: store.library.recent(NOTHING, 1)[0].id)
    tags = await house.look(lambda store: store.library.tags(5))
    assert tags == (TagCount(tag="a", entries=2), TagCount(tag="b", entries=1))
    assert await house.look(lambda store: store.library.tags(1, since=START + DAY)) == (TagCount(tag="a", entries=1),)


async def test_entries_come_in_the_order_they_are_asked_for(house: House) -> None:
    one, two = await add(house, entry("One", tags=("z", "a")), entry("Two"))
    found = await house.look(lambda store: store.library.several((two, one, 99, two)))
    assert [(each.id, each.tags) for each in found] == [(two, ()), (one, ("z", "a"))]
    assert await house.look(lambda store: store.library.of_link("https://none.example/")) is None


async def test_followers_hear_of_what_others_tagged_since(house: House) -> None:
    ann, bob = (await house.member("ann")).id, (await house.member("bob")).id
    assert await house.store(lambda store: store.library.follow(ann, "a", START))
    assert not await house.store(lambda store: store.library.follow(ann, "a", START))
    await house.store(lambda store: store.library.follow(bob, "b", START))
    _, mine, later, both = await add(
        house,
        entry("Before", at=START - DAY, tags=("a",)),
        entry("Mine", at=START + DAY, tags=("a",), saved_by=ann),
        entry("Later", at=START + DAY, tags=("a",)),
        entry("Both", at=START + 2 * DAY, tags=("a", "b"), saved_by=bob),
    )
    assert mine not in (later, both)
    news = await house.look(lambda store: [one.id for one in store.library.news(ann, 5)])
    assert news == [both, later]
    assert await house.look(lambda store: store.library.followers(("a", "b"))) == (ann, bob)
    assert [one.tag for one in await house.look(lambda store: store.library.followed(ann))] == ["a"]
    await house.store(lambda store: store.library.heard(ann, START + 3 * DAY))
    assert await house.look(lambda store: store.library.news(ann, 5)) == ()
    assert await house.store(lambda store: store.library.unfollow(ann, "a"))
    assert not await house.store(lambda store: store.library.unfollow(ann, "a"))


async def test_reactions_are_counted_once_for_each_member(house: House) -> None:
    ann, bob = (await house.member("ann")).id, (await house.member("bob")).id

    def tell(store: SqlStore) -> list[Reactors]:
        book = store.library.captures
        return [
            book.react(MESSAGE, ann, START, curator=False),
            book.react(MESSAGE, ann, START, curator=True),
            book.react(MESSAGE, bob, START, curator=False),
            book.unreact(MESSAGE, ann),
            book.unreact(MESSAGE, None),
        ]

    assert await house.store(tell) == [Reactors(1, 0), Reactors(1, 1), Reactors(2, 1), Reactors(1, 0), Reactors(0, 0)]
    assert not await house.look(lambda store: store.library.captures.reacted(MESSAGE, None))


async def test_a_capture_is_kept_changed_and_dropped(house: House) -> None:
    ann = (await house.member("ann")).id
    begun = await capture(house, ann, state=CaptureState.ASKED)
    changed = replace(begun, state=CaptureState.KEPT, author=ann, permalink="https://chat.example/1", deleted_at=START)
    await house.store(lambda store: store.library.captures.change(changed))
    assert await house.look(lambda store: store.library.captures.of_message(MESSAGE)) == changed
    assert await house.look(lambda store: store.library.captures.among((MESSAGE,))) == (changed,)
    await house.store(lambda store: store.library.captures.drop(begun.id))
    assert await house.look(lambda store: store.library.captures.get(begun.id)) is None


async def test_a_member_sees_and_erases_what_is_known_of_them(house: House) -> None:
    ann, bob = (await house.member("ann")).id, (await house.member("bob")).id
    kept = await capture(house, bob, author=ann, permalink="https://chat.example/1")
    link, words = await add(
        house,
        entry("Feedback", author=ann, saved_by=bob, tags=("a",)),
        entry("My story", author=ann, saved_by=ann),
    )

    def begin(store: SqlStore) -> None:
        there = store.library.get(words)
        assert there is not None
        store.library.change(replace(there, link=None), START)
        store.library.mention(link, ann, START, capture=kept.id, near=None)
        store.library.captures.react(MESSAGE, ann, START, curator=False)
        store.library.follow(ann, "a", START)

    await house.store(begin)

    def personal(store: SqlStore) -> SqlLibraryPersonal:
        return next(one for one in store.personal if isinstance(one, SqlLibraryPersonal))

    held = await house.look(lambda store: personal(store).export(ann))
    assert {name: len(rows) for name, rows in held.items()} == {
        "library_entry": 2,
        "library_capture": 1,
        "library_mention": 1,
        "library_reaction": 1,
        "library_follow": 1,
    }
    assert held["library_entry"][0]["saved_at"] == START.isoformat()
    await house.store(lambda store: personal(store).erase(ann))
    assert not any((await house.look(lambda store: personal(store).export(ann))).values())
    assert await look(house, "feedback", Narrowed(author=ann)) == Hits((), How.NEAR)
    assert await look(house, "feedback", Narrowed(author=bob)) == Hits((link,))
    assert await look(house, "story") == Hits((), How.NEAR)
