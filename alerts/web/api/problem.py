"""Errors as programs want them: problem details (RFC 9457) for whatever is asked for below `/api/`, never a page."""

import json
from collections.abc import Mapping
from http import HTTPStatus

from flask import Response

_BELOW = "/api/"
_DETAILS = {
    400: "The request cannot be understood.",
    403: "This address takes nothing from programs.",
    404: "There is nothing at this address. The page /api says what there is.",
    405: "This address is only read: use GET, HEAD or OPTIONS.",
    413: "This address takes no body.",
    414: "The address is too long. A drawn area can be had with fewer corners, or by the name of its page here.",
    429: "You have asked for more than your share of a minute. All of the register is in the files at /data.",
    500: "Something went wrong on our side. Quote the mark if you write to the operator.",
    503: "This cannot be answered just now. Please try again later.",
}


def is_for_programs(path: str) -> bool:
    """Whether an address is one of the API's, so that its errors are no pages."""
    return path.startswith(_BELOW)


def problem(
    status: int,
    detail: str | None = None,
    mark: str = "",
    parameters: Mapping[str, str] | None = None,
) -> Response:
    """A problem, in words by its status where none are given. `mark` is for the operator."""
    phrase = HTTPStatus(status).phrase
    members: dict[str, object] = {
        "type": "about:blank",
        "title": phrase,
        "status": status,
        "detail": detail or _DETAILS.get(status) or _DETAILS[400 if status < 500 else 500],
    }
    if parameters:
        members["parameters"] = dict(parameters)
    if mark:
        members["mark"] = mark
    text = json.dumps(members, ensure_ascii=False)
    return Response(text, status, content_type="application/problem+json")
