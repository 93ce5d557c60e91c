"""What the readings of a page do to what is stored."""

from datetime import date

import pytest
from shapely import Point, box

from alerts.db import boundaries
from alerts.db.session import Database
from alerts.domain.application import Decision, Extent, Site, SitePrecision, Status
from alerts.services.alerting import match_changes
from geo.boundaries import Boundary, BoundaryKind
from scheduler.poll_run import PollReport
from scheduler.poller import Poller
from tests.factories import CAMDEN, ISLINGTON, NOW, TIMETABLE, an_application, following, subscribe
from tests.fakes import TinyGazetteer
from tests.integration.polling.told import (
    application,
    baseline,
    changes_told,
    feed,
    poll,
    references,
)


def counts(report: PollReport) -> tuple[int, int, int, int]:
    return report.new, report.changed, report.unchanged, report.quarantined


@pytest.mark.fault("C-03")
def test_a_thousand_records_touched_by_the_back_office_are_no_change(
    database: Database, poller: Poller
) -> None:
    baseline(poller, [an_application(number) for number in range(1000)])
    report = poll(poller, [an_application(number, uprn="1", notes=("noise",)) for number in range(1000)])
    assert counts(report) == (0, 0, 1000, 0)
    assert changes_told(database) == []


def test_each_kind_of_change_is_stored_once(database: Database, poller: Poller) -> None:
    baseline(poller, [an_application(number) for number in range(1, 5)])
    report = poll(
        poller,
        [
            an_application(1, description="Something else"),
            an_application(2, decision=Decision.REFUSED, status=Status.DETERMINED),
            an_application(3, status=Status.WITHDRAWN),
            an_application(4, status_raw="Under consideration"),
            an_application(5),
        ],
    )
    assert changes_told(database) == [
        ("amended", "2026/0001/P", "unmatched"),
        ("decided", "2026/0002/P", "unmatched"),
        ("withdrawn", "2026/0003/P", "unmatched"),
        ("noted", "2026/0004/P", "history"),
        ("new", "2026/0005/P", "unmatched"),
    ]
    assert counts(report) == (1, 3, 1, 0)
    again = poll(poller, [an_application(1, description="Something else"), an_application(5)])
    assert counts(again) == (0, 0, 2, 0)
    assert len(changes_told(database)) == 5


@pytest.mark.fault("C-01")
@pytest.mark.parametrize("reference", ["2026/0001/P", "2026/0001/p", "2026 / 0001 / P"])
def test_a_reference_in_other_case_or_spacing_is_the_same_application(
    database: Database, poller: Poller, reference: str
) -> None:
    baseline(poller)
    poll(poller, [an_application(1)], [an_application(2, feed_key="other", reference=reference, uprn="9")])
    assert len(references(database)) == 1
    assert [kind for kind, _, _ in changes_told(database)].count("new") == 1


@pytest.mark.fault("C-01")
def test_a_reference_of_two_authorities_is_two_applications(database: Database, poller: Poller) -> None:
    baseline(poller)
    poll(poller, [an_application(1), an_application(1, feed_key="islington-1", authority=ISLINGTON)])
    assert references(database) == ["2026/0001/P", "2026/0001/P"]


@pytest.mark.fault("C-17")
def test_a_changed_reference_is_no_new_application(database: Database, poller: Poller) -> None:
    baseline(poller, [an_application(number) for number in range(1, 10)])
    poll(poller, [an_application(number, reference=f"26/0{number}/FUL") for number in range(1, 10)])
    assert references(database) == [f"26/0{number}/FUL" for number in range(1, 10)]
    assert {kind for kind, _, _ in changes_told(database)} == {"noted"}


@pytest.mark.fault("C-17")
def test_a_follower_goes_on_following_under_the_new_reference(database: Database, poller: Poller) -> None:
    with database.writing() as session:
        subscribe(session, "alice@example.com", following("2026/0001/P"))
    baseline(poller, [an_application(1)])
    poll(poller, [an_application(1, reference="26/01/FUL")])
    poll(poller, [an_application(1, reference="26/01/FUL", decision=Decision.REFUSED)])
    assert match_changes(database, TIMETABLE, poller.clock).alerts == 1


@pytest.mark.fault("C-17")
def test_a_changed_key_is_no_new_application_and_both_keys_mean_it_from_then_on(
    database: Database, poller: Poller
) -> None:
    baseline(poller, [an_application(1)])
    poll(poller, [an_application(1, feed_key="renumbered")])
    poll(poller, [an_application(1, feed_key="renumbered", reference="26/01/FUL")])
    poll(poller, [an_application(1, reference="26/01/FUL")])
    assert references(database) == ["26/01/FUL"]
    assert [kind for kind, _, _ in changes_told(database)] == ["noted"]


def test_a_reference_given_on_within_a_page_makes_neither_a_fault_nor_a_merger(
    database: Database, poller: Poller
) -> None:
    baseline(poller, [an_application(1)])
    renamed = an_application(1, reference="26/01/FUL")
    newcomer = an_application(2, reference="2026/0001/P", description="Another house")
    repeat = an_application(3, reference="26/01/FUL")
    report = poll(poller, [renamed, newcomer, repeat])
    assert report.error is None
    assert references(database) == ["26/01/FUL", "2026/0001/P"]
    assert application(database, "2026/0001/P").description == "Another house"


def test_a_reference_that_another_application_has_is_not_taken_from_it(
    database: Database, poller: Poller
) -> None:
    baseline(poller, [an_application(1), an_application(2)])
    report = poll(poller, [an_application(1, reference="2026/0002/P")])
    assert report.error is None
    assert references(database) == ["2026/0001/P", "2026/0002/P"]
    assert application(database, "2026/0001/P").notes == ["reference-taken: 2026/0002/P"]


@pytest.mark.fault("C-15")
def test_a_feed_whose_clock_ran_ahead_skips_nothing(database: Database, poller: Poller) -> None:
    baseline(poller)
    poll(poller, [an_application(1, valid_date=date(2026, 6, 11), received_date=date(2026, 6, 11))])
    poll(poller, [an_application(2, valid_date=date(2026, 6, 10), received_date=date(2026, 6, 10))])
    assert [reference for _, reference, _ in changes_told(database)] == ["2026/0001/P", "2026/0002/P"]


def test_a_record_that_was_held_back_is_told_as_new_once_it_is_put_right(
    database: Database, poller: Poller
) -> None:
    baseline(poller)
    held = poll(poller, [an_application(1, quarantine="suspected-test")])
    assert counts(held) == (0, 0, 0, 1)
    assert changes_told(database) == []
    released = poll(poller, [an_application(1)])
    assert counts(released) == (1, 0, 0, 0)
    assert changes_told(database) == [("new", "2026/0001/P", "unmatched")]


def test_a_trial_written_over_a_real_application_changes_nothing(database: Database, poller: Poller) -> None:
    baseline(poller, [an_application(1)])
    poll(poller, [an_application(1, description="Test", quarantine="suspected-test")])
    row = application(database, "2026/0001/P")
    assert (row.description, row.quarantine) == ("Erection of a single storey rear extension", None)


@pytest.mark.fault("G-04")
def test_an_application_located_late_is_told_again_to_those_who_could_not_hear(
    database: Database, poller: Poller
) -> None:
    baseline(poller)
    poll(poller, [an_application(1, site=None, postcode=None)])
    report = poll(poller, [an_application(1, postcode=None)])
    assert counts(report) == (1, 0, 0, 0)
    assert changes_told(database) == [
        ("new", "2026/0001/P", "unmatched"),
        ("new", "2026/0001/P", "unmatched"),
        ("noted", "2026/0001/P", "history"),
    ]


def test_a_record_without_coordinates_lies_at_its_postcode(database: Database, poller_with) -> None:
    poller = poller_with(gazetteer=TinyGazetteer(NW52AA=(529_200.0, 185_400.0)))
    baseline(poller)
    poll(poller, [an_application(1, site=None, extent=Extent.UNLOCATED)])
    row = application(database, "2026/0001/P")
    assert (row.minx, row.miny, row.site_precision, row.extent) == (
        529_200,
        185_400,
        SitePrecision.POSTCODE,
        Extent.UNCHECKED,
    )


def test_a_feed_that_loses_coordinates_has_not_moved_the_site_to_its_postcode(
    database: Database, poller_with
) -> None:
    poller = poller_with(gazetteer=TinyGazetteer(NW52AA=(529_200.0, 185_400.0)))
    baseline(poller, [an_application(1)])
    poll(poller, [an_application(1, site=None)])
    assert changes_told(database) == []
    assert application(database, "2026/0001/P").minx == 529_060


def test_a_postcode_that_nobody_knows_leaves_the_record_unlocated(database: Database, poller: Poller) -> None:
    baseline(poller)
    poll(poller, [an_application(1, site=None, postcode="ZZ1 1ZZ")])
    assert application(database, "2026/0001/P").extent == Extent.UNLOCATED


@pytest.mark.fault("G-03")
@pytest.mark.parametrize(
    ("metres_beyond", "quarantine", "extent"),
    [(1_999, None, Extent.INSIDE), (2_001, "outside-authority", Extent.OUTSIDE)],
)
def test_a_site_two_kilometres_outside_its_authority_is_held_back(
    database: Database, poller: Poller, metres_beyond: int, quarantine: str | None, extent: Extent
) -> None:
    square = box(520_000, 180_000, 530_000, 190_000)
    with database.writing() as session:
        boundaries.replace(session, [Boundary(BoundaryKind.AUTHORITY, CAMDEN, "Camden", None, 2026, square)])
    baseline(poller)
    site = Site(Point(530_000 + metres_beyond, 185_000), SitePrecision.POINT)
    report = poll(poller, [an_application(1, site=site)])
    row = application(database, "2026/0001/P")
    assert (row.quarantine, row.extent) == (quarantine, extent)
    assert report.quarantined == (1 if quarantine else 0)


def test_the_last_new_application_is_remembered(database: Database, poller: Poller) -> None:
    baseline(poller)
    poll(poller, [an_application(1)])
    assert feed(database).last_new_at == NOW
