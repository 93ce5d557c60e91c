"""Constraint areas as planning.data.gov.uk publishes them: conservation areas and what else restricts building."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from shapely import MultiPolygon, Polygon

from geo.constraints_shapes import read_shape
from geo.errors import GeoError
from geo.site_geometry import NoBoundary
from geo.sites import NoPlace

# No planning law before; further ahead is a year of two digits taken for this century's (2059 for 1959).
_EARLIEST = date(1947, 7, 1)
_YEARS_AHEAD = 5
_LARGEST_ENTITY = 2**53
_LONGEST_NAME = 300

_EXPORT = "Take it from files.planning.data.gov.uk again, as GeoJSON or JSON."

_WHY_NO_SHAPE = {
    NoBoundary.EMPTY: "has no outline",
    NoBoundary.MALFORMED: "has an outline that cannot be read",
    NoBoundary.TOO_MANY_VERTICES: "has an outline of too many points",
    NoBoundary.INVALID: "has an outline that crosses itself",
    NoPlace.OUTSIDE_GREAT_BRITAIN: "is outside Great Britain",
    NoPlace.NULL_ISLAND: "has an outline at 0, 0",
}


class ConstraintsUnreadable(GeoError):
    """Constraint areas that cannot be taken in; says what to do."""


class ConstraintKind(StrEnum):
    """What restricts building in an area, by the name of its dataset."""

    CONSERVATION_AREA = "conservation-area"
    ARTICLE_4_DIRECTION_AREA = "article-4-direction-area"
    TREE_PRESERVATION_ZONE = "tree-preservation-zone"
    LISTED_BUILDING_OUTLINE = "listed-building-outline"


@dataclass(frozen=True, slots=True)
class ConstraintArea:
    """One area of a dataset; geometry in EPSG:27700 metres. `entity` alone names it: references are not unique.

    `name` and `reference` are empty where none was published.
    """

    entity: int
    dataset: ConstraintKind
    reference: str
    name: str
    start_date: date | None
    end_date: date | None
    geometry: Polygon | MultiPolygon

    def is_in_force(self, today: date) -> bool:
        """It has begun, or nobody says when, and has not ended."""
        has_begun = self.start_date is None or self.start_date <= today
        return has_begun and (self.end_date is None or self.end_date >= today)


class ConstraintReading(NamedTuple):
    """The areas in some records, and in words what could not be read; no problem stops another area."""

    areas: tuple[ConstraintArea, ...]
    problems: tuple[str, ...]


class _Unreadable(Exception):
    """A record is no constraint area; the words say why."""


def read_constraint_areas(payload: bytes, dataset: ConstraintKind, today: date) -> ConstraintReading:
    """The areas in a GeoJSON FeatureCollection or a JSON document of entities, as `areas_of_records` reads them.

    ConstraintsUnreadable for anything else.
    """
    try:
        document = json.loads(payload)
    except (ValueError, RecursionError) as error:
        raise ConstraintsUnreadable(f"The file is not JSON: {error}. {_EXPORT}") from error
    return areas_of_records(records_in(document), dataset, today)


def records_in(document: object) -> list[Any]:
    """The records of a document: its `entities`, or its `features` flattened to the same form."""
    if isinstance(document, Mapping):
        for name, flattened in (("entities", list[Any]), ("features", _flattened)):
            if isinstance(document.get(name), list):
                return flattened(document[name])
    raise ConstraintsUnreadable(f"The file has neither features nor entities. {_EXPORT}")


def areas_of_records(records: Sequence[Any], dataset: ConstraintKind, today: date) -> ConstraintReading:
    """The areas of one dataset in records whose `geometry` is WKT or GeoJSON in WGS84, each entity once.

    Councils' records stand in the data twice and more under entities of their own: of areas with the same name,
    end and outline the lowest entity is kept. Those that have ended are kept with their date.
    """
    areas: dict[int, ConstraintArea] = {}
    problems: list[str] = []
    for record in records:
        try:
            area, doubts = _area(record, dataset, today)
        except _Unreadable as error:
            problems.append(str(error))
            continue
        problems += doubts
        areas.setdefault(area.entity, area)
    return ConstraintReading(tuple(_without_twins(areas.values())), tuple(problems))


def _flattened(features: list[Any]) -> list[Any]:
    """Features as entities: the properties, with the geometry among them."""
    return [
        {**feature["properties"], "geometry": feature.get("geometry")}
        if isinstance(feature, dict) and isinstance(feature.get("properties"), dict)
        else None
        for feature in features
    ]


def _area(record: Any, dataset: ConstraintKind, today: date) -> tuple[ConstraintArea, list[str]]:
    """The area, with what was left out of it."""
    if not isinstance(record, Mapping):
        raise _Unreadable("A record has no properties.")
    name = _text(record, "name")[:_LONGEST_NAME]
    entity = _entity(record, name)
    called = f"Entity {entity}" + (f" ({name[:80]})" if name else "")
    told = _text(record, "dataset")
    if told and told != dataset:
        raise _Unreadable(f"{called} is of the dataset {told[:60]}, not {dataset}.")
    start, start_doubt = _date(record, "start-date", called, today)
    end, end_doubt = _date(record, "end-date", called, today)
    shape = read_shape(record.get("geometry"))
    if shape.geometry is None:
        raise _Unreadable(f"{called} {_why_no_shape(shape.reason)}.")
    area = ConstraintArea(entity, dataset, _text(record, "reference"), name, start, end, shape.geometry)
    return area, [doubt for doubt in (start_doubt, end_doubt) if doubt]


def _entity(record: Mapping[str, Any], name: str) -> int:
    """The number, which may be written as text."""
    value = record.get("entity")
    is_number = isinstance(value, int) and not isinstance(value, bool)
    is_written = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 17
    number = int(value) if value is not None and (is_number or is_written) else 0
    if not 0 < number < _LARGEST_ENTITY:
        raise _Unreadable(f"A record{f' ({name})' if name else ''} has no entity number.")
    return number


def _text(record: Mapping[str, Any], field: str) -> str:
    """A field on one line, without spaces at its ends; empty where it is absent."""
    value = record.get(field)
    words = " ".join(str(value).split()) if isinstance(value, str | int) else ""
    return "".join(letter for letter in words if letter.isprintable())


def _date(record: Mapping[str, Any], field: str, called: str, today: date) -> tuple[date | None, str | None]:
    """A day, or None with words of doubt where what stands there cannot be one."""
    text = _text(record, field)
    if not text:
        return None, None
    try:
        day = date.fromisoformat(text[:10])
    except ValueError:
        return None, f"{called}: the {field} {text[:30]} is no date and was left out."
    if not (day >= _EARLIEST and day.year <= today.year + _YEARS_AHEAD):
        return None, f"{called}: the {field} {day} cannot be right and was left out."
    return day, None


def _why_no_shape(reason: NoBoundary | NoPlace | None) -> str:
    unknown = "has an outline that is not in degrees of longitude and latitude"
    return unknown if reason is None else _WHY_NO_SHAPE.get(reason, unknown)


def _without_twins(areas: Iterable[ConstraintArea]) -> list[ConstraintArea]:
    kept: dict[tuple[str, date | None, bytes], ConstraintArea] = {}
    for area in sorted(areas, key=lambda area: area.entity):
        kept.setdefault((area.name.casefold(), area.end_date, area.geometry.normalize().wkb), area)
    return list(kept.values())
