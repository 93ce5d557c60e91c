"""Feeds that tell of the same things at the same moment."""

import pytest
from sqlalchemy import func, select

from alerts.db import unmapped
from alerts.db.session import Database
from alerts.db.tables import ApplicationRow, FeedDayRow, FeedKeyRow, UnmappedValueRow
from alerts.effects import no_effect
from alerts.services.holding import let_go
from scheduler.poll_run import PollReport
from scheduler.poller import Poller
from tests.factories import NOW, TIMETABLE, an_application
from tests.fakes import FakeFetcher, HandClock, TinyGazetteer
from tests.integration.polling.told import baseline, changes_told, poll
from tests.integration.race.at_once import Stopped, all_at_once, meanwhile


def a_poller(database: Database, stopped: Stopped | None = None) -> Poller:
    on_effect = stopped or no_effect
    fetcher, gazetteer = FakeFetcher(), TinyGazetteer()
    return Poller(
        database, fetcher, gazetteer, TIMETABLE, HandClock(), jitter=lambda: 0.5, on_effect=on_effect
    )


@pytest.mark.fault("D-10")
def test_two_feeds_that_tell_of_one_application_at_once_make_one(database: Database) -> None:
    for name in ("camden", "london"):
        baseline(a_poller(database), name=name)
    stopped = Stopped("page recorded")
    theirs = an_application(1, feed="london", feed_key="London-1", reference="2026/ 0001/p")
    report = meanwhile(
        lambda: poll(a_poller(database, stopped), [an_application(1)]),
        stopped,
        lambda: poll(a_poller(database), [theirs], name="london"),
    )
    assert (report.error, report.fetched) == (None, 1)
    assert changes_told(database) == [("new", "2026/0001/P", "unmatched")]
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ApplicationRow)) == 1
        keys = session.execute(select(FeedKeyRow.feed, FeedKeyRow.application_id).order_by(FeedKeyRow.feed))
        assert [tuple(row) for row in keys] == [("camden", 1), ("london", 1)]


@pytest.mark.fault("D-10")
@pytest.mark.timeout(120)
def test_feeds_that_tell_of_many_at_once_count_each_once(database: Database) -> None:
    names = ("camden", "london")
    for name in names:
        baseline(a_poller(database), name=name)

    def hear(number: int) -> PollReport:
        name = names[number]
        told = [an_application(each, feed=name, feed_key=f"{name}-{each}") for each in range(60)]
        pages = [told[start : start + 20] for start in range(0, 60, 20)]
        return poll(a_poller(database), *(pages if number else reversed(pages)), name=name)

    reports = all_at_once(2, hear)
    assert [report.error for report in reports] == [None, None]
    assert sum(report.new for report in reports) == 60
    assert len(changes_told(database)) == 60
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(ApplicationRow)) == 60
        assert session.scalar(select(func.sum(FeedDayRow.new))) == 60


@pytest.mark.fault("C-05")
def test_an_operators_word_does_not_pass_what_is_being_held(database: Database) -> None:
    """What is held after the word is said is held under a hold of its own, and counted."""
    baseline(a_poller(database))
    stopped = Stopped("page recorded")

    def release() -> int:
        with database.writing() as session:
            return let_go(session, "camden", is_released=True, now=NOW)

    many = [an_application(number) for number in range(300)]
    released = meanwhile(lambda: poll(a_poller(database, stopped), many), stopped, release)
    assert released == 300
    assert {state for _, _, state in changes_told(database)} == {"unmatched"}


@pytest.mark.fault("D-10")
def test_words_without_a_meaning_are_counted_by_both_who_hear_them(database: Database) -> None:
    for name in ("camden", "london"):
        baseline(a_poller(database), name=name)
    stopped = Stopped("page recorded")
    odd = {"status_raw": "Awaiting the moon", "status": None}
    meanwhile(
        lambda: poll(a_poller(database, stopped), [an_application(1, **odd)]),
        stopped,
        lambda: poll(a_poller(database), [an_application(2, feed="london", **odd)], name="london"),
    )
    with database.reading() as session:
        for name in ("camden", "london"):
            assert [(row.value, row.seen) for row in unmapped.of_feed(session, name)] == [
                ("Awaiting the moon", 1)
            ]
        assert session.scalar(select(func.count()).select_from(UnmappedValueRow)) == 2
