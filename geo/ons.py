"""Requests to the ONS Open Geography service and the reading of its pages; the caller does the HTTP.

The service answers in pages and says "there is more" in one of two places, pages may be short without being the
last, and errors come as successes. The total is therefore asked for first and compared at the end.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from geo.boundaries import Boundary, BoundaryKind, boundaries_of_features
from geo.errors import BoundariesRefused, BoundariesUnreadable
from geo.ons_layers import Layer, newest_layer

BASE_URL = "https://services1.arcgis.com/ESMARspQHYMw9BZ9/arcgis/rest/services"

# More codes make an address longer than the service takes.
CODES_A_REQUEST = 70
PAGE_SIZE = 200

_GSS = re.compile("[EWSN][0-9]{8}")
_SERVICE = re.compile("[A-Za-z0-9_]{3,100}")
_PREFIX = {BoundaryKind.WARD: "WD", BoundaryKind.AUTHORITY: "LAD"}

Fetch = Callable[[str, Mapping[str, str]], bytes]


class Request(NamedTuple):
    """An address and its parameters, for one GET."""

    url: str
    params: dict[str, str]


class Page(NamedTuple):
    """The GeoJSON features of one page and where the next begins; None after the last."""

    features: list[Any]
    next_offset: int | None


def first_request(
    kind: BoundaryKind, authority_codes: Sequence[str], layer: Layer | None = None, base_url: str = BASE_URL
) -> Request:
    """The request for the first page of the boundaries of some authorities, at most 70; of all where none is given.

    WGS84 GeoJSON in the order of codes. BoundariesUnreadable for a code that is no GSS code.
    """
    chosen = layer or newest_layer(kind)
    fields = dict.fromkeys((chosen.code_field, chosen.name_field, chosen.authority_field))
    params = {
        "where": _where(chosen, authority_codes),
        "outFields": ",".join(fields),
        "returnGeometry": "true",
        "outSR": "4326",
        "geometryPrecision": "6",
        "orderByFields": chosen.code_field,
        "resultOffset": "0",
        "resultRecordCount": str(PAGE_SIZE),
        "f": "geojson",
    }
    return Request(f"{base_url.rstrip('/')}/{chosen.service}/FeatureServer/0/query", params)


def count_request(first: Request) -> Request:
    """The request for how many features the pages from `first` on must come to."""
    return Request(first.url, {"where": first.params["where"], "returnCountOnly": "true", "f": "json"})


def next_request(request: Request, offset: int) -> Request:
    """The request for the page that begins at `offset`."""
    return Request(request.url, {**request.params, "resultOffset": str(offset)})


def read_count(payload: bytes) -> int:
    """The number in an answer to `count_request`; BoundariesUnreadable where there is none."""
    count = read_answer(payload).get("count")
    if not isinstance(count, int):
        raise BoundariesUnreadable(
            "The ONS service did not say how many boundaries there are. Try again later."
        )
    return count


def read_page(payload: bytes, offset: int = 0) -> Page:
    """The page in an answer whose first feature is number `offset`.

    BoundariesUnreadable for an error, also where it came as HTTP 200, and for a page that promises more and is
    empty, which would never end.
    """
    answer = read_answer(payload)
    features = answer.get("features")
    if not isinstance(features, list):
        raise BoundariesUnreadable("The ONS service answered without boundaries. Try again later.")
    properties = answer.get("properties")
    # At the top for f=json, under properties for f=geojson; versions of the service differ.
    places = (answer, properties if isinstance(properties, dict) else {})
    if not any(place.get("exceededTransferLimit") is True for place in places):
        return Page(features, None)
    if not features:
        raise BoundariesUnreadable("The ONS service promised more boundaries and gave none. Try again later.")
    return Page(features, offset + len(features))


def layer_request(service: str, base_url: str = BASE_URL) -> Request:
    """The request for the fields of a layer; BoundariesUnreadable for what cannot be the name of one."""
    if _SERVICE.fullmatch(service) is None:
        raise BoundariesUnreadable(f"“{service}” is not the name of a layer, such as WD_MAY_2026_UK_BGC.")
    return Request(f"{base_url.rstrip('/')}/{service}/FeatureServer/0", {"f": "json"})


def read_layer(payload: bytes, kind: BoundaryKind, service: str) -> Layer:
    """The layer in an answer to `layer_request`: its fields, and its year, which their names carry.

    BoundariesUnreadable where it has no field for the code and the name of this kind, or, of wards, none for the
    authority: without it nobody could say whose wards they are.
    """
    fields = read_answer(payload).get("fields")
    names = (
        [str(each.get("name")) for each in fields if isinstance(each, dict)]
        if isinstance(fields, list)
        else []
    )
    code, name = (_named(f"{_PREFIX[kind]}[0-9]{{2}}{ending}", names) for ending in ("CD", "NM"))
    authority = _named("LAD[0-9]{2}CD", names)
    if code is None or name is None or authority is None:
        has = ", ".join(sorted(names)) or "nothing"
        raise BoundariesUnreadable(
            f"{service} has no fields for the code, the name and the authority of a {kind}: it has {has}. Choose"
            " another layer, or import its file with `planning-alerts boundaries import`."
        )
    return Layer(kind, service, code, name, authority, 2000 + int(code[-4:-2]))


def collect(
    fetch: Fetch,
    kind: BoundaryKind,
    authorities: Sequence[str] = (),
    layer: Layer | None = None,
    base_url: str = BASE_URL,
) -> tuple[Boundary, ...]:
    """All boundaries of a kind of these authorities, or of all, fetched by `fetch(url, params)`.

    BoundariesUnreadable where the service fails, where what came is not the number it has, and where it has
    nothing of an authority that was asked for.
    """
    chosen = layer or newest_layer(kind)
    features: list[Any] = []
    for start in range(0, max(len(authorities), 1), CODES_A_REQUEST):
        codes = authorities[start : start + CODES_A_REQUEST]
        features += _all_pages(fetch, first_request(kind, codes, chosen, base_url))
    missing = set(authorities) - set(_authorities_in(features, chosen))
    if missing:
        raise BoundariesUnreadable(
            f"The ONS service has no {kind} boundary of {', '.join(sorted(missing))} in {chosen.service}. National"
            " parks and development corporations are no districts: import their boundary from a file."
        )
    return boundaries_of_features(features, kind, chosen.vintage)


def _all_pages(fetch: Fetch, first: Request) -> list[Any]:
    expected = read_count(fetch(*count_request(first)))
    features: list[Any] = []
    offset: int | None = 0
    # Some versions flag the last page too: what has all come is complete.
    while offset is not None and len(features) < expected:
        page = read_page(fetch(*next_request(first, offset)), offset)
        features += page.features
        offset = page.next_offset
    if len(features) != expected:
        raise BoundariesUnreadable(
            f"The ONS service gave {len(features)} boundaries and says that it has {expected}. Try again later."
        )
    return features


def _authorities_in(features: Sequence[Any], layer: Layer) -> Iterator[str]:
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, dict) else None
        for name, value in (properties or {}).items():
            # Field names come in the case they were made in, whatever case they were asked in.
            if name.upper() == layer.authority_field.upper():
                yield str(value)


def _named(pattern: str, names: Sequence[str]) -> str | None:
    """The latest of the names of a form, whatever case they were made in."""
    return max((name for name in names if re.fullmatch(pattern, name, re.IGNORECASE)), default=None)


def _where(layer: Layer, authority_codes: Sequence[str]) -> str:
    for code in authority_codes:
        if _GSS.fullmatch(code) is None:
            raise BoundariesUnreadable(f"“{code}” is not a GSS code of an authority, such as E09000007.")
    if not authority_codes:
        return "1=1"
    return f"{layer.authority_field} IN ({','.join(repr(code) for code in authority_codes)})"


def read_answer(payload: bytes) -> dict[str, Any]:
    """What the service answered; BoundariesRefused for an error, also where it came as HTTP 200."""
    try:
        answer = json.loads(payload)
    except (ValueError, RecursionError) as cause:
        raise BoundariesRefused("The ONS service did not answer in JSON. Try again later.") from cause
    if not isinstance(answer, dict):
        raise BoundariesRefused(
            "The ONS service answered with something else than features. Try again later."
        )
    error = answer.get("error")
    if error:
        said = error.get("message") if isinstance(error, dict) else error
        raise BoundariesRefused(f"The ONS service answered with an error: {said}. Try again later.")
    return answer
