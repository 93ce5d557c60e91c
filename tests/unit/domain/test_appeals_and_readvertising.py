"""Appeals, and a new time to comment: when they are news, and to whom."""

from datetime import date, timedelta

import pytest

from alerts.domain.application import Decision, Status
from alerts.domain.change import Change, ChangeKind, change_since, kinds_said
from alerts.domain.vocabulary import appeal_words
from tests.factories import an_application

TODAY = date(2026, 6, 10)
REFUSED = an_application(status=Status.DETERMINED, decision=Decision.REFUSED, decision_raw="Refused")


def kind_of(before: object, after: object) -> ChangeKind | None:
    change = change_since(before, after, today=TODAY)  # type: ignore[arg-type]
    return change.kind if change else None


def refused(**changed: object) -> object:
    return an_application(
        **{"status": Status.DETERMINED, "decision": Decision.REFUSED, "decision_raw": "Refused"} | changed
    )


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("Appeal Lodged", ("Appeal Lodged", None)),
        ("APPEAL IN PROGRESS", ("APPEAL IN PROGRESS", None)),
        ("Appeal Dismissed", ("Appeal Dismissed", "Appeal Dismissed")),
        ("Appeal decided", ("Appeal decided", "Appeal decided")),
        ("Registered", (None, None)),
        ("Appealing elevations", (None, None)),
        (None, (None, None)),
    ],
)
def test_a_status_tells_of_an_appeal_in_the_register_s_words(
    status: str | None, expected: tuple[str | None, str | None]
) -> None:
    assert appeal_words(status) == expected


@pytest.mark.parametrize(
    "appeal",
    [
        {"appeal_raw": "Appeal lodged"},
        {"appeal_start_date": TODAY - timedelta(days=60)},
        {"appeal_raw": "APP/X5210/W/26/1", "appeal_decision_raw": "Dismissed"},
        {"appeal_decision_date": TODAY},
    ],
)
def test_an_appeal_first_seen_is_told(appeal: dict[str, object]) -> None:
    assert kind_of(REFUSED, refused(**appeal)) is ChangeKind.APPEALED


def test_how_an_appeal_was_decided_is_told() -> None:
    before = refused(appeal_raw="Appeal lodged")
    after = refused(appeal_raw="Appeal lodged", appeal_decision_raw="Appeal allowed")
    assert kind_of(before, after) is ChangeKind.APPEALED


@pytest.mark.parametrize(
    "appeal",
    [
        {"appeal_start_date": TODAY - timedelta(days=61)},
        {"appeal_raw": "Appeal", "appeal_decision_date": TODAY - timedelta(days=61)},
    ],
)
def test_an_old_appeal_that_the_register_fills_in_is_history(appeal: dict[str, object]) -> None:
    assert kind_of(REFUSED, refused(**appeal)) is ChangeKind.NOTED


def test_an_appeal_that_the_status_told_of_all_along_is_no_news() -> None:
    before = refused(status_raw="Appeal Lodged")
    after = refused(status_raw="Appeal Lodged", appeal_raw="Appeal Lodged")
    assert kind_of(before, after) is ChangeKind.NOTED


def test_a_withdrawal_and_a_decision_come_before_an_appeal() -> None:
    before = an_application()
    assert (
        kind_of(before, an_application(appeal_raw="Appeal", decision=Decision.REFUSED)) is ChangeKind.DECIDED
    )
    withdrawn = an_application(appeal_raw="Appeal", status=Status.WITHDRAWN)
    assert kind_of(before, withdrawn) is ChangeKind.WITHDRAWN


def test_an_application_under_appeal_is_not_open_for_comments() -> None:
    assert an_application().is_open
    assert not an_application(appeal_raw="Appeal in progress").is_open


ENDED = an_application(consultation_start_date=date(2026, 5, 1), consultation_end_date=date(2026, 5, 22))


@pytest.mark.parametrize(
    "again",
    [
        {"consultation_start_date": date(2026, 6, 9), "consultation_end_date": date(2026, 6, 30)},
        {"consultation_start_date": date(2026, 5, 1), "consultation_end_date": TODAY},
    ],
)
def test_a_new_time_to_comment_is_a_new_advertisement(again: dict[str, object]) -> None:
    assert kind_of(ENDED, an_application(**again)) is ChangeKind.READVERTISED


@pytest.mark.parametrize(
    ("end", "new_end"),
    [
        (date(2026, 6, 20), date(2026, 6, 27)),
        (TODAY, date(2026, 6, 27)),
        (date(2026, 5, 22), date(2026, 6, 9)),
    ],
)
def test_more_time_while_comments_are_open_or_over_is_an_amendment(end: date, new_end: date) -> None:
    before = an_application(consultation_end_date=end)
    assert kind_of(before, an_application(consultation_end_date=new_end)) is ChangeKind.AMENDED


def test_a_decided_application_is_not_advertised_again() -> None:
    before = refused(consultation_end_date=date(2026, 5, 22))
    assert kind_of(before, refused(consultation_end_date=date(2026, 6, 30))) is ChangeKind.AMENDED


def test_another_feed_s_dates_are_no_new_advertisement() -> None:
    after = an_application(consultation_end_date=date(2026, 6, 30))
    handed_over = frozenset({"consultation_end_date", "consultation_start_date"})
    change = change_since(ENDED, after, handed_over, TODAY)
    assert change is not None
    assert change.kind is ChangeKind.NOTED


def test_who_asked_for_amendments_hears_of_a_new_time_to_comment() -> None:
    assert kinds_said(Change(ChangeKind.READVERTISED)) == {ChangeKind.READVERTISED, ChangeKind.AMENDED}


def test_a_spelling_correction_is_noted_and_told_to_nobody() -> None:
    before = an_application(description="Rear extension and assocaited works")
    after = an_application(description="Rear extension and associated works")
    assert kind_of(before, after) is ChangeKind.NOTED
