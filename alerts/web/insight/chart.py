"""A chart of a dashboard: its sentence, its table, how it is drawn, and how whole the data under it is."""

from collections.abc import Callable
from dataclasses import dataclass

from alerts.drawing.charts.paper import Drawing, Paper
from alerts.web.insight.table import Table


@dataclass(frozen=True)
class Chart:
    """`name` stands in addresses. `draw` is None where there is nothing to draw; `note` says how to read the picture,
    `whole` how complete the data of just this chart is.
    """

    name: str
    heading: str
    sentence: str
    table: Table
    draw: Callable[[Paper], Drawing] | None = None
    note: str = ""
    whole: str = ""
