"""Feeds in every state, for what tells of them."""

from datetime import timedelta

from alerts.db import feed_days, feeds, holds
from alerts.db.feeds import FeedEntry
from alerts.db.session import Database
from alerts.db.tables import PollRow
from tests.integration.web.neighbourhood import NOW, TODAY

DAY = timedelta(days=1)
BARNET, ISLINGTON, YORK, BRENT = "E09000003", "E09000019", "E06000014", "E09000005"


def a_feed(database: Database, name: str, authority: str, **changed: object) -> None:
    with database.writing() as session:
        row = feeds.register_one(session, FeedEntry(name, "socrata", frozenset({authority}), 1800.0, True))
        usual = {
            "last_success_at": NOW - timedelta(minutes=5),
            "last_new_at": NOW - timedelta(hours=3),
            "baseline_done_at": NOW - 90 * DAY,
            "next_poll_at": NOW + timedelta(minutes=25),
            "known": 12_345,
        }
        for column, value in (usual | changed).items():
            setattr(row, column, value)


def bring(database: Database, name: str, days: range, new: int) -> None:
    with database.writing() as session:
        for back in days:
            feed_days.add(session, name, TODAY - back * DAY, new=new)


def trouble(database: Database) -> None:
    """Beside Camden's, which is fine: one feed of each other state."""
    a_feed(database, "barnet", BARNET, last_success_at=None, last_new_at=None, baseline_done_at=None, known=0)
    a_feed(
        database,
        "islington",
        ISLINGTON,
        failures=3,
        failing_since=NOW - timedelta(hours=2),
        last_error="planning.example: it said 503 (http-status)",
    )
    a_feed(database, "york", YORK, last_new_at=NOW - 14 * DAY)
    bring(database, "york", range(14, 80), 5)
    a_feed(database, "brent", BRENT)
    bring(database, "brent", range(1, 80), 5)
    with database.writing() as session:
        holds.grow(session, "brent", 1_234, "more than 200 changes in one poll", NOW - timedelta(hours=1))
        problems = [
            ["missing-reference", "REF is empty", "41"],
            ["bad-field", "PROPOSAL is 7 (unreadable)", "42"],
            ["missing-reference", "REF is empty", "43"],
        ]
        for hours, count in ((30, 1), (2, 2), (1, 3)):
            feeds.add_poll(session, a_poll("brent", hours, problems[:count], None))
        feeds.add_poll(session, a_poll("islington", 1, [], "busy"))
    a_feed(database, "enfield", "E09000010", last_success_at=NOW - 3 * DAY)


def a_poll(name: str, hours: int, problems: list[list[str]], error: str | None) -> PollRow:
    started_at = NOW - timedelta(hours=hours)
    counts = dict.fromkeys(("fetched", "new", "changed", "unchanged", "quarantined", "requests"), 0)
    return PollRow(
        feed=name, started_at=started_at, seconds=1.0, problems=len(problems), problem_list=problems, error=error,
        **counts,
    )  # fmt: skip
