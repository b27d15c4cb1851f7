"""Discord and the core together: dispatcher, SQLite, outbox and deliverer behind the adapter."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from adapters.discord import DiscordAdapter
from copbot.engine import Engine
from copbot.events import LinkFound
from copbot.repertoire import Repertoire
from copbot.wording import Wording
from storage.database import open_database
from tests.adapters.discord.garden import GARDEN
from tests.adapters.discord.story import MovedClock, Picture, connected, settings_for
from tests.e2e.discord_wire import Channel, DiscordWire, Dropped, Guild, Person
from tests.e2e.discord_wire.tree import Value
from tests.support.solving import SolvedHere

POSTS = "POST /channels/*/messages"


class NoLinks:
    async def read(self, url: str) -> LinkFound:
        return LinkFound(url=url)


@dataclass(slots=True)
class Bot:
    wire: DiscordWire
    clock: MovedClock
    guild: Guild
    ann: Person
    bob: Person

    @property
    def general(self) -> Channel:
        return self.wire.named(self.guild, "general")


@asynccontextmanager
async def world() -> AsyncIterator[Bot]:
    async with DiscordWire() as wire:
        ann, bob = wire.person("ann"), wire.person("bob")
        yield Bot(wire, MovedClock(), wire.guild("Allotment", owner=ann, members=[bob]), ann, bob)
        assert [str(one) for one in wire.violations] == []


@asynccontextmanager
async def running(bot: Bot, path: Path) -> AsyncIterator[None]:
    """Run the whole bot over a database; a second time is a restart."""
    adapter = DiscordAdapter(settings_for(bot.wire), Repertoire([GARDEN]), Picture(), bot.clock)
    with open_database(f"sqlite:///{path / 'copbot.db'}") as transactions:
        engine = Engine(
            repertoire=Repertoire([GARDEN]),
            transactions=transactions,
            clock=bot.clock,
            wording=Wording(),
            adapters=[adapter],
            links=NoLinks(),
            solver=SolvedHere(),
        )
        async with connected(bot.wire, adapter, engine.inbox):
            delivering = asyncio.create_task(engine.deliverer.run())
            try:
                yield
            finally:
                delivering.cancel()
                await asyncio.wait([delivering])


async def test_a_command_is_answered_posted_and_talked_about_in_its_thread(tmp_path: Path) -> None:
    async with world() as bot, running(bot, tmp_path):
        filled: dict[str, Value] = {"seed": "bean", "helpers": bot.ann}
        asked = await (await bot.wire.slash(bot.bob, bot.general, "garden plant", filled)).answered()
        assert asked.text == "Planted bean.\nDig it up"
        await bot.wire.until(lambda: bot.wire.threads(bot.guild) and bot.wire.threads(bot.guild)[0].messages)
        (posted,) = bot.wire.messages(bot.general)
        assert posted.shown == f"<@{bot.bob.id}> planted bean."
        assert not posted.pings
        thread = await bot.wire.until(lambda: posted.thread)
        assert thread is not None
        assert thread.name == "About the bean"
        await bot.wire.until(lambda: bot.wire.messages(thread)[-1].shown == "How does it grow?")


async def test_a_refusal_is_said_to_who_asked_and_changes_nothing(tmp_path: Path) -> None:
    async with world() as bot, running(bot, tmp_path):
        filled: dict[str, Value] = {"seed": "stone", "helpers": bot.ann}
        asked = await (await bot.wire.slash(bot.bob, bot.general, "garden plant", filled)).answered()
        assert asked.text == "A stone does not grow. Choose a seed."
        assert asked.ephemeral
        assert bot.wire.messages(bot.general) == []


async def test_a_form_that_could_not_be_taken_opens_again_as_it_was(tmp_path: Path) -> None:
    async with world() as bot, running(bot, tmp_path):
        asked = await (await bot.wire.slash(bot.bob, bot.general, "garden form")).answered()
        assert asked.modal is not None
        sent = await (await bot.wire.submit(bot.bob, asked.modal, {"Name": "x", "Bed": ["Shade"]})).answered()
        assert sent.text == "That could not be taken yet:\n- Write a whole word.\nEdit"
        assert sent.original is not None
        again = await (await bot.wire.press(bot.bob, sent.original, "Edit")).answered()
        assert again.modal is not None
        taken = await (await bot.wire.submit(bot.bob, again.modal, {"Name": "Rose", "Bed": ["Shade"]})).answered()
        assert taken.text == "name is Rose, bed is shade"


async def test_suggestions_come_from_the_declaration(tmp_path: Path) -> None:
    async with world() as bot, running(bot, tmp_path):
        others = {"bed": "sunny"}
        typed = await bot.wire.autocomplete(bot.bob, bot.general, "garden plant", "seed", "be", others=others)
        assert (await typed.answered()).choices == [("bean for sunny", "bean"), ("beet for sunny", "beet")]


async def test_a_reaction_is_followed_by_a_post_and_a_dropped_connection_doubles_nothing(tmp_path: Path) -> None:
    async with world() as bot, running(bot, tmp_path):
        await (await bot.wire.slash(bot.bob, bot.general, "garden form")).answered()
        said = await bot.wire.say(bot.ann, bot.general, "I pruned the roses")
        bot.clock.rate = 30
        bot.wire.plan(POSTS, Dropped(taken=True))
        await bot.wire.react(bot.bob, said, "💧")
        await bot.wire.until(lambda: bot.wire.messages(bot.general)[1:])
        posted = bot.wire.messages(bot.general)[1]
        await bot.wire.until(lambda: posted.repeats == 1)
        assert len(bot.wire.messages(bot.general)) == 2


async def test_a_button_from_before_a_restart_still_works_and_twice_the_same_interaction_acts_once(
    tmp_path: Path,
) -> None:
    async with world() as bot:
        async with running(bot, tmp_path):
            filled: dict[str, Value] = {"seed": "bean", "helpers": bot.ann}
            asked = await (await bot.wire.slash(bot.bob, bot.general, "garden plant", filled)).answered()
            await bot.wire.redeliver(asked)
            await bot.wire.until(lambda: bot.wire.threads(bot.guild))
        async with running(bot, tmp_path):
            assert asked.original is not None
            pressed = await (await bot.wire.press(bot.bob, asked.original, "Dig it up")).answered()
            assert pressed.text == "Dug up bean."
            assert asked.original.controls == []
        assert len(bot.wire.messages(bot.general)) == 1
