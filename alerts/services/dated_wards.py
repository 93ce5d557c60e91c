"""The ward of each application as it was when the application was received, whatever boundaries came later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import shapely
from sqlalchemy.orm import Session

from alerts.db import boundaries
from alerts.domain.ward_year import vintage_of
from alerts.syndication.published import Geometries
from geo.boundaries import Boundary


class DatedWard(NamedTuple):
    """A ward's code and the year of the boundaries that it is of; neither where a place lies in none."""

    code: str | None
    vintage: str | None


NO_WARD = DatedWard(None, None)


@dataclass(frozen=True)
class Wards:
    """The wards of one authority by the boundaries of one year, in grid metres."""

    codes: Sequence[str]
    tree: shapely.STRtree

    @classmethod
    def among(cls, known: Sequence[Boundary]) -> "Wards":
        return cls([each.code for each in known], shapely.STRtree([each.geometry for each in known]))

    def of(self, points: Geometries) -> list[str | None]:
        """The ward that each point lies in; the first of two that share it, None where it lies in none."""
        found: list[str | None] = [None] * len(points)
        asked, met = self.tree.query(points, predicate="intersects")
        for which, ward in sorted(zip(asked.tolist(), met.tolist(), strict=True), reverse=True):
            found[which] = self.codes[ward]
        return found


@dataclass(frozen=True)
class DatedWards:
    """The wards of one authority by year."""

    by_vintage: Mapping[int, Wards]

    def of(self, points: Geometries, days: Sequence[date]) -> list[DatedWard]:
        """The ward that each point lay in on its day."""
        found = [NO_WARD] * len(points)
        vintages = [vintage_of(day, self.by_vintage) for day in days]
        for vintage in {each for each in vintages if each is not None}:
            numbers = [number for number, each in enumerate(vintages) if each == vintage]
            codes = self.by_vintage[vintage].of(points[numbers])
            for number, code in zip(numbers, codes, strict=True):
                found[number] = DatedWard(code, str(vintage)) if code else NO_WARD
        return found


def dated_wards(session: Session, authority: str) -> DatedWards:
    """All that is known of an authority's wards."""
    known: dict[int, list[Boundary]] = {}
    for ward in boundaries.wards_ever(session, authority):
        known.setdefault(ward.vintage, []).append(ward)
    return DatedWards({vintage: Wards.among(wards) for vintage, wards in known.items()})
