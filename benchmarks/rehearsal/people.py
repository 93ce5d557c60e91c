"""The invented people: where each lives, what they watch, what they wish."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.rehearsal.country import Country, near
from benchmarks.rehearsal.options import Options

POSTCODE, CIRCLE, WARD, AUTHORITY = range(4)
_KIND_SHARES = (0.85, 0.09, 0.05, 0.01)
RADII_M = np.array((100, 200, 400, 800))
_RADIUS_SHARES = (0.2, 0.35, 0.3, 0.15)
_SECOND_AREA = 0.06
"""So many people watch a second place: where they work, or where a parent lives."""

FREQUENCIES = ("daily", "weekly", "instant")
_FREQUENCY_SHARES = (0.6, 0.3, 0.1)
CHANGES = (
    ("new", "readvertised", "amended", "appealed", "decided", "withdrawn", "deadline_near"),
    ("new",),
    ("new", "decided", "withdrawn"),
)
_CHANGES_SHARES = (0.45, 0.35, 0.2)
TYPES: tuple[tuple[str, ...], ...] = ((), ("full", "outline"), ("hh",))
_TYPES_SHARES = (0.92, 0.05, 0.03)
INCLUDE: tuple[tuple[str, ...], ...] = ((), ("tree", "fell"), ("extension",))
_INCLUDE_SHARES = (0.96, 0.02, 0.02)
HOURS = (None, 6, 18, 20)
_HOURS_SHARES = (0.85, 0.05, 0.05, 0.05)

Whole = NDArray[np.int32]


@dataclass(frozen=True)
class People:
    """One row a subscription, that of person `person`. `place` is a postcode of the country; `x`, `y` the centre of a
    circle; the others are positions in the tuples of this module.
    """

    count: int
    person: Whole
    place: Whole
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    kind: Whole
    radius_m: Whole
    frequency: Whole
    changes: Whole
    types: Whole
    include: Whole
    hour: Whole

    def __len__(self) -> int:
        return len(self.person)


def invent(options: Options, country: Country) -> People:
    """So many people, spread as postcodes are."""
    rng = np.random.default_rng(options.seed + 2)
    seconds = np.flatnonzero(rng.random(options.subscribers) < _SECOND_AREA)
    person = np.concatenate((np.arange(options.subscribers), seconds)).astype(np.int32)
    count = len(person)
    place = rng.integers(0, len(country.x), count).astype(np.int32)

    x, y = near(country, place, rng.normal(0, 60, count), rng.normal(0, 60, count))

    def drawn(shares: tuple[float, ...]) -> Whole:
        return rng.choice(len(shares), count, p=shares).astype(np.int32)

    return People(
        count=options.subscribers,
        person=person,
        place=place,
        x=x,
        y=y,
        kind=drawn(_KIND_SHARES),
        radius_m=RADII_M[drawn(_RADIUS_SHARES)].astype(np.int32),
        frequency=drawn(_FREQUENCY_SHARES),
        changes=drawn(_CHANGES_SHARES),
        types=drawn(_TYPES_SHARES),
        include=drawn(_INCLUDE_SHARES),
        hour=drawn(_HOURS_SHARES),
    )
