"""Who is who in a workspace: `users.info` and `usergroups.list`, remembered for 10 minutes.

A cold read that takes too long goes on by itself, and whoever it is about counts as a plain member until it is done.
"""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import structlog

from adapters.slack.afterwards import Afterwards
from adapters.slack.calls import Calls
from adapters.slack.heard import user_ref
from adapters.slack.text import PLATFORM, Json
from copbot.errors import DeliveryError
from copbot.events import Person
from copbot.ports import Clock
from copbot.refs import RoleRef, UserRef

_log = structlog.get_logger(__name__)
_REMEMBERED = timedelta(minutes=10)
_MOST_REMEMBERED = 20_000


class People:
    """Describes people; `cold_read` is how long, in seconds, somebody unknown is waited for."""

    def __init__(self, calls: Calls, clock: Clock, afterwards: Afterwards, *, cold_read: float) -> None:
        self._calls = calls
        self._clock = clock
        self._afterwards = afterwards
        self._cold_read = cold_read
        self._profiles: dict[tuple[str, str], tuple[Json, datetime]] = {}
        self._groups: dict[str, tuple[Json, datetime]] = {}
        self._reads: dict[tuple[str, str | None], asyncio.Task[None]] = {}

    async def described(self, team: str, users: Iterable[str], labels: Mapping[str, str]) -> tuple[Person, ...]:
        """Describe people, in order; `labels` are names for those who cannot be read in time."""
        wanted = tuple(dict.fromkeys(users))
        await self._know(team, wanted)
        return tuple(self._person(team, user, labels.get(user, user)) for user in wanted)

    async def names(self, users: Iterable[UserRef]) -> Mapping[UserRef, str]:
        """Name the people that can be named."""
        known: dict[UserRef, str] = {}
        mine = [user for user in users if user.platform == PLATFORM]
        for team in {user.tenant for user in mine}:
            await self._know(team, [user.user for user in mine if user.tenant == team], groups=False)
        for user in mine:
            profile = self._profile(user.tenant, user.user)
            if profile is not None:
                known[user] = name_of(profile)
        return known

    async def group_names(self, team: str) -> Mapping[str, str]:
        """Name the user groups of a workspace, by id."""
        await self._know(team, ())
        return {group["id"]: group["handle"] for group in self._known_groups(team)}

    def learn(self, team: str, profile: Json) -> None:
        """Take in a user object, read or come along with an event; an event's may lack the language."""
        if len(self._profiles) >= _MOST_REMEMBERED:
            self._profiles.clear()
        whole = {**(self._profile(team, profile["id"]) or {}), **profile}
        self._profiles[team, profile["id"]] = whole, self._clock.now() + _REMEMBERED

    # Reading ----------------------------------------------------------------

    async def _know(self, team: str, users: Iterable[str], *, groups: bool = True) -> None:
        """Wait until these people and the groups are known, or for as long as a cold read may take."""
        now = self._clock.now()
        keys: list[tuple[str, str | None]] = [
            (team, user) for user in users if not _fresh(self._profiles.get((team, user)), now)
        ]
        if groups and not _fresh(self._groups.get(team), now):
            keys.append((team, None))
        if not keys:
            return
        for key in keys:
            if key not in self._reads:
                self._reads[key] = self._afterwards.begin(self._read(*key))
        await asyncio.wait([self._reads[key] for key in keys], timeout=self._cold_read)

    async def _read(self, team: str, user: str | None) -> None:
        try:
            if user is None:
                self._groups[team] = await self._read_groups(team), self._clock.now() + _REMEMBERED
            else:
                answer = await self._calls.ask(team, lambda client: client.users_info(user=user, include_locale=True))
                self.learn(team, answer["user"])
        except (DeliveryError, OSError, TimeoutError) as error:
            _log.info("slack_person_unknown", team=team, user=user, why=str(error))
        finally:
            self._reads.pop((team, user), None)

    async def _read_groups(self, team: str) -> Json:
        """Read the groups; where a plan has none or the scope is missing, there are none for ten minutes."""
        try:
            return await self._calls.ask(team, lambda client: client.usergroups_list(include_users=True))
        except DeliveryError as error:
            _log.info("slack_groups_unknown", team=team, why=error.why)
            return {}

    # What is known ----------------------------------------------------------

    def _profile(self, team: str, user: str) -> Json | None:
        """Give a profile, even an old one: it is better than none."""
        found = self._profiles.get((team, user))
        return None if found is None else found[0]

    def _known_groups(self, team: str) -> list[Json]:
        found = self._groups.get(team)
        return [] if found is None else found[0].get("usergroups", [])

    def _person(self, team: str, user: str, label: str) -> Person:
        profile = self._profile(team, user)
        mine = [group for group in self._known_groups(team) if user in group.get("users", ())]
        roles = frozenset(RoleRef(PLATFORM, team, group["id"]) for group in mine)
        if profile is None:
            return Person(user=user_ref(team, user), name=label, roles=roles)
        return person_of(profile, team, roles)


def person_of(profile: Json, team: str, roles: frozenset[RoleRef]) -> Person:
    """Describe somebody by their user object; a guest is restricted, or at home in another organisation."""
    return Person(
        user=user_ref(team, profile["id"]),
        name=name_of(profile),
        roles=roles,
        is_platform_admin=bool(profile.get("is_admin") or profile.get("is_owner")),
        is_guest=_is_guest(profile, team),
        is_bot=bool(profile.get("is_bot") or profile["id"] == "USLACKBOT"),
        locale=profile.get("locale"),
        zone=profile.get("tz"),
    )


def name_of(profile: Json) -> str:
    """Give what somebody is called: their display name, else their full name, else their handle."""
    about: Json = profile.get("profile", {})
    names = (about.get("display_name"), about.get("real_name"), profile.get("real_name"), profile.get("name"))
    return str(next((name for name in names if name), profile["id"]))


def _is_guest(profile: Json, team: str) -> bool:
    if profile.get("is_restricted") or profile.get("is_ultra_restricted") or profile.get("is_stranger"):
        return True
    homes = {profile.get("team_id"), *profile.get("enterprise_user", {}).get("teams", ())}
    return team not in homes and homes != {None}


def _fresh(entry: tuple[Json, datetime] | None, now: datetime) -> bool:
    return entry is not None and entry[1] > now
