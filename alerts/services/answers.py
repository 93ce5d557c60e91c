"""What a search answers: the places and applications that may have been meant, and what to say beside them."""

from dataclasses import dataclass

from alerts.domain.application import Application
from alerts.domain.watch_area import AreaName


@dataclass(frozen=True)
class Place:
    """A watch area that the words may mean, named for a list."""

    name: AreaName
    label: str


@dataclass(frozen=True)
class Answer:
    """All that the words may mean; `advice` says what to do where that is nothing, or not enough.

    `suggestions`: places that are not what was typed, but may have been meant. `circles`: places made of the
    applications found, where they lie close together. `next_before`: where more applications go on. `left_out`: the
    word without which something was found. `uncovered`: the authority of the only place meant, where no feed of it
    is read.
    """

    places: tuple[Place, ...] = ()
    applications: tuple[Application, ...] = ()
    advice: str = ""
    suggestions: tuple[Place, ...] = ()
    circles: tuple[Place, ...] = ()
    next_before: int | None = None
    left_out: str = ""
    uncovered: str = ""

    @property
    def is_certain(self) -> bool:
        """There is exactly one thing that can have been meant, and nothing has to be said of it first."""
        is_one = len(self.places) + len(self.applications) == 1
        return is_one and not (self.advice or self.left_out or self.uncovered)
