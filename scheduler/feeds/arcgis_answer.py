"""An ArcGIS server's answers: a number of rows, or a page of features as the rows of a table."""

from typing import NamedTuple

from scheduler.feeds.arcgis_geometry import Projection, as_geojson, is_point, projection_of
from scheduler.feeds.arcgis_scope import MOST_ROWS
from scheduler.feeds.reading.payload import RepeatedNames, read_json, read_object
from scheduler.feeds.reading.record import shortened
from scheduler.feeds.reading.table import Table
from scheduler.feeds.reading.words import clean_text
from scheduler.page import PageUnreadable, Problem

POINT, OUTLINE = "geometry as point", "geometry as outline"
"""Where a row holds what lay beside its feature's columns; no column of a layer can be called so."""

_GOES_ON = "exceededTransferLimit"
_LONGEST_WORDS = 300


class Features(NamedTuple):
    """One page of a layer; `goes_on` where the server says that it left some out."""

    table: Table
    goes_on: bool


def read_count(payload: bytes) -> int:
    """How many rows a layer counted. Raises PageUnreadable: those of `read_object`, `error-answer`."""
    count = _answer(payload).get("count")
    if not isinstance(count, int) or isinstance(count, bool) or not 0 <= count <= MOST_ROWS:
        raise PageUnreadable(
            "unexpected-shape",
            f"the number of rows is {shortened(count)}: let the url be a layer's, such as …/FeatureServer/0",
        )
    return count


def read_features(payload: bytes) -> Features:
    """The features of a page as rows, in GeoJSON or in Esri's own form. Raises PageUnreadable as `read_count` does."""
    answer = _answer(payload)
    features = answer.get("features")
    if not isinstance(features, list):
        held = ", ".join(f"“{name}”" for name in answer)[:_LONGEST_WORDS]
        raise PageUnreadable("unexpected-shape", f"no list of features, but {held or 'nothing'}")
    declared = projection_of(answer)
    rows = tuple(_row(feature, declared) for feature in features)
    columns = dict.fromkeys(name for row in rows if isinstance(row, dict) for name in row)
    return Features(Table(tuple(columns), rows), _says_more(answer) or _says_more(answer.get("properties")))


def _answer(payload: bytes) -> dict[str, object]:
    value = read_json(payload)
    error = value.get("error") if isinstance(value, dict) else None
    if isinstance(error, dict):
        raise PageUnreadable("error-answer", _told(error))
    return read_object(payload)


def _told(error: dict[str, object]) -> str:
    """The code, message and details of an error, as ArcGIS sends them with status 200."""
    details = error.get("details")
    parts = [error.get("code"), error.get("message"), *(details if isinstance(details, list) else [])]
    words = ". ".join(str(part).rstrip(".") for part in parts if isinstance(part, str | int) and part)
    return clean_text(words)[:_LONGEST_WORDS] or "the server says no more"


def _says_more(answer: object) -> bool:
    return isinstance(answer, dict) and answer.get(_GOES_ON) is True


def _row(feature: object, declared: Projection) -> dict[str, object] | Problem:
    """The columns of a feature with its geometry among them; a Problem where it has none to read."""
    if isinstance(feature, RepeatedNames):
        return RepeatedNames()
    if not isinstance(feature, dict):
        return _bad_record(feature)
    columns = feature["properties"] if "properties" in feature else feature.get("attributes")
    if not isinstance(columns, dict):
        return _bad_record(columns)
    if isinstance(columns, RepeatedNames):
        return columns
    geometry = as_geojson(feature.get("geometry"), declared)
    return {**columns, POINT if is_point(geometry) else OUTLINE: geometry}


def _bad_record(value: object) -> Problem:
    return Problem("bad-record", f"not an object: {shortened(value)}")
