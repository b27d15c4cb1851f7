"""From either door to the inbox, and the answer back: the same for Socket Mode and HTTP."""

import asyncio
from collections import OrderedDict
from dataclasses import replace

import structlog

from adapters.slack.afterwards import Afterwards
from adapters.slack.answers import Answers
from adapters.slack.heard import Heard, Via
from adapters.slack.inbound import heard_event
from adapters.slack.installations import Tokens
from adapters.slack.interactions import heard_command, heard_interaction
from adapters.slack.look_up import LookUps
from adapters.slack.people import People
from adapters.slack.settings import Rhythm
from adapters.slack.text import Json
from copbot.events import Event, ShortcutUsed, Uninstalled
from copbot.intents import Answer
from copbot.ports import Inbox

_log = structlog.get_logger(__name__)
_MOST_ANSWERED = 1_000
_WAITS = frozenset({Via.COMMAND, Via.SHORTCUT, Via.PRESS, Via.FORM, Via.SUGGESTION})
"""What somebody sees fail when Slack waits longer than 3 seconds."""


class Reception:
    """Takes payloads in."""

    def __init__(
        self,
        *,
        inbox: Inbox,
        people: People,
        look_ups: LookUps,
        answers: Answers,
        tokens: Tokens,
        afterwards: Afterwards,
        rhythm: Rhythm,
        command_prefix: str,
    ) -> None:
        self._inbox = inbox
        self._people = people
        self._look_ups = look_ups
        self._answers = answers
        self._tokens = tokens
        self._afterwards = afterwards
        self._rhythm = rhythm
        self._prefix = command_prefix
        self._answered: OrderedDict[str, None] = OrderedDict()

    async def receive(self, body: Json) -> Json | None:
        """Take one payload and give what its acknowledgement carries.

        Raises: whatever the inbox raises when nobody acted; then nothing is acknowledged and Slack sends it again.
        """
        with self._afterwards.underway():
            return await self._received(body)

    async def _received(self, body: Json) -> Json | None:
        heard = self._read(body)
        if heard is None:
            return None
        if not isinstance(heard.happened, Uninstalled) and await self._tokens.of(heard.way.tenant) is None:
            _log.warning("slack_not_installed", team=heard.way.tenant)
            return None
        event = await self._event(heard)
        language = None if event.actor is None else event.actor.locale
        if heard.way.reopen is not None:
            await self._answers.reopen(heard.way, heard.way.reopen, language)
            return None
        if heard.way.via in _WAITS:
            return await self._asked(heard, event, language)
        await self._told(heard, event, language)
        return None

    def _read(self, body: Json) -> Heard | None:
        if body.get("type") == "event_callback":
            return heard_event(body)
        if "command" in body:
            return heard_command(body, self._prefix)
        return heard_interaction(body)

    async def _told(self, heard: Heard, event: Event, language: str | None) -> None:
        """Hand an event on; Slack may tell of it again, but an answer that was given is not given twice."""
        answer = await self._inbox(event)
        if isinstance(event.happened, Uninstalled):
            await self._tokens.forget(heard.way.tenant)
        if answer is not None and self._is_first(event.delivery_id or ""):
            await self._answers.at_once(heard.way, answer, language)

    async def _asked(self, heard: Heard, event: Event, language: str | None) -> Json | None:
        """Hand an interaction on, and answer in the acknowledgement if that comes soon enough, else afterwards."""
        answering: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._afterwards.begin(self._ask(event, answering))
        done, _ = await asyncio.wait({answering}, timeout=self._rhythm.answer)
        if done:
            return await self._answers.at_once(heard.way, answering.result(), language)
        _log.info("slack_answer_takes_long", happened=type(event.happened).__name__)
        self._afterwards.begin(self._answer_later(heard, answering, language))
        return None

    async def _ask(self, event: Event, answering: "asyncio.Future[Answer]") -> None:
        try:
            answering.set_result(await self._inbox(event))
        except Exception as error:  # noqa: BLE001 -- raised again where the answer is awaited
            answering.set_exception(error)

    async def _answer_later(self, heard: Heard, answering: "asyncio.Future[Answer]", language: str | None) -> None:
        await self._answers.later(heard.way, await answering, language)

    def _is_first(self, delivery_id: str) -> bool:
        if delivery_id in self._answered:
            return False
        self._answered[delivery_id] = None
        if len(self._answered) > _MOST_ANSWERED:
            self._answered.popitem(last=False)
        return True

    # Describing -------------------------------------------------------------

    async def _event(self, heard: Heard) -> Event:
        """Describe the people an event names, and complete what it shows."""
        team = heard.way.tenant
        if heard.profile is not None:
            self._people.learn(team, heard.profile)
        named = [*([] if heard.actor is None else [heard.actor]), *heard.people]
        described = self._people.described(team, named, heard.labels)
        match heard.happened:
            case ShortcutUsed() as used:
                people, happened = await asyncio.gather(described, self._completed(used))
            case happened:
                people = await described
        by_id = {person.user.user: person for person in people}
        return Event(
            place=heard.place,
            happened=happened,
            actor=None if heard.actor is None else by_id[heard.actor],
            people=tuple(by_id[user] for user in heard.people),
            delivery_id=heard.delivery_id,
            community=heard.community,
        )

    async def _completed(self, used: ShortcutUsed) -> ShortcutUsed:
        """Give a message that a shortcut was used on its address, and its words as people read them."""
        seen = used.message
        text = None if seen.text is None else await self._look_ups.readable(seen.ref.tenant, seen.text)
        try:
            async with asyncio.timeout(self._rhythm.cold_read):
                permalink = await self._look_ups.permalink(seen.ref)
        except (OSError, TimeoutError):
            permalink = None
        return replace(used, message=replace(seen, text=text, permalink=permalink))
