"""The state of a pretend Slack: who and what is there, and everything that was asked of it."""

import asyncio
import itertools
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from tests.e2e.slack_wire.blocks import Json
from tests.e2e.slack_wire.faults import Faults
from tests.e2e.slack_wire.interaction import Reply, Trigger
from tests.e2e.slack_wire.model import Conversation, Ephemeral, Person, Post, StoredFile, Team, Usergroup, View
from tests.e2e.slack_wire.scopes import ALL

Where = str | Conversation
Who = str | Person


@dataclass(frozen=True, slots=True)
class Called:
    """One call of the Web API, an upload or a post to a response_url, and what came of it."""

    method: str
    params: Json
    error: str | None
    team: str | None = None


@dataclass(frozen=True, slots=True)
class Violation:
    """Something an app sent that Slack would not take."""

    method: str
    problems: tuple[str, ...]
    sent: Json


@dataclass(slots=True)
class WireClock:
    """The time on Slack's side: it stands still until it is moved, or follows `source`."""

    source: Callable[[], float] | None = None
    ahead: float = 0
    _start: float = field(default_factory=time.time)
    _last: int = 0

    def now(self) -> float:
        """Give the time as seconds since 1970."""
        return (self._start if self.source is None else self.source()) + self.ahead

    def forward(self, seconds: float) -> None:
        """Let time pass."""
        self.ahead += seconds

    def stamp(self) -> str:
        """Give a `ts` no message has yet, later than all before."""
        self._last = max(self._last + 100, int(self.now() * 1_000_000))
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"


class World:
    """Everything a pretend Slack knows."""

    def __init__(self, clock: WireClock, *, validate: bool = True, echo: bool = True) -> None:
        self.clock = clock
        self.validate = validate
        self.echo = echo
        self.faults = Faults()
        self.teams: dict[str, Team] = {}
        self.people: dict[str, Person] = {}
        self.conversations: dict[str, Conversation] = {}
        self.usergroups: dict[str, Usergroup] = {}
        self.files: dict[str, StoredFile] = {}
        self.views: dict[str, View] = {}
        self.stacks: defaultdict[str, list[View]] = defaultdict(list)
        self.homes: dict[tuple[str, str], View] = {}
        self.ephemerals: list[Ephemeral] = []
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, Reply] = {}
        self.codes: dict[str, tuple[str, str]] = {}
        """OAuth codes: who approves what, as (team, installer)."""
        self.tickets: set[str] = set()
        self.calls: list[Called] = []
        self.violations: list[Violation] = []
        self.flags: list[str] = []
        """What is allowed and unwise, such as a text of over 4,000 characters."""
        self.methods: Counter[str] = Counter()
        self.scope_uses: defaultdict[str, set[str]] = defaultdict(set)
        """By scope, the methods and events that needed it."""
        self.address = ""
        """Where this Slack listens, without a slash at the end."""
        self.echoes: asyncio.Queue[tuple[Json, Conversation | None, Team]] = asyncio.Queue()
        self._counters: defaultdict[str, Iterator[int]] = defaultdict(lambda: itertools.count(1))
        self._changes = asyncio.Condition()

    def fresh(self, prefix: str) -> str:
        """Give an id nobody has: the prefix and a number."""
        return f"{prefix}{next(self._counters[prefix])}"

    async def changed(self) -> None:
        """Wake everybody who waits for something to happen."""
        async with self._changes:
            self._changes.notify_all()

    @property
    def changes(self) -> asyncio.Condition:
        """What is notified at every change."""
        return self._changes

    # Making -----------------------------------------------------------------

    def add_team(self, team: str, name: str, scopes: frozenset[str] = ALL) -> Team:
        """Make a workspace with the app in it."""
        number = len(self.teams) + 1
        suffix = "" if number == 1 else str(number)
        bot = Person(f"U0BOT{suffix}", "copbot", team, bot=True)
        self.people[bot.id] = bot
        made = Team(team, name, bot, f"B0BOT{suffix}", f"xoxb-{team}-1", scopes)
        self.teams[team] = made
        return made

    def add_person(self, person: Person) -> Person:
        """Let somebody be in their workspace."""
        self.people[person.id] = person
        return person

    def add_conversation(self, name: str, team: str, kind: str, members: list[str]) -> Conversation:
        """Make a channel, a direct message or a group message."""
        prefix = {"channel": "C", "group": "G", "im": "D", "mpim": "G0M"}[kind]
        made = Conversation(self.fresh(prefix), name, team, kind, dict.fromkeys(members), created=int(self.clock.now()))
        self.conversations[made.id] = made
        return made

    def direct(self, team: str, users: tuple[str, ...]) -> Conversation:
        """Find or make the direct or group message of the bot and these people."""
        members = [self.teams[team].bot.id, *users]
        for known in self.conversations.values():
            if known.kind in ("im", "mpim") and known.team == team and set(known.members) == set(members):
                return known
        kind = "im" if len(users) == 1 else "mpim"
        name = "mpdm-" + "--".join(self.people[user].name for user in members) + "-1" if kind == "mpim" else ""
        return self.add_conversation(name, team, kind, members)

    def post(self, channel: Conversation, user: str, text: str, **more: object) -> Post:
        """Put a message into a conversation."""
        made = Post(self.clock.stamp(), channel.id, channel.team, user, text)
        for name, value in more.items():
            setattr(made, name, value)
        channel.posts[made.ts] = made
        return made

    # Finding ----------------------------------------------------------------

    def team(self, team: str | None = None) -> Team:
        """Give a workspace; the first when none is named."""
        return next(iter(self.teams.values())) if team is None else self.teams[team]

    def person(self, who: Who) -> Person:
        """Find somebody by id, or by name with or without @.

        Raises: LookupError when nobody is called so.
        """
        if isinstance(who, Person):
            return who
        wanted = who.removeprefix("@")
        found = self.people.get(wanted) or next((one for one in self.people.values() if one.name == wanted), None)
        if found is None:
            raise LookupError(f"nobody is called {who!r}")
        return found

    def conversation(self, where: Where) -> Conversation:
        """Find a conversation by id, or a channel by name with or without #.

        Raises: LookupError when there is none.
        """
        if isinstance(where, Conversation):
            return where
        wanted = where.removeprefix("#")
        named = (one for one in self.conversations.values() if one.name == wanted)
        found = self.conversations.get(wanted) or next(named, None)
        if found is None:
            raise LookupError(f"there is no conversation {where!r}")
        return found

    def resolve(self, name: str) -> str:
        """Give the id of the person, channel or conversation with this name or id."""
        for find in (self.person, self.conversation):
            try:
                return find(name).id
            except LookupError:
                continue
        raise LookupError(f"nobody and nothing is called {name!r}")

    def emit(self, event: Json, team: Team, channel: Conversation | None = None) -> None:
        """Tell the app later what it did itself, as Slack does."""
        if self.echo:
            self.echoes.put_nowait((event, channel, team))

    def needs(self, scope: str, by: str) -> None:
        """Note that a method or event needed a scope."""
        self.scope_uses[scope].add(by)

    def record(self, method: str, params: Mapping[str, object], error: str | None, team: str | None) -> None:
        """Note a call."""
        self.methods[method] += 1
        self.calls.append(Called(method, dict(params), error, team))
