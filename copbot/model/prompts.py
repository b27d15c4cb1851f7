"""The bank of prompts: what a community asks itself, and how its words are held to a form."""

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from copbot.errors import CopError
from copbot.message import Said, say
from copbot.model.packs import PackPrompt
from copbot.model.prompt_choice import Category, Shelf
from copbot.model.tags import normal_tag
from copbot.refs import ChannelRef, MemberId

LONGEST_TEXT = 600
LONGEST_HINT = 300
SHORTEST_TEXT = 5
USUAL_CATEGORY = Category("question")


class Standing(StrEnum):
    """Where a prompt stands: only a ready one is ever posted."""

    SUGGESTED = "suggested"
    READY = "ready"
    RETIRED = "retired"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptWords:
    """What a prompt says; `hint` is what a good answer contains."""

    text: str
    category: Category = USUAL_CATEGORY
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A prompt of the bank.

    `pack` and `pack_key` name the starter prompt it was; once reworded it is the community's own, and `pack` None.
    `queued` is its place in the facilitators' queue, `held_for` the series whose next prompt it is.
    `posts` counts how often it was posted, `people` who answered, each once for each post, and `replies` all answers.
    """

    id: int
    words: PromptWords
    standing: Standing
    author: MemberId | None
    suggested: bool
    pack: str | None
    pack_key: str | None
    near: ChannelRef | None
    added_at: datetime
    decided_by: MemberId | None
    decided_at: datetime | None
    queued: int | None
    held_for: int | None
    used_at: datetime | None
    posts: int
    people: int
    replies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """What a post shows of its prompt: its words, and who is to be named as having suggested it."""

    words: PromptWords
    suggested_by: MemberId | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which prompts to list: those of a standing, of one category or all; `queued` for the queue alone."""

    standing: Standing = Standing.READY
    category: Category | None = None
    queued: bool = False


def worded(text: str, category: str, hint: str) -> PromptWords:
    """Hold the words of a prompt to their form.

    Raises: CopError naming each field that does not fit.
    """
    wrong: dict[str, Said] = {}
    text, hint = text.strip(), hint.strip()
    if (trouble := trouble_with(text)) is not None:
        wrong["text"] = trouble
    if len(hint) > LONGEST_HINT:
        wrong["good_answer"] = say(
            "What a good answer contains has {length} characters. Keep it to {most}.",
            length=len(hint),
            most=LONGEST_HINT,
        )
    try:
        kind = normal_category(category) if category.strip() else USUAL_CATEGORY
    except CopError as refusal:
        wrong["category"] = refusal.sentence
    if wrong:
        raise CopError(next(iter(wrong.values())), fields=wrong)
    return PromptWords(text=text, category=kind, hint=hint)


def trouble_with(text: str) -> Said | None:
    """Say what keeps a text from being a prompt; None when nothing does."""
    if not same_words(text):
        return say("A prompt needs words. Write a question or a small invitation.")
    if len(text) < SHORTEST_TEXT:
        return say("That is very short for a prompt. Write a whole question.")
    if len(text) > LONGEST_TEXT:
        return say(
            "The prompt has {length} characters. Keep it to {most}: short ones are answered more often.",
            length=len(text),
            most=LONGEST_TEXT,
        )
    return None


def normal_category(text: str) -> Category:
    """Give a category's one form, as tags have it: lower case, words joined by `-`.

    Raises: CopError when there is nothing to read, or too much.
    """
    try:
        return Category(normal_tag(text))
    except CopError:
        raise CopError(
            say("A category is one or two words, such as “story” or “case”, at most 40 characters.")
        ) from None


def same_words(text: str) -> str:
    """Give what two writings of one prompt have in common: its letters and digits, in lower case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in folded if unicodedata.category(char)[0] in "LMN")


def fingerprint(text: str) -> str:
    """Give a short name for a prompt's words, the same for the same words."""
    return hashlib.blake2b(same_words(text).encode("utf-8", "replace"), digest_size=16).hexdigest()


class PromptBank(Shelf, Protocol):
    """The prompts of one community."""

    def add(
        self,
        words: PromptWords,
        *,
        author: MemberId,
        now: datetime,
        suggested: bool = False,
        near: ChannelRef | None = None,
    ) -> Prompt:
        """Put a prompt into the bank: ready, or as a suggestion made `near` a channel."""
        ...

    def take_up(self, pack: str, prompt: PackPrompt, now: datetime) -> Prompt:
        """Give the bank's row of a starter prompt, made when there is none yet."""
        ...

    def get(self, prompt: int) -> Prompt | None:
        """Give one by its number."""
        ...

    def of_key(self, pack_key: str) -> Prompt | None:
        """Give the bank's row of a starter prompt; None while it is untouched."""
        ...

    def same(self, text: str) -> Prompt | None:
        """Find one that says the same, whatever became of it."""
        ...

    def known(self, texts: Sequence[str]) -> frozenset[str]:
        """Give the fingerprints of those texts that are in the bank already."""
        ...

    def reword(self, prompt: int, words: PromptWords) -> None:
        """Change what it says; it is the community's own from then on."""
        ...

    def decide(self, prompt: int, standing: Standing, by: MemberId, now: datetime) -> bool:
        """Take or decline a suggestion; False when somebody decided before."""
        ...

    def retire(self, prompt: int) -> None:
        """Have it never posted again, and leave the queue; what it drew stays known."""
        ...

    def restore(self, prompt: int) -> None:
        """Make a retired or declined one ready again."""
        ...

    def listed(self, wanted: Wanted, offset: int, limit: int) -> tuple[Prompt, ...]:
        """List prompts: the queue in its order, suggestions oldest first, others by how many people they drew."""
        ...

    def count(self, wanted: Wanted) -> int:
        """Count what `listed` would give without a limit."""
        ...

    def search(self, typed: str, standing: Standing, limit: int) -> tuple[Prompt, ...]:
        """Find prompts that contain what was typed, or have that number; newest first."""
        ...

    def categories(self) -> tuple[Category, ...]:
        """List the categories in use, in the order of the alphabet."""
        ...

    def enqueue(self, prompt: int) -> None:
        """Put it at the end of the facilitators' queue."""
        ...

    def dequeue(self, prompt: int) -> bool:
        """Take it out of the queue; False when it was not in it."""
        ...

    def waiting(self, series: int) -> int | None:
        """Tell what comes next whatever the bank says: the prompt held for a series, else the queue's first."""
        ...

    def hold(self, prompt: int, series: int) -> Prompt:
        """Have it be the series' next prompt, instead of what was held before; gives it as it stands."""
        ...

    def release(self, series: int) -> None:
        """Hold nothing for a series any more."""
        ...

    def pass_over(self, prompt: int, now: datetime) -> None:
        """Send it behind everything that is still fresh, and hold it for nobody."""
        ...

    def use(self, prompt: int, now: datetime) -> Used:
        """Write down that it is posted now: it leaves the queue and goes to the end of the line."""
        ...

    def fresh(self, pack: str | None) -> Mapping[Category, int]:
        """Count, by category, the ready prompts that were never posted; starter prompts only of this pack."""
        ...
