"""Questions to Slack: what a message says, what the bot may do in a channel, whether a post arrived."""

from datetime import timedelta

from adapters.slack.calls import Calls
from adapters.slack.commands import pieces, words_of
from adapters.slack.heard import message_ref, user_ref
from adapters.slack.inbound import mentioned
from adapters.slack.outbound import EVENT_TYPE, Outbound
from adapters.slack.people import People
from adapters.slack.text import Json
from adapters.slack.views import APP_NAME
from copbot.errors import DeliveryError, Failure
from copbot.events import AccessFound, Finding, MessageFound, ReceiptFound, SeenMessage
from copbot.intents import CheckAccess, Question, ReadMessage, WasItSent
from copbot.message import Code, Said, say
from copbot.refs import ChannelRef, MessageRef, UserRef

_HISTORY = 100
_SKEW = timedelta(minutes=2)
"""How far Slack's clock may be behind ours."""


class LookUps:
    """Answers the core's questions."""

    def __init__(self, calls: Calls, people: People, outbound: Outbound) -> None:
        self._calls = calls
        self._people = people
        self._outbound = outbound
        self.bot_name = APP_NAME
        """What the bot is called in the workspace, to be typed after /invite."""

    async def look_up(self, question: Question) -> Finding:
        """Answer one question.

        Raises: DeliveryError, ConnectionError or TimeoutError when it cannot be answered now.
        """
        match question:
            case ReadMessage(message):
                return MessageFound(await self._read(message))
            case CheckAccess(channel):
                return await self._access(channel)
            case WasItSent():
                return ReceiptFound(await self._sent(question))

    async def _read(self, ref: MessageRef) -> SeenMessage | None:
        """Read one message by `reactions.get`: history reads are rationed for apps that many workspaces install."""
        try:
            answer = await self._calls.ask(
                ref.tenant,
                lambda client: client.reactions_get(channel=ref.channel, timestamp=ref.message, full=True),
            )
        except DeliveryError as refused:
            if refused.failure is not Failure.DESTINATION_GONE:
                raise
            return None
        message: Json | None = answer.get("message")
        if message is None:
            return None
        author, thread = message.get("user"), message.get("thread_ts")
        return SeenMessage(
            ref=ref,
            author=None if author is None else user_ref(ref.tenant, author),
            author_is_bot="bot_id" in message,
            text=await self.readable(ref.tenant, message.get("text") or ""),
            permalink=message.get("permalink") or await self.permalink(ref),
            thread=message_ref(ref.tenant, ref.channel, thread) if thread and thread != ref.message else None,
        )

    async def readable(self, team: str, text: str) -> str:
        """Give a message's text as people read it: names instead of ids, characters instead of escapes."""
        people = await self._people.names(user_ref(team, user) for user in mentioned(pieces(text, team)))
        return words_of(text, {user.user: name for user, name in people.items()})

    async def permalink(self, ref: MessageRef) -> str | None:
        """Give a message's address; None when Slack gives none."""
        try:
            answer = await self._calls.ask(
                ref.tenant, lambda client: client.chat_getPermalink(channel=ref.channel, message_ts=ref.message)
            )
        except DeliveryError:
            return None
        return str(answer["permalink"])

    async def _access(self, ref: ChannelRef) -> AccessFound:
        invite = Code(f"/invite @{self.bot_name}")
        try:
            answer = await self._calls.ask(ref.tenant, lambda client: client.conversations_info(channel=ref.channel))
        except DeliveryError as refused:
            if refused.failure is not Failure.DESTINATION_GONE:
                raise
            fix = say(
                "I cannot see this channel. If it is private, open it and type {command}; "
                "if it is gone, choose another one.",
                command=invite,
            )
            return AccessFound(channel=ref, can_see=False, can_post=False, can_thread=False, fixes=(fix,))
        channel: Json = answer["channel"]
        name = str(channel.get("name", ""))
        fixes: list[Said] = []
        if channel.get("is_archived"):
            fixes.append(say("{channel} is archived: unarchive it, or choose another channel.", channel=f"#{name}"))
        is_member = bool(channel.get("is_member") or channel.get("is_im") or channel.get("is_mpim"))
        if not is_member:
            fixes.append(say("Type {command} in {channel}.", command=invite, channel=f"#{name}"))
        fine = not fixes
        return AccessFound(
            channel=ref, name=name, can_see=is_member, can_post=fine, can_thread=fine, fixes=tuple(fixes)
        )

    async def _sent(self, question: WasItSent) -> MessageRef | None:
        """Look once through what was said since, for the message whose metadata carries the key."""
        match question.to:
            case UserRef() as user:
                team, channel = user.tenant, await self._outbound.direct(user)
            case ChannelRef(_, team, channel):
                pass
        oldest = f"{(question.since - _SKEW).timestamp():.6f}"
        thread = question.thread
        if thread is None:
            answer = await self._calls.ask(
                team,
                lambda client: client.conversations_history(
                    channel=channel, oldest=oldest, limit=_HISTORY, include_all_metadata=True
                ),
            )
        else:
            answer = await self._calls.ask(
                team,
                lambda client: client.conversations_replies(
                    channel=channel, ts=thread.message, oldest=oldest, limit=_HISTORY, include_all_metadata=True
                ),
            )
        found = (message for message in answer["messages"] if _carries(message, question.key))
        return next((message_ref(team, channel, message["ts"]) for message in found), None)


def _carries(message: Json, key: str) -> bool:
    match message.get("metadata"):
        case {"event_type": kind, "event_payload": {"key": found}}:
            return bool(kind == EVENT_TYPE and found == key)
        case _:
            return False
