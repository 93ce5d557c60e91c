"""The ground under a moving map: outlines of councils, wards and postcodes within a box, with their names."""

from collections.abc import Iterator, Sequence
from math import isfinite
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from alerts.db import boundaries
from alerts.domain.errors import AreaRefused
from alerts.drawing.context import context_in
from alerts.drawing.frame import Frame
from alerts.drawing.paths import edges
from alerts.drawing.scene import MapContext
from alerts.language import _
from alerts.web.map_features import features
from geo.boundaries import Boundary, BoundaryKind
from geo.errors import GazetteerMissing
from geo.gazetteer import Gazetteer
from geo.grid import arrays_to_grid

WIDEST_M = {BoundaryKind.WARD: 20_000.0, BoundaryKind.AUTHORITY: 120_000.0}
"""A box wider than this shows no outline of a kind: they could not be told apart."""

_PIXELS = 800
_SAMPLES = 5


def read_box(text: str) -> tuple[float, float, float, float]:
    """West, south, east and north in degrees; AreaRefused where that is no box on the earth."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise AreaRefused(_("A box is written as four numbers: west, south, east, north.")) from None
    if not all(map(isfinite, (west, south, east, north))) or not (
        -180 <= west < east <= 180 and -85 <= south < north <= 85
    ):
        raise AreaRefused(_("A box has its west before its east and its south before its north, in degrees."))
    return west, south, east, north


def ground_features(
    session: Session, gazetteer: Gazetteer, box: tuple[float, float, float, float]
) -> Iterator[dict[str, Any]]:
    """The ground of a box; without a gazetteer its outlines alone. Nothing where it lies outside Great Britain."""
    frame = _frame(box)
    if frame is None:
        return
    across = max(frame.width_px, frame.height_px) * frame.metres_per_px
    found = {
        kind: boundaries.touching(session, kind, frame.ground) if across <= widest else []
        for kind, widest in WIDEST_M.items()
    }
    try:
        postcodes = context_in(frame, gazetteer, (), None)
    except GazetteerMissing:
        postcodes = MapContext()
    yield from _features(frame, found, postcodes)


def _features(
    frame: Frame, found: dict[BoundaryKind, list[Boundary]], context: MapContext
) -> Iterator[dict[str, Any]]:
    if context.cells:
        yield from _lines("cells", context.cells, frame)
    for kind, known in found.items():
        if known:
            yield from _lines(kind, [each.geometry for each in known], frame)
        for each in known:
            seen = shapely.clip_by_rect(each.geometry, *frame.ground.bounds)
            if not seen.is_empty:
                yield from features("name", shapely.point_on_surface(seen), kind=kind, text=each.name)
    for rank, label in enumerate(context.postcodes):
        point = shapely.Point(label.easting, label.northing)
        yield from features("name", point, kind="postcode", text=label.text, rank=rank)


def _lines(role: str, polygons: Sequence[BaseGeometry], frame: Frame) -> Iterator[dict[str, Any]]:
    """The lines between polygons as far as the box reaches, each once."""
    reach = frame.ground.bounds
    simple = [shapely.simplify(each, frame.metres_per_px / 2) for each in polygons]
    yield from features(role, shapely.clip_by_rect(edges(simple), *reach))


def _frame(box: tuple[float, float, float, float]) -> Frame | None:
    """The box on the grid, as far as it lies where there is one."""
    west, south, east, north = box
    lons, lats = np.meshgrid(np.linspace(west, east, _SAMPLES), np.linspace(south, north, _SAMPLES))
    eastings, northings = arrays_to_grid(lons.ravel(), lats.ravel())
    known = np.isfinite(eastings) & np.isfinite(northings)
    if known.sum() < 2:
        return None
    left, right = eastings[known].min(), eastings[known].max()
    bottom, top = northings[known].min(), northings[known].max()
    scale = max(right - left, top - bottom) / _PIXELS
    if not scale:
        return None
    return Frame(
        float(left), float(top), float(scale), float((right - left) / scale), float((top - bottom) / scale)
    )
