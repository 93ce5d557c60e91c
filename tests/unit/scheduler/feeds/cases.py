"""Payloads kept beside their expected readings, and the feeds that the tests of this folder read them by."""

import os
import runpy
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from alerts.domain.application import FIELD_NAMES, Application, Extent
from scheduler.feeds.kind import Feed
from scheduler.feeds.london_datahub_settings import LondonDatahubSettings
from scheduler.feeds.socrata_settings import SocrataSettings
from scheduler.page import Page

TODAY = date(2026, 6, 10)

_DATA = Path(__file__).parents[3] / "data"


@dataclass(frozen=True)
class Case:
    """One payload with what it says."""

    payload: bytes
    fetched: int
    problems: list[tuple[str, str]]
    applications: dict[str, dict[str, Any]]


def payload(feed: str, name: str, suffix: str = "json") -> bytes:
    return (_DATA / feed / f"{name}.{suffix}").read_bytes()


def case(feed: str, name: str, suffix: str = "json") -> Case:
    expected = runpy.run_path(str(_DATA / feed / f"{name}.expected.py"))
    return Case(
        payload(feed, name, suffix), expected["FETCHED"], expected["PROBLEMS"], expected["APPLICATIONS"]
    )


def samples(folder: str, suffix: str = "json") -> list[Path]:
    """Authentic payloads, where a folder of them is at hand."""
    kept = os.environ.get("PLANNING_ALERTS_SAMPLES")
    return sorted((Path(kept) / folder).glob(f"*.{suffix}")) if kept else []


def camden(**settings: Any) -> Feed[SocrataSettings]:
    url = "https://opendata.example/resource/abcd-1234.json"
    return Feed("camden", "socrata", url, "E09000007", 60, SocrataSettings(**settings))


def london(**settings: Any) -> Feed[LondonDatahubSettings]:
    url = "https://hub.example/api-guest"
    return Feed("london", "london-datahub", url, None, 60, LondonDatahubSettings(**settings))


def said(applications: tuple[Application, ...]) -> dict[str, dict[str, Any]]:
    """Each application as an expected reading is written: only what it says, its site in whole metres."""
    return {application.feed_key: _said(application) for application in applications}


def assert_counts_add_up(page: Page) -> None:
    """Every record is an application, a problem or a repeat of an application."""
    keys = [application.feed_key for application in page.applications]
    assert len(keys) == len(set(keys))
    assert len(page.applications) + len(page.problems) <= page.fetched


def _said(application: Application) -> dict[str, Any]:
    shown = {name: getattr(application, name) for name in FIELD_NAMES}
    assert shown.pop("extent") is (Extent.UNCHECKED if application.site else Extent.UNLOCATED)
    for name in ("feed", "feed_key"):
        del shown[name]
    if application.site is not None:
        centre = application.site.geometry.centroid
        shown["site"] = (str(application.site.precision), round(centre.x), round(centre.y))
    return {name: value for name, value in shown.items() if value not in (None, ())}
