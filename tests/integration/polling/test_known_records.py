"""Records that come again byte for byte: not read, and everything as if they had been."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest
from shapely import box
from sqlalchemy import select

from alerts.db import boundaries, feeds
from alerts.db.session import Database
from alerts.db.tables import Table
from alerts.domain.precedence import Precedence
from alerts.services import holding
from geo.boundaries import Boundary, BoundaryKind
from scheduler.configured import ConfiguredFeed
from scheduler.feeds import london_datahub, planit, socrata
from scheduler.feeds.kind import Feed, FeedKind
from scheduler.feeds.planit_settings import PlanitSettings
from scheduler.page import Page
from scheduler.poll import poll_feed
from scheduler.poll_run import PollReport
from scheduler.poller import Poller
from scheduler.request import Request, Response
from tests.factories import CAMDEN, TIMETABLE, a_database, with_feeds
from tests.fakes import HandClock, TinyGazetteer
from tests.integration.conftest import FEEDS
from tests.integration.polling.told import changes_told
from tests.rig.postgres import PostgresServer
from tests.unit.scheduler.feeds.cases import camden, london
from tests.unit.scheduler.feeds.fake_servers import hub_answer

Record = dict[str, Any]


class Reader:
    """A kind that is asked what it reads: through its own door, or as one that never leaves anything out."""

    def __init__(self, kind: Any, *, leaves_out: bool = True) -> None:
        self.kind = kind
        self.known: list[int] = []
        self.read: list[str] = []
        if leaves_out:
            self.record_list = kind.record_list

    def __getattr__(self, name: str) -> Any:
        if name == "record_list":
            raise AttributeError(name)
        return getattr(self.kind, name)

    def parse(self, feed: Feed[Any], request: Request, payload: Any, today: date) -> Page:
        page: Page = self.kind.parse(feed, request, payload, today)
        self.known.append(page.known)
        self.read += [application.feed_key for application in page.applications]
        return page


@dataclass
class Serving:
    """Answers every request with what is to be said now."""

    body: bytes = b""

    def fetch(self, request: Request, **_: Any) -> Response:
        return Response(200, self.body, None, None, request.url, False)


@dataclass
class Council:
    """One installation, told of the same applications by the hub and by the council."""

    database: Database
    clock: HandClock
    leaves_out: bool = True

    def __post_init__(self) -> None:
        self.serving = Serving()
        gazetteer = TinyGazetteer(NW52AA=(529_200.0, 185_400.0))
        self.poller = Poller(
            self.database,
            self.serving,
            gazetteer,
            TIMETABLE,
            self.clock,
            jitter=lambda: 0.5,  # type: ignore[arg-type]
        )
        columns = camden().settings.columns.model_copy(update={"last_uploaded": "", "postcode": "postcode"})
        settings = camden().settings.model_copy(update={"columns": columns})
        self.hub = self._configured(london_datahub, london(), Precedence.REGION)
        self.council = self._configured(socrata, replace(camden(), settings=settings), Precedence.COUNCIL)

    def poll(self, configured: ConfiguredFeed, body: bytes) -> PollReport:
        self.clock.pass_by(minutes=50)
        self.serving.body = body
        return poll_feed(self.poller, configured)

    def _configured(self, kind: Any, feed: Feed[Any], precedence: Precedence) -> ConfiguredFeed:
        reader: Any = Reader(kind, leaves_out=self.leaves_out)
        return ConfiguredFeed(feed, reader, 3_600.0, True, precedence)


@pytest.fixture
def council(database: Database, clock: HandClock) -> Council:
    return Council(database, clock)


@pytest.fixture
def another(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    """A second database of the same engine."""
    if engine == "sqlite":
        (tmp_path / "another").mkdir()
        made = a_database(tmp_path / "another", FEEDS)
        yield made
        made.engine.dispose()
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    url = server.new_database()
    made = with_feeds(Database(url), FEEDS)
    yield made
    made.engine.dispose()
    server.give_back(url)


def of_hub(number: int, **changed: Any) -> Record:
    return {
        "id": f"Camden-{number}",
        "lpa_app_no": f"2026/{number:04}/P",
        "lpa_name": "Camden",
        "description": f"Erection of a rear extension to number {number}",
        "valid_date": "03/06/2026",
        "status": "Registered",
        "centroid_easting": str(529_000 + number),
        "centroid_northing": "185500",
        "last_updated": "2026-06-09T10:00:00.000Z",
        **changed,
    }


def hits(*sources: Record) -> bytes:
    return hub_answer([{"_id": each["id"], "_source": each, "sort": [7, each["id"]]} for each in sources])


def polled(council: Council, *sources: Record) -> PollReport:
    report = council.poll(council.hub, hits(*sources))
    assert report.error is None
    return report


def read_since(council: Council) -> list[str]:
    """The keys of what the hub's kind has read since it was last asked."""
    reader: Any = council.hub.kind
    read, reader.read = reader.read, []
    return list(read)


def counts(report: PollReport) -> tuple[int, int, int, int, int]:
    return report.fetched, report.new, report.changed, report.unchanged, report.quarantined


def test_what_comes_again_byte_for_byte_is_counted_and_not_read(council: Council) -> None:
    assert counts(polled(council, *map(of_hub, range(1, 6)))) == (5, 5, 0, 0, 0)
    assert len(read_since(council)) == 5
    later = [*map(of_hub, range(1, 5)), of_hub(5, description="Something else"), of_hub(6)]
    assert counts(polled(council, *later)) == (6, 1, 1, 4, 0)
    assert read_since(council) == ["Camden-5", "Camden-6"]
    assert counts(polled(council, *later)) == (6, 0, 0, 6, 0)
    assert read_since(council) == []


@pytest.mark.fault("C-03")
def test_what_only_the_back_office_touched_is_read_once_more_and_then_known(council: Council) -> None:
    polled(council, of_hub(1))
    touched = of_hub(1, last_updated="2026-06-10T10:00:00.000Z")
    assert polled(council, touched).unchanged == 1
    assert read_since(council) == ["Camden-1", "Camden-1"]
    assert polled(council, touched).unchanged == 1
    assert read_since(council) == []


@pytest.mark.fault("C-02")
def test_a_register_that_goes_back_to_what_it_said_is_heard(council: Council, database: Database) -> None:
    polled(council, of_hub(1))
    polled(council, of_hub(1, status="Decided", decision="Refused"))
    polled(council, of_hub(1))
    assert [kind for kind, _, _ in changes_told(database)] == ["decided", "noted"]


@pytest.mark.parametrize(
    "odd",
    [
        of_hub(1, description="Test"),
        of_hub(1, valid_date="2026"),
        of_hub(1, valid_date="03/06/2041"),
        of_hub(1, centroid_easting=None, centroid_northing=None, postcode="NW5 2AA"),
        of_hub(1, lpa_name="Barnet", lpa_app_no="26/1"),
    ],
    ids=["held back", "with a note", "too far ahead today", "placed by its postcode", "of another council"],
)
def test_a_record_that_may_read_otherwise_another_time_is_always_read(council: Council, odd: Record) -> None:
    if odd["lpa_name"] == "Barnet":
        council.hub = replace(council.hub, feed=london(authorities=("Camden",)))
    for _ in range(3):
        polled(council, odd, of_hub(2))
    assert read_since(council) == ["Camden-1", "Camden-2", "Camden-1", "Camden-1"]


def test_a_problem_is_told_at_every_poll(council: Council) -> None:
    for _ in range(3):
        report = polled(council, of_hub(1, lpa_app_no=""), *map(of_hub, range(2, 30)))
        assert (report.problems, report.fetched) == (1, 29)


@pytest.mark.fault("C-01")
def test_a_known_record_that_comes_beside_another_of_its_key_is_read_with_it(council: Council) -> None:
    polled(council, of_hub(1))
    read_since(council)
    report = polled(council, of_hub(1), of_hub(1, description="Something else"))
    assert (report.changed, report.unchanged) == (1, 0)
    assert polled(council, of_hub(1)).changed == 0
    assert read_since(council) == ["Camden-1", "Camden-1"]


def _settings(council: Council) -> None:
    council.hub = replace(council.hub, feed=london(page_size=999))


def _ranks(council: Council) -> None:
    council.hub = replace(council.hub, precedence=Precedence.AGGREGATOR)


def _extent(council: Council) -> None:
    square = box(520_000, 180_000, 530_000, 190_000)
    with council.database.writing() as session:
        boundaries.replace(session, [Boundary(BoundaryKind.AUTHORITY, CAMDEN, "Camden", None, 2026, square)])


def _another_feed(council: Council) -> None:
    council.poll(replace(council.council, precedence=Precedence.AGGREGATOR), b"[]")


@pytest.mark.parametrize("change", [_settings, _ranks, _extent, _another_feed])
def test_whatever_decides_how_a_record_is_read_lets_all_be_read_anew(
    council: Council, change: Callable[[Council], None]
) -> None:
    polled(council, of_hub(1))
    read_since(council)
    change(council)
    polled(council, of_hub(1))
    assert read_since(council) == ["Camden-1"]
    polled(council, of_hub(1))
    assert read_since(council) == []


def test_a_feed_that_is_no_longer_polled_gives_its_applications_to_one_that_says_nothing_else(
    council: Council, database: Database
) -> None:
    council.poll(council.council, rows(of_hub(1)))
    for _ in range(2):
        polled(council, of_hub(1))
    with database.writing() as session:
        feeds.register(session, [council.hub.entry()])
    polled(council, of_hub(1))
    assert dump(database)["application"][0]["feed"] == "london"


def test_a_cursor_made_of_known_records_is_that_of_the_whole(council: Council, database: Database) -> None:
    for stamp in ("2026-06-09T10:00:00.000Z", "2026-06-09T12:00:00.000Z"):
        for _ in range(2):
            polled(council, of_hub(1, last_updated=stamp), of_hub(2))
        (row,) = (each for each in dump(database)["feed"] if each["name"] == "london")
        assert json.loads(row["cursor"]) == {"last_updated": stamp.replace(".000Z", "Z")}


def test_planit_and_socrata_leave_out_what_is_known_too(database: Database, clock: HandClock) -> None:
    told = Feed("planit", "planit", "https://planit.example/api", CAMDEN, 60, PlanitSettings())
    council = Council(database, clock)
    record = {
        "uid": "26/1",
        "name": "Camden/26/1",
        "area_name": "Camden",
        "location_x": -0.14,
        "location_y": 51.55,
    }
    answer = json.dumps(
        {"records": [{**record, "last_changed": "2026-06-09T10:00:00"}], "pg_sz": 100}
    ).encode()
    kind: FeedKind[Any]
    for feed, kind, body in ((told, planit, answer), (council.council.feed, socrata, rows(of_hub(1)))):
        reader: Any = Reader(kind)
        configured = ConfiguredFeed(feed, reader, 3_600.0, True)
        assert [council.poll(configured, body).error for _ in range(2)] == [None, None]
        assert reader.known == [0, 1]


@pytest.mark.parametrize("seed", [0, 1, *(pytest.param(n, marks=pytest.mark.slow) for n in range(2, 12))])
def test_a_season_of_polls_leaves_the_same_behind_whether_known_records_are_read_or_not(
    database: Database, another: Database, seed: int
) -> None:
    leaving_out = Council(database, HandClock())
    reading_all = Council(another, HandClock(), leaves_out=False)
    told = [season(Random(seed), each) for each in (leaving_out, reading_all)]
    assert told[0] == told[1]
    assert dump(database) == dump(another)
    known = leaving_out.hub.kind.known + leaving_out.council.kind.known  # type: ignore[attr-defined]
    assert sum(known) > 50
    assert sum(reading_all.hub.kind.known) == 0  # type: ignore[attr-defined]


def season(chance: Random, council: Council) -> list[Any]:
    """Twelve polls of two feeds, with an operator now and then; what each reported."""
    said = {each: {number: of_hub(number) for number in range(1, 20)} for each in ("hub", "council")}
    reports: list[Any] = []
    for number in range(12):
        which = chance.choice(("hub", "hub", "council"))
        page = _next_page(chance, said[which])
        body = hits(*page) if which == "hub" else rows(*page)
        report = council.poll(getattr(council, which), body)
        reports.append({**report.as_json(), "seconds": 0})
        if number % 4 == 3:
            _operate(chance, council)
    return reports


def _next_page(chance: Random, said: dict[int, Record]) -> list[Record]:
    for _ in range(chance.randrange(4)):
        number = chance.randrange(1, 25)
        said[number] = of_hub(number, **chance.choice(_TURNS)(chance))
    page = list(said.values())
    if page and chance.random() < 0.3:
        page.append(chance.choice(page))
    if page and chance.random() < 0.2:
        page.append({**chance.choice(page), "description": "Erection of something else altogether"})
    chance.shuffle(page)
    return page


_TURNS: tuple[Callable[[Random], Record], ...] = (
    lambda _: {},
    lambda _: {},
    lambda chance: {"description": chance.choice(("Loft conversion", "Dormer to the rear"))},
    lambda _: {"status": "Decided", "decision": "Refused", "decision_date": "09/06/2026"},
    lambda _: {"description": "Test"},
    lambda _: {"lpa_app_no": ""},
    lambda chance: {"lpa_app_no": f"26/0{chance.randrange(6)}/FUL"},
    lambda chance: {"lpa_app_no": f"2026/{chance.randrange(1, 25):04}/P"},
    lambda _: {"centroid_easting": None, "centroid_northing": None, "postcode": "NW5 2AA"},
    lambda _: {"centroid_easting": None, "centroid_northing": None},
    lambda _: {"centroid_easting": "560000"},
    lambda _: {"valid_date": "soon"},
    lambda chance: {"last_updated": f"2026-06-09T{chance.randrange(10, 24)}:00:00.000Z"},
    lambda _: {"status": "A word that nobody knows"},
)


def _operate(chance: Random, council: Council) -> None:
    turn = chance.randrange(4)
    if turn == 0:
        _extent(council)
    elif turn == 1:
        council.council = replace(council.council, precedence=chance.choice(list(Precedence)))
    elif turn == 2:
        council.hub = replace(council.hub, feed=london(page_size=chance.randrange(100, 200)))
    else:
        _release_one(council)


def _release_one(council: Council) -> None:
    with council.database.writing() as session:
        for feed in FEEDS:
            for row in feeds.quarantined_of(session, feed)[:1]:
                today = TIMETABLE.today(council.clock())
                holding.release_record(session, feed, row.reference, today, council.clock)


_COLUMNS = {
    "id": "pk",
    "lpa_app_no": "application_number",
    "description": "development_description",
    "status": "system_status",
    "decision": "decision_type",
    "centroid_easting": "easting",
    "centroid_northing": "northing",
    "postcode": "postcode",
}


def rows(*sources: Record) -> bytes:
    """What the hub tells, as the council's own rows in the order of their keys."""
    told = [{_COLUMNS[name]: value for name, value in each.items() if name in _COLUMNS} for each in sources]
    for row in told:
        row["pk"] = row["pk"].removeprefix("Camden-")
    return json.dumps(sorted(told, key=lambda row: int(row["pk"]))).encode()


def dump(database: Database) -> dict[str, list[dict[str, Any]]]:
    """All that is stored, but for digests of records and what no two runs have in common."""
    apart = {"record_digest", "seconds"}
    with database.reading() as session:
        return {
            table.name: sorted(
                (
                    {name: value for name, value in row.items() if name not in apart}
                    for row in session.execute(select(table)).mappings()
                ),
                key=repr,
            )
            for table in Table.metadata.sorted_tables
        }
