"""What one reading does to what is known."""

from datetime import date

import pytest

from alerts.domain.application import Application, Decision, Extent, SitePrecision, Status
from alerts.domain.change import ChangeKind
from alerts.domain.recording import Known, Recording, record
from tests.factories import TODAY, an_application, at


def kinds(known: Known | None, reading: Application, *, is_baseline: bool = False) -> list[ChangeKind]:
    outcome = record(known, reading, is_baseline=is_baseline, today=TODAY)
    return [change.kind for change in outcome.changes]


def seen(**changed: object) -> Known:
    return Known(an_application(**changed), is_baseline=False)


@pytest.mark.fault("C-07")
def test_the_first_load_is_silent() -> None:
    outcome = record(None, an_application(), is_baseline=True, today=TODAY)
    assert outcome == Recording(an_application(), ())


def test_after_the_first_load_an_unknown_application_is_new() -> None:
    assert kinds(None, an_application()) == [ChangeKind.NEW]


def test_an_unknown_application_of_long_ago_is_kept_and_told_to_nobody() -> None:
    old = an_application(received_date=date(2019, 1, 2), valid_date=None)
    assert kinds(None, old) == [ChangeKind.NOTED]


def test_changes_seen_while_the_first_load_goes_on_are_silent() -> None:
    outcome = record(seen(), an_application(description="Another"), is_baseline=True, today=TODAY)
    assert outcome == Recording(an_application(description="Another"), ())


def test_an_unchanged_reading_is_not_stored_again() -> None:
    assert record(seen(), an_application(), is_baseline=False, today=TODAY) == Recording(None, ())


def test_a_reading_that_differs_only_where_nobody_looks_is_stored_in_silence() -> None:
    reading = an_application(uprn="5061234")
    assert record(seen(), reading, is_baseline=False, today=TODAY) == Recording(reading, ())


@pytest.mark.parametrize("reason", ["suspected-test", "outside-authority", "null-island"])
def test_a_record_that_is_held_back_is_stored_and_never_told(reason: str) -> None:
    held = an_application(quarantine=reason)
    assert record(None, held, is_baseline=False, today=TODAY) == Recording(held, ())


def test_a_record_that_is_held_back_never_replaces_a_good_one() -> None:
    bad = an_application(description="Test", quarantine="suspected-test")
    assert record(seen(), bad, is_baseline=False, today=TODAY) == Recording(None, ())


def test_a_record_that_was_held_back_is_told_as_new_once_it_is_put_right() -> None:
    assert kinds(seen(quarantine="null-island"), an_application()) == [ChangeKind.NEW]


def test_a_record_held_back_in_the_first_load_is_noted_once_it_is_put_right_and_told_to_nobody() -> None:
    known = Known(an_application(quarantine="null-island"), is_baseline=True)
    assert kinds(known, an_application()) == [ChangeKind.NOTED]
    assert kinds(known, an_application(), is_baseline=True) == []


@pytest.mark.fault("G-04")
def test_an_application_located_late_is_told_then() -> None:
    outcome = record(seen(site=None), an_application(), is_baseline=False, today=TODAY)
    assert [change.kind for change in outcome.changes] == [ChangeKind.NEW, ChangeKind.NOTED]
    assert outcome.keep == an_application()


@pytest.mark.fault("G-04")
def test_a_better_place_than_the_postcode_is_told_to_those_who_live_there() -> None:
    assert kinds(seen(site=at(300, precision=SitePrecision.POSTCODE)), an_application()) == [ChangeKind.NEW]


def test_an_application_of_the_first_load_is_located_in_silence() -> None:
    known = Known(an_application(site=None), is_baseline=True)
    assert kinds(known, an_application()) == [ChangeKind.NOTED]


@pytest.mark.parametrize("lost", [None, at(300, precision=SitePrecision.POSTCODE)])
def test_a_feed_that_loses_the_place_has_not_moved_the_site(lost: object) -> None:
    known = seen(extent=Extent.INSIDE)
    reading = an_application(site=lost, extent=Extent.UNLOCATED)
    assert record(known, reading, is_baseline=False, today=TODAY) == Recording(None, ())


def test_one_reading_makes_one_change_at_most() -> None:
    after = an_application(description="Another", status=Status.WITHDRAWN, decision_raw="Refused")
    assert kinds(seen(), after) == [ChangeKind.WITHDRAWN]


DECIDED = {
    "status": Status.DETERMINED,
    "decision": Decision.REFUSED,
    "decision_raw": "Refused",
    "decision_date": date(2026, 6, 9),
}


@pytest.mark.parametrize("status", [None, Status.DETERMINED])
def test_a_decision_that_a_feed_leaves_blank_for_a_while_is_not_told_again(status: Status | None) -> None:
    blank = an_application(status=status)
    kept = record(seen(**DECIDED), blank, is_baseline=False, today=TODAY)
    assert kept.changes == ()
    assert (kept.keep or seen(**DECIDED).application).decision is Decision.REFUSED
    assert kinds(Known(kept.keep or seen(**DECIDED).application, False), an_application(**DECIDED)) == []


def test_a_decision_that_the_register_takes_back_is_taken_back() -> None:
    outcome = record(
        seen(**DECIDED), an_application(status=Status.UNDETERMINED), is_baseline=False, today=TODAY
    )
    assert outcome.keep is not None
    assert outcome.keep.decision is None


def test_a_description_that_goes_missing_for_a_while_is_no_amendment_when_it_comes_back() -> None:
    kept = record(seen(), an_application(description="", address=None), is_baseline=False, today=TODAY)
    assert kept == Recording(None, ())
