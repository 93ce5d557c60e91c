"""The public log of changes: each change once, numbered as it can be read."""

from collections.abc import Callable

from sqlalchemy import select

from alerts.db import changes
from alerts.db.log_pages import LogQuery, log_page
from alerts.db.session import Database
from alerts.db.tables import ChangeRow
from alerts.domain.change import Change, ChangeKind
from alerts.services.alerting import MatchReport
from tests.factories import NOW, an_application, stored

Match = Callable[[], MatchReport]


def happen(database: Database, *kinds: ChangeKind, state: str = "unmatched", **changed: object) -> int:
    with database.writing() as session:
        row = stored(session, an_application(**changed))
        noticed = [(row.id, Change(kind)) for kind in kinds]
        changes.add_all(session, "camden", noticed, state=state, now=NOW)
        return row.id


def logged(database: Database, after: int = 0) -> list[tuple[int | None, str]]:
    with database.reading() as session:
        page = log_page(session, LogQuery(), after, 100)
    return [(change.log_no, change.kind) for change, _row in page.changes]


def test_a_change_is_in_the_log_once_it_is_matched(database: Database, match: Match) -> None:
    happen(database, ChangeKind.NEW)
    assert logged(database) == []
    match()
    happen(database, ChangeKind.DECIDED, number=7)
    match()
    assert logged(database) == [(1, "new"), (2, "decided")]
    assert logged(database, after=1) == [(2, "decided")]


def test_what_is_only_noted_is_in_the_log_though_nobody_is_told(database: Database, match: Match) -> None:
    happen(database, ChangeKind.NOTED)
    match()
    assert logged(database) == [(1, "noted")]


def test_what_the_flood_guard_holds_comes_into_the_log_when_it_is_released(
    database: Database, match: Match
) -> None:
    happen(database, ChangeKind.AMENDED, state="held")
    happen(database, ChangeKind.DECIDED, number=7)
    match()
    assert logged(database) == [(1, "decided")]
    with database.writing() as session:
        changes.let_go(session, "camden", "unmatched")
    match()
    assert logged(database, after=1) == [(2, "amended")]


def test_what_was_discarded_is_in_no_log(database: Database, match: Match) -> None:
    happen(database, ChangeKind.AMENDED, state="held")
    with database.writing() as session:
        changes.let_go(session, "camden", "discarded")
    match()
    assert logged(database) == []


def test_a_reminder_is_no_change_of_an_application(database: Database, match: Match) -> None:
    reminder = Change(ChangeKind.DEADLINE_NEAR, deadline=NOW.date(), days_before=3)
    with database.writing() as session:
        row = stored(session, an_application())
        changes.add_all(session, "camden", [(row.id, reminder)], state="unmatched", now=NOW)
    match()
    assert logged(database) == []
    with database.reading() as session:
        assert session.scalars(select(ChangeRow.state)).all() == ["matched"]


def test_changes_of_an_application_that_is_held_back_are_not_shown(database: Database, match: Match) -> None:
    happen(database, ChangeKind.NEW, quarantine="suspected-test")
    match()
    assert logged(database) == []
