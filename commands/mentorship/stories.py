"""A story of a match for the library: saved once everybody it may be about has agreed to its words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from zlib import crc32

from commands.library.forms import Offer
from commands.library.keeping import Giver, keep
from commands.mentorship.telling import house_for, notice_for
from commands.naming import person_of
from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import ButtonPressed
from copbot.intents import Intent, Reply
from copbot.message import Button, Buttons, Code, Control, Message, Paragraph, Quote, Said, Small, Tone, message, say
from copbot.model.mentorship_check_ins import Reflection
from copbot.model.mentorship_life import Match
from copbot.model.resource_kinds import ResourceKind
from copbot.model.roles import Role
from copbot.practice import Action
from copbot.refs import MemberId

_STORY = "mentor.story"
_YES, _NO = "yes", "no"
_MOST_KEPT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryConsents:
    """Which stories somebody agreed to, by the row of their question."""

    agreed: tuple[str, ...] = ()


def _row(told: Reflection) -> str:
    """Name a story in these very words."""
    return f"{told.match} {told.member} {crc32(told.story.encode()):08x}"


def _to_ask(match: Match, author: MemberId, known: JobContext) -> tuple[MemberId, ...]:
    """List whom a story may be about: everybody else of the match who is there still."""
    others = [one.member for one in match.sides if one.member != author]
    return tuple(one for one in others if known.store.members.get(one).left_at is None)


def ask_for_story(told: Reflection, match: Match, ctx: Context) -> tuple[Said, list[Intent]]:
    """Ask the others of a match whether a story may stand in the library; save it where there is nobody to ask."""
    asked = _to_ask(match, told.member, ctx)
    if not asked:
        return say("Your story stands in the library."), _save(told, ctx)
    return say("I ask the others of your match whether your story may stand in the library."), [
        notice_for(one, f"mentor-story:{_row(told)}:{one}", _question(told, one, ctx), ctx) for one in asked
    ]


def _question(told: Reflection, reader: MemberId, known: JobContext) -> Message:
    who = person_of(told.member, house_for(reader, known), known)
    words = say("{who} would like to save this story of your match in the library, where everybody reads it:", who=who)
    buttons = Buttons(
        (
            Button(say("I agree"), Control(_STORY, f"{_row(told)} {_YES}"), Tone.PRIMARY),
            Button(say("Rather not"), Control(_STORY, f"{_row(told)} {_NO}")),
        )
    )
    aside = Small((say("It is saved only when you agree. A no is not explained to anybody."),))
    return Message((Paragraph((words,)), Quote((told.story,)), buttons, aside))


def _answer(pressed: ButtonPressed, ctx: Context) -> Sequence[Intent]:
    """Keep a yes, and save the story once everybody said so.

    Raises: CopError when the story is gone or changed, or for others.
    """
    row, _, answer = pressed.control.row.rpartition(" ")
    number, author, _ = row.split(" ")
    match = ctx.store.mentor_matches.get(int(number))
    found = ctx.store.mentor_check_ins.reflections([int(number)])
    told = next((one for one in found if one.member == int(author)), None)
    if match is None or told is None or _row(told) != row or ctx.member.id not in _to_ask(match, told.member, ctx):
        raise CopError(say("That story was changed or taken back. Nothing was saved."))
    if told.entry is not None:
        raise CopError(say("That story stands in the library already: {find}.", find=Code("/library find")))
    if answer != _YES:
        return [Reply(message(say("Thank you. It is not saved.")), replace=True)]
    mine = ctx.store.preferences.get(ctx.member.id, StoryConsents)
    agreed = tuple(dict.fromkeys([*mine.agreed, row]))[-_MOST_KEPT:]
    ctx.store.preferences.put(ctx.member.id, StoryConsents(agreed=agreed))
    waits = [
        one
        for one in _to_ask(match, told.member, ctx)
        if row not in ctx.store.preferences.get(one, StoryConsents).agreed
    ]
    if waits:
        return [Reply(message(say("Thank you. It is saved once the others agree, too.")), replace=True)]
    saved = message(say("Your story stands in the library now. Everybody of your match agreed."))
    return [
        Reply(message(say("Thank you. It stands in the library now.")), replace=True),
        *_save(told, ctx),
        notice_for(told.member, f"mentor-story-saved:{row}", saved, ctx),
    ]


def _save(told: Reflection, known: JobContext) -> list[Intent]:
    giver = Giver(by=told.member, author=told.member)
    kept, reads = keep(Offer(words=told.story, kind=ResourceKind.STORY), giver, known)
    known.store.mentor_check_ins.reflect(replace(told, entry=kept[0].entry.id))
    return reads


ACTIONS = (Action(name=_STORY, who=Role.GUEST, handle=_answer),)
