"""Drawing a bar chart as a card: inches throughout, the origin at the lower left, no state of pyplot."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TypeAlias

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from adapters.workshop.lettering import Lettering, families_for, widest

WIDTH = 6.4
DPI = 250
PAD = 0.32
COLOURS = ("#0072B2", "#D55E00", "#009E73")
"""Blue, vermillion and bluish green of Okabe and Ito's "Color Universal Design": apart for every eye, dark on white."""
_CARD = "#FFFFFF"
_EDGE = "#D9DCE1"
_INK = "#1D2129"
_QUIET = "#4B5260"
_BASELINE = "#B4BAC4"
_TITLE_GAP = 0.2
_LEGEND_HEIGHT = 0.4
_BAR = 0.25
_THIN_BAR = 0.2
_ROW_GAP = 0.17
_SERIES_GAP = 0.03
_LABEL_WIDTH = 2.1
_LABEL_GAP = 0.13
_SWATCH = 0.14


_Place: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True)
class _Row:
    label: tuple[str, ...]
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Styles:
    title: Lettering
    label: Lettering
    value: Lettering


def draw(title: str, labels: Sequence[str], series: Sequence[tuple[str, Sequence[float]]]) -> bytes:
    """Draw it; the same chart gives the same bytes with the same fonts."""
    families = families_for((title, *labels, *(name for name, _ in series)))
    styles = _Styles(Lettering(families, 14, "bold"), Lettering(families, 11), Lettering(families, 10.5, "bold"))
    inner = WIDTH - 2 * PAD
    heading = styles.title.fitted(styles.title.drawable(title), inner, 2)
    rows = [
        _Row(_label(styles.label, label, number), tuple(values[number - 1] for _, values in series))
        for number, label in enumerate(labels, 1)
    ]
    names = [styles.label.drawable(name) or f"#{number}" for number, (name, _) in enumerate(series, 1)]
    legend = names if len(series) > 1 else []
    heights = [_height(row, styles) for row in rows]
    above = _leading(styles.title) * len(heading) + (_TITLE_GAP if heading else 0) + (_LEGEND_HEIGHT if legend else 0)
    height = 2 * PAD + above + sum(heights) + _ROW_GAP * (len(rows) - 1)

    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor="none")
    axes = _card(figure, height)
    _write(axes, (PAD, height - PAD), heading, styles.title)
    rows_top = height - PAD - above
    if legend:
        _draw_legend(axes, rows_top + _LEGEND_HEIGHT, legend, styles.label)
    _draw_rows(axes, rows_top, rows, heights, styles)
    png = BytesIO()
    figure.savefig(png, format="png", metadata={"Software": None})
    return png.getvalue()


def figure_text(value: float) -> str:
    """Give a figure as people write it in any language: narrow spaces between thousands, one decimal at most."""
    rounded = round(value, 1)
    digits = f"{rounded:,.0f}" if rounded == int(rounded) else f"{rounded:,.1f}"
    return digits.replace(",", "\u202f")


def _label(lettering: Lettering, label: str, number: int) -> tuple[str, ...]:
    return lettering.fitted(lettering.drawable(label) or f"#{number}", _LABEL_WIDTH, 2)


def _bar(row: _Row) -> float:
    return _BAR if len(row.values) == 1 else _THIN_BAR


def _leading(lettering: Lettering) -> float:
    return lettering.size * 1.3 / 72


def _height(row: _Row, styles: _Styles) -> float:
    bars = len(row.values) * (_bar(row) + _SERIES_GAP) - _SERIES_GAP
    return max(bars, len(row.label) * _leading(styles.label))


def _card(figure: Figure, height: float) -> Axes:
    axes = figure.add_axes((0, 0, 1, 1), xlim=(0, WIDTH), ylim=(0, height), facecolor="none")
    axes.set_axis_off()
    inset = 0.02
    axes.add_patch(
        FancyBboxPatch(
            (inset, inset),
            WIDTH - 2 * inset,
            height - 2 * inset,
            boxstyle="round,pad=0,rounding_size=0.12",
            facecolor=_CARD,
            edgecolor=_EDGE,
            linewidth=1,
        )
    )
    return axes


def _write(axes: Axes, at: _Place, lines: Sequence[str], lettering: Lettering, *, align: str = "left") -> None:
    """Write lines one below the other, from a place down."""
    x, top = at
    for number, line in enumerate(lines):
        _text(axes, (x, top - (number + 0.5) * _leading(lettering)), line, lettering, align=align)


def _text(axes: Axes, at: _Place, text: str, lettering: Lettering, *, colour: str = _INK, align: str = "left") -> None:
    """Write one line, its middle at the height of a place."""
    axes.text(
        *at,
        text,
        fontproperties=lettering.font,
        color=colour,
        ha=align,
        va="center_baseline",
        parse_math=False,
        usetex=False,
    )


def _draw_legend(axes: Axes, top: float, names: Sequence[str], lettering: Lettering) -> None:
    left, middle = PAD, top - _SWATCH
    room = WIDTH - 2 * PAD - len(names) * (_SWATCH + 0.35)
    share = room if sum(map(lettering.width, names)) <= room else room / len(names)
    for name, colour in zip(names, COLOURS, strict=False):
        shown = lettering.fitted(name, share, 1)[0]
        _draw_bar(axes, (left, middle), (_SWATCH, _SWATCH), colour)
        _text(axes, (left + _SWATCH + 0.09, middle), shown, lettering, colour=_QUIET)
        left += _SWATCH + 0.09 + lettering.width(shown) + 0.26


def _draw_rows(axes: Axes, top: float, rows: Sequence[_Row], heights: Sequence[float], styles: _Styles) -> None:
    start = PAD + widest(styles.label, [line for row in rows for line in row.label]) + _LABEL_GAP
    beside = widest(styles.value, [figure_text(value) for row in rows for value in row.values]) + 0.1
    most = max(value for row in rows for value in row.values) or 1
    scale = (WIDTH - PAD - beside - start) / most
    foot = top - sum(heights) - _ROW_GAP * (len(rows) - 1)
    axes.plot((start, start), (foot - 0.06, top + 0.06), color=_BASELINE, linewidth=1.2, zorder=3)
    for row, height in zip(rows, heights, strict=True):
        middle = top - height / 2
        label_top = middle + len(row.label) * _leading(styles.label) / 2
        _write(axes, (start - _LABEL_GAP, label_top), row.label, styles.label, align="right")
        _draw_values(axes, (start, middle), row, scale, styles.value)
        top -= height + _ROW_GAP


def _draw_values(axes: Axes, at: _Place, row: _Row, scale: float, lettering: Lettering) -> None:
    left, middle = at
    bar = _bar(row)
    y = middle + (len(row.values) - 1) * (bar + _SERIES_GAP) / 2
    for value, colour in zip(row.values, COLOURS, strict=False):
        if value > 0:
            _draw_bar(axes, (left, y), (max(value * scale, 0.02), bar), colour)
        _text(axes, (left + value * scale + 0.08, y), figure_text(value), lettering, colour=_QUIET)
        y -= bar + _SERIES_GAP


def _draw_bar(axes: Axes, at: _Place, size: tuple[float, float], colour: str) -> None:
    """Draw a bar from the middle of its left end."""
    (left, middle), (length, thickness) = at, size
    rounding = min(0.03, length / 2, thickness / 2)
    axes.add_patch(
        FancyBboxPatch(
            (left, middle - thickness / 2),
            length,
            thickness,
            boxstyle=f"round,pad=0,rounding_size={rounding}",
            facecolor=colour,
            linewidth=0,
        )
    )
