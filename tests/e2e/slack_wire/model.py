"""What a pretend Slack holds, and the shapes in which Slack shows it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tests.e2e.slack_wire.blocks import Json, Readable

APP_ID = "A0APP"
PREFIXES = {"channel": "channels", "group": "groups", "im": "im", "mpim": "mpim"}
"""From a conversation's kind to the family of scopes that opens it."""


@dataclass(slots=True)
class Person:
    """A member of a workspace, or the bot itself."""

    id: str
    name: str
    team: str
    real_name: str = ""
    tz: str | None = "Europe/Berlin"
    locale: str = "en-US"
    admin: bool = False
    owner: bool = False
    guest: bool = False
    bot: bool = False
    deleted: bool = False
    stranger: bool = False
    """From a connected workspace."""
    enterprise: str | None = None
    """The organisation of an Enterprise Grid, where the workspace is one of several."""

    @property
    def home(self) -> str:
        """The workspace they come from: another one for strangers, and in a Grid perhaps too."""
        return "T0ELSEWHERE" if self.stranger or self.enterprise else self.team

    def shown(self, now: float) -> Json:
        """Give the user object of `users.info`."""
        zone: Json = {}
        if self.tz is not None:
            offset = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(self.tz)).utcoffset()
            zone = {"tz": self.tz, "tz_label": self.tz, "tz_offset": int(offset.total_seconds()) if offset else 0}
        real_name = self.real_name or self.name.title()
        grid: Json = {}
        if self.enterprise is not None:
            grid = {
                "enterprise_user": {"id": self.id, "enterprise_id": self.enterprise, "teams": [self.home, self.team]}
            }
        return {
            "id": self.id,
            "team_id": self.home,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": real_name,
            **zone,
            **grid,
            "profile": {"real_name": real_name, "display_name": self.name, "team": self.team},
            "is_admin": self.admin or self.owner,
            "is_owner": self.owner,
            "is_primary_owner": self.owner,
            "is_restricted": self.guest,
            "is_ultra_restricted": False,
            "is_bot": self.bot,
            "is_app_user": False,
            "is_stranger": self.stranger,
            "updated": int(now),
            "locale": self.locale,
        }


@dataclass(slots=True)
class Post(Readable):
    """A message in a conversation."""

    ts: str
    channel: str
    team: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    metadata: Json | None = None
    bot_id: str | None = None
    subtype: str | None = None
    broadcast: bool = False
    edits: int = 0
    deleted: bool = False
    unfurls: bool = True
    """Whether links in it would be expanded."""
    files: list[Json] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    """By emoji name, who reacted, in order."""

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread under another message."""
        return self.thread_ts is not None and self.thread_ts != self.ts

    def shown(self, *, metadata: bool = False) -> Json:
        """Give the message object of `conversations.history`."""
        told: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": self.team}
        if self.bot_id is not None:
            told |= {"bot_id": self.bot_id, "app_id": APP_ID}
        optional: Json = {
            "subtype": self.subtype,
            "blocks": self.blocks,
            "thread_ts": self.thread_ts,
            "files": self.files,
            "metadata": self.metadata if metadata else None,
            "edited": {"user": self.user, "ts": self.ts} if self.edits else None,
            "reactions": [
                {"name": name, "users": list(users), "count": len(users)} for name, users in self.reactions.items()
            ],
        }
        return told | {key: value for key, value in optional.items() if value}


@dataclass(slots=True)
class Ephemeral(Readable):
    """A message only one person sees; no method of the Web API can read, change or delete it."""

    ts: str
    channel: str
    user: str
    text: str = ""
    blocks: list[Json] = field(default_factory=list)
    thread_ts: str | None = None
    gone: bool = False


@dataclass(slots=True)
class Conversation:
    """A channel, a private channel, a direct message or a group message."""

    id: str
    name: str
    team: str
    kind: str = "channel"
    members: dict[str, None] = field(default_factory=dict)
    archived: bool = False
    created: int = 0
    posts: dict[str, Post] = field(default_factory=dict)

    @property
    def family(self) -> str:
        """The word its scopes begin with: channels, groups, im or mpim."""
        return PREFIXES[self.kind]

    def shown(self, bot: str) -> Json:
        """Give the conversation object of `conversations.info`."""
        told: Json = {
            "id": self.id,
            "created": self.created,
            "is_archived": self.archived,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_im": self.kind == "im",
            "is_mpim": self.kind == "mpim",
            "is_private": self.kind != "channel",
            "context_team_id": self.team,
        }
        if self.kind == "im":
            return told | {"user": next(member for member in self.members if member != bot), "is_open": True}
        return told | {
            "name": self.name,
            "name_normalized": self.name,
            "is_member": bot in self.members,
            "is_general": self.name == "general",
            "num_members": len(self.members),
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }

    def thread(self, ts: str) -> list[Post]:
        """Give the replies under a message, oldest first."""
        return [post for post in self.posts.values() if post.is_reply and post.thread_ts == ts]

    def visible(self) -> list[Post]:
        """Give what stands in the channel itself, oldest first."""
        return [post for post in self.posts.values() if not post.is_reply or post.broadcast]


@dataclass(slots=True)
class View(Readable):
    """A modal or a home tab."""

    id: str
    user: str
    team: str
    source: Json
    """What the app sent, with the ids Slack fills in."""
    hash: str
    root: str
    bot_id: str
    previous: str | None = None
    is_open: bool = True
    state: Json = field(default_factory=lambda: {"values": {}})

    @property
    def text(self) -> str:
        """The title."""
        return str(self.source.get("title", {}).get("text", ""))

    @property
    def blocks(self) -> list[Json]:
        """The blocks."""
        return list(self.source["blocks"])

    @property
    def callback_id(self) -> str:
        """The app's own name for it."""
        return str(self.source.get("callback_id", ""))

    @property
    def private_metadata(self) -> str:
        """What the app keeps in it."""
        return str(self.source.get("private_metadata", ""))

    def shown(self) -> Json:
        """Give the view object of `views.open` and of interactions."""
        defaults = {
            "callback_id": "",
            "private_metadata": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
            "close": None,
            "submit": None,
        }
        return {
            **defaults,
            **self.source,
            "id": self.id,
            "team_id": self.team,
            "app_installed_team_id": self.team,
            "app_id": APP_ID,
            "bot_id": self.bot_id,
            "hash": self.hash,
            "state": self.state,
            "root_view_id": self.root,
            "previous_view_id": self.previous,
        }


@dataclass(slots=True)
class StoredFile:
    """A file on its way to Slack, or there."""

    id: str
    name: str
    length: int
    url: str
    team: str
    alt: str = ""
    title: str = ""
    mimetype: str = "application/octet-stream"
    content: bytes | None = None
    complete: bool = False

    def shown(self) -> Json:
        """Give the file object of `files.info`."""
        return {
            "id": self.id,
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": self.name.rpartition(".")[2],
            "size": self.length,
            "alt_txt": self.alt,
            "url_private": self.url,
            "permalink": self.url,
        }


@dataclass(slots=True)
class Usergroup:
    """A user group, mentioned as `<!subteam^S1>`."""

    id: str
    handle: str
    team: str
    users: list[str]


@dataclass(slots=True)
class Team:
    """A workspace, and what the app was granted there."""

    id: str
    name: str
    bot: Person
    bot_id: str
    token: str
    scopes: frozenset[str]
    revoked: str | None = None
    """The error every call with the token gets, once the app is gone."""
