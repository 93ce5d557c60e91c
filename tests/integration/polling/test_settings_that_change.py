"""A feed whose settings change reads differently from one day to the next: that happened to no application."""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

from alerts.db.session import Database
from alerts.services.holding import let_go
from scheduler.page import PageUnreadable
from scheduler.poll import poll_feed
from scheduler.poller import Poller
from tests.factories import NOW, an_application
from tests.fakes import FakeFetcher, FakeKind, Served, a_feed
from tests.integration.polling.test_holding import alarms, holds
from tests.integration.polling.told import changes_told, poll
from tests.integration.polling.told import feed as feed_row

READS_DATES = date(2026, 7, 10)


def poll_with(poller: Poller, column: str, *pages: Served, tells_all: bool = False) -> None:
    """A poll with these settings of the kind's own."""
    configured = a_feed(FakeKind(*pages, tells_all=tells_all))
    settings = SimpleNamespace(columns=column)
    report = poll_feed(poller, replace(configured, feed=replace(configured.feed, settings=settings)))
    assert report.error is None


def test_what_reads_differently_after_a_change_of_settings_waits_for_an_operator(
    database: Database, poller: Poller
) -> None:
    poll_with(poller, "none", [an_application(1), an_application(2)])
    poll_with(
        poller,
        "dates",
        [an_application(1, consultation_end_date=READS_DATES), an_application(2), an_application(3)],
    )
    assert changes_told(database) == [
        ("amended", "2026/0001/P", "held"),
        ("new", "2026/0003/P", "unmatched"),
    ]
    assert [(state, count) for state, count, _ in holds(database)] == [("open", 1)]
    assert alarms(database) == [("flood", False)]


def test_an_operators_word_tells_of_it_or_lets_it_be(database: Database, poller: Poller) -> None:
    poll_with(poller, "none", [an_application(1)])
    poll_with(poller, "dates", [an_application(1, consultation_end_date=READS_DATES)])
    with database.writing() as session:
        assert let_go(session, "camden", is_released=False, now=NOW) == 1
    assert changes_told(database) == [("amended", "2026/0001/P", "discarded")]


def test_the_next_poll_with_the_same_settings_tells_as_ever(database: Database, poller: Poller) -> None:
    poll_with(poller, "none", [an_application(1)])
    poll_with(poller, "dates", [an_application(1)])
    poll_with(poller, "dates", [an_application(1, description="Two storeys")])
    assert changes_told(database) == [("amended", "2026/0001/P", "unmatched")]
    assert holds(database) == []


def test_a_poll_that_fails_leaves_the_new_settings_to_be_noticed_by_the_next(
    database: Database, poller: Poller
) -> None:
    poll_with(poller, "none", [an_application(1)])
    digest = feed_row(database).settings_digest
    poll(poller, PageUnreadable("not-json", "broken"))
    assert feed_row(database).settings_digest == digest


def test_a_feed_is_read_again_after_a_change_of_settings_even_if_its_server_says_that_nothing_has_changed(
    database: Database, poller_with: object
) -> None:
    fetcher = FakeFetcher()
    poller = poller_with(fetcher)  # type: ignore[operator]
    poll_with(poller, "none", [an_application(1)], tells_all=True)
    fetcher.not_modified = True
    poll_with(poller, "dates", [an_application(1), an_application(2)], tells_all=True)
    assert changes_told(database) == [("new", "2026/0002/P", "unmatched")]
