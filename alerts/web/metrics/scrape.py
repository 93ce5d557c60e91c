"""One scrape: the moment, what is read from, and what was counted; and the forms that metrics have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from sqlalchemy.orm import Session

from alerts.db import counted
from alerts.db.counts import Counted, Key
from alerts.domain.wellness import Backlog
from alerts.services.feed_overview import FeedOverview, overviews
from alerts.services.wellness import backlog_of
from alerts.web.context import SiteContext

Labels = tuple[str, ...]


@dataclass(frozen=True)
class Scrape:
    """What several collectors read is read once."""

    session: Session
    context: SiteContext
    now: datetime

    @cached_property
    def counted(self) -> Mapping[Key, int]:
        return counted.on_day(self.session)

    @cached_property
    def feeds(self) -> list[FeedOverview]:
        return overviews(self.session, self.now)

    @cached_property
    def backlog(self) -> Backlog:
        return backlog_of(self.session, self.now)

    def of(self, name: Counted) -> dict[tuple[str, str], int]:
        """What was counted under a name, by what tells its kinds apart."""
        return {(key.about, key.outcome): count for key, count in self.counted.items() if key.name == name}

    def total(self, name: Counted) -> int:
        return sum(self.of(name).values())

    def age_s(self, at: datetime | None) -> float:
        """How long ago that was; 0 where nothing waits."""
        return max((self.now - at).total_seconds(), 0.0) if at else 0.0


def named(name: str) -> str:
    return f"planning_alerts_{name}"


def gauge(name: str, said: str, value: float) -> Metric:
    return GaugeMetricFamily(named(name), said, value)


def gauges(name: str, said: str, labels: Labels, values: Iterable[tuple[Labels, float | None]]) -> Metric:
    """One value for each set of labels; what is not known yet has none."""
    family = GaugeMetricFamily(named(name), said, labels=labels)
    for each, value in values:
        if value is not None:
            family.add_metric(each, value)
    return family


def counter(name: str, said: str, value: float) -> Metric:
    """Called `name_total`, and only ever rises."""
    return CounterMetricFamily(named(name), said, value)


def counters(name: str, said: str, labels: Labels, values: Iterable[tuple[Labels, float]]) -> Metric:
    family = CounterMetricFamily(named(name), said, labels=labels)
    for each, value in sorted(values):
        family.add_metric(each, value)
    return family


def by_kind(
    scrape: Scrape, name: Counted, known: Iterable[str], divisor: float = 1
) -> list[tuple[Labels, float]]:
    """Counted by one label; a kind that was never counted stands at 0, so that its first rise can be seen."""
    found = {about: count for (about, _), count in scrape.of(name).items()}
    return [((kind,), found.get(kind, 0) / divisor) for kind in sorted({*known, *found})]


def timestamp(at: datetime | None) -> float | None:
    return at.timestamp() if at else None
