"""Spans as Discord's markdown; every `str` is escaped, so that a member's text stays inert.

Source: Discord's reference on message formatting. A backslash before any sign that is no letter, digit or space
makes it plain; addresses are left whole, for a backslash inside one would break the link.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable
from types import MappingProxyType
from urllib.parse import urlsplit

from adapters.discord.references import PLATFORM
from copbot.message import (
    Bold,
    Code,
    InChannel,
    Italic,
    Line,
    Link,
    Mention,
    RoleMention,
    Said,
    Span,
    When,
    WhenStyle,
    plain,
)

_ADDRESS = re.compile(r"\bhttps?://[^\s<>]+", re.IGNORECASE)
_INSIDE = re.compile(r"[\\*_~`|<\[\]]")
_AT_START = re.compile(r"^([ \t]*)(?:([#>+-])|(\d+)([.)]))", re.MULTILINE)
_EVERYONE = re.compile(r"@(?=everyone|here)")
_IN_ADDRESS = str.maketrans({sign: f"%{ord(sign):02X}" for sign in "\\*~`|[]"})
_NOT_IN_LINK = str.maketrans({sign: f"%{ord(sign):02X}" for sign in " \n\t<>()"})
_STYLES = MappingProxyType({WhenStyle.DAY: "D", WhenStyle.TIME: "t", WhenStyle.FULL: "F", WhenStyle.RELATIVE: "R"})
CUT = "…"


def escape(text: str) -> str:
    """Make a text inert: no formatting, no mention, no timestamp; addresses in it still open."""
    parts: list[str] = []
    at = 0
    for address in _ADDRESS.finditer(text):
        parts += [_escaped(text[at : address.start()]), address[0].translate(_IN_ADDRESS)]
        at = address.end()
    parts.append(_escaped(text[at:]))
    return "".join(parts)


def _escaped(text: str) -> str:
    text = _INSIDE.sub(r"\\\g<0>", text)
    text = _AT_START.sub(_start, text)
    return _EVERYONE.sub("@\u200b", text)


def _start(found: re.Match[str]) -> str:
    space, sign, number, dot = found.groups()
    return f"{space}\\{sign}" if sign else f"{space}{number}\\{dot}"


def clipped(text: str, limit: int) -> str:
    """Cut plain text to a length, saying so by an ellipsis."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + CUT


def label(text: str | Said, limit: int) -> str:
    """Give a text for where Discord shows no markdown; never empty, for Discord refuses that."""
    return clipped(" ".join(plain(text).split()), limit) or CUT


def is_web_address(url: str) -> bool:
    """Tell whether Discord would open an address."""
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def span(one: Span) -> str:
    """Give one span as markdown."""
    match one:
        case str() | Said():
            return escape(str(one))
        case Bold(text):
            return _around("**", str(text))
        case Italic(text):
            return _around("*", str(text))
        case Code(text):
            return _code(text)
        case Link(url, text):
            return _link(url, str(text))
        case Mention(user):
            return f"<@{user.user}>" if user.platform == PLATFORM else escape(plain(one))
        case RoleMention(role):
            return f"<@&{role.role}>"
        case InChannel(channel):
            return f"<#{channel.channel}>" if channel.platform == PLATFORM else escape(plain(one))
        case When(at, style):
            return f"<t:{int(at.timestamp())}:{_STYLES[style]}>"


def _around(sign: str, text: str) -> str:
    """Put signs around a text; at its edges spaces would keep them from taking effect."""
    bare = text.strip()
    return text.replace(bare, f"{sign}{escape(bare)}{sign}", 1) if bare else text


def _code(text: str) -> str:
    text = " ".join(text.split()).replace("``", "''")
    if not text:
        return ""
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _link(url: str, text: str) -> str:
    """Give a link that shows no preview; Discord does not take an address for the words of a link."""
    text = " ".join(text.split())
    if not is_web_address(url):
        return escape(text or url)
    url = url.translate(_NOT_IN_LINK)
    if not text or text == url:
        return f"<{url}>"
    return f"{escape(text)} (<{url}>)" if "://" in text else f"[{escape(text)}](<{url}>)"


def line(spans: Line) -> str:
    """Give a line as markdown."""
    return "".join(span(one) for one in spans)


def fitted(spans: Line, limit: int) -> str:
    """Give a line as markdown of at most so many characters, cut between spans or inside plain text."""
    whole = line(spans)
    if len(whole) <= limit:
        return whole
    made, room = "", limit - len(CUT)
    for one in spans:
        text = span(one)
        if len(text) > room:
            made += _beginning(str(one), room) if isinstance(one, str | Said) else ""
            break
        made, room = made + text, room - len(text)
    return made.rstrip() + CUT


def _beginning(text: str, room: int) -> str:
    """Escape as much of a text as fits."""
    most = bisect_right(range(len(text)), room, key=lambda count: len(escape(text[:count])))
    return escape(text[: most - 1])


def broken(spans: Line, limit: int) -> list[str]:
    """Give a line as pieces of markdown of at most so many characters, broken between words."""
    pieces: list[str] = []
    current = ""
    for text in _atoms(spans, limit):
        if len(current) + len(text) > limit:
            pieces.append(current.rstrip())
            current = text.lstrip()
        else:
            current += text
    pieces.append(current.rstrip())
    return [piece for piece in pieces if piece] or [""]


def _atoms(spans: Line, limit: int) -> Iterable[str]:
    """Give what must stay together: each span, and of plain text each word with the space before it."""
    if len(whole := line(spans)) <= limit:
        yield whole
        return
    for one in spans:
        if not isinstance(one, str | Said):
            yield fitted((one,), limit)
            continue
        for word in re.findall(r"\s*\S+|\s+$", str(one)):
            yield from _halves(word, limit)


def _halves(word: str, limit: int) -> Iterable[str]:
    """Break a word that is longer than a message."""
    while len(escape(word)) > limit:
        most = bisect_right(range(len(word)), limit, key=lambda count: len(escape(word[:count]))) - 1
        yield escape(word[:most])
        word = word[most:]
    yield escape(word)
