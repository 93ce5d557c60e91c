"""What a page of the API costs among a million applications, for each filter: the first, one half-way, and the last.

`python -m benchmarks.api [DATABASE]` asks a SQLite file (or the PostgreSQL database of a URL) that
`benchmarks.register` filled, or fills one of its own. Times are those of the whole answer, 100 applications at the
most; the last page is one from which as many rows are left as one page looks over, so that a filter which nothing
passes costs most there.
"""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from time import perf_counter
from urllib.parse import parse_qsl

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from alerts.db.change_log import last_no
from alerts.db.register_pages import USUAL
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow
from alerts.domain.register_query import Position
from alerts.web.api.applications import told_apart
from alerts.web.api.cursor import write_cursor
from alerts.web.api.parameters import ApplicationsQuery
from alerts.web.api.reading import read_query
from alerts.web.app import create_app
from benchmarks.register import fill
from geo.grid import to_lonlat
from tests.integration.web.neighbourhood import BASE_URL, NOW, context_over

ROUNDS = 7
FILTERS = (
    "",
    "limit=500",
    "authority=E09000007",
    "authority=E06000023",
    "authority=E09000007&authority=E06000023&authority=E26000004",
    "ward=E05000001",
    "bbox=-9,49,2,61",
    "status=returned",
    "stage=withdrawn",
    "authority=E09000007&status=returned",
    "decision=split&type=lbc&type=advertising",
    "type=hedgerow-removal",
    "received_from=2026-11-20",
    "received_from=2022-01-01&received_to=2026-06-01",
    "decided_from=2026-11-20&decision=refused",
    "valid_to=2021-12-10",
    "changed_since=2026-11-20T00:00:00Z",
    "q=extension",
    "q=rear+porch",
    "q=rear+nosuchword",
    "q=falkland&status=returned",
    "q=17+falkland+4000+road",
    "sort=changed",
    "sort=changed&authority=E06000023",
    "sort=changed&changed_since=2026-11-20T00:00:00Z",
    "sort=changed&status=returned",
    "sort=changed&q=porch",
)


def main() -> None:
    """Measure the database that is named, or one of a million of its own."""
    if len(sys.argv) > 1:
        measure(Database(sys.argv[1] if "://" in sys.argv[1] else f"sqlite:///{sys.argv[1]}"))
        return
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'register.sqlite'}")
        fill(database, 1_000_000)
        measure(database)


def measure(database: Database) -> None:
    """Print a line for each filter, and one for each of the other addresses."""
    client = create_app(replace(context_over(database), clock=lambda: NOW)).test_client()
    client.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    print("median and slowest, ms        first       half-way           last  filter")
    for asked in (*FILTERS, *areas(database)):
        places = ["", *positions(database, asked)]
        cells = [_times(client, f"/api/v1/applications?{asked}{place}") for place in places]
        print("              ", *(f"{each:>14}" for each in cells), f" {asked[:90] or 'all'}")
    with database.reading() as session:
        half_way = last_no(session) // 2
    for path in ("/changes", f"/changes?after={half_way}", "/changes?kind=withdrawn", "/authorities"):
        print("              ", f"{_times(client, f'/api/v1{path}'):>14}", f" {path}")


def areas(database: Database) -> Iterator[str]:
    """Circles of 400 m and 5 km round an application of the busiest council."""
    with database.reading() as session:
        found = select(ApplicationRow.minx, ApplicationRow.miny).where(
            ApplicationRow.authority == "E09000007"
        )
        x, y = session.execute(found.limit(1)).one()
    lon, lat = to_lonlat(x, y)
    for metres in (400, 5_000):
        yield f"circle={lat:.5f},{lon:.5f},{metres}"
    yield f"circle={lat:.5f},{lon:.5f},5000&status=returned"


def positions(database: Database, asked: str) -> Iterator[str]:
    """Cursors half-way and near the end."""
    query = read_query(ApplicationsQuery, MultiDict(parse_qsl(asked)))
    with database.reading() as session:
        count = session.scalar(select(ApplicationRow.id).order_by(ApplicationRow.id.desc()).limit(1)) or 0
        for place in (count // 2, USUAL.in_line):
            position = Position(place)
            if query.sort == "changed":
                left = count // 2 if place != USUAL.in_line else USUAL.looked_up
                keys = select(ApplicationRow.id, ApplicationRow.changed_at)
                keys = keys.order_by(ApplicationRow.changed_at.desc(), ApplicationRow.id.desc())
                position = Position(*session.execute(keys.offset(left).limit(1)).one())
            cursor = write_cursor(
                position, told_apart(query), "a secret for forms that only these tests know"
            )
            yield f"&cursor={cursor}"


def _times(client: FlaskClient, address: str) -> str:
    taken = []
    for _ in range(ROUNDS):
        began = perf_counter()
        answer = client.get(address)
        taken.append((perf_counter() - began) * 1e3)
        assert answer.status_code == 200, (address, answer.text)
    return f"{median(taken):.0f} / {max(taken):.0f}"


if __name__ == "__main__":
    main()
