"""The settings as frozen values, each key with its type, its default and its rule."""

import re
from datetime import time
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, PrivateAttr, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from alerts.domain.timetable import WEEKDAYS, Timetable
from alerts.settings.admin import AdminSettings
from alerts.settings.backup import BackupSettings
from alerts.settings.bounces import BounceSettings
from alerts.settings.database import DatabaseSettings
from alerts.settings.engine import EngineSettings
from alerts.settings.faults import line_of
from alerts.settings.feed import FeedSettings
from alerts.settings.mail import MailSettings
from alerts.settings.observing import LoggingSettings, ReportingSettings
from alerts.settings.publishing import PublishingSettings, WebhookSettings
from alerts.settings.section import SHORTEST_SECRET, Section, address, is_random, read_secret, seconds
from alerts.settings.signup import SignupSettings

ENVIRONMENT_PREFIX = "PLANNING_ALERTS__"
_FIRST_HOUR_UNSAFE, _LAST_HOUR_UNSAFE = time(1, 0), time(2, 0)


_LONGEST_PAGE_S = 90


_TILES = re.compile(r"(https?://[a-z0-9.-]+(:[0-9]{1,5})?)?/(?!/)[^\s\"'<>;,]*", re.IGNORECASE)
"""A tile service's address, or a path of this site; nothing that would end or widen a content security policy."""


class SiteSettings(Section):
    base_url: str = "http://127.0.0.1:5000"
    name: str = "Planning alerts"
    secret_key: SecretStr | None = None
    secret_key_file: Path | None = None
    previous_secret_keys: tuple[SecretStr, ...] = ()
    previous_secret_keys_file: Path | None = None
    contact_email: str = "planning-alerts@localhost"
    operator_name: str = "the operator of this service"
    trusted_proxies: int = Field(default=0, ge=0, le=5)
    pages_a_minute: int = Field(default=300, ge=0, le=100_000)
    tile_url: str = ""
    tile_attribution: str = ""

    @field_validator("base_url")
    @classmethod
    def _whole_address(cls, value: str) -> str:
        if not re.match(r"^https?://[^/\s@]+$", value.rstrip("/")):
            raise ValueError(
                "write the site's address without a path, for example https://alerts.example.org"
            )
        return value.rstrip("/")

    @field_validator("tile_url")
    @classmethod
    def _is_template(cls, value: str) -> str:
        if value and not (
            _TILES.fullmatch(value) and all(value.count(part) == 1 for part in ("{z}", "{x}", "{y}"))
        ):
            raise ValueError(
                "write the address of a tile with {z}, {x} and {y} in it,"
                " for example https://tiles.example.org/{z}/{x}/{y}.png"
            )
        return value

    @field_validator("contact_email")
    @classmethod
    def _is_address(cls, value: str) -> str:
        return address(value)

    @model_validator(mode="after")
    def _says_whose_tiles(self) -> "SiteSettings":
        if self.tile_url and not self.tile_attribution.strip():
            raise ValueError("tile_attribution is missing: say whose map the tiles of tile_url are")
        return self

    @model_validator(mode="after")
    def _has_secret(self) -> "SiteSettings":
        if self.secret_key is None and self.secret_key_file is None:
            raise ValueError("secret_key or secret_key_file is missing: at least 32 random characters")
        if len(self.secret()) < SHORTEST_SECRET:
            raise ValueError(f"secret_key is too short: use at least {SHORTEST_SECRET} random characters")
        if not is_random(self.secret()):
            raise ValueError("secret_key is no random one: `openssl rand -hex 32` makes one")
        if any(len(key) < SHORTEST_SECRET for key in self.previous_secrets()):
            raise ValueError(f"previous_secret_keys: each has at least {SHORTEST_SECRET} characters")
        return self

    def secret(self) -> str:
        return read_secret(self.secret_key, self.secret_key_file)

    def previous_secrets(self) -> tuple[str, ...]:
        """The keys before today's, from the list and from the file, one a line; links sealed with them still open."""
        listed = tuple(key.get_secret_value() for key in self.previous_secret_keys)
        lines = read_secret(None, self.previous_secret_keys_file).splitlines()
        return (*listed, *(line.strip() for line in lines if line.strip()))


class ScheduleSettings(Section):
    timezone: str = "Europe/London"
    digest_time: str = "07:30"
    weekly_day: str = "friday"
    poll_every: str = "30m"
    send_every: str = "1m"

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError) as error:
            raise ValueError(f"{value!r} is no time zone, write for example Europe/London") from error
        return value

    @field_validator("digest_time")
    @classmethod
    def _safe_hour(cls, value: str) -> str:
        if not re.match(r"^([01]\d|2[0-3]):[0-5]\d$", value):
            raise ValueError("write hours and minutes, for example 07:30")
        if _FIRST_HOUR_UNSAFE <= time.fromisoformat(value) < _LAST_HOUR_UNSAFE:
            raise ValueError(
                "between 01:00 and 01:59 the clock changes skip or repeat the hour: choose another"
            )
        return value

    @field_validator("weekly_day")
    @classmethod
    def _known_day(cls, value: str) -> str:
        if value.lower() not in WEEKDAYS:
            raise ValueError(f"write one of {', '.join(WEEKDAYS)}")
        return value.lower()

    @field_validator("poll_every", "send_every")
    @classmethod
    def _known_duration(cls, value: str) -> str:
        seconds(value)
        return value

    def timetable(self) -> Timetable:
        return Timetable(
            ZoneInfo(self.timezone), time.fromisoformat(self.digest_time), WEEKDAYS.index(self.weekly_day)
        )


class MatchingSettings(Section):
    default_radius_m: int = Field(default=100, ge=0, le=5000)
    max_area_km2: float = Field(default=400, gt=0, le=400)
    flood_limit_per_feed: int = Field(default=200, ge=1)
    areas_file: Path | None = None


class FetchSettings(Section):
    allow_private_hosts: tuple[str, ...] = ()
    max_megabytes: int = Field(default=15, ge=1, le=200)
    page_timeout: str = "60s"
    gap: float = Field(default=0.0, ge=0, le=120)

    @field_validator("page_timeout")
    @classmethod
    def _known_duration(cls, value: str) -> str:
        if seconds(value) > _LONGEST_PAGE_S:
            raise ValueError("at most 90s: another process would take the poll over meanwhile")
        return value


class PostcodeSettings(Section):
    path: Path | None = None


class BoundarySettings(Section):
    ons_url: str = "https://services1.arcgis.com/ESMARspQHYMw9BZ9/arcgis/rest/services"


class ConstraintSettings(Section):
    url: str = "https://www.planning.data.gov.uk"


class Settings(BaseSettings):
    """All settings of one installation."""

    model_config = SettingsConfigDict(
        extra="forbid", frozen=True, env_prefix=ENVIRONMENT_PREFIX, env_nested_delimiter="__"
    )

    site: SiteSettings
    database: DatabaseSettings = DatabaseSettings()
    backup: BackupSettings = BackupSettings()
    engine: EngineSettings = EngineSettings()
    mail: MailSettings = MailSettings()
    bounces: BounceSettings = BounceSettings()
    schedule: ScheduleSettings = ScheduleSettings()
    matching: MatchingSettings = MatchingSettings()
    signup: SignupSettings = SignupSettings()
    fetch: FetchSettings = FetchSettings()
    postcodes: PostcodeSettings = PostcodeSettings()
    boundaries: BoundarySettings = BoundarySettings()
    constraints: ConstraintSettings = ConstraintSettings()
    publishing: PublishingSettings = PublishingSettings()
    admin: AdminSettings = AdminSettings()
    logging: LoggingSettings = LoggingSettings()
    reporting: ReportingSettings = ReportingSettings()
    webhooks: tuple[WebhookSettings, ...] = ()
    feeds: tuple[FeedSettings, ...] = ()
    _path: Path | None = PrivateAttr(None)

    @field_validator("feeds")
    @classmethod
    def _names_differ(cls, feeds: tuple[FeedSettings, ...]) -> tuple[FeedSettings, ...]:
        names = [feed.name for feed in feeds]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two feeds have the name {', '.join(twice)}")
        return feeds

    @field_validator("webhooks")
    @classmethod
    def _webhooks_differ(cls, webhooks: tuple[WebhookSettings, ...]) -> tuple[WebhookSettings, ...]:
        if len({each.name for each in webhooks}) < len(webhooks):
            raise ValueError("two webhooks have the same name")
        return webhooks

    @field_validator("engine")
    @classmethod
    def _has_its_database(cls, engine: EngineSettings, found: ValidationInfo) -> EngineSettings:
        database = found.data.get("database")
        if engine.is_distributed and database is not None and not database.url.startswith("postgresql"):
            raise ValueError(
                'kind = "distributed" needs PostgreSQL: set database.url to postgresql+psycopg://user@host/name,'
                ' or leave kind = "embedded"'
            )
        return engine

    @field_validator("bounces")
    @classmethod
    def _come_back_to_us(cls, bounces: BounceSettings, found: ValidationInfo) -> BounceSettings:
        mail = found.data.get("mail")
        if (bounces.source or bounces.webhook_secret()) and mail is not None and not mail.envelope_domain:
            raise ValueError("mail.envelope_domain is missing: without it nothing can come back")
        return bounces

    @property
    def file(self) -> Path | None:
        """Where they were read from, if they were."""
        return self._path

    def fault(self, feed: int, key: str, reason: str) -> str:
        """What is wrong with a key of the `feed`-th feed, with its line where it stands in a file."""
        text = self._path.read_text(encoding="utf-8") if self._path else ""
        return (
            f"{self._path or 'settings'}{line_of(text, ('feeds', feed, key))}: feeds.{feed}.{key}: {reason}"
        )
