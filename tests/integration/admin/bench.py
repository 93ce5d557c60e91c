"""A council's file of applications, whose feed is polled and read again as it is on a real site."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from alerts.db import stored_records
from alerts.db.session import Database
from alerts.domain.meanings import Meaning
from alerts.services.meanings import map_word
from alerts.web.context import SiteContext
from scheduler.configured import ConfiguredFeed
from scheduler.feeds import csv_file
from scheduler.feeds.csv_settings import CsvSettings
from scheduler.feeds.kind import Feed
from scheduler.poll import poll_feed
from scheduler.poll_run import PollReport
from scheduler.poller import Poller
from scheduler.request import Request, Response
from scheduler.workbench import FeedWorkbench
from tests.fakes import FakeFetcher
from tests.integration.web.neighbourhood import CAMDEN, FEED

COLUMNS = {
    "reference": "ref",
    "description": "proposal",
    "address": "where",
    "application_type": "kind",
    "status": "state",
    "decision": "outcome",
    "valid_date": "valid",
    "consultation_end_date": "until",
    "easting": "x",
    "northing": "y",
}


def a_row(number: int, **changed: Any) -> dict[str, Any]:
    """A record as the council publishes it, the applicant's name included."""
    usual = {
        "ref": f"2026/{number:04}/P",
        "proposal": "Erection of a single storey rear extension",
        "where": "7 Specimen Street, London NW5 1TL",
        "kind": "Householder Application",
        "state": "Registered",
        "valid": "2026-11-16",
        "x": "528781",
        "y": "185525",
        "applicant_name": "Mr Someone Or-Other",
    }
    return usual | changed


def configured(**settings: Any) -> ConfiguredFeed:
    columns = COLUMNS | settings.pop("columns", {})
    own = CsvSettings.model_validate(
        {"format": "json", "columns": columns, "is_whole": False, "unread": ["applicant_name"], **settings}
    )
    feed = Feed(FEED, "csv", "https://council.example/file.json", CAMDEN, 400, own)
    return ConfiguredFeed(feed, csv_file, 1800.0, True, problems_allowed=1.0)  # type: ignore[arg-type]


class Serving(FakeFetcher):
    """Serves a file of rows."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[dict[str, Any]] = []

    def fetch(self, request: Request, **_asked: Any) -> Response:
        return Response(200, json.dumps(self.rows).encode(), None, None, request.url, False)


@dataclass
class Council:
    """A council whose file a site reads: `publish` polls it once with these rows; `reads` changes the configuration."""

    database: Database
    context: SiteContext
    feed: ConfiguredFeed
    fetcher: Serving

    @property
    def poller(self) -> Poller:
        context = self.context
        return Poller(
            self.database, self.fetcher, context.places.gazetteer, context.timetable, context.clock,
        )  # type: ignore[arg-type]  # fmt: skip

    def publish(self, *rows: dict[str, Any]) -> PollReport:
        self.fetcher.rows = list(rows)
        return poll_feed(self.poller, self.feed)

    def reads(self, **settings: Any) -> None:
        self.feed = configured(**settings)

    @property
    def bench(self) -> FeedWorkbench:
        return FeedWorkbench(self.poller, [self.feed])


def council_of(database: Database, context: SiteContext) -> Council:
    return Council(database, context, configured(), Serving())


Asked = Callable[..., Any]


class Bench:
    """The bench of a site as its council's configuration is at this moment."""

    def __init__(self, council: Council) -> None:
        self._council = council

    def __getattr__(self, name: str) -> Asked:
        return getattr(self._council.bench, name)  # type: ignore[no-any-return]


def with_bench(context: SiteContext, council: Council) -> SiteContext:
    return replace(context, workbench=Bench(council))


def _numbered(database: Database) -> dict[str, str]:
    with database.reading() as session:
        (row,) = stored_records.of_feed(session, FEED, 10)
        return {"number": str(row.id), "name": FEED}


def a_stored_record(database: Database, context: SiteContext) -> dict[str, str]:
    council_of(database, context).publish(a_row(3, state="ZZZ"))
    return _numbered(database)


def an_odd_record(database: Database, context: SiteContext) -> dict[str, str]:
    council_of(database, context).publish(a_row(2, proposal="TEST application please ignore"))
    return _numbered(database)


def a_given_meaning(database: Database, context: SiteContext) -> dict[str, str]:
    with database.writing() as session:
        map_word(session, FEED, Meaning("status", "QQQ", "withdrawn"), context.clock(), "somebody")
    return {"name": FEED}
