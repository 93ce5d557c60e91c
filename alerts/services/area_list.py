"""The applications of an area as its list shows them: one view, filtered, a page at a time, with how many there are."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import shapely
from sqlalchemy.orm import Session

from alerts.db import area_lists, constraints
from alerts.db.area_lists import Candidate
from alerts.db.mapping import application_from_row
from alerts.domain.application import Site, SitePrecision
from alerts.domain.comment_deadline import USUAL_CONSULTATION_DAYS
from alerts.domain.constraint import mentions
from alerts.domain.showing import Showing, View, has_words
from alerts.domain.watch_area import WatchArea, reach
from alerts.services.listing import Listed
from geo.area import reach_m

ON_A_PAGE = 50
MOST_LOOKED_AT = 5_000
"""So many of the newest that may lie in the area are looked at; the filter by dates leads to those before them."""

_AT_ONCE = 500
_PLACES_AT_ONCE = 100


@dataclass(frozen=True)
class AreaList:
    """One page of a list. `total` counts all that it shows, over all pages; `is_cut` says that there may be older
    ones which nobody has looked at.
    """

    items: tuple[Listed, ...]
    total: int
    page: int
    is_cut: bool

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // ON_A_PAGE))

    @property
    def first_number(self) -> int:
        """The number of the first application of this page, counted from 1."""
        return (self.page - 1) * ON_A_PAGE + 1


def area_list(session: Session, watch: WatchArea, showing: Showing, today: date, page: int = 1) -> AreaList:
    """A page of an area's list; one past the last has no items."""
    looked_at = list(area_lists.candidates(session, watch, showing, today, MOST_LOOKED_AT))
    found = [each for each in _in_place(watch, looked_at) if has_words(showing, _text(each))]
    if showing.constraints:
        found = list(_in_constraints(session, found, showing.constraints, today))
    if showing.view is View.CLOSING:
        found.sort(key=_closing)
    ids = [each.id for each in found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]]
    shown = [(row.id, application_from_row(row)) for row in area_lists.rows_of(session, ids)]
    return AreaList(
        items=tuple(Listed(number, application, reach(watch, application)) for number, application in shown),
        total=len(found),
        page=page,
        is_cut=len(looked_at) >= MOST_LOOKED_AT,
    )


def _in_place(watch: WatchArea, candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """Those inside by the rule of `alerts.domain.watch_area.reach`, many at once."""
    if watch.area is None or watch.authority is not None:
        yield from candidates
        return
    for chunk in _chunks(candidates, _AT_ONCE):
        sites = shapely.from_wkb([each.site for each in chunk])
        distances = shapely.distance(watch.area.core, sites)
        for each, distance in zip(chunk, distances, strict=True):
            if each.postcode in watch.own_postcodes or distance <= reach_m(watch.area.margin_m):
                yield each


def _in_constraints(
    session: Session, candidates: Sequence[Candidate], wanted: frozenset[str], today: date
) -> Iterator[Candidate]:
    """Those whose site lies in a constraint area of one of these kinds."""
    for chunk in _chunks(candidates, _PLACES_AT_ONCE):
        sites = [_site(each) for each in chunk]
        exact = [site.geometry for site in sites if site and site.precision is not SitePrecision.POSTCODE]
        areas = constraints.near(session, exact)
        for each, site in zip(chunk, sites, strict=True):
            if any(mention.kind in wanted for mention in mentions(site, areas, today)):
                yield each


def _site(candidate: Candidate) -> Site | None:
    if candidate.site is None or candidate.site_precision is None:
        return None
    return Site(shapely.from_wkb(candidate.site), SitePrecision(candidate.site_precision))


def _text(candidate: Candidate) -> str:
    """The words that filters look at, as `alerts.domain.subscription.mentions` has them."""
    return f"{candidate.description} {candidate.address or ''}"


def _closing(candidate: Candidate) -> tuple[date, bool, str, str]:
    """What closes first comes first, what a feed said before what we estimate."""
    key = (candidate.authority, candidate.reference)
    if candidate.consultation_end_date is not None:
        return candidate.consultation_end_date, False, *key
    if candidate.valid_date is None:
        return date.max, True, *key
    return candidate.valid_date + timedelta(USUAL_CONSULTATION_DAYS), True, *key


def _chunks(candidates: Sequence[Candidate], size: int) -> Iterator[Sequence[Candidate]]:
    return (candidates[start : start + size] for start in range(0, len(candidates), size))
