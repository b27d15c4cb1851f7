import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from copbot import logs

TOKEN = "MTE5ODYyMjQ4MzQ3MTkyNTI0OA.GcyXxx." + "x" * 38
SECRETS = {
    "xoxb-17653672481-19874698323-pdFZKVeTuE8sk7oOcBrzbqgy": "slack's bot token",
    "xapp-1-A123-456-abcdef": "slack's app token",
    TOKEN: "discord's token",
    "s3cret": "the password in postgresql://copbot:s3cret@db.example/copbot",
    "T1/1/one-time": "the address https://hooks.slack.com/commands/T1/1/one-time",
    "aW50ZXJhY3Rpb24": "POST https://discord.com/api/v10/webhooks/7/aW50ZXJhY3Rpb24/messages",
    "YW5zd2Vy": "POST https://discord.com/api/v10/interactions/8/YW5zd2Vy/callback",
    "9f3b-once": "wss://wss-primary.slack.com/link/?ticket=9f3b-once&app_id=1",
}


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    root, levels = logging.getLogger(), {}
    handlers, level, before = [*root.handlers], root.level, structlog.get_config()
    for name, logger in logging.root.manager.loggerDict.items():
        if isinstance(logger, logging.Logger):
            levels[name] = logger.level
    yield
    structlog.configure(**before)
    root.handlers[:] = handlers
    root.setLevel(level)
    for name in ("alembic", "apscheduler", "aiohttp.access", "uvicorn.access", "discord.client", "slack_bolt"):
        logging.getLogger(name).setLevel(levels.get(name, logging.NOTSET))


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(("secret", "where"), SECRETS.items())
def test_no_secret_is_ever_written(
    form: logs.Form, secret: str, where: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = f"{where} {secret}" if secret not in where else where
    logs.set_up("info", form)

    structlog.get_logger().warning("told", what=said, deep={"in": [said]}, error=ValueError(said))
    logging.getLogger("discord.http").warning("rate limited: %s", said)
    try:
        raise ValueError(said)  # noqa: TRY301 -- a traceback to write
    except ValueError:
        structlog.get_logger().exception("broke")
        logging.getLogger("slack_sdk").exception("broke")

    written = capsys.readouterr().err
    assert written.count("[secret]") >= 5
    assert secret not in written


def test_for_machines_every_line_is_one_json_object_even_with_a_secret_in_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.set_up("info", "json")

    structlog.get_logger().info("answered", to="https://hooks.slack.com/actions/T1/1/x", url="postgresql://a:b@c/d")
    logging.getLogger("slack_sdk").warning("https://hooks.slack.com/actions/T1/1/x")

    ours, theirs = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert (ours["event"], ours["to"], ours["url"]) == ("answered", "[secret]", "postgresql://[secret]@c/d")
    assert (theirs["event"], theirs["level"]) == ("[secret]", "warning")


def test_what_is_below_the_level_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("warning", "text")

    structlog.get_logger().info("quiet")
    logging.getLogger("slack_sdk").info("quiet")
    structlog.get_logger().warning("loud")

    assert "quiet" not in (written := capsys.readouterr().err)
    assert "loud" in written


def test_debugging_us_is_not_debugging_every_library(capsys: pytest.CaptureFixture[str]) -> None:
    logs.set_up("debug", "text")

    structlog.get_logger().debug("ours")
    logging.getLogger("slack_sdk").debug("theirs")
    logging.getLogger("apscheduler").info("a job ran")

    assert "ours" in (written := capsys.readouterr().err)
    assert "theirs" not in written
    assert "a job ran" not in written
