"""What a request asks: its body or query, read field by field, each refused with a sentence when it does not fit."""

import json
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from starlette.requests import Request

from adapters.simulator.acts import NotPossibleError

_LONGEST_BODY = 256 * 1024
_SPAN = re.compile(r"(\d{1,6})\s*([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_FARTHEST = timedelta(days=366)


class Asked:
    """The fields of one request."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields

    def text(self, name: str) -> str:
        """Read a text that must be there."""
        found = self.maybe(name)
        if found is None:
            raise NotPossibleError(f"“{name}” is missing.")
        return found

    def maybe(self, name: str) -> str | None:
        """Read a text that may be left out."""
        found = self._fields.get(name)
        if found is not None and not isinstance(found, str):
            raise NotPossibleError(f"“{name}” must be text.")
        return found

    def yes(self, name: str) -> bool:
        """Read a yes that may be left out."""
        found = self._fields.get(name, False)
        if not isinstance(found, bool):
            raise NotPossibleError(f"“{name}” must be true or false.")
        return found

    def texts(self, name: str) -> tuple[str, ...]:
        """Read one or several texts."""
        return _texts(name, self._fields.get(name))

    def values(self, name: str) -> dict[str, tuple[str, ...]]:
        """Read an object of fields, each one text or several."""
        found = self._fields.get(name)
        if not isinstance(found, dict):
            raise NotPossibleError(f'“{name}” must be an object, like {{"field": "what to fill in"}}.')
        return {field: _texts(field, value) for field, value in found.items()}


def _texts(name: str, found: object) -> tuple[str, ...]:
    match found:
        case None:
            return ()
        case str():
            return (found,)
        case list() if all(isinstance(one, str) for one in found):
            return tuple(found)
        case _:
            raise NotPossibleError(f"“{name}” must be text, or a list of texts.")


async def body_of(request: Request) -> Asked:
    """Read a request's JSON object."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LONGEST_BODY:
            raise NotPossibleError("That is too much at once: at most 256 kB.")
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise NotPossibleError("The body is not JSON.") from None
    if not isinstance(found, dict):
        raise NotPossibleError('The body must be a JSON object, like {"as": "ann"}.')
    return Asked(found)


def query_of(request: Request) -> Asked:
    """Read a request's query."""
    return Asked(dict(request.query_params))


def span_of(text: str) -> timedelta:
    """Read how far the clock is to be moved: `7d`, `1d12h`, `90m`."""
    parts = _SPAN.findall(text.strip().lower())
    if not parts or _SPAN.sub("", text.strip().lower()).strip():
        raise NotPossibleError(f"I cannot read “{text[:40]}”. Try 90m, 1h, 7d, 2w, or next.")
    span = sum((timedelta(**{_UNITS[unit]: int(number)}) for number, unit in parts), timedelta())
    if span > _FARTHEST:
        raise NotPossibleError("That is too far at once: at most 366 days.")
    return span
