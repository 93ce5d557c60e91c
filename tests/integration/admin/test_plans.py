"""Every page and every act of the operators' pages on both databases, and none looks through a table that grows.

On SQLite a plan does not depend on what is in the tables; on PostgreSQL it does, which is why they are grown.
"""

import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from alerts.db import schema
from alerts.db.session import Database
from alerts.domain.operators import Role
from alerts.web.admin.part import ROUTES
from alerts.web.app import create_app
from tests.integration.admin import floods, letters
from tests.integration.admin.acts import ACTS, BY_RULE, Act
from tests.integration.admin.bench import council_of, with_bench
from tests.integration.admin.conftest import signed_in_client
from tests.integration.web.neighbourhood import FEED, NOW, TODAY, application, context_over, record, settle
from tests.integration.web.people import gather
from tests.integration.web.test_plans import is_scan, scans
from tests.rig.grown import grow
from tests.rig.postgres import PostgresServer

MAY_BE_WHOLE = {
    "/admin/people": "it counts all people by what they watch; nobody waits for it but who asks how many there are",
}
"""Pages that look through a whole table, and why they may."""

LAST = ("/admin/account/sessions", "/admin/sign-out")
"""Acts after which sessions are gone."""

Another = Callable[[], Database]


def with_many(url: str) -> None:
    """Fill a database with a register, much mail and many people."""
    database = Database(url)
    schema.upgrade(database)
    with database.writing() as session:
        settle(session)
        record(session, [application("2026/0556/P"), application("2026/0557/P")], NOW)
    gather(database, context_over(database))
    grow(database)
    database.engine.dispose()


@pytest.fixture(scope="module")
def large_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("grown") / "alerts.sqlite"
    with_many(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="module")
def large_name(postgres: PostgresServer) -> Iterator[str]:
    url = postgres.new_database("grown_for_operators")
    with_many(url)
    yield "grown_for_operators"
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def another(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Another]:
    """Gives a large database of its own to each who asks."""
    made, numbers = list[Database](), count()

    def of_sqlite() -> Database:
        path = tmp_path / f"{next(numbers)}.sqlite"
        shutil.copyfile(request.getfixturevalue("large_file"), path)
        made.append(Database(f"sqlite:///{path}"))
        return made[-1]

    def of_postgresql() -> Database:
        server: PostgresServer = request.getfixturevalue("postgres")
        name, template = f"operators_{next(numbers)}", request.getfixturevalue("large_name")
        server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        made.append(Database(server.url(name)))
        return made[-1]

    yield of_sqlite if request.param == "sqlite" else of_postgresql
    for each in made:
        each.engine.dispose()
        if request.param == "postgresql":
            request.getfixturevalue("postgres").drop(each.url)


class Desk:
    """Browsers of operators, and each statement once that is asked for what they are shown or do."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.found, self._address = database, dict[str, tuple[Any, str]](), ""
        made = context_over(database, folder)
        self.context = with_bench(made, council_of(database, made))
        app = create_app(self.context)
        self.browsers = {role: signed_in_client(app, database, self.context, role) for role in Role}
        event.listen(database.engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, values: Any, *rest: Any) -> None:
        is_many = rest[-1]
        if self._address and statement.lstrip().upper().startswith(("SELECT", "WITH", "UPDATE", "DELETE")):
            self.found.setdefault(statement, (values[0] if is_many else values, self._address))

    def act(self, act: Act, role: Role | None = None) -> dict[str, str]:
        """Do it once to what is set up for it, as whoever just may; gives what it was about."""
        parts = act.set_up(self.database, self.context)
        least = next(each.action.least for each in ROUTES if each.rule == act.rule and "POST" in each.methods)
        self._ask(role or least, act.path(parts), method="POST", data=act.filled(parts))
        return dict(parts)

    def look(self, address: str) -> None:
        self._ask(Role.ADMINISTRATOR, address, method="GET")

    def _ask(self, role: Role, address: str, **given: Any) -> None:
        self._address = address
        answer = self.browsers[role].open(address, **given)
        self._address = ""
        assert answer.status_code < 400, f"{address}: {answer.status_code} {answer.text[-800:]}"

    def whole(self) -> dict[str, list[str]]:
        """What is looked through whole, by who asked first: the steps and the statement."""
        with self.database.engine.connect() as connection:
            is_sqlite = connection.dialect.name == "sqlite"
            if not is_sqlite:  # which would go through some thousand rows rather than look for a hundred
                connection.exec_driver_sql("SET enable_seqscan = off")
            how = "EXPLAIN QUERY PLAN" if is_sqlite else "EXPLAIN (FORMAT JSON)"
            found: dict[str, list[str]] = {}
            for statement, (values, address) in self.found.items():
                plan = connection.exec_driver_sql(f"{how} {statement}", values).fetchall()
                steps = (
                    [str(row[3]) for row in plan if is_scan(str(row[3]))]
                    if is_sqlite
                    else list(scans(plan[0][0][0]["Plan"]))
                )
                if steps:
                    found.setdefault(address, []).append(f"{steps} {' '.join(statement.split())}")
            return found


def rounds() -> list[list[Act]]:
    """All the acts, no two in one round of which one might find taken what the other is about."""
    found: list[list[Act]] = []
    taken: list[set[str]] = []
    for act in ACTS:
        about = set() if act.set_up.__name__ == "<lambda>" else {act.set_up.__module__}
        about |= {"sessions"} if act.rule in LAST else set()
        place = next((each for each, those in enumerate(taken) if not about & those), len(found))
        if place == len(found):
            found.append([])
            taken.append(set())
        found[place].append(act)
        taken[place] |= about
    return [sorted(each, key=lambda act: act.rule in LAST) for each in found]


@pytest.mark.fault("W-24")
def test_no_page_looks_through_a_table_that_grows(another: Another, tmp_path: Path) -> None:
    desk = Desk(another(), tmp_path / "outbox")
    parts = {"name": FEED, "day": str(TODAY)}
    opened = {"number": "1"}
    for rule in ("/admin/mail/<name>/open", "/admin/tomorrow/open", "/admin/unmapped"):
        opened |= desk.act(BY_RULE[rule], Role.ADMINISTRATOR)
    held, report = floods.a_hold(desk.database, desk.context), floods.a_report(desk.database, desk.context)
    for route in ROUTES:
        if "GET" in route.methods:
            about = {"name": letters.SENT} if "/mail/" in route.rule else {}
            numbered = (
                held if "/holds/" in route.rule else opened if "/records/" in route.rule else {"number": "1"}
            )
            desk.look(Act(route.rule).path(parts | about | {"number": numbered["number"]}))
    assert report
    assert len(desk.found) > 60
    whole = desk.whole()
    assert set(whole) == set(MAY_BE_WHOLE), whole


@pytest.mark.slow
@pytest.mark.fault("W-24")
def test_no_act_looks_through_a_table_that_grows(another: Another, tmp_path: Path) -> None:
    asked, whole = 0, dict[str, list[str]]()
    for number, acts in enumerate(rounds()):
        desk = Desk(another(), tmp_path / f"outbox{number}")
        for act in acts:
            desk.act(act)
        asked += len(desk.found)
        whole |= desk.whole()
    assert asked > 200
    assert whole == {}
