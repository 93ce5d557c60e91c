"""What is wrong with a shape that somebody brought, and what to do, in words for them; pure."""

from alerts.domain.errors import AreaRefused
from alerts.language import _, later
from geo.drawn.drawing import MAX_PARTS, MAX_VERTICES
from geo.errors import ShapeReason, ShapeRefused
from geo.shapes import MAX_AREA_M2, MAX_RADIUS_M

_WORDS = {
    ShapeReason.EMPTY: later(
        "There is nothing in it. Draw, upload, paste or type the area you want to watch."
    ),
    ShapeReason.UNKNOWN_FORMAT: later(
        "We cannot read that file. Bring GeoJSON, KML, KMZ or GPX: most map programs save one of them."
    ),
    ShapeReason.NOT_XML: later(
        "That file begins like KML or GPX but is damaged or cut off. Save it again and bring the new one."
    ),
    ShapeReason.NOT_GEOJSON: later(
        "This is not a GeoJSON shape. Draw the area on the map, or upload a GeoJSON polygon."
    ),
    ShapeReason.DUPLICATE_KEYS: later(
        "The GeoJSON gives one name twice, so it cannot be known which is meant. Save it again from the map program."
    ),
    ShapeReason.BAD_LINE: later(
        "Line {line} is not a place in Great Britain. Write one corner a line: 51.5512, -0.1423 or TQ 287 855"
        " or 528721, 185525."
    ),
    ShapeReason.NOT_A_POLYGON: later(
        "The shape must be a polygon. Draw a line round the area you want to watch."
    ),
    ShapeReason.OPEN_LINE: later(
        "That is a line which does not end where it began. Close it, or type a distance to watch everything near it."
    ),
    ShapeReason.HAS_HOLES: later("The shape has a hole in it. Draw its outline only, as one line."),
    ShapeReason.TOO_MANY_SHAPES: later(
        "There are more than {parts} shapes in it. Keep those you want to watch."
    ),
    ShapeReason.TOO_TANGLED: later(
        "The shapes lie across one another too often to be one area. Draw one line round all of them."
    ),
    ShapeReason.TOO_FEW_POINTS: later("The shape needs at least three different corners. Add more corners."),
    ShapeReason.TOO_MANY_POINTS: later("The shape has more than {corners} corners. Draw it more simply."),
    ShapeReason.BAD_COORDINATE: later(
        "A corner of the shape is not a longitude and a latitude in degrees. Draw the area on the map, or export"
        " the file again in WGS84."
    ),
    ShapeReason.SWAPPED_COORDINATES: later(
        "The two numbers of every corner seem to be swapped: GeoJSON, KML and GPX give longitude and latitude by"
        " name or in that order, typed corners latitude first."
    ),
    ShapeReason.NOT_CLOSED: later(
        "The outline is not closed. Its last corner must be the same as its first."
    ),
    ShapeReason.CROSSES_ITSELF: later(
        "The outline crosses or touches itself. Draw it again as one line round the area without crossing it."
    ),
    ShapeReason.OUTSIDE_GREAT_BRITAIN: later(
        "Part of the shape is outside Great Britain. Draw it within England, Scotland or Wales."
    ),
    ShapeReason.NORTHERN_IRELAND: later(
        "The shape is in Northern Ireland, which this service does not cover: it has a planning register of its own."
    ),
    ShapeReason.TOO_SMALL: later("The shape is smaller than 1 hectare (100 m by 100 m). Draw it larger."),
    ShapeReason.TOO_LARGE: later(
        "The shape is larger than {most} km². Draw it smaller, or watch a whole council instead."
    ),
    ShapeReason.BAD_RADIUS: later("The distance must be from 1 to {radius} metres. Choose another."),
}

_NEAR = {
    ShapeReason.CROSSES_ITSELF: later("It does so near latitude {lat}, longitude {lon}."),
    ShapeReason.OUTSIDE_GREAT_BRITAIN: later("One corner is at latitude {lat}, longitude {lon}."),
}


class ShapeNotWatched(AreaRefused):
    """A shape that somebody brought cannot be watched; `refused` knows where it is wrong and what was meant."""

    def __init__(self, refused: ShapeRefused, max_area_km2: float = MAX_AREA_M2 / 1e6) -> None:
        super().__init__(shape_words(refused, max_area_km2))
        self.refused = refused


def shape_words(refused: ShapeRefused, max_area_km2: float = MAX_AREA_M2 / 1e6) -> str:
    """Why a shape cannot be watched, where it is wrong, and what to do."""
    words = _(_WORDS[refused.reason]).format(
        line=refused.line,
        parts=MAX_PARTS,
        corners=MAX_VERTICES,
        most=f"{max_area_km2:g}",
        radius=f"{MAX_RADIUS_M:,.0f}",
    )
    if refused.near is None or refused.reason not in _NEAR:
        return words
    lon, lat = refused.near
    return f"{words} {_(_NEAR[refused.reason]).format(lat=f'{lat:.4f}', lon=f'{lon:.4f}')}"
