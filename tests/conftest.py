import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
import structlog

from tests.support.chat import Chat, opened
from tests.support.databases import BOTH, POSTGRES, SQLITE, Database, parametrised
from tests.support.postgres import NoServerError, PostgresServer, running_server


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=BOTH, default=SQLITE, help="the database that stories are told over")


def pytest_configure() -> None:
    """Log in plain lines: drawing a traceback with all its locals takes longer than a story."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.KeyValueRenderer(key_order=["level", "event"]),
        ],
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    parametrised(metafunc, metafunc.config.getoption("--database"))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """A PostgreSQL server, started when the first test asks for it."""
    with ExitStack() as running:
        try:
            server = running.enter_context(running_server())
        except NoServerError as reason:
            pytest.skip(f"no PostgreSQL here: {reason}")
        yield server


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of this test alone."""
    if request.param == SQLITE:
        yield Database(SQLITE, f"sqlite:///{tmp_path / 'copbot.db'}")
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    with server.database() as url:
        yield Database(POSTGRES, url)


@pytest.fixture
async def chat(database: Database) -> AsyncIterator[Chat]:
    from commands import ALL

    async with opened(database.url, ALL) as one:
        yield one
