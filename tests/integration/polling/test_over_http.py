"""Polls of real kinds of feed at a real server that fails: what was stored stays, and the other feeds have theirs."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from sqlalchemy import select

from alerts.db.session import Database
from alerts.db.tables import TABLES
from scheduler.configured import ConfiguredFeed
from scheduler.feeds import csv_file, georss, jsonfeed, london_datahub, planningalerts_xml, socrata
from scheduler.feeds.kind import Feed, FeedKind
from scheduler.fetch import Fetcher, FetchLimits
from scheduler.poll import poll_feed
from scheduler.poller import Poller
from tests.factories import NOW, TODAY
from tests.integration.polling.told import feed, references
from tests.rig.feed import FeedRig
from tests.rig.feed_answers import Answer, json_answer, silent, status
from tests.unit.scheduler.feeds import cases, csv_cases, planningalerts_xml_cases, syndicated_cases

MakePoller = Callable[..., Poller]


@pytest.fixture
def rig() -> Iterator[FeedRig]:
    with FeedRig() as served:
        yield served


@pytest.fixture
def poller(rig: FeedRig, poller_with: MakePoller) -> Iterator[Poller]:
    """Over a real fetcher that gives up after a second and never asks again."""
    limits = FetchLimits(connect_s=1, total_s=1, retries=0)
    with Fetcher(limits, "planning-alerts of the tests", frozenset({rig.netloc})) as fetcher:
        yield poller_with(fetcher)


def at_the_rig(rig: FeedRig, kind: FeedKind[Any], written: Feed[Any]) -> ConfiguredFeed:
    own = replace(written, name=f"{written.name}-{kind.name}", url=f"{rig.url}/{written.name}")
    return ConfiguredFeed(own, kind, 1800.0, True)


def answer_with(rig: FeedRig, configured: ConfiguredFeed, answer: Answer) -> None:
    """What this feed is given from now on, whatever it asks."""
    asked = configured.kind.first_request(configured.feed, "", TODAY)
    rig.on(asked.method, urlsplit(asked.url).path, answer)


def camdens(rig: FeedRig, name: str) -> ConfiguredFeed:
    return at_the_rig(rig, socrata, replace(cases.camden(columns={"last_uploaded": ""}), name=name))


def a_row(number: int) -> dict[str, str]:
    return {"pk": str(number), "application_number": f"2026/{number}/P", "registered_date": "2026-06-05"}


@pytest.mark.fault("F-01")
def test_of_ten_feeds_one_is_busy_and_nine_are_stored(
    rig: FeedRig, poller: Poller, database: Database
) -> None:
    ten = [camdens(rig, f"feed-{number}") for number in range(10)]
    for number, configured in enumerate(ten):
        busy = status(503, ("Retry-After", "7200"))
        answer_with(rig, configured, busy if number == 3 else json_answer([a_row(number)]))
    reports = [poll_feed(poller, configured) for configured in ten]
    assert [report.error for report in reports] == [
        *[None] * 3,
        "127.0.0.1: answered 503 (http-status)",
        *[None] * 6,
    ]
    assert references(database) == [f"2026/{number}/P" for number in (0, 1, 2, 4, 5, 6, 7, 8, 9)]
    failed, well = feed(database, "feed-3-socrata"), feed(database, "feed-4-socrata")
    assert (failed.next_poll_at, failed.cursor) == (NOW + timedelta(hours=2), "")
    assert (well.next_poll_at, well.cursor) == (NOW + timedelta(minutes=30), '{"since":"2026-06-10"}')


@pytest.mark.fault("F-02")
@pytest.mark.fault("F-03")
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (silent(), "127.0.0.1: no answer in time (timeout)"),
        (Answer(b"x" * 2000, body_gap_s=0.05), "127.0.0.1: its answer did not end in time (too-slow)"),
    ],
    ids=["silent", "trickle"],
)
def test_a_feed_that_is_never_done_answering_fails_its_poll_and_the_next_feed_is_read(
    rig: FeedRig, poller: Poller, database: Database, answer: Answer, error: str
) -> None:
    slow, well = camdens(rig, "slow"), camdens(rig, "well")
    answer_with(rig, slow, answer)
    answer_with(rig, well, json_answer([a_row(1)]))
    assert poll_feed(poller, slow).error == error
    assert poll_feed(poller, well).error is None
    assert references(database) == ["2026/1/P"]


GOOD: list[tuple[FeedKind[Any], Feed[Any], bytes]] = [
    (socrata, cases.camden(columns={"last_uploaded": ""}), cases.payload("socrata", "camden_page")),
    (london_datahub, cases.london(), cases.payload("london_datahub", "dirty_page")),
    (csv_file, csv_cases.lga(), cases.payload("csv", "lga_file", "csv")),
    (planningalerts_xml, planningalerts_xml_cases.somewhere(),
     cases.payload("planningalerts_xml", "dirty_file", "xml")),
    (georss, syndicated_cases.rss(reference_from="guid"), cases.payload("georss", "rss_page", "xml")),
    (jsonfeed, syndicated_cases.json_feed(reference_from="id"), cases.payload("jsonfeed", "feed")),
]  # fmt: skip


def cut_in_half(whole: bytes) -> Answer:
    """Without a length, so that only the feed's own form shows that there should be more."""
    half = whole[: len(whole) // 2].rstrip()
    return Answer(lambda: [half])


NO_PAGES: dict[str, Callable[[bytes], Answer]] = {
    "an error page": lambda _: Answer(b"<html><body><h1>502 Bad Gateway</h1></body></html>"),
    "a login page": lambda _: Answer(b"<!DOCTYPE html>\n<html><title>Sign in</title><form></form></html>"),
    "nothing": lambda _: Answer(b""),
    "an error as JSON": lambda _: json_answer({"error": "throttled", "message": "Too many requests"}),
    "half a page": cut_in_half,
}


@pytest.mark.fault("F-13")
@pytest.mark.fault("F-14")
@pytest.mark.parametrize("no_page", NO_PAGES)
@pytest.mark.parametrize(("kind", "written", "whole"), GOOD, ids=[kind.name for kind, _, _ in GOOD])
def test_what_is_no_page_although_the_server_calls_it_one_leaves_all_as_it_was(
    rig: FeedRig,
    poller: Poller,
    database: Database,
    kind: FeedKind[Any],
    written: Feed[Any],
    whole: bytes,
    no_page: str,
) -> None:
    configured = replace(at_the_rig(rig, kind, written), problems_allowed=1.0)
    answer_with(rig, configured, Answer(whole))
    assert poll_feed(poller, configured).error is None
    before = stored(database)
    answer_with(rig, configured, NO_PAGES[no_page](whole))
    report = poll_feed(poller, configured)
    assert report.error is not None
    assert (report.fetched, report.new, report.changed) == (0, 0, 0)
    assert stored(database) == before
    assert len(before["application"]) > 0


OF_THE_POLL_ITSELF = {"failures", "failing_since", "last_error", "next_poll_at", "etag", "last_modified"}


def stored(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table but the report of the poll, and what a feed's row says of its failing."""
    with database.reading() as session:
        return {
            table.name: [
                tuple(row)
                for row in session.execute(
                    select(
                        *[column for column in table.columns if column.name not in OF_THE_POLL_ITSELF]
                    ).order_by(*table.primary_key)
                )
            ]
            for table in TABLES.sorted_tables
            if table.name != "poll"
        }


@pytest.mark.fault("F-06")
def test_a_feed_whose_answer_moves_into_the_operators_network_fails_and_nothing_is_asked_there(
    rig: FeedRig, poller: Poller, database: Database
) -> None:
    configured = camdens(rig, "moved")
    answer_with(rig, configured, Answer(b"", 302, (("Location", "http://169.254.169.254/latest/"),)))
    report = poll_feed(poller, configured)
    assert report.error == "169.254.169.254: 169.254.169.254 is not public (refused-address)"
    assert references(database) == []
