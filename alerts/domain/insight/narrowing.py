"""Which rows of the register lie in a place and belong to a slice."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from alerts.domain.insight.register import COLUMN_TYPES, NO_PLACE, Register
from alerts.domain.insight.result import Ending, Result
from alerts.domain.insight.slice import Place, PlaceKind, Slice
from alerts.domain.insight.types import type_number
from geo.area import Area, points_touching

Mask = NDArray[np.bool_]
Positions = NDArray[np.intp]


def taken(register: Register, rows: Mask | Positions) -> Register:
    """The register of these rows alone."""
    positions = np.flatnonzero(rows) if rows.dtype == np.bool_ else rows
    return replace(register, **{name: getattr(register, name)[positions] for name in COLUMN_TYPES})


def of_place(register: Register, place: Place) -> Register:
    """What a council decides, or whose centre lies in a ward or an area; nothing for a place that is not known."""
    if place.kind is PlaceKind.ALL:
        return register
    if place.kind is PlaceKind.AUTHORITY:
        return taken(register, of_authorities(register, frozenset({place.code})))
    if place.kind is PlaceKind.WARD:
        return taken(register, _of_ward(register, place.code))
    if place.area is None:
        raise ValueError("a shape needs its area")
    return taken(register, _within(register, place.area))


def of_slice(register: Register, wanted: Slice) -> Register:
    """What a slice counts, whatever its endings and months."""
    chosen: list[Mask] = []
    if wanted.types:
        numbers = [type_number(code) for code in wanted.types]
        chosen.append(np.isin(register.kind, np.array(numbers, dtype=register.kind.dtype)))
    if wanted.topics:
        chosen.append(register.topics & sum(each.bit for each in wanted.topics) != 0)
    if wanted.ward is not None:
        chosen.append(_of_ward(register, wanted.ward))
    if wanted.only_major:
        chosen.append(register.major == 1)
    return taken(register, np.logical_and.reduce(chosen)) if chosen else register


def of_endings(register: Register, endings: frozenset[Ending]) -> Register:
    """What ended in one of these ways; everything for none."""
    if not endings:
        return register
    is_wanted = np.array([result.ending in endings for result in Result])
    return taken(register, is_wanted[register.result])


def of_authorities(register: Register, codes: frozenset[str]) -> Mask:
    """Which rows these councils decide."""
    is_wanted = np.array([code in codes for code in register.authorities], dtype=np.bool_)
    return is_wanted[register.authority] if len(is_wanted) else np.zeros(len(register), dtype=np.bool_)


def _of_ward(register: Register, code: str) -> Mask:
    numbers = [number for number, ward in enumerate(register.wards) if ward.code == code]
    return np.isin(register.ward, np.array(numbers, dtype=register.ward.dtype))


def _within(register: Register, area: Area) -> Positions:
    """By the box first, in whole centimetres, then by the rule of all areas."""
    west, south, east, north = (value * 100 for value in area.bounds)
    eastings, northings = register.easting_cm, register.northing_cm
    in_box = (
        (eastings >= west - 1) & (eastings <= east + 1) & (northings >= south - 1) & (northings <= north + 1)
    )
    near = np.flatnonzero(in_box & (eastings != NO_PLACE))
    return near[points_touching(area, eastings[near] / 100, northings[near] / 100)]
