"""A configured BOPS feed, applications as short as a register could send them, and a fake of its server."""

import json
from typing import Any

from scheduler.feeds.bops_settings import BopsSettings
from scheduler.feeds.kind import Feed
from scheduler.request import Request


def southwark(**settings: Any) -> Feed[BopsSettings]:
    url = "https://southwark.bops.example/api/v2/public/planning_applications/search"
    return Feed("southwark", "bops", url, "E09000028", 60, BopsSettings(**settings))


def record(reference: str, published: str = "2026-06-09T10:00:00.000+01:00", **more: Any) -> dict[str, Any]:
    """An application as short as the search could send one."""
    return {
        "application": {"reference": reference, "status": "in_assessment", "publishedAt": published, **more},
        "property": {"address": {}, "boundary": {"site": None}},
        "proposal": {"description": "A shed."},
    }


def wrapped(records: list[Any], page: int = 1, last_page: int = 1) -> bytes:
    """Applications as the search would send them."""
    pagination = {"currentPage": page, "resultsPerPage": 50, "totalPages": last_page, "totalResults": 3}
    return json.dumps({"pagination": pagination, "data": records}).encode()


def request_for(page: int = 1, mark: str = "") -> Request:
    """A request in the midst of a poll."""
    paging = {"started": "2026-06-10", "since": "2026-06-01", "page": page, "mark": mark}
    cursor = {"since": "2026-06-09", "reread": "2026-06-10", "paging": paging}
    return Request("https://southwark.bops.example", cursor=json.dumps(cursor))


class FakeBops:
    """A search that knows `publishedAtFrom`, its order, `resultsPerPage` and `page`; past the end, its last page."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        self.records = records
        self.asked: list[dict[str, str]] = []

    def __call__(self, request: Request) -> bytes:
        asked = dict(request.params)
        self.asked.append({**asked, "stage": request.step})
        assert (asked["sortBy"], asked["orderBy"]) == ("publishedAt", "asc")
        found = [each for each in self.records if published(each)[:10] >= asked["publishedAtFrom"]]
        found.sort(key=published)
        size = int(asked["resultsPerPage"])
        last_page = max(1, -(-len(found) // size))
        page = min(int(asked["page"]), last_page)
        return wrapped(found[(page - 1) * size : page * size], page, last_page)

    def stages(self) -> list[tuple[str, str, str]]:
        """What was asked: stage, since when, page."""
        return [(each["stage"], each["publishedAtFrom"], each["page"]) for each in self.asked]


def published(application: dict[str, Any]) -> str:
    return str(application["application"]["publishedAt"])
