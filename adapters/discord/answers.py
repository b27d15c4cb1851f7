"""Answers to who acted: at once where the core is quick, deferred where it is not, never lost to a cancelled wait."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

import aiohttp
import structlog

from adapters.discord.custom_ids import NOWHERE
from adapters.discord.flights import Flights
from adapters.discord.hook import Answered, Hook
from adapters.discord.interactions import AnyInteraction
from adapters.discord.modals import modal
from adapters.discord.native import Native
from adapters.discord.outbound import Pictures
from adapters.discord.render import render
from adapters.discord.reopening import offered, stands_below
from adapters.discord.rest import UNKNOWN_MESSAGE, Rest
from adapters.discord.sdk import discord
from adapters.discord.spans import label
from copbot.errors import DeliveryError
from copbot.events import Event
from copbot.intents import Answer, FormErrors, Home, OpenForm, Reply, Suggestions
from copbot.message import Chart, Message, message, paragraph, say
from copbot.ports import Inbox
from copbot.wording import Wording

M = TypeVar("M", Message, Message | None)

_log = structlog.get_logger(__name__)

_EPHEMERAL = {"flags": 1 << 6}
_CHOICE, _CHOICES = 100, 25
_TOO_LATE = say("Preparing that form took too long. Please try again.")


@dataclass(frozen=True, slots=True)
class _Prepared:
    """An answer, and what its charts look like."""

    answer: Answer
    pictures: Mapping[Chart, bytes]


class Answers:
    """Hands events to the inbox and carries back what it answers.

    Nothing said within `defer_after` is deferred, so that Discord goes on waiting.
    """

    def __init__(
        self, *, rest: Rest, hook: Hook, flights: Flights, pictures: Pictures, wording: Wording, defer_after: timedelta
    ) -> None:
        self._rest = rest
        self._hook = hook
        self._flights = flights
        self._pictures = pictures
        self._wording = wording
        self._patience = defer_after.total_seconds()

    async def to_interaction(self, interaction: AnyInteraction, event: Event, inbox: Inbox) -> None:
        """Answer an interaction; one that Discord no longer waits for is only logged."""
        asked = self._flights.start(self._prepared(inbox, event))
        done, _ = await asyncio.wait({asked}, timeout=self._patience)
        suggesting = interaction.type is discord.InteractionType.autocomplete
        deferred = not done and not suggesting
        try:
            if deferred:
                await self._hook.first(interaction, *_deferral(interaction))
            await self._give(interaction, event, await asked, deferred=deferred)
        except discord.HTTPException as error:
            _log.warning("answer_refused", status=error.status, code=error.code, why=error.text)
        except (OSError, aiohttp.ClientError) as error:
            _log.warning("answer_lost", why=type(error).__name__)

    async def to_message(self, written: discord.Message, event: Event, inbox: Inbox) -> None:
        """Answer somebody who wrote to the bot: below their message, pinging nobody, or in their conversation."""
        prepared = await self._prepared(inbox, event)
        wants_form = isinstance(prepared.answer, OpenForm)
        answer = offered(written.channel.id, written.id) if wants_form else _as_message(prepared.answer)
        said = self._spoken(answer, event)
        if said is None:
            return
        try:
            for number, native in enumerate(render(said, event.community or NOWHERE, prepared.pictures)):
                more: dict[str, object] = {"nonce": f"a{written.id}-{number}", "enforce_nonce": True}
                if written.guild is not None and number == 0:
                    more["message_reference"] = {"message_id": str(written.id), "fail_if_not_exists": False}
                await self._rest.post(written.channel.id, native.with_(**more))
        except discord.HTTPException as error:
            _log.warning("answer_refused", status=error.status, code=error.code, why=error.text)
        except (OSError, DeliveryError) as error:
            _log.warning("answer_lost", why=type(error).__name__)

    async def _prepared(self, inbox: Inbox, event: Event) -> _Prepared:
        """Ask the core, and draw what it answers: that takes time too."""
        try:
            answer = await inbox(event)
        except Exception:  # noqa: BLE001 -- whatever one event breaks, the next one is heard
            _log.exception("event_failed", happened=type(event.happened).__name__, delivery_id=event.delivery_id)
            return _Prepared(None, {})
        said = _as_message(answer)
        return _Prepared(answer, await self._pictures.of(said) if said else {})

    async def _give(self, interaction: AnyInteraction, event: Event, prepared: _Prepared, *, deferred: bool) -> None:
        answer, pictures, community = prepared.answer, prepared.pictures, event.community or NOWHERE
        match answer:
            case OpenForm(form) if not deferred and interaction.type is not discord.InteractionType.modal_submit:
                await self._hook.first(interaction, Answered.MODAL, modal(form, community))
            case Suggestions(choices):
                names = [{"name": label(one.label, _CHOICE), "value": one.value[:_CHOICE]} for one in choices]
                await self._hook.first(interaction, Answered.CHOICES, {"choices": names[:_CHOICES]})
            case None if interaction.type is discord.InteractionType.autocomplete:
                await self._hook.first(interaction, Answered.CHOICES, {"choices": []})
            case None:
                await self._nod(interaction, deferred=deferred)
            case OpenForm():
                natives = render(self._spoken(message(_TOO_LATE), event), community)
                await self._say(interaction, natives, replace=False, deferred=deferred)
            case Reply(said, replace):
                natives = render(said, community, pictures)
                await self._say(interaction, natives, replace=replace, deferred=deferred)
            case Home() | FormErrors():
                natives = render(_as_message(answer) or Message(()), community, pictures)
                await self._say(interaction, natives, replace=False, deferred=deferred)

    def _spoken(self, said: M, event: Event) -> M:
        """Say a sentence of this adapter's own in the language of who reads it."""
        return self._wording.spoken(said, self._wording.best(event.actor.locale if event.actor else None))

    async def _nod(self, interaction: AnyInteraction, *, deferred: bool) -> None:
        """Acknowledge without a word."""
        if not deferred:
            await self._hook.first(interaction, *_deferral(interaction))
        if interaction.message is None:
            await self._hook.withdraw(interaction)

    async def _say(
        self, interaction: AnyInteraction, natives: Sequence[Native], *, replace: bool, deferred: bool
    ) -> None:
        """Say something; `replace` rewrites the message whose control was used, where there is one."""
        replace = replace and interaction.message is not None and not stands_below(interaction)
        shown: Sequence[Native] = [native.with_(**_EPHEMERAL) for native in natives]
        if replace and await self._rewritten(interaction, natives[0], deferred=deferred):
            rest = shown[1:]
        elif deferred:
            done = interaction.message is None and await self._rewritten(interaction, natives[0], deferred=True)
            rest = shown[1:] if done else shown
        else:
            await self._hook.first(interaction, Answered.MESSAGE, native=shown[0])
            rest = shown[1:]
        await self._hook.follow(interaction, rest)

    async def _rewritten(self, interaction: AnyInteraction, native: Native, *, deferred: bool) -> bool:
        """Rewrite what stands there; not, when it was deleted meanwhile."""
        try:
            if deferred:
                await self._hook.rewrite(interaction, native)
            else:
                await self._hook.first(interaction, Answered.UPDATE, native=native)
        except discord.NotFound as error:
            if error.code != UNKNOWN_MESSAGE:
                raise
            return False
        return True


def _deferral(interaction: AnyInteraction) -> tuple[Answered, dict[str, int] | None]:
    """Choose how to defer: below a control so that its message may still be rewritten, else before who acted alone."""
    if interaction.message is not None:
        return Answered.DEFERRED_UPDATE, None
    return Answered.DEFERRED, dict(_EPHEMERAL)


def _as_message(answer: Answer) -> Message | None:
    """Give what an answer says in words."""
    match answer:
        case Reply(said) | Home(said):
            return said
        case FormErrors(errors):
            return Message(tuple(paragraph(sentence) for _, sentence in errors))
        case OpenForm() | Suggestions() | None:
            return None
