"""The applications of an area as its list shows them: one view, filtered, a page at a time, with how many there are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

import shapely
from sqlalchemy.orm import Session

from alerts.db import area_lists, constraints
from alerts.db.area_lists import Candidate
from alerts.domain.application import Site, SitePrecision
from alerts.domain.comment_deadline import USUAL_CONSULTATION_DAYS
from alerts.domain.constraint import mentions
from alerts.domain.showing import Showing, View, has_words
from alerts.domain.watch_area import WatchArea
from alerts.services.in_place import chunks, in_place
from alerts.services.listing import Listed, listed

ON_A_PAGE = 50
MOST_LOOKED_AT = 5_000
"""So many of the newest that may lie in the area are looked at; the filter by dates leads to those before them."""

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


@dataclass(frozen=True)
class AreaItems:
    """The same page without a count, which costs a look at all that there is: feeds and files take this."""

    items: tuple[Listed, ...]
    page: int
    has_more: bool


def area_list(session: Session, watch: WatchArea, showing: Showing, today: date, page: int = 1) -> AreaList:
    """A page of an area's list; one past the last has no items."""
    looked_at = _Counted(area_lists.candidates(session, watch, showing, today, MOST_LOOKED_AT))
    found = list(_passing(session, watch, showing, today, looked_at))
    return AreaList(
        items=_listed(session, watch, found[(page - 1) * ON_A_PAGE : page * ON_A_PAGE]),
        total=len(found),
        page=page,
        is_cut=looked_at.count >= MOST_LOOKED_AT,
    )


def area_items(session: Session, watch: WatchArea, showing: Showing, today: date, page: int = 1) -> AreaItems:
    """A page of an area's list, looking at no more of it than that takes."""
    looked_at = area_lists.candidates(session, watch, showing, today, MOST_LOOKED_AT)
    start = (page - 1) * ON_A_PAGE
    found = list(islice(_passing(session, watch, showing, today, looked_at), start, start + ON_A_PAGE + 1))
    return AreaItems(_listed(session, watch, found[:ON_A_PAGE]), page, has_more=len(found) > ON_A_PAGE)


class _Counted:
    """Candidates as they are taken, and how many have been."""

    def __init__(self, candidates: Iterable[Candidate]) -> None:
        self._candidates = candidates
        self.count = 0

    def __iter__(self) -> Iterator[Candidate]:
        for each in self._candidates:
            self.count += 1
            yield each


def _passing(
    session: Session, watch: WatchArea, showing: Showing, today: date, candidates: Iterable[Candidate]
) -> Iterator[Candidate]:
    """Those that the list shows, in its order."""
    found = in_place(watch, candidates)
    if showing.include or showing.exclude:
        found = (each for each in found if has_words(showing, _text(each)))
    if showing.constraints:
        found = (each for each in _in_constraints(session, found, showing.constraints, today))
    return iter(sorted(found, key=_closing)) if showing.view is View.CLOSING else found


def _listed(session: Session, watch: WatchArea, found: Iterable[Candidate]) -> tuple[Listed, ...]:
    rows = area_lists.rows_of(session, [each.id for each in found])
    return tuple(listed(row, watch) for row in rows)


def _in_constraints(
    session: Session, candidates: Iterable[Candidate], wanted: frozenset[str], today: date
) -> Iterator[Candidate]:
    """Those whose site lies in a constraint area of one of these kinds."""
    for chunk in chunks(candidates, _PLACES_AT_ONCE):
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
