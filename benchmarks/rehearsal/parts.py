"""The parts of the service as its configuration would put them together, on the simulated clock."""

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

from alerts.db.session import Database
from alerts.domain.timetable import Timetable
from alerts.mail.compose import MailSite
from alerts.mail.sender import SmtpSender
from alerts.mail.smtp_settings import Security, SmtpServer
from alerts.services.identity import MailIdentity
from alerts.services.post import Post
from benchmarks.rehearsal.country import Country
from benchmarks.rehearsal.feed_server import host_of
from benchmarks.rehearsal.options import Options
from benchmarks.rehearsal.simulated_clock import SimulatedClock
from geo.gazetteer import Gazetteer, default_path
from scheduler.configured import ConfiguredFeed
from scheduler.feeds import KINDS
from scheduler.feeds.kind import Feed
from scheduler.fetch import Fetcher, FetchLimits
from scheduler.hosts import HostBook
from scheduler.poller import Poller

TIMETABLE = Timetable(ZoneInfo("Europe/London"), time_of_day(7, 30), 4)
SITE = MailSite(
    "https://alerts.example", "Planning alerts", "A rehearsal", "help@alerts.example", is_demonstration=True
)
IDENTITY = MailIdentity(
    base_url=SITE.base_url,
    site_name=SITE.name,
    contact_email=SITE.contact_email,
    sender="alerts@alerts.example",
    sender_name="Planning alerts",
    reply_to="",
    envelope_domain="bounces.alerts.example",
    key="a key of a rehearsal, which seals the links of nobody",
)
_HISTORY_DAYS = 400
_SEED = 7
_AS_FAST_AS_IT_GOES = 1e6


def post_of(
    options: Options, database: Database, clock: SimulatedClock, port: int, is_stopping: Callable[[], bool]
) -> Post:
    server = SmtpServer("127.0.0.1", port, "alerts.example", Security.NONE, letters_per_connection=1_000)
    return Post(
        database=database,
        sender=SmtpSender(server, is_stopping=is_stopping),
        site=SITE,
        identity=IDENTITY,
        clock=clock,
        rate_per_second=_AS_FAST_AS_IT_GOES,
        connections=options.connections,
        is_stopping=is_stopping,
    )


def feeds_of(options: Options, country: Country, port: int) -> dict[str, ConfiguredFeed]:
    """A feed an authority, each at a host of its own, by name."""
    kind = KINDS["planit"]
    found = {}
    for position, code in enumerate(country.codes.tolist()):
        url = f"http://{host_of(position)}:{port}/{code}/api/applics/json"
        settings = kind.settings_model.model_validate({"page_size": 250})
        feed = Feed(f"planit-{code}", kind.name, url, code, _HISTORY_DAYS, settings)
        found[feed.name] = ConfiguredFeed(feed, kind, options.poll_every_h * 3_600.0, True, kind.precedence)
    return found


def poller_of(
    database: Database, country: Country, clock: SimulatedClock, port: int, is_stopping: Callable[[], bool]
) -> Poller:
    allowed = frozenset(f"{host_of(position)}:{port}" for position in range(len(country.codes)))
    hosts = _hosts(database, clock, is_stopping)
    return Poller(
        database=database,
        fetcher=Fetcher(FetchLimits(), "planning-alerts-rehearsal", allowed, hosts=hosts),
        gazetteer=Gazetteer(default_path()),
        timetable=TIMETABLE,
        clock=clock,
        is_stopping=is_stopping,
        jitter=random.Random(_SEED).random,
    )


def _hosts(database: Database, clock: SimulatedClock, is_stopping: Callable[[], bool]) -> HostBook:
    """The turns at each host by the book that workers share; the minute between two requests passes at once."""
    skipped = [0.0]

    def sleep(seconds: float) -> None:
        skipped[0] += seconds

    def hastened() -> datetime:
        return clock() + timedelta(seconds=skipped[0])

    return HostBook(
        database,
        hastened,
        sleep=sleep,
        monotonic=lambda: time.monotonic() + skipped[0],
        is_stopping=is_stopping,
    )
