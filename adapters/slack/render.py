"""Messages to Block Kit: pure functions within Slack's limits.

Running text is rich text, so that a member's words neither format nor ping; only `Small` lines and the fallback text
of notifications are mrkdwn. Limits are those of docs.slack.dev/reference/block-kit; that the texts of one message may
hold some 13,200 characters in all is measured, not documented.
"""

from collections.abc import Iterable, Iterator

from adapters.slack.controls import pack
from adapters.slack.text import (
    LONGEST_TEXT,
    Around,
    Json,
    cut,
    escaped,
    is_web,
    mrkdwn,
    plain_text,
    rich,
    rich_lines,
)
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
    Divider,
    Fields,
    File,
    Heading,
    Line,
    Link,
    LinkButton,
    Menu,
    Message,
    Paragraph,
    Quote,
    Said,
    Small,
    Tone,
    plain,
)

MESSAGE_BLOCKS, VIEW_BLOCKS = 50, 100
LONGEST_VALUE = 150
_ALL_TEXT = 12_000
_HEADING, _LABEL, _ALT = 150, 75, 2_000
_MOST_ELEMENTS, _MOST_OPTIONS = 25, 100
_LONGEST_URL = 3_000
LINK_ACTION = "link"
"""How the action_ids of link buttons begin: Slack tells of their press, and nobody need hear it."""


def message(said: Message, around: Around) -> Json:
    """Give a message's `text`, for notifications and screen readers, and its `blocks`."""
    blocks = fitted(_blocks(said.blocks, around), MESSAGE_BLOCKS)
    return {"text": summary(said, around), "blocks": blocks}


def blocks_of_view(said: Message, around: Around) -> list[Json]:
    """Give a message's blocks for a modal or home tab, which must not be empty."""
    return fitted(_blocks(said.blocks, around), VIEW_BLOCKS) or [_small(("…",), around)]


def summary(said: Message, around: Around) -> str:
    """Give the one text a notification shows: the message's own summary, else all its words."""
    if said.summary is not None:
        return cut(escaped(str(said.summary)), LONGEST_TEXT)
    lines = (mrkdwn(line, around) for block in said.blocks for line in _lines(block))
    return cut("\n".join(line for line in lines if line.strip()), LONGEST_TEXT) or "…"


def text_block(line: Line, around: Around) -> Json | None:
    """Give one line as a block of rich text; None where it has no words."""
    return _rich_block("rich_text_section", rich(line, around))


def options(choices: Iterable[Choice]) -> list[Json]:
    """Give what a select offers; Slack takes values of at most 150 characters."""
    made: list[Json] = []
    for choice in choices:
        if not 1 <= len(choice.value) <= LONGEST_VALUE:
            continue
        option: Json = {"text": plain_text(choice.label, _LABEL), "value": choice.value}
        if choice.about:
            option["description"] = plain_text(choice.about, _LABEL)
        made.append(option)
    return made[:_MOST_OPTIONS]


def fitted(blocks: Iterable[Json], most: int) -> list[Json]:
    """Keep as many blocks and words as Slack takes; what had to go leaves a “…”, buttons stay."""
    kept: list[Json] = []
    left, shortened = _ALL_TEXT, False
    for block in blocks:
        size = _letters(block)
        if size > left and block["type"] != "actions":
            shortened = True
            continue
        left -= size
        kept.append(block)
    if len(kept) > most:
        kept, shortened = kept[: most - 1], True
    if shortened:
        kept = [*kept[: most - 1], {"type": "context", "elements": [{"type": "mrkdwn", "text": "…"}]}]
    return kept


def _letters(node: object) -> int:
    match node:
        case list():
            return sum(_letters(item) for item in node)
        case dict():
            own = sum(len(node[key]) for key in ("text", "alt_text") if isinstance(node.get(key), str))
            return own + sum(_letters(value) for key, value in node.items() if key != "options")
        case _:
            return 0


# Blocks -------------------------------------------------------------------


def _blocks(blocks: Iterable[Block], around: Around) -> Iterator[Json]:
    for number, block in enumerate(blocks):
        made = _block(block, around, number)
        if made is not None:
            yield made


def _block(block: Block, around: Around, number: int) -> Json | None:
    match block:
        case Heading(text):
            return {"type": "header", "text": plain_text(text, _HEADING)}
        case Paragraph(line):
            return text_block(line, around)
        case Bullets(lines):
            return _bullets(lines, around)
        case Quote(line):
            return _rich_block("rich_text_quote", rich(line, around))
        case Small(line):
            return _small(line, around) if mrkdwn(line, around).strip() else None
        case Fields(pairs):
            return _rich_block("rich_text_section", rich_lines(_labelled(pairs), around))
        case Divider():
            return {"type": "divider"}
        case Buttons(buttons):
            return _buttons(buttons, around, number)
        case Menu():
            return _menu(block, around)
        case Card():
            return _rich_block("rich_text_section", rich_lines(_card_lines(block), around))
        case Chart():
            return _chart(block, around)
        case File(name):
            return text_block(("📎 ", Code(name)), around)


def _rich_block(kind: str, elements: list[Json]) -> Json | None:
    if not elements:
        return None
    return {"type": "rich_text", "elements": [{"type": kind, "elements": elements}]}


def _bullets(lines: Iterable[Line], around: Around) -> Json | None:
    items = [{"type": "rich_text_section", "elements": made} for line in lines if (made := rich(line, around))]
    if not items:
        return None
    return {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": items}]}


def _small(line: Line, around: Around) -> Json:
    text = {"type": "mrkdwn", "text": _cut_marked(line, around), "verbatim": True}
    return {"type": "context", "elements": [text]}


def _cut_marked(line: Line, around: Around) -> str:
    """Cut mrkdwn where it breaks no link or date: between spans, or inside plain words."""
    shown, kept = "", line
    while len(shown := mrkdwn(kept, around)) > LONGEST_TEXT:
        last = kept[-1]
        room = LONGEST_TEXT - len(mrkdwn(kept[:-1], around))
        if isinstance(last, str) and 1 < room < len(last):
            kept = (*kept[:-1], cut(last, room * len(last) // len(escaped(last))))
        else:
            kept = (*kept[:-1],) if kept[-1] == "…" else (*kept[:-1], "…")
    return shown


def _labelled(pairs: Iterable[tuple[str | Said, Line]]) -> Iterator[Line]:
    return ((Bold(label), ": ", *line) for label, line in pairs)


def _card_lines(card: Card) -> Iterator[Line]:
    title = "".join(plain(span) for span in card.title)
    yield (Link(card.url, title),) if card.url else (Bold(title),)
    yield from card.body
    yield from _labelled(card.facts)


def _buttons(buttons: Iterable[Button | LinkButton], around: Around, number: int) -> Json | None:
    """Give a row of buttons; a control that stands here twice gets two action_ids, for Slack wants them unique."""
    elements: list[Json] = []
    seen: set[str] = set()
    for button in buttons:
        made = _button(button, around, f"{number}.{len(elements)}")
        if made is None:
            continue
        if made["action_id"] in seen:
            made["action_id"] = f"{number}.{len(elements)}"
        seen.add(made["action_id"])
        elements.append(made)
    return {"type": "actions", "elements": elements[:_MOST_ELEMENTS]} if elements else None


def _button(button: Button | LinkButton, around: Around, place: str) -> Json | None:
    text = plain_text(button.label, _LABEL)
    match button:
        case LinkButton(_, url) if is_web(url) and len(url) <= _LONGEST_URL:
            return {"type": "button", "action_id": f"{LINK_ACTION}|{place}", "text": text, "url": url}
        case LinkButton():
            return None
        case Button(_, control, tone):
            key = pack(control, around.community)
            style = {} if tone is Tone.PLAIN else {"style": tone.value}
            return {"type": "button", "action_id": key, "text": text, "value": key, **style}


def _menu(menu: Menu, around: Around) -> Json | None:
    offered = options(menu.choices)
    if not offered:
        return None
    select = {
        "type": "static_select",
        "action_id": pack(menu.control, around.community),
        "placeholder": plain_text(menu.placeholder, _HEADING),
        "options": offered,
    }
    return {"type": "actions", "elements": [select]}


def _chart(chart: Chart, around: Around) -> Json | None:
    """Show the picture a chart became, or say in words what it would show."""
    file = around.pictures.get(chart)
    if file is None:
        return text_block((Bold(chart.title), ": ", str(chart.alt)), around)
    return {
        "type": "image",
        "slack_file": {"id": file},
        "alt_text": cut(str(chart.alt), _ALT),
        "title": plain_text(chart.title, _ALT),
    }


# The words of a notification ----------------------------------------------


def _lines(block: Block) -> Iterator[Line]:
    match block:
        case Heading(text):
            yield (text,)
        case Paragraph(line) | Quote(line) | Small(line):
            yield line
        case Bullets(lines):
            yield from (("• ", *line) for line in lines if any(plain(span) for span in line))
        case Fields(pairs):
            yield from ((label, ": ", *line) for label, line in pairs)
        case Card(title, body, facts):
            yield from (title, *body, *((label, ": ", *line) for label, line in facts))
        case Chart(title, alt=alt):
            yield (title, ": ", alt)
        case File(name):
            yield (name,)
        case Divider() | Buttons() | Menu():
            return
