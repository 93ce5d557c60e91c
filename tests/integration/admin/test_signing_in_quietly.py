"""What signing in tells nobody: who works here, where else to go, and nothing in the logs."""

import logging
from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from alerts.db import operators
from alerts.db.columns import Table
from alerts.db.session import Database
from alerts.services.operator_links import answer_operators, ask
from alerts.web.admin.cookie import cookie_name
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from tests.integration.admin.conftest import code_of
from tests.integration.admin.entering import (
    ADA,
    PASSWORD,
    asked_for_link,
    at,
    hired,
    links_in_outbox,
    with_password,
)
from tests.integration.web.neighbourhood import BASE_URL
from tests.integration.web.people import Cast, reception_of

COOKIE = cookie_name(BASE_URL)


def held(client: FlaskClient) -> str:
    cookie = client.get_cookie(COOKIE, domain="localhost")
    return cookie.value if cookie else ""


@pytest.mark.fault("W-17")
def test_a_link_is_asked_for_in_the_same_words_whoever_it_is(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    hired(database, context)
    asked = [ADA, "nobody@council.example", "not an address", "", "x" * 5_000, "ADA@COUNCIL.EXAMPLE"]
    answers = [client.post("/admin/sign-in", data={"email": email}) for email in asked]
    seen = {(each.status_code, each.data, str(each.headers)) for each in answers}
    assert len(seen) == 1
    assert client.get("/admin/sign-in/sent").status_code == 200


@pytest.mark.fault("W-17")
def test_asking_for_a_link_is_the_same_work_whoever_it_is(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    hired(database, context)
    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    work = []
    for number, email in enumerate((ADA, "nobody@council.example", "not an address")):
        statements.clear()
        client.post(
            "/admin/sign-in", data={"email": email}, environ_overrides={"REMOTE_ADDR": f"192.0.2.{number}"}
        )
        work.append(tuple(statements))
    assert len(set(work)) == 1


@pytest.mark.fault("W-17")
def test_a_password_is_refused_in_the_same_words_and_work_whoever_it_is(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    number = hired(database, context, has_factor=True)
    tried = [
        (ADA, "not her password", code_of(context, number)),
        (ADA, PASSWORD, "000000"),
        ("nobody@council.example", PASSWORD, code_of(context, number)),
    ]
    answers = [with_password(client, code, email, password) for email, password, code in tried]
    assert {each.status_code for each in answers} == {401}
    assert (
        len({each.text.replace(email, "") for each, (email, _, _) in zip(answers, tried, strict=True)}) == 1
    )


@pytest.mark.fault("U-01")
def test_a_mailbox_gets_no_more_links_than_other_mail_from_forms(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    hired(database, context)
    for number in range(20):
        asked_for_link(client, context, ip=f"192.0.2.{number}")
    assert len(links_in_outbox(context)) == 1


@pytest.mark.fault("W-17")
def test_a_stranger_who_asks_all_day_in_an_operators_name_does_not_keep_them_out(
    database: Database, context: SiteContext
) -> None:
    hired(database, context)
    for number in range(12):
        later = at(context, context.clock() + number * timedelta(minutes=11))
        with database.writing() as rows:
            ask(rows, later.desk(), ADA, f"192.0.2.{number}")
        assert answer_operators(reception_of(later)) == 1, number


def test_only_operators_are_written_to(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast
) -> None:
    hired(database, context)
    assert asked_for_link(client, context, "alice@example.org") == []
    assert asked_for_link(client, context, "nobody@council.example") == []
    with database.reading() as rows:
        table = Table.metadata.tables["operator_request"]
        assert rows.execute(table.select()).all() == []


def test_somebody_removed_meanwhile_gets_no_letter(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    number = hired(database, context)
    assert len(asked_for_link(client, context)) == 1
    with database.writing() as rows:
        operators.remove(rows, number)
    assert links_in_outbox(context) == []


@pytest.mark.fault("W-10")
@pytest.mark.parametrize(
    "to",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/admin//evil",
        "/admin/../..",
        "/",
        "/privacy",
        "javascript:alert(1)",
        "/admin\r\nLocation: x",
        "/%09/evil",
        "/admin/no-page",
        "/admin/sign-out",
    ],
)
def test_who_signs_in_is_led_to_a_page_of_the_operators_and_nowhere_else(
    client: FlaskClient, database: Database, context: SiteContext, to: str
) -> None:
    number = hired(database, context, has_factor=True)
    answer = with_password(client, code_of(context, number), next=to)
    assert (answer.status_code, answer.location) == (303, "/admin")


def test_who_meant_to_go_somewhere_gets_there(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    number = hired(database, context, has_factor=True)
    assert 'name="next" value="/admin/account"' in client.get("/admin/account").text
    answer = with_password(client, code_of(context, number), next="/admin/account")
    assert answer.location == "/admin/account"


@pytest.mark.fault("U-15")
def test_nothing_of_an_operator_is_logged(
    client: FlaskClient, database: Database, context: SiteContext, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    number = hired(database, context, has_factor=True)
    (link,) = asked_for_link(client, context)
    good = code_of(context, number)
    client.post(link, data={"code": "000000"})
    with_password(client, "000000")
    with_password(client, good)
    said = "\n".join(f"{record.getMessage()} {record.args}" for record in caplog.records)
    assert "failed to sign in" in said
    assert "wrong code" in said
    for secret in (ADA, link.rpartition("/")[2], PASSWORD, good, "000000", held(client)):
        assert secret not in said


def test_there_are_no_such_pages_where_they_are_switched_off(context: SiteContext) -> None:
    client = create_app(replace(context, has_admin=False)).test_client()
    for path in ("/admin", "/admin/sign-in", "/admin/account", "/admin/sign-in/x"):
        assert client.get(path, headers={"Host": BASE_URL.removeprefix("http://")}).status_code == 404


def test_a_demonstration_says_who_may_sign_in_and_no_other_service_does(context: SiteContext) -> None:
    host = {"Host": BASE_URL.removeprefix("http://")}
    for is_demonstration in (True, False):
        client = create_app(replace(context, is_demonstration=is_demonstration)).test_client()
        said = "operator@demonstration.example" in client.get("/admin", headers=host).text
        assert said is is_demonstration
