"""The chat as one member sees it, as JSON."""

from adapters.simulator.acts import Outcome
from adapters.simulator.chat import Chat
from adapters.simulator.model import DIRECT, Account, Channel, Entry, Kind
from adapters.simulator.render import Json, Reader, blocks_json, form_json, text_of_entry
from copbot.message import Bullets, Card, Fields, Line, Mention, Message, Paragraph, Quote, Small


def account_json(account: Account) -> Json:
    """Show somebody."""
    return {
        "id": account.id,
        "name": account.name,
        "about": account.about,
        "zone": account.zone,
        "roles": list(account.roles),
        "is_admin": account.is_admin,
        "is_bot": account.is_bot,
    }


def channel_json(channel: Channel) -> Json:
    """Show a place to write."""
    return {
        "id": public_id(channel),
        "name": channel.name,
        "kind": channel.kind.value,
        "topic": channel.topic,
        "members": None if channel.members is None else list(channel.members),
        "archived": channel.archived,
    }


def public_id(channel: Channel) -> str:
    """Name a channel as the API does: everybody's conversation with the bot is `dm-copbot`."""
    return DIRECT if channel.kind is Kind.DIRECT else channel.id


def entry_json(entry: Entry, chat: Chat, reader: Reader) -> Json:
    """Show a message; a deleted one is no more than its id and place."""
    where = {"id": entry.id, "channel": public_id(chat.channels[entry.channel]), "thread": entry.thread}
    if entry.gone:
        return where | {"gone": True, "at": entry.at.isoformat(), "author": entry.author}
    return where | {
        "author": entry.author,
        "text": text_of_entry(entry, reader),
        "blocks": blocks_json(entry.message, reader, entry.id),
        "at": entry.at.isoformat(),
        "edited": entry.edited_at is not None,
        "ephemeral": entry.only_for is not None,
        "pings": reader.user in pinged(entry.message),
        "reactions": [{"emoji": name, "count": len(by), "by": list(by)} for name, by in entry.reactions],
    }


def outcome_json(outcome: Outcome, chat: Chat, reader: Reader) -> Json:
    """Show what came back to who acted; what did not come is left out."""
    shown: Json = {}
    if outcome.message is not None:
        shown["message"] = entry_json(outcome.message, chat, reader)
    if outcome.ephemeral is not None:
        shown["ephemeral"] = entry_json(outcome.ephemeral, chat, reader)
    if outcome.form is not None:
        shown["form"] = form_json(outcome.form, reader)
    return shown


def home_json(message: Message, reader: Reader) -> Json:
    """Show somebody's home; its charts and files are asked for under `home`."""
    return {"blocks": blocks_json(message, reader, "home")}


def pinged(message: Message) -> frozenset[str]:
    """List who is notified by a message."""
    spans = (span for line in _lines(message) for span in line)
    return frozenset(span.user.user for span in spans if isinstance(span, Mention) and span.ping)


def _lines(message: Message) -> list[Line]:
    lines: list[Line] = []
    for block in message.blocks:
        match block:
            case Paragraph(line) | Quote(line) | Small(line):
                lines.append(line)
            case Bullets(more):
                lines.extend(more)
            case Fields(pairs):
                lines.extend(line for _, line in pairs)
            case Card(title, body, facts):
                lines += [title, *body, *(line for _, line in facts)]
            case _:
                continue
    return lines
