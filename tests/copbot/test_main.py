"""The command line, quick and without a network: what it prints, and how it ends."""

import asyncio
import json
import os
import runpy
import signal
import sys
import webbrowser
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import copbot
from copbot import __main__, logs
from copbot.bootstrap import demo, running, upkeep
from copbot.bootstrap.upkeep import Finding
from copbot.config import Settings
from copbot.errors import OperatorError


@pytest.fixture(autouse=True)
def _no_settings_about(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(logs, "set_up", lambda *_: None)
    for name in [name for name in os.environ if name.startswith("COPBOT_")]:
        monkeypatch.delenv(name)


def _copbot(*words: str) -> Result:
    return CliRunner().invoke(__main__.app, list(words))


def _stop(name: signal.Signals) -> None:
    asyncio.get_running_loop().call_later(0, os.kill, os.getpid(), name)


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[Settings]:
    """Settings that the bot ran with; it is told to end as soon as it runs."""
    with_these: list[Settings] = []

    @asynccontextmanager
    async def run(settings: Settings) -> AsyncIterator[str]:
        with_these.append(settings)
        _stop(signal.SIGTERM)
        yield "http://127.0.0.1:8080"

    monkeypatch.setattr(running, "running", run)
    return with_these


def _raises(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    @asynccontextmanager
    async def run(_: Settings) -> AsyncIterator[str]:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(asyncio.sleep(0))
            raise error
        yield ""

    monkeypatch.setattr(running, "running", run)


def test_without_a_word_it_says_what_it_can_do() -> None:
    shown = _copbot()

    assert all(word in shown.output for word in ("demo", "run", "check", "slack-manifest", "db"))


def test_the_version_is_one_line() -> None:
    assert _copbot("--version").output == f"copbot {copbot.__version__}\n"


@pytest.mark.parametrize("start", [__main__.main, lambda: runpy.run_path(__main__.__file__, run_name="__main__")])
def test_it_starts_as_a_script_and_as_a_module(
    start: Callable[[], object], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["copbot", "--version"])

    with pytest.raises(SystemExit) as ended:
        start()

    assert ended.value.code == 0
    assert capsys.readouterr().out == f"copbot {copbot.__version__}\n"


def test_it_runs_until_the_system_ends_it(ran: list[Settings]) -> None:
    ended = _copbot("run")

    assert ended.exit_code == 0
    assert "is running; health at http://127.0.0.1:8080/readyz" in ended.output
    assert ran == [Settings()]


def test_config_toml_is_read_where_it_stands_beside(ran: list[Settings], tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[web]\nport = 81\n", encoding="utf-8")
    (tmp_path / "other.toml").write_text("[web]\nport = 82\n", encoding="utf-8")

    _copbot("run")
    _copbot("run", "--config", "other.toml")

    assert [settings.web.port for settings in ran] == [81, 82]


def test_where_no_faster_loop_is_it_runs_on_the_usual_one(ran: list[Settings], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "uvloop", None)

    assert _copbot("run").exit_code == 0
    assert len(ran) == 1


def test_wrong_settings_are_one_sentence_and_no_start(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text("[web]\nports = 81\n", encoding="utf-8")

    ended = _copbot("run")

    assert ended.exit_code == 1
    assert ended.output == "config.toml: [web] ports is no key of copbot; did you mean port?\n"


def test_nothing_enabled_is_one_sentence_and_no_start() -> None:
    ended = _copbot("run")

    assert ended.exit_code == 1
    assert ended.output == (
        "Neither [discord] nor [slack] is enabled. Set enabled = true in one of them, or try `copbot demo`.\n"
    )


@pytest.mark.parametrize(
    "error",
    [
        OperatorError("[this] is to be mended."),
        ExceptionGroup("", [OSError(), ExceptionGroup("", [OperatorError("[this] is to be mended.")])]),
    ],
)
def test_what_an_operator_can_mend_is_one_sentence_however_deep_it_was_raised(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    _raises(monkeypatch, error)

    ended = _copbot("run")

    assert (ended.exit_code, ended.output) == (1, "[this] is to be mended.\n")


def test_a_bug_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    _raises(monkeypatch, ValueError("a bug"))

    assert isinstance(_copbot("run").exception, ExceptionGroup)


def test_ctrl_c_before_it_runs_ends_it_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    _raises(monkeypatch, KeyboardInterrupt())

    ended = _copbot("run")

    assert (ended.exit_code, ended.output) == (0, "")


def test_the_demonstration_opens_a_browser_unless_told_not_to(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked: list[tuple[int, Path | None]] = []
    opened: list[str] = []

    @asynccontextmanager
    async def demonstrate(*, port: int, database: Path | None) -> AsyncIterator[str]:
        asked.append((port, database))
        _stop(signal.SIGINT)
        yield "http://127.0.0.1:9"

    monkeypatch.setattr(demo, "demonstrating", demonstrate)
    monkeypatch.setattr(webbrowser, "open", opened.append)

    first, second = _copbot("demo"), _copbot("demo", "--no-browser", "--port", "9", "--database", "kept.db")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "copbot is at http://127.0.0.1:9" in second.output
    assert asked == [(8765, None), (9, Path("kept.db"))]
    assert opened == ["http://127.0.0.1:9"]


def test_the_manifest_is_json_for_socket_mode_or_a_public_address() -> None:
    socket, http = _copbot("slack-manifest"), _copbot("slack-manifest", "--http", "https://bot.example")

    assert json.loads(socket.output)["settings"]["socket_mode_enabled"] is True
    assert "https://bot.example/slack/events" in http.output


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ("slack-manifest", "--http", "bot.example"),
            "Slack speaks only to https addresses, and “bot.example” is none.",
        ),
        (("demo", "--port", "99999", "--no-browser"), "less than or equal to 65535"),
    ],
)
def test_an_option_that_cannot_work_is_refused_with_a_sentence(words: tuple[str, ...], sentence: str) -> None:
    refused = _copbot(*words)

    assert refused.exit_code != 0
    assert sentence in " ".join(refused.output.replace("│", " ").split())


@pytest.mark.parametrize(("trouble", "code"), [(None, 0), ("has no tables", 1)])
def test_a_check_is_one_line_each_and_fails_on_any_trouble(
    trouble: str | None, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def check(_: Settings) -> AsyncIterator[Finding]:
        yield Finding("packages")
        yield Finding("database", trouble)

    monkeypatch.setattr(upkeep, "check", check)

    ended = _copbot("check")

    assert ended.exit_code == code
    assert ended.output.splitlines()[0] == "ok       packages"
    assert ended.output.splitlines()[1] == ("trouble  database: has no tables" if trouble else "ok       database")


def test_a_database_is_upgraded_backed_up_and_restored(tmp_path: Path) -> None:
    upgraded = _copbot("db", "upgrade")
    kept = _copbot("db", "backup", "kept.zip")
    again = _copbot("db", "restore", "kept.zip", "--replace")

    assert "The database is up to date.\n" in upgraded.output
    assert "rows are in kept.zip.\n" in kept.output
    assert "rows are back.\n" in again.output
    assert (tmp_path / "copbot.db").exists()


def test_progress_is_told_while_a_backup_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def back_up(url: str, to: Path, progress: Callable[[str, int, int], None]) -> int:
        progress("kudos", 1200, 3400)
        return 3400

    monkeypatch.setattr(upkeep, "back_up", back_up)

    assert _copbot("db", "backup", "kept.zip").output.endswith("3400 rows are in kept.zip.\n")


def test_a_backup_that_is_none_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "none.zip").write_text("nothing", encoding="utf-8")
    _copbot("db", "upgrade")

    ended = _copbot("db", "restore", "none.zip")

    assert ended.exit_code == 1
    assert "Traceback" not in ended.output
    assert len([line for line in ended.output.splitlines() if "none.zip" in line]) == 1


def test_a_database_that_is_no_file_is_refused_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPBOT_DATABASE__URL", "mysql://here")

    ended = _copbot("db", "upgrade")

    assert ended.exit_code == 1
    assert '[database] url must begin with "sqlite:///" and a file' in ended.output
