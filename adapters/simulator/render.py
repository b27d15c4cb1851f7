"""Messages and forms as the JSON that the page and the API show, and as plain text; pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, TypeAlias
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time, format_timedelta

from adapters.simulator.model import Directory, Entry, OpenedForm
from copbot.forms import ChannelField, ChoiceField, Field, PeopleField, TextField
from copbot.message import (
    Block,
    Bold,
    Bullets,
    Button,
    Buttons,
    Card,
    Chart,
    Choice,
    Code,
    Control,
    Divider,
    Fields,
    File,
    Heading,
    InChannel,
    Italic,
    Line,
    Link,
    LinkButton,
    Mention,
    Menu,
    Message,
    Paragraph,
    Quote,
    RoleMention,
    Said,
    Small,
    Span,
    When,
    WhenStyle,
)

Json: TypeAlias = dict[str, Any]
_SAFE_SCHEMES = frozenset({"http", "https", "mailto"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """For whom something is drawn: their zone and language, the moment, and what people and places are called."""

    user: str
    zone: str
    locale: str
    now: datetime
    names: Mapping[str, str]
    channels: Mapping[str, str]


def reader_for(user: str, directory: Directory, now: datetime, zone: str = "UTC") -> Reader:
    """Make the reader somebody is; `zone` is for who has none of their own."""
    account = directory.accounts[user]
    return Reader(
        user=user,
        zone=account.zone or zone,
        locale=account.locale or "en",
        now=now,
        names={one.id: one.name for one in directory.accounts.values()},
        channels={one.id: one.name for one in directory.channels.values()},
    )


def text_of_entry(entry: Entry, reader: Reader) -> str:
    """Give what a member typed, or the plain text of what the bot said."""
    return entry.typed or text_of(entry.message, reader)


def control_id(control: Control) -> str:
    """Name a control in the API: `action`, or `action|row`."""
    return f"{control.action}|{control.row}" if control.row else control.action


def blocks_json(message: Message, reader: Reader, asset: str) -> list[Json]:
    """Draw a message; `asset` is where its charts and files are asked for: an entry's id."""
    return [_block(block, reader, f"{asset}/{index}") for index, block in enumerate(message.blocks)]


def text_of(message: Message, reader: Reader) -> str:
    """Give a message as plain text; buttons and menus are left out."""
    return "\n".join(chain.from_iterable(_lines(block, reader) for block in message.blocks))


def form_json(opened: OpenedForm, reader: Reader) -> Json:
    """Draw a form with the sentences that stand beside its fields."""
    form = opened.form
    return {
        "id": opened.id,
        "title": str(form.title),
        "intro": _line(form.intro, reader),
        "submit": str(form.submit),
        "fields": [_field(one) | {"error": opened.errors.get(one.name)} for one in form.fields],
    }


def choice_json(choice: Choice) -> Json:
    """Draw one thing to choose."""
    return {
        "label": str(choice.label),
        "value": choice.value,
        "about": None if choice.about is None else str(choice.about),
    }


def _block(block: Block, reader: Reader, asset: str) -> Json:
    match block:
        case Heading(text):
            return {"type": "heading", "text": str(text)}
        case Paragraph(line):
            return {"type": "paragraph", "line": _line(line, reader)}
        case Bullets(lines):
            return {"type": "bullets", "lines": [_line(one, reader) for one in lines]}
        case Quote(line):
            return {"type": "quote", "line": _line(line, reader)}
        case Small(line):
            return {"type": "small", "line": _line(line, reader)}
        case Fields(pairs):
            return {"type": "fields", "pairs": _pairs(pairs, reader)}
        case Divider():
            return {"type": "divider"}
        case Buttons(buttons):
            return {"type": "buttons", "buttons": [_button(one) for one in buttons]}
        case Menu(placeholder, control, choices):
            shown = [choice_json(one) for one in choices]
            return {"type": "menu", "id": control_id(control), "placeholder": str(placeholder), "choices": shown}
        case Card(title, body, facts, url):
            return {
                "type": "card",
                "title": _line(title, reader),
                "body": [_line(one, reader) for one in body],
                "facts": _pairs(facts, reader),
                "url": _safe(url),
            }
        case Chart(title, labels, series, alt):
            return {
                "type": "chart",
                "title": str(title),
                "labels": list(labels),
                "series": [{"name": str(one.name), "values": list(one.values)} for one in series],
                "alt": str(alt),
                "src": f"/api/charts/{asset}.png?as={reader.user}",
            }
        case File(name, content, media_type):
            source = f"/api/files/{asset}/{quote(name, safe='')}?as={reader.user}"
            return {"type": "file", "name": name, "media_type": media_type, "size": len(content), "src": source}


def _button(button: Button | LinkButton) -> Json:
    match button:
        case Button(label, control, tone):
            return {"type": "button", "id": control_id(control), "label": str(label), "tone": tone.value}
        case LinkButton(label, url):
            return {"type": "link", "label": str(label), "url": _safe(url)}


def _pairs(pairs: tuple[tuple[str | Said, Line], ...], reader: Reader) -> list[Json]:
    return [{"label": str(label), "line": _line(line, reader)} for label, line in pairs]


def _line(line: Line, reader: Reader) -> list[Json]:
    return [_span(span, reader) for span in line]


def _span(span: Span, reader: Reader) -> Json:
    text = _words(span, reader)
    match span:
        case str() | Said():
            return {"type": "text", "text": text}
        case Bold():
            return {"type": "bold", "text": text}
        case Italic():
            return {"type": "italic", "text": text}
        case Code():
            return {"type": "code", "text": text}
        case Link(url):
            return {"type": "link", "text": text, "url": _safe(url)}
        case Mention(user, ping):
            return {"type": "mention", "text": text, "user": user.user, "ping": ping}
        case RoleMention(role, ping):
            return {"type": "role", "text": text, "role": role.role, "ping": ping}
        case InChannel(channel):
            return {"type": "channel", "text": text, "channel": channel.channel}
        case When(at, style):
            return {"type": "when", "text": text, "at": at.isoformat(), "style": style.value}


def _words(span: Span, reader: Reader) -> str:
    """Give a span as this reader sees it."""
    match span:
        case str():
            return span
        case Said():
            return _sentence(span, reader)
        case Bold(text) | Italic(text) | Link(_, text):
            return str(text)
        case Code(text):
            return text
        case Mention(user):
            return f"@{reader.names.get(user.user, user.user)}"
        case RoleMention(role):
            return f"@{role.role}"
        case InChannel(channel):
            return f"#{reader.channels.get(channel.channel, channel.channel)}"
        case When():
            return when_text(span, reader)


def _sentence(said: Said, reader: Reader) -> str:
    """Give a sentence in English; what the core hands over was spoken already, in the reader's language."""
    shown = {name: value if isinstance(value, int) else _words(value, reader) for name, value in said.params}
    return str(Said(said.msgid, tuple(shown.items()), said.plural))


def when_text(when: When, reader: Reader) -> str:
    """Give an instant in the reader's zone and language."""
    zone = ZoneInfo(reader.zone)
    local, today = when.at.astimezone(zone), reader.now.astimezone(zone)
    locale = Locale.parse("en_GB" if reader.locale == "en" else reader.locale.replace("-", "_"))
    near = local.year == today.year and locale.language == "en"
    day = format_date(local, "EEEE, d MMMM" if near else "full", locale=locale)
    time = format_time(local, "short", locale=locale)
    match when.style:
        case WhenStyle.DAY:
            return day
        case WhenStyle.TIME:
            return time
        case WhenStyle.FULL:
            return f"{day}, {time}"
        case WhenStyle.RELATIVE:
            return format_timedelta(when.at - reader.now, add_direction=True, locale=locale)


def _safe(url: str | None) -> str | None:
    return url if url is not None and urlsplit(url).scheme.lower() in _SAFE_SCHEMES else None


def _lines(block: Block, reader: Reader) -> list[str]:
    """Give a block as lines of plain text."""
    match block:
        case Heading(text):
            return [str(text)]
        case Paragraph(line) | Small(line):
            return [_plain(line, reader)]
        case Bullets(lines):
            return [f"• {_plain(one, reader)}" for one in lines]
        case Quote(line):
            return [f"> {_plain(line, reader)}"]
        case Fields(pairs):
            return [f"{label}: {_plain(line, reader)}" for label, line in pairs]
        case Divider() | Buttons() | Menu():
            return []
        case Card(title, body, facts, url):
            facts_told = [f"{label}: {_plain(line, reader)}" for label, line in facts]
            return [_plain(title, reader), *(_plain(one, reader) for one in body), *facts_told, *([url] if url else [])]
        case Chart(alt=alt):
            return [str(alt)]
        case File(name):
            return [name]


def _plain(line: Line, reader: Reader) -> str:
    return "".join(_words(span, reader) for span in line)


def _field(field: Field) -> Json:
    hint = None if field.hint is None else str(field.hint)
    common: Json = {"name": field.name, "label": str(field.label), "hint": hint, "required": field.required}
    match field:
        case TextField():
            own: Json = {"type": "text", "max_length": field.max_length, "multiline": field.multiline}
            return common | own | {"initial": [field.initial] if field.initial else []}
        case ChoiceField():
            own = {"type": "choice", "choices": [choice_json(one) for one in field.choices], "at_most": field.at_most}
            return common | own | {"initial": list(field.initial)}
        case PeopleField():
            return common | {
                "type": "people",
                "at_most": field.at_most,
                "initial": [one.user for one in field.initial],
            }
        case ChannelField():
            initial = [] if field.initial is None else [field.initial.channel]
            return common | {"type": "channel", "initial": initial}
