"""When something happens in the demonstration: a steady pace all over the borough, and near what people watch; pure.

A real borough gives a watched postcode a few applications a month. Nobody would wait for that in a demonstration, so
it is told which places are watched and sees to it that each has something soon and then again and again.
"""

from collections.abc import Sequence
from random import Random

Place = tuple[float, float]
"""Easting and northing (EPSG:27700 metres)."""

BACKGROUND_EVERY_S = 10.0
FIRST_WITHIN_S = (6.0, 20.0)
"""A place that is newly watched has its first event between so many seconds from when it is noticed."""

AGAIN_WITHIN_S = (35.0, 75.0)
MOST_PLACES = 200
"""Beyond these only the places watched last have events of their own, so that the borough stays a borough."""

_MOST_MISSED = 5


class Pace:
    """Which events are due by a time on the demonstration's own clock, in seconds since it was opened."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance
        self._next_anywhere_s = BACKGROUND_EVERY_S
        self._next_near_s: dict[Place, float] = {}

    def due(self, elapsed_s: float, places: Sequence[Place]) -> list[Place | None]:
        """Where something happens now: near a place, or anywhere in the borough (None)."""
        return [*self._due_anywhere(elapsed_s), *self._due_near(elapsed_s, places[-MOST_PLACES:])]

    def _due_anywhere(self, elapsed_s: float) -> list[Place | None]:
        count = 0
        while self._next_anywhere_s <= elapsed_s:
            self._next_anywhere_s += BACKGROUND_EVERY_S
            count += 1
        # After a laptop's sleep of hours the borough goes on; it does not catch up.
        return [None] * min(count, _MOST_MISSED)

    def _due_near(self, elapsed_s: float, places: Sequence[Place]) -> list[Place | None]:
        known = self._next_near_s
        self._next_near_s = {
            place: known.get(place, elapsed_s + self._chance.uniform(*FIRST_WITHIN_S))
            for place in dict.fromkeys(places)
        }
        due = [place for place, at_s in self._next_near_s.items() if at_s <= elapsed_s]
        for place in due:
            self._next_near_s[place] = elapsed_s + self._chance.uniform(*AGAIN_WITHIN_S)
        return list(due)
