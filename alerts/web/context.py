"""What every page is made from: passed in once by whoever starts the site, never looked up."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

from alerts.db.authority_counts import KeptCounts
from alerts.db.session import Database
from alerts.domain.licence import Licence
from alerts.domain.signup_limits import USUAL, SignupLimits
from alerts.domain.timetable import Timetable
from alerts.mail.compose import MailSite
from alerts.services.areas import Places
from alerts.services.identity import MailIdentity
from alerts.services.insight import LOAD_PATIENCE_S, Insights
from alerts.services.publishing_overview import FilesPlace
from alerts.services.subscribing import Desk
from alerts.services.watched import WatchedAreas
from alerts.services.watching import NOTHING_MORE, Watch
from alerts.services.workbench import Workbench
from alerts.web.lately import BELIEVED_S, Lately
from alerts.web.policy import TileService
from alerts.web.watched import OnAnswer, nobody_listens


@dataclass(frozen=True)
class SiteContext:
    """The site's stores, words and secrets. `outbox_dir` is given only where mail stays in a folder,
    `bounce_secret` only where a mail service may tell of bounces. `licences` are those of the feeds by name, where the
    operator named one. `pages_a_minute` is what one network may ask for, 0 without a limit, and so are
    `api_requests_a_minute` and `api_rows_a_minute`. Without `tiles` maps lie on plain ground. `hub_url` is the
    WebSub hub that feeds name, empty for none. `insight_patience_s` is how long the first request for a dashboard waits
    for its numbers to be read. `files` tells where the files of open data lie, if any are made. `believed_s` is how
    long the database's word is taken that nothing has changed, by the clock `monotonic`. `on_answer` is told of every
    answer; `watch` is what an operator wants to be told of. `watched` are the areas that an operator's look ahead
    at a release is matched with, `flood_limit` is how many changes a poll may always tell, `workbench` reads stored
    records of feeds again, where there is one. `has_admin` where operators have their pages. `standstill_s` tells how
    long ago the clock ticked that runs in this process, if one does.
    """

    database: Database
    places: Places
    site: MailSite
    identity: MailIdentity
    timetable: Timetable
    clock: Callable[[], datetime]
    secret_key: str
    trusted_proxies: int
    outbox_dir: Path | None
    is_demonstration: bool
    has_admin: bool = True
    bounce_secret: str = ""
    tiles: TileService | None = None
    limits: SignupLimits = USUAL
    pages_a_minute: int = 0
    api_requests_a_minute: int = 0
    api_rows_a_minute: int = 0
    licences: Mapping[str, Licence] = field(default_factory=dict)
    insight_patience_s: float = LOAD_PATIENCE_S
    hub_url: str = ""
    files: FilesPlace | None = None
    believed_s: float = BELIEVED_S
    monotonic: Callable[[], float] = time.monotonic
    watched: WatchedAreas = field(default_factory=WatchedAreas)
    flood_limit: int = 200
    workbench: Workbench | None = None
    on_answer: OnAnswer = nobody_listens
    watch: Watch = NOTHING_MORE
    standstill_s: Callable[[], float] = lambda: 0.0

    @cached_property
    def insights(self) -> Insights:
        """The numbers of the dashboards, read when somebody first asks, or when whoever starts the site says so."""
        return Insights(self.database, load_patience_s=self.insight_patience_s)

    @cached_property
    def counts(self) -> KeptCounts:
        """How many applications each council has."""
        return KeptCounts()

    @cached_property
    def lately(self) -> Lately:
        """How fresh the register was a moment ago."""
        return Lately(self.database, self.believed_s, self.monotonic)

    def desk(self) -> Desk:
        """What the use cases need, at this moment."""
        return Desk(self.site, self.identity, self.timetable, self.clock(), self.limits)

    def today(self) -> date:
        """The day in the timetable's zone."""
        return self.timetable.today(self.clock())
