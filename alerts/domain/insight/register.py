"""All public applications as columns, few bytes a row: what every dashboard is counted from."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

NO_DAY = -(2**31)
"""Stands for no day in a column of days; the year 1 and the year 9999 are days like others."""

NO_PLACE = -(2**31)
"""Stands for no site in `easting_cm` and `northing_cm`."""

UNKNOWN = -1
"""Stands for no ward, and for a feed that does not tell whether it is major development."""

_EPOCH = date(1970, 1, 1).toordinal()

Column = NDArray[Any]


class WardPlace(NamedTuple):
    """A ward of the boundaries in use: its code, and its council where the boundaries give it."""

    code: str
    authority: str | None


@dataclass(frozen=True, eq=False)
class Register:
    """Columns of one length, ordered by `id`; never written to once made, so that any number of threads may count.

    id               int32
    authority        int16   a position in `authorities`
    ward             int16   a position in `wards`: where the centre of the site lies
    kind             int8    a position in `types.TYPE_CODES`
    result           int8    `Result`
    major            int8    1, 0 or UNKNOWN
    topics           int16   the bits of `Topic`
    received         int32   days since 1970: received, or valid where no other is known
    valid, decided, withdrawn, ends   int32; `decided` only of what is not withdrawn, `withdrawn` only of what is
                     (the day of the decision where no other is known), `ends` the last day to comment that a feed gave
    easting_cm, northing_cm           int32, EPSG:27700: the centre of the site. Centimetres, as the grid is exact to
                     one: a float32 of metres takes the same room and is off by 3 cm in the north
    size_m2          int32   of a published site, 0 without one
    amendments       int16   how many amendments are in the public log of changes

    `first_read` is the day, for each of `authorities`, on which anything of it was first read. `version` grows with
    every refresh.
    """

    version: int
    authorities: tuple[str, ...]
    first_read: tuple[int, ...]
    wards: tuple[WardPlace, ...]
    id: Column
    authority: Column
    ward: Column
    kind: Column
    result: Column
    major: Column
    topics: Column
    received: Column
    valid: Column
    decided: Column
    withdrawn: Column
    ends: Column
    easting_cm: Column
    northing_cm: Column
    size_m2: Column
    amendments: Column

    def __len__(self) -> int:
        return len(self.id)


COLUMN_TYPES: dict[str, type[np.signedinteger[Any]]] = {
    "id": np.int32,
    "authority": np.int16,
    "ward": np.int16,
    "kind": np.int8,
    "result": np.int8,
    "major": np.int8,
    "topics": np.int16,
    "received": np.int32,
    "valid": np.int32,
    "decided": np.int32,
    "withdrawn": np.int32,
    "ends": np.int32,
    "easting_cm": np.int32,
    "northing_cm": np.int32,
    "size_m2": np.int32,
    "amendments": np.int16,
}
"""Every column and its type."""


def day_number(day: date | None) -> int:
    """Days since 1970, or NO_DAY."""
    return NO_DAY if day is None else day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """The day of such a number."""
    return date.fromordinal(number + _EPOCH)
