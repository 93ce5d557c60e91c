"""An application with all that happened to it, and how it stood at any moment of that; pure.

What a change does not keep is taken to have been as it is now: the type, whether it is major development, the outline
of a site (a site that has moved is known by the middle of where it was) and how well its place was known.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from shapely import Point

from alerts.domain.application import FIELD_NAMES, Application, Decision, Site, SitePrecision, Status
from alerts.domain.change import Change, Difference
from geo.constraints import ConstraintArea

_PLACE = re.compile(r"(-?\d+) E, (-?\d+) N")


@dataclass(frozen=True)
class PastChange:
    """A change that a feed told of, when we noticed it, and whether it was there to be told to people: not held back
    or discarded by an operator.
    """

    change: Change
    noticed_at: datetime
    is_told: bool


@dataclass(frozen=True)
class Past:
    """An application as it stands now, with its changes, the oldest first, and the constraint areas near it."""

    application_id: int
    application: Application
    first_noticed_at: datetime
    changes: tuple[PastChange, ...] = ()
    areas: tuple[ConstraintArea, ...] = ()

    def at(self, moment: datetime) -> Application:
        """The application as it stood at a moment: every change that was noticed later undone, the latest first."""
        later = [each.change for each in self.changes if each.noticed_at > moment]
        return undone(self.application, reversed(later))


def undone(application: Application, changes: Iterable[Change]) -> Application:
    """The application before these changes, the latest first."""
    for change in changes:
        before = {
            difference.field: _before(difference, application.site)
            for difference in change.differences
            if difference.field in FIELD_NAMES
        }
        application = replace(application, **before)
    return application


def _before(difference: Difference, site: Site | None) -> Any:
    name, value = difference.field, difference.before
    if name == "site":
        return _site_before(value, site)
    if value is None:
        return "" if name == "description" else None
    if name.endswith("_date"):
        return date.fromisoformat(value)
    return {"status": Status, "decision": Decision}.get(name, str)(value)


def _site_before(place: str | None, site: Site | None) -> Site | None:
    found = _PLACE.fullmatch(place or "")
    if found is None:
        return None
    precision = site.precision if site is not None else SitePrecision.POINT
    known = SitePrecision.POINT if precision is SitePrecision.BOUNDARY else precision
    return Site(Point(int(found[1]), int(found[2])), known)
