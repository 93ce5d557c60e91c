"""Sizes of marks and letters, so that a wide map is still legible when a phone shows it at half its width."""

from typing import NamedTuple

_NARROW_PX = 480


class TypeSizes(NamedTuple):
    """Pixels: the radius of a mark, and the heights of numbers, names, postcodes and of what stands below."""

    marker: float
    number: float
    name: float
    postcode: float
    foot: float
    foot_height: float


def sizes_for(width_px: int) -> TypeSizes:
    """The sizes for a map of this width."""
    return (
        TypeSizes(10, 12.5, 12, 11, 12, 34) if width_px <= _NARROW_PX else TypeSizes(14.5, 19, 17, 16, 18, 46)
    )
