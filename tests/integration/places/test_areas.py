"""From an area's name to the place itself."""

import pytest
from shapely import box
from sqlalchemy.orm import Session

from alerts.db import boundaries
from alerts.db.session import Database
from alerts.domain.errors import AreaRefused, DomainError, NotFound
from alerts.domain.watch_area import WatchArea, parse_area_name
from alerts.services.areas import Places, watch_area
from alerts.services.shapes import drawn_area, keep
from geo.boundaries import Boundary, BoundaryKind
from geo.drawn.geojson import drawing_of
from tests.factories import CAMDEN, ISLINGTON, NOW, an_application, stored
from tests.fakes import TinyGazetteer

PLACES = Places(TinyGazetteer(), default_radius_m=100, max_area_km2=400)  # type: ignore[arg-type]
NW5_1TL_LAT_LON = "51.553647,-0.140715"


@pytest.fixture
def bounded(database: Database) -> Database:
    """Camden and Islington side by side, and a ward in Camden that lies round NW5 1TL."""
    with database.writing() as session:
        boundaries.replace(
            session,
            [
                Boundary(
                    BoundaryKind.AUTHORITY,
                    CAMDEN,
                    "Camden",
                    None,
                    2026,
                    box(524_000, 180_000, 529_300, 190_000),
                ),
                Boundary(
                    BoundaryKind.AUTHORITY,
                    ISLINGTON,
                    "Islington",
                    None,
                    2026,
                    box(529_300, 180_000, 534_000, 190_000),
                ),
                Boundary(
                    BoundaryKind.WARD,
                    "E05013658",
                    "Kentish Town South",
                    CAMDEN,
                    2022,
                    box(528_500, 185_000, 529_200, 186_000),
                ),
            ],
        )
    return database


def found(database: Database, name: str) -> WatchArea:
    with database.reading() as session:
        return watch_area(session, PLACES, parse_area_name(name))


@pytest.mark.parametrize(
    ("name", "canonical", "label", "margin_m", "authorities"),
    [
        ("postcode:nw5 1tl:400", "postcode:NW51TL:400", "within 400 m of NW5 1TL", 400, {CAMDEN, ISLINGTON}),
        ("postcode:NW51TL:100", "postcode:NW51TL:100", "within 100 m of NW5 1TL", 100, {CAMDEN}),
        ("postcode:NW51TL", "postcode:NW51TL:100", "within 100 m of NW5 1TL", 100, {CAMDEN}),
        ("postcode:NW51TL:0", "postcode:NW51TL:0", "in NW5 1TL", 0, {CAMDEN}),
        (
            "postcode:NW51TL:5000",
            "postcode:NW51TL:5000",
            "within 5,000 m of NW5 1TL",
            5000,
            {CAMDEN, ISLINGTON},
        ),
        ("ward:E05013658", "ward:E05013658", "Kentish Town South ward, Camden", 0, {CAMDEN}),
        (
            f"circle:{NW5_1TL_LAT_LON}:200",
            "circle:51.553647,-0.140715:200",
            "within 200 m of 51.55365, -0.14072",
            200,
            {CAMDEN},
        ),
    ],
)
def test_a_name_becomes_a_place(
    bounded: Database, name: str, canonical: str, label: str, margin_m: float, authorities: set[str]
) -> None:
    watch = found(bounded, name)
    assert watch.area is not None
    assert (str(watch.name), watch.label, watch.area.margin_m) == (canonical, label, margin_m)
    assert watch.authorities == authorities


def test_circles_a_metre_apart_are_two_areas(bounded: Database) -> None:
    names = {str(found(bounded, f"circle:51.55364{digit},-0.14:200").name) for digit in range(10)}
    assert len(names) == 10
    assert str(found(bounded, "circle:51.5,-0.10:200").name) == "circle:51.5,-0.1:200"


def test_a_council_is_watched_by_its_decisions_with_or_without_a_boundary(bounded: Database) -> None:
    camden, barnet = found(bounded, "authority:E09000007"), found(bounded, "authority:E09000003")
    assert (camden.label, camden.authority, camden.area is not None) == ("Camden", CAMDEN, True)
    assert (barnet.label, barnet.authority, barnet.area) == ("Barnet", "E09000003", None)


def test_an_application_is_followed_by_its_reference_in_any_case(bounded: Database) -> None:
    with bounded.writing() as session:
        stored(session, an_application())
    watch = found(bounded, "application:E09000007:2026/0123/p")
    assert str(watch.name) == "application:E09000007:2026/0123/P"
    assert watch.label == "application 2026/0123/P"


@pytest.mark.parametrize(
    ("name", "error", "said"),
    [
        ("postcode:NW51TX:100", AreaRefused, "There is no postcode NW5 1TX"),
        ("postcode:NW5:100", AreaRefused, "is not a full UK postcode"),
        ("postcode:BT71NN:100", AreaRefused, "Northern Ireland"),
        ("postcode:NW51TL:5001", AreaRefused, "from 0 to 5,000"),
        ("postcode:NW51TL:-1", AreaRefused, "from 0 to 5,000"),
        ("ward:E05000000", NotFound, "We know no ward"),
        ("authority:E09000099", NotFound, "We know no council"),
        ("circle:51.55,-0.14:", AreaRefused, "from 0 to 5,000"),
        ("circle:51.55:400", AreaRefused, "latitude,longitude:metres"),
        ("circle:-0.14,51.55:400", AreaRefused, "outside Great Britain"),
        ("circle:nan,nan:400", AreaRefused, "outside Great Britain"),
        ("circle:1e999,0:400", AreaRefused, "outside Great Britain"),
        ("circle:48.85,2.35:400", AreaRefused, "outside Great Britain"),
        ("shape:0123456789abcdef", NotFound, "We know no drawn area"),
        ("application:E09000007:2026/9999/P", NotFound, "We know no application"),
    ],
)
def test_what_cannot_be_watched_is_refused_with_words(
    bounded: Database, name: str, error: type[DomainError], said: str
) -> None:
    with pytest.raises(error, match=said):
        found(bounded, name)


def test_an_application_that_is_held_back_cannot_be_followed(bounded: Database) -> None:
    with bounded.writing() as session:
        stored(session, an_application(quarantine="suspected-test"))
    with pytest.raises(NotFound):
        found(bounded, "application:E09000007:2026/0123/P")


def square(size: float) -> dict[str, object]:
    west, south = -0.15, 51.55
    ring = [
        [west, south],
        [west + size, south],
        [west + size, south + size],
        [west, south + size],
        [west, south],
    ]
    return {"type": "Polygon", "coordinates": [ring]}


def drawn(session: Session, shape: object, places: Places = PLACES) -> WatchArea:
    return keep(session, drawn_area(drawing_of(shape), places), NOW)


def test_a_drawn_shape_is_found_again_as_it_was_drawn(bounded: Database) -> None:
    with bounded.writing() as session:
        kept = drawn(session, square(0.01))
    again = found(bounded, str(kept.name))
    assert again == kept
    assert (kept.label, kept.authorities) == ("the area you drew", {CAMDEN})


@pytest.mark.fault("W-06")
@pytest.mark.parametrize("shape", [square(0.0001), square(1)])
def test_a_shape_that_cannot_be_watched_is_refused(bounded: Database, shape: object) -> None:
    with bounded.writing() as session, pytest.raises(AreaRefused):
        drawn(session, shape)


def test_the_operator_may_allow_less_than_the_most(bounded: Database) -> None:
    small = Places(TinyGazetteer(), 100, max_area_km2=0.5)  # type: ignore[arg-type]
    with (
        bounded.writing() as session,
        pytest.raises(AreaRefused, match=r"larger than 0.5 km²"),
    ):
        drawn(session, square(0.01), small)
