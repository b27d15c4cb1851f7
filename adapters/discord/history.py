"""What the bot itself wrote in a channel, read from its history: no history shows a nonce, but what answers what."""

from adapters.discord.native import Json
from adapters.discord.references import message_ref
from adapters.discord.rest import Rest
from adapters.discord.sdk import discord
from copbot.refs import MessageRef

_PAGE, _PAGES = 100, 5


async def written_since(rest: Rest, channel: str, after: int) -> list[Json]:
    """Give what the bot wrote after a message or moment, oldest first; nothing where there is no such channel.

    Raises: as `Rest.call`.
    """
    me, found = str(rest.client.application_id), list[Json]()
    for _ in range(_PAGES):
        query = {"after": after, "limit": _PAGE}
        try:
            page: list[Json] = await rest.call(
                "GET", "/channels/{channel_id}/messages", query=query, channel_id=channel
            )
        except discord.NotFound:
            return []
        found += [one for one in page if one["author"]["id"] == me]
        if len(page) < _PAGE:
            break
        after = max(int(one["id"]) for one in page)
    return sorted(found, key=lambda one: int(one["id"]))


async def further_parts(rest: Rest, first: MessageRef) -> list[MessageRef]:
    """Find how a message that had to be split goes on: by those of the bot's that answer it.

    Raises: as `Rest.call`.
    """
    later = await written_since(rest, first.channel, int(first.message))
    answers = [one for one in later if (one.get("message_reference") or {}).get("message_id") == first.message]
    return [message_ref(first.tenant, first.channel, one["id"]) for one in answers]


def going_on(first: MessageRef) -> dict[str, object]:
    """Give what makes a message a further part of another."""
    return {"message_reference": {"message_id": first.message, "fail_if_not_exists": False}}
