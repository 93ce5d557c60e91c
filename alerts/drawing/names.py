"""Names on a map: wards and authorities, then a few postcodes, where there is room for them."""

from collections.abc import Iterator, Sequence
from itertools import islice

import numpy as np
import shapely

from alerts.drawing.elements import Element, element, words
from alerts.drawing.frame import Frame
from alerts.drawing.scene import MapContext, Outline, PostcodeLabel
from alerts.drawing.spreading import Box, is_free, nearest_first, text_box
from alerts.drawing.type_sizes import TypeSizes

_LONGEST_NAME = 40
_MOST_NAMES = 8
_MOST_OUTLINES = 60
_MOST_POSTCODES = 14
# Postcodes need air between them.
_AIR = 2.4
# An outline round nearly all of the map has no side to be named on.
_ALL = 0.85

_TEXT = {"text-anchor": "middle", "stroke": "#f7f5ef", "stroke-width": "3", "stroke-linejoin": "round"}
_NAME = {"class": "map-name", "fill": "#57503f", "font-style": "italic", "paint-order": "stroke", **_TEXT}
_POSTCODE = {"class": "map-postcode", "fill": "#6b6454", "paint-order": "stroke", **_TEXT}


def draw_names(
    context: MapContext,
    frame: Frame,
    sizes: TypeSizes,
    taken: Sequence[Box],
    most_postcodes: int = _MOST_POSTCODES,
) -> Iterator[Element]:
    """The names for which there is room beside what is taken already."""
    boxes = list(taken)
    yield from _outlines(context, frame, sizes, boxes)
    yield from islice(_postcodes(context, frame, sizes, boxes), most_postcodes)


def _outlines(context: MapContext, frame: Frame, sizes: TypeSizes, boxes: list[Box]) -> Iterator[Element]:
    drawn = 0
    for outline in context.outlines[:_MOST_OUTLINES]:
        text = words(outline.name, _LONGEST_NAME)
        placed = _place_name(text, outline, frame, sizes, boxes) if text else None
        if placed is None:
            continue
        boxes.append(text_box(*placed, text, sizes.name))
        yield _text(text, placed, sizes.name, _NAME)
        drawn += 1
        if drawn == _MOST_NAMES:
            return


def _place_name(
    text: str, outline: Outline, frame: Frame, sizes: TypeSizes, taken: list[Box]
) -> tuple[float, float] | None:
    """The place nearest the middle of what is shown of an outline where its name lies within it."""
    shown = shapely.clip_by_rect(outline.geometry, *frame.ground.bounds)
    if shown.is_empty or shown.area > _ALL * frame.ground.area:
        return None
    west, south, east, north = shown.bounds
    grid = np.array([(x, y) for x in np.linspace(west, east, 15) for y in np.linspace(south, north, 15)])
    half_m = text_box(0, 0, text, sizes.name).right * frame.metres_per_px
    ends = (shapely.contains_xy(shown, grid[:, 0] + shift, grid[:, 1]) for shift in (-half_m, 0, half_m))
    fits = np.logical_and.reduce(list(ends))
    centre = shown.centroid
    for x, y in nearest_first(frame.to_px(grid[fits]), frame.point_px(centre.x, centre.y)):
        if is_free(text_box(x, y, text, sizes.name), taken, frame.width_px, frame.height_px):
            return x, y
    return None


def _postcodes(context: MapContext, frame: Frame, sizes: TypeSizes, boxes: list[Box]) -> Iterator[Element]:
    for label in context.postcodes:
        text = words(label.text, _LONGEST_NAME)
        placed = _place_postcode(text, label, frame, sizes, boxes)
        if placed is None:
            continue
        boxes.append(text_box(*placed, text, sizes.postcode * _AIR))
        yield _text(text, placed, sizes.postcode, _POSTCODE)


def _place_postcode(
    text: str, label: PostcodeLabel, frame: Frame, sizes: TypeSizes, taken: list[Box]
) -> tuple[float, float] | None:
    """On its point, or a little below or above it."""
    x, y = frame.point_px(label.easting, label.northing)
    for shift in (0.0, 1.6, -1.6):
        place = x, y + shift * sizes.postcode
        if is_free(text_box(*place, text, sizes.postcode), taken, frame.width_px, frame.height_px):
            return place
    return None


def _text(text: str, place: tuple[float, float], size: float, attributes: dict[str, str]) -> Element:
    x, y = place
    return element("text", {**attributes, "x": x, "y": y + size * 0.35, "font-size": size}, text=text)
