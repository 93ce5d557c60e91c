"""What counts as a change, compared as a reader would compare."""

from datetime import date

import pytest
from shapely import Point, box

from alerts.domain.application import Application, Decision, Site, SitePrecision, Status
from alerts.domain.change import (
    Change,
    ChangeKind,
    Difference,
    change_since,
    first_noticed,
    is_same_site,
)
from tests.factories import TODAY, an_application, at

BEFORE = an_application()


def kind_of(before: Application, after: Application) -> ChangeKind | None:
    change = change_since(before, after)
    return change.kind if change else None


def test_nothing_that_is_shown_differs_so_nothing_happened() -> None:
    assert change_since(BEFORE, an_application()) is None


@pytest.mark.fault("C-03")
def test_what_readers_never_see_is_no_change() -> None:
    assert (
        change_since(BEFORE, an_application(feed="other", feed_key="9", uprn="100", notes=("read-as-grid",)))
        is None
    )


@pytest.mark.parametrize(
    "description",
    [
        "ERECTION OF A SINGLE STOREY REAR EXTENSION",
        "Erection of a single-storey rear extension.",
        " Erection  of a single storey rear extension",
    ],
)
def test_case_spacing_and_punctuation_are_a_typing_correction(description: str) -> None:
    assert change_since(BEFORE, an_application(description=description)) is None


def test_another_description_is_an_amendment_that_says_what_it_was() -> None:
    assert change_since(
        BEFORE, an_application(description="Erection of a two storey rear extension")
    ) == Change(
        ChangeKind.AMENDED,
        (
            Difference(
                "description",
                "Erection of a single storey rear extension",
                "Erection of a two storey rear extension",
            ),
        ),
    )


@pytest.mark.parametrize(
    "changed",
    [
        {"address": "16 Falkland Road, London"},
        {"consultation_end_date": date(2026, 7, 1)},
        {"consultation_start_date": date(2026, 6, 10)},
        {"site": at(75)},
    ],
)
def test_address_place_and_consultation_dates_are_material(changed: dict[str, object]) -> None:
    assert kind_of(BEFORE, an_application(**changed)) is ChangeKind.AMENDED


@pytest.mark.parametrize(
    "changed",
    [
        {"status_raw": "Under consideration"},
        {"application_type_raw": "Householder"},
        {"valid_date": date(2026, 6, 4)},
        {"url": "https://planning.example/other"},
        {"reference": "2026/0123/HH"},
        {"postcode": None},
    ],
)
def test_back_office_detail_is_noted_and_told_to_nobody(changed: dict[str, object]) -> None:
    assert kind_of(BEFORE, an_application(**changed)) is ChangeKind.NOTED


def test_a_field_that_goes_missing_is_no_amendment() -> None:
    before = an_application(consultation_end_date=date(2026, 7, 1))
    assert kind_of(before, an_application(description="", address=None)) is None


@pytest.mark.parametrize(
    "decided",
    [
        {"decision": Decision.GRANTED, "decision_raw": "Granted"},
        {"decision_raw": "XQZ7"},
        {"decision_date": date(2026, 6, 9)},
    ],
)
def test_a_decision_first_seen_is_told_even_where_we_cannot_map_its_code(decided: dict[str, object]) -> None:
    assert kind_of(BEFORE, an_application(status=Status.DETERMINED, **decided)) is ChangeKind.DECIDED


def test_a_decision_altered_later_is_told_again() -> None:
    granted = an_application(decision=Decision.GRANTED, decision_raw="Granted")
    refused = an_application(decision=Decision.REFUSED, decision_raw="Refused")
    assert kind_of(granted, refused) is ChangeKind.DECIDED


def test_a_raw_code_altered_later_is_told_again() -> None:
    assert (
        kind_of(an_application(decision_raw="XQZ7"), an_application(decision_raw="XQZ8"))
        is ChangeKind.DECIDED
    )


def test_other_words_for_the_same_decision_are_only_noted() -> None:
    code = an_application(decision=Decision.GRANTED, decision_raw="PER")
    words = an_application(decision=Decision.GRANTED, decision_raw="Approved")
    assert kind_of(code, words) is ChangeKind.NOTED


def test_a_decision_date_that_follows_its_decision_is_only_noted() -> None:
    granted = an_application(decision=Decision.GRANTED)
    dated = an_application(decision=Decision.GRANTED, decision_date=date(2026, 6, 9))
    assert kind_of(granted, dated) is ChangeKind.NOTED


@pytest.mark.parametrize("withdrawn", [{"status": Status.WITHDRAWN}, {"withdrawn_date": date(2026, 6, 9)}])
def test_a_withdrawal_comes_before_everything_else(withdrawn: dict[str, object]) -> None:
    after = an_application(description="Something else", decision_raw="Withdrawn", **withdrawn)
    assert kind_of(BEFORE, after) is ChangeKind.WITHDRAWN


def test_withdrawn_is_told_once() -> None:
    withdrawn = an_application(status=Status.WITHDRAWN)
    assert kind_of(withdrawn, an_application(status=Status.WITHDRAWN, decision_raw="WDN")) is ChangeKind.NOTED


def test_a_decision_names_the_amendments_that_came_with_it() -> None:
    change = change_since(BEFORE, an_application(description="Two storeys", decision=Decision.REFUSED))
    assert change is not None
    assert [difference.field for difference in change.differences] == ["description", "decision"]


def test_an_outline_around_the_same_point_has_not_moved() -> None:
    outline = Site(box(529_040, 185_480, 529_080, 185_520), SitePrecision.BOUNDARY)
    assert is_same_site(at(60), outline)


@pytest.mark.parametrize(("metres", "is_same"), [(10.0, True), (10.1, False)])
def test_ten_metres_are_the_width_of_a_correction(metres: float, is_same: bool) -> None:
    assert is_same_site(at(0), at(metres)) is is_same


def test_an_outline_whose_centre_moves_is_another_place_although_the_outlines_meet() -> None:
    small = Site(box(0, 0, 20, 20), SitePrecision.BOUNDARY)
    large = Site(box(0, 0, 200, 20), SitePrecision.BOUNDARY)
    assert not is_same_site(small, large)


@pytest.mark.fault("G-04")
def test_a_site_known_by_its_postcode_has_not_moved_when_it_is_known_better() -> None:
    by_postcode = Site(Point(529_200, 185_500), SitePrecision.POSTCODE)
    assert change_since(an_application(site=by_postcode), BEFORE) is None
    assert is_same_site(BEFORE.site, by_postcode)


def test_a_site_found_late_is_noted_with_its_place() -> None:
    change = change_since(an_application(site=None), BEFORE)
    assert change == Change(ChangeKind.NOTED, (Difference("site", None, "529060 E, 185500 N"),))


@pytest.mark.parametrize(
    ("dates", "kind"),
    [
        ({"received_date": date(2026, 4, 11), "valid_date": None}, ChangeKind.NEW),
        ({"received_date": date(2026, 4, 10), "valid_date": None}, ChangeKind.NOTED),
        ({"received_date": date(2026, 4, 10), "valid_date": date(2026, 4, 11)}, ChangeKind.NEW),
        ({"received_date": None, "valid_date": None}, ChangeKind.NEW),
    ],
)
def test_only_an_application_of_the_last_sixty_days_is_news(
    dates: dict[str, object], kind: ChangeKind
) -> None:
    assert first_noticed(an_application(**dates), TODAY).kind is kind


def test_an_application_is_new_whatever_its_status() -> None:
    decided = an_application(status=Status.DETERMINED, decision=Decision.GRANTED)
    assert first_noticed(decided, TODAY) == Change(ChangeKind.NEW)
