"""All charts of a dashboard, in the order of its page."""

from dataclasses import replace

from alerts.domain.insight.insight import Insight
from alerts.domain.insight.slice import PlaceKind
from alerts.domain.wording import council_name
from alerts.web.insight.chart import Chart
from alerts.web.insight.monthly_charts import months_chart, outcomes_chart, types_chart
from alerts.web.insight.subject import Subject
from alerts.web.insight.timing_chart import timing_chart
from alerts.web.insight.trend_charts import season_chart, trend_chart
from alerts.web.insight.where_charts import councils_chart, hexagons_chart, wards_charts


def charts(found: Insight, subject: Subject) -> tuple[Chart, ...]:
    """Wards only of a council whose wards are known, councils only where there may be several."""
    about = subject.about_slice(found.slice.ward)
    is_several = subject.kind is PlaceKind.ALL or len(found.where.councils) > 1
    names = {each.code: council_name(each.code) for each in found.where.councils}
    return (
        months_chart(found, about),
        outcomes_chart(found, about),
        types_chart(found, about),
        timing_chart(found, about),
        *((councils_chart(found, about, names),) if is_several else ()),
        *(wards_charts(found, subject) if found.slice.ward is None else ()),
        hexagons_chart(found, replace(subject, about=about)),
        trend_chart(found, about),
        season_chart(found, about),
    )
