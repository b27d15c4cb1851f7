"""The order of sources, held against the bank in SQL under whatever facilitators do."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine, insert
from sqlalchemy.pool import StaticPool

from copbot.model.packs import PackCategory, PackPrompt, StarterPack
from copbot.model.prompt_choice import Category, choose
from copbot.model.prompts import Prompt, PromptWords, Wanted
from copbot.refs import ChannelRef, CommunityId, MemberId
from storage.books import SqlBooks, SqlStore
from storage.columns import table
from storage.tables import METADATA
from storage.tables.communities import CommunityRow
from tests.storage.house import person
from tests.support.clock import START

GENERAL = ChannelRef("sim", "demo", "general")
ACTS = ("post", "post", "post", "add", "answer", "retire", "pass")
KINDS: Sequence[PackCategory] = ("story", "tool", "case")
PACK = StarterPack(
    name="small",
    title="",
    about="",
    domain_example="",
    purpose_example="",
    guidelines=(),
    values=(),
    tags=(),
    topics=(),
    prompts=tuple(
        PackPrompt(key=f"key-{n}", category=KINDS[n % 3], text=f"What of {n}?", good_answer="") for n in range(4)
    ),
)


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    made = create_engine("sqlite://", poolclass=StaticPool)
    METADATA.create_all(made)
    yield made
    made.dispose()


def begun(connection: Connection) -> SqlStore:
    values = {"name": "a", "zone": "UTC", "language": "en", "domain": "", "purpose": "", "guidelines": "[]"}
    made = connection.execute(
        insert(table(CommunityRow)).returning(table(CommunityRow).c.id), values | {"founded_at": START}
    ).scalar_one()
    store = SqlBooks(connection).store(CommunityId(made))
    store.members.seen(person("ann"), START, acted=True)
    return store


@dataclass(slots=True)
class Play:
    """A bank under random hands, and what is known of each prompt: when it was posted, when its turn last came."""

    store: SqlStore
    author: MemberId
    posted: dict[int, int] = field(default_factory=dict)
    turns: dict[int, int] = field(default_factory=dict)

    def next(self, now: datetime) -> int | None:
        """Choose as a series does; a starter prompt enters the bank."""
        match choose(self.store.prompts, PACK, only=None, now=now):
            case PackPrompt() as starter:
                assert not self.untouched_own()
                return self.store.prompts.take_up(PACK.name, starter, now).id
            case number:
                return number

    def ready(self) -> list[Prompt]:
        return list(self.store.prompts.listed(Wanted(), 0, 99))

    def untouched_own(self) -> list[int]:
        return [one.id for one in self.ready() if one.pack is None and one.id not in self.turns]

    def check(self, number: int) -> None:
        """Hold a choice against the promise."""
        if number not in self.turns:
            return
        assert not self.untouched_own()
        assert len(self.store.prompts.taken()) == len(PACK.prompts)
        others = [one.id for one in self.ready() if one.id != number]
        if number in self.posted:
            assert all(one in self.posted and self.turns[one] > self.turns[number] for one in others)
        else:
            assert all(one in self.posted or self.turns[one] > self.turns[number] for one in others)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ACTS), st.integers(0, 99)), max_size=50))
def test_nothing_repeats_before_every_other_ready_prompt_came(engine: Engine, steps: list[tuple[str, int]]) -> None:
    with engine.connect() as connection:
        store = begun(connection)
        play = Play(store, store.members.all()[0].id)
        posting = None
        for step, (act, drawn) in enumerate(steps):
            now = START + timedelta(days=step)
            ready = play.ready()
            match act:
                case "add":
                    words = PromptWords(text=f"What about {step}?", category=Category(KINDS[drawn % 3]))
                    store.prompts.add(words, author=play.author, now=now)
                case "answer" if posting is not None:
                    store.prompt_posts.answered(posting, play.author, now)
                case "retire" if ready:
                    store.prompts.retire(ready[drawn % len(ready)].id)
                case "post" | "pass":
                    number = play.next(now)
                    if number is None:
                        assert not ready
                        continue
                    play.check(number)
                    play.turns[number] = step
                    if act == "pass":
                        store.prompts.pass_over(number, now)
                        continue
                    play.posted[number] = step
                    store.prompts.use(number, now)
                    key = f"prompt:1:{step}"
                    posting = store.prompt_posts.post(key=key, prompt=number, series=1, channel=GENERAL, now=now)
                case _:
                    pass
