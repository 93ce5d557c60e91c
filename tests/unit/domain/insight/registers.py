"""Registers as tests want them, built from what applications say."""

from datetime import date
from typing import Any

import numpy as np

from alerts.domain.insight.register import COLUMN_TYPES, NO_DAY, NO_PLACE, Register, WardPlace, day_number
from alerts.domain.insight.result import Result
from alerts.domain.insight.types import UNTYPED_NUMBER, type_number

CAMDEN, CARDIFF = "E09000007", "W06000015"
_DAYS = ("received", "valid", "decided", "withdrawn", "ends")
_USUAL = {
    "authority": 0,
    "ward": -1,
    "kind": UNTYPED_NUMBER,
    "result": Result.PENDING,
    "major": -1,
    "topics": 0,
    "easting_cm": NO_PLACE,
    "northing_cm": NO_PLACE,
    "size_m2": 0,
    "amendments": 0,
    **dict.fromkeys(_DAYS, NO_DAY),
}


def a_register(*rows: dict[str, Any], first_read: date | None = None) -> Register:
    """Of rows that say only what matters: days as dates, a kind by its code. Camden's, or Cardiff's for authority 1."""
    columns: dict[str, list[int]] = {name: [] for name in COLUMN_TYPES}
    for number, row in enumerate(rows):
        said = {name: day_number(value) if name in _DAYS else value for name, value in row.items()}
        if "kind" in said:
            said["kind"] = type_number(said["kind"])
        for name, value in ({"id": number} | _USUAL | said).items():
            columns[name].append(int(value))
    return Register(
        version=1,
        authorities=(CAMDEN, CARDIFF),
        first_read=(day_number(first_read or date(2000, 1, 1)),) * 2,
        wards=(WardPlace("E05000001", CAMDEN),),
        **{name: np.array(columns[name], dtype=kind) for name, kind in COLUMN_TYPES.items()},
    )
