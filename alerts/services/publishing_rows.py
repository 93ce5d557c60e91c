"""Rows of the database as records of the open data: with names, ward, licence, page and place."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from sqlalchemy import Row
from sqlalchemy.orm import Session

from alerts.db import published
from alerts.domain.application import ApplicationKey
from alerts.domain.authorities import authority_by_code
from alerts.domain.licence import Licence, licences_of
from alerts.domain.paths import application_path
from alerts.services.dated_wards import NO_WARD, DatedWard, DatedWards, dated_wards
from alerts.services.publishing_writing import Span, span_of
from alerts.syndication.published import Batch, Cell, Geometries, places_of
from alerts.syndication.record import COLUMNS

INVENTED = Licence("Demonstration data: invented, no council has received it")
_RECEIVED = COLUMNS.index("received_date")
_BETWEEN_FEEDS = " "


@dataclass(frozen=True)
class Origin:
    """Who publishes: the site's address, and under which licences its feeds are given, where somebody said."""

    base_url: str
    licences: Mapping[str, Licence] = field(default_factory=dict)
    is_demonstration: bool = False

    def licence_of(self, feeds: Sequence[str]) -> tuple[str | None, str | None]:
        """Name and address of the licences of what several feeds told, each once."""
        if self.is_demonstration:
            return INVENTED.name, None
        return licences_of(feeds, self.licences)

    def page_of(self, authority: str, reference: str) -> str:
        return self.base_url + application_path(ApplicationKey(authority, reference))


class ReceivedDays:
    """Remembers the first and the last day on which the applications that went by were received."""

    def __init__(self) -> None:
        self._days: set[str] = set()

    def watching(self, batches: Iterable[Batch]) -> Iterator[Batch]:
        for batch in batches:
            days = [str(row[_RECEIVED]) for row in batch.rows if row[_RECEIVED] is not None]
            self._days = {min(days + list(self._days)), max(days + list(self._days))} if days else self._days
            yield batch

    def span(self) -> Span:
        return span_of(self._days)


def batches(
    session: Session, origin: Origin, authority: str | None = None, since: date | None = None
) -> Iterator[Batch]:
    """All public records, of one authority or all, some at a time; each batch is one authority's or several's."""

    @lru_cache(maxsize=2)  # they come in order of authority
    def wards(code: str) -> DatedWards:
        return dated_wards(session, code)

    for rows in published.applications(session, COLUMNS, authority, since):
        yield _batch(rows, origin, wards)


def _batch(rows: Sequence[Row[Any]], origin: Origin, wards: Any) -> Batch:
    shapes: Geometries = shapely.from_wkb(np.array([row.site for row in rows], dtype=object))
    centres: Geometries = shapely.centroid(shapes)
    places = places_of(shapes, centres)
    found = _wards(rows, centres, wards)
    lons, lats = _numbers(places.longitudes), _numbers(places.latitudes)
    return Batch(
        keys=[f"{row.authority}/{row.reference}" for row in rows],
        rows=[
            (*row[: len(COLUMNS)], *_beside(row, origin, ward), lon, lat)
            for row, ward, lon, lat in zip(rows, found, lons, lats, strict=True)
        ],
        places=places,
    )


def _beside(row: Row[Any], origin: Origin, ward: DatedWard) -> tuple[Cell, ...]:
    """What files add to a record, in the order of `columns.OF_FILE`, but for its place."""
    known = authority_by_code(row.authority)
    others = sorted(set(row.sources.values()) - {row.feed})
    licence, licence_url = origin.licence_of([row.feed, *others])
    return (
        known.name if known else None,
        *ward,
        _BETWEEN_FEEDS.join(others) or None,
        licence,
        licence_url,
        origin.page_of(row.authority, row.reference),
        row.first_noticed_at,
        row.changed_at,
    )


def _wards(rows: Sequence[Row[Any]], centres: Geometries, wards: Any) -> list[DatedWard]:
    """Looked up authority by authority: a ward is one of the record's own authority, of when it was received."""
    found: list[DatedWard] = [NO_WARD] * len(rows)
    by_authority: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        by_authority.setdefault(row.authority, []).append(number)
    for authority, numbers in by_authority.items():
        days = [_received(rows[number]) for number in numbers]
        for number, ward in zip(numbers, wards(authority).of(centres[numbers], days), strict=True):
            found[number] = ward
    return found


def _received(row: Row[Any]) -> date:
    """When an application was received, or else became valid, or else was first noticed."""
    day: date = row.received_date or row.valid_date or row.first_noticed_at.date()
    return day


def _numbers(values: Any) -> list[float | None]:
    return [None if value != value else value for value in values.tolist()]  # noqa: PLR0124
