"""Keeps numbers and names on a map from covering one another; pure."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np

from alerts.drawing.frame import Floats

_ROUNDS = 120
# Sites at one point are first set on a spiral of this turn, which puts no two of them in a line.
_GOLDEN_ANGLE = 2.399963
_CLOSE_ENOUGH_PX = 0.05


class Box(NamedTuple):
    """A rectangle in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def overlaps(self, other: "Box") -> bool:
        beside = self.right <= other.left or other.right <= self.left
        return not (beside or self.bottom <= other.top or other.bottom <= self.top)

    def is_within(self, width: float, height: float) -> bool:
        return self.left >= 0 and self.top >= 0 and self.right <= width and self.bottom <= height


def spread(places: Floats, gap_px: float, width_px: float, height_px: float) -> Floats:
    """Places (n × 2 pixels) pushed apart until centres lie `gap_px` from each other, where there is room.

    The same places always give the same answer. Each stays within the map by half a gap.
    """
    if not len(places):
        return places
    turns = np.arange(len(places))
    nudges = np.column_stack((np.cos(turns * _GOLDEN_ANGLE), np.sin(turns * _GOLDEN_ANGLE)))
    is_crowded = (_distances(places) < gap_px).sum(axis=1) > 1
    spread_out: Floats = places + (0.5 * np.sqrt(turns) * is_crowded)[:, None] * nudges
    margin = gap_px / 2
    for _ in range(_ROUNDS):
        offsets = spread_out[:, None] - spread_out[None, :]
        distances = np.hypot(offsets[..., 0], offsets[..., 1])
        missing = np.clip(gap_px - distances, 0, None)
        np.fill_diagonal(missing, 0)
        if missing.max() < _CLOSE_ENOUGH_PX:
            break
        shares = missing / np.maximum(distances, _CLOSE_ENOUGH_PX)
        spread_out = spread_out + 0.5 * (offsets * shares[..., None]).sum(axis=1)
        spread_out = np.clip(spread_out, margin, (width_px - margin, height_px - margin))
    return spread_out


def text_box(x: float, y: float, text: str, size_px: float) -> Box:
    """About the room that a text takes, centred on a point."""
    half_width, half_height = 0.29 * size_px * len(text) + 2, 0.62 * size_px
    return Box(x - half_width, y - half_height, x + half_width, y + half_height)


def is_free(box: Box, taken: Iterable[Box], width_px: float, height_px: float) -> bool:
    """Whether a box lies on the map and on nothing else."""
    return box.is_within(width_px, height_px) and not any(box.overlaps(other) for other in taken)


def nearest_first(points: Floats, to: tuple[float, float]) -> list[tuple[float, float]]:
    """Points (n × 2) in the order of their distance from one."""
    order = np.hypot(*(points - to).T).argsort(kind="stable")
    return [(x, y) for x, y in points[order].tolist()]


def _distances(places: Floats) -> Floats:
    offsets = places[:, None] - places[None, :]
    distances: Floats = np.hypot(offsets[..., 0], offsets[..., 1])
    return distances
