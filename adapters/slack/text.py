"""Lines of spans in Slack's two ways of writing: rich text elements, and mrkdwn where Slack takes nothing else.

Rich text takes words as they are: nothing in them formats or pings. In mrkdwn `& < >` are escaped and a word joiner
(U+2060, invisible) takes its meaning from every mark that would begin or end formatting.

Slack has no mention that does not notify. So a mention that must not ping is the person's name in bold, or, for
somebody whose name is not known, a link to them; what only its reader sees (`Around.private`: ephemeral
messages, direct messages, the home tab, forms) notifies nobody else and mentions as usual.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from adapters.slack.controls import NOWHERE
from copbot.message import (
    Bold,
    Chart,
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
)
from copbot.refs import UserRef

Json: TypeAlias = dict[str, Any]

PLATFORM = "slack"
LONGEST_TEXT = 3_000
_JOINER = "\N{WORD JOINER}"
_ELLIPSIS = "…"
_SPECIAL = re.compile(r"<(?=[!@#])")
_MARKS = re.compile(r"(?<!\w)[*_~`]|[*_~`](?!\w)")
_CODES = re.compile(r":(?=[a-z+-][\w+-]*:)", re.IGNORECASE)
_QUOTE = re.compile(r"^(?=&gt;)", re.MULTILINE)
_BROKEN_END = re.compile("[\\s\N{ZERO WIDTH JOINER}\N{VARIATION SELECTOR-16}\N{WORD JOINER}]+$")
_FORMATS = {
    WhenStyle.DAY: "{date_long}",
    WhenStyle.TIME: "{time}",
    WhenStyle.FULL: "{date_long}, {time}",
    WhenStyle.RELATIVE: "{ago}",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What a message cannot know by itself.

    `private` tells that only its reader sees it; `people` and `groups` are names for who must not be pinged;
    `pictures` the files that charts became.
    """

    community: str = NOWHERE
    private: bool = False
    people: Mapping[UserRef, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    pictures: Mapping[Chart, str] = field(default_factory=dict)


def cut(text: str, most: int) -> str:
    """Shorten a text to at most so many characters, at a space where one is near, ending in “…”."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    space = kept.rfind(" ")
    if space > most * 3 // 4:
        kept = kept[:space]
    return _BROKEN_END.sub("", kept) + _ELLIPSIS


def plain_text(text: str | Said, most: int) -> Json:
    """Give a plain text object, at most so long; member's `:names:` in it become no emoji."""
    words = _CODES.sub(f":{_JOINER}", str(text))
    return {"type": "plain_text", "text": cut(words, most) or _JOINER}


def is_web(url: str) -> bool:
    """Tell whether an address may be linked to."""
    return urlsplit(url).scheme in {"http", "https", "mailto"}


# Rich text ----------------------------------------------------------------


def rich(line: Line, around: Around, most: int = LONGEST_TEXT) -> list[Json]:
    """Give a line as rich text elements, at most so many characters in all."""
    return _fitted((element for span in line for element in _element(span, around)), most)


def rich_lines(lines: Iterable[Line], around: Around, most: int = LONGEST_TEXT) -> list[Json]:
    """Give several lines as the elements of one section, a break between them."""
    elements: list[Json] = []
    for line in lines:
        more = [element for span in line for element in _element(span, around)]
        if more and elements:
            elements.append({"type": "text", "text": "\n"})
        elements.extend(more)
    return _fitted(elements, most)


def _element(span: Span, around: Around) -> Sequence[Json]:
    match span:
        case str() | Said():
            return _words(str(span))
        case Bold(text):
            return _words(str(text), "bold")
        case Italic(text):
            return _words(str(text), "italic")
        case Code(text):
            return _words(text, "code")
        case Link(url, text) if is_web(url):
            return [{"type": "link", "url": url, "text": _inert(str(text)) or url}]
        case Link(_, text):
            return _words(str(text))
        case Mention(user, ping):
            return _mention(user, around, ping=ping)
        case RoleMention(role, ping) if ping or around.private:
            return [{"type": "usergroup", "usergroup_id": role.role}]
        case RoleMention(role):
            return _words(f"@{around.groups.get(role.role, role.role)}", "bold")
        case InChannel(channel) if channel.platform == PLATFORM:
            return [{"type": "channel", "channel_id": channel.channel}]
        case InChannel(channel):
            return _words(f"#{channel.channel}")
        case When(at, style):
            # A format that begins with a token would be capitalised; U+200B keeps it as it stands in the sentence.
            shown = {"format": f"\N{ZERO WIDTH SPACE}{_FORMATS[style]}", "fallback": _fallback(span)}
            return [{"type": "date", "timestamp": int(at.timestamp()), **shown}]


def _mention(user: UserRef, around: Around, *, ping: bool) -> Sequence[Json]:
    here = user.platform == PLATFORM
    if here and (ping or around.private):
        return [{"type": "user", "user_id": user.user}]
    if user in around.people or not here:
        return _words(around.people.get(user, f"@{user.user}"), "bold")
    return [{"type": "link", "url": _profile(user), "text": f"@{user.user}"}]


def _words(text: str, style: str | None = None) -> Sequence[Json]:
    if not text:
        return ()
    return [{"type": "text", "text": _inert(text), **({} if style is None else {"style": {style: True}})}]


def _inert(text: str) -> str:
    """Break what would be a mention in mrkdwn: rich text shows it as it is, but exports flatten one into the other."""
    return _SPECIAL.sub(f"<{_JOINER}", text)


def _fitted(elements: Iterable[Json], most: int) -> list[Json]:
    kept: list[Json] = []
    for element in elements:
        text = element.get("text")
        if text is None:
            kept.append(element)
            continue
        if len(text) <= most:
            kept.append(element)
            most -= len(text)
            continue
        kept.append({**element, "text": cut(text, most)} if most > 0 else {"type": "text", "text": _ELLIPSIS})
        break
    return kept


# mrkdwn -------------------------------------------------------------------


def mrkdwn(line: Line, around: Around) -> str:
    """Give a line as mrkdwn."""
    return "".join(_marked(span, around) for span in line)


def _marked(span: Span, around: Around) -> str:
    match span:
        case str() | Said():
            return escaped(str(span))
        case Bold(text):
            return _styled("*", str(text))
        case Italic(text):
            return _styled("_", str(text))
        case Code(text):
            return _styled("`", text.replace("`", "'"))
        case Link(url, text) if is_web(url):
            words = escaped(str(text)).replace("|", "¦").replace("\n", " ")
            return f"<{_address(url)}|{words}>"
        case Link(_, text):
            return escaped(str(text))
        case Mention(user, ping):
            return _marked_mention(user, around, ping=ping)
        case RoleMention(role, ping) if ping or around.private:
            return f"<!subteam^{role.role}>"
        case RoleMention(role):
            return escaped(f"@{around.groups.get(role.role, role.role)}")
        case InChannel(channel) if channel.platform == PLATFORM:
            return f"<#{channel.channel}>"
        case InChannel(channel):
            return escaped(f"#{channel.channel}")
        case When(at, style):
            return f"<!date^{int(at.timestamp())}^{_FORMATS[style]}|{_fallback(span)}>"


def _marked_mention(user: UserRef, around: Around, *, ping: bool) -> str:
    here = user.platform == PLATFORM
    if here and (ping or around.private):
        return f"<@{user.user}>"
    if user in around.people or not here:
        return escaped(around.people.get(user, f"@{user.user}"))
    return f"<{_profile(user).replace('&', '&amp;')}|@{user.user}>"


def escaped(text: str) -> str:
    """Write words of anybody's so that mrkdwn shows them as they are."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _MARKS.sub(lambda mark: f"{_JOINER}{mark[0]}{_JOINER}", text)
    return _QUOTE.sub(_JOINER, _CODES.sub(f":{_JOINER}", text))


def _styled(mark: str, text: str) -> str:
    words = escaped(text).strip()
    return f"{mark}{words}{mark}" if words else ""


def _address(url: str) -> str:
    for sign, code in (("&", "&amp;"), ("<", "%3C"), (">", "%3E"), ("|", "%7C"), (" ", "%20")):
        url = url.replace(sign, code)
    return url


def _profile(user: UserRef) -> str:
    """Give an address that opens the conversation with somebody, in the client or the browser."""
    return f"https://slack.com/app_redirect?team={user.tenant}&channel={user.user}"


def _fallback(when: When) -> str:
    """Say an instant for clients that cannot format it."""
    return f"{when.at:%Y-%m-%d}" if when.style is WhenStyle.DAY else f"{when.at:%Y-%m-%d %H:%M} UTC"
