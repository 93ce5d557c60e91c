"""Who has alerts due: page after page, each person once, found by index whatever the size of the ledger."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, text

from alerts.db import agenda, due
from alerts.db.due import DuePeople
from alerts.db.session import Database
from alerts.db.tables import AlertRow, ChangeRow, MuteRow, SubscriberRow, SubscriptionRow
from alerts.db.waking import Wanted, Work
from alerts.domain.share import Share
from tests.factories import NOW, a_change, all_of, an_application, stored, subscribe

PEOPLE = 6_000
LARGE = ("subscriber", "subscription", "alert")


def many_are_due(database: Database, people: int = PEOPLE) -> list[int]:
    """So many people with one alert due and three that are over; their ids."""
    with database.writing() as session:
        first = subscribe(session, "person0@example.com", all_of())
        changes = [a_change(session, stored(session, an_application(each))).id for each in range(4)]
        session.execute(
            insert(SubscriberRow),
            [
                {"id": first.subscriber_id + each, "email": f"p{each}@example.com", "limit_key": f"p{each}",
                 "generation": 1, "created_at": NOW}
                for each in range(1, people)
            ],
        )  # fmt: skip
        columns = {
            column.name: getattr(first, column.name)
            for column in SubscriptionRow.__table__.columns
            if column.name not in ("id", "subscriber_id")
        }
        session.execute(
            insert(SubscriptionRow),
            [
                {"id": first.id + each, "subscriber_id": first.subscriber_id + each, **columns}
                for each in range(1, people)
            ],
        )
        session.execute(
            insert(AlertRow),
            [
                {"subscription_id": first.id + each, "change_id": change, "reason": "in Camden",
                 "due_at": NOW, "created_at": NOW, "set_aside": None if change == changes[0] else "muted"}
                for each in range(people)
                for change in changes
            ],
        )  # fmt: skip
        return list(range(first.subscriber_id, first.subscriber_id + people))


def pages(database: Database, people: DuePeople, most: int = 1_000) -> list[list[int]]:
    found = []
    while True:
        with database.reading() as session:
            page = people.page(session, NOW, most)
        if not page:
            return found
        found.append(page)


@pytest.mark.parametrize("few", [0, 2_000], ids=["by person", "by alert"])
def test_each_person_is_in_one_page_and_each_share_has_its_own(
    database: Database, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(due, "FEW", few)
    known = many_are_due(database, 23)
    people = DuePeople()
    assert pages(database, people, 10) == [known[:10], known[10:20], known[20:]]
    assert pages(database, people, 23) == [known]
    shares = [
        [each for page in pages(database, DuePeople(Share(number, 3)), 4) for each in page]
        for number in range(3)
    ]
    assert sorted(each for share in shares for each in share) == known
    assert [len({each % 3 for each in share}) for share in shares] == [1, 1, 1]


@pytest.mark.parametrize("few", [0, 2_000], ids=["by person", "by alert"])
def test_nobody_is_due_who_left_or_has_muted_it_or_whose_alert_is_yet_to_come(
    database: Database, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(due, "FEW", few)
    known = many_are_due(database, 4)
    with database.writing() as session:
        waiting = session.query(AlertRow).where(AlertRow.set_aside.is_(None)).order_by(AlertRow.id).all()
        waiting[0].due_at = NOW + timedelta(seconds=1)
        muted = session.get_one(ChangeRow, waiting[1].change_id).application_id
        session.add(MuteRow(subscriber_id=known[1], application_id=muted, muted_at=NOW))
        left = session.get_one(SubscriptionRow, waiting[2].subscription_id)
        left.state, left.ended_at = "ended", NOW
    assert pages(database, DuePeople()) == [known[3:]]


def test_of_many_people_each_page_reads_its_own_rows_and_no_list_of_all_is_made(database: Database) -> None:
    known = many_are_due(database)
    asked: list[tuple[str, Any]] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    with database.writing() as session:
        session.execute(text("ANALYZE"))
    people = DuePeople()
    with database.reading() as session:
        assert people.page(session, NOW, 100) == known[:100]
        assert people.page(session, NOW, 100) == known[100:200]
    statement, given = asked[-1]
    assert "DISTINCT" not in statement
    if database.engine.dialect.name == "sqlite":
        with database.reading() as session:
            plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given)
            steps = [row[-1] for row in plan]
        assert "SEARCH subscriber USING INTEGER PRIMARY KEY (rowid>?)" in steps
        assert any(
            "alert USING INDEX ix_alert_untold (subscription_id=? AND due_at<?)" in step for step in steps
        )
        assert not any(step.startswith("USE TEMP") for step in steps), steps
        assert not any(step.startswith(f"SCAN {table}") for step in steps for table in LARGE), steps
        return
    with database.reading() as session:
        plan = session.connection().exec_driver_sql(f"EXPLAIN (ANALYZE, TIMING OFF) {statement}", given)
        steps = [row[0] for row in plan]
    assert any("using pk_subscriber on subscriber" in step for step in steps), steps
    assert any("ix_alert_untold on alert" in step for step in steps), steps
    assert not any("Sort" in step or "Hash" in step for step in steps), steps
    assert not any(f"Seq Scan on {table}" in step for step in steps for table in LARGE), steps


def test_what_was_muted_while_it_waited_wakes_nobody_who_composes(database: Database) -> None:
    people = many_are_due(database, 2)
    with database.reading() as session:
        assert Wanted(Work.COMPOSE) in agenda.for_alerts(session, NOW)
    with database.writing() as session:
        for told in {each.application_id for each in session.query(ChangeRow)}:
            for person in people:
                session.add(MuteRow(subscriber_id=person, application_id=told, muted_at=NOW))
    with database.reading() as session:
        assert Wanted(Work.COMPOSE) not in agenda.for_alerts(session, NOW)
