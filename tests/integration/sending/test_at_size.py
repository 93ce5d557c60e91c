"""An outbox of many e-mails, a morning's digests due at one moment: a batch reads its own rows and no list of all."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text

from alerts.db.session import Database
from alerts.services.claiming import MOST_AT_ONCE, claim, may_still_go
from alerts.services.sending import Post
from tests.integration.sending.conftest import Wait

ALICE = "alice@example.com"
LARGE = ("email", "alert", "subscription", "subscriber", "suppression")
AT_LENGTH = pytest.param(100_000, 900_000, marks=pytest.mark.slow)

Asked = list[tuple[str, Any]]


def grow(database: Database, queued: int, over: int) -> None:
    """Copy the one e-mail there is: so many that are due at the same moment, and so many that have been sent."""
    with database.writing() as session:
        session.execute(
            text(
                "INSERT INTO email (id, lane, subscriber_id, message_id, composed_at, subject, text, html, pictures, "
                "list_id, state, attempts, next_try_at, lease_no, sent_at) "
                "WITH RECURSIVE n(k) AS (SELECT 1 UNION ALL SELECT k + 1 FROM n WHERE k < :most) "
                "SELECT e.id || n.k, e.lane, e.subscriber_id, e.message_id || n.k, e.composed_at, 's', 't', 'h', "
                "e.pictures, e.list_id, CASE WHEN n.k <= :queued THEN 'queued' ELSE 'sent' END, 0, e.next_try_at, 0, "
                "CASE WHEN n.k <= :queued THEN NULL ELSE e.next_try_at END FROM email e CROSS JOIN n"
            ),
            {"queued": queued, "most": queued + over},
        )
        session.execute(text("ANALYZE"))


@contextmanager
def asked_of(database: Database) -> Iterator[Asked]:
    """The statements that the block puts to the database, with what is filled into them."""
    asked: Asked = []

    def note(*given: Any) -> None:
        asked.append((given[2], given[3]))

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def plan(database: Database, statement: str, given: Any) -> list[str]:
    """How the database goes about it; on PostgreSQL with the rows that each step gives, all of it taken back."""
    is_sqlite = database.engine.dialect.name == "sqlite"
    how = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN (ANALYZE, TIMING OFF, SUMMARY OFF)"
    with database.engine.connect() as connection:
        steps = [str(row[-1]) for row in connection.exec_driver_sql(f"{how} {statement}", given)]
        connection.rollback()
    return steps


def of_emails(steps: list[str]) -> list[str]:
    """The steps that go to the table of e-mails."""
    return [step for step in steps if re.search(r"\b(on|SCAN|SEARCH) email\b", step)]


@pytest.mark.parametrize(("queued", "over"), [(4_000, 16_000), AT_LENGTH])
def test_a_batch_and_the_question_before_the_dot_find_their_rows_by_index(
    database: Database, post: Post, wait: Wait, queued: int, over: int
) -> None:
    wait(ALICE, "manage")
    grow(database, queued, over)
    with asked_of(database) as asked:
        found = claim(post)
        assert isinstance(found, tuple)
        assert len(found) == MOST_AT_ONCE
        assert may_still_go(post, found[0])
    explained = [
        plan(database, *each)
        for each in asked
        if re.match(r"(SELECT|UPDATE)", each[0]) and "email" in each[0]
    ]
    assert len(explained) >= 4
    for steps in explained:
        assert of_emails(steps) or "Result" in steps[0], steps
        assert not any("Seq Scan on email" in step or re.match("SCAN email", step) for step in steps), steps
        assert not any("Sort" in step or "TEMP B-TREE" in step for step in steps), steps
        read = [int(rows) for step in of_emails(steps) for rows in re.findall(r"actual rows=(\d+)", step)]
        assert max(read, default=0) <= MOST_AT_ONCE, steps
    assert any("ix_email_due" in step for steps in explained for step in steps)


@pytest.mark.only_on("sqlite")
@pytest.mark.parametrize("lane", ["alert", "confirmation"])
def test_whether_an_email_is_wanted_is_found_by_index(
    database: Database, post: Post, wait: Wait, lane: str
) -> None:
    wait(ALICE, lane, "pending" if lane == "confirmation" else "confirmed")
    with asked_of(database) as asked:
        found = claim(post)
        assert isinstance(found, tuple)
        assert may_still_go(post, found[0])
    for statement, given in asked:
        if statement.startswith(("SELECT", "UPDATE")):
            steps = plan(database, statement, given)
            assert not any(step.startswith(f"SCAN {table}") for step in steps for table in LARGE), steps
