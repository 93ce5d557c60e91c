"""The audit: what operators did, in words, filtered, page by page, as a file that no spreadsheet runs."""

import csv
import io
from datetime import timedelta

import pytest

from alerts.db import operators
from alerts.db.session import Database
from alerts.domain.operators import AUDIT_KEPT, SESSIONS_KEPT, Role
from alerts.services.operating import sign_in
from alerts.services.retention import forget
from alerts.web.admin import actions, part
from alerts.web.admin.audit_words import words_of
from alerts.web.context import SiteContext
from tests.integration.admin.conftest import As, audited, everything, operator_of
from tests.integration.web.neighbourhood import NOW

ADA, BEN = "ada@council.example", "ben@council.example"


def note(database: Database, *lines: tuple[str, str, str]) -> None:
    with database.writing() as rows:
        for number, (who, action, subject) in enumerate(lines):
            operators.note(rows, NOW + timedelta(seconds=number), who, action, subject, {"number": number})


def subjects(page: str) -> list[str]:
    return [line.partition("<")[0] for line in page.split('<td class="govuk-table__cell">subject-')[1:]]


def test_every_act_can_be_asked_for_in_words(as_role: As) -> None:
    page = as_role(Role.ADMINISTRATOR).get("/admin/audit").text
    for route in part.ROUTES:
        if "POST" in route.methods:
            assert f'<option value="{route.action.name}">{words_of(route.action.name)}</option>' in page
    assert '<option value="sign-in">Signed in</option>' in page
    assert words_of("release-a-flood-of-a-later-version") == "Release a flood of a later version"


def test_the_newest_lines_come_first_page_by_page(as_role: As, database: Database) -> None:
    note(database, *((ADA, "sign-in", f"subject-{number}") for number in range(120)))
    browser = as_role(Role.ADMINISTRATOR)
    seen, path = [], "/admin/audit"
    for _ in range(3):
        page = browser.get(path).text
        seen += subjects(page)
        path = page.partition('href="/admin/audit?before=')[2].partition('"')[0]
        path = f"/admin/audit?before={path}"
    assert seen == [str(number) for number in reversed(range(120))]
    assert "Older lines" not in browser.get("/admin/audit?before=30").text


def test_lines_are_filtered_by_who_what_and_about(as_role: As, database: Database) -> None:
    note(
        database,
        (ADA, "sign-in", "subject-1"),
        (BEN, "sign-in", "subject-2"),
        (ADA, "add-operator", "subject-3"),
        (ADA, "add-operator", "subject-4"),
    )
    browser = as_role(Role.ADMINISTRATOR)
    for query, expected in {
        f"who={ADA}": ["4", "3", "1"],
        "action=sign-in": ["2", "1"],
        f"who={ADA}&action=add-operator": ["4", "3"],
        "subject=subject-3": ["3"],
        "who=nobody": [],
        "who=&action=&subject=": ["4", "3", "2", "1"],
        "before=not-a-number&who=" + BEN: ["2"],
    }.items():
        assert subjects(browser.get(f"/admin/audit?{query}").text) == expected, query
        lines = list(csv.reader(io.StringIO(browser.get(f"/admin/audit.csv?{query}").text)))
        assert [line[3].removeprefix("subject-") for line in lines[1:]] == expected, query
    assert "Added an operator" in browser.get("/admin/audit").text


@pytest.mark.fault("W-19")
@pytest.mark.fault("W-03")
def test_what_somebody_typed_runs_neither_on_the_page_nor_in_a_spreadsheet(
    as_role: As, database: Database
) -> None:
    note(database, ("=1+1", "sign-in", "<script>alert(1)</script>"), ("@x", "sign-in", "+1"))
    browser = as_role(Role.ADMINISTRATOR)
    answer = browser.get("/admin/audit.csv")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit.csv"'
    cells = [cell for line in csv.reader(io.StringIO(answer.text)) for cell in line]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@"))]
    assert "'=1+1" in cells
    assert "<script>alert" not in browser.get("/admin/audit").text


def test_an_operator_may_not_read_the_audit(as_role: As) -> None:
    assert actions.READ_AUDIT.least is Role.ADMINISTRATOR
    for role in (Role.VIEWER, Role.OPERATOR):
        for path in ("/admin/audit", "/admin/audit.csv"):
            assert as_role(role).get(path).status_code == 403
        assert "/admin/audit" not in as_role(role).get("/admin").text


def test_lines_and_sessions_are_forgotten_in_time(database: Database, context: SiteContext) -> None:
    number = operator_of(database, context, Role.VIEWER)
    note(database, (ADA, "sign-in", "session"))
    with database.writing() as rows:
        sign_in(rows, number, NOW)
    for after, sessions, lines in (
        (SESSIONS_KEPT, 1, 1),
        (SESSIONS_KEPT + timedelta(seconds=1), 0, 1),
        (AUDIT_KEPT, 0, 1),
        (AUDIT_KEPT + timedelta(seconds=1), 0, 0),
    ):
        with database.writing() as rows:
            forget(rows, NOW + after)
        assert len(everything(database).get("operator_session", [])) == sessions
        assert len(audited(database)) == lines
