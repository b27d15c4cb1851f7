"""Who may knock: only pages and programs on this machine, and no other site through the browser.

A name of somebody else's can be made to lead here (DNS rebinding), so the `Host` must be this machine's; and any site
may send a form here, so what a browser says of where a request comes from must be this very page.
"""

from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_READING = frozenset({"GET", "HEAD"})
_OURS = frozenset({None, "same-origin", "none"})
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-cache",
}


class LocalOnly:
    """Lets only this machine's requests through to an app, and tells browsers what its page may do."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        why = refusal(scope["method"], scope["path"], Headers(scope=scope))
        app = self._app if why is None else JSONResponse({"error": why}, status_code=403)
        await app(scope, receive, guarded)


def refusal(method: str, path: str, headers: Headers) -> str | None:
    """Say why a request is refused; None when it is not."""
    host = headers.get("host", "")
    if _hostname(f"//{host}") not in _LOOPBACK:
        return "This page answers only on this machine: open it as http://127.0.0.1 with its port."
    origin = headers.get("origin")
    if method not in _READING and origin is not None and urlsplit(origin).netloc != host:
        return "Another site sent this request. Only this page itself, or a program on this machine, may."
    if (method not in _READING or path.startswith("/api/")) and headers.get("sec-fetch-site") not in _OURS:
        return "Another site asked for this. Only this page itself, or a program on this machine, may."
    return None


def _hostname(address: str) -> str | None:
    try:
        return urlsplit(address).hostname
    except ValueError:
        return None
