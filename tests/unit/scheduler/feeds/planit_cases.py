"""A configured PlanIt feed, records as short as it could send them, and a fake of its server."""

import json
from datetime import date
from typing import Any

from scheduler.feeds import planit
from scheduler.feeds.kind import Feed
from scheduler.feeds.planit_settings import PlanitSettings
from scheduler.request import Request


def cotswold(**settings: Any) -> Feed[PlanitSettings]:
    url = "https://planit.example/api/applics/json"
    return Feed("cotswold", "planit", url, "E07000079", 60, PlanitSettings(**settings))


def record(reference: str, changed: str = "2026-06-09T10:00:00.123456", **more: Any) -> dict[str, Any]:
    """A record as short as PlanIt could send one."""
    return {
        "name": f"Cotswold/{reference}",
        "uid": reference,
        "area_name": "Cotswold",
        "start_date": "2026-06-01",
        "last_changed": changed,
        "other_fields": {},
        **more,
    }


def wrapped(records: list[Any], **more: Any) -> bytes:
    """Records as PlanIt's server would send them."""
    return json.dumps({"records": records, "total": 7, "secs_taken": 0.1, **more}).encode()


def request_for(page: int = 1, mark: str = "") -> Request:
    """A request in the midst of a poll."""
    paging = {"since": "2026-06-01", "page": page, "mark": mark}
    return Request("https://planit.example", cursor=json.dumps({"changed": "2026-06-02", "paging": paging}))


class FakePlanit:
    """A search that knows `changed_start`, `start_date`, `sort`, `pg_sz` and `page`."""

    def __init__(self, records: list[dict[str, Any]]) -> None:
        self.records = records
        self.asked: list[dict[str, str]] = []

    def __call__(self, request: Request) -> bytes:
        asked = dict(request.params)
        self.asked.append(asked)
        assert asked["sort"] == "-last_changed"
        field = "last_changed" if "changed_start" in asked else "start_date"
        since = asked.get("changed_start") or asked["start_date"]
        found = [each for each in self.records if each[field][:10] >= since]
        found.sort(key=lambda each: str(each["last_changed"]), reverse=True)
        size, page = int(asked["pg_sz"]), int(asked["page"])
        shown = found[(page - 1) * size : page * size]
        return wrapped(shown, **{"from": (page - 1) * size, "to": page * size - 1, "pg_sz": size})


def first(feed: Feed[PlanitSettings], today: date, cursor: str = "") -> dict[str, str]:
    """What the first request of a poll asks for."""
    return dict(planit.first_request(feed, cursor, today).params)
