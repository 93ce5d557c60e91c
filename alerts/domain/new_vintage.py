"""What a new vintage of boundaries or postcodes would change, told before it is taken: plain values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

FEWEST = 5
"""Of fewer than these no number is told: it could be a neighbour."""

LEAST_SHARE_LEFT = 0.7
"""A vintage with less than this of what there was is no council's doing, but a file cut short."""


@dataclass(frozen=True)
class Place:
    """A ward or an authority by its code; `authority` is the GSS code of a ward's own, where known."""

    code: str
    name: str
    authority: str | None = None


@dataclass(frozen=True)
class Successor:
    """A place that has a share, from 0 to 1, of the ground of one that is abolished."""

    place: Place
    share: float


@dataclass(frozen=True)
class Abolished:
    """A place whose code is gone, and its probable successors by the ground they share, the largest first."""

    place: Place
    successors: tuple[Successor, ...]


@dataclass(frozen=True)
class Redrawn:
    """A place that lost a share of its former ground, or of whose ground a share is new."""

    place: Place
    lost: float
    gained: float


@dataclass(frozen=True)
class Renamed:
    """A place that has another name."""

    place: Place
    before: str


@dataclass(frozen=True)
class Touched:
    """How many areas, and how many people, watch what changes; None for some, but fewer than five."""

    areas: int | None
    people: int | None

    @classmethod
    def of(cls, areas: int, people: int) -> "Touched":
        return cls(told(areas), told(people))

    @property
    def words(self) -> str:
        """For whoever reads: `12 areas of fewer than 5 people`."""
        return f"{counted(self.areas, 'area', 'areas')} of {counted(self.people, 'person', 'people')}"


@dataclass(frozen=True)
class NewBoundaries:
    """A vintage of boundaries beside those in use; `authorities` is empty where it is of the whole country.

    `added`, `abolished`, `redrawn` and `renamed` are in order of code; `unmoved` counts what stays as it was.
    """

    kind: str
    vintage: int
    authorities: tuple[str, ...]
    former: tuple[int, ...]
    count_before: int
    count_after: int
    added: tuple[Place, ...]
    abolished: tuple[Abolished, ...]
    redrawn: tuple[Redrawn, ...]
    renamed: tuple[Renamed, ...]
    unmoved: int
    touched: Touched

    @property
    def is_too_few(self) -> bool:
        return is_too_few(self.count_before, self.count_after)

    @property
    def changes_nothing(self) -> bool:
        return not (self.added or self.abolished or self.redrawn or self.renamed)


@dataclass(frozen=True)
class NewPostcodes:
    """A postcode list beside the one in use. `moved` counts live postcodes that lie more than 100 m elsewhere."""

    vintage: str
    former: str
    count_before: int
    count_after: int
    added: int
    ended: int
    moved: int
    touched: Touched

    @property
    def is_too_few(self) -> bool:
        return is_too_few(self.count_before, self.count_after)


def is_too_few(before: int, after: int) -> bool:
    """Whether so much is missing that a vintage is not to be believed."""
    return after < before * LEAST_SHARE_LEFT


def as_stored(found: NewBoundaries | NewPostcodes) -> dict[str, Any]:
    """The values as they are kept, and as `--json` gives them."""
    return asdict(found)


def boundaries_from_stored(stored: Mapping[str, Any]) -> NewBoundaries:
    """The inverse of `as_stored`."""
    return NewBoundaries(
        kind=stored["kind"],
        vintage=stored["vintage"],
        authorities=tuple(stored["authorities"]),
        former=tuple(stored["former"]),
        count_before=stored["count_before"],
        count_after=stored["count_after"],
        added=tuple(Place(**each) for each in stored["added"]),
        abolished=tuple(
            Abolished(Place(**each["place"]), successors_from_stored(each["successors"]))
            for each in stored["abolished"]
        ),
        redrawn=tuple(
            Redrawn(Place(**each["place"]), each["lost"], each["gained"]) for each in stored["redrawn"]
        ),
        renamed=tuple(Renamed(Place(**each["place"]), each["before"]) for each in stored["renamed"]),
        unmoved=stored["unmoved"],
        touched=Touched(**stored["touched"]),
    )


def successors_from_stored(stored: Any) -> tuple[Successor, ...]:
    return tuple(Successor(Place(**each["place"]), each["share"]) for each in stored)


def postcodes_from_stored(stored: Mapping[str, Any]) -> NewPostcodes:
    """The inverse of `as_stored`."""
    return NewPostcodes(**{**stored, "touched": Touched(**stored["touched"])})


def told(number: int) -> int | None:
    """A number of people or of their areas; None for some, but fewer than five."""
    return None if 0 < number < FEWEST else number


def counted(number: int | None, one: str, many: str) -> str:
    """Such a number in words: `12 people`, `fewer than 5 people`."""
    if number is None:
        return f"fewer than {FEWEST} {many}"
    return f"{number:,} {one if number == 1 else many}"
