"""What kinds of schedule there are, as members read them."""

from copbot.message import Said, say

_KINDS: dict[str, Said] = {
    "prompt": say("Prompt"),
    "recap": say("Recap"),
    "roundup": say("Recognition roundup"),
    "library.weekly": say("What is new in the library"),
    "library.digest": say("What is new under the tags somebody follows"),
}


def kind_of(kind: str) -> Said:
    """Name a kind of schedule."""
    return _KINDS.get(kind, say("Something"))
