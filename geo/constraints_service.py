"""Requests to planning.data.gov.uk and the reading of its pages; the caller does the HTTP.

Asked for as `entity.json`: its GeoJSON passes over entities without an outline and gives no total, so that a page
may be short, or empty, without being the last.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, NamedTuple

import shapely
from shapely.geometry.base import BaseGeometry

from geo.constraints import (
    ConstraintKind,
    ConstraintReading,
    ConstraintsUnreadable,
    areas_of_records,
    records_in,
)
from geo.grid import geometry_to_lonlat

BASE_URL = "https://www.planning.data.gov.uk"

# The service gives up to 500, but five hundred conservation areas are more than one answer should weigh.
PAGE_SIZE = 100
MOST_PAGES = 5_000

# Sides that are straight on the grid bend in degrees: a few metres at the length of a county.
_AROUND_DEGREES = 0.001
_LATER = "Try again later."

Fetch = Callable[[str, Mapping[str, str]], bytes]
Progress = Callable[[int, int], None]


class Request(NamedTuple):
    """An address and its parameters, for one GET."""

    url: str
    params: dict[str, str]


class Page(NamedTuple):
    """The records of one page, whether there are more, and how many in all where that is said."""

    records: list[Any]
    has_next: bool
    total: int | None


def request_for(
    dataset: ConstraintKind, within: BaseGeometry | None, offset: int = 0, base_url: str = BASE_URL
) -> Request:
    """The request for the page that begins at `offset`, of the areas that meet the box of `within` (EPSG:27700)."""
    params = {"dataset": str(dataset), "limit": str(PAGE_SIZE), "offset": str(offset)}
    if within is not None:
        params |= {"geometry": box_wkt(within), "geometry_relation": "intersects"}
    return Request(f"{base_url.rstrip('/')}/entity.json", params)


def box_wkt(within: BaseGeometry) -> str:
    """The box round a place in EPSG:27700, in WGS84 degrees and a little wider, as WKT."""
    west, south, east, north = geometry_to_lonlat(within).bounds
    around = _AROUND_DEGREES
    box = shapely.box(west - around, south - around, east + around, north + around)
    return shapely.to_wkt(box, rounding_precision=5)


def read_page(payload: bytes) -> Page:
    """The page in an answer; ConstraintsUnreadable for anything else."""
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError) as cause:
        raise ConstraintsUnreadable(f"The service did not answer in JSON. {_LATER}") from cause
    try:
        records = records_in(answer)
    except ConstraintsUnreadable as cause:
        raise ConstraintsUnreadable(f"The service answered without entities. {_LATER}") from cause
    links, total = answer.get("links"), answer.get("count")
    has_next = isinstance(links, dict) and bool(links.get("next"))
    return Page(records, has_next, total if isinstance(total, int) else None)


def collect(
    fetch: Fetch,
    dataset: ConstraintKind,
    today: date,
    within: BaseGeometry | None = None,
    base_url: str = BASE_URL,
    progress: Progress = lambda _done, _total: None,
) -> ConstraintReading:
    """All areas of a dataset, or those that meet the box of `within`, fetched by `fetch(url, params)`.

    ConstraintsUnreadable where the service fails, does not come to an end, or gives another number than it says.
    """
    records: list[Any] = []
    for number in range(MOST_PAGES):
        # Offsets of our own: the service's links name its inner address.
        page = read_page(fetch(*request_for(dataset, within, number * PAGE_SIZE, base_url)))
        if page.records and page.records == records[-len(page.records) :]:
            raise ConstraintsUnreadable(f"The service gave the same page twice. {_LATER}")
        records += page.records
        progress(len(records), page.total or len(records))
        if not _goes_on(page, len(records)):
            return areas_of_records(records, dataset, today)
    raise ConstraintsUnreadable(f"The service gave {MOST_PAGES:,} pages and did not come to an end. {_LATER}")


def _goes_on(page: Page, collected: int) -> bool:
    """Whether another page follows one that brought the records to so many."""
    if page.total is None:
        return page.has_next
    if collected == page.total:
        return False
    if collected > page.total or len(page.records) < PAGE_SIZE:
        raise ConstraintsUnreadable(
            f"The service gave {collected} areas and says that it has {page.total}. {_LATER}"
        )
    return True
