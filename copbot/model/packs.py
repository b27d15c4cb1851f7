"""Starter packs: what a new community may begin with, for five fields of practice.

A pack's texts are content in English and stay plain `str`, never `Said`: no catalogue translates them, and once taken
over they are the community's own, to be reworded as it likes.
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias

from cattrs import Converter

from copbot.errors import CopError
from copbot.message import say
from copbot.refs import Emoji

PackCategory: TypeAlias = Literal[
    "story", "problem", "tool", "case", "reflection", "question", "celebration", "experiment"
]
"""What a prompt invites: something that happened, something unsolved, a thing others can use, a situation to decide,
a look at oneself, how others do it, thanks, something to try."""

_NAMES = ("education", "software", "design", "health", "nonprofit")


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPrompt:
    """A prompt of a pack.

    `key` is a slug unique over all packs; a released one stays with its prompt, whatever its place or wording.
    """

    key: str
    category: PackCategory
    text: str
    good_answer: str


@dataclass(frozen=True, slots=True)
class PackValue:
    """A value of a pack: `about` says what kind of practice its kudos recognises."""

    name: str
    emoji: Emoji
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StarterPack:
    """What a community of one field may begin with; prompts stand in the order to post them, kinds mixed.

    `domain_example` and `purpose_example` show what a facilitator might write; they are not meant to be kept as is.
    """

    name: str
    title: str
    about: str
    domain_example: str
    purpose_example: str
    guidelines: tuple[str, ...]
    values: tuple[PackValue, ...]
    tags: tuple[str, ...]
    topics: tuple[str, ...]
    prompts: tuple[PackPrompt, ...]


def pack_names() -> tuple[str, ...]:
    """List the packs there are, in the order to offer them."""
    return _NAMES


@cache
def load_pack(name: str) -> StarterPack:
    """Load a pack by its name; it is read once and kept.

    Raises: CopError when there is no such pack, naming those there are.
    """
    if name not in _NAMES:
        choices = ", ".join(_NAMES)
        raise CopError(
            say("There is no starter pack “{name}”. Please choose one of: {choices}.", name=name, choices=choices)
        )
    content = tomllib.loads((files("copbot") / "packs" / f"{name}.toml").read_text("utf-8"))
    return Converter(forbid_extra_keys=True).structure({"name": name, **content}, StarterPack)
