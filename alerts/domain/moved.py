"""How far a site has moved, in plain words, from two places as a change keeps them: `528500 E, 184500 N`."""

import re

from shapely import Point

from alerts.domain.retelling import wind_words
from alerts.language import _
from geo.area import compass_direction

_PLACE = re.compile(r"(-?\d+) E, (-?\d+) N")


def moved_words(before: str | None, after: str | None) -> tuple[str, str]:
    """(before, after): `elsewhere`, `120 m north-east of there`; what is not in metres is said as it stands."""
    start, end = _point(before), _point(after)
    if start is None or end is None:
        return _said(before, start), _said(after, end)
    wind, metres = compass_direction(start, end), start.distance(end)
    if not wind:
        return _("elsewhere"), _("the same place, drawn anew")
    words = _("{metres} m {wind} of there").format(metres=f"{metres:,.0f}", wind=wind_words(wind))
    return _("elsewhere"), words


def _said(words: str | None, place: Point | None) -> str:
    return _("known") if place is not None else words or _("not known")


def _point(place: str | None) -> Point | None:
    found = _PLACE.fullmatch(place or "")
    return Point(int(found[1]), int(found[2])) if found else None
