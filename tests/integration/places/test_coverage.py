"""How each feed is judged, and what people are warned of."""

from datetime import date, datetime, timedelta

import pytest

from alerts.db import feed_days, feeds, holds
from alerts.db.session import Database
from alerts.db.tables import FeedRow, HoldRow
from alerts.domain.pace import Pace
from alerts.services.coverage import FeedState, health, judged_feeds, pace_of, warnings
from tests.factories import BARNET, CAMDEN, ISLINGTON, NOW, TODAY

DAY = timedelta(days=1)
LIVELY = Pace(a_week=35, longest_silence=1, last_new_date=TODAY, known_days=100)
SILENT = Pace(a_week=35, longest_silence=1, last_new_date=date(2026, 5, 26), known_days=100)
HOLD = HoldRow(
    feed="camden", state="open", why="more than 200 changes in one poll", changes=1_234, raised_at=NOW - DAY
)

FAILING = {"last_success_at": NOW, "failures": 2, "failing_since": NOW - DAY, "last_error": "busy"}
STALE = {"last_success_at": NOW - timedelta(hours=24, seconds=1)}
READ = {"last_success_at": NOW, "last_new_at": NOW, "baseline_done_at": NOW - 90 * DAY}


def a_row(**changed: object) -> FeedRow:
    row = FeedRow(
        name="camden", kind="fake", authorities=[CAMDEN], every_s=1800.0, is_enabled=True, failures=0
    )
    for name, value in changed.items():
        setattr(row, name, value)
    return row


@pytest.mark.parametrize(
    ("changed", "state", "since", "why"),
    [
        ({}, FeedState.LOADING, None, "its first load has not finished"),
        (
            {"last_error": "busy", "failures": 1, "failing_since": NOW},
            FeedState.FAILING,
            NOW,
            "it was never read whole: busy",
        ),
        (READ, FeedState.FINE, NOW - 90 * DAY, "last read at 12:00 on 10 June 2026"),
        (READ | {"recovered_at": NOW - DAY}, FeedState.FINE, NOW - DAY, "last read at 12:00 on 10 June 2026"),
        (FAILING, FeedState.FAILING, NOW - DAY, "the last poll failed: busy"),
        ({"last_success_at": NOW - DAY}, FeedState.FINE, None, "last read at 12:00 on 9 June 2026"),
        (
            STALE,
            FeedState.STALE,
            NOW - timedelta(hours=24, seconds=1),
            "last read at 11:59 on 9 June 2026: no poll has got through since (is the scheduler running?)",
        ),
        (
            STALE | {"failures": 3, "last_error": "busy"},
            FeedState.STALE,
            NOW - timedelta(hours=24, seconds=1),
            "last read at 11:59 on 9 June 2026: busy",
        ),
        (
            {"last_success_at": NOW - 2 * DAY, "every_s": 86_400.0},
            FeedState.FINE,
            None,
            "last read at 12:00 on 8 June 2026",
        ),
    ],
)
def test_a_feed_is_judged_by_its_last_success_and_its_last_error(
    changed: dict[str, object], state: FeedState, since: datetime | None, why: str
) -> None:
    found = health(a_row(**changed), LIVELY, None, NOW)
    assert (found.state, found.since, found.why) == (state, since, why)


@pytest.mark.parametrize(
    ("changed", "pace", "hold", "state"),
    [
        (READ, LIVELY, None, FeedState.FINE),
        (READ, SILENT, None, FeedState.QUIET),
        (READ, SILENT, HOLD, FeedState.HELD),
        (READ | FAILING, SILENT, HOLD, FeedState.FAILING),
        (READ | FAILING | STALE, SILENT, HOLD, FeedState.STALE),
    ],
)
def test_of_several_things_the_worst_is_said(
    changed: dict[str, object], pace: Pace, hold: HoldRow | None, state: FeedState
) -> None:
    assert health(a_row(**changed), pace, hold, NOW).state is state


def test_a_held_feed_says_how_much_since_when_and_why() -> None:
    found = health(a_row(**READ), LIVELY, HOLD, NOW)
    assert (found.since, found.held) == (NOW - DAY, 1_234)
    assert found.why == (
        "1,234 changes held back until somebody has looked: more than 200 changes in one poll"
    )


@pytest.mark.fault("C-05")
def test_a_quiet_feed_says_since_when_and_what_was_usual() -> None:
    last_new_at = datetime(2026, 5, 26, 9, 0, tzinfo=NOW.tzinfo)
    found = health(a_row(**READ | {"last_new_at": last_new_at}), SILENT, None, NOW)
    assert found.since == last_new_at
    assert found.why == "nothing new since 26 May, 10 working days; its longest silence so far was 1"


def test_a_pace_is_learned_from_the_day_after_the_first_load() -> None:
    row = a_row(baseline_done_at=NOW - 10 * DAY, last_new_at=NOW - 10 * DAY)
    new = {TODAY - 10 * DAY: 5_000, TODAY - 3 * DAY: 20}
    pace = pace_of(row, new, NOW)
    assert (pace.a_week, pace.known_days, pace.last_new_date) == (140 / 9, 9, TODAY - 3 * DAY)


def test_a_feed_loaded_before_days_were_counted_is_not_taken_for_silent() -> None:
    row = a_row(**READ | {"last_new_at": NOW - 9 * DAY})
    assert not pace_of(row, {}, NOW).is_unusually_quiet(TODAY)
    assert pace_of(row, {TODAY - DAY: 0}, NOW).known_days == 1


def test_a_day_is_londons_day() -> None:
    late = datetime(2026, 6, 9, 23, 30, tzinfo=NOW.tzinfo)
    assert pace_of(a_row(last_new_at=late), {}, NOW).last_new_date == TODAY


def fill(database: Database, name: str = "camden", **changed: object) -> None:
    with database.writing() as session:
        row = feeds.feed_row(session, name)
        assert row is not None
        for column, value in (READ | changed).items():
            setattr(row, column, value)


def warned(database: Database, *authorities: str) -> tuple[str, ...]:
    with database.reading() as session:
        return warnings(session, authorities, NOW)


def test_people_are_warned_of_nothing_where_all_is_well(database: Database) -> None:
    fill(database, "camden")
    fill(database, "london")
    assert warned(database, CAMDEN) == ()


def test_people_are_warned_of_a_feed_that_cannot_be_read(database: Database) -> None:
    fill(database, "camden", **FAILING | {"last_success_at": NOW - timedelta(hours=2)})
    fill(database, "london", last_success_at=None, last_error="busy", authorities=[CAMDEN, ISLINGTON])
    assert warned(database, CAMDEN, ISLINGTON, BARNET) == (
        "Since 10 June we have not been able to read the applications of Camden: alerts may come late.",
        "We have not yet been able to read the applications of Camden, Islington: alerts may come late.",
        "No feed covers Barnet: we cannot tell you of applications there.",
    )


def test_people_are_told_until_when_a_feed_was_read_that_is_read_no_longer(database: Database) -> None:
    fill(database, "camden", is_enabled=False, last_success_at=NOW - 40 * DAY)
    fill(database, "london", is_enabled=False, last_success_at=NOW - DAY, authorities=[CAMDEN, ISLINGTON])
    ended = "is read now: what is here ends with 9 June 2026, and we cannot tell you of more."
    assert warned(database, ISLINGTON, CAMDEN, BARNET) == (
        f"No feed of Camden {ended}",
        f"No feed of Islington {ended}",
        "No feed covers Barnet: we cannot tell you of applications there.",
    )
    fill(database, "camden", is_enabled=True)
    assert warned(database, ISLINGTON, CAMDEN) == (f"No feed of Islington {ended}",)
    fill(database, "london", is_enabled=False, last_success_at=None)
    assert warned(database, ISLINGTON) == (
        "No feed covers Islington: we cannot tell you of applications there.",
    )


def test_people_are_warned_of_what_is_held_back(database: Database) -> None:
    fill(database, "camden")
    fill(database, "london", authorities=[CAMDEN, ISLINGTON])
    with database.writing() as session:
        holds.grow(session, "camden", 1_234, "more than 200 changes in one poll", NOW)
        holds.grow(session, "london", 1, "more than 200 changes in one day", NOW)
    more = "back until somebody has looked: it suddenly had more to tell than it ever does."
    assert warned(database, CAMDEN, ISLINGTON) == (
        f"We hold 1,234 changes of Camden's feed {more}",
        f"We hold 1 change of the feed of Camden, Islington {more}",
    )
    with database.writing() as session:
        holds.decide(session, "camden", "released", NOW)
        holds.decide(session, "london", "discarded", NOW)
    assert warned(database, CAMDEN, ISLINGTON) == ()


@pytest.mark.fault("C-05")
def test_people_are_warned_of_an_unusual_silence_and_of_no_other(database: Database) -> None:
    with database.writing() as session:
        for back in range(15, 80):
            feed_days.add(session, "camden", TODAY - back * DAY, new=5)
        for back in (15, 33, 34, 60):
            feed_days.add(session, "london", TODAY - back * DAY, new=108)
    for name in ("camden", "london"):
        fill(database, name, last_new_at=NOW - 15 * DAY)
    assert warned(database, CAMDEN) == (
        "Nothing new has come from Camden's feed since 26 May, which is unusual for it.",
    )


def test_a_feed_that_is_polled_no_longer_is_not_judged(database: Database) -> None:
    fill(database, "london", is_enabled=False)
    with database.reading() as session:
        assert [row.name for row, _ in judged_feeds(session, NOW)] == ["camden"]
        assert [row.name for row, _ in judged_feeds(session, NOW, enabled_only=False)] == ["camden", "london"]
