"""`/metrics`: how feeds and mail do, in Prometheus' text format. Read from the database at each scrape; nobody's name
or address is in it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response
from flask.typing import ResponseReturnValue
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlalchemy.orm import Session

from alerts.db import agenda, emails, engine_jobs, feed_numbers, ledger, suppressions
from alerts.db.engine_jobs import Queued
from alerts.domain.post_health import Trouble
from alerts.domain.suppression import Reason
from alerts.services.coverage import FeedState
from alerts.services.feed_overview import FeedOverview, overviews
from alerts.services.post_overview import PostOverview, post_overview
from alerts.services.publishing_overview import FilesOverview, files_overview
from alerts.services.pushing_overview import Standing, standings
from alerts.web.context import SiteContext
from alerts.web.routing import Route

EMAIL_STATES = ("queued", "sending", "sent", "bounced", "failed", "dropped")
_POLLS_OF = timedelta(days=1)


@dataclass(frozen=True, eq=False)  # a registry keeps its collectors by identity
class Measured(Collector):
    """What one scrape found."""

    feeds: Sequence[FeedOverview]
    polls: dict[tuple[str, bool], int]
    waiting_changes: int
    set_aside: int
    emails: dict[str, int]
    suppressed: dict[str, int]
    oldest_due_s: float
    post: PostOverview
    receivers: Sequence[Standing]
    files: FilesOverview | None
    alerts_due: int
    queued: Sequence[Queued]
    workers: int

    def collect(self) -> Iterator[Metric]:
        yield self._states()
        yield from self._of_feeds()
        yield self._polls()
        yield GaugeMetricFamily(
            _named("changes_waiting"), "Changes noticed and not yet matched.", self.waiting_changes
        )
        yield GaugeMetricFamily(
            _named("alerts_set_aside"),
            "Alerts that could not be put into words and wait for an operator.",
            self.set_aside,
        )
        yield self._emails()
        yield self._suppressed()
        yield self._mail_trouble()
        yield GaugeMetricFamily(
            _named("email_oldest_due_seconds"),
            "How long the e-mail has been due that waits longest; 0 where none is.",
            self.oldest_due_s,
        )
        yield GaugeMetricFamily(
            _named("alerts_due"), "Alerts that are to be put into words by now.", self.alerts_due
        )
        yield from self._of_receivers()
        yield from self._files()
        yield from self._engine()

    def _engine(self) -> Iterator[Metric]:
        """The jobs of the distributed engine; none where one process does all."""
        jobs = _family("engine_jobs", "Jobs of the distributed engine.", "work", "state")
        for each in self.queued:
            for state, count in (("waiting", each.waiting), ("doing", each.doing), ("failed", each.failed)):
                jobs.add_metric([each.work, state], count)
        yield jobs
        yield GaugeMetricFamily(_named("engine_workers"), "Workers that have joined.", self.workers)

    def _of_receivers(self) -> Iterator[Metric]:
        """How it goes with those who are told of changes, each by its name."""
        for name, said, values in (
            (
                "behind",
                "Numbers of the log of changes after the last that it was told.",
                [each.behind for each in self.receivers],
            ),
            ("failures", "Requests in a row that have failed.", [each.failures for each in self.receivers]),
            (
                "stopped",
                "1 where it said that it is gone and is told nothing.",
                [float(each.is_stopped) for each in self.receivers],
            ),
            (
                "last_delivery_timestamp_seconds",
                "When it last took something.",
                [_at(each.last_delivery) for each in self.receivers],
            ),
        ):
            metric = _family(f"webhook_{name}", said, "webhook")
            for receiver, value in zip(self.receivers, values, strict=True):
                if value is not None:
                    metric.add_metric([receiver.name], value)
            yield metric

    def _files(self) -> Iterator[Metric]:
        if self.files is not None and self.files.made_at is not None:
            yield GaugeMetricFamily(
                _named("open_data_made_timestamp_seconds"),
                "When the files of open data were made.",
                self.files.made_at.timestamp(),
            )
            yield GaugeMetricFamily(
                _named("open_data_applications"),
                "Applications in the files of open data.",
                self.files.applications,
            )

    def _states(self) -> Metric:
        metric = _family(
            "feed_state", "1 for the state that the feed is in, 0 for the others.", "feed", "state"
        )
        for feed in self.feeds:
            for state in FeedState:
                metric.add_metric([feed.name, state], float(feed.health.state is state))
        return metric

    def _of_feeds(self) -> Iterator[Metric]:
        """One value a feed; where it is not known yet the feed has none."""
        feeds = self.feeds
        for name, said, values in (
            (
                "last_success_timestamp_seconds",
                "When it was last read whole.",
                [_at(f.last_success_at) for f in feeds],
            ),
            (
                "last_new_timestamp_seconds",
                "When it last brought something new.",
                [_at(f.last_new_at) for f in feeds],
            ),
            ("usual_per_week", "New applications in a usual week.", [f.health.pace.a_week for f in feeds]),
            ("applications", "Applications known from it.", [f.applications for f in feeds]),
            ("unlocated", "Applications of it without a place.", [f.unlocated for f in feeds]),
            ("quarantined", "Records of it held back because they look odd.", [f.quarantined for f in feeds]),
            ("held_changes", "Changes of it that wait for an operator.", [f.health.held for f in feeds]),
            ("failures", "Polls in a row that have failed.", [f.failures for f in feeds]),
            ("skipped", "Polls that were due while another ran, and left out.", [f.skipped for f in feeds]),
            (
                "problems_last_poll",
                "Records of its last poll that could not be read.",
                [f.problems for f in feeds],
            ),
        ):
            metric = _family(f"feed_{name}", said, "feed")
            for feed, value in zip(feeds, values, strict=True):
                if value is not None:
                    metric.add_metric([feed.name], value)
            yield metric

    def _polls(self) -> Metric:
        metric = _family("feed_polls_last_day", "Polls of the last 24 hours.", "feed", "outcome")
        for feed in self.feeds:
            for outcome, is_well in (("read", True), ("failed", False)):
                metric.add_metric([feed.name, outcome], self.polls.get((feed.name, is_well), 0))
        return metric

    def _emails(self) -> Metric:
        metric = _family("emails", "E-mails by state.", "state")
        for state in EMAIL_STATES:
            metric.add_metric([state], self.emails.get(state, 0))
        return metric

    def _suppressed(self) -> Metric:
        metric = _family(
            "addresses_not_written_to", "Addresses that are never written to, by reason.", "reason"
        )
        for reason in Reason:
            metric.add_metric([reason], self.suppressed.get(reason, 0))
        return metric

    def _mail_trouble(self) -> Metric:
        metric = _family(
            "mail_trouble", "1 for the trouble that the mail server is in, 0 for others.", "kind"
        )
        for trouble in Trouble:
            metric.add_metric([trouble], float(self.post.trouble is trouble))
        return metric


def metrics(context: SiteContext) -> ResponseReturnValue:
    now = context.clock()
    with context.database.reading() as session:
        measured = _measured(session, context, now)
    registry = CollectorRegistry()
    registry.register(measured)
    answer = Response(generate_latest(registry), content_type=CONTENT_TYPE_PLAIN_0_0_4)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _measured(session: Session, context: SiteContext, now: datetime) -> Measured:
    due_at = feed_numbers.oldest_due_at(session, now)
    return Measured(
        feeds=overviews(session, now),
        polls=feed_numbers.polls_since(session, now - _POLLS_OF),
        waiting_changes=feed_numbers.waiting_changes(session),
        set_aside=ledger.set_aside_count(session),
        emails=emails.counts_by_state(session),
        suppressed=suppressions.counts_by_reason(session),
        oldest_due_s=(now - due_at).total_seconds() if due_at else 0.0,
        post=post_overview(session, now),
        receivers=standings(session),
        files=files_overview(context.files, now),
        alerts_due=agenda.alerts_due(session, now),
        queued=engine_jobs.queued(session),
        workers=len(engine_jobs.joined(session)),
    )


def _family(name: str, said: str, *labels: str) -> GaugeMetricFamily:
    return GaugeMetricFamily(_named(name), said, labels=labels)


def _named(name: str) -> str:
    return f"planning_alerts_{name}"


def _at(at: datetime | None) -> float | None:
    return at.timestamp() if at else None


ROUTES = (Route("/metrics", metrics),)
