"""What a view of the API gives back, and how it becomes an answer that caches and pages of other sites can use."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Response, request

from alerts.web.api.kinds import Format

CACHED_S = 60
GEOJSON, JSON = "application/geo+json", "application/json"
_CONTENT_TYPES = {Format.GEOJSON: GEOJSON, Format.JSON: JSON}


@dataclass(frozen=True)
class Answered:
    """The document, how many rows it took, and the address of the next page. What is found by the name of somebody's
    own area is `private`, for no cache that others share.
    """

    document: Mapping[str, object]
    rows: int
    next: str | None = None
    content_type: str = JSON
    is_private: bool = False


def format_asked(given: Format | None) -> Format:
    """The parameter decides, then what the header Accept prefers; GeoJSON where that is the same to both."""
    if given is not None:
        return given
    best = request.accept_mimetypes.best_match((GEOJSON, JSON), GEOJSON)
    return Format.JSON if best == JSON else Format.GEOJSON


def content_type_of(form: Format) -> str:
    return _CONTENT_TYPES[form]


def next_address(base_url: str, more: Mapping[str, str]) -> str:
    """The address asked for, some of its parameters being given anew."""
    given = [(name, value) for name, value in request.args.items(multi=True) if name not in more]
    return f"{base_url}{request.path}?{urlencode([*given, *more.items()])}"


def as_response(answered: Answered) -> Response:
    """The answer itself, or that it is what the caller has already."""
    text = json.dumps(answered.document, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    response = Response(text, content_type=answered.content_type)
    response.cache_control.max_age = CACHED_S
    if answered.is_private:
        response.cache_control.private = True
    else:
        response.cache_control.public = True
    response.vary.add("Accept")
    if answered.next is not None:
        response.headers.add("Link", f'<{answered.next}>; rel="next"')
    response.set_etag(hashlib.sha256(response.get_data()).hexdigest()[:32])
    response.make_conditional(request)
    return response
