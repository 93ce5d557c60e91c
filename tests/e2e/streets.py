"""Two real feed formats for the end-to-end test: the same things happen in each, told in its own words."""

import copy
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Protocol

from tests.rig.feed import Asked, FeedRig
from tests.rig.feed_answers import Answer, json_answer

DATA = Path(__file__).parents[1] / "data"
HUB_DATES = ("valid_date", "decision_date", "decision_target_date", "last_date_consultation_comments")


@dataclass(frozen=True)
class Expected:
    """Where to subscribe and what the one e-mail must then tell, and must not."""

    postcode: str
    new: str
    amended: str
    elsewhere: str


class Street(Protocol):
    """A feed that something happens in."""

    def serve(self, rig: FeedRig) -> str:
        """Answer on the rig; returns the feed's table for config.toml."""

    def news(self) -> Expected:
        """One application is new and one amended in a place, one decided elsewhere."""

    def noise(self) -> None:
        """Every record is touched by the back office; nothing that a reader sees differs."""


@dataclass
class DatahubStreet:
    """The Planning London Datahub's `_search`, over the authentic hits where they are present."""

    hits: list[dict[str, Any]] = field(default_factory=lambda: _recent(_hub_hits()))
    touched: int = 0

    def serve(self, rig: FeedRig) -> str:
        rig.on("POST", "/api-guest/applications/_search", self._search)
        url = f"{rig.url}/api-guest"
        header = '{ "X-API-AllowRequest" = "guest" }'
        named = '[[feeds]]\nname = "london"\nkind = "london-datahub"\npage_size = 100\n'
        return f'{named}url = "{url}"\nheader = {header}\n'

    def news(self) -> Expected:
        sources = [hit["_source"] for hit in self.hits]
        home, far = (_open_source(sources, borough) for borough in ("Westminster", "Hillingdon"))
        far = far or _open_source(sources, "Camden")
        assert home is not None
        assert far is not None
        added = copy.deepcopy(home) | {"id": "Westminster-26_99999_FULL", "lpa_app_no": "26/99999/FULL"}
        added |= {"description": "Single storey rear extension & new windows", "valid_date": _day(0)}
        home["last_date_consultation_comments"] = _day(-15)
        decided = "Approved" if far["status"] == "Refused" else "Refused"
        far["status"], far["decision"], far["decision_date"] = decided, decided, _day(0)
        self.hits.append({"_id": added["id"], "_source": added, "sort": [0]})
        for source in (added, home, far):
            self._touch(source)
        return Expected(home["postcode"], "26/99999/FULL", home["lpa_app_no"], far["lpa_app_no"])

    def noise(self) -> None:
        for hit in self.hits:
            self._touch(hit["_source"])
            hit["_source"]["title_number"] = f"NGL{self.touched}"

    def _touch(self, source: dict[str, Any]) -> None:
        self.touched += 1
        source["last_updated"] = (
            f"{date.today():%Y-%m-%d}T00:00:{self.touched // 1000:02}.{self.touched % 1000:03}Z"
        )

    def _search(self, asked: Asked) -> Answer:
        assert asked.headers["x-api-allowrequest"] == "guest"
        query = json.loads(asked.body)
        since = query["query"]["bool"]["filter"][0]["range"]["last_updated"]["gte"][:10]
        rows = [hit | {"sort": [hit["_source"]["last_updated"], hit["_id"]]} for hit in self.hits]
        rows = sorted((row for row in rows if row["sort"][0] >= since), key=lambda row: row["sort"])
        left = [row for row in rows if row["sort"] > query.get("search_after", [""])]
        total = {"value": len(rows), "relation": "eq"}
        hits = {"total": total, "max_score": None, "hits": left[: query["size"]]}
        return json_answer(
            {"took": 3, "timed_out": False, "_shards": {"total": 1, "failed": 0}, "hits": hits}
        )


@dataclass
class SocrataStreet:
    """Camden's dataset, its rows hand-made in the published shape."""

    rows: list[dict[str, Any]] = field(default_factory=lambda: json.loads(_read("socrata/camden_page.json")))
    uploads: int = 0

    def serve(self, rig: FeedRig) -> str:
        for row in self.rows:
            if str(row.get("registered_date", "")).startswith("2026"):
                row["registered_date"] = row["valid_from_date"] = f"{_iso(20)}T00:00:00.000"
        rig.on("GET", "/resource/2eiu-s2cw.json", self._resource)
        url = f"{rig.url}/resource/2eiu-s2cw.json"
        return f'[[feeds]]\nname = "camden"\nkind = "socrata"\nauthority = "E09000007"\nurl = "{url}"\npage_size = 5\n'

    def news(self) -> Expected:
        home, far = self.rows[0], self.rows[1]
        added = dict(home) | {"pk": "700001", "application_number": "2026/9999/P", "socrata_id": "900"}
        added |= {"development_description": "Single storey rear extension & new windows"}
        home["development_description"] = "Erection of a two storey rear extension and a garden room."
        for row in (row for row in self.rows if row["pk"] == far["pk"]):
            row["decision_type"], row["decision_date"] = "Refused", f"{_iso(0)}T00:00:00.000"
        self.rows.append(added)
        self.uploads += 1
        return Expected("NW5 2AA", "2026/9999/P", home["application_number"], far["application_number"])

    def noise(self) -> None:
        self.uploads += 1
        for row in self.rows:
            row["system_status_change_date"] = f"{_iso(0)}T00:00:00.000"
            row["socrata_id"] = str(int(row.get("socrata_id", 0)) + 1000)

    def _resource(self, asked: Asked) -> Answer:
        query = dict(asked.query)
        if query.get("$select", "").startswith("max("):
            return json_answer([{"max_last_uploaded": f"{_iso(0)}T02:30:{self.uploads:02}.000"}])
        assert query["$order"].startswith("pk ASC")
        after = int(query["$where"].rpartition("pk > ")[2]) if "pk > " in query["$where"] else 0
        rows = sorted(self.rows, key=lambda row: int(row["pk"]))
        return json_answer([row for row in rows if int(row["pk"]) > after][: int(query["$limit"])])


STREETS: dict[str, Callable[[], Street]] = {"london-datahub": DatahubStreet, "socrata": SocrataStreet}


def _hub_hits() -> list[dict[str, Any]]:
    samples = os.environ.get("PLANNING_ALERTS_SAMPLES")
    text = (
        (Path(samples) / "london-datahub/search_2021-11_250hits.json").read_text(encoding="utf-8")
        if samples
        else _read("london_datahub/dirty_page.json")
    )
    hits: list[dict[str, Any]] = json.loads(text)["hits"]["hits"]
    return hits


def _recent(hits: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same hits as if captured a week ago, since old applications are not news; each id once, as in an index."""
    hits = list({hit["_id"]: hit for hit in hits}.values())
    days = [_read_day(hit["_source"].get("valid_date")) for hit in hits]
    later = date.today() - timedelta(days=7) - max(day for day in days if day and day <= date.today())
    for number, hit in enumerate(hits):
        source = hit["_source"]
        for name in HUB_DATES:
            day = _read_day(source.get(name))
            if day and day.year < 3000:
                source[name] = f"{day + later:%d/%m/%Y}"
        source["last_updated"] = f"{_iso(3)}T22:13:{number // 100:02}.{number % 100:03}Z"
    return hits


def _open_source(sources: list[dict[str, Any]], borough: str) -> dict[str, Any] | None:
    """An application of a borough that has a whole postcode, a place in London and the plain look of a good record."""

    def is_fit(source: dict[str, Any]) -> bool:
        centroid = source.get("centroid") or {}
        located = 51 < float(centroid.get("lat") or 0) < 52
        words = source.get("description") or ""
        return bool(
            source["lpa_name"] == borough
            and located
            and len(source.get("postcode") or "") > 5
            and len(words) > 20
        )

    return next((source for source in sources if is_fit(source)), None)


def _read_day(text: str | None) -> date | None:
    try:
        day, month, year = (text or "").split("/")
        return date(int(year), int(month), int(day))
    except ValueError:  # as dirty as the real ones: left as it is
        return None


def _day(days_ago: int) -> str:
    return f"{date.today() - timedelta(days=days_ago):%d/%m/%Y}"


def _iso(days_ago: int) -> str:
    return (date.today() - timedelta(days=days_ago)).isoformat()


def _read(name: str) -> str:
    return (DATA / name).read_text(encoding="utf-8")
