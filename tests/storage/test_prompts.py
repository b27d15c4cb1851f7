from datetime import datetime, timedelta

from copbot.model.packs import load_pack
from copbot.model.prompt_choice import Category, Kind, choose
from copbot.model.prompt_posts import FirstAnswer, PromptSeries
from copbot.model.prompts import Prompt, PromptWords, Standing, Wanted
from copbot.refs import ChannelRef, MemberId, RoleRef
from storage.books import SqlStore
from tests.storage.house import DAY, House
from tests.support.clock import START
from tests.support.databases import BOTH

DATABASES = BOTH
GENERAL = ChannelRef("sim", "demo", "general")
PACK = load_pack("software")


def add(store: SqlStore, text: str, category: str = "question", *, author: int = 1, suggested: bool = False) -> Prompt:
    words = PromptWords(text=text, category=Category(category))
    return store.prompts.add(words, author=MemberId(author), now=START, suggested=suggested, near=GENERAL)


def post(store: SqlStore, prompt: int, at: datetime = START, key: str = "prompt:1:a") -> int:
    store.prompts.use(prompt, at)
    return store.prompt_posts.post(key=key, prompt=prompt, series=1, channel=GENERAL, now=at)


async def test_a_series_is_read_back_as_it_was_kept_and_changed(house: House) -> None:
    ann = await house.member("ann")
    role = RoleRef("sim", "demo", "teachers")

    def keep(store: SqlStore) -> tuple[PromptSeries | None, PromptSeries | None]:
        series = PromptSeries(channel=GENERAL, topic="feedback", category=Category("story"), role=role, made_by=ann.id)
        number = store.prompt_posts.add_series(series)
        kept = store.prompt_posts.series(number)
        store.prompt_posts.change_series(PromptSeries(id=number, channel=GENERAL, gone=True))
        return kept, store.prompt_posts.series(number)

    kept, changed = await house.store(keep)
    assert kept == PromptSeries(
        id=1, channel=GENERAL, topic="feedback", category=Category("story"), role=role, made_by=ann.id
    )
    assert changed == PromptSeries(id=1, channel=GENERAL, gone=True)


async def test_a_prompt_keeps_all_that_was_said_of_it(house: House) -> None:
    bob = await house.member("bob")
    prompt = await house.store(add, "What surprised you?", suggested=True, author=bob.id)
    assert (prompt.standing, prompt.near, prompt.author) == (Standing.SUGGESTED, GENERAL, bob.id)
    assert await house.look(lambda store: store.prompts.get(prompt.id)) == prompt
    assert await house.look(lambda store: store.prompts.get(99)) is None


async def test_the_ready_one_of_twins_is_found(house: House) -> None:
    await house.member("ann")

    def twins(store: SqlStore) -> Prompt | None:
        store.prompts.retire(add(store, "What surprised you?").id)
        add(store, "what surprised you!")
        return store.prompts.same("What surprised you?")

    found = await house.store(twins)
    assert found is not None
    assert found.id == 2
    assert await house.look(lambda store: store.prompts.same("What else?")) is None


async def test_another_communitys_bank_stays_its_own(house: House) -> None:
    await house.member("ann")
    await house.store(add, "What surprised you?")
    other = await house.write(lambda books: books.found("sim", "elsewhere", "Elsewhere", None, START))
    elsewhere = House(house.transactions, other)
    assert await elsewhere.look(lambda store: store.prompts.kinds()) == ()
    assert await elsewhere.look(lambda store: store.prompts.get(1)) is None
    assert await elsewhere.look(lambda store: store.prompts.waiting(0)) is None


async def test_fresh_prompts_are_counted_with_those_of_the_pack_that_wait(house: House) -> None:
    await house.member("ann")

    def count(store: SqlStore) -> tuple[object, object]:
        add(store, "What surprised you?", "story")
        post(store, add(store, "What did you drop?", "story").id)
        store.prompts.enqueue(store.prompts.take_up(PACK.name, PACK.prompts[0], START).id)
        return store.prompts.fresh(None), store.prompts.fresh(PACK.name)

    alone, with_pack = await house.store(count)
    assert alone == {"story": 1}
    assert sum(with_pack.values()) == 2  # type: ignore[attr-defined]  # a mapping


async def test_a_held_prompt_of_the_pack_goes_back_untouched_when_it_is_released(house: House) -> None:
    def hold(store: SqlStore) -> tuple[int | None, frozenset[str], frozenset[str]]:
        prompt = store.prompts.take_up(PACK.name, PACK.prompts[0], START)
        assert store.prompts.take_up(PACK.name, PACK.prompts[0], START) == prompt
        store.prompts.hold(prompt.id, 7)
        waiting, taken = store.prompts.waiting(7), store.prompts.taken()
        store.prompts.release(7)
        return waiting, taken, store.prompts.taken()

    waiting, taken, afterwards = await house.store(hold)
    assert waiting == 1
    assert taken == {PACK.prompts[0].key}
    assert afterwards == frozenset()


async def test_prompts_of_a_pack_no_longer_chosen_do_not_come_again(house: House) -> None:
    def play(store: SqlStore) -> tuple[int | None, int | None, int | None]:
        post(store, store.prompts.take_up(PACK.name, PACK.prompts[0], START).id)
        bank = store.prompts
        story = Category(PACK.prompts[0].category)
        return bank.later(None, PACK.name), bank.later(story, PACK.name), bank.later(None, "education")

    assert await house.store(play) == (1, 1, None)


async def test_waiting_prompts_are_left_to_those_they_wait_for(house: House) -> None:
    await house.member("ann")

    def play(store: SqlStore) -> list[object]:
        for text in ("What one?", "What two?", "What three?"):
            add(store, text)
        store.prompts.hold(1, 7)
        store.prompts.enqueue(2)
        bank = store.prompts
        return [bank.waiting(7), bank.waiting(8), choose(bank, None, only=None, now=START)]

    assert await house.store(play) == [1, 2, 3]


async def test_the_queue_is_listed_in_its_order_and_what_was_posted_leaves_it(house: House) -> None:
    await house.member("ann")

    def play(store: SqlStore) -> list[int]:
        for text in ("What one?", "What two?", "What three?"):
            add(store, text)
        for number in (3, 1, 2):
            store.prompts.enqueue(number)
        store.prompts.use(3, START)
        return [prompt.id for prompt in store.prompts.listed(Wanted(queued=True), 0, 9)]

    assert await house.store(play) == [1, 2]


async def test_a_category_sums_up_what_its_prompts_drew(house: House) -> None:
    ann, bob = await house.member("ann"), await house.member("bob")

    def play(store: SqlStore) -> tuple[Kind, ...]:
        for text in ("What one?", "What two?"):
            add(store, text, "story")
        add(store, "What three?", "tool")
        first, second = post(store, 1, START, "prompt:1:a"), post(store, 2, START + DAY, "prompt:1:b")
        for posting, member in ((first, ann.id), (first, bob.id), (second, ann.id), (second, ann.id)):
            store.prompt_posts.answered(posting, member, START + DAY)
        store.prompts.reword(3, PromptWords(text="What four?", category=Category("case")))
        return store.prompts.kinds()

    assert await house.store(play) == (
        Kind(Category("case"), 3, None, 0, 0),
        Kind(Category("story"), None, START + DAY, 2, 3),
        Kind(Category("tool"), None, None, 0, 0),
    )


async def test_a_suggestion_is_decided_once(house: House) -> None:
    ann = await house.member("ann")

    def decide(store: SqlStore) -> tuple[bool, bool]:
        prompt = add(store, "What surprised you?", suggested=True)
        first = store.prompts.decide(prompt.id, Standing.READY, ann.id, START)
        return first, store.prompts.decide(prompt.id, Standing.DECLINED, ann.id, START)

    assert await house.store(decide) == (True, False)


async def test_what_was_talked_about_is_told_with_newcomers_first(house: House) -> None:
    long_ago = START - timedelta(days=300)
    ann, bob = await house.member("ann", long_ago), await house.member("bob", long_ago)
    eve = await house.member("eve", START - DAY)
    store = house.store

    def talk(store: SqlStore) -> None:
        add(store, "What surprised you?", "story")
        add(store, "What did you drop?")
        first = post(store, 1, START, "prompt:1:a")
        second = post(store, 2, START + DAY, "prompt:1:b")
        posts = store.prompt_posts
        posts.answered(first, ann.id, START + timedelta(hours=1))
        posts.answered(first, eve.id, START + timedelta(hours=2))
        posts.answered(first, ann.id, START + timedelta(hours=3))
        posts.answered(second, bob.id, START + timedelta(days=2))

    await store(talk)
    period = (START, START + 7 * DAY)
    first, second = await house.look(lambda store: store.prompt_posts.talked_about(*period, 5))
    assert (first.key, first.text, first.category, first.replies) == ("prompt:1:a", "What surprised you?", "story", 3)
    assert (first.people, first.newcomers) == ((eve.id, ann.id), (eve.id,))
    assert (second.channel, second.at, second.people) == (GENERAL, START + DAY, (bob.id,))
    assert len(await house.look(lambda store: store.prompt_posts.talked_about(*period, 1))) == 1
    assert await house.look(lambda store: store.prompt_posts.talked_about(START + 7 * DAY, START + 9 * DAY, 5)) == ()


async def test_the_first_answer_of_a_member_is_found_once(house: House) -> None:
    ann, bob = await house.member("ann"), await house.member("bob")

    def talk(store: SqlStore) -> None:
        add(store, "What surprised you?")
        first = post(store, 1, START, "prompt:1:a")
        second = post(store, 1, START + 7 * DAY, "prompt:1:b")
        posts = store.prompt_posts
        posts.answered(first, ann.id, START + DAY)
        posts.answered(second, ann.id, START + 8 * DAY)
        posts.answered(second, bob.id, START + 8 * DAY)

    await house.store(talk)
    week = START + 7 * DAY
    firsts = await house.look(lambda store: store.prompt_posts.first_answers(START, week))
    seconds = await house.look(lambda store: store.prompt_posts.first_answers(week, week + 7 * DAY))
    assert firsts == (FirstAnswer(ann.id, START + DAY, "prompt:1:a"),)
    assert seconds == (FirstAnswer(bob.id, START + 8 * DAY, "prompt:1:b"),)


async def test_two_first_answers_at_one_instant_are_one(house: House) -> None:
    ann = await house.member("ann")

    def talk(store: SqlStore) -> None:
        add(store, "What surprised you?")
        for key in ("prompt:1:a", "prompt:1:b"):
            store.prompt_posts.answered(post(store, 1, START, key), ann.id, START)

    await house.store(talk)
    assert len(await house.look(lambda store: store.prompt_posts.first_answers(START, START + DAY))) == 1


async def test_a_post_taken_back_leaves_its_prompt_where_it_stood(house: House) -> None:
    await house.member("ann")

    def play(store: SqlStore) -> list[object]:
        add(store, "What surprised you?")
        post(store, 1, START, "prompt:1:a")
        post(store, 1, START + DAY, "prompt:1:b")
        seen: list[object] = []
        for key in ("prompt:1:b", "prompt:1:a"):
            posting = store.prompt_posts.posting_of(key)
            assert posting is not None
            store.prompt_posts.unpost(posting)
            prompt = store.prompts.get(1)
            assert prompt is not None
            seen.append((prompt.posts, prompt.used_at))
            seen.append(store.prompts.kinds())
        return [*seen, choose(store.prompts, None, only=None, now=START), store.prompt_posts.posting(1)]

    question = Category("question")
    assert await house.store(play) == [
        (1, START),
        (Kind(question, None, START, 1, 0),),
        (0, None),
        (Kind(question, 1, None, 0, 0),),
        1,
        None,
    ]


async def test_all_that_is_held_about_a_member_is_exported(house: House) -> None:
    ann, bob = await house.member("ann"), await house.member("bob")

    def play(store: SqlStore) -> None:
        prompt = add(store, "What surprised you?", author=bob.id, suggested=True)
        store.prompts.decide(prompt.id, Standing.READY, ann.id, START)
        store.prompt_posts.add_series(PromptSeries(channel=GENERAL, made_by=ann.id))
        store.prompts.use(prompt.id, START)
        by_hand = store.prompt_posts.post(
            key="prompt:now:1", prompt=prompt.id, series=None, channel=GENERAL, now=START, by=ann.id
        )
        store.prompt_posts.answered(by_hand, bob.id, START)

    await house.store(play)
    where, when = str(GENERAL), START.isoformat()
    assert await exported(house, bob.id) == {
        "prompts": [
            {
                "text": "What surprised you?",
                "category": "question",
                "good_answer": "",
                "standing": "ready",
                "suggested": True,
                "at": when,
                "channel": where,
            }
        ],
        "prompt_decisions": [],
        "prompt_schedules": [],
        "prompts_posted": [],
        "prompt_answers": [{"prompt": "What surprised you?", "channel": where, "first_at": when, "answers": 1}],
    }
    assert await exported(house, ann.id) == {
        "prompts": [],
        "prompt_decisions": [{"text": "What surprised you?", "standing": "ready", "at": when}],
        "prompt_schedules": [{"channel": where}],
        "prompts_posted": [{"channel": where, "at": when}],
        "prompt_answers": [],
    }


async def test_a_forgotten_member_leaves_prompts_without_a_name_and_no_answers(house: House) -> None:
    ann, bob = await house.member("ann"), await house.member("bob")

    def play(store: SqlStore) -> None:
        kept = add(store, "What surprised you?", author=bob.id, suggested=True)
        store.prompts.decide(kept.id, Standing.READY, bob.id, START)
        add(store, "What did you drop?", author=bob.id, suggested=True)
        store.prompt_posts.add_series(PromptSeries(channel=GENERAL, made_by=bob.id))
        store.prompts.use(kept.id, START)
        posting = store.prompt_posts.post(
            key="prompt:now:1", prompt=kept.id, series=None, channel=GENERAL, now=START, by=bob.id
        )
        for member in (ann.id, bob.id):
            store.prompt_posts.answered(posting, member, START)
        for held in store.personal:
            held.erase(bob.id)

    await house.store(play)
    assert not any((await exported(house, bob.id)).values())
    kept = await house.look(lambda store: store.prompts.get(1))
    assert kept is not None
    assert (kept.words.text, kept.author, kept.near, kept.people) == ("What surprised you?", None, None, 2)
    assert await house.look(lambda store: store.prompts.get(2)) is None
    assert len((await exported(house, ann.id))["prompt_answers"]) == 1


async def exported(house: House, member: MemberId) -> dict[str, list[dict[str, object]]]:
    found = await house.look(lambda store: [held.export(member) for held in store.personal])
    return {name: rows for part in found for name, rows in part.items() if name.startswith("prompt")}
