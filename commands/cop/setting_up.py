"""What the set-up and the settings share: a draft of how things stand, its pages, and applying it."""

from dataclasses import replace

from commands.cop.rhythm import first_prompts, keep_prompts, keep_recap, move_zone, recaps
from commands.library.settings import keep as keep_library
from copbot.context import Context
from copbot.forms import ChannelField, ChoiceField, Field, Form, TextField
from copbot.message import Choice, Control, Fields, InChannel, Line, Said, When, WhenStyle, say, say_n
from copbot.model.kudos_settings import KudosSettings
from copbot.model.library import LibrarySettings
from copbot.model.packs import load_pack, pack_names
from copbot.model.recap import RecapSettings
from copbot.model.set_up import (
    USUAL_PROMPT,
    USUAL_RECAP,
    SetUpDraft,
    Step,
    applied,
    begun,
    channel_of,
    guidelines_of,
    prompt_dates,
    recap_dates,
    schedule_of,
    tags_after,
    values_after,
    words_of,
)
from copbot.refs import ChannelRef
from copbot.schedule import Occurrence, describe

LANGUAGES = (("en", "English"),)
"""The languages there is a catalogue for, each by its own name."""

TITLES = {
    Step.ABOUT: say("What unites you"),
    Step.TIME: say("Time and beginnings"),
    Step.CHANNELS: say("Channels"),
    Step.RHYTHM: say("First prompt and recap"),
}
"""At most 24 characters each, for they are titles of forms."""


def standing(ctx: Context) -> SetUpDraft:
    """Make a draft of how everything stands now."""
    prompts, recap = first_prompts(ctx), recaps(ctx)
    zone = ctx.community.zone
    return replace(
        begun(ctx.community),
        prompts="" if prompts is None else _text(prompts[0].channel),
        kudos=_text(ctx.store.settings.get(KudosSettings).announce),
        recap=_text(ctx.store.settings.get(RecapSettings).channel),
        library=_text(ctx.store.settings.get(LibrarySettings).home),
        prompt_words="" if prompts is None else words_of(prompts[1].schedule, zone),
        recap_words="" if recap is None else words_of(recap.schedule, zone),
    )


def apply(draft: SetUpDraft, ctx: Context) -> Context:
    """Let everything be as the draft says; gives the context with the changed community."""
    old, books = ctx.community, ctx.store
    ctx = replace(ctx, community=applied(draft, old))
    pack = ctx.community.pack
    books.community.change(ctx.community)
    kudos = books.settings.get(KudosSettings)
    values = values_after(kudos.values, old.pack, pack)
    books.settings.put(replace(kudos, values=values, announce=channel_of(draft.kudos)))
    library = books.settings.get(LibrarySettings)
    tags = tags_after(library.tags, old.pack, pack)
    keep_library(replace(library, tags=tags, home=channel_of(draft.library)), ctx)
    recap = books.settings.get(RecapSettings)
    books.settings.put(replace(recap, channel=channel_of(draft.recap_in if draft.recap_words else draft.recap)))
    if draft.zone != old.zone:
        move_zone(old.zone, draft.zone, ctx)
    keep_prompts(draft, ctx)
    keep_recap(draft, ctx)
    return ctx


def page(step: Step, control: Control, draft: SetUpDraft) -> Form:
    """Make the form of a page, filled in as the draft is."""
    fields = {
        Step.ABOUT: _about,
        Step.TIME: _time,
        Step.CHANNELS: _channels,
        Step.RHYTHM: _rhythm,
    }[step](draft)
    return Form(control=control, title=TITLES[step], fields=fields, submit=say("Keep"))


def summary(draft: SetUpDraft, ctx: Context) -> Fields:
    """Say what the draft holds so far."""
    pairs: list[tuple[Said, Line]] = [
        (say("Name"), (draft.name,)),
        (say("What unites us"), (draft.domain or say("not said yet"),)),
        (say("What for"), (draft.purpose or say("not said yet"),)),
        (say("Guidelines"), (_guidelines(draft),)),
        (say("Time zone"), (draft.zone,)),
        (say("Language"), (dict(LANGUAGES).get(draft.language, draft.language),)),
        (say("Starter pack"), (load_pack(draft.pack).title if draft.pack else say("none"),)),
    ]
    channels = (
        (say("Home"), draft.home, say("none")),
        (say("Prompts"), draft.prompts_in, say("none")),
        (say("Kudos"), draft.kudos, say("where they are given")),
        (say("Recap"), draft.recap_in, say("none")),
        (say("New in the library"), draft.library, say("told in the recap alone")),
    )
    pairs += [(label, (_channel(text) or otherwise,)) for label, text, otherwise in channels]
    rhythms = (
        (say("Prompts come"), draft.prompt_words, prompt_dates),
        (say("The recap comes"), draft.recap_words, recap_dates),
    )
    pairs += [
        (label, _dates(describe(schedule_of(words, draft.zone, ctx.now)), dates(draft, ctx.now)))
        for label, words, dates in rhythms
        if words
    ]
    return Fields(tuple(pairs))


def _dates(rhythm: Said, coming: tuple[Occurrence, ...]) -> Line:
    first, *rest = (When(one.at, WhenStyle.FULL) for one in coming)
    spans: Line = (rhythm, ": ", first)
    for one in rest:
        spans = (*spans, "; ", one)
    return spans


def _guidelines(draft: SetUpDraft) -> Said:
    written = guidelines_of(draft.guidelines)
    if written:
        return say_n("one of yours", "{n} of yours", len(written))
    return say("those of the starter pack") if draft.pack else say("none yet")


def _about(draft: SetUpDraft) -> tuple[Field, ...]:
    return (
        TextField(name="name", label=say("Name of the community"), max_length=80, initial=draft.name),
        TextField(
            name="domain",
            label=say("What unites you?"),
            hint=say("For example: teaching reading in primary schools."),
            required=False,
            initial=draft.domain,
        ),
        TextField(
            name="purpose",
            label=say("What do you want to get better at, together?"),
            required=False,
            max_length=600,
            multiline=True,
            initial=draft.purpose,
        ),
        TextField(
            name="guidelines",
            label=say("How do you treat each other?"),
            hint=say("One guideline a line. Empty: those of the starter pack."),
            required=False,
            max_length=2000,
            multiline=True,
            initial=draft.guidelines,
        ),
    )


def _time(draft: SetUpDraft) -> tuple[Field, ...]:
    packs = tuple(Choice(load_pack(name).title, name, load_pack(name).about[:100]) for name in pack_names())
    languages = tuple(Choice(title, name) for name, title in LANGUAGES)
    return (
        TextField(
            name="zone",
            label=say("Time zone"),
            hint=say("Schedules keep to it. A zone or a large city, such as Berlin."),
            max_length=60,
            initial=draft.zone,
        ),
        ChoiceField(name="language", label=say("Language"), choices=languages, initial=_chosen(draft.language)),
        ChoiceField(
            name="pack",
            label=say("Starter pack"),
            hint=say("Prompts, values and tags to begin with. All of it can be changed."),
            choices=packs,
            required=False,
            initial=_chosen(draft.pack),
        ),
    )


def _channels(draft: SetUpDraft) -> tuple[Field, ...]:
    labels = {
        "home": (say("Home"), say("Where you gather, and newcomers are introduced.")),
        "prompts": (say("Prompts"), say("Empty: in the home channel.")),
        "kudos": (say("Kudos"), say("Empty: where each is given.")),
        "recap": (say("Recap"), say("Empty: in the home channel.")),
        "library": (say("New in the library"), say("Once a week. Empty: in the recap alone.")),
    }
    return tuple(
        ChannelField(name=name, label=label, hint=hint, required=False, initial=channel_of(getattr(draft, name)))
        for name, (label, hint) in labels.items()
    )


def _rhythm(draft: SetUpDraft) -> tuple[Field, ...]:
    hint = say("In plain words. Empty: not now.")
    return (
        TextField(
            name="prompt_words",
            label=say("When shall a prompt be posted?"),
            hint=hint,
            required=False,
            max_length=100,
            initial=draft.prompt_words or USUAL_PROMPT,
        ),
        TextField(
            name="recap_words",
            label=say("When shall the recap be posted?"),
            hint=hint,
            required=False,
            max_length=100,
            initial=draft.recap_words or USUAL_RECAP,
        ),
    )


def _chosen(value: str) -> tuple[str, ...]:
    return (value,) if value else ()


def _text(channel: ChannelRef | None) -> str:
    return "" if channel is None else str(channel)


def _channel(text: str) -> InChannel | None:
    channel = channel_of(text)
    return None if channel is None else InChannel(channel)
