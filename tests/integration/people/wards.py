"""Wards of an invented year and what becomes of them in the next: one divided, one redrawn, one renamed."""

from shapely import Polygon, box

from alerts.db.session import Database
from alerts.domain.subscription import Wishes
from alerts.domain.watch_area import parse_area_name
from alerts.services.areas import Places, watch_area
from geo.boundaries import Boundary, BoundaryKind
from tests.factories import CAMDEN, subscribe
from tests.fakes import TinyGazetteer

PLACES = Places(TinyGazetteer(), default_radius_m=100, max_area_km2=400)  # type: ignore[arg-type]
OAK, TOWN, HILL, CRESCENT = "E05000001", "E05000002", "E05000003", "E05000004"


def strip(west: float, east: float) -> Polygon:
    """Ground 1 km high, between two kilometres from the west."""
    return box(528_000 + 1_000 * west, 185_000, 528_000 + 1_000 * east, 186_000)


def ward(code: str, name: str, ground: Polygon, vintage: int = 2026, parent: str = CAMDEN) -> Boundary:
    return Boundary(BoundaryKind.WARD, code, name, parent, vintage, ground)


BEFORE = [
    ward(OAK, "Gospel Oak", strip(0, 1), 2025),
    ward(TOWN, "Kentish Town", strip(1, 2), 2025),
    ward(HILL, "Highgate", strip(2, 3), 2025),
]
AFTER = [
    ward(CRESCENT, "Queen's Crescent", strip(0, 0.62)),
    ward(TOWN, "Kentish Town", strip(0.62, 2)),
    ward(HILL, "Dartmouth Park", strip(2, 3)),
]


def watch(
    database: Database,
    email: str,
    name: str,
    state: str = "confirmed",
    wishes: Wishes | None = None,
) -> int:
    """Somebody watches a ward as it is now; the number of their subscription."""
    with database.writing() as session:
        return subscribe(session, email, watch_area(session, PLACES, parse_area_name(name)), state, wishes).id
