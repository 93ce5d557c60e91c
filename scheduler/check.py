"""A dry run of one feed: fetch a page, show how each field was read, store nothing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NamedTuple

from alerts.domain.application import Application
from geo.grid import to_lonlat
from scheduler.configured import ConfiguredFeed
from scheduler.feeds.reading.record import Reading
from scheduler.fetch import Fetcher
from scheduler.page import PageUnreadable, Problem
from scheduler.request import Request

_MOST_STEPS = 4
_SHOWN_LETTERS = 70


class ShownField(NamedTuple):
    """A field of the example record as it came and as it was read, cut to fit a line."""

    name: str
    raw: str
    read_as: str


@dataclass(frozen=True)
class CheckedFeed:
    """What one page of a feed holds and how well it was read."""

    name: str
    fetched: int
    applications: int
    located: int
    example: str
    example_fields: tuple[ShownField, ...]
    example_map: str | None
    left_over: dict[str, int]
    problems: dict[str, int]
    quarantined: dict[str, int]
    notes: dict[str, int]

    def as_json(self) -> dict[str, Any]:
        return {**asdict(self), "example_fields": [field._asdict() for field in self.example_fields]}

    def summary(self) -> Iterator[str]:
        """The counts in lines for a console."""
        yield f"applications {self.applications}, located {self.located}"
        for title in ("problems", "quarantined", "notes", "left_over"):
            counts: dict[str, int] = getattr(self, title)
            listed = ", ".join(f"{name} {count}" for name, count in counts.items())
            yield f"{title.replace('_', ' ')}: {listed or 'none'}"
        if self.example_map:
            yield f"the example on a map: {self.example_map}"


def check_feed(fetcher: Fetcher, configured: ConfiguredFeed, today: date) -> CheckedFeed:
    """Read the first page that has records. Raises FetchFailed and PageUnreadable."""
    payload = _first_records(fetcher, configured, today)
    readings = configured.kind.readings(configured.feed, payload, today)
    if not readings:
        raise PageUnreadable("no-records", "the feed answered, with no record at all")
    return _checked(configured.feed.name, readings)


def _first_records(fetcher: Fetcher, configured: ConfiguredFeed, today: date) -> bytes:
    """The first answer with records; some kinds ask something smaller first."""
    request: Request | None = configured.kind.first_request(configured.feed, "", today)
    payload = b""
    for _ in range(_MOST_STEPS):
        if request is None:
            break
        payload = fetcher.fetch(request, configured_url=configured.feed.url).body
        page = configured.kind.parse(configured.feed, request, payload, today)
        if page.fetched:
            return payload
        request = page.next
    raise PageUnreadable("no-records", "the feed answered, with no record at all")


def _checked(name: str, readings: tuple[Reading, ...]) -> CheckedFeed:
    read = [reading.outcome for reading in readings if isinstance(reading.outcome, Application)]
    problems = [reading.outcome for reading in readings if isinstance(reading.outcome, Problem)]
    example = next((reading for reading in readings if isinstance(reading.outcome, Application)), readings[0])
    return CheckedFeed(
        name=name,
        fetched=len(readings),
        applications=len(read),
        located=sum(application.site is not None for application in read),
        example=example.record,
        example_fields=tuple(
            ShownField(field.name, _shown(field.raw), _shown(field.read_as)) for field in example.fields
        ),
        example_map=_map_link(example.outcome),
        left_over=dict(Counter(name for reading in readings for name in reading.left_over)),
        problems=dict(Counter(problem.reason for problem in problems)),
        quarantined=dict(Counter(application.quarantine for application in read if application.quarantine)),
        notes=dict(Counter(note.partition(":")[0] for application in read for note in application.notes)),
    )


def _map_link(outcome: Application | Problem) -> str | None:
    if not isinstance(outcome, Application) or outcome.site is None:
        return None
    centre = outcome.site.geometry.centroid
    place = to_lonlat(centre.x, centre.y)
    return f"https://www.openstreetmap.org/?mlat={place.lat:.6f}&mlon={place.lon:.6f}#map=18"


def _shown(value: object) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= _SHOWN_LETTERS else text[: _SHOWN_LETTERS - 1] + "…"
