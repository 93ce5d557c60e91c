"""Areas put together without a map: wards, postcodes, and all around a place."""

import pytest
from shapely import Point, box

from alerts.db import boundaries
from alerts.db.session import Database
from alerts.domain.errors import AreaRefused
from alerts.domain.watch_area import AreaKind, AreaName
from alerts.services.areas import Places
from alerts.services.chosen_areas import (
    around_place,
    councils_like,
    listed,
    postcodes_together,
    wards_together,
)
from geo.boundaries import Boundary, BoundaryKind
from geo.gazetteer import Gazetteer, default_path
from geo.postcode import Postcode
from tests.factories import CAMDEN

PLACES = Places(Gazetteer(default_path()), default_radius_m=100, max_area_km2=400)
WEST, EAST = "E05000001", "E05000002"


@pytest.fixture
def warded(database: Database) -> Database:
    """Two wards of Camden side by side."""
    with database.writing() as session:
        boundaries.replace(
            session,
            [
                Boundary(
                    BoundaryKind.WARD, WEST, "West End", CAMDEN, 2022, box(528_000, 185_000, 528_700, 186_000)
                ),
                Boundary(
                    BoundaryKind.WARD, EAST, "East End", CAMDEN, 2022, box(528_700, 185_000, 529_200, 186_000)
                ),
            ],
        )
    return database


def test_wards_are_watched_as_one_area_of_their_names(warded: Database) -> None:
    with warded.reading() as session:
        own = wards_together(session, [WEST, EAST, WEST])
    assert own.label == "West End, East End"
    assert own.area.core.equals(box(528_000, 185_000, 529_200, 186_000))
    assert own.area.margin_m == 0


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ([], "Tick at least one"),
        ([f"E0500{n:04}" for n in range(31)], "at most 30 wards"),
        (["E05999999"], "not known"),
    ],
)
def test_a_choice_of_wards_that_cannot_be_watched_is_refused(
    warded: Database, codes: list[str], words: str
) -> None:
    with warded.reading() as session, pytest.raises(AreaRefused, match=words):
        wards_together(session, codes)


@pytest.mark.parametrize("text", ["Camden", "camd", "London Borough of Camden", CAMDEN, " CAMDEN "])
def test_a_council_is_found_by_its_name(warded: Database, text: str) -> None:
    with warded.reading() as session:
        assert [council.code for council in councils_like(session, text)] == [CAMDEN]


@pytest.mark.parametrize("text", ["", " ", "Islington", "Atlantis"])
def test_a_council_without_wards_is_none_to_choose_from(warded: Database, text: str) -> None:
    with warded.reading() as session:
        assert councils_like(session, text) == []


def test_postcodes_are_watched_together_with_what_is_near_any() -> None:
    own = postcodes_together(PLACES, "nw51tl, NW5 1TL\nNW1 8QA;", 100)
    assert own.label == "the area within 100 m of NW5 1TL, NW1 8QA"
    assert own.area.margin_m == 100
    assert own.postcodes == ("NW5 1TL", "NW1 8QA")
    first, second = (PLACES.gazetteer.find(Postcode(compact)) for compact in ("NW51TL", "NW18QA"))
    assert own.area.core.covers(Point(first.easting, first.northing))
    assert own.area.core.covers(Point(second.easting, second.northing))
    assert own.area.core.geom_type == "MultiPolygon"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Type at least one postcode"),
        ("NW5 1TL, Highgate", "“Highgate” is not a full UK postcode"),
        ("BT1 1AA", "Northern Ireland"),
        ("NW5 1TL\n" * 51, "at most 50 postcodes"),
    ],
)
def test_postcodes_that_cannot_be_watched_are_refused(text: str, words: str) -> None:
    with pytest.raises(AreaRefused, match=words):
        postcodes_together(PLACES, text, 100)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("nw5 1tl", AreaName(AreaKind.POSTCODE, "NW51TL:300")),
        ("51.55, -0.14", AreaName(AreaKind.CIRCLE, "51.550000,-0.140000:300")),
    ],
)
def test_a_circle_round_a_postcode_or_a_point_has_a_page_already(
    warded: Database, text: str, name: AreaName
) -> None:
    with warded.reading() as session:
        assert around_place(session, PLACES, text, 300) == name


def test_around_a_ward_is_an_area_of_its_own(warded: Database) -> None:
    with warded.reading() as session:
        own = around_place(session, PLACES, "West End", 300)
    assert not isinstance(own, AreaName)
    assert own.label == "the area within 300 m of West End ward, Camden"
    assert own.area.margin_m == 300


@pytest.mark.parametrize(
    ("text", "metres", "words"),
    [
        ("51.55, -0.14", 0, "at least 1 metre"),
        ("-0.14, 515", 300, "not in Great Britain"),
        ("Camden", 300, "watched whole"),
        ("", 300, "Type a postcode"),
        ("Nowhere Lane", 300, "We found no"),
    ],
)
def test_a_place_that_cannot_be_found_is_refused_with_what_to_type(
    warded: Database, text: str, metres: int, words: str
) -> None:
    with warded.reading() as session, pytest.raises(AreaRefused, match=words):
        around_place(session, PLACES, text, metres)


@pytest.mark.parametrize(
    ("names", "words"),
    [(["A"], "A"), (["A", "B", "C"], "A, B, C"), (["A", "B", "C", "D", "E"], "A, B, C and 2 more")],
)
def test_a_long_list_is_cut(names: list[str], words: str) -> None:
    assert listed(names) == words
