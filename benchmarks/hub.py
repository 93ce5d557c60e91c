"""A hub of invented applications in the shape of the Planning London Datahub, for the benchmark of ingest."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from scheduler.feeds.london_datahub_hit import UNREAD
from scheduler.request import Request, Response

PAGE = 1_000
_WORKS = ("rear extension", "loft conversion", "dormer", "garage", "conservatory", "new windows", "porch")


class Hub:
    """Answers each search of a poll with the next page, and at the end with none."""

    def __init__(self) -> None:
        self.pages: Sequence[bytes] = ()
        self._next = 0

    def publish(self, pages: Sequence[bytes]) -> None:
        self.pages, self._next = [*pages, _answer([])], 0

    def fetch(self, request: Request, **_: Any) -> Response:
        self._next += 1
        return Response(200, self.pages[self._next - 1], None, None, request.url, False)


def pages_of(count: int, edition: Callable[[int], int]) -> list[bytes]:
    """All pages of so many records, each in its `edition`: another is decided, under other words."""
    return [
        _answer([_hit(number, edition(number)) for number in range(first, min(first + PAGE, count))])
        for first in range(0, count, PAGE)
    ]


def _answer(hits: list[dict[str, Any]]) -> bytes:
    shards = {"total": 1, "successful": 1, "skipped": 0, "failed": 0}
    outer = {"total": len(hits), "max_score": None, "hits": hits}
    return json.dumps({"took": 3, "timed_out": False, "_shards": shards, "hits": outer}).encode()


def _hit(number: int, edition: int) -> dict[str, Any]:
    name = f"Camden-{number:07}"
    return {
        "_index": "applications",
        "_type": "_doc",
        "_id": name,
        "_version": edition,
        "_score": None,
        "_source": {**dict.fromkeys(UNREAD), **_source(name, number, edition)},
        "sort": [1_781_000_000_000 + number, name],
    }


def _source(name: str, number: int, edition: int) -> dict[str, Any]:
    longitude, latitude = -0.14 + number % 300 * 1e-4, 51.53 + number // 300 % 300 * 1e-4
    corners = ((0, 0), (1e-4, 0), (1e-4, 1e-4), (0, 1e-4), (0, 0))
    outline = [[round(longitude + east, 6), round(latitude + north, 6)] for east, north in corners]
    is_outlined = number % 3 == 0
    works = f"{_WORKS[number % 7]} and {_WORKS[edition % 7]}"
    return {
        "id": name,
        "lpa_app_no": f"2026/{number:07}/P",
        "lpa_name": "Camden",
        "description": f"Erection of a {works} to the rear of the house, with works to its roof, edition {edition}",
        "site_number": str(number % 200),
        "street_name": f"Falkland {number % 3_000} Road",
        "locality": "London",
        "postcode": "NW5 2AA",
        "uprn": str(5_000_000 + number),
        "application_type": "Householder",
        "application_type_full": "Householder planning permission",
        "status": "Decided" if edition else "Registered",
        "decision": "Refused" if edition else None,
        "decision_date": "09/06/2026" if edition else None,
        "valid_date": "03/05/2026",
        "last_date_consultation_comments": "30/05/2026",
        "url_planning_app": f"https://planning.example/applications/{number}",
        "appeal_status": None,
        "appeal_decision": None,
        "application_details": {"site_area": 0.012, "residential_details": {}},
        "centroid": {"lat": f"{latitude:.6f}", "lon": f"{longitude:.6f}"},
        "wgs84_polygon": {"type": "Polygon", "coordinates": [outline]} if is_outlined else None,
        "last_updated": f"2026-06-0{1 + edition % 9}T10:00:00.000Z",
    }
