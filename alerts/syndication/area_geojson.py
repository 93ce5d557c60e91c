"""An area's list, and the ground that it lies on, as GeoJSON (RFC 7946: WGS84, longitude first, 6 decimals).

Both are one FeatureCollection. `role` among the properties of a feature says what it is.

The list, `/areas/….geojson` with the same filters as the page:

    {"type": "FeatureCollection", "title": "Planning applications within 400 m of NW5 1TL",
     "page": "https://…/areas/postcode/NW51TL?radius=400", "total": 4, "is_cut": false, "bbox": [W, S, E, N],
     "features": [...]}

`bbox` is that of the watch area with its margin; it is missing where the place is no geometry. Features, in order:

- `role: "reach"`: all that the watch area takes in, its margin with it, as a Polygon or MultiPolygon.
- `role: "core"`: what the margin is measured from (a postcode's cell, a circle's centre as a Point), only where there
  is a margin. Neither is there where the place is no geometry.
- `role: "site"`: an application, `id` "E09000007/2026/0123/P", in the order of the list. `geometry` is a Point, a
  Polygon or the like, or null where nobody knows its place. Properties: `number` (as in the list beside the map),
  `stage` ("open", "decided", "withdrawn"), `headline`, `link` (its page here, a whole address), `status_words`,
  `deadline` (words, may be ""), `where` (words, may be ""), `precision` ("boundary", "point", "postcode" or null), and
  the columns of the open data (`alerts/syndication/record.py`).

The ground, `/areas/…/ground.geojson`, cut to a frame somewhat larger than the area:

- `role: "authority"`, `role: "ward"`: `code`, `name`, `link` (its area page, a whole address).
- `role: "constraint"`: `kind` ("conservation-area", …), `kind_words`, `name` (may be ""), `entity`, `link`.
"""

import json
from collections.abc import Iterable
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from alerts.syndication.area_document import AreaDocument, Entry, Publication
from alerts.syndication.record import box_in_degrees, public_record, shape_in_degrees
from geo.area import Area

_CURVE_SEGMENTS = 16


def write_list(document: AreaDocument, _publication: Publication | None = None) -> str:
    """The list of an area with its outline."""
    features = [*_outlines(document.area), *map(_site, document.entries)]
    more: dict[str, object] = {
        "title": document.title,
        "page": document.page,
        "total": document.total,
        "is_cut": document.is_cut,
    }
    if document.area is not None:
        more["bbox"] = box_in_degrees(reach_of(document.area))
    return collection(features, more)


def collection(features: Iterable[dict[str, Any]], more: dict[str, object] | None = None) -> str:
    """A FeatureCollection, with more of our own members beside its features."""
    document = {"type": "FeatureCollection", **(more or {}), "features": list(features)}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def outline(geometry: BaseGeometry, **properties: object) -> dict[str, Any]:
    """A feature of a geometry in grid metres."""
    return {"type": "Feature", "geometry": shape_in_degrees(geometry), "properties": properties}


def reach_of(area: Area) -> BaseGeometry:
    """All that an area takes in, its margin with it."""
    if not area.margin_m:
        return area.core
    return shapely.buffer(area.core, area.margin_m, quad_segs=_CURVE_SEGMENTS)


def _outlines(area: Area | None) -> Iterable[dict[str, Any]]:
    if area is None:
        return
    yield outline(reach_of(area), role="reach")
    if area.margin_m:
        yield outline(area.core, role="core")


def _site(entry: Entry) -> dict[str, Any]:
    application = entry.application
    site = application.site
    return {
        "type": "Feature",
        "id": f"{application.authority}/{application.reference}",
        "geometry": shape_in_degrees(site.geometry) if site else None,
        "properties": {
            "role": "site",
            "number": entry.number,
            "stage": entry.stage,
            "headline": entry.headline,
            "link": entry.page,
            "status_words": entry.status,
            "deadline": entry.deadline,
            "where": entry.where,
            "precision": site.precision if site else None,
            **public_record(application),
        },
    }
