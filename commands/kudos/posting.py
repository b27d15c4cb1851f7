"""The one post that tells of a kudos, from its beginning to its end."""

from collections.abc import Sequence

from commands.kudos.notes import refresh_note
from commands.kudos.words import post_of
from commands.naming import House, house_of, person_of
from copbot.context import JobContext
from copbot.intents import Delete, Edit, Intent, Sent
from copbot.model.kudos import Cause, Entry, Visibility
from copbot.model.kudos_settings import KudosSettings
from copbot.refs import MemberId

_PREFIX = "kudos:"
_MOST_TOLD = 50
"""How many of each are changed when somebody is forgotten; the rest is said to stay."""


def key_of(kudos: int) -> str:
    """Name the post that tells of a kudos."""
    return f"{_PREFIX}{kudos}"


def kudos_of(key: str | None) -> int | None:
    """Tell of which kudos a post tells; None when it is another kind of post."""
    number = (key or "").removeprefix(_PREFIX)
    return int(number) if key == f"{_PREFIX}{number}" and number.isdecimal() else None


def withdrawn(entry: Entry, cause: Cause, ctx: JobContext) -> list[Intent]:
    """Take a kudos back, and the post that told of it."""
    ctx.store.kudos.take_back(entry.id, cause, ctx.now)
    return _gone(entry.id) if entry.kudos.posted else []


def retold(entry: Entry, occasion: str, otherwise: House, ctx: JobContext) -> list[Intent]:
    """Have the post say what its kudos says now; it goes when nobody in it wishes to be named any more.

    The same occasion changes it once. `otherwise` is the house it goes to while it is not sent.
    """
    if not entry.kudos.posted:
        return []
    wishes = ctx.store.kudos.wishes(entry.kudos.receivers)
    named = [one for one in entry.kudos.receivers if wishes[one].visibility is Visibility.PUBLIC]
    if not named:
        return _gone(entry.id)
    key = key_of(entry.id)
    there = ctx.store.posts.message_of(key)
    house = otherwise if there is None else house_of(there)
    people = [person_of(one, house, ctx) for one in named]
    settings = ctx.store.settings.get(KudosSettings)
    shown = post_of(entry.kudos, person_of(entry.kudos.giver, house, ctx), people, settings, entry.link)
    return [Edit(key=f"{key}:{occasion}", target=Sent(key), message=shown)]


def told_of(member: MemberId, ctx: JobContext) -> tuple[Entry, ...]:
    """List the latest kudos, given or received by a member, that a post or note may tell of."""
    given, received = ctx.store.kudos.given(member, _MOST_TOLD), ctx.store.kudos.received(member, _MOST_TOLD)
    return tuple(one for one in (*given, *received) if one.taken_back is None)


def forgotten(entries: Sequence[Entry], otherwise: House, ctx: JobContext) -> list[Intent]:
    """Have posts and notes no longer name who was forgotten; one that told of nobody else goes."""
    settings, intents = ctx.store.settings.get(KudosSettings), list[Intent]()
    for entry in entries:
        now = ctx.store.kudos.get(entry.id)
        if entry.kudos.posted:
            intents += _gone(entry.id) if now is None else retold(now, "forgotten", otherwise, ctx)
        if entry.kudos.emoji is not None and entry.kudos.message is not None:
            refresh_note(entry.kudos.message, settings, ctx)
    return intents


def _gone(kudos: int) -> list[Intent]:
    return [Delete(key=f"{key_of(kudos)}:gone", target=Sent(key_of(kudos)))]
