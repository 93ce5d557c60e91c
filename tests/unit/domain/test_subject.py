"""What an e-mail is called: how many, where, what, until when; no two of a week alike."""

from datetime import date

import pytest

from alerts.domain.alert import AlertItem, Reason
from alerts.domain.application import Decision, Status
from alerts.domain.change import ChangeKind
from alerts.domain.subject import alert_subject
from tests.unit.mail.alerts import FOLLOWED, IN_WARD, NEAR, an_alert, an_item

BY = {"consultation_end_date": date(2026, 6, 26)}
IN_CAMDEN = Reason("in Camden", "in Camden")


def subject_of(*items: AlertItem) -> str:
    return alert_subject(an_alert(*items))


def shed(kind: ChangeKind = ChangeKind.NEW, **changed: object) -> AlertItem:
    return an_item(kind=kind, **{"description": "A shed"} | changed)


@pytest.mark.parametrize(
    ("item", "subject"),
    [
        (shed(**BY), "1 planning application near NW5 1TL: A shed, comment by 26 June"),
        (shed(), "1 planning application near NW5 1TL: A shed, comment by about 24 June"),
        (shed(valid_date=None), "1 planning application near NW5 1TL: A shed"),
        (
            shed(reasons=(IN_WARD,), **BY),
            "1 planning application in Kentish Town South ward, Camden: A shed, comment by 26 June",
        ),
        (
            shed(ChangeKind.DECIDED, decision=Decision.REFUSED),
            "1 planning application near NW5 1TL, refused: A shed",
        ),
        (
            shed(ChangeKind.WITHDRAWN, status=Status.WITHDRAWN),
            "1 planning application near NW5 1TL, withdrawn: A shed",
        ),
        (
            shed(ChangeKind.AMENDED, **BY),
            "1 planning application near NW5 1TL, amended: A shed, comment by 26 June",
        ),
        (
            shed(ChangeKind.READVERTISED, **BY),
            "1 planning application near NW5 1TL, advertised again: A shed, comment by 26 June",
        ),
        (
            shed(ChangeKind.APPEALED, decision=Decision.REFUSED),
            "1 planning application near NW5 1TL, appealed: A shed",
        ),
        (shed(reasons=(FOLLOWED,), valid_date=None), "1 planning application that you follow: A shed"),
        (
            shed(consultation_end_date=date(2027, 1, 4)),
            "1 planning application near NW5 1TL: A shed, comment by 4 January 2027",
        ),
    ],
)
def test_one_application_is_named_with_its_place_and_last_day(item: AlertItem, subject: str) -> None:
    assert subject_of(item) == subject


@pytest.mark.parametrize(
    ("end", "start"),
    [
        (date(2026, 6, 13), "Comments close in 3 days: 1 planning application near NW5 1TL, Erection"),
        (date(2026, 6, 11), "Comments close tomorrow: 1 planning application near NW5 1TL, Erection"),
        (date(2026, 6, 10), "Comments close today: 1 planning application near NW5 1TL, Erection"),
    ],
)
def test_a_reminder_says_when_comments_close(end: date, start: str) -> None:
    assert subject_of(an_item(kind=ChangeKind.DEADLINE_NEAR, consultation_end_date=end)).startswith(start)


def test_a_reminder_of_an_estimate_does_not_promise() -> None:
    item = an_item(kind=ChangeKind.DEADLINE_NEAR, valid_date=date(2026, 5, 23))
    assert subject_of(item).startswith("Comments may close in 3 days: 1 planning application near NW5 1TL, ")


def test_several_reminders_say_which_is_first() -> None:
    items = [
        an_item(number, ChangeKind.DEADLINE_NEAR, consultation_end_date=date(2026, 6, 11 + number))
        for number in range(2)
    ]
    assert subject_of(*items) == (
        "Comments close tomorrow: the first of 2 planning applications within 400 m of NW5 1TL, "
        "Erection of a single storey rear extension"
    )


def test_several_are_counted_by_kind_with_the_nearest_last_day() -> None:
    items = (
        an_item(1, consultation_end_date=date(2026, 6, 20), description="A shed"),
        an_item(2, **BY),
        an_item(3, ChangeKind.DECIDED, decision=Decision.GRANTED),
    )
    assert subject_of(*items) == (
        "3 planning applications within 400 m of NW5 1TL: 2 new, 1 decided; comment by 20 June. First: A shed"
    )


def test_a_day_that_a_feed_gave_is_named_before_an_estimate() -> None:
    items = (an_item(1, valid_date=date(2026, 5, 22)), an_item(2, **BY))
    assert "; comment by 26 June" in subject_of(*items)


def test_several_areas_are_named_by_the_first_and_counted() -> None:
    items = (an_item(1, reasons=(NEAR, IN_CAMDEN)), an_item(2, reasons=(IN_WARD,)))
    assert subject_of(*items).startswith(
        "2 planning applications within 400 m of NW5 1TL and 2 more of your areas: 2 new"
    )


@pytest.mark.fault("M-17")
@pytest.mark.parametrize("count", [1, 3, 5_000])
def test_no_subject_is_longer_than_an_inbox_shows_whatever_is_in_it(count: int) -> None:
    endless = Reason("in " + "the conservation area of " * 20, "in it")
    items = [
        an_item(number, description="Replacement of the wall " * 20, reasons=(endless, NEAR), **BY)
        for number in range(count)
    ]
    subject = subject_of(*items)
    assert len(subject) <= 150
    assert subject.startswith(f"{count:,} planning application")
    assert "comment by 26 June" in subject


def test_different_news_of_one_place_have_different_subjects() -> None:
    shed, wall = (an_item(1, description=words, **BY) for words in ("A shed", "A wall"))
    decided = an_item(1, ChangeKind.DECIDED, description="A shed", decision=Decision.GRANTED)
    two, other_two = (shed, an_item(2, **BY)), (wall, an_item(2, **BY))
    assert (
        len(
            {
                subject_of(shed),
                subject_of(wall),
                subject_of(decided),
                subject_of(*two),
                subject_of(*other_two),
            }
        )
        == 5
    )
