"""Which constraint areas a site lies in."""

from datetime import date

import pytest
from shapely import Point, box

from alerts.domain.application import Site, SitePrecision
from alerts.domain.constraint import ConstraintMention, lies_in, mentions
from geo.constraints import ConstraintArea, ConstraintKind
from tests.factories import TODAY

# A square of 100 m; its edges stand at whole hundreds.
SQUARE = box(529_000, 185_500, 529_100, 185_600)
CONSERVATION = ConstraintKind.CONSERVATION_AREA


def an_area(entity: int = 44000001, name: str = "Dartmouth Park", **changed: object) -> ConstraintArea:
    fields: dict[str, object] = {
        "dataset": CONSERVATION, "reference": "CA12", "start_date": None, "end_date": None, "geometry": SQUARE,
    }  # fmt: skip
    return ConstraintArea(entity=entity, name=name, **(fields | changed))  # type: ignore[arg-type]


def at(easting: float, northing: float, precision: SitePrecision = SitePrecision.POINT) -> Site:
    return Site(Point(easting, northing), precision)


def land(west: float, south: float, east: float, north: float) -> Site:
    return Site(box(west, south, east, north), SitePrecision.BOUNDARY)


INSIDE = at(529_050, 185_550)


@pytest.mark.fault("G-06")
@pytest.mark.parametrize(
    ("site", "is_inside"),
    [
        (INSIDE, True),
        (at(529_000, 185_550), True),
        (at(529_100, 185_600), True),
        (at(528_999.95, 185_550), True),
        (at(528_999.85, 185_550), False),
        (at(528_000, 185_550), False),
    ],
)
def test_a_point_on_the_edge_is_inside_and_a_hand_beyond_it_is_not(site: Site, is_inside: bool) -> None:
    assert lies_in(site, an_area()) is is_inside


@pytest.mark.parametrize(
    ("site", "is_inside"),
    [
        # A garden of 20 m by 10 m, inside, across the edge by 2.5 m (25 m²), by 2 m (20 m², a tenth of it).
        (land(529_010, 185_510, 529_030, 185_520), True),
        (land(528_982.5, 185_510, 529_002.5, 185_520), True),
        (land(528_982, 185_510, 529_002, 185_520), True),
        # Across the edge by 1 m: 10 m², the twentieth of it that counts. By 0.9 m it does not.
        (land(528_981, 185_510, 529_001, 185_520), True),
        (land(528_980.9, 185_510, 529_000.9, 185_520), False),
        # It shares the edge alone, or a corner.
        (land(528_980, 185_510, 529_000, 185_520), False),
        (land(528_980, 185_600, 529_000, 185_620), False),
        # A field of 40 hectares: 25 m² of it are inside, or 20.
        (land(528_000, 185_300, 529_000.25, 185_700), True),
        (land(528_000, 185_300, 529_000.2, 185_700), False),
        (land(528_000, 185_500, 528_900, 185_600), False),
    ],
)
def test_of_a_boundary_more_than_a_sliver_must_be_inside(site: Site, is_inside: bool) -> None:
    assert lies_in(site, an_area()) is is_inside


def test_a_telephone_box_on_a_large_site_is_no_sliver() -> None:
    kiosk = an_area(geometry=box(529_050, 185_550, 529_051, 185_551))
    assert lies_in(land(529_000, 185_500, 529_100, 185_600), kiosk)


def test_a_site_with_a_boundary_that_is_a_point_is_a_point() -> None:
    assert lies_in(at(529_000, 185_550, SitePrecision.BOUNDARY), an_area())


def test_areas_are_named_in_the_order_of_their_kinds_and_names() -> None:
    listed = an_area(5, "The Elms", dataset=ConstraintKind.LISTED_BUILDING_OUTLINE)
    zone = an_area(4, "", dataset=ConstraintKind.TREE_PRESERVATION_ZONE)
    areas = [listed, zone, an_area(3, "Holly Lodge"), an_area(2, "Dartmouth Park")]
    assert mentions(INSIDE, areas, TODAY) == (
        ConstraintMention(CONSERVATION, "Dartmouth Park", 2),
        ConstraintMention(CONSERVATION, "Holly Lodge", 3),
        ConstraintMention(ConstraintKind.TREE_PRESERVATION_ZONE, "", 4),
        ConstraintMention(ConstraintKind.LISTED_BUILDING_OUTLINE, "The Elms", 5),
    )


def test_a_name_that_stands_twice_is_said_once() -> None:
    areas = [an_area(9), an_area(2, "DARTMOUTH PARK"), an_area(4, ""), an_area(5, "")]
    assert [mention.entity for mention in mentions(INSIDE, areas, TODAY)] == [4, 5, 2]


@pytest.mark.parametrize(
    ("changed", "is_named"),
    [
        ({"end_date": date(2026, 6, 9)}, False),
        ({"end_date": TODAY}, True),
        ({"start_date": date(2026, 6, 11)}, False),
        ({"start_date": TODAY}, True),
    ],
)
def test_only_what_is_in_force_is_named(changed: dict[str, date], is_named: bool) -> None:
    assert bool(mentions(INSIDE, [an_area(**changed)], TODAY)) is is_named


@pytest.mark.parametrize("site", [None, at(529_050, 185_550, SitePrecision.POSTCODE)])
def test_of_a_site_known_by_its_postcode_or_not_at_all_nothing_is_said(site: Site | None) -> None:
    assert mentions(site, [an_area()], TODAY) == ()
