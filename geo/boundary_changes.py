"""What a new vintage of boundaries changes: places that come, go, move or are renamed; pure.

Two vintages draw the same line a little differently: they are generalised, to 20 m, each by itself. What lies between
two such lines is narrower than `TOLERANCE_M` and counts as nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from geo.boundaries import Boundary

TOLERANCE_M = 25.0
MATERIAL_SHARE = 0.02
"""A boundary that lost, or gained, more of its ground than this has moved; one that moved less is as it was."""

_LEAST_SUCCESSOR = 0.01


@dataclass(frozen=True, slots=True)
class Heir:
    """A place that has a share, from 0 to 1, of the ground of one that is gone."""

    place: Boundary
    share: float


@dataclass(frozen=True, slots=True)
class Gone:
    """A place that the new vintage lacks, and who has its ground now, the largest share first."""

    place: Boundary
    heirs: tuple[Heir, ...]


@dataclass(frozen=True, slots=True)
class Moved:
    """A place of both vintages whose boundary moved: what share of its former ground it lost, and what share of
    its present ground is new.
    """

    before: Boundary
    after: Boundary
    lost: float
    gained: float


@dataclass(frozen=True, slots=True)
class BoundaryChanges:
    """From some boundaries to others, each in order of code. `renamed` may have moved as well."""

    added: tuple[Boundary, ...]
    gone: tuple[Gone, ...]
    moved: tuple[Moved, ...]
    renamed: tuple[tuple[Boundary, Boundary], ...]
    kept: int


def compare(before: Iterable[Boundary], after: Iterable[Boundary]) -> BoundaryChanges:
    """What changes where these boundaries take the place of those. Of codes of a class that the new ones have none
    of, such as national parks among districts, nothing is known: they count as kept.
    """
    old, new = ({each.code: each for each in some} for some in (before, after))
    classes = {code[:3] for code in new}
    lost = [old[code] for code in sorted(old.keys() - new.keys()) if code[:3] in classes]
    pairs = [(old[code], new[code]) for code in sorted(old.keys() & new.keys())]
    moved = tuple(_moved(pairs))
    return BoundaryChanges(
        added=tuple(new[code] for code in sorted(new.keys() - old.keys())),
        gone=tuple(_gone(lost, list(new.values()))),
        moved=moved,
        renamed=tuple(pair for pair in pairs if pair[0].name != pair[1].name),
        kept=len(old) - len(lost) - len(moved),
    )


def shares(before: BaseGeometry, after: BaseGeometry) -> tuple[float, float]:
    """What share of its former ground a place lost, and what share of its present ground is new (both EPSG:27700)."""
    (lost,), (gained,) = _shares(np.array([before]), np.array([after]))
    return float(lost), float(gained)


def is_material(lost: float, gained: float) -> bool:
    """Whether so much of a place has moved that who watches it should know."""
    return max(lost, gained) > MATERIAL_SHARE


def heirs_of(ground: BaseGeometry, places: Sequence[Boundary]) -> tuple[Heir, ...]:
    """Who of these has the ground (EPSG:27700), the largest share first; slivers along an edge are nobody's."""
    found = (Heir(place, ground.intersection(place.geometry).area / ground.area) for place in places)
    heirs = [heir for heir in found if heir.share >= _LEAST_SUCCESSOR]
    return tuple(sorted(heirs, key=lambda heir: (-heir.share, heir.place.code)))


def _gone(lost: Sequence[Boundary], new: Sequence[Boundary]) -> Iterable[Gone]:
    tree = shapely.STRtree([place.geometry for place in new])
    for place in lost:
        near = [new[number] for number in tree.query(place.geometry).tolist()]
        yield Gone(place, heirs_of(place.geometry, near))


def _moved(pairs: Sequence[tuple[Boundary, Boundary]]) -> Iterable[Moved]:
    changed = [pair for pair in pairs if not pair[0].geometry.equals_exact(pair[1].geometry)]
    if not changed:
        return
    before = np.array([pair[0].geometry for pair in changed])
    after = np.array([pair[1].geometry for pair in changed])
    for (old, new), lost, gained in zip(changed, *_shares(before, after), strict=True):
        if is_material(lost, gained):
            yield Moved(old, new, float(lost), float(gained))


def _shares(before: np.ndarray, after: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    lost, gained = shapely.difference(before, after), shapely.difference(after, before)
    return _broad(lost) / shapely.area(before), _broad(gained) / shapely.area(after)


def _broad(ground: np.ndarray) -> np.ndarray:
    """The area of what is left without all that is narrower than the tolerance."""
    # Mitred, so that the corners of what is broad come back as they were.
    thinned = shapely.buffer(ground, -TOLERANCE_M / 2, join_style="mitre")
    return shapely.area(shapely.buffer(thinned, TOLERANCE_M / 2, join_style="mitre"))
