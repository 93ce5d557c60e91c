"""One installation put together from its settings: the only place that knows clock, environment and all parts."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from alerts.cli.foundations import Checks, Foundations, find_settings, now
from alerts.cli.mail_ways import box_of, sender_of, signer_of
from alerts.cli.told import summary_of, watch_of
from alerts.db import feeds, log_followers, room, schema, soundness
from alerts.db.session import DatabaseUnusable
from alerts.domain.licence import Licence
from alerts.domain.nightly import Nightly
from alerts.domain.signup_limits import SignupLimits
from alerts.services.post import Post
from alerts.services.publishing import Press
from alerts.services.publishing_nightly import NightShift
from alerts.services.publishing_overview import FilesPlace
from alerts.services.publishing_rows import Origin
from alerts.services.reading import BoxReader
from alerts.services.reception import Reception
from alerts.services.subscribing import Desk
from alerts.services.summarising import Summary
from alerts.services.watching import Watch
from alerts.settings import seconds
from scheduler.fetch import Fetcher, FetchLimits
from scheduler.hosts import HostBook
from scheduler.jobs import Pipeline
from scheduler.poller import Poller
from scheduler.push import followers_of, post_through, receivers_of
from scheduler.turns import Hosts, Turns

log = logging.getLogger("planning_alerts.database")

LEASE_SPARE_S = 30
DEMONSTRATION_FILES_EVERY = timedelta(minutes=4)
USER_AGENT = "planning-alerts/0.1 (+{base_url}; {contact})"

__all__ = ["Checks", "Installation", "closing", "find_settings", "now"]


@dataclass(frozen=True)
class Installation(Foundations):
    """The parts of one installation, each made when it is first needed."""

    @cached_property
    def post(self) -> Post:
        mail = self.settings.mail
        return Post(
            database=self.database,
            sender=sender_of(self.settings, self.stopping.is_set),
            site=self.mail_site,
            identity=self.identity,
            clock=now,
            rate_per_second=mail.rate_per_second,
            connections=mail.connections,
            sign=signer_of(mail),
            is_stopping=self.stopping.is_set,
        )

    @cached_property
    def box_reader(self) -> BoxReader | None:
        """None where no box is configured."""
        bounces = self.settings.bounces
        if not bounces.source:
            return None
        return BoxReader(box_of(bounces), self.database, self.desk, self.stopping.is_set)

    def desk(self) -> Desk:
        """What the use cases need, at this moment."""
        return Desk(self.mail_site, self.identity, self.timetable, now())

    @cached_property
    def fetcher(self) -> Fetcher:
        fetch = self.settings.fetch
        total_s = seconds(fetch.page_timeout)
        limits = FetchLimits(total_s=total_s, max_bytes=fetch.max_megabytes * 2**20, gap_s=fetch.gap)
        return self.fetcher_with(limits)

    def fetcher_with(self, limits: FetchLimits) -> Fetcher:
        site = self.settings.site
        agent = USER_AGENT.format(base_url=site.base_url, contact=site.contact_email)
        allowed = frozenset(self.settings.fetch.allow_private_hosts)
        return Fetcher(limits, agent, allowed, hosts=self._hosts(limits))

    def _hosts(self, limits: FetchLimits) -> Hosts:
        """The turns at each host, shared with every other process where there is a database to share."""
        try:
            schema.check_current(self.database)
        except DatabaseUnusable:
            return Turns()
        return HostBook(
            self.database, now, lease_s=limits.total_s + LEASE_SPARE_S, is_stopping=self.stopping.is_set
        )

    @cached_property
    def poller(self) -> Poller:
        return Poller(
            database=self.database,
            fetcher=self.fetcher,
            gazetteer=self.gazetteer,
            timetable=self.timetable,
            clock=now,
            flood_limit=self.settings.matching.flood_limit_per_feed,
            is_stopping=self.stopping.is_set,
        )

    @property
    def limits(self) -> SignupLimits:
        return self.settings.signup.limits()

    @cached_property
    def reception(self) -> Reception:
        return Reception(
            self.database, self.places, self.mail_site, self.identity, self.timetable, now, self.limits
        )

    @property
    def licences(self) -> dict[str, Licence]:
        """Those of the feeds by name, where the operator named one."""
        return {
            feed.name: Licence(feed.licence, feed.licence_url) for feed in self.settings.feeds if feed.licence
        }

    @property
    def nightly(self) -> Nightly:
        """When the files of open data are made."""
        every = DEMONSTRATION_FILES_EVERY if self.is_demonstration else None
        return Nightly(self.settings.publishing.files_time(), self.timetable.zone, every)

    @property
    def press(self) -> Press | None:
        """What makes the files of open data; None where no folder is theirs."""
        folder = self.settings.publishing.files_dir
        if folder is None:
            return None
        origin = Origin(self.settings.site.base_url, self.licences, self.is_demonstration)
        return Press(self.database, folder, origin, now, self.stopping.is_set)

    @property
    def files_place(self) -> FilesPlace | None:
        folder = self.settings.publishing.files_dir
        return FilesPlace(folder, self.nightly) if folder else None

    @cached_property
    def pipeline(self) -> Pipeline:
        return Pipeline(
            self.database,
            self.timetable,
            now,
            self.poller,
            self.feeds,
            self.post,
            self.reception,
            self.stopping,
            self.box_reader,
            seconds(self.settings.bounces.every),
            self.maps_from,
            receivers=receivers_of(self.settings, post_through(self.fetcher), now),
            night_shift=NightShift(self.press, self.nightly) if self.press else None,
            watched=self.watched,
            steps=self.steps,
            watch=self.watch,
            summary=self.summary,
        )

    @cached_property
    def watch(self) -> Watch:
        return watch_of(self.settings, self.database)

    @property
    def summary(self) -> Summary | None:
        """None also in a demonstration, whose mail is all of applications."""
        if self.is_demonstration:
            return None
        return summary_of(self.settings, self.timetable, self.watch, self.gazetteer)

    def check_database(self, checked: Checks = Checks.QUICK) -> None:
        """Raise DatabaseUnusable, saying what to do, unless the database is fit for use; then note the feeds."""
        if checked is not Checks.QUICK:
            soundness.check_sound(self.database)
        if schema.check_current(self.database) is schema.Fit.AHEAD:
            log.warning(
                "a newer version has migrated the database, which still serves this one: install it here too"
            )
        soundness.check_durable(self.database)
        try:
            with self.database.writing() as session:
                if checked is not Checks.QUICK:
                    room.check(session)
                feeds.register(session, (configured.entry() for configured in self.feeds))
                log_followers.register(session, followers_of(self.settings))
        except DatabaseUnusable as error:
            if checked is not Checks.FOR_READING:
                raise
            log.warning("pages are shown, but nothing can be asked for: %s", error)


@contextmanager
def closing(installation: Installation) -> Iterator[Installation]:
    """The installation for one command, its connections closed at the end."""
    try:
        yield installation
    finally:
        if "counts" in installation.__dict__:
            installation.pulse("command", works=False).quietly()
        if "fetcher" in installation.__dict__:
            installation.fetcher.close()
        for name in ("site_database", "database"):
            if name in installation.__dict__:
                installation.__dict__[name].engine.dispose()
