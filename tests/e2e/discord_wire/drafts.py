"""A message as it was sent: what its text mentions, whom it may ping, and how Discord stores its parts."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Self

from tests.e2e.discord_wire.places import Pings, Upload
from tests.e2e.discord_wire.refusal import Json, Refusal, Wrong

_CODE = re.compile(r"(`+).+?\1", re.DOTALL)
_PEOPLE = re.compile(r"<@!?(\d+)>")
_ROLES = re.compile(r"<@&(\d+)>")
_EVERYONE = re.compile(r"@(everyone|here)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody sends: text, embeds, components (as JSON) and files."""

    content: str = ""
    embeds: Sequence[Json] = ()
    components: Sequence[Json] = ()
    files: tuple[Upload, ...] = ()
    flags: int = 0
    allowed_mentions: Json | None = None

    @classmethod
    def of(cls, body: Json, files: Iterable[Upload] = ()) -> Self:
        """Read the body of a request."""
        return cls(
            content=body.get("content") or "",
            embeds=body.get("embeds") or (),
            components=body.get("components") or (),
            files=tuple(files),
            flags=body.get("flags") or 0,
            allowed_mentions=body.get("allowed_mentions"),
        )

    @property
    def empty(self) -> bool:
        return not (self.content or self.embeds or self.components or self.files)

    @property
    def mentioned(self) -> frozenset[int]:
        """The people the text names, by id."""
        return frozenset(map(int, _PEOPLE.findall(_CODE.sub("", self.content))))

    @property
    def pings(self) -> Pings:
        """Whom the text may notify; without `allowed_mentions` that is everybody it names."""
        text = _CODE.sub("", self.content)
        people, roles = self.mentioned, frozenset(map(int, _ROLES.findall(text)))
        everyone = _EVERYONE.search(text) is not None
        if (allowed := self.allowed_mentions) is None:
            return Pings(people, roles, everyone)
        parse = set(allowed.get("parse") or ())
        return Pings(
            people if "users" in parse else people & {int(number) for number in allowed.get("users") or ()},
            roles if "roles" in parse else roles & {int(number) for number in allowed.get("roles") or ()},
            everyone and "everyone" in parse,
        )

    @property
    def pings_replied(self) -> bool:
        """Whether the author of the message replied to is notified."""
        return self.allowed_mentions is None or bool(self.allowed_mentions.get("replied_user"))


def stored_embeds(embeds: Sequence[Json], files: Sequence[Upload], urls: Sequence[str]) -> list[Json]:
    """Give embeds as Discord stores them: empty parts dropped, `attachment://` turned into addresses.

    Raises: Refusal when an embed shows a file that is not in the message.
    """
    known = {f"attachment://{file.filename}": url for file, url in zip(files, urls, strict=True)}
    stored: list[Json] = []
    for number, embed in enumerate(embeds):
        made = {key: value for key, value in embed.items() if value is not None}
        made["type"] = "rich"
        for key in ("image", "thumbnail"):
            url = made.get(key, {}).get("url", "")
            if url.startswith("attachment://"):
                if url not in known:
                    raise Refusal(50035, [Wrong(f"embeds.{number}.{key}.url", f"no file of this message: {url}")])
                made[key] = {**made[key], "url": known[url]}
        if fields := made.get("fields"):
            made["fields"] = [{"inline": False, **pair} for pair in fields]
        stored.append(made)
    return stored


def stored_components(components: Sequence[Json]) -> list[Json]:
    """Give components as Discord stores them: each with an id, selects with their bounds."""
    return _stored(components, count(1))


def _stored(components: Sequence[Json], ids: "count[int]") -> list[Json]:
    made: list[Json] = []
    for component in components:
        copy = {key: value for key, value in component.items() if value is not None}
        copy["id"] = copy.get("id") or next(ids)
        if copy["type"] in {3, 5, 6, 7, 8}:
            copy = {"min_values": 1, "max_values": 1, **copy}
        if inner := copy.get("components"):
            copy["components"] = _stored(inner, ids)
        for key in ("component", "accessory"):
            if key in copy:
                copy[key] = _stored([copy[key]], ids)[0]
        made.append(copy)
    return made
