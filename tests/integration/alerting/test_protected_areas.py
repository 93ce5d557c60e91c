"""Who asks for protected areas alone hears of sites that lie in one of that kind, and of no others."""

from shapely import box

from alerts.db import constraints
from alerts.db.session import Database
from alerts.domain.application import SitePrecision
from alerts.domain.subscription import Frequency, Wishes
from alerts.services.explaining import explain
from geo.constraints import ConstraintArea, ConstraintKind
from tests.factories import NOW, NW5_1TL, TIMETABLE, an_application, around_nw5, at, subscribe
from tests.integration.alerting.mail import ALICE, Match, happen
from tests.integration.alerting.told import told

EAST, NORTH = NW5_1TL


def the_east_is_protected(database: Database) -> None:
    """A conservation area from 50 m east of NW5 1TL on."""
    land = box(EAST + 50, NORTH - 500, EAST + 500, NORTH + 500)
    area = ConstraintArea(44, ConstraintKind.CONSERVATION_AREA, "CA1", "Dartmouth Park", None, None, land)
    with database.writing() as session:
        constraints.put(session, [area], NOW)


def watch(database: Database, email: str, *kinds: ConstraintKind) -> int:
    wishes = Wishes(frequency=Frequency.INSTANT, constraints=frozenset(kinds))
    with database.writing() as session:
        return subscribe(session, email, around_nw5(), wishes=wishes).id


def test_a_site_is_told_where_it_lies_in_a_protected_area_of_the_kind_asked_for(
    database: Database, match: Match
) -> None:
    the_east_is_protected(database)
    watch(database, ALICE, ConstraintKind.CONSERVATION_AREA)
    watch(database, "dora@example.com", ConstraintKind.TREE_PRESERVATION_ZONE)
    watch(database, "eve@example.com")
    happen(database, 1, site=at(100))
    happen(database, 2, site=at(-100))
    happen(database, 3, site=at(100, precision=SitePrecision.POSTCODE))
    match()
    assert [(email, reference) for email, _, reference in told(database) if email != "eve@example.com"] == [
        (ALICE, "2026/0001/P")
    ]
    assert len(told(database)) == 4


def test_hundreds_of_sites_are_asked_about_in_parts(database: Database, match: Match) -> None:
    the_east_is_protected(database)
    watch(database, ALICE, ConstraintKind.CONSERVATION_AREA)
    for number in range(250):
        happen(database, number, site=at(100 if number % 2 else -100))
    match()
    assert {int(reference[5:9]) % 2 for _, _, reference in told(database)} == {1}
    assert len(told(database)) == 125


def test_explain_says_in_which_kinds_a_site_lies(database: Database, match: Match) -> None:
    the_east_is_protected(database)
    number = watch(database, ALICE, ConstraintKind.TREE_PRESERVATION_ZONE)
    happen(database, 1, site=at(100))
    match()
    with database.reading() as session:
        (one,) = explain(session, number, an_application(1).key, TIMETABLE, NOW)
    failed = [rule for rule in one.rules if not rule.is_passed]
    assert [(rule.name, rule.detail) for rule in failed] == [
        ("protected areas", "lies in conservation area; asked for: tree preservation zone")
    ]
