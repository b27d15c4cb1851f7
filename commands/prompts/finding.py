"""Which schedule, which prompt: what facilitators name, found or asked back, and offered while they type."""

from collections.abc import Mapping, Sequence

from copbot.context import Context, JobContext
from copbot.errors import CopError
from copbot.events import OptionValue
from copbot.intents import Notice
from copbot.message import Choice, Code, Message, say
from copbot.model.packs import PackPrompt, StarterPack, load_pack, pack_names
from copbot.model.prompt_choice import Category, choose
from copbot.model.prompt_posts import JOB, PromptSeries
from copbot.model.prompts import Prompt, PromptWords, Standing
from copbot.model.roles import Appointments
from copbot.model.timetable import Scheduled
from copbot.refs import ChannelRef, MemberId
from copbot.schedule import describe

_MOST_CHOICES = 25
_LABEL = 75
_SHOWN = 60


def pack_of(known: JobContext) -> StarterPack | None:
    """Give the starter pack this community chose."""
    name = known.community.pack
    return load_pack(name) if name is not None and name in pack_names() else None


def untouched(known: JobContext) -> tuple[PackPrompt, ...]:
    """List the starter prompts that are not in the bank yet, in their order."""
    pack = pack_of(known)
    taken = known.store.prompts.taken() if pack is not None else frozenset()
    return tuple(prompt for prompt in pack.prompts if prompt.key not in taken) if pack is not None else ()


def next_prompt(known: JobContext, series: PromptSeries) -> int | None:
    """Tell which prompt a series posts next: held, queued, else chosen; a chosen starter prompt enters the bank."""
    waiting = known.store.prompts.waiting(series.id)
    return waiting if waiting is not None else chosen(known, series.category)


def chosen(known: JobContext, only: Category | None) -> int | None:
    """Choose a prompt by the order of sources, leaving out what is held and queued."""
    bank, pack = known.store.prompts, pack_of(known)
    match choose(bank, pack, only=only, now=known.now):
        case PackPrompt() as starter:
            return in_bank(known, starter).id
        case number:
            return number


def in_bank(known: JobContext, found: Prompt | PackPrompt) -> Prompt:
    """Give the bank's own row of what was found."""
    match found:
        case Prompt():
            return found
        case PackPrompt():
            return known.store.prompts.take_up(str(known.community.pack), found, known.now)


def words_of(found: Prompt | PackPrompt) -> PromptWords:
    """Give what it says."""
    match found:
        case Prompt(words=words):
            return words
        case PackPrompt(text=text, category=category, good_answer=hint):
            return PromptWords(text=text, category=Category(category), hint=hint)


def row_of(found: Prompt | PackPrompt) -> str:
    """Name it in a control: a prompt by its number, an untouched starter prompt by its key."""
    match found:
        case Prompt(id=number):
            return str(number)
        case PackPrompt(key=key):
            return key


def find_prompt(known: JobContext, typed: str) -> Prompt | PackPrompt:
    """Find a prompt by its number, its starter pack's key, or words only it contains.

    Raises: CopError when there is none, or when there are several.
    """
    bare = typed.strip().removeprefix("#")
    found = _exactly(known, bare)
    if found is not None:
        return found
    match _containing(known, bare):
        case (only,):
            return only
        case ():
            raise CopError(
                say(
                    "I know no prompt “{typed}”. {list} shows them with their numbers.",
                    typed=bare[:_SHOWN],
                    list=Code("/prompt list"),
                )
            )
        case several:
            numbers = ", ".join(row_of(one) for one in several[:5])
            raise CopError(say("Several prompts contain that. Name one by its number: {numbers}.", numbers=numbers))


def offer_prompts(ctx: Context, typed: str, _: Mapping[str, OptionValue]) -> Sequence[Choice]:
    """Offer the prompts that contain what was typed, the community's own first."""
    return [_choice(one) for one in _containing(ctx, typed)[:_MOST_CHOICES]]


def offer_categories(ctx: Context, typed: str, _: Mapping[str, OptionValue]) -> Sequence[Choice]:
    """Offer the categories in use, and those of the starter pack."""
    return [Choice(one, one) for one in categories(ctx) if typed.strip().lower() in one][:_MOST_CHOICES]


def categories(known: JobContext) -> tuple[Category, ...]:
    """List the categories in use and those of the starter pack."""
    pack = pack_of(known)
    starters = {Category(prompt.category) for prompt in pack.prompts} if pack is not None else set()
    return tuple(sorted({*known.store.prompts.categories(), *starters}))


def all_series(known: JobContext) -> list[tuple[PromptSeries, Scheduled]]:
    """List the series with their schedules, soonest first."""
    mine = {str(series.id): series for series in known.store.prompt_posts.all_series()}
    timed = known.store.timetable.all(JOB)
    return [(mine[one.subject], one) for one in timed if one.subject in mine]


def find_series(known: JobContext, typed: str | None) -> tuple[PromptSeries, Scheduled]:
    """Find a series by its number or its channel; the only one need not be named.

    Raises: CopError when there is none, or when it is not clear which.
    """
    there = all_series(known)
    if not there:
        raise CopError(say("No prompts are scheduled yet. Begin with {command}.", command=Code("/prompt schedule")))
    bare = (typed or "").strip().lstrip("#")
    fits = [one for one in there if not bare or bare in {str(one[0].id), one[0].channel.channel}]
    if len(fits) == 1:
        return fits[0]
    numbers = ", ".join(str(series.id) for series, _ in there)
    if not fits:
        typed = bare[:_SHOWN]
        raise CopError(say("There is no schedule “{typed}”. There are: {numbers}.", typed=typed, numbers=numbers))
    raise CopError(
        say(
            "Which schedule? Name its number: {numbers}. {command} shows them.",
            numbers=numbers,
            command=Code("/prompt schedules"),
        )
    )


def series_numbered(known: JobContext, number: str) -> tuple[PromptSeries, Scheduled]:
    """Find the series a control speaks of.

    Raises: CopError when it was removed.
    """
    for series, scheduled in all_series(known):
        if str(series.id) == number:
            return series, scheduled
    raise CopError(
        say("That schedule was removed. {command} shows those there are.", command=Code("/prompt schedules"))
    )


def offer_series(ctx: Context, typed: str, _: Mapping[str, OptionValue]) -> Sequence[Choice]:
    """Offer the schedules by number."""
    wanted = typed.strip().lstrip("#")
    fits = [one for one in all_series(ctx) if wanted in f"{one[0].id} {one[0].channel.channel}"]
    return [series_choice(*one) for one in fits[:_MOST_CHOICES]]


def series_choice(series: PromptSeries, scheduled: Scheduled) -> Choice:
    """Name a schedule in a list to choose from: by its topic, for no platform shows a channel's name in a label."""
    number, rhythm = str(series.id), describe(scheduled.schedule)
    if series.topic is None:
        return Choice(say("{number}: {rhythm}", number=number, rhythm=rhythm), number)
    return Choice(say("{number}: {rhythm}, {topic}", number=number, rhythm=rhythm, topic=f"#{series.topic}"), number)


def facilitators(known: JobContext) -> tuple[MemberId, ...]:
    """List whom to tell: those named, or who made the schedules where nobody is named yet."""
    named = known.store.settings.get(Appointments).facilitators
    if named:
        return named
    makers = [series.made_by for series in known.store.prompt_posts.all_series() if series.made_by is not None]
    return tuple(dict.fromkeys(makers))


def tell_facilitators(known: JobContext, key: str, message: Message, *, near: ChannelRef | None = None) -> list[Notice]:
    """Give each facilitator the same word, once for each key."""
    return [Notice(key=f"{key}:{member}", to=member, message=message, near=near) for member in facilitators(known)]


def _exactly(known: JobContext, bare: str) -> Prompt | PackPrompt | None:
    bank, pack = known.store.prompts, pack_of(known)
    if bare.isdecimal() and len(bare) < len(str(2**31)):
        return bank.get(int(bare))
    starter = next((one for one in pack.prompts if one.key == bare), None) if pack is not None else None
    return None if starter is None else bank.of_key(starter.key) or starter


def _containing(known: JobContext, typed: str) -> tuple[Prompt | PackPrompt, ...]:
    """List the prompts that contain some words, the community's own first."""
    own = known.store.prompts.search(typed, Standing.READY, _MOST_CHOICES)
    wanted = typed.strip().lower()
    return (*own, *(one for one in untouched(known) if wanted in one.text.lower() or wanted in one.key))


def _choice(found: Prompt | PackPrompt) -> Choice:
    row = row_of(found)
    shown = f"#{row} {words_of(found).text}" if isinstance(found, Prompt) else words_of(found).text
    return Choice(" ".join(shown.split())[:_LABEL], row)
