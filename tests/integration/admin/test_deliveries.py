"""How mail goes is seen at a glance, in numbers by those who may not see more; what waits is set going again."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import event

from alerts.db import counted, ledger, post_state, restored
from alerts.db.counts import Counted, Key
from alerts.db.session import Database
from alerts.db.tables import EmailRow
from alerts.domain.operators import Role
from alerts.web.context import SiteContext
from tests.integration.admin.conftest import As, audited
from tests.integration.admin.letters import (
    GIVEN_UP,
    TRIED,
    a_copy_put_back,
    a_sent_email,
    a_sick_server,
    alerts_set_aside,
    an_email,
    one_given_up,
)
from tests.integration.web.neighbourhood import NOW, TODAY
from tests.integration.web.people import ALICE, HOME, subscribed

PAGE = "/admin/deliveries"


def noted(database: Database) -> list[tuple[str, dict[str, object]]]:
    return [(row.action, row.detail) for row in audited(database)]


@pytest.mark.fault("P-06")
def test_failures_name_nobody_and_a_viewer_sees_none(
    as_role: As, database: Database, context: SiteContext
) -> None:
    one_given_up(database, context)
    page = as_role(Role.OPERATOR).get(PAGE).text
    assert "a***@example.org" in page
    assert "550 5.7.1 not from you" in page
    assert ALICE not in page
    viewed = as_role(Role.VIEWER).get(PAGE).text
    assert "By day" in viewed
    for words in ("Given up", "a***@", "550 5.7.1", GIVEN_UP, "/admin/deliveries/2026"):
        assert words not in viewed


def test_what_waits_is_told_by_lane(as_role: As, database: Database, context: SiteContext) -> None:
    person = subscribed(database, context, ALICE, HOME)
    with database.writing() as session:
        waits = {"state": "queued", "sent_at": None}
        for number, later in ((91, -20), (92, -10), (93, 10)):
            session.add(
                an_email(f"{number:032}", person.id, next_try_at=NOW + timedelta(minutes=later), **waits)
            )
    page = " ".join(as_role(Role.VIEWER).get(PAGE).text.split())
    numeric = '<td class="govuk-table__cell govuk-table__cell--numeric">'
    row = "".join(f"{numeric}{each}</td>" for each in (3, 2, 0, "09:40, 23 Nov"))
    assert f'<th scope="row" class="govuk-table__header">Alert</th>{row}' in page


def test_a_day_has_what_was_sent_and_what_came_back(as_role: As, database: Database) -> None:
    numbers = {
        Key(Counted.SENT, "alert"): 1_200,
        Key(Counted.SENT, "manage"): 34,
        Key(Counted.NOT_SENT, "alert", "again"): 7,
        Key(Counted.NOT_SENT, "alert", "failed"): 3,
        Key(Counted.RETURNED, "bounce"): 5,
        Key(Counted.RETURNED, "complaint"): 2,
    }
    with database.writing() as session:
        counted.write(session, numbers, TODAY)
        counted.write(session, {Key(Counted.SENT, "alert"): 999}, TODAY - timedelta(days=30))
    page = " ".join(as_role(Role.VIEWER).get(PAGE).text.split())
    cells = "".join(
        f'<td class="govuk-table__cell govuk-table__cell--numeric">{each}</td>'
        for each in ("1,234", "7", "3", "5", "2")
    )
    assert cells in page
    assert "999" not in page
    assert 'Sent today</dt><dd class="govuk-summary-list__value">1,234<' in page


def test_a_sick_server_is_asked_at_once_and_what_waits_is_tried(
    as_role: As, database: Database, context: SiteContext
) -> None:
    a_sick_server(database, context)
    browser = as_role(Role.OPERATOR)
    assert "535 who are you" in browser.get(PAGE).text
    assert "535 who are you" not in as_role(Role.VIEWER).get(PAGE).text
    first, second = (browser.post(f"{PAGE}/retry").status_code for _ in range(2))
    with database.reading() as session:
        health = post_state.health(session)
        assert session.get_one(EmailRow, TRIED).next_try_at == NOW
    assert health.paused_until is not None
    assert health.paused_until != NOW + timedelta(minutes=5)
    assert health.trouble is not None
    assert first == second == 303
    assert noted(database) == [
        ("retry-mail-now", {"counts": {"e-mails": 1}}),
        ("retry-mail-now", {"counts": {"e-mails": 0}}),
    ]


def test_where_nothing_waits_nothing_is_retried(as_role: As, database: Database) -> None:
    answer = as_role(Role.OPERATOR).post(f"{PAGE}/retry")
    assert answer.status_code == 409
    assert "Nothing waits for the mail server" in answer.text
    assert noted(database) == []


def test_alerts_set_aside_are_told_with_why_and_tried_again_once(
    as_role: As, database: Database, context: SiteContext
) -> None:
    alerts_set_aside(database, context)
    browser = as_role(Role.OPERATOR)
    assert "KeyError" in browser.get(PAGE).text
    answers = [browser.post(f"{PAGE}/again").status_code for _ in range(2)]
    assert answers == [303, 409]
    with database.reading() as session:
        assert ledger.set_aside_count(session) == 0
    assert noted(database) == [("try-alerts-again", {"counts": {"alerts": 1}})]


@pytest.mark.parametrize("word", ["release", "discard"])
def test_what_a_copy_holds_back_is_decided_once(
    as_role: As, database: Database, context: SiteContext, word: str
) -> None:
    a_copy_put_back(database, context)
    browser = as_role(Role.OPERATOR)
    assert "A copy of 23 November 2026, 10:00 UTC was put back" in browser.get(PAGE).text
    answers = [browser.post(f"{PAGE}/{word}", data={"sure": "yes"}).status_code for _ in range(2)]
    assert answers == [303, 409]
    with database.reading() as session:
        assert restored.since(session) is None
    assert [action for action, _ in noted(database)] == [f"{word}-restored"]


def test_discarding_is_asked_about_first(as_role: As, database: Database, context: SiteContext) -> None:
    a_copy_put_back(database, context)
    answer = as_role(Role.OPERATOR).post(f"{PAGE}/discard")
    assert "Nobody will be told of any of it" in answer.text
    with database.reading() as session:
        assert restored.since(session) == NOW
    assert noted(database) == []


def test_failures_go_on_page_by_page(as_role: As, database: Database, context: SiteContext) -> None:
    person = subscribed(database, context, ALICE, HOME)
    with database.writing() as session:
        for number in range(21):
            at = NOW - timedelta(minutes=number)
            failed = {"composed_at": at, "state": "failed", "sent_at": None, "last_error": f"no {number}."}
            session.add(an_email(f"{number:032}", person.id, **failed))
    browser = as_role(Role.OPERATOR)
    first = browser.get(PAGE).text
    assert "no 19." in first
    assert "no 20." not in first
    second = browser.get(f"{PAGE}?before={19:032}").text
    assert "no 20." in second
    assert "no 19." not in second
    assert "Older ones" not in second


def test_a_page_of_a_sent_day_is_linked_for_operators(
    as_role: As, database: Database, context: SiteContext
) -> None:
    a_sent_email(database, context)
    assert f"/admin/deliveries/{TODAY}" in as_role(Role.OPERATOR).get(PAGE).text


@pytest.mark.parametrize("path", [PAGE, f"{PAGE}/{TODAY}", "/admin/tomorrow"])
def test_no_page_looks_through_all_mail(
    as_role: As, database: Database, context: SiteContext, path: str
) -> None:
    one_given_up(database, context)
    browser, asked = as_role(Role.OPERATOR), dict[str, object]()

    def note(_connection: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        if statement.lstrip().startswith("SELECT"):
            asked[statement] = values

    event.listen(database.engine, "before_cursor_execute", note)
    assert browser.get(path).status_code == 200
    event.remove(database.engine, "before_cursor_execute", note)
    with database.engine.connect() as connection:
        steps = [
            row[3]
            for statement, values in asked.items()
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)  # type: ignore[arg-type]
        ]
    assert any("email" in step or "alert" in step for step in steps)
    whole = [
        step for step in steps if re.match(r"SCAN (email|alert)\b(?!.*ix_\w+_(due|waiting|untold))", step)
    ]
    assert whole == []
