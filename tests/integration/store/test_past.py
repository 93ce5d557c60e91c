"""What happened lately in a council is found by its days, however many applications it has had."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from alerts.db import past
from alerts.db.session import Database
from tests.factories import NOW, all_of


@pytest.mark.only_on("sqlite")
def test_sqlite_looks_through_the_days_of_a_council_and_not_through_all_it_has(database: Database) -> None:
    since = NOW - timedelta(days=90)
    lately = past.Lately(since, (since.date(), NOW.date()))
    with database.reading() as session:
        asked: list[str] = []
        engine = session.get_bind()
        for query in past.queries(all_of(), lately):
            words = query.compile(engine, compile_kwargs={"literal_binds": True})
            asked += [row.detail for row in session.execute(text(f"EXPLAIN QUERY PLAN {words}"))]
    assert asked == [
        f"SEARCH application USING INDEX ix_application_authority_{days}"
        for days in (
            "changed (authority=? AND changed_at>?)",
            "end (authority=? AND consultation_end_date>? AND consultation_end_date<?)",
            "no_last_day (authority=? AND valid_date>? AND valid_date<?)",
        )
    ]
