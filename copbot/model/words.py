"""Words as a search compares them: lower case, accents folded, in any script."""

import re
import unicodedata

_APOSTROPHE = re.compile("['\u2019]")
_ACCENT = re.compile("[\u0300-\u036f]")
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Letters of scripts that put no space between words: Thai, Lao, Burmese, Khmer, Japanese, Chinese."""


def slug(text: str) -> str:
    """Give a text in lower case with `-` between its words; `c++` and `c#` stay words, an apostrophe parts none."""
    seen = "".join(char for char in _APOSTROPHE.sub("", text) if unicodedata.category(char) != "Cf")
    lowered = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", seen).lower())
    kept = "".join(char if unicodedata.category(char)[0] in "LMN" or char in "+#" else "-" for char in lowered)
    return re.sub(r"-{2,}", "-", re.sub(r"(?<![\w+#])[+#]+|[+#]+(?=\w)", "-", kept)).strip("-")


def folded(word: str) -> str:
    """Give a word without its accents, so that `café` and `cafe` are one."""
    return _ACCENT.sub("", unicodedata.normalize("NFKD", word.lower()))
