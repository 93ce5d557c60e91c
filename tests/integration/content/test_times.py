"""Odd dates, clocks that run ahead and late commits: nothing is skipped, nothing stops."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from alerts.db.tables import EmailRow
from alerts.domain.precedence import Precedence
from alerts.domain.subscription import Frequency, Wishes
from scheduler.configured import ConfiguredFeed
from scheduler.feeds import london_datahub
from scheduler.poll import poll_feed
from scheduler.request import Request, Response
from tests.factories import Cast, a_change, all_of, an_application, stored
from tests.integration.alerting.told import told
from tests.integration.content.conftest import Line
from tests.integration.polling.told import application
from tests.unit.scheduler.feeds.cases import london
from tests.unit.scheduler.feeds.fake_servers import Answer, FakeHub


class Hub:
    """The Planning London Datahub, as far as a poll sees it."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def fetch(self, request: Request, **_: object) -> Response:
        return Response(200, self.answer(request), None, None, request.url, False)


def source(name: str, last_updated: str) -> dict[str, Any]:
    return {
        "id": f"Camden-{name}",
        "lpa_app_no": name,
        "lpa_name": "Camden",
        "last_updated": last_updated,
        "description": "A loft extension",
        "valid_date": "09/06/2026",
    }


@pytest.mark.fault("C-15")
def test_of_a_feed_whose_clock_ran_a_day_ahead_everything_is_told_once(
    line_of: Callable[[object], Line],
) -> None:
    hub = FakeHub([])
    line = line_of(Hub(hub))
    with line.database.writing() as session:
        Cast.enter(session, all_of())
    configured = ConfiguredFeed(london(), london_datahub, 1800.0, True, Precedence.COUNCIL)
    for arrivals in (
        [],
        [source("1/P", "2026-06-11T10:00:00.000Z"), source("2/P", "2026-06-11T10:30:00.000Z")],
        [source("3/P", "2026-06-10T11:20:00.000Z")],
        [source("4/P", "2026-06-10T12:20:00.000Z")],
    ):
        hub.sources += arrivals
        assert poll_feed(line.poller, configured).error is None
        line.match()
        line.clock.pass_by(hours=1)
    assert sorted(told(line.database)) == [
        ("alice@example.com", "new", f"{number}/P") for number in (1, 2, 3, 4)
    ]


@pytest.mark.fault("C-14")
@pytest.mark.parametrize(
    "dates",
    [
        {"valid_date": date(2026, 6, 9), "decision_date": date(2026, 6, 1)},
        {"consultation_start_date": date(2026, 7, 1), "consultation_end_date": date(2026, 6, 20)},
        {"received_date": date(2026, 6, 9), "valid_date": date(2026, 6, 1)},
        {"received_date": date(2031, 12, 31), "valid_date": None},
        {"received_date": None, "valid_date": None},
    ],
    ids=["decided before valid", "ends before it starts", "valid before received", "far ahead", "none"],
)
def test_dates_in_an_impossible_order_are_kept_and_told(line: Line, dates: dict[str, date | None]) -> None:
    with line.database.writing() as session:
        Cast.enter(session)
    line.hear([])
    report = line.hear([an_application(1, **dates)])
    assert (report.new, report.quarantined, report.error) == (1, 0, None)
    assert line.match() == 1
    line.clock.pass_by(hours=1)
    assert line.compose() == 1
    row = application(line.database, "2026/0001/P")
    assert {name: getattr(row, name) for name in dates} == dates


@pytest.mark.fault("C-16")
def test_what_is_committed_after_the_digest_went_though_stamped_before_it_is_in_the_next(line: Line) -> None:
    with line.database.writing() as session:
        Cast.enter(session, wishes=Wishes(frequency=Frequency.DAILY))
        in_time = stored(session, an_application(1))
        a_change(session, in_time, noticed_at=datetime(2026, 6, 11, 6, 0, tzinfo=UTC))
    line.clock.now = datetime(2026, 6, 11, 6, 10, tzinfo=UTC)
    assert line.match() == 1
    line.clock.now = datetime(2026, 6, 11, 6, 31, tzinfo=UTC)
    assert line.compose() == 1
    with line.database.writing() as session:
        a_change(
            session,
            stored(session, an_application(2)),
            noticed_at=datetime(2026, 6, 11, 6, 29, tzinfo=UTC),
        )
    assert (line.match(), line.compose()) == (1, 0)
    line.clock.now = datetime(2026, 6, 12, 6, 31, tzinfo=UTC)
    assert line.compose() == 1
    with line.database.reading() as session:
        texts = list(session.scalars(select(EmailRow.text).order_by(EmailRow.composed_at)))
    assert [[name in text for name in ("2026/0001/P", "2026/0002/P")] for text in texts] == [
        [True, False],
        [False, True],
    ]
