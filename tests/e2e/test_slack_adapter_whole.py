"""The whole bot on Slack: the real core over SQLite, an unmodified bolt, both doors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text as sql

from adapters.slack.adapter import SlackAdapter
from commands import ALL
from copbot.engine import Engine
from copbot.events import LinkFound
from copbot.ports import Books
from copbot.practice import Practice
from copbot.repertoire import Repertoire
from copbot.wording import Wording
from storage.sqlite import SqliteTransactions
from tests.adapters.slack.garden import GARDEN, PICK
from tests.adapters.slack.scene import Paper, clock_of, connected, settings, words
from tests.e2e.slack_wire import NoAnswer, RateLimited, SlackWire
from tests.support.clock import StoppedClock
from tests.support.solving import SolvedHere


class NoLinks:
    """Reads no page."""

    async def read(self, url: str) -> LinkFound:
        return LinkFound(url=url, trouble="timeout")


@dataclass
class Bot:
    """The bot, its engine and its clock."""

    engine: Engine
    clock: StoppedClock
    wire: SlackWire

    async def settles(self, forward: float = 0) -> None:
        """Let time pass, and deliver what is due."""
        if forward:
            self.wire.forward(forward)
            self.clock.set(clock_of(self.wire).now())
        await self.engine.settle()

    async def rows(self, table: str) -> int:
        """Count the rows of a table."""

        def ask(books: Books) -> int:
            connection = books._connection  # type: ignore[attr-defined]  # tests may look where a user cannot
            return int(connection.execute(sql(f"SELECT count(*) FROM {table}")).scalar_one())

        return await self.engine.transactions.read(ask)


@asynccontextmanager
async def bot(wire: SlackWire, path: Path, mode: str, practices: tuple[Practice, ...]) -> AsyncIterator[Bot]:
    """Run the bot over a database file; running it again over the same file is a restart."""
    clock, repertoire = clock_of(wire), Repertoire(practices)
    adapter = SlackAdapter(settings(wire, mode), repertoire=repertoire, painter=Paper(), clock=clock)
    with SqliteTransactions(path).open() as transactions:
        engine = Engine(
            repertoire=repertoire,
            transactions=transactions,
            clock=clock,
            wording=Wording(),
            adapters=[adapter],
            links=NoLinks(),
            solver=SolvedHere(),
        )
        async with connected(wire, adapter, engine.inbox):
            yield Bot(engine, clock, wire)


@pytest.fixture
async def wire() -> AsyncIterator[SlackWire]:
    async with SlackWire() as wire:
        yield wire
        assert wire.violations == []


@pytest.fixture(params=["socket", "http"])
async def garden(wire: SlackWire, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Bot]:
    async with bot(wire, tmp_path / "copbot.db", request.param, (GARDEN, PICK)) as one:
        yield one


@pytest.fixture(params=["socket", "http"])
async def community(wire: SlackWire, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Bot]:
    async with bot(wire, tmp_path / "copbot.db", request.param, ALL) as one:
        yield one


# One practice, by every control


async def test_a_missing_option_is_asked_for_and_a_wrong_one_is_said_beside_its_field(
    garden: Bot, wire: SlackWire
) -> None:
    await wire.slash("ann", "general", "/garden", "plant @bob")
    form = wire.view("ann")
    assert form.element("Who").raw["initial_user"] == "U2"
    assert await wire.suggest("ann", form, "Name", "b") == [("Basil", "basil"), ("Bay", "bay"), ("b", "b")]

    await wire.suggest("ann", form, "Name", "x" * 80)
    refused = await wire.submit("ann", form, {"Kind": "tree", "Name": "x" * 80, "Helpers": ["bob", "carla"]})
    assert refused.errors == {"name": "name has 80 characters. Keep it to 60."}
    await wire.suggest("ann", form, "Name", "b")
    done = await wire.submit("ann", form, {"Name": "b"})

    assert done.response_action is None
    assert words(wire.ephemerals("ann")[0]) == "<@U2> plants b.\n[Water]"


async def test_a_form_of_its_own_is_sent_back_and_taken(garden: Bot, wire: SlackWire) -> None:
    await wire.slash("ann", "general", "/garden", "ask")

    refused = await wire.submit("ann", wire.view("ann"), {"Text": "one"})
    assert refused.errors == {"text": "Write at least two words."}
    await wire.submit("ann", wire.view("ann"), {"Text": "<!channel> *two*"})

    assert words(wire.ephemerals("ann")[0]) == "Noted: <\u2060!channel> *two*"


async def test_a_command_for_facilitators_is_refused_to_others_and_a_mistyped_one_names_its_neighbour(
    garden: Bot, wire: SlackWire
) -> None:
    refused = await wire.slash("bob", "general", "/pick")
    done = await wire.slash("ann", "general", "/pick")
    lost = await wire.slash("ann", "general", "/garden", "plnat")

    assert refused.said == ["Only facilitators can do that. Ask one of them, or see /cop facilitators."]
    assert done.said == ["Picked."]
    assert "Did you mean" in lost.said[0]


async def test_in_a_thread_a_mention_takes_the_place_of_a_slash_command(garden: Bot, wire: SlackWire) -> None:
    parent = await wire.say("bob", "general", "What grows?")

    await wire.say("ann", "general", "@copbot garden show", parent)

    [shown] = wire.ephemerals("ann")
    assert (words(shown), shown.thread_ts) == ("All is green.", parent.ts)


async def test_the_shortcut_s_form_holds_the_words_of_the_message(garden: Bot, wire: SlackWire) -> None:
    post = await wire.say("bob", "general", "Basil likes sun & water")

    await wire.shortcut("ann", "garden.save", post)

    assert wire.view("ann").state["values"]["text"]["text"]["value"] == "Basil likes sun & water"


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_button_from_before_a_restart_still_works(wire: SlackWire, tmp_path: Path, mode: str) -> None:
    async with bot(wire, tmp_path / "copbot.db", mode, (GARDEN,)):
        done = await wire.slash("ann", "general", "/garden", 'plant @bob kind:tree name:"old oak"')
    async with bot(wire, tmp_path / "copbot.db", mode, (GARDEN,)):
        await wire.press("ann", done.shown[0], "Water")

    assert words(done.shown[0]) == "old oak is wet."


@pytest.mark.parametrize("mode", ["socket", "http"])
async def test_a_button_of_a_practice_that_is_gone_says_so(wire: SlackWire, tmp_path: Path, mode: str) -> None:
    async with bot(wire, tmp_path / "copbot.db", mode, (GARDEN,)):
        done = await wire.slash("ann", "general", "/garden", "plant @bob kind:tree name:oak")
    async with bot(wire, tmp_path / "copbot.db", mode, (PICK,)):
        late = await wire.press("ann", done.shown[0], "Water")

    assert late.said == ["That no longer works. Please start again from the command."]


# A kudos, from one end to the other


async def test_a_kudos_is_written_down_answered_and_posted(community: Bot, wire: SlackWire) -> None:
    done = await wire.slash("ann", "general", "/kudos", "@bob for his patient review of <b> & *c*")
    await community.settles()

    [post] = wire.posts("general")
    assert words(post).startswith("ann thanks bob")
    assert "his patient review of <b> & *c*" in words(post)
    assert len(done.said) == 1
    assert await community.rows("kudos") == 1


async def test_a_kudos_in_a_form_that_slack_sends_twice_counts_once(community: Bot, wire: SlackWire) -> None:
    await wire.slash("ann", "general", "/kudos")
    form = wire.view("ann")
    first = await wire.submit("ann", form, {"To": ["bob"], "Reason": "her patience"})
    await wire.again(first.delivery)
    await community.settles()

    assert await community.rows("kudos") == 1
    assert len(wire.posts("general")) == 1


async def test_a_post_that_is_rate_limited_comes_later_and_one_whose_answer_was_lost_is_not_doubled(
    community: Bot, wire: SlackWire
) -> None:
    wire.script("chat.postMessage", RateLimited(7))
    wire.script("chat.postMessage", NoAnswer(after_writing=True))
    await wire.slash("ann", "general", "/kudos", "@bob for his patient review")

    await community.settles()
    assert wire.posts("general") == []
    await community.settles(forward=8)
    await community.settles(forward=300)
    await community.settles(forward=300)

    assert len(wire.posts("general")) == 1
    assert wire.methods["chat.postMessage"] == 2


async def test_an_unknown_outcome_that_cannot_be_looked_up_now_is_not_sent_blindly(
    community: Bot, wire: SlackWire
) -> None:
    wire.script("chat.postMessage", NoAnswer(after_writing=True))
    wire.script("conversations.history", RateLimited(5))
    await wire.slash("ann", "general", "/kudos", "@bob for his patient review")

    for _ in range(4):
        await community.settles(forward=300)

    assert len(wire.posts("general")) == 1


async def test_what_cannot_be_posted_in_an_archived_channel_harms_nothing(community: Bot, wire: SlackWire) -> None:
    await wire.archive("general")

    done = await wire.slash("ann", "general", "/kudos", "@bob for his patient review")
    await community.settles()

    assert len(done.said) == 1
    assert await community.rows("kudos") == 1
    assert wire.posts("general") == []


async def test_writing_to_the_bot_and_opening_its_home_is_never_met_with_silence(
    community: Bot, wire: SlackWire
) -> None:
    await wire.slash("ann", "general", "/cop", "help")
    await wire.tell("eve", "hello?")
    await wire.say("eve", "general", "@copbot")
    home = await wire.open_home("eve")
    await community.settles()

    assert len(wire.dms("eve")) == 1
    assert len(wire.ephemerals("eve")) == 1
    assert home is not None
    assert words(home)


async def test_what_is_said_of_an_answer_in_a_thread_is_said_in_that_thread(community: Bot, wire: SlackWire) -> None:
    question = await wire.say("dev", "general", "What helps?")
    kept = await wire.say("bob", "general", "Read https://example.org/guide aloud.", question)
    thanked = await wire.say("bob", "general", "I drew it anew.", question)
    await wire.react("ann", kept, "books")
    await wire.react("ann", thanked, "raised_hands")
    await wire.shortcut("carla", "give_kudos", thanked)
    await wire.submit("carla", wire.view("carla"), {"What they did": "drawing it anew"})
    await community.settles()
    wire.forward(660)
    await community.engine.advance(timedelta(seconds=660), community.clock.set)

    shown = [(words(post).splitlines()[0], post.thread_ts) for post in wire.posts("general", question)]
    beside = [post for post in wire.posts("general") if post.bot_id and not post.is_reply]
    assert [line.split()[0] for line, _ in shown] == ["carla", "Saved", "bob"], shown
    assert {thread for _, thread in shown} == {question.ts}
    assert beside == []
