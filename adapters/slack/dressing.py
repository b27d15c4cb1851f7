"""What a message needs before it can be rendered: names of those who must not be pinged, pictures of its charts."""

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias, TypeVar

from adapters.slack import render
from adapters.slack.people import People
from adapters.slack.text import Around, Json
from adapters.slack.troubles import INVALID_BLOCKS
from adapters.slack.uploads import Uploads
from copbot.errors import DeliveryError, Failure
from copbot.message import (
    Block,
    Bullets,
    Card,
    Fields,
    Line,
    Mention,
    Message,
    Paragraph,
    Quote,
    RoleMention,
    Small,
    Span,
)
from copbot.ports import Clock

T = TypeVar("T")
Send: TypeAlias = Callable[[Json], Awaitable[T]]
_LOOK_AGAIN = timedelta(seconds=2)


class Dressing:
    """Finds out what rendering a message needs."""

    def __init__(self, people: People, uploads: Uploads, clock: Clock) -> None:
        self._people = people
        self._uploads = uploads
        self._clock = clock

    async def say(self, team: str, message: Message, community: str, send: Send[T], *, private: bool) -> T:
        """Render a message and send it; a picture that Slack does not take in the end is said in words.

        Raises: DeliveryError to come again while Slack still processes a picture, and what `send` raises.
        """
        around = await self.around(team, message, community=community, private=private)
        try:
            return await send(render.message(message, around))
        except DeliveryError as refused:
            if refused.why != INVALID_BLOCKS or not around.pictures:
                raise
            if self._uploads.processing(team, around.pictures):
                later = self._clock.now() + _LOOK_AGAIN
                raise DeliveryError(Failure.LATER, "picture_processing", retry_at=later) from None
        return await send(render.message(message, replace(around, pictures={})))

    async def around(self, team: str, message: Message, *, community: str, private: bool) -> Around:
        """Gather the surroundings of a message.

        Raises: DeliveryError when a chart cannot be uploaded now.
        """
        spans = tuple(spans_of(message))
        bare = Around(community=community, private=private)
        if not private:
            quiet = [span.user for span in spans if isinstance(span, Mention) and not span.ping]
            groups = any(isinstance(span, RoleMention) and not span.ping for span in spans)
            names = await self._people.group_names(team) if groups else {}
            bare = replace(bare, people=await self._people.names(quiet), groups=names)
        return replace(bare, pictures=await self._uploads.pictures(team, message))


def spans_of(message: Message) -> Iterator[Span]:
    """Give every span of a message's lines."""
    return (span for block in message.blocks for line in _lines(block) for span in line)


def _lines(block: Block) -> Iterable[Line]:
    match block:
        case Paragraph(line) | Quote(line) | Small(line):
            return (line,)
        case Bullets(lines):
            return lines
        case Fields(pairs):
            return tuple(line for _, line in pairs)
        case Card(title, body, facts):
            return (title, *body, *(line for _, line in facts))
        case _:
            return ()
