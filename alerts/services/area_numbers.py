"""A ward or a council in numbers, and how many applications are open in each ward of a council."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import shapely
from sqlalchemy.orm import Session

from alerts.db import area_numbers
from alerts.domain.area_numbers import AreaNumbers
from alerts.domain.area_numbers import area_numbers as counted
from alerts.domain.watch_area import WatchArea
from geo.area import reach_m
from geo.boundaries import Boundary


def numbers_of(session: Session, watch: WatchArea, today: date) -> AreaNumbers:
    """What is counted of a council as it is named, or of a ward as it lies. ValueError for an area that is neither."""
    if watch.authority is not None:
        return counted(area_numbers.of_council(session, watch.authority, today), today)
    if watch.area is None:
        raise ValueError("only a council or a place has numbers")
    found = area_numbers.of_ward(session, watch, watch.area, today)
    return counted(found.facts, today, is_cut=found.is_cut)


def open_by_ward(session: Session, authority: str, wards: Sequence[Boundary], today: date) -> Counter[str]:
    """How many of a council's applications are open for comment in each of its wards; one on a border is in both."""
    if not wards:
        return Counter()
    sites = area_numbers.open_sites(session, authority, today)
    tree = shapely.STRtree([ward.geometry for ward in wards])
    _sites, at = tree.query(sites, predicate="dwithin", distance=reach_m(0)) if sites else ((), ())
    return Counter(wards[number].code for number in at)
