"""Faults a test plans: rate limits, server errors, refusals, answers that never arrive."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from tests.e2e.discord_wire.refusal import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class TooMany:
    """429: try again after so many seconds; `everywhere` when the whole bot has to wait."""

    retry_after: float = 0.05
    everywhere: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A server error; discord.py tries 500, 502, 504 and 524 again after 1 s and more, 503 not."""

    status: int = 503


@dataclass(frozen=True, slots=True)
class Refused:
    """An error of Discord's own, by its code (`refusal.REASONS`)."""

    code: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """The connection ends without an answer; `taken` says whether the request was carried out all the same.

    With `reset` the peer sees "connection reset", otherwise an orderly end.
    """

    taken: bool = True
    reset: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """The request waits at the door until the event is set, then goes on."""

    until: asyncio.Event


Fault: TypeAlias = TooMany | Broken | Refused | Dropped | Held


@dataclass(slots=True, eq=False, kw_only=True)
class Plan:
    """A fault for the next requests that fit; `met` counts those it hit."""

    pattern: str
    fault: Fault
    times: int | None
    met: int = 0

    @property
    def over(self) -> bool:
        return self.times is not None and self.met >= self.times

    def stop(self) -> None:
        """Plan no more of it."""
        self.times = self.met


@dataclass(slots=True, eq=False, kw_only=True)
class Bucket:
    """A real rate limit: so many requests in so many seconds; `exceeded` counts those beyond."""

    pattern: str
    limit: int
    per: float
    exceeded: int = 0
    _since: float = 0.0
    _used: int = 0

    def take(self, now: float) -> tuple[int, float, bool]:
        """Count a request: how many are left, seconds until the next window, whether it was one too many."""
        if now - self._since >= self.per:
            self._since, self._used = now, 0
        self._used += 1
        over = self._used > self.limit
        self.exceeded += over
        return max(0, self.limit - self._used), self._since + self.per - now, over


def fits(pattern: str, method: str, path: str) -> bool:
    """Whether a request is meant: `POST /channels/*/messages`; `*` and `{name}` stand for one part."""
    verb, _, shape = pattern.partition(" ")
    parts, given = shape.split("/"), path.split("/")
    if verb != method or len(parts) != len(given):
        return False
    return all(part in {"*", one} or part.startswith("{") for part, one in zip(parts, given, strict=True))


@dataclass(slots=True, eq=False)
class Faults:
    """All that is planned."""

    now: Callable[[], float]
    plans: list[Plan] = field(default_factory=list)
    buckets: list[Bucket] = field(default_factory=list)

    def next(self, method: str, path: str) -> Fault | None:
        """Give the fault planned for this request."""
        for plan in self.plans:
            if not plan.over and fits(plan.pattern, method, path):
                plan.met += 1
                return plan.fault
        return None

    def headers(self, method: str, path: str, bucket: str) -> tuple[dict[str, str], TooMany | None]:
        """Give the rate limit headers, and what to answer where a planned limit is exceeded."""
        remaining, reset, over, limit = 9_999, 1.0, False, 10_000
        for rule in self.buckets:
            if fits(rule.pattern, method, path):
                limit = rule.limit
                remaining, reset, over = rule.take(self.now())
        headers = {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(remaining),
            "X-RateLimit-Reset": f"{self.now() + reset:.3f}",
            "X-RateLimit-Reset-After": f"{reset:.3f}",
            "X-RateLimit-Bucket": bucket,
        }
        return headers, TooMany(retry_after=reset) if over else None


def too_many(fault: TooMany) -> tuple[Json, dict[str, str]]:
    """Give the body and the headers of a 429, as discord.py tells it from Cloudflare's (`Via`)."""
    body: Json = {"message": "You are being rate limited.", "retry_after": fault.retry_after}
    body["global"] = fault.everywhere
    headers = {"Via": "1.1 google", "Retry-After": str(max(1, round(fault.retry_after)))}
    headers["X-RateLimit-Scope"] = "global" if fault.everywhere else "user"
    if fault.everywhere:
        headers["X-RateLimit-Global"] = "true"
    return body, headers
