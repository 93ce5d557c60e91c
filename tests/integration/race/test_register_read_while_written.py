"""A program that follows what changed, page by page, while feeds write over what it reads."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from alerts.db import applications, register_pages
from alerts.db.session import Database
from alerts.domain.merging import Told
from alerts.web.app import create_app
from tests.factories import NOW, an_application
from tests.integration.web.neighbourhood import BASE_URL, context_over

COUNT = 4
DAY = date(2026, 11, 2)


@contextmanager
def written_over_between_keys_and_rows(database: Database) -> Iterator[list[str]]:
    """The first application changes once, just after the keys of all have been looked up."""
    seen: list[str] = []

    def write(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if seen or not statement.startswith("SELECT application.id, application.changed_at"):
            return
        seen.append(statement)
        with database.writing() as session:
            row = applications.by_key(session, an_application(0).key)
            assert row is not None
            amended = an_application(0, received_date=DAY, description="Two storeys")
            applications.update(row, Told(amended, {}), NOW + timedelta(days=1))

    event.listen(database.engine, "after_cursor_execute", write)
    try:
        yield seen
    finally:
        event.remove(database.engine, "after_cursor_execute", write)


def test_what_is_written_over_meanwhile_leads_the_way_past_nothing(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register_pages, "_CHUNK", 2)
    with database.writing() as session:
        for number in range(COUNT):
            reading = an_application(number, received_date=DAY)
            applications.add_all(session, [reading], is_baseline=False, now=NOW + timedelta(minutes=number))
    client = create_app(context_over(database)).test_client()
    client.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    address = f"/api/v1/applications?received_from={DAY}&sort=changed&limit=2&format=json"
    found: list[str] = []
    with written_over_between_keys_and_rows(database) as seen:
        while address:
            page = client.get(address).get_json()
            found += [each["reference"] for each in page["applications"]]
            address = (page["next"] or "").removeprefix(BASE_URL)
    assert len(seen) == 1
    assert set(found) == {an_application(number).reference for number in range(COUNT)}
