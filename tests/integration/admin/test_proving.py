"""Showing anew who it is, before something is done: nothing that was typed is lost, and nobody is led elsewhere."""

import re

import pytest

from alerts.db import operators
from alerts.db.session import Database
from alerts.domain.operators import Role
from alerts.web.context import SiteContext
from tests.integration.admin.conftest import As, audited, code_of, everything, operator_of

FORM = {"email": "new@council.example", "role": "viewer"}


def hidden(page: str) -> list[tuple[str, str]]:
    """The fields that a page carries along, but for the form token."""
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', page)
    return [(name, value) for name, value in found if name != "csrf_token"]


@pytest.mark.fault("W-18")
def test_who_proves_it_goes_on_with_all_that_was_typed(
    as_role_a_while_ago: As, database: Database, context: SiteContext
) -> None:
    browser = as_role_a_while_ago(Role.ADMINISTRATOR)
    number = operator_of(database, context, Role.ADMINISTRATOR)
    asked = browser.post("/admin/operators", data=FORM)
    assert asked.status_code == 401
    fields = dict(hidden(asked.text))
    assert fields == {"proof_path": "/admin/operators", **FORM}
    wrong = browser.post("/admin/prove", data={**fields, "proof_code": "000000"})
    assert wrong.status_code == 401
    assert dict(hidden(wrong.text)) == fields
    with database.reading() as rows:
        assert operators.by_email(rows, FORM["email"]) is None
    sent = {**fields, "proof_code": code_of(context, number)}
    answer = browser.post("/admin/prove", data=sent)
    assert (answer.status_code, answer.location) == (307, "/admin/operators")
    assert browser.post(answer.location, data=sent).status_code == 303
    with database.reading() as rows:
        assert operators.by_email(rows, FORM["email"]) is not None
    assert [row.action for row in audited(database)] == ["add-operator"]


def test_a_field_given_twice_is_carried_twice(as_role_a_while_ago: As) -> None:
    browser = as_role_a_while_ago(Role.ADMINISTRATOR)
    asked = browser.post("/admin/operators", data={"role": ["viewer", "operator"], "email": '"><script>'})
    assert hidden(asked.text) == [
        ("proof_path", "/admin/operators"),
        ("role", "viewer"),
        ("role", "operator"),
        ("email", "&#34;&gt;&lt;script&gt;"),
    ]


def test_who_has_no_second_factor_signs_in_anew_in_another_tab_and_goes_on(
    as_role_a_while_ago: As, as_role: As, database: Database, context: SiteContext
) -> None:
    browser = as_role_a_while_ago(Role.OPERATOR)
    number = operator_of(database, context, Role.OPERATOR)
    with database.writing() as rows:
        row = operators.by_id(rows, number)
        assert row is not None
        row.factor_since = None
    asked = browser.post("/admin/account/sessions")
    assert asked.status_code == 401
    assert "Ask for a new link" in asked.text
    fields = dict(hidden(asked.text))
    not_yet = browser.post("/admin/prove", data=fields)
    assert not_yet.status_code == 401
    assert "You have not signed in anew yet." in not_yet.text
    anew = as_role(Role.OPERATOR)
    answer = anew.post("/admin/prove", data=fields)
    assert (answer.status_code, answer.location) == (307, "/admin/account/sessions")


@pytest.mark.fault("W-10")
@pytest.mark.parametrize(
    "path",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example/",
        "/admin//evil",
        "/subscriptions",
        "",
        "/admin/audit",
        "/admin/operators/x/role",
        "/admin/operators?x=https://evil",
        "/admin\t/operators",
        "javascript:alert(1)",
    ],
)
def test_a_proof_leads_to_an_act_of_the_operators_or_to_their_first_page(as_role: As, path: str) -> None:
    answer = as_role(Role.ADMINISTRATOR).post("/admin/prove", data={"proof_path": path, "email": "x"})
    assert (answer.status_code, answer.location) == (303, "/admin")


@pytest.mark.fault("W-16")
def test_a_proof_is_believed_in_its_own_browser_alone(
    as_role_a_while_ago: As, database: Database, context: SiteContext
) -> None:
    one, other = as_role_a_while_ago(Role.ADMINISTRATOR), as_role_a_while_ago(Role.ADMINISTRATOR)
    number = operator_of(database, context, Role.ADMINISTRATOR)
    good = code_of(context, number)
    assert one.post("/admin/prove", data={"proof_code": good}).status_code == 303
    assert other.post("/admin/prove", data={"proof_code": good}).status_code == 401
    assert one.post("/admin/operators", data=FORM).status_code == 303
    before = everything(database)
    assert other.post("/admin/operators", data=FORM).status_code == 401
    assert everything(database) == before
