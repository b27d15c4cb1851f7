"""Structured logs, with every secret cut out before a line is written."""

import logging
import re
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any, Literal

import structlog

_SECRET = re.compile(
    r"xox[a-z]-[\w-]+|xapp-[\w-]+"  # Slack's tokens
    r"|[MNO][\w-]{23,27}\.[\w-]{6}\.[\w-]{27,}"  # Discord's bot tokens
    r"|https://hooks\.slack\.com/\S+|/webhooks/\d+/[\w-]+"  # addresses that speak for the bot
    r"|(?<=://)[^/\s:@]+:[^/\s@]+(?=@)"  # passwords in addresses
)


def set_up(level: str, form: Literal["text", "json"]) -> None:
    """Log to standard error from here on: lines for people, or one JSON object each."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        _without_secrets,
    ]
    shown: structlog.typing.Processor
    shown = structlog.processors.JSONRenderer() if form == "json" else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[*shared, shown],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    bridge = structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processor=shown)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(bridge)
    logging.basicConfig(
        handlers=[handler], level=max(logging.getLevelNamesMapping()[level.upper()], logging.INFO), force=True
    )
    for chatty in ("alembic", "apscheduler", "aiohttp.access", "uvicorn.access", "discord.client", "slack_bolt"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _without_secrets(_: object, __: str, line: MutableMapping[str, Any]) -> Mapping[str, Any]:
    return {key: _SECRET.sub("[secret]", value) if isinstance(value, str) else value for key, value in line.items()}
