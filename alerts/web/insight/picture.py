"""The picture of a chart in a page: the one place that trusts its markup: drawings escape all words."""

from markupsafe import Markup

from alerts.drawing.charts.page import page_svg
from alerts.drawing.charts.paper import NARROW, WIDE
from alerts.web.insight.chart import Chart


def picture(chart: Chart, name: str) -> Markup:
    """The chart for wide and for narrow screens; nothing where there is nothing to draw."""
    if chart.draw is None:
        return Markup()
    title = f"{chart.heading}, {name}"
    drawn = (page_svg(chart.draw(paper), chart.name, title, chart.sentence) for paper in (WIDE, NARROW))
    return Markup("".join(drawn))  # noqa: S704
