"""New boundaries for the neighbourhood: Highgate is divided, Kentish Town North redrawn; Dora watches both."""

from shapely import box

from alerts.db.session import Database
from alerts.services.taking_boundaries import take_boundaries
from alerts.web.context import SiteContext
from geo.boundaries import Boundary, BoundaryKind
from tests.integration.web.neighbourhood import CAMDEN, HERE, NOW
from tests.integration.web.people import Person, subscribed

DORA = "dora@example.org"
GONE, REDRAWN, NEW = "E05013658", "E05013661", "E05019999"
WEST, SOUTH, MIDDLE, EAST, NORTH = HERE.x - 900, HERE.y - 900, HERE.x + 100, HERE.x + 1_400, HERE.y + 900


def dora_of_changed_wards(database: Database, context: SiteContext) -> Person:
    """Dora watches both wards and a postcode; then the boundaries of 2026 are taken."""
    dora = subscribed(database, context, DORA, f"ward:{GONE}", f"ward:{REDRAWN}", "postcode:NW51TL:100")
    take_boundaries(database, wards_of_2026(), (), NOW)
    return dora


def wards_of_2026() -> list[Boundary]:
    edge = WEST + 620
    return [
        Boundary(BoundaryKind.WARD, NEW, "Dartmouth Park", CAMDEN, 2026, box(WEST, SOUTH, edge, NORTH)),
        Boundary(
            BoundaryKind.WARD, REDRAWN, "Kentish Town North", CAMDEN, 2026, box(edge, SOUTH, EAST, NORTH)
        ),
    ]
