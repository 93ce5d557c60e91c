"""The feeds of the configuration, each checked by its own kind."""

from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from alerts.db.feeds import FeedEntry
from alerts.domain.authorities import authority_by_code
from alerts.domain.precedence import Precedence
from alerts.settings import FeedSettings, Settings, SettingsError, reason_of, seconds
from scheduler.feeds import KINDS
from scheduler.feeds.kind import Feed, FeedKind


@dataclass(frozen=True)
class ConfiguredFeed:
    """A feed that can be polled, and how often."""

    feed: Feed[Any]
    kind: FeedKind[Any]
    every_s: float
    is_enabled: bool
    precedence: Precedence = Precedence.COUNCIL
    problems_allowed: float = 0.05

    def entry(self) -> FeedEntry:
        """What the site and the mail need to know of it."""
        return FeedEntry(
            name=self.feed.name,
            kind=self.feed.kind,
            authorities=self.kind.authorities(self.feed),
            every_s=self.every_s,
            is_enabled=self.is_enabled,
            precedence=self.precedence,
            history_days=self.feed.history_days,
        )


def configured_feeds(settings: Settings) -> tuple[ConfiguredFeed, ...]:
    """All feeds of the settings. Raises SettingsError naming each key that its kind refuses, and its line."""
    faults: list[str] = []
    found = [_configured(settings, number, faults) for number in range(len(settings.feeds))]
    if faults:
        raise SettingsError("\n".join(faults))
    return tuple(feed for feed in found if feed is not None)


def _configured(settings: Settings, number: int, faults: list[str]) -> ConfiguredFeed | None:
    written = settings.feeds[number]
    kind = KINDS.get(written.kind)
    if kind is None:
        faults.append(
            settings.fault(number, "kind", f"no kind {written.kind!r}, there are: {', '.join(KINDS)}")
        )
        return None
    faults += _authority_faults(settings, number, written, kind)
    try:
        own = kind.settings_model.model_validate(written.own_keys())
    except ValidationError as error:
        faults += [
            settings.fault(number, str((*item["loc"], "")[0]), reason_of(item)) for item in error.errors()
        ]
        return None
    feed = Feed(written.name, written.kind, written.url.rstrip("/"), written.authority, written.history, own)
    every_s = seconds(written.every or settings.schedule.poll_every)
    precedence = Precedence[written.precedence.upper()] if written.precedence else kind.precedence
    return ConfiguredFeed(feed, kind, every_s, written.enabled, precedence, written.problems_allowed)


def _authority_faults(
    settings: Settings, number: int, written: FeedSettings, kind: FeedKind[Any]
) -> list[str]:
    if not kind.needs_authority:
        unwanted = written.authority is not None
        return (
            [settings.fault(number, "authority", f"a {written.kind} feed names its own")] if unwanted else []
        )
    if written.authority is None:
        return [
            settings.fault(number, "authority", "missing: write the council's ONS code, such as E09000007")
        ]
    if authority_by_code(written.authority) is None:
        return [
            settings.fault(number, "authority", f"{written.authority!r} is no current ONS code of a council")
        ]
    return []
