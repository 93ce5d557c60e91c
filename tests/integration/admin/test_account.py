"""An operator's own account: the second factor, recovery codes, the password, the browsers they are signed in with."""

import re

import pytest
from flask.testing import FlaskClient

from alerts.db import operators
from alerts.db.session import Database
from alerts.domain.operators import Role
from alerts.web.context import SiteContext
from tests.integration.admin.conftest import As, audited, code_of, new_code_on, operator_of
from tests.integration.admin.entering import ADA, asked_for_link, hired, with_password


def codes_on(page: str) -> list[str]:
    return re.findall(r'<code class="admin-key">([a-z2-7-]{19})</code>', page)


def test_an_administrator_sets_a_second_factor_up_before_anything_else(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    hired(database, context, Role.ADMINISTRATOR)
    (link,) = asked_for_link(client, context)
    client.post(link)
    for path in ("/admin", "/admin/operators", "/admin/audit", "/admin/account"):
        answer = client.get(path)
        assert (answer.status_code, answer.location) == (303, "/admin/account/factor"), path
    adding = client.post("/admin/operators", data={"email": "b@council.example", "role": "viewer"})
    assert adding.location == "/admin/account/factor"
    page = client.get("/admin/account/factor").text
    assert 'src="data:image/svg+xml' in page
    key = re.search(r'<code class="admin-key">([A-Z2-7 ]+)</code>', page)
    assert key is not None
    assert len(key[1].replace(" ", "")) == 32
    wrong = client.post("/admin/account/factor", data={"code": "000000"})
    assert wrong.status_code == 400
    assert client.get("/admin").status_code == 303
    done = client.post("/admin/account/factor", data={"code": new_code_on(wrong.text, context)})
    assert len(codes_on(done.text)) == 8
    assert client.get("/admin").status_code == 200
    assert [row.action for row in audited(database)] == ["sign-in", "set-factor"]


def test_an_administrator_who_has_no_second_factor_yet_can_sign_out_and_show_anew_who_they_are(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    hired(database, context, Role.ADMINISTRATOR)
    (link,) = asked_for_link(client, context)
    client.post(link)
    proven = client.post("/admin/prove", data={"proof_path": "/admin/account/factor", "code": "123456"})
    assert (proven.status_code, proven.location) == (307, "/admin/account/factor")
    assert client.post("/admin/sign-out").location == "/admin"
    assert client.get("/admin").status_code == 401


def test_a_viewer_needs_no_second_factor(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    hired(database, context, Role.VIEWER)
    (link,) = asked_for_link(client, context)
    client.post(link)
    assert client.get("/admin").status_code == 200
    assert "whoever reads your mailbox can sign in as you" in client.get("/admin/account").text


def test_a_recovery_code_stands_in_once_and_is_stored_nowhere(
    as_role: As, database: Database, context: SiteContext
) -> None:
    number = operator_of(database, context, Role.VIEWER)
    browser = as_role(Role.VIEWER)
    browser.post("/admin/account/password", data={"password": "four words of mine"})
    codes = codes_on(browser.post("/admin/account/recovery").text)
    with database.reading() as rows:
        assert operators.recovery_left(rows, number) == 8
    email = "viewer@council.example"

    def enter(code: str) -> int:
        return with_password(browser, code, email, "four words of mine").status_code

    assert enter(codes[0]) == 303
    assert enter(codes[0]) == 401
    assert enter(codes[1].upper().replace("-", " ")) == 303
    assert [row.detail for row in audited(database) if row.action == "sign-in"] == [
        {"by": "password", "with": "recovery code"}
    ] * 2
    with database.reading() as rows:
        run = rows.connection().exec_driver_sql
        tables = [name for (name,) in run("SELECT name FROM sqlite_master WHERE type = 'table'")]
        dump = "\n".join(str(tuple(row)) for name in tables for row in run(f'SELECT * FROM "{name}"'))
    assert not any(code in dump or code.replace("-", "") in dump for code in codes)
    assert "four words of mine" not in dump


def test_new_recovery_codes_end_the_old_ones(as_role: As) -> None:
    browser = as_role(Role.VIEWER)
    browser.post("/admin/account/password", data={"password": "four words of mine"})
    old = codes_on(browser.post("/admin/account/recovery").text)
    browser.post("/admin/account/recovery")
    assert with_password(browser, old[0], "viewer@council.example", "four words of mine").status_code == 401


def test_another_phone_ends_the_first_one_and_the_other_sessions(
    as_role: As, database: Database, context: SiteContext
) -> None:
    number = operator_of(database, context, Role.ADMINISTRATOR)
    browser, other = as_role(Role.ADMINISTRATOR), as_role(Role.ADMINISTRATOR)
    new = new_code_on(browser.get("/admin/account/factor").text, context)
    assert browser.post("/admin/account/factor", data={"code": new}).status_code == 200
    assert browser.get("/admin").status_code == 200
    assert other.get("/admin").status_code == 401
    again = browser.post("/admin/account/factor", data={"code": code_of(context, number)})
    assert again.status_code == 400


@pytest.mark.fault("W-16")
def test_whoever_saw_the_secret_in_another_session_knows_no_app_that_is_set_up_later(
    as_role: As, context: SiteContext
) -> None:
    other, browser = as_role(Role.ADMINISTRATOR), as_role(Role.ADMINISTRATOR)
    seen = new_code_on(other.get("/admin/account/factor").text, context)
    assert browser.post("/admin/account/factor", data={"code": seen}).status_code == 400
    own = new_code_on(browser.get("/admin/account/factor").text, context)
    assert browser.post("/admin/account/factor", data={"code": own}).status_code == 200
    assert new_code_on(browser.get("/admin/account/factor").text, context) not in (seen, own)


@pytest.mark.parametrize(
    "password",
    ["", "eleven char", "ADA@council.example", " ada @council.example", "aaaaaaaaaaaaaaaa", "x1" * 101],
)
def test_a_password_that_is_short_or_known_is_refused(
    client: FlaskClient, database: Database, context: SiteContext, password: str
) -> None:
    number = hired(database, context, has_factor=True)
    with_password(client, code_of(context, number))
    answer = client.post("/admin/account/password", data={"password": password})
    assert answer.status_code == 400
    assert "Choose a password" in answer.text
    assert [row.action for row in audited(database)] == ["sign-in"]


def test_a_password_is_set_only_by_who_has_a_second_factor(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    hired(database, context)
    (link,) = asked_for_link(client, context)
    client.post(link)
    answer = client.post("/admin/account/password", data={"password": "four words of mine"})
    assert answer.status_code == 400
    with database.reading() as rows:
        row = operators.by_email(rows, ADA)
    assert row is not None
    assert row.password_hash is None


@pytest.mark.fault("W-16")
def test_a_new_password_ends_the_other_sessions_and_signing_out_everywhere_all(as_role: As) -> None:
    browser, other = as_role(Role.VIEWER), as_role(Role.VIEWER)
    browser.post("/admin/account/password", data={"password": "four words of mine"})
    assert other.get("/admin").status_code == 401
    third = as_role(Role.VIEWER)
    page = browser.get("/admin/account").text
    assert page.count("<li>Since ") == 2
    assert page.count(", this browser</li>") == 1
    assert browser.post("/admin/account/sessions").status_code == 303
    assert browser.get("/admin").status_code == 401
    assert third.get("/admin").status_code == 401
