"""The invented registers of all authorities: which application appears when, and what becomes of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.rehearsal.country import Country, near
from benchmarks.rehearsal.options import Options

DAY_S = 86_400
NEVER = np.inf

_WEEKDAY = np.array((0.23, 0.21, 0.2, 0.19, 0.16, 0.007, 0.003))
"""How the applications of a week fall on its days, Monday first: registers are kept by office workers."""
_SHARE_DECIDED, _SHARE_WITHDRAWN, _SHARE_AMENDED = 0.9, 0.05, 0.12
_DECIDED_AFTER_DAYS, _SPREAD = 56.0, 0.35
_OPENS_H, _OFFICE_H = 8, 10
_SHARE_WITH_A_POINT = 0.9
_YEAR_DAYS = 365

Floats = NDArray[np.float64]
Whole = NDArray[np.int32]


@dataclass(frozen=True)
class Registers:
    """Applications, those of an authority together and its own in `slice_of`. Times are seconds of the epoch; what
    does not happen happens `NEVER`.
    """

    authority: Whole
    number: Whole
    postcode: Whole
    x: Floats
    y: Floats
    has_point: NDArray[np.bool_]
    published: Floats
    amended: Floats
    decided: Floats
    withdrawn: Floats
    comments_close: Floats
    words: NDArray[np.uint32]

    def slice_of(self, authority: int) -> slice:
        first, last = np.searchsorted(self.authority, (authority, authority + 1))
        return slice(int(first), int(last))

    def save(self, path: Path) -> None:
        np.savez(path, **self.__dict__)


def load(path: Path) -> Registers:
    with np.load(path) as stored:
        return Registers(**stored)


def invent(options: Options, country: Country) -> Registers:
    """A year's applications that are still open when the rehearsal begins, and those that come while it lasts."""
    rng = np.random.default_rng(options.seed + 1)
    begin = options.start.replace(hour=0, minute=0)
    last = begin + timedelta(days=options.days)
    published = _published(rng, options.applications_a_year, begin, last)
    decided = _office_hours(
        rng, published + DAY_S * rng.lognormal(np.log(_DECIDED_AFTER_DAYS), _SPREAD, len(published))
    )
    withdrawn = _office_hours(rng, published + DAY_S * rng.uniform(7, 50, len(published)))
    fate = rng.random(len(published))
    decided[fate >= _SHARE_DECIDED] = NEVER
    withdrawn[(fate < _SHARE_DECIDED) | (fate >= _SHARE_DECIDED + _SHARE_WITHDRAWN)] = NEVER
    is_open = np.minimum(decided, withdrawn) > begin.timestamp()
    published, decided, withdrawn = published[is_open], decided[is_open], withdrawn[is_open]
    amended = _office_hours(rng, published + DAY_S * rng.uniform(4, 30, len(published)))
    amended[(rng.random(len(published)) >= _SHARE_AMENDED) | (amended >= np.minimum(decided, withdrawn))] = (
        NEVER
    )
    return _placed(rng, country, published, amended, decided, withdrawn)


def _placed(
    rng: np.random.Generator,
    country: Country,
    published: Floats,
    amended: Floats,
    decided: Floats,
    withdrawn: Floats,
) -> Registers:
    """Each at a house near a postcode's point, so that an authority has as many as it has postcodes."""
    count = len(published)
    postcode = rng.integers(0, len(country.x), count)
    order = np.argsort(country.authority[postcode], kind="stable")
    postcode = postcode[order].astype(np.int32)
    x, y = near(country, postcode, rng.normal(0, 25, count), rng.normal(0, 25, count))
    return Registers(
        authority=country.authority[postcode],
        number=np.arange(1, count + 1, dtype=np.int32),
        postcode=postcode,
        x=x,
        y=y,
        has_point=rng.random(count) < _SHARE_WITH_A_POINT,
        published=published[order],
        amended=amended[order],
        decided=decided[order],
        withdrawn=withdrawn[order],
        comments_close=published[order] + DAY_S * rng.integers(18, 29, count),
        words=rng.integers(0, 2**32, count, dtype=np.uint32),
    )


def _published(rng: np.random.Generator, a_year: int, begin: datetime, last: datetime) -> Floats:
    """When each appears in its register: from a year before the beginning until the end, in office hours."""
    days = int((last - begin).days) + _YEAR_DAYS
    first = begin - timedelta(days=_YEAR_DAYS)
    weight = _WEEKDAY[(first.weekday() + np.arange(days)) % 7]
    count = rng.poisson(a_year / 52.18 * weight)
    day = np.repeat(np.arange(days), count)
    return first.timestamp() + DAY_S * day + _at_work(rng, len(day))


def _office_hours(rng: np.random.Generator, moments: Floats) -> Floats:
    """The same days, those of a weekend on the Monday after, in office hours."""
    day = moments // DAY_S
    weekday = (day + 3) % 7  # the epoch began on a Thursday
    day += np.where(weekday >= 5, 7 - weekday, 0)
    return day * DAY_S + _at_work(rng, len(day))


def _at_work(rng: np.random.Generator, count: int) -> Floats:
    return 3_600 * (_OPENS_H + _OFFICE_H * rng.random(count))
