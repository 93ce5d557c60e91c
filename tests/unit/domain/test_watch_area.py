"""Names of areas, and whether an application lies in one."""

import pytest
from shapely import box

from alerts.domain.application import Site, SitePrecision
from alerts.domain.errors import AreaRefused
from alerts.domain.watch_area import (
    AreaKind,
    AreaName,
    Reach,
    WatchArea,
    parse_area_name,
    reach,
    read_radius,
)
from tests.factories import (
    ISLINGTON,
    a_circle,
    a_ward,
    all_of,
    an_application,
    around_nw5,
    at,
    following,
)


@pytest.mark.parametrize(
    ("text", "kind", "rest"),
    [
        ("postcode:NW51TL:400", AreaKind.POSTCODE, "NW51TL:400"),
        (" ward:E05013658 ", AreaKind.WARD, "E05013658"),
        ("authority:E09000007", AreaKind.AUTHORITY, "E09000007"),
        ("circle:51.55,-0.14:400", AreaKind.CIRCLE, "51.55,-0.14:400"),
        ("shape:0123456789abcdef", AreaKind.SHAPE, "0123456789abcdef"),
        ("application:E09000007:2026/0123/P", AreaKind.APPLICATION, "E09000007:2026/0123/P"),
        ("constraint:44000001", AreaKind.CONSTRAINT, "44000001"),
    ],
)
def test_an_area_is_named_by_its_kind_and_what_follows(text: str, kind: AreaKind, rest: str) -> None:
    name = parse_area_name(text)
    assert name == AreaName(kind, rest)
    assert str(name) == text.strip()


@pytest.mark.parametrize(
    "text", ["", "postcode", "postcode:", "parish:E04000001", ":NW51TL", "POSTCODE:NW51TL"]
)
def test_anything_else_is_no_area(text: str) -> None:
    with pytest.raises(AreaRefused, match="is not an area"):
        parse_area_name(text)


@pytest.mark.parametrize(("text", "metres"), [("0", 0), ("100", 100), ("5000", 5000), ("0400", 400)])
def test_a_radius_is_a_whole_number_of_metres(text: str, metres: int) -> None:
    assert read_radius(text) == metres


@pytest.mark.parametrize(
    "text", ["", "-1", "5001", "400.5", "1e3", "٤٠٠", "00400", " 400", "nan", "9" * 5000]
)
def test_any_other_radius_is_refused(text: str) -> None:
    with pytest.raises(AreaRefused, match="from 0 to 5,000"):
        read_radius(text)


def test_a_site_is_measured_from_the_edge_of_the_postcode() -> None:
    assert reach(around_nw5(400), an_application()) == Reach(True, 50.0, "50 m east of NW5 1TL")


@pytest.mark.parametrize(("metres", "is_inside"), [(410.0, True), (410.05, True), (410.2, False)])
def test_the_edge_itself_counts(metres: float, is_inside: bool) -> None:
    assert reach(around_nw5(400), an_application(site=at(metres))).is_inside is is_inside


def test_a_site_in_the_postcode_is_in_it() -> None:
    assert reach(around_nw5(0), an_application(site=at(3))) == Reach(True, 0.0, "in NW5 1TL")


def test_an_address_in_the_postcode_counts_wherever_it_is_plotted() -> None:
    far = an_application(site=at(2_000), postcode="NW5 1TL")
    said = "its address is in NW5 1TL, its place 1,990 m east of NW5 1TL"
    assert reach(around_nw5(400), far) == Reach(True, 1990.0, said)


def test_an_address_in_the_postcode_counts_although_it_has_no_place() -> None:
    nowhere = an_application(site=None, postcode="NW5 1TL")
    assert reach(around_nw5(400), nowhere) == Reach(True, None, "its address is in NW5 1TL")


def test_what_cannot_be_located_is_in_no_circle() -> None:
    assert reach(a_circle(), an_application(site=None)) == Reach(False, None, "its place is not known")


def test_a_circle_is_measured_from_its_centre() -> None:
    assert reach(a_circle(400), an_application()) == Reach(
        True, 60.0, "60 m east of the centre of your circle"
    )
    assert reach(a_circle(400), an_application(site=at(0))).reason == "at the centre of your circle"


@pytest.mark.parametrize(
    ("watch", "words"),
    [
        (around_nw5(400), "50 m east of NW5 1TL (placed by its postcode)"),
        (a_ward(), "in Kentish Town South ward, Camden (placed by its postcode)"),
        (all_of(), "in Camden"),
    ],
)
def test_a_site_known_only_by_its_postcode_is_said_to_be_so_where_its_place_matters(
    watch: WatchArea, words: str
) -> None:
    by_postcode = an_application(site=at(60, precision=SitePrecision.POSTCODE))
    assert reach(watch, by_postcode).reason == words


@pytest.mark.parametrize(
    ("watch", "words"),
    [
        (around_nw5(100), "more than 100 m from NW5 1TL"),
        (around_nw5(0), "outside NW5 1TL"),
        (a_circle(100), "more than 100 m from the centre of your circle"),
        (all_of(ISLINGTON, "Islington"), "decided by another council"),
    ],
)
def test_what_lies_outside_is_told_how(watch: WatchArea, words: str) -> None:
    place = reach(watch, an_application(site=at(300)))
    assert (place.is_inside, place.reason) == (False, words)


def test_a_site_that_straddles_the_edge_of_a_ward_is_in_it() -> None:
    straddling = Site(box(529_490, 185_500, 529_600, 185_520), SitePrecision.BOUNDARY)
    assert reach(a_ward(), an_application(site=straddling)) == Reach(
        True, 0.0, "in Kentish Town South ward, Camden"
    )


def test_a_site_beside_the_ward_is_outside() -> None:
    assert reach(a_ward(), an_application(site=at(520))) == Reach(
        False, 20.0, "outside Kentish Town South ward, Camden"
    )


@pytest.mark.parametrize("site", [None, at(90_000)])
def test_an_authority_is_watched_by_who_decides_wherever_the_site_lies(site: Site | None) -> None:
    assert reach(all_of(), an_application(site=site)) == Reach(True, None, "in Camden")


def test_another_authoritys_application_is_not_told_to_camdens_watchers() -> None:
    assert not reach(all_of(), an_application(authority=ISLINGTON)).is_inside


@pytest.mark.parametrize("reference", ["2026/0123/P", "2026/0123/p", "2026 / 0123 / P"])
def test_an_application_is_followed_whatever_the_case_of_its_reference(reference: str) -> None:
    assert reach(following("2026/0123/P"), an_application(reference=reference, site=None)) == Reach(
        True, None, "you follow 2026/0123/P"
    )


def test_a_follower_of_one_application_hears_of_no_other() -> None:
    assert not reach(following("2026/0123/P"), an_application(reference="2026/0124/P")).is_inside
    assert not reach(following("2026/0123/P"), an_application(authority=ISLINGTON)).is_inside
