"""Lettering for charts: which letters can be drawn, how wide they are, and how a text is made to fit."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.font_manager import FontProperties, fontManager, get_font

_HOUSE = "DejaVu Sans"
"""Comes with matplotlib: Latin, Greek, Cyrillic, Arabic, Hebrew and more."""
_STRANGERS = (
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "Noto Sans SC",
    "Source Han Sans SC",
    "WenQuanYi Zen Hei",
    "PingFang SC",
    "Microsoft YaHei",
    "Hiragino Sans",
    "Yu Gothic",
    "Malgun Gothic",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Tamil",
    "Noto Sans Thai",
    "Nirmala UI",
    "Noto Emoji",
)
"""Asked for only where the house font lacks a letter, and used if the machine has them."""
_ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Lettering:
    """One style of letters: size in points, and the fonts that are tried in turn."""

    families: tuple[str, ...]
    size: float
    weight: str = "normal"

    @property
    def font(self) -> FontProperties:
        """The style in matplotlib's terms."""
        return FontProperties(family=list(self.families), size=self.size, weight=self.weight)

    def width(self, text: str) -> float:
        """Give how wide a text is, in inches."""
        extent = _ruler().get_text_width_height_descent(text, self.font, ismath=False)  # type: ignore[no-untyped-call]
        return float(extent[0]) / _RULER_DPI

    def drawable(self, text: str) -> str:
        """Give a text on one line without what these fonts cannot draw."""
        letters = frozenset().union(*(_letters(family, self.weight) for family in self.families))
        kept: list[str] = []
        marks = 0
        for char in unicodedata.normalize("NFC", text):
            marks = marks + 1 if unicodedata.category(char)[0] == "M" else 0
            if char.isspace():
                kept.append(" ")
            elif ord(char) in letters and _shows(char) and marks <= _MOST_MARKS:
                kept.append(char)
        return " ".join("".join(kept).split())

    def fitted(self, text: str, width: float, lines: int) -> tuple[str, ...]:
        """Break a text into at most so many lines of at most that width, with an ellipsis when it does not fit."""
        broken: list[str] = []
        rest = text
        while rest and len(broken) < lines:
            line, rest = self._first_line(rest, width)
            broken.append(line)
        if rest:
            broken[-1] = self._shortened(broken[-1], width)
        return tuple(broken)

    def _first_line(self, text: str, width: float) -> tuple[str, str]:
        if self.width(text) <= width:
            return text, ""
        fits = self._fitting(text, width)
        space = text.rfind(" ", 0, fits + 1)
        cut = space if space > 0 else fits
        return text[:cut].rstrip(), text[cut:].lstrip()

    def _shortened(self, text: str, width: float) -> str:
        room = width - self.width(_ELLIPSIS)
        shortened = text[: self._fitting(text, room)].rstrip() + _ELLIPSIS
        return shortened if self.width(shortened) <= width else _ELLIPSIS

    def _fitting(self, text: str, width: float) -> int:
        """Give how many characters fit, at least one, never parting a letter from its marks."""
        low, high = 1, len(text)
        while low < high:
            middle = (low + high + 1) // 2
            if self.width(text[:middle]) <= width:
                low = middle
            else:
                high = middle - 1
        while 1 < low < len(text) and unicodedata.category(text[low])[0] == "M":
            low -= 1
        return low


def families_for(texts: Iterable[str], others: Sequence[str] = _STRANGERS) -> tuple[str, ...]:
    """Choose fonts: the house's own, and of the others those that have a letter it lacks."""
    missing = {ord(char) for text in texts for char in text if not char.isspace()} - _letters(_HOUSE, "normal")
    installed = {font.name for font in fontManager.ttflist} if missing else set()
    chosen = [_HOUSE]
    for family in others:
        if family in installed and missing & _letters(family, "normal"):
            chosen.append(family)
            missing -= _letters(family, "normal")
    return tuple(chosen)


def widest(lettering: Lettering, texts: Sequence[str]) -> float:
    """Give the width of the widest of some texts, in inches."""
    return max((lettering.width(text) for text in texts), default=0.0)


_RULER_DPI = 200
_MOST_MARKS = 3
"""Hebrew sets three on one letter; a tower of marks would run through the whole picture."""


@lru_cache(maxsize=1)
def _ruler() -> RendererAgg:
    return RendererAgg(1, 1, _RULER_DPI)  # type: ignore[no-untyped-call]


@lru_cache(maxsize=32)
def _letters(family: str, weight: str) -> frozenset[int]:
    return frozenset(get_font(fontManager.findfont(FontProperties(family=family, weight=weight))).get_charmap())


def _shows(char: str) -> bool:
    """Drop direction overrides, controls, enclosing marks and the selectors that choose between pictures."""
    return unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co", "Me"} and not "\ufe00" <= char <= "\ufe0f"
