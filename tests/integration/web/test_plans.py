"""No page, feed or file looks through a whole table that grows: every question of every route, by the database's plan.

On SQLite a plan does not depend on what is in the tables; on PostgreSQL it does, which is why they are grown.
"""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from sqlalchemy import event, func, select

from alerts.db import schema
from alerts.db.session import Database
from alerts.db.tables import Table
from alerts.web.app import create_app
from tests.integration.web.neighbourhood import BASE_URL, NOW, application, context_over, record, settle
from tests.integration.web.people import Cast, gather
from tests.integration.web.routes import asked
from tests.rig.grown import grow
from tests.rig.postgres import PostgresServer

GROWING = ("application", "change", "alert", "email", "subscription", "subscriber")

_PARTIAL = {
    index.name
    for table in Table.metadata.tables.values()
    for index in table.indexes
    if index.dialect_options["sqlite"]["where"] is not None
}
"""Indexes of the few rows that something waits for, or that are wrong."""

MAY_BE_WHOLE = {
    "ORDER BY application.changed_at, application.id LIMIT": "along an index, no further than the limit",
}
"""Statements, by words in them, that look through a whole table, and why they may."""

AREAS = (
    "postcode/NW51TL{}?radius=400",
    "ward/E05013658{}?",
    "authority/E09000007{}?",
    "circle/51.5546,-0.1446/400{}?",
)
_FILTERED = {
    "": ("&show=closing",),
    ".atom": ("", "&show=closing", "&types=lbc&major=1", "&include=dormer"),
    ".ics": ("",),
    ".geojson": ("",),
}
ASKED = (
    *(
        f"/areas/{area.format(ending)}{more}"
        for area in AREAS
        for ending, filters in _FILTERED.items()
        for more in filters
    ),
    *(f"/search?q={words}" for words in ("2026/0123/P", "falkland road", "rear extension", "camden", "NW5")),
    *(
        f"/api/v1/applications?{query}"
        for query in (
            "limit=500",
            "authority=E09000007",
            "ward=E05013658",
            "q=rear+extension",
            "status=returned",
            "received_from=2026-11-20",
            "sort=changed",
            "changed_since=2026-11-20T00:00:00Z",
        )
    ),
    "/api/v1/authorities",
    "/insight/authority/E09000007",
)
"""Beside every route: what people filter and search for."""


@dataclass
class Questions:
    """Each statement once, with the first values that it was asked with, and the address that asked."""

    found: dict[str, tuple[Any, str]] = field(default_factory=dict)
    address: str = ""

    def note(self, _connection: object, _cursor: object, statement: str, values: Any, *_rest: object) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            self.found.setdefault(statement, (values, self.address))


@contextmanager
def grown(database: Database) -> Iterator[Questions]:
    """A large register and many people, with what every route asks of them."""
    with database.writing() as session:
        settle(session)
        record(session, [application("2026/0555/P"), application("2026/0556/P")], NOW)
    context = context_over(database, believed_s=1.0)
    cast = gather(database, context)
    grow(database)
    with database.reading() as session:
        for name in GROWING:
            count = session.scalar(select(func.count()).select_from(Table.metadata.tables[name]))
            assert (count or 0) > 600, name
    questions = Questions()
    event.listen(database.engine, "before_cursor_execute", questions.note)
    try:
        _ask_all(database, cast, questions)
        yield questions
    finally:
        event.remove(database.engine, "before_cursor_execute", questions.note)


def _ask_all(database: Database, cast: Cast, questions: Questions) -> None:
    app = create_app(context_over(database))
    client = app.test_client()
    client.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    routes = [each.path for each in asked(app, cast) if each.method == "GET"]
    for address in (*routes, *ASKED):
        questions.address = address
        assert client.get(address).status_code < 500, address


@pytest.fixture(scope="module")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('grown') / 'alerts.sqlite'}")
    schema.upgrade(database)
    yield database
    database.engine.dispose()


@pytest.mark.fault("W-24")
def test_on_sqlite_no_route_looks_through_a_whole_table(sqlite: Database) -> None:
    with grown(sqlite) as questions, sqlite.engine.connect() as connection:
        asked_of = dict(questions.found)
        whole = {}
        for statement, (values, address) in asked_of.items():
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
            steps = [str(row[3]) for row in plan]
            if through_all := [step for step in steps if is_scan(step)]:
                whole[statement] = (through_all, address)
    assert len(asked_of) > 60
    assert _unexpected(whole) == ""


@pytest.mark.fault("W-24")
def test_on_postgresql_no_route_looks_through_a_whole_table(postgres: PostgresServer) -> None:
    url = postgres.new_database()
    database = Database(url)
    try:
        with grown(database) as questions, database.engine.connect() as connection:
            asked_of = dict(questions.found)
            whole = {}
            for statement, (values, address) in asked_of.items():
                plan = connection.exec_driver_sql(f"EXPLAIN (FORMAT JSON) {statement}", values).scalar_one()
                if through_all := list(scans(plan[0]["Plan"])):
                    whole[statement] = (through_all, address)
        assert len(asked_of) > 60
        assert _unexpected(whole) == ""
    finally:
        database.engine.dispose()
        postgres.give_back(url)


def _unexpected(whole: dict[str, Any]) -> str:
    """What is looked through whole without a reason, to be read: the steps, who asked first, the statement."""
    lines = []
    for statement, (steps, address) in whole.items():
        words = " ".join(statement.split())
        if not any(known in words for known in MAY_BE_WHOLE):
            lines.append(f"{steps} {address}\n    {words}")
    return "\n".join(lines)


def is_scan(step: str) -> bool:
    """Whether a step of SQLite's goes through a whole table, or the whole of an index that all of it is in."""
    found = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", step)
    return found is not None and found[1] in GROWING and found[2] not in _PARTIAL


def scans(plan: dict[str, Any]) -> Iterator[str]:
    if plan["Node Type"] == "Seq Scan" and plan["Relation Name"] in GROWING:
        yield json.dumps({name: plan.get(name) for name in ("Relation Name", "Filter", "Plan Rows")})
    for below in plan.get("Plans", ()):
        yield from scans(below)
