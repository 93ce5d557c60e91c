"""Feeds that are not what they were: half of themselves, in another form, in a circle, with words unknown to us."""

from datetime import date

import pytest
from sqlalchemy import select

from alerts.db import unmapped
from alerts.db.session import Database
from alerts.db.tables import AlarmRow
from alerts.services.holding import let_go
from scheduler.page import Problem
from scheduler.poll import poll_feed
from scheduler.poller import Poller
from tests.factories import NOW, an_application
from tests.fakes import FakeKind, HandClock, a_feed
from tests.integration.polling.test_holding import alarms, some
from tests.integration.polling.told import baseline, changes_told, feed, poll, references


@pytest.mark.fault("F-18")
def test_an_empty_and_then_whole_feed_tells_the_operator_once_and_subscribers_of_the_one_new_application(
    database: Database, poller: Poller
) -> None:
    baseline(poller, some(0, 132), total=132)
    for _ in range(3):
        report = poll(poller, [], total=0)
        assert report.error == "halved: the whole feed holds 0 records and held 132 last time"
    poll(poller, some(0, 132), total=132)
    poll(poller, some(0, 133), total=133)
    assert changes_told(database) == [("new", "2026/0132/P", "unmatched")]
    assert alarms(database) == [("halved", True)]
    assert (feed(database).last_total, feed(database).failures) == (133, 0)


@pytest.mark.fault("F-18")
def test_of_half_a_feed_nothing_is_stored(database: Database, poller: Poller) -> None:
    baseline(poller, some(0, 10), total=10)
    poll(poller, [an_application(1, description="Something else altogether")], total=1)
    assert changes_told(database) == []
    assert feed(database).last_total == 10


def test_a_whole_feed_that_is_empty_at_its_first_load_is_no_baseline(
    database: Database, poller: Poller
) -> None:
    report = poll(poller, [], total=0)
    assert report.error == "halved: the whole feed holds 0 records and held nothing ever before"
    assert feed(database).baseline_done_at is None
    baseline(poller, some(0, 3), total=3)
    assert changes_told(database) == []


def a_page_with(problems: int, applications: list) -> FakeKind:
    kind = FakeKind(applications)
    kind.problems[0] = tuple(Problem("missing-reference", "no reference", str(n)) for n in range(problems))
    return kind


@pytest.mark.fault("F-17")
@pytest.mark.parametrize(
    ("problems", "good", "error"),
    [
        (4, 40, None),
        (5, 95, None),
        (
            6,
            94,
            "too-many-problems: 6 of 100 records could not be read (missing-reference 6); the others were",
        ),
        (5, 0, "too-many-problems: 5 of 5 records could not be read (missing-reference 5); the others were"),
    ],
)
def test_over_five_per_cent_of_problems_fail_the_poll(
    database: Database, poller: Poller, clock: HandClock, problems: int, good: int, error: str | None
) -> None:
    baseline(poller)
    clock.pass_by(days=1)
    report = poll_feed(poller, a_feed(a_page_with(problems, some(0, good))))
    assert report.error == error
    assert feed(database).cursor == ("done 2026-06-10" if error else "done 2026-06-11")
    assert alarms(database) == ([("too-many-problems", False)] if error else [])


@pytest.mark.fault("F-17")
def test_what_can_be_read_of_a_feed_that_changed_its_form_is_told_and_the_rest_read_again(
    database: Database, poller: Poller, clock: HandClock
) -> None:
    baseline(poller, [])
    clock.pass_by(days=1)
    kind = FakeKind(some(0, 10), some(10, 10))
    kind.problems[0] = tuple(Problem("missing-reference", "", str(n)) for n in range(10))
    report = poll_feed(poller, a_feed(kind))
    assert (report.fetched, report.new, report.problems) == (30, 20, 10)
    assert len(references(database)) == 20
    assert feed(database).cursor == "done 2026-06-10"
    poll(poller, some(0, 25))
    assert alarms(database) == [("too-many-problems", True)]
    assert len(changes_told(database)) == 25


@pytest.mark.fault("F-15")
def test_a_feed_that_gives_one_page_for_ever_is_stopped_at_its_second_time(
    database: Database, poller: Poller
) -> None:
    class Circle(FakeKind):
        def _request(self, number: int):
            return super()._request(number % 2)

    circle = Circle(some(0, 2), some(2, 2), some(4, 2), some(6, 2))
    report = poll_feed(poller, a_feed(circle))
    assert report.error == "page-loop: the feed led back to a page that this poll had asked for already"
    assert references(database) == ["2026/0000/P", "2026/0001/P", "2026/0002/P", "2026/0003/P"]


def test_words_without_a_meaning_are_counted_for_the_operator_and_shown_as_they_are(
    database: Database, poller: Poller
) -> None:
    odd = {"status": None, "status_raw": "PDE", "application_type": None, "application_type_raw": "XTR"}
    baseline(poller, [*some(0, 3, **odd), *some(3, 2)])
    poll(poller, some(0, 3, **odd))
    with database.reading() as session:
        found = [(row.field, row.value, row.seen, row.example) for row in unmapped.of_feed(session, "camden")]
    assert found == [("application_type", "XTR", 3, "2026/0000/P"), ("status", "PDE", 3, "2026/0000/P")]
    assert [row.status_raw for row in _rows(database)][:1] == ["PDE"]


def test_a_word_that_was_given_a_meaning_is_listed_no_more_and_tells_nobody(
    database: Database, poller: Poller
) -> None:
    baseline(poller, some(0, 2, status=None, status_raw="Registered"))
    poll(poller, some(0, 2))
    with database.reading() as session:
        assert unmapped.of_feed(session, "camden") == []
    assert [state for _, _, state in changes_told(database)] == ["history", "history"]


def test_a_register_full_of_strange_words_does_not_fill_the_table(database: Database, poller: Poller) -> None:
    baseline(poller, [an_application(n, status=None, status_raw=f"word {n}") for n in range(700)])
    with database.reading() as session:
        assert len(unmapped.of_feed(session, "camden")) == 500


def test_a_feed_says_since_when_it_fails_and_since_when_it_does_well_again(
    database: Database, poller: Poller, clock: HandClock
) -> None:
    baseline(poller, some(0, 4), total=4)
    began = clock.now
    clock.pass_by(hours=1)
    poll(poller, [], total=0)
    failing_since = clock.now
    clock.pass_by(hours=1)
    poll(poller, [], total=0)
    assert (feed(database).failing_since, feed(database).recovered_at) == (failing_since, began)
    clock.pass_by(hours=1)
    poll(poller, some(0, 4), total=4)
    assert (feed(database).failing_since, feed(database).recovered_at) == (None, clock.now)


@pytest.mark.fault("C-14")
def test_a_consultation_that_ends_before_it_starts_stops_nothing(database: Database, poller: Poller) -> None:
    baseline(poller)
    odd = {"consultation_start_date": date(2026, 7, 1), "consultation_end_date": date(2026, 6, 1)}
    report = poll(poller, [an_application(1, decision_date=date(2020, 1, 1), **odd)])
    assert (report.error, report.new) == (None, 1)


def test_an_alarm_that_is_over_before_it_was_told_is_told_all_the_same(
    database: Database, poller: Poller
) -> None:
    baseline(poller, some(0, 4), total=4)
    poll(poller, [], total=0)
    poll(poller, some(0, 4), total=4)
    with database.reading() as session:
        (alarm,) = session.scalars(select(AlarmRow))
    assert alarm.told_at is None
    assert alarm.cleared_at is not None


def _rows(database: Database) -> list:
    from alerts.db.tables import ApplicationRow

    with database.reading() as session:
        return list(session.scalars(select(ApplicationRow).order_by(ApplicationRow.id)))


def test_a_quiet_feeds_one_unreadable_record_is_no_failure_and_is_read_again(
    database: Database, poller: Poller, clock: HandClock
) -> None:
    baseline(poller)
    clock.pass_by(days=1)
    report = poll_feed(poller, a_feed(a_page_with(1, [])))
    assert (report.error, report.problems) == (None, 1)
    assert (feed(database).cursor, feed(database).failures) == ("done 2026-06-10", 0)


def test_an_operator_takes_a_whole_feed_that_rightly_shrank(database: Database, poller: Poller) -> None:
    baseline(poller, some(0, 10), total=10)
    assert poll(poller, some(0, 3), total=3).error is not None
    with database.writing() as session:
        let_go(session, "camden", is_released=True, now=NOW)
    assert poll(poller, some(0, 3), total=3).error is None
    assert feed(database).last_total == 3
