"""Fakes of the two servers, as much as a poll needs: they answer requests with bytes, and can be made to misbehave."""

import json
import re
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from scheduler.feeds.kind import Feed, FeedKind
from scheduler.page import Page
from scheduler.request import Request

Answer = Callable[[Request], bytes]


def pages(
    kind: FeedKind[Any], feed: Feed[Any], answer: Answer, today: date, cursor: str = ""
) -> Iterator[Page]:
    """A poll from its first request to its last page."""
    request: Request | None = kind.first_request(feed, cursor, today)
    while request is not None:
        page = kind.parse(feed, request, answer(request), today)
        yield page
        request = page.next


def keys(polled: list[Page]) -> list[str]:
    """The keys of all applications of a poll, in the order in which they came."""
    return [application.feed_key for page in polled for application in page.applications]


class FakeSocrata:
    """A dataset that knows `$select=max(…)`, `$where` as the kind writes it, `$order` by key and `$limit`."""

    def __init__(self, rows: list[dict[str, Any]], uploaded: str = "2026-06-10T02:30:29.000") -> None:
        self.rows = rows
        self.uploaded = uploaded
        self.asked: list[dict[str, str]] = []

    def __call__(self, request: Request) -> bytes:
        asked = dict(request.params)
        self.asked.append(asked)
        if "$select" in asked:
            return json.dumps([{"max_last_uploaded": self.uploaded}]).encode()
        rows = sorted(filter(self._is_wanted(asked["$where"]), self.rows), key=lambda row: int(row["pk"]))
        return json.dumps(rows[: int(asked["$limit"])]).encode()

    @staticmethod
    def _is_wanted(where: str) -> Callable[[dict[str, Any]], bool]:
        after = re.search(r" AND pk > (\d+)$", where)
        undecided = re.search(r"\(decision_type IS NULL AND registered_date >= '([^']+)'\)", where)
        since = re.findall(r"(\w+) >= '([^']+)'", where)

        def is_wanted(row: dict[str, Any]) -> bool:
            if after and int(row["pk"]) <= int(after[1]):
                return False
            if undecided and "decision_type" not in row and row["registered_date"] >= undecided[1]:
                return True
            dated = [pair for pair in since if not (undecided and pair == ("registered_date", undecided[1]))]
            return any(row.get(column, "") >= day for column, day in dated)

        return is_wanted


class FakeHub:
    """A search that knows `range`, `size`, `sort` and `search_after`."""

    def __init__(self, sources: list[dict[str, Any]]) -> None:
        self.sources = sources
        self.asked: list[dict[str, Any]] = []

    def __call__(self, request: Request) -> bytes:
        asked = json.loads(request.body or b"")
        self.asked.append(asked)
        since = asked["query"]["bool"]["filter"][0]["range"]["last_updated"]["gte"]
        found = [source for source in self.sources if source["last_updated"] >= since]
        hits: list[dict[str, Any]] = [{"_source": source, "sort": _sort(source)} for source in found]
        hits.sort(key=lambda hit: hit["sort"])
        after = asked.get("search_after")
        later = [hit for hit in hits if after is None or hit["sort"] > after]
        return hub_answer(later[: asked["size"]])


def hub_answer(hits: list[Any], **more: Any) -> bytes:
    """A search answer as the hub wraps it."""
    shards = {"total": 1, "successful": 1, "skipped": 0, "failed": 0}
    answer = {"took": 3, "timed_out": False, "_shards": shards, "hits": {"total": len(hits), "hits": hits}}
    return json.dumps(answer | more).encode()


def _sort(source: dict[str, Any]) -> list[Any]:
    digits = re.sub(r"\D", "", source["last_updated"])
    return [int(digits), source["id"]]
