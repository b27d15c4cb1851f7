"""The bot is killed (kill -9) again and again in a scripted week; nothing is lost, and nothing comes twice."""

import multiprocessing
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.e2e.crash.ledger import Arrived, Ledger
from tests.e2e.crash.life import THROUGH, live
from tests.e2e.crash.week import reasons
from tests.support.databases import POSTGRES, SQLITE, Database
from tests.support.postgres import PostgresServer

PATIENCE = 30
"""Seconds of silence after which a life is given up."""
_NUMBER = re.compile(r"(?<!T\d\d:)(?<=:)\d+(?=:\d{4}-|$)|^\d+$")


@dataclass(slots=True)
class Told:
    """A week that was told, and what it left behind."""

    folder: Path
    database: Database
    kills: int = 0
    ticks: Counter[str] = field(default_factory=Counter)

    @property
    def arrived(self) -> list[Arrived]:
        return [*Ledger(self.folder).read()]

    def posts(self) -> Counter[tuple[str, str]]:
        """Count what the platform can hold a copy back of, by key and place."""
        return Counter((one.key, one.channel) for one in self.arrived if one.suppressible)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.database.owned() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def occurrences(self) -> list[tuple[object, ...]]:
        found = self.rows("SELECT kind, subject, nominal, outcome FROM occurrence")
        return sorted((kind, self.unnumbered(str(subject)), *rest) for kind, subject, *rest in found)

    def unnumbered(self, name: str) -> str:
        """Leave rows' numbers out on PostgreSQL, where work that was rolled back has used some up."""
        return name if self.database.kind == SQLITE else _NUMBER.sub("#", name)

    def kinds_of_posts(self) -> Counter[tuple[str, str]]:
        """Count the posts by key and place, as far as another telling of the week has the same."""
        return Counter((self.unnumbered(one.key), one.channel) for one in self.arrived if one.suppressible)


@pytest.fixture(scope="module")
def processes() -> ForkServerContext:
    """Processes that begin with everything imported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.e2e.crash.life"])
    return context


@pytest.fixture(scope="module")
def quiet(processes: ForkServerContext, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """The same week, lived through by one process."""
    return _told(processes, tmp_path_factory.mktemp("quiet"), iter(()))


def _told(
    processes: ForkServerContext, folder: Path, chances: Iterator[random.Random], database: Database | None = None
) -> Told:
    told = Told(folder, database or Database(SQLITE, f"sqlite:///{folder / 'copbot.db'}"))
    while _lived(processes, told, next(chances, None)):
        told.kills += 1
    return told


def _lived(processes: ForkServerContext, told: Told, chance: random.Random | None) -> bool:
    """Let the bot live until it is killed; False when it saw the week's end instead."""
    ours, its = processes.Pipe(duplex=False)
    dies_at = None if chance is None else chance.randint(1, 80)
    at_once = chance is not None and chance.random() < 0.5
    away = 0.0 if chance is None else chance.uniform(0, 300)
    process = processes.Process(
        target=live,
        args=(str(told.folder), told.database.url, away, its, dies_at),
        kwargs={"at_once": at_once},
        daemon=True,
    )
    process.start()
    its.close()
    killed = False
    try:
        while ours.poll(PATIENCE):
            said = ours.recv()
            told.ticks[said] += 1
            if said == THROUGH:
                return False
            if said == "kill":
                process.kill()
                killed = True
    except (EOFError, ConnectionResetError):
        pass
    finally:
        if not killed and process.is_alive():
            process.kill()
        process.join()
        ours.close()
    assert killed, f"the bot ended by itself, with {process.exitcode}; so far {told.ticks}"
    return True


def _nothing_lost_nothing_twice(told: Told, quiet: Told) -> None:
    """Hold a week of many lives against the same week in one."""
    assert told.occurrences() == quiet.occurrences()
    assert sorted(str(reason) for (reason,) in told.rows("SELECT reason FROM kudos WHERE reason != ''")) == sorted(
        reasons()
    )
    assert told.rows("SELECT count(*) FROM kudos") == quiet.rows("SELECT count(*) FROM kudos")
    assert told.rows("SELECT count(*) FROM kudos_reversal") == quiet.rows("SELECT count(*) FROM kudos_reversal")
    assert told.kinds_of_posts() == quiet.kinds_of_posts()
    assert set(told.posts().values()) == {1}
    whispers = Counter(one.key for one in told.arrived if one.kind == "Ephemeral")
    assert not [key for key, times in whispers.items() if times > 1]
    assert told.rows("SELECT key, state, why FROM outbox WHERE state NOT IN ('sent', 'skipped')") == []


def test_the_week_without_a_crash_is_worth_telling(quiet: Told) -> None:
    by_kind = Counter(str(kind) for kind, *_ in quiet.occurrences())
    keys = Counter(key.partition(":")[0] for key, _ in quiet.posts())

    assert by_kind["prompt"] == 14
    assert by_kind["recap"] == 7
    assert (keys["prompt"], keys["recap"], keys["kudos"]) == (14, 7, len(reasons()))
    assert set(quiet.posts().values()) == {1}


def test_killed_at_seeded_points_the_week_has_each_occurrence_kudos_and_post_once(
    processes: ForkServerContext, quiet: Told, tmp_path: Path
) -> None:
    chances = (random.Random(seed) for seed in range(8))

    told = _told(processes, tmp_path, chances)

    assert told.kills >= 5
    _nothing_lost_nothing_twice(told, quiet)


@pytest.mark.long
def test_killed_several_hundred_times_it_still_keeps_its_promise(
    processes: ForkServerContext, quiet: Told, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kills, suppressed = 0, 0
    for seed in range(50):
        chance = random.Random(seed)
        told = _told(processes, tmp_path_factory.mktemp("week"), (chance for _ in range(8)))
        _nothing_lost_nothing_twice(told, quiet)
        kills += told.kills
        suppressed += told.ticks["suppressed"]

    assert kills >= 300
    assert suppressed > 0


@pytest.mark.long
@pytest.mark.postgres
def test_killed_beside_a_server_that_lives_on_it_keeps_its_promise(
    processes: ForkServerContext, postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kills, suppressed = 0, 0
    with postgres_server.database() as url:
        quiet = _told(processes, tmp_path_factory.mktemp("quiet"), iter(()), Database(POSTGRES, url))
        for seed in range(15):
            chance = random.Random(seed)
            chances = (chance for _ in range(8))
            with postgres_server.database() as other:
                told = _told(processes, tmp_path_factory.mktemp("week"), chances, Database(POSTGRES, other))
                _nothing_lost_nothing_twice(told, quiet)
            kills += told.kills
            suppressed += told.ticks["suppressed"]

    assert kills >= 90
    assert suppressed > 0
