"""Many prompts pasted at once: one a line, `category: text` where a category is known or a single word."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from copbot.errors import CopError
from copbot.message import Said, say
from copbot.model.prompt_choice import Category
from copbot.model.prompts import USUAL_CATEGORY, PromptWords, fingerprint, normal_category, trouble_with

MOST_LINES = 100
_MARK = re.compile(r"\s*(?:[-*•\u2013\u2014]|\d{1,3}[.)])\s+")
_PREFIX = re.compile(r"\s*([^:?!.…\"“”]{1,40}):\s+(.*)", re.DOTALL)
_ONE_WORD = re.compile(r"[^\W\d_]{3,20}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadLines:
    """What was found in pasted lines, each named by its number, from 1; `doubled` stood twice among them."""

    prompts: tuple[tuple[int, PromptWords], ...]
    doubled: tuple[int, ...]
    bad: tuple[tuple[int, Said], ...]


def read_lines(pasted: str, categories: Collection[Category]) -> ReadLines:
    """Read pasted lines, leaving out empty ones, marks of lists, and what stands twice among them."""
    prompts: dict[str, tuple[int, PromptWords]] = {}
    doubled: list[int] = []
    bad: list[tuple[int, Said]] = []
    filled = [(number, line) for number, line in enumerate(pasted.splitlines(), 1) if line.strip()]
    for number, line in filled[:MOST_LINES]:
        words = _read(line, categories)
        trouble = trouble_with(words.text)
        mark = fingerprint(words.text)
        if trouble is not None:
            bad.append((number, trouble))
        elif mark in prompts:
            doubled.append(number)
        else:
            prompts[mark] = (number, words)
    beyond = say("It is beyond the first {most} lines.", most=MOST_LINES)
    bad.extend((number, beyond) for number, _ in filled[MOST_LINES:])
    return ReadLines(prompts=tuple(prompts.values()), doubled=tuple(doubled), bad=tuple(bad))


def _read(line: str, categories: Collection[Category]) -> PromptWords:
    bare = _MARK.sub("", line, count=1).strip()
    found = _PREFIX.fullmatch(bare)
    category = None if found is None else _category(found[1], categories)
    if found is None or category is None:
        return PromptWords(text=bare, category=USUAL_CATEGORY)
    return PromptWords(text=found[2].strip(), category=category)


def _category(prefix: str, categories: Collection[Category]) -> Category | None:
    try:
        category = normal_category(prefix)
    except CopError:
        return None
    return category if category in categories or _ONE_WORD.fullmatch(prefix.strip()) else None
