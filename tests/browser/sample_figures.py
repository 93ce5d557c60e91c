"""A council to take pictures of figures of: two years of invented applications in eight wards, with a gap."""

import random
from datetime import date, timedelta
from pathlib import Path

import shapely
from shapely import Point

from alerts.db import boundaries, feeds, schema
from alerts.db.feeds import FeedEntry
from alerts.db.session import Database
from alerts.domain.application import Application, Decision, Site, SitePrecision, Status
from geo.boundaries import Boundary, BoundaryKind
from tests.browser.sample_pages import PROPOSED
from tests.integration.web.neighbourhood import FEED, HERE, NOW, TODAY, application, record

COUNCIL, WARD = "E09000007", "E05000003"
WARDS = ("Belsize", "Bloomsbury", "Camden Square", "Gospel Oak", "Hampstead Town", "Highgate", "Kilburn",
         "St Pancras and Somers Town")  # fmt: skip
MONTHS, MIDDLE = 30, Point(HERE.x, HERE.y)
SILENT = (date(2025, 6, 1), date(2025, 7, 1))


def council(file: Path) -> Path:
    """Fill a new database. Nothing here is taken from a council."""
    chance = random.Random(7)
    grounds = _grounds(chance)
    database = Database(f"sqlite:///{file}")
    schema.upgrade(database)
    with database.writing() as session:
        feeds.register(session, [FeedEntry(FEED, "socrata", frozenset({COUNCIL}), 1800.0, True)])
        session.flush()
        row = feeds.feed_row(session, FEED)
        assert row is not None
        row.last_success_at = row.last_new_at = NOW
        row.baseline_done_at = NOW - timedelta(days=30 * MONTHS)
        boundaries.replace(session, _boundaries(grounds))
        record(session, _applications(chance, grounds), NOW - timedelta(days=30 * MONTHS), is_baseline=True)
    database.engine.dispose()
    return file


def _grounds(chance: random.Random) -> list[shapely.Polygon]:
    """Crooked wards that fill a rough round."""
    edge = MIDDLE.buffer(2_400, quad_segs=3)
    points = [Point(HERE.x + chance.gauss(0, 1_300), HERE.y + chance.gauss(0, 1_300)) for _ in WARDS]
    cells = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=edge).geoms
    return [cell.intersection(edge) for cell in cells]


def _boundaries(grounds: list[shapely.Polygon]) -> list[Boundary]:
    wards = [
        Boundary(BoundaryKind.WARD, f"E0500000{number}", name, COUNCIL, 2025, ground)
        for number, (name, ground) in enumerate(zip(WARDS, grounds, strict=True))
    ]
    whole = shapely.union_all(grounds)
    return [*wards, Boundary(BoundaryKind.AUTHORITY, COUNCIL, "Camden", None, 2025, whole)]


def _applications(chance: random.Random, grounds: list[shapely.Polygon]) -> list[Application]:
    found = []
    for number in range(1_100):
        received = TODAY - timedelta(days=chance.randrange(30 * MONTHS))
        if SILENT[0] <= received < SILENT[1]:
            continue
        ground = grounds[min(chance.randrange(len(grounds)), chance.randrange(len(grounds)))]
        found.append(_one(chance, number, received, ground))
    return found


def _one(chance: random.Random, number: int, received: date, ground: shapely.Polygon) -> Application:
    description, _address, kind = PROPOSED[number % len(PROPOSED)]
    valid = received + timedelta(days=chance.randrange(9))
    decided = valid + timedelta(days=int(chance.lognormvariate(3.95, 0.35)))
    fields: dict[str, object] = {
        "description": description,
        "application_type": kind,
        "received_date": received,
        "valid_date": valid,
        "consultation_end_date": valid + timedelta(days=24),
        "is_major": number % 25 == 0,
        "site": Site(_within(chance, ground), SitePrecision.POINT),
    }
    if number % 17 == 0:
        fields |= {"status": Status.WITHDRAWN, "withdrawn_date": min(valid + timedelta(days=20), TODAY)}
    elif decided <= TODAY:
        decision = chance.choices((Decision.GRANTED, Decision.REFUSED, Decision.SPLIT), (74, 18, 8))[0]
        fields |= {
            "status": Status.DETERMINED,
            "decision": decision,
            "decision_raw": decision,
            "decision_date": decided,
        }
    return application(f"{received.year}/{number:04}/P", **fields)


def _within(chance: random.Random, ground: shapely.Polygon) -> Point:
    west, south, east, north = ground.bounds
    while True:
        point = Point(chance.uniform(west, east), chance.uniform(south, north))
        if ground.contains(point):
            return point
