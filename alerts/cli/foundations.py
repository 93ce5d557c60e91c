"""What every part of an installation stands on: its settings, clock, database, places and name."""

import os
import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from functools import cached_property
from pathlib import Path

from alerts.cli.error_reports import check_can_report
from alerts.cli.mail_ways import identity_of, signer_of
from alerts.db import schema
from alerts.db.counts import Counts
from alerts.db.session import FOR_A_PAGE, Database
from alerts.db.waking import Door
from alerts.domain.timetable import HurriedTimetable, Timetable
from alerts.mail.compose import MailSite
from alerts.services.areas import Places
from alerts.services.identity import MailIdentity
from alerts.services.owner import this_process
from alerts.services.pulse import Pulse
from alerts.services.steps import Steps
from alerts.services.watched import WatchedAreas
from alerts.settings import Settings, SettingsError, load_settings
from geo.gazetteer import Gazetteer, default_path
from scheduler.bell import Bell
from scheduler.configured import ConfiguredFeed, configured_feeds

CONFIG_VARIABLE = "PLANNING_ALERTS_CONFIG"


def now() -> datetime:
    return datetime.now(UTC)


def find_settings(given: Path | None) -> Settings:
    """The settings of `--config`, else of the variable, else of ./config.toml. Raises SettingsError."""
    named = given or (Path(os.environ[CONFIG_VARIABLE]) if os.environ.get(CONFIG_VARIABLE) else None)
    path = named or Path("config.toml")
    if named is None and not path.exists():
        raise SettingsError(
            "there is no configuration: copy config.example.toml to config.toml, or name one with --config"
        )
    settings = load_settings(path)
    configured_feeds(settings)
    signer_of(settings.mail)
    check_can_report(settings)
    return settings


class Checks(Enum):
    """How a database is looked at before it is used: quickly by a command; whole before the service runs on it; whole,
    but content with one that can only be read.
    """

    QUICK = auto()
    ALL = auto()
    FOR_READING = auto()


@dataclass(frozen=True)
class Foundations:
    """What the other parts of one installation stand on, each made when it is first needed."""

    settings: Settings
    is_demonstration: bool = False

    @cached_property
    def stopping(self) -> threading.Event:
        """Set when the service is to end: polls stop after the page in hand, sending after the e-mail in hand."""
        return threading.Event()

    @cached_property
    def bell(self) -> Bell:
        """Rung by the site when somebody waits for an answer; heard where the worker runs in the same process."""
        return Bell()

    @cached_property
    def door(self) -> Door:
        """Wakes whoever a write of this process says is to look: workers anywhere, or the clock of this process."""
        if not self.settings.engine.is_distributed:
            return self.bell
        try:
            from scheduler.queue import JobDoor
        except ImportError as error:
            raise SettingsError(
                f'engine.kind = "distributed" needs the package {error.name}: install planning-alerts[postgres]'
            ) from error
        return JobDoor()

    @cached_property
    def database(self) -> Database:
        settings = self.settings.database
        return Database(settings.url, door=self.door, connections=settings.connections, counts=self.counts)

    @cached_property
    def site_database(self) -> Database:
        """The same, for pages: with connections of its own, and less patience."""
        settings = self.settings.database
        return Database(
            settings.url,
            FOR_A_PAGE,
            self.database.trouble,
            self.door,
            settings.site_connections,
            self.counts,
        )

    @cached_property
    def counts(self) -> Counts:
        """What this process counts of its own work."""
        return Counts()

    @cached_property
    def steps(self) -> Steps:
        """How the steps of the work go in this process."""
        return Steps(now, self.counts)

    def pulse(self, part: str, *, works: bool = True) -> Pulse:
        """What tells the others how this process does, which was started as `part`."""
        steps = self.steps if works else None
        return Pulse(self.database, self.timetable, now, self.counts, this_process(), part, steps)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        return Gazetteer(self.gazetteer_path)

    @property
    def gazetteer_path(self) -> Path:
        return self.settings.postcodes.path or default_path()

    @property
    def maps_from(self) -> Gazetteer | None:
        """What the maps of e-mails are drawn from, where they are to carry any."""
        return self.gazetteer if self.settings.mail.maps else None

    @cached_property
    def timetable(self) -> Timetable:
        timetable = self.settings.schedule.timetable()
        if not self.is_demonstration:
            return timetable
        return HurriedTimetable(timetable.zone, timetable.digest_time, timetable.weekly_day)

    @cached_property
    def feeds(self) -> tuple[ConfiguredFeed, ...]:
        return configured_feeds(self.settings)

    @cached_property
    def places(self) -> Places:
        matching = self.settings.matching
        return Places(self.gazetteer, matching.default_radius_m, matching.max_area_km2)

    @cached_property
    def watched(self) -> WatchedAreas:
        """The watch areas as matching holds them, kept in a file where one is named, or beside that of SQLite."""
        beside = schema.sqlite_file(self.database)
        file = self.settings.matching.areas_file
        return WatchedAreas(file or (beside.with_name(f"{beside.name}.areas") if beside else None))

    @cached_property
    def mail_site(self) -> MailSite:
        site = self.settings.site
        return MailSite(
            site.base_url, site.name, site.operator_name, site.contact_email, self.is_demonstration
        )

    @cached_property
    def identity(self) -> MailIdentity:
        return identity_of(self.settings)
