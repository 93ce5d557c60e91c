"""A dry run of one feed: fetch a page, show how each field was read, store nothing."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from alerts.domain.application import Application, Extent
from alerts.domain.unmapped import Word
from geo.grid import to_lonlat
from scheduler.check_fields import checked_fields, left_over, shown, without
from scheduler.check_verdict import verdict
from scheduler.check_words import checked_words, config_lines, unmapped
from scheduler.checked import CheckedFeed, Example, ReasonCount
from scheduler.configured import ConfiguredFeed
from scheduler.feeds.reading.record import Reading
from scheduler.fetch import Fetcher
from scheduler.page import PageUnreadable, Problem
from scheduler.request import Request

_MOST_STEPS = 4

Place = Callable[[Application], Application]
"""Puts an application on the map by what is at hand: its postcode, the extent of its authority."""


def check_feed(
    fetcher: Fetcher, configured: ConfiguredFeed, today: date, place: Place = lambda reading: reading
) -> CheckedFeed:
    """Read the first page that has records. Raises FetchFailed and PageUnreadable."""
    payload = _first_records(fetcher, configured, today)
    readings = configured.kind.readings(configured.feed, payload, today)
    if not readings:
        raise PageUnreadable("no-records", "the feed answered, with no record at all")
    return _checked(configured, readings, place, today)


def _first_records(fetcher: Fetcher, configured: ConfiguredFeed, today: date) -> bytes:
    """The first answer with records; some kinds ask something smaller first."""
    request: Request | None = configured.kind.first_request(configured.feed, "", today)
    for _ in range(_MOST_STEPS):
        if request is None:
            break
        payload = fetcher.fetch(request, configured_url=configured.feed.url).body
        page = configured.kind.parse(configured.feed, request, payload, today)
        if page.fetched:
            return payload
        request = page.next
    raise PageUnreadable("no-records", "the feed answered, with no record at all")


def _checked(
    configured: ConfiguredFeed, readings: tuple[Reading, ...], place: Place, today: date
) -> CheckedFeed:
    placed = [place(each.outcome) for each in readings if isinstance(each.outcome, Application)]
    problems = [each.outcome for each in readings if isinstance(each.outcome, Problem)]
    dates = [application.latest_date for application in placed if application.latest_date]
    columns, words = checked_fields(readings), checked_words(placed)
    found = CheckedFeed(
        name=configured.feed.name,
        kind=configured.feed.kind,
        fetched=len(readings),
        applications=len(placed),
        located_by=dict(Counter(str(each.site.precision) for each in placed if each.site)),
        within=_within(placed),
        earliest_date=min(dates, default=None),
        newest_date=max(dates, default=None),
        example=_example(readings, place),
        fields=columns,
        left_over=left_over(readings),
        without=without(columns, placed),
        words=words,
        config_lines=config_lines(configured, [Word(each.field, each.value) for each in unmapped(words)]),
        problems=_by_reason([(each.reason, _quoted(each)) for each in problems]),
        quarantined=_by_reason([(each.quarantine, each.reference) for each in placed if each.quarantine]),
        notes=dict(Counter(note.partition(":")[0] for each in placed for note in each.notes)),
    )
    return replace(found, verdict=verdict(found, today))


def _by_reason(found: list[tuple[str, str]]) -> dict[str, ReasonCount]:
    examples = dict(reversed(found))
    counted = Counter(reason for reason, _ in found)
    return {reason: ReasonCount(count, examples[reason]) for reason, count in counted.most_common()}


def _quoted(problem: Problem) -> str:
    return f"{problem.record}: {problem.detail}" if problem.record else problem.detail


def _within(placed: list[Application]) -> dict[str, int] | None:
    """How many lie within their authority, where that could be checked of any."""
    counted = Counter(application.extent for application in placed)
    inside, outside = counted[Extent.INSIDE], counted[Extent.OUTSIDE]
    return {"inside": inside, "outside": outside} if inside or outside else None


def _example(readings: tuple[Reading, ...], place: Place) -> Example:
    """The first application that has a place, otherwise the first, otherwise the first record."""
    read = [each for each in readings if isinstance(each.outcome, Application)]
    on_map = (each for each in read if isinstance(each.outcome, Application) and each.outcome.site)
    chosen = next(on_map, next(iter(read), readings[0]))
    fields = tuple((field.name, shown(field.raw), shown(field.read_as)) for field in chosen.fields)
    if not isinstance(chosen.outcome, Application):
        return Example(chosen.record, fields, None, None)
    return Example(chosen.record, fields, _map_link(place(chosen.outcome)), chosen.outcome.url)


def _map_link(application: Application) -> str | None:
    if application.site is None:
        return None
    centre = application.site.geometry.centroid
    place = to_lonlat(centre.x, centre.y)
    at = f"{place.lat:.6f}"
    return f"https://www.openstreetmap.org/?mlat={at}&mlon={place.lon:.6f}#map=18/{at}/{place.lon:.6f}"
