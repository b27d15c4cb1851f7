"""The ways of telling one person something: response_url, a view, an ephemeral message, a direct message."""

from collections.abc import Awaitable, Callable, Iterator
from typing import TypeAlias

import structlog

from adapters.slack import views
from adapters.slack.calls import Calls, Request
from adapters.slack.dressing import Dressing
from adapters.slack.heard import Via, Way, user_ref
from adapters.slack.keepsake import carrying
from adapters.slack.outbound import Outbound
from adapters.slack.text import Around, Json
from adapters.slack.uploads import Uploads
from copbot.errors import DeliveryError, Failure
from copbot.message import File, Message

_log = structlog.get_logger(__name__)

Attempt: TypeAlias = Callable[[Json], Awaitable[None]]
_TELLS_NOBODY = frozenset({Failure.LATER, Failure.INSTALLATION_GONE})
"""Failures that another way would meet too."""


def around(way: Way) -> Around:
    """Give the surroundings of what only the one who acted sees."""
    return Around(community=way.community, private=True)


class Saying:
    """Tells one person something."""

    def __init__(self, calls: Calls, dressing: Dressing, uploads: Uploads, outbound: Outbound) -> None:
        self._calls = calls
        self._dressing = dressing
        self._uploads = uploads
        self._outbound = outbound

    async def tell(self, way: Way, said: Message, *, rewrites: bool = False, kept: str | None = None) -> None:
        """Say something to who acted: by the way they came, else beside the matter, else directly.

        `rewrites` replaces the message whose control was used, `kept` is what its button carries.

        Raises: DeliveryError when it cannot be said now, ConnectionError or TimeoutError when nobody knows.
        """
        if way.via is Via.PRESS and way.response_url is None and way.view is not None:
            return await self._show(way, said)
        private = not (rewrites and way.public)
        for attempt in self._attempts(way, rewrites=rewrites):

            async def send(body: Json, attempt: Attempt = attempt) -> None:
                await attempt(carrying(body, kept))

            try:
                await self._dressing.say(way.tenant, said, way.community, send, private=private)
            except DeliveryError as refused:
                if refused.failure in _TELLS_NOBODY:
                    raise
                _log.info("slack_answer_takes_another_way", via=way.via.value, why=refused.why)
            else:
                return None
        raise DeliveryError(Failure.PERSON_UNREACHABLE, "no way to answer")

    async def beside(self, way: Way, said: Message) -> None:
        """Say something to who acted where it happened, and nowhere else.

        Raises: DeliveryError, ConnectionError or TimeoutError.
        """
        await self._dressing.say(way.tenant, said, way.community, self._whisper(way), private=True)

    async def open(self, way: Way, view: Json) -> None:
        """Open a view by the trigger of what was done; on top of the modal it was done in.

        Raises: DeliveryError when the trigger is too old, ConnectionError or TimeoutError.
        """
        trigger = way.trigger or ""
        request: Request = lambda client: client.views_open(trigger_id=trigger, view=view)  # noqa: E731 -- one of two
        if way.view is not None and way.view["type"] == "modal":
            request = lambda client: client.views_push(trigger_id=trigger, view=view)  # noqa: E731
        await self._calls.ask(way.tenant, request)

    async def publish(self, way: Way, said: Message) -> None:
        """Show somebody's home tab anew.

        Raises: DeliveryError, ConnectionError or TimeoutError.
        """
        view = views.home_view(said, around(way))
        await self._calls.ask(way.tenant, lambda client: client.views_publish(user_id=way.user, view=view))

    async def hand_over(self, way: Way, files: list[File]) -> None:
        """Give somebody files directly.

        Raises: DeliveryError, ConnectionError or TimeoutError.
        """
        channel = await self._outbound.direct(user_ref(way.tenant, way.user))
        await self._uploads.share(way.tenant, channel, None, files)

    # Ways -------------------------------------------------------------------

    def _attempts(self, way: Way, *, rewrites: bool) -> Iterator[Attempt]:
        if way.via is not Via.DIRECT:
            if way.response_url is not None:
                yield self._response(way.response_url, rewrites=rewrites)
            if way.channel is not None:
                yield self._whisper(way)
        yield self._directly(way)

    def _response(self, url: str, *, rewrites: bool) -> Attempt:
        async def send(body: Json) -> None:
            how: Json = {"replace_original": True} if rewrites else {"response_type": "ephemeral"}
            await self._calls.respond(url, {"replace_original": False, **how, **body})

        return send

    def _whisper(self, way: Way) -> Attempt:
        async def send(body: Json) -> None:
            await self._calls.ask(
                way.tenant,
                lambda client: client.chat_postEphemeral(
                    channel=way.channel or "", user=way.user, thread_ts=way.thread, **body
                ),
            )

        return send

    def _directly(self, way: Way) -> Attempt:
        async def send(body: Json) -> None:
            here = way.via is Via.DIRECT and way.channel is not None
            channel = way.channel if here else await self._outbound.direct(user_ref(way.tenant, way.user))
            await self._calls.ask(
                way.tenant,
                lambda client: client.chat_postMessage(
                    channel=channel or "", thread_ts=way.thread if here else None, unfurl_links=False, **body
                ),
            )

        return send

    async def _show(self, way: Way, said: Message) -> None:
        """Answer what was pressed in a view: change the modal, or open one over the home tab."""
        pressed: Json = way.view or {}
        origin = views.Origin(channel=way.channel, thread=way.thread)
        view = views.message_view(said, around(way), origin)
        if pressed["type"] == "modal":
            await self._calls.ask(way.tenant, lambda client: client.views_update(view_id=pressed["id"], view=view))
        else:
            await self._calls.ask(way.tenant, lambda client: client.views_open(trigger_id=way.trigger or "", view=view))
