"""What kinds of schedule there are, as members read them."""

from copbot.message import Said, say

_KINDS: dict[str, Said] = {
    "prompt": say("Prompt"),
    "recap": say("Recap"),
    "roundup": say("Recognition roundup"),
    "meetup": say("Meetups"),
    "library.weekly": say("What is new in the library"),
    "library.digest": say("What is new under the tags somebody follows"),
}


def is_shared(kind: str) -> bool:
    """Tell whether a kind is the whole community's: the rest is between the bot and one member or message."""
    return kind in {"prompt", "recap", "roundup", "meetup", "library.weekly"}


def kind_of(kind: str) -> Said:
    """Name a kind of schedule."""
    return _KINDS.get(kind, say("Something"))
