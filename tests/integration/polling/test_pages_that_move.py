"""Real kinds of feed whose pages move under a poll, or lead it round: nothing is lost and nothing is stored twice."""

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from alerts.db.session import Database
from scheduler.configured import ConfiguredFeed
from scheduler.feeds import arcgis, bops, london_datahub, planit, socrata
from scheduler.feeds.kind import Feed, FeedKind
from scheduler.page import Page
from scheduler.poll import poll_feed
from scheduler.poller import Poller, PollLimits
from scheduler.request import Request, Response
from tests.fakes import FakeKind, HandClock, a_feed
from tests.integration.polling.test_holding import alarms, some
from tests.integration.polling.told import baseline, changes_told, poll, references
from tests.unit.scheduler.feeds import arcgis_cases, bops_cases, cases, planit_cases
from tests.unit.scheduler.feeds.fake_arcgis import FakeFeatureServer
from tests.unit.scheduler.feeds.fake_servers import FakeHub, FakeSocrata

MakePoller = Callable[..., Poller]
Server = Callable[[Request], bytes]


class ServedBy:
    """Fetches from a fake server; `meanwhile` happens once, after so many requests."""

    def __init__(
        self, server: Server, after: int = 0, meanwhile: Callable[[], object] = lambda: None
    ) -> None:
        self._server = server
        self._after = after
        self._meanwhile = meanwhile
        self._asked = 0

    def fetch(self, request: Request, **_: object) -> Response:
        self._asked += 1
        if self._asked == self._after + 1:
            self._meanwhile()
        return Response(200, self._server(request), None, None, request.url, not_modified=False)


def configured(kind: FeedKind[Any], written: Feed[Any]) -> ConfiguredFeed:
    return ConfiguredFeed(written, kind, 1800.0, True)


def a_row(number: int) -> dict[str, Any]:
    return {
        "pk": str(number),
        "application_number": f"26/{number}",
        "registered_date": "2026-06-05T00:00:00.000",
    }


def a_hit(number: int, hour: int) -> dict[str, Any]:
    stamp = f"2026-06-09T{hour:02}:00:00.000Z"
    return {
        "id": f"Camden-{number}",
        "lpa_app_no": f"26/{number}",
        "lpa_name": "Camden",
        "last_updated": stamp,
    }


class Moving(ABC):
    """A feed of 26/1 to 26/4, read in two pages or three, and 26/9 that comes in before them all after the first."""

    def __init__(self, kind: FeedKind[Any], written: Feed[Any], server: Any, after: int) -> None:
        self.feed = configured(kind, written)
        self.server = server
        self.after = after

    @abstractmethod
    def comes_in(self) -> None: ...


class MovingSocrata(Moving):
    def __init__(self) -> None:
        server = FakeSocrata([a_row(number) for number in (1, 2, 3, 4)])
        super().__init__(socrata, cases.camden(page_size=2), server, after=2)

    def comes_in(self) -> None:
        self.server.rows.append({**a_row(9), "pk": "0"})
        self.server.uploaded = "2026-06-10T14:00:00.000"


class MovingHub(Moving):
    def __init__(self) -> None:
        server = FakeHub([a_hit(number, hour=10) for number in (1, 2, 3, 4)])
        super().__init__(london_datahub, cases.london(page_size=2), server, after=1)

    def comes_in(self) -> None:
        self.server.sources.append(a_hit(9, hour=9))


class MovingPlanit(Moving):
    def __init__(self) -> None:
        records = [planit_cases.record(f"26/{n}", f"2026-06-0{9 - n}T10:00:00") for n in (1, 2, 3, 4)]
        super().__init__(
            planit, planit_cases.cotswold(page_size=2), planit_cases.FakePlanit(records), after=1
        )

    def comes_in(self) -> None:
        self.server.records.append(planit_cases.record("26/9", "2026-06-10T10:00:00"))


class MovingBops(Moving):
    def __init__(self) -> None:
        records = [bops_cases.record(f"26/{number}") for number in (1, 2, 3, 4)]
        super().__init__(bops, bops_cases.southwark(page_size=2), bops_cases.FakeBops(records), after=1)

    def comes_in(self) -> None:
        self.server.records.append(bops_cases.record("26/9", "2026-06-09T01:00:00.000+01:00"))


class MovingLayer(Moving):
    def __init__(self) -> None:
        features = [arcgis_cases.feature(number, REFVAL=f"26/{number}") for number in (1, 2, 3, 4)]
        server = FakeFeatureServer(features, max_record_count=2)
        super().__init__(arcgis, arcgis_cases.uniform(), server, after=2)

    def comes_in(self) -> None:
        self.server.features.append(arcgis_cases.feature(0, KEYVAL="K9", REFVAL="26/9"))


@pytest.mark.fault("F-16")
@pytest.mark.parametrize("make", [MovingSocrata, MovingHub, MovingPlanit, MovingBops, MovingLayer])
def test_what_comes_in_at_the_front_while_a_feed_is_paged_is_stored_after_the_next_poll(
    database: Database, poller_with: MakePoller, clock: HandClock, make: Callable[[], Moving]
) -> None:
    moving = make()
    fetcher = ServedBy(moving.server, moving.after, moving.comes_in)
    assert poll_feed(poller_with(fetcher), moving.feed).error is None
    clock.pass_by(days=1)
    assert poll_feed(poller_with(fetcher), moving.feed).error is None
    assert sorted(references(database)) == ["26/1", "26/2", "26/3", "26/4", "26/9"]


def same_page_of_planit(_: Request) -> bytes:
    return planit_cases.wrapped([planit_cases.record("26/1"), planit_cases.record("26/2")])


def same_page_of_bops(request: Request) -> bytes:
    page = int(dict(request.params)["page"])
    return bops_cases.wrapped([bops_cases.record("26/1"), bops_cases.record("26/2")], page, page + 1)


def same_page_of_socrata(_: Request) -> bytes:
    # The last key of a full page is left to the next, in case its repeats go on there.
    return json.dumps([a_row(1), a_row(2), a_row(3)]).encode()


SAME_FOR_EVER = [
    pytest.param(planit, planit_cases.cotswold(page_size=2), same_page_of_planit, id="planit"),
    pytest.param(bops, bops_cases.southwark(page_size=2), same_page_of_bops, id="bops"),
    pytest.param(
        socrata, cases.camden(page_size=3, columns={"last_uploaded": ""}), same_page_of_socrata, id="socrata"
    ),
    pytest.param(
        arcgis,
        arcgis_cases.uniform(),
        FakeFeatureServer(
            [arcgis_cases.feature(n, REFVAL=f"26/{n}") for n in range(1, 6)], 2, ignores_offset=True
        ),
        id="arcgis",
    ),
]


@pytest.mark.fault("F-15")
@pytest.mark.parametrize(("kind", "written", "server"), SAME_FOR_EVER)
def test_a_server_that_takes_no_notice_of_the_page_is_found_out_at_its_second_answer(
    database: Database, poller_with: MakePoller, kind: FeedKind[Any], written: Feed[Any], server: Server
) -> None:
    report = poll_feed(poller_with(ServedBy(server)), configured(kind, written))
    assert str(report.error).startswith("page-loop: ")
    assert report.requests <= 3
    assert references(database) == ["26/1", "26/2"]


@pytest.mark.fault("F-15")
def test_a_page_that_leads_to_itself_is_asked_for_once(database: Database, poller: Poller) -> None:
    class Itself(FakeKind):
        def _request(self, number: int) -> Request:
            return super()._request(0)

    report = poll_feed(poller, a_feed(Itself(some(0, 2), some(2, 2))))
    assert report.error == "page-loop: the feed led back to a page that this poll had asked for already"
    assert (report.requests, references(database)) == (1, ["2026/0000/P", "2026/0001/P"])


@pytest.mark.fault("F-15")
def test_the_first_page_in_answer_to_every_other_is_noticed_for_any_kind(
    database: Database, poller: Poller
) -> None:
    class Numbered(FakeKind):
        """Asks for its pages by number; the fetcher answers each with the same bytes."""

        def _request(self, number: int) -> Request:
            return Request("https://feed.example/", (("page", str(number)),), step="page", cursor=str(number))

        def parse(self, feed: Feed[Any], request: Request, payload: bytes, today: date) -> Page:
            return super().parse(feed, replace(request, step=request.cursor), payload, today)

    report = poll_feed(poller, a_feed(Numbered(some(0, 2), some(0, 2), some(0, 2))))
    assert report.error == "page-loop: the feed gave the same page again although the next was asked for"
    assert (report.requests, references(database)) == (2, ["2026/0000/P", "2026/0001/P"])


@pytest.mark.fault("F-15")
def test_a_feed_that_grows_for_as_long_as_it_is_read_is_left_after_the_pages_allowed(
    database: Database, poller_with: MakePoller
) -> None:
    def growing(request: Request) -> bytes:
        page = int(dict(request.params)["page"])
        return bops_cases.wrapped([bops_cases.record(f"26/{page}")], page, page + 1)

    poller = poller_with(ServedBy(growing), limits=PollLimits(pages=20))
    report = poll_feed(poller, configured(bops, bops_cases.southwark(page_size=2)))
    assert report.error == "too long: stopped after 20 requests; the next poll goes on"
    assert references(database) == [f"26/{page}" for page in range(1, 21)]


@pytest.mark.fault("F-18")
def test_yorks_register_that_was_empty_for_a_day_and_came_back_shorter_withdraws_and_tells_nothing(
    database: Database, poller: Poller
) -> None:
    baseline(poller, some(0, 2_258), total=2_258)
    assert (
        poll(poller, [], total=0).error == "halved: the whole feed holds 0 records and held 2,258 last time"
    )
    assert poll(poller, [], total=0).error is not None
    assert poll(poller, some(33, 2_225), total=2_225).error is None
    assert changes_told(database) == []
    assert alarms(database) == [("halved", True)]
