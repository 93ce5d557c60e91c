"""The forms by which people bring an area, each read into the area it means; what was typed is kept for the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy.orm import Session

from alerts.domain.errors import AreaRefused
from alerts.domain.shape_wording import ShapeNotWatched
from alerts.domain.watch_area import AreaName, read_radius
from alerts.services.areas import Places
from alerts.services.chosen_areas import around_place, postcodes_together, wards_together
from alerts.services.shapes import OwnArea, drawn_area
from alerts.web.forms import Fields, FormRefused, single
from geo.drawn.drawing import Drawing
from geo.drawn.files import read_file
from geo.drawn.typed import read_typed, read_typed_line
from geo.errors import ShapeRefused

USUAL = {"radius": "200", "distance": "100"}
FIELDS = ("shape", "near", "corners", "width", "place", "radius", "postcodes", "distance", "council")


@dataclass(frozen=True)
class Brought:
    """What stands in the forms. `how` is the one that was sent, `content` a file that came with it."""

    how: str = "file"
    typed: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(FIELDS, "") | USUAL)
    wards: tuple[str, ...] = ()
    content: bytes = b""


class AreaFormRefused(FormRefused):
    """What is wrong with the form of an area; `shape` where it is a shape that cannot be watched."""

    def __init__(self, errors: Mapping[str, str], shape: ShapeRefused | None = None) -> None:
        super().__init__(errors)
        self.shape = shape


class _Form(NamedTuple):
    """How a form is read, the field that its errors stand at, and the one of its distance."""

    read: Callable[[Session, Places, Brought, int | None], OwnArea | AreaName]
    place_field: str
    distance_field: str | None


def brought(fields: Fields, content: bytes = b"") -> Brought:
    """What a form holds, whether or not it makes sense."""
    how = single(fields, "how", "file")
    typed = {name: single(fields, name, USUAL.get(name, "")) for name in FIELDS}
    return Brought(how if how in _FORMS else "file", typed, tuple(fields.getlist("ward")), content)


def own_area(session: Session, places: Places, given: Brought) -> OwnArea | AreaName:
    """The area that a form means: one to be kept, or one that has a name already. Raises AreaFormRefused."""
    form = _FORMS[given.how]
    distance = _distance(given, form.distance_field)
    try:
        return form.read(session, places, given, distance)
    except ShapeNotWatched as error:
        is_of_distance = error.refused.reason == "bad-radius" and form.distance_field is not None
        raise AreaFormRefused(
            {(form.distance_field or "") if is_of_distance else _field(given): str(error)}, error.refused
        ) from error
    except AreaRefused as error:
        raise AreaFormRefused({_field(given): str(error)}) from error


def _distance(given: Brought, name: str | None) -> int | None:
    """Metres, or None where the form has no such field or it is left empty."""
    written = given.typed[name].strip() if name else ""
    try:
        return read_radius(written) if name and written else None
    except AreaRefused as error:
        raise AreaFormRefused({name or "": str(error)}) from error


def _field(given: Brought) -> str:
    """Where the errors of a form stand; those of a file at the file."""
    return "file" if given.content else _FORMS[given.how].place_field


def _read_file(_session: Session, places: Places, given: Brought, near: int | None) -> OwnArea:
    content = given.content or given.typed["shape"].encode()
    return drawn_area(_drawing(lambda: read_file(content)), places, near)


def _read_corners(_session: Session, places: Places, given: Brought, width: int | None) -> OwnArea:
    read = read_typed if width is None else read_typed_line
    return drawn_area(_drawing(lambda: read(given.typed["corners"])), places, width)


def _read_place(session: Session, places: Places, given: Brought, radius: int | None) -> OwnArea | AreaName:
    return around_place(
        session, places, given.typed["place"], places.default_radius_m if radius is None else radius
    )


def _read_wards(session: Session, _places: Places, given: Brought, _distance: int | None) -> OwnArea:
    return wards_together(session, given.wards)


def _read_postcodes(_session: Session, places: Places, given: Brought, distance: int | None) -> OwnArea:
    metres = places.default_radius_m if distance is None else distance
    return postcodes_together(places, given.typed["postcodes"], metres)


def _drawing(read: Callable[[], Drawing]) -> Drawing:
    try:
        return read()
    except ShapeRefused as error:
        raise ShapeNotWatched(error) from error


_FORMS = {
    "file": _Form(_read_file, "shape", "near"),
    "corners": _Form(_read_corners, "corners", "width"),
    "place": _Form(_read_place, "place", "radius"),
    "wards": _Form(_read_wards, "ward", None),
    "postcodes": _Form(_read_postcodes, "postcodes", "distance"),
}
