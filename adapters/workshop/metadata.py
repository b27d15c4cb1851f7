"""What a page says of itself; run by the workshop's worker, for parsing strangers' pages is slow and risky."""

import unicodedata
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from copbot.events import LinkFound
from copbot.model.links import host_of

TITLE_LENGTH = 200
DESCRIPTION_LENGTH = 500
SITE_LENGTH = 80


def read_metadata(html: bytes, url: str, charset: str | None = None) -> LinkFound:
    """Read a page's title, description and site; `url` is its canonical link, `charset` what its header said."""
    from trafilatura.metadata import extract_metadata
    from w3lib.encoding import html_to_unicode

    _, text = html_to_unicode(f"text/html; charset={charset}" if charset else None, html)
    found = extract_metadata(text, default_url=url, extensive=False)
    site = None if "." in (found.sitename or "") else found.sitename  # a domain may be a guess, even a stranger's
    return LinkFound(
        url,
        title=one_line(found.title, TITLE_LENGTH),
        description=one_line(found.description, DESCRIPTION_LENGTH),
        site=one_line(site, SITE_LENGTH) or host_of(url),
    )


def file_title(url: str, name: str | None) -> str | None:
    """Give the name of the file behind a link, by its header or its path; None when it has none."""
    shown = one_line(name or unquote(PurePosixPath(urlsplit(url).path).name), TITLE_LENGTH) or ""
    return shown if PurePosixPath(shown).suffix else None


def one_line(text: str | None, most: int) -> str | None:
    """Give a text as one line of at most `most` characters, without control characters and direction overrides."""
    visible = "".join(char for char in " ".join((text or "").split()) if _shows(char))
    line = " ".join(visible.split())
    if len(line) <= most:
        return line or None
    cut = line[: most - 1]
    return (cut.rsplit(" ", 1)[0].rstrip(" ,;:.-") or cut) + "…"


_JOINERS = "\u200c\u200d"
"""Persian and Indian words and many emoji need them."""


def _shows(char: str) -> bool:
    return char in _JOINERS or unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"}
