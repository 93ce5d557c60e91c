"""What matching asks of a database with many areas, subscriptions and alerts, indexes answer."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, event, insert, text
from sqlalchemy.orm import Session

from alerts.db import applications, area_pack_rows, changes, ledger, subscriptions, watchers
from alerts.db.mapping import wishes_columns
from alerts.db.session import Database
from alerts.db.tables import (
    AlertRow,
    ChangeRow,
    FeedKeyRow,
    FormerReferenceRow,
    MuteRow,
    SubscriberRow,
    SubscriptionRow,
    WatchAreaRow,
)
from alerts.domain.subscription import Wishes
from tests.factories import BEFORE, CAMDEN, NOW, an_application, stored

MANY = 3_000


def fill(database: Database) -> None:
    """Many of everything, of which nothing is new but two areas and two changes."""
    numbers = range(1, MANY + 1)
    area = {"kind": "authority", "label": "", "authority": CAMDEN, "authorities": [], "created_at": BEFORE}
    asked = {"state": "confirmed", "consent_wording": "", "requested_at": BEFORE, "confirmed_at": BEFORE}
    change = {"kind": "new", "noticed_at": NOW, "feed": "camden", "differences": []}
    alert = {"reason": "", "due_at": NOW, "created_at": NOW}
    rows: dict[Any, list[dict[str, Any]]] = {
        WatchAreaRow: [
            {**area, "id": n, "name": f"authority:{n}", "vintage": "", "pack_no": n if n < MANY - 1 else None}
            for n in numbers
        ],
        SubscriberRow: [
            {"id": n, "email": f"{n}@example.com", "limit_key": f"{n}", "created_at": BEFORE} for n in numbers
        ],
        SubscriptionRow: [
            {**asked, **wishes_columns(Wishes()), "id": n, "subscriber_id": n, "watch_area_id": n}
            for n in numbers
        ],
        ChangeRow: [
            {**change, "id": n, "application_id": n, "state": "matched" if n < MANY - 1 else "unmatched"}
            for n in numbers
        ],
        AlertRow: [{**alert, "subscription_id": n, "change_id": n} for n in numbers],
        FeedKeyRow: [{"feed": "camden", "key": f"{n}", "application_id": n} for n in numbers],
        FormerReferenceRow: [
            {
                "application_id": n,
                "authority": CAMDEN,
                "reference": f"{n}/OLD",
                "reference_normalised": f"{n}OLD",
                "changed_at": BEFORE,
            }
            for n in numbers
        ],
        MuteRow: [{"subscriber_id": n, "application_id": n, "muted_at": NOW} for n in numbers],
    }
    with database.writing() as session:
        stored(session, an_application(1))
        copied = (
            "feed, authority, description, extent, notes, sources, is_baseline, first_noticed_at, changed_at"
        )
        columns = f"feed_key, reference, reference_normalised, {copied}"
        for number in range(2, MANY + 1):
            session.execute(
                text(
                    f"INSERT INTO application ({columns}) SELECT :n, :n, :n, {copied} FROM application WHERE id = 1"
                ),
                {"n": str(number)},
            )
        session.execute(delete(FeedKeyRow))
        for table, its in rows.items():
            session.execute(insert(table), its)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


QUESTIONS: dict[str, Callable[[Session], object]] = {
    "new areas": area_pack_rows.unnumbered,
    "whether there are new areas": area_pack_rows.has_unnumbered,
    "areas from a number on": lambda session: area_pack_rows.numbered_from(session, MANY - 3, 10),
    "areas that are hit": lambda session: watchers.areas(session, [5, 6, 7]),
    "subscriptions of areas that are hit": lambda session: list(watchers.of_areas(session, [5, 6, 7])),
    "who was told of it as new": lambda session: ledger.already_told_as_new(session, [5, 6]),
    "who has muted it": lambda session: subscriptions.mutes_among(session, [5, 6]),
    "what a page of records may be": lambda session: applications.known_rows(
        session, "camden", [an_application(MANY + 1), an_application(MANY + 2)]
    ),
    "unmatched changes": lambda session: changes.take_unmatched(session, 10, [], MANY + 9),
}


def plans(database: Database) -> dict[str, str]:
    """How the database answers each of these questions."""
    found: dict[str, str] = {}
    asked: list[tuple[str, Any]] = []

    def note(_c: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        asked.append((statement, parameters))

    explain = "EXPLAIN QUERY PLAN" if database.engine.dialect.name == "sqlite" else "EXPLAIN"
    with database.writing() as session:
        for name, ask in QUESTIONS.items():
            asked.clear()
            event.listen(database.engine, "before_cursor_execute", note)
            ask(session)
            event.remove(database.engine, "before_cursor_execute", note)
            lines = [
                row
                for statement, parameters in asked
                for row in session.connection().exec_driver_sql(f"{explain} {statement}", parameters)
            ]
            found[name] = "\n".join(str(line[-1]) for line in lines)
    return found


@pytest.mark.timeout(120)
def test_no_question_looks_at_all_there_is(database: Database) -> None:
    fill(database)
    # SQLite scans an index of what is new alone from its beginning, and the ids that came with the statement.
    whole = re.compile(
        r"Seq Scan on|SCAN (?!(\d+ )?CONSTANT|\(subquery|.* VIRTUAL TABLE"
        r"|.*USING (COVERING )?INDEX ix_(watch_area|change)_un)"
    )
    found = plans(database)
    assert len(found) == len(QUESTIONS)
    assert {name: plan for name, plan in found.items() if not plan or whole.search(plan)} == {}
