"""Administrators say who works on the service."""

import pytest

from alerts.db import operators
from alerts.db.session import Database
from alerts.domain.operators import Role
from alerts.web.context import SiteContext
from tests.integration.admin.conftest import As, audited, operator_of


def role_of(database: Database, email: str) -> str | None:
    with database.reading() as rows:
        row = operators.by_email(rows, email)
    return row.role if row else None


def test_somebody_is_added_given_a_role_and_removed(as_role: As, database: Database) -> None:
    browser = as_role(Role.ADMINISTRATOR)
    browser.post("/admin/operators", data={"email": " Ada@Council.EXAMPLE", "role": "viewer"})
    assert role_of(database, "ada@council.example") == "viewer"
    page = browser.get("/admin/operators").text
    assert "ada@council.example" in page
    with database.reading() as rows:
        row = operators.by_email(rows, "ada@council.example")
    assert row is not None
    own = f"/admin/operators/{row.id}"
    assert browser.post(f"{own}/role", data={"role": "operator"}).status_code == 303
    assert role_of(database, "ada@council.example") == "operator"
    assert browser.post(f"{own}/remove").status_code == 303
    assert role_of(database, "ada@council.example") is None
    assert browser.get(own).status_code == 404
    assert [(row.action, row.subject, row.detail) for row in audited(database)] == [
        ("add-operator", "ada@council.example", {"role": "viewer"}),
        ("change-role", "ada@council.example", {"role": "operator"}),
        ("remove-operator", "ada@council.example", {}),
    ]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"email": "not an address", "role": "viewer"}, "Enter an e-mail address in the right form"),
        ({"email": "new@council.example"}, "Choose what they may do."),
        ({"email": "new@council.example", "role": "owner"}, "Choose what they may do."),
        ({"email": "administrator@council.example", "role": "viewer"}, "is an operator already"),
    ],
)
def test_a_form_that_cannot_be_taken_is_shown_again_and_nothing_is_noted(
    as_role: As, database: Database, fields: dict[str, str], words: str
) -> None:
    answer = as_role(Role.ADMINISTRATOR).post("/admin/operators", data=fields)
    assert answer.status_code == 400
    assert words in answer.text
    assert f'value="{fields["email"]}"' in answer.text
    assert audited(database) == []


@pytest.mark.fault("W-18")
@pytest.mark.parametrize(("act", "fields"), [("remove", {}), ("role", {"role": "viewer"})])
def test_the_last_administrator_stays_one(
    as_role: As, database: Database, context: SiteContext, act: str, fields: dict[str, str]
) -> None:
    browser = as_role(Role.ADMINISTRATOR)
    number = operator_of(database, context, Role.ADMINISTRATOR)
    answer = browser.post(f"/admin/operators/{number}/{act}", data=fields)
    assert answer.status_code == 400
    assert "This is the last administrator: make somebody else one first." in answer.text
    assert role_of(database, "administrator@council.example") == "administrator"
    assert audited(database) == []


@pytest.mark.fault("W-16")
def test_a_role_taken_away_is_gone_with_the_next_page_and_a_reset_ends_all_sessions(
    as_role: As, database: Database, context: SiteContext
) -> None:
    browser, other = as_role(Role.ADMINISTRATOR), as_role(Role.OPERATOR)
    number = operator_of(database, context, Role.OPERATOR)
    with database.writing() as rows:
        operators.by_id(rows, number).role = "administrator"  # type: ignore[union-attr]
    assert other.get("/admin/operators").status_code == 200
    browser.post(f"/admin/operators/{number}/role", data={"role": "viewer"})
    assert other.get("/admin/operators").status_code == 403
    browser.post(f"/admin/operators/{number}/reset")
    assert other.get("/admin").status_code == 401


def test_who_is_made_an_administrator_has_to_set_a_second_factor_up(
    as_role: As, database: Database, context: SiteContext
) -> None:
    other = as_role(Role.OPERATOR)
    number = operator_of(database, context, Role.OPERATOR)
    with database.writing() as rows:
        operators.by_id(rows, number).factor_since = None  # type: ignore[union-attr]
    as_role(Role.ADMINISTRATOR).post(f"/admin/operators/{number}/role", data={"role": "administrator"})
    assert other.get("/admin").location == "/admin/account/factor"
