"""Tags: their one form, and which ones a text suggests."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from snowballstemmer import stemmer

from copbot.errors import CopError
from copbot.message import say
from copbot.model.words import UNSPACED, folded, slug

MAX_LENGTH = 40


def normal_tag(text: str) -> str:
    """Give a tag's one form: lower case, words joined by `-`, letters of any script; giving it again changes nothing.

    Raises: CopError when nothing to read is left, or when it is over 40 characters.
    """
    tag = slug(text)
    if not any(char.isalnum() for char in tag):
        raise CopError(say("A tag needs a letter or a digit, for example “peer-feedback”."))
    if len(tag) > MAX_LENGTH:
        raise CopError(say("A tag has at most {limit} characters. Please find a shorter one.", limit=MAX_LENGTH))
    return tag


def suggest_tags(text: str, known: Sequence[str], limit: int) -> tuple[str, ...]:
    """Suggest tags for a text: first known ones whose words stand in it, then its own most telling words.

    Word forms and accents are folded for comparing; more often said comes first, then earlier said.
    """
    bare = _LINK.sub(" ", text)
    words = slug(_APOSTROPHE.sub(" ", bare)).split("-")
    stems = _stems(words)
    hits = {tag: _hits(tag, stems, folded(bare)) for tag in dict.fromkeys(known)}
    matched = sorted((tag for tag in hits if hits[tag]), key=lambda tag: (-len(hits[tag]), hits[tag][0]))
    taken = {stem for tag in matched for stem in _stems(tag.split("-"))}
    return (*matched, *_telling(dict(zip(words, stems, strict=True)), Counter(words), taken))[: max(limit, 0)]


_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_APOSTROPHE = re.compile("['\u2019]")


def _stems(words: Sequence[str]) -> list[str]:
    english = stemmer("english")  # one for each call: it keeps state and is not safe between threads
    return [str(english.stemWord(folded(word))) for word in words]


def _hits(tag: str, stems: Sequence[str], text: str) -> list[int]:
    """Give where a tag stands: its words side by side, or its letters where a script has no spaces."""
    if UNSPACED.search(tag):
        return [match.start() for match in re.finditer(re.escape(folded(tag)), text)]
    wanted = _stems(tag.split("-"))
    return [start for start in range(len(stems)) if stems[start : start + len(wanted)] == wanted]


def _telling(stem_of: Mapping[str, str], said: Counter[str], taken: set[str]) -> list[str]:
    """Give words worth a tag, the most said first; of a word's forms the most said one stands for all."""
    often: Counter[str] = Counter()
    shown: dict[str, str] = {}
    for word, times in said.items():
        stem = stem_of[word]
        if _tells(word) and stem not in taken:
            often[stem] += times
            if times > said[shown.setdefault(stem, word)]:
                shown[stem] = word
    return [shown[stem] for stem, _ in often.most_common()]


def _tells(word: str) -> bool:
    bare = folded(word)
    long_enough = 4 if word.isascii() else 3
    if bare in _COMMON or word.isnumeric() or UNSPACED.search(word):
        return False
    return long_enough <= len(word) <= _LONGEST_WORD or word.endswith(("+", "#"))


_LONGEST_WORD = 24
_COMMON = frozenset(
    """
    about above across after again against ahead almost alone along already also although always among another
    anyone anything around aside away back became because become been before began behind being below beside best
    better between beyond both bring came cannot click come cookies could does doing done down during each easy
    either else enough even ever every everyone everything example facts favorite find first five following four
    free from full gave getting give given gives goes going good great guide hardly have having hello help helps
    here hers herself himself home idea ideas inside instead into introduction itself just keep kind know large last
    later least less lets like list little long look lots made main make makes making many maybe might mine more
    most much must myself near need needs never next nice none nothing often once online only onto other others ours
    ourselves over overview own page part people perhaps post quite rather read real really right same seem seen
    several shall share shared should show since site some someone something sometimes soon still such sure take
    taken than thank thanks that their theirs them themselves then there these they thing things think this those
    though three through thus time times together told took toward under until update upon used useful user users
    uses using various very video want wants website well went were what when where whether which while whole whose
    will with within without words work works would year years your yours yourself
    """.split()  # noqa: SIM905  # words read best as a text
)
