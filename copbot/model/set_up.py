"""Setting a community up: four pages filled in at leisure, kept as a draft, and applied all at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from copbot.errors import CopError
from copbot.forms import FieldValues
from copbot.message import Said, say
from copbot.model.communities import Community
from copbot.model.kudos_settings import KudosValue, values_of_pack
from copbot.model.packs import load_pack, pack_names
from copbot.model.prompt_posts import dates_of
from copbot.refs import ChannelRef
from copbot.schedule import Occurrence, Schedule, describe, parse_schedule, parse_zone, upcoming, zone_info

T = TypeVar("T")

USUAL_PROMPT = "every tuesday at 9:30"
USUAL_RECAP = "every tuesday at 10:00"
MOST_GUIDELINES = 12
_SHOWN = 3


class Step(StrEnum):
    """The pages, in their order."""

    ABOUT = "about"
    TIME = "time"
    CHANNELS = "channels"
    RHYTHM = "rhythm"

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of the draft that this page asks for."""
        return _FIELDS[self]

    @property
    def following(self) -> "Step | None":
        """The page after this one."""
        steps = list(Step)
        return next(iter(steps[steps.index(self) + 1 :]), None)


_FIELDS = {
    Step.ABOUT: ("name", "domain", "purpose", "guidelines"),
    Step.TIME: ("zone", "language", "pack"),
    Step.CHANNELS: ("home", "prompts", "kudos", "recap", "library"),
    Step.RHYTHM: ("prompt_words", "recap_words"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpDraft:
    """What was filled in and not applied yet; every field is as a form holds it, channels as their reference's text.

    `begun` tells a draft from none; `guidelines` has one on each line.
    """

    begun: bool = False
    name: str = ""
    domain: str = ""
    purpose: str = ""
    guidelines: str = ""
    zone: str = ""
    language: str = ""
    pack: str = ""
    home: str = ""
    prompts: str = ""
    kudos: str = ""
    recap: str = ""
    library: str = ""
    prompt_words: str = ""
    recap_words: str = ""

    @property
    def prompts_in(self) -> str:
        """The channel prompts go to: the home where none was chosen."""
        return self.prompts or self.home

    @property
    def recap_in(self) -> str:
        """The channel recaps go to: the home where none was chosen."""
        return self.recap or self.home


def begun(community: Community) -> SetUpDraft:
    """Begin a draft with the community as it stands."""
    return SetUpDraft(
        begun=True,
        name=community.name,
        domain=community.domain,
        purpose=community.purpose,
        guidelines="\n".join(community.guidelines),
        zone=community.zone,
        language=community.language,
        pack=community.pack or "",
        home="" if community.home is None else str(community.home),
    )


def merged(draft: SetUpDraft, step: Step, values: FieldValues) -> SetUpDraft:
    """Put a page's fields into the draft as they were filled in."""
    filled: dict[str, Any] = {name: "".join(values.get(name, ())).strip() for name in step.fields}
    return replace(draft, **filled)


def checked(draft: SetUpDraft, step: Step, now: datetime) -> SetUpDraft:
    """Hold a page of the draft to what can be applied; a zone gets its proper name.

    Raises: CopError with a sentence beside each field that is wrong.
    """
    match step:
        case Step.ABOUT:
            if not draft.name:
                raise _beside("name", say("What is the community called?"))
            if len(guidelines_of(draft.guidelines)) > MOST_GUIDELINES:
                most = say("Keep it to {most} guidelines: few are remembered.", most=MOST_GUIDELINES)
                raise _beside("guidelines", most)
            return draft
        case Step.TIME:
            if draft.pack and draft.pack not in pack_names():
                raise _beside("pack", say("There is no such starter pack. Choose one of the list."))
            return replace(draft, zone=in_field("zone", lambda: parse_zone(draft.zone)))
        case Step.CHANNELS:
            return draft
        case Step.RHYTHM:
            for name, words, channel in (
                ("prompt_words", draft.prompt_words, draft.prompts_in),
                ("recap_words", draft.recap_words, draft.recap_in),
            ):
                if words and not channel:
                    raise _beside(name, say("It needs a channel. Choose one first, or leave this empty for now."))
            in_field("prompt_words", lambda: prompt_dates(draft, now))
            in_field("recap_words", lambda: recap_dates(draft, now))
            return draft


def prompt_dates(draft: SetUpDraft, now: datetime) -> tuple[Occurrence, ...]:
    """Give the first dates of the prompts; none when there are to be none.

    Raises: CopError for words nobody can read, or too many dates.
    """
    return dates_of(schedule_of(draft.prompt_words, draft.zone, now), now) if draft.prompt_words else ()


def recap_dates(draft: SetUpDraft, now: datetime) -> tuple[Occurrence, ...]:
    """Give the first dates of the recap; none when there is to be none.

    Raises: CopError for words nobody can read, or no date to come.
    """
    if not draft.recap_words:
        return ()
    coming = upcoming(schedule_of(draft.recap_words, draft.zone, now), now, _SHOWN)
    if not coming:
        raise CopError(say("That never falls due any more. Name a day to come."))
    return coming


def schedule_of(words: str, zone: str, now: datetime) -> Schedule:
    """Read a schedule in plain words, in a zone.

    Raises: CopError saying what was not understood.
    """
    return parse_schedule(words, zone=zone, today=now.astimezone(zone_info(zone)).date())


def guidelines_of(text: str) -> tuple[str, ...]:
    """Read guidelines, one on each line, without the bullets people put before them."""
    lines = (row.strip().lstrip("-*•·").strip() for row in text.splitlines())
    return tuple(row for row in lines if row)


def applied(draft: SetUpDraft, community: Community) -> Community:
    """Put what the draft says of the community into it.

    With no guidelines of its own it takes those of the starter pack.
    """
    written = guidelines_of(draft.guidelines)
    from_pack = load_pack(draft.pack).guidelines if draft.pack else ()
    return replace(
        community,
        name=draft.name or community.name,
        domain=draft.domain,
        purpose=draft.purpose,
        guidelines=written or from_pack,
        zone=draft.zone,
        language=draft.language or community.language,
        pack=draft.pack or None,
        home=channel_of(draft.home),
    )


def channel_of(text: str) -> ChannelRef | None:
    """Read a channel as a form holds it."""
    return ChannelRef.parse(text) if text else None


def words_of(schedule: Schedule, zone: str) -> str:
    """Give the words of a schedule for a form; a zone that goes without saying is left out."""
    return str(describe(schedule)).removesuffix(f", {zone}")


def values_after(values: tuple[KudosValue, ...], old: str | None, new: str | None) -> tuple[KudosValue, ...]:
    """Take over a starter pack's values, unless the community has made its own of them."""
    return _taken_over(values, old, new, lambda name: values_of_pack(load_pack(name).values))


def tags_after(tags: tuple[str, ...], old: str | None, new: str | None) -> tuple[str, ...]:
    """Take over a starter pack's tags, unless the community has made its own of them."""
    return _taken_over(tags, old, new, lambda name: load_pack(name).tags)


def in_field(name: str, read: Callable[[], T]) -> T:
    """Read a field; what is wrong with it is said beside it.

    Raises: CopError with the sentence beside the field.
    """
    try:
        return read()
    except CopError as refusal:
        raise _beside(name, refusal.sentence) from None


def _taken_over(
    have: tuple[T, ...], old: str | None, new: str | None, of_pack: Callable[[str], Sequence[T]]
) -> tuple[T, ...]:
    untouched = not have or (old is not None and have == tuple(of_pack(old)))
    return tuple(of_pack(new)) if new is not None and untouched else have


def _beside(name: str, sentence: Said) -> CopError:
    return CopError(sentence, fields={name: sentence})
