"""Links: finding them in a text, and the one form under which each is kept."""

import re
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address
from types import MappingProxyType
from typing import NoReturn
from urllib.parse import SplitResult, urlsplit, urlunsplit

from url_normalize import url_normalize
from w3lib.url import canonicalize_url, safe_url_string

from copbot.errors import CopError
from copbot.message import Said, say
from copbot.model.link_sites import same_page, tracks

MAX_LENGTH = 2000
"""No browser, platform or column of ours takes more of a link."""


class LinkTrouble(StrEnum):
    """Why a page could not be read."""

    TIMEOUT = "timeout"
    TOO_BIG = "too_big"
    INWARD = "inward"
    """It leads to an address or a port that the bot never opens."""
    NOT_FOUND = "not_found"
    NOT_HTML = "not_html"
    BROKEN = "broken"
    """Nothing there answers as a web page should."""
    REFUSED = "refused"
    """The site does not let the bot in."""


def trouble_said(why: LinkTrouble) -> Said:
    """Say why a page could not be read, and what to do."""
    return _TROUBLES[why]


_TROUBLES = MappingProxyType(
    {
        LinkTrouble.TIMEOUT: say(
            "The page took too long to answer. You can give the title yourself, or try again later."
        ),
        LinkTrouble.TOO_BIG: say("The page is too big to look into. Please give the title yourself."),
        LinkTrouble.INWARD: say(
            "That link leads to a place I may not open. Please share one that everybody can reach."
        ),
        LinkTrouble.NOT_FOUND: say("There is no page at that link. Please check it and try again."),
        LinkTrouble.NOT_HTML: say("That link is no page I can read a title from. Please give the title yourself."),
        LinkTrouble.BROKEN: say("I could not open that link. Please check it, or give the title yourself."),
        LinkTrouble.REFUSED: say("The site does not let me read that page. Please give the title yourself."),
    }
)
_STOPS = r"\s<>\"`|\\^{}\x00-\x1f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff“”„«»"
_WIDE_STOPS = r"\u3001\u3002\u3008-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f"
"""Punctuation of Chinese and Japanese, which ends a link without a space."""
_LINK = re.compile(rf"(?i:https?)://(?=[^\W_]|\[)(?:(?![,;]https?://|\]\()[^{_STOPS}{_WIDE_STOPS}]){{1,4000}}")
_TRAILING = ".,;:!?'\u2019…*~"
_BRACKETS = {")": "(", "]": "[", "}": "{"}.get


def find_links(text: str) -> tuple[str, ...]:
    """Find the web links in a chat text, each once, in the order they stand.

    Reads bare links, `<link>` and `<link|label>` as Slack writes them, and `[label](link)`.
    """
    found = (_trimmed(match[0], text[max(match.start() - 1, 0) : match.start()]) for match in _LINK.finditer(text))
    return tuple(dict.fromkeys(found))


def _trimmed(link: str, before: str) -> str:
    if before == "<":
        return link.replace("&amp;", "&")
    while True:
        last = link[-1]
        opening = _BRACKETS(last)
        unbalanced = opening is not None and link.count(last) > link.count(opening)
        if last in _TRAILING or unbalanced or (last == "_" == before):
            link = link[:-1]
        else:
            return link


def canonical(url: str) -> str:
    """Give the one form of a link, so that the same thing is one entry; giving it again changes nothing.

    Host in ASCII and lower case; no default port, fragment (but `#!`), tracking parameter or slash at the end;
    query sorted; the desktop form of mobile, AMP and short links of sites whose forms are known.

    Raises: CopError when it is no http(s) link, names no host, carries a password or is too long.
    """
    text = url.strip()
    if len(text) > MAX_LENGTH:
        _too_long()
    parts = _split(text)
    origin = _origin(parts)
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    opaque = "=" not in parts.query
    query = "" if opaque else parts.query
    tidy = urlsplit(
        canonicalize_url(urlunsplit((*origin, parts.path, query, fragment)), keep_fragments=True),
    )
    if opaque and parts.query:
        tidy = tidy._replace(query=urlsplit(safe_url_string(f"http://host/?{parts.query}")).query)
    inside = same_page(tidy)
    if inside is not None:
        return canonical(inside)
    query = "&".join(pair for pair in tidy.query.split("&") if not tracks(tidy.netloc, pair.partition("=")[0]))
    result = urlunsplit(tidy._replace(path=tidy.path.rstrip("/;") or "/", query=query))
    if len(result) > MAX_LENGTH:
        _too_long()
    return result


def host_of(url: str) -> str:
    """Give the host a link leads to, for showing: ASCII, without `www.`.

    Raises: CopError as `canonical` does.
    """
    return (urlsplit(canonical(url)).hostname or "").removeprefix("www.")


def _too_long() -> NoReturn:
    raise CopError(say("That link is too long: {limit} characters are the most I can keep.", limit=MAX_LENGTH))


def _no_link() -> NoReturn:
    raise CopError(say("That is no web link. It has to look like https://example.org/page."))


def _split(text: str) -> SplitResult:
    try:
        text.encode()
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        _no_link()
    if parts.scheme not in {"http", "https"} or "%" in parts.netloc:
        _no_link()
    if "@" in parts.netloc:
        raise CopError(say("That link carries a user name or a password. Please share it without them."))
    return parts


_NAME = re.compile(
    r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
)
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


def _origin(parts: SplitResult) -> tuple[str, str]:
    """Give the scheme and the host with its port; a host written as an odd number is none."""
    try:
        origin = urlsplit(url_normalize(f"{parts.scheme}://{parts.netloc}/") or "")
        host = origin.hostname or ""
        if origin.netloc.startswith("["):
            IPv6Address(host)
        elif _NUMBER.fullmatch(host.rpartition(".")[2]):
            IPv4Address(host)
        elif not _NAME.fullmatch(host):
            _no_link()
    except ValueError:
        _no_link()
    return origin.scheme, origin.netloc
