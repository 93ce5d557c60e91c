"""GeoJSON as drawing programs write it: a geometry, a feature or a collection of them; pure."""

import json
from collections.abc import Iterator
from typing import Any

from geo.drawn.drawing import MAX_PARTS, MAX_VERTICES, Drawing, Line, drawing, position
from geo.errors import ShapeReason, ShapeRefused

_POINTS = ("Point", "MultiPoint")
_LINES = ("LineString", "MultiLineString")


def read_geojson(text: str | bytes) -> Drawing:
    """The drawing in a GeoJSON text. Raises ShapeRefused for every other text, and nothing else."""
    try:
        value = json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise ShapeRefused(ShapeReason.NOT_GEOJSON) from error
    return drawing_of(value)


def drawing_of(value: object) -> Drawing:
    """The drawing in a GeoJSON value: its polygons, or where there are none its lines. Points are passed over."""
    outlines: list[Line] = []
    lines: list[Line] = []
    for geometry in _geometries(value):
        kind = geometry.get("type")
        if kind == "Polygon":
            outlines.append(_outline(geometry.get("coordinates")))
        elif kind == "MultiPolygon":
            outlines.extend(map(_outline, _few(geometry.get("coordinates"))))
        elif kind == "LineString":
            lines.append(_line(geometry.get("coordinates")))
        elif kind == "MultiLineString":
            lines.extend(map(_line, _few(geometry.get("coordinates"))))
        if len(outlines) > MAX_PARTS:
            raise ShapeRefused(ShapeReason.TOO_MANY_SHAPES)
    return drawing(outlines, () if outlines else lines)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose names are given once each: of two it cannot be known which was meant."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ShapeRefused(ShapeReason.DUPLICATE_KEYS)
    return found


def _geometries(value: object) -> Iterator[dict[str, Any]]:
    """The geometries within features within a collection, unwrapped in that order and no deeper."""
    is_collection = isinstance(value, dict) and value.get("type") == "FeatureCollection"
    features = _few(value.get("features")) if is_collection and isinstance(value, dict) else [value]
    for feature in features:
        is_feature = isinstance(feature, dict) and feature.get("type") == "Feature"
        geometry = feature.get("geometry") if is_feature and isinstance(feature, dict) else feature
        if not isinstance(geometry, dict):
            raise ShapeRefused(ShapeReason.NOT_GEOJSON)
        if geometry.get("type") == "GeometryCollection":
            yield from (each for each in _few(geometry.get("geometries")) if isinstance(each, dict))
        else:
            yield geometry


def _few(values: object) -> list[Any]:
    if not isinstance(values, list):
        raise ShapeRefused(ShapeReason.NOT_GEOJSON)
    if len(values) > MAX_PARTS:
        raise ShapeRefused(ShapeReason.TOO_MANY_SHAPES)
    return values


def _outline(rings: object) -> Line:
    """The one ring of a polygon."""
    if not isinstance(rings, list) or not rings or not isinstance(rings[0], list):
        raise ShapeRefused(ShapeReason.NOT_GEOJSON)
    if len(rings) > 1:
        raise ShapeRefused(ShapeReason.HAS_HOLES)
    return _line(rings[0])


def _line(vertices: object) -> Line:
    if not isinstance(vertices, list):
        raise ShapeRefused(ShapeReason.NOT_GEOJSON)
    if len(vertices) > MAX_VERTICES + 1:
        raise ShapeRefused(ShapeReason.TOO_MANY_POINTS)
    return tuple(map(_vertex, vertices))


def _vertex(vertex: object) -> Any:
    """Longitude and latitude; a height after them is dropped."""
    if not isinstance(vertex, list) or not 2 <= len(vertex) <= 3:
        raise ShapeRefused(ShapeReason.BAD_COORDINATE)
    return position(vertex[0], vertex[1])
