"""Charts as pictures; run by the workshop's worker."""

import math
from collections.abc import Sequence

from adapters.workshop.process import Workshop
from copbot.message import Chart

MOST_BARS = 12
MOST_SERIES = 3


def draw_chart(title: str, labels: Sequence[str], series: Sequence[tuple[str, Sequence[float]]]) -> bytes:
    """Draw a chart of horizontal bars as PNG, 1,600 pixels wide: for each label one bar of every series.

    Raises: ValueError for other than 1-12 labels, 1-3 series of as many figures, or a figure below zero.
    """
    from adapters.workshop.drawing import draw

    if not 1 <= len(labels) <= MOST_BARS or not 1 <= len(series) <= MOST_SERIES:
        raise ValueError(f"{len(labels)} labels, {len(series)} series")
    for name, values in series:
        if len(values) != len(labels) or not all(math.isfinite(value) and value >= 0 for value in values):
            raise ValueError(f"figures of {name!r}: {values!r}")
    return draw(title, labels, series)


class WorkshopPainter:
    """Draws charts in the workshop; implements the port `Painter`."""

    def __init__(self, workshop: Workshop) -> None:
        self._workshop = workshop

    async def draw(self, chart: Chart) -> bytes:
        """Draw a chart as PNG, with its sentences as they are.

        Raises: WorkshopFailed.
        """
        series = tuple((str(one.name), one.values) for one in chart.series)
        return await self._workshop.run(draw_chart, str(chart.title), tuple(map(str, chart.labels)), series)
