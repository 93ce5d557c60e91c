"""Where applications lie: by ward, by council and by hexagon."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from alerts.domain.insight.hexagons import hexagons
from alerts.domain.insight.insight import PlaceFigures, Share, Where
from alerts.domain.insight.monthly import Dated
from alerts.domain.insight.opening import open_rows
from alerts.domain.insight.register import NO_PLACE, Column, Register
from alerts.domain.insight.result import Result
from alerts.domain.insight.slice import Place, PlaceKind


def where(
    register: Register,
    place: Place,
    received: Dated,
    decided: Dated,
    withdrawn: Dated,
    width_m: int,
    today: date,
) -> Where:
    """Of a slice."""
    rows = _counted_rows(register, received, decided, withdrawn, today)
    located = register.easting_cm[received.rows] != NO_PLACE
    in_wards = register.ward[received.rows] >= 0
    return Where(
        wards=_wards(register, place, rows),
        councils=_figures(register.authority, register.authorities, rows, set()),
        hexagons=hexagons(register, received.rows, width_m),
        located=Share(int(located.sum()), len(received.rows)),
        in_wards=Share(int(in_wards.sum()), len(received.rows)),
    )


def _counted_rows(
    register: Register, received: Dated, decided: Dated, withdrawn: Dated, today: date
) -> tuple[Column, ...]:
    """The rows of each number of `PlaceFigures`, in their order."""
    results = register.result[decided.rows]
    is_granted, is_refused = results == Result.GRANTED, results == Result.REFUSED
    return (
        received.rows,
        decided.rows[is_granted],
        decided.rows[is_refused],
        decided.rows[~is_granted & ~is_refused],
        withdrawn.rows,
        open_rows(register, today),
    )


def _wards(register: Register, place: Place, rows: tuple[Column, ...]) -> tuple[PlaceFigures, ...]:
    """Of everything none: there are thousands. A council's own, and a ward itself, also where nothing lies in them."""
    if place.kind is PlaceKind.ALL:
        return ()
    codes = [ward.code for ward in register.wards]
    if place.kind is PlaceKind.AUTHORITY:
        own = {ward.code for ward in register.wards if ward.authority == place.code}
    else:
        own = {code for code in codes if place.kind is PlaceKind.WARD and code == place.code}
    return _figures(register.ward, codes, rows, own)


def _figures(
    groups: Column, codes: Sequence[str], rows: tuple[Column, ...], own: set[str]
) -> tuple[PlaceFigures, ...]:
    """Of each group that is not empty or is one of `own`, by code."""
    counts = np.stack([_by_group(groups[each], len(codes)) for each in rows])
    filled = set(np.flatnonzero(counts.any(axis=0)).tolist())
    shown = sorted((code, at) for at, code in enumerate(codes) if at in filled or code in own)
    return tuple(PlaceFigures(code, *counts[:, at].tolist()) for code, at in shown)


def _by_group(groups: Column, how_many: int) -> Column:
    """How many of each group; those of none (less than 0) are left out."""
    found: Column = np.bincount(groups + 1, minlength=how_many + 1)[1:]
    return found
