"""What a message says, as plain lines, for stories to compare."""

from copbot.message import (
    Block,
    Bullets,
    Buttons,
    Card,
    Chart,
    Divider,
    Fields,
    File,
    Heading,
    Line,
    Mention,
    Menu,
    Message,
    Paragraph,
    Quote,
    Small,
    plain,
)


def text_of(message: Message) -> str:
    """Give a message's words: one line for each paragraph, bullet, field, button row."""
    return "\n".join(line for block in message.blocks for line in _lines(block))


def _line(line: Line) -> str:
    return "".join(f"@{span.user.user}" if isinstance(span, Mention) else plain(span) for span in line)


def _lines(block: Block) -> list[str]:
    match block:
        case Heading(text):
            return [f"# {text}"]
        case Paragraph(line) | Small(line):
            return [_line(line)]
        case Quote(line):
            return [f"> {_line(line)}"]
        case Bullets(lines):
            return [f"- {_line(line)}" for line in lines]
        case Fields(pairs):
            return [f"{label}: {_line(line)}" for label, line in pairs]
        case Divider():
            return ["---"]
        case Buttons(buttons):
            return [" ".join(f"[{button.label}]" for button in buttons)]
        case Menu(placeholder):
            return [f"[{placeholder} v]"]
        case Card(title, body, facts, url):
            tail = [url] if url else []
            return [_line(title), *map(_line, body), *(f"{label}: {_line(line)}" for label, line in facts), *tail]
        case Chart(title, alt=alt):
            return [f"({title}: {alt})"]
        case File(name):
            return [f"({name})"]
