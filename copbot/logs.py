"""Structured logs, with every secret cut out before a line is written."""

import logging
import re
import sys
from typing import Any, Literal, TypeAlias

import structlog

Form: TypeAlias = Literal["text", "json"]
"""Lines for people, or one JSON object each."""

_SECRET = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+"  # Slack's tokens
    r"|[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}"  # Discord's bot tokens
    r"|https://hooks\.slack(?:-gov)?\.com/[^\s\\\"'<>]+"  # addresses that speak for the bot
    r"|/(?:webhooks|interactions)/\d+/[\w-]+|(?<=[?&]ticket=)[\w-]+"
    r"|(?<=://)[^/\s:@\"]+:[^/\s@\"]+(?=@)"  # passwords in addresses
)


def set_up(level: str, form: Form) -> None:
    """Log to standard error from here on: lines for people, or one JSON object each."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    shown: structlog.typing.Processor
    shown = structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[*shared, shown, _without_secrets],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    bridge = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, shown, _without_secrets],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(bridge)
    logging.basicConfig(
        handlers=[handler], level=max(logging.getLevelNamesMapping()[level.upper()], logging.INFO), force=True
    )
    for chatty in ("alembic", "apscheduler", "aiohttp.access", "uvicorn.access", "discord.client", "slack_bolt"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    # The ticker writes down what its beats raise; what is left here is that they were cancelled at the end.
    logging.getLogger("apscheduler.executors").setLevel(logging.CRITICAL)


def _without_secrets(_: object, __: str, line: Any) -> str:  # noqa: ANN401 -- structlog's type knows no rendered line
    """Cut secrets out of the line as it will stand, wherever in it they came from."""
    return _SECRET.sub("[secret]", line)
