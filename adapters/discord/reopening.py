"""A form that a message asked for: nothing but a control opens one, so that a button stands below the message.

Pressed, it has the message read and heard again; nothing is kept, and it works after a restart.
"""

from dataclasses import replace

from adapters.discord import custom_ids
from adapters.discord.inbound import pieces_of
from adapters.discord.interactions import AnyInteraction
from adapters.discord.native import Json
from adapters.discord.people import described
from adapters.discord.references import message_ref
from adapters.discord.rest import Rest
from adapters.discord.sdk import discord
from copbot.errors import CopError, DeliveryError
from copbot.events import BotMentioned, ButtonPressed, DirectMessageReceived, Event
from copbot.intents import Answer, Reply
from copbot.message import Button, Buttons, Control, Message, Tone, message, paragraph, say
from copbot.ports import Inbox
from copbot.wording import Wording

_ACTION = "discord.form"
_ASKS_MORE = say("I need a little more for that. Press the button to open the form.")
_OPEN = say("Open the form")
_GONE = say("I can no longer read the message this form belongs to. Please write it again.")
_LATER = say("Discord does not answer me just now. Please press the button again in a moment.")
_NOT_YOURS = say("This form is for who asked for it. Write me the same to get one of your own.")


def offered(channel: int, written: int) -> Message:
    """Offer the form that a message asked for."""
    control = Control(_ACTION, f"{channel}/{written}")
    return Message((paragraph(_ASKS_MORE), Buttons((Button(_OPEN, control, Tone.PRIMARY),))))


def stands_below(interaction: AnyInteraction) -> bool:
    """Tell whether an interaction came from such an offer, which others see and which stays as it is."""
    there = interaction.message
    rows = [] if there is None else [one for one in there.components if isinstance(one, discord.ActionRow)]
    ids = [one.custom_id or "" for row in rows for one in row.children if isinstance(one, discord.Button)]
    return any(custom_ids.read(one)[0].action == _ACTION for one in ids)


class Reopening:
    """Reads the messages that asked for forms."""

    def __init__(self, rest: Rest, wording: Wording) -> None:
        self._rest = rest
        self._wording = wording

    def before(self, inbox: Inbox) -> Inbox:
        """Give an inbox that hears a message again where the button below it was pressed."""

        async def hear(event: Event) -> Answer:
            match event.happened:
                case ButtonPressed(Control(action, row)) if action == _ACTION:
                    try:
                        event = await self._written(event, *row.split("/"))
                    except CopError as refusal:
                        language = self._wording.best(event.actor.locale if event.actor else None)
                        return Reply(self._wording.spoken(message(refusal.sentence), language))
                case _:
                    pass
            return await inbox(event)

        return hear

    async def _written(self, pressed: Event, channel: str, written: str) -> Event:
        """Give a message as if it was written just now, by who wrote it."""
        path = "/channels/{channel_id}/messages/{message_id}"
        try:
            raw: Json = await self._rest.call("GET", path, channel_id=channel, message_id=written)
        except (discord.NotFound, discord.Forbidden) as gone:
            raise CopError(_GONE) from gone
        except (discord.HTTPException, DeliveryError, OSError) as trouble:
            raise CopError(_LATER) from trouble
        if pressed.actor is None or raw["author"]["id"] != pressed.actor.user.user:
            raise CopError(_NOT_YOURS)
        me, guild = self._rest.client.application_id, None if pressed.place.is_direct else int(pressed.place.tenant)
        pieces = tuple(pieces_of(raw["content"], guild, me or 0))
        ref = message_ref(guild, channel, written)
        return replace(
            pressed,
            happened=DirectMessageReceived(ref, pieces) if guild is None else BotMentioned(ref, pieces),
            people=tuple(described(one, None, guild) for one in raw["mentions"] if one["id"] != str(me)),
        )
