"""Signing in to the operators' pages: by a link, by a password and a code, and what a browser holds afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from alerts.db import operators
from alerts.db.columns import Table
from alerts.db.session import Database
from alerts.domain.links import PEOPLES, Claim, Purpose, token_for
from alerts.domain.operators import Role
from alerts.web.admin.cookie import cookie_name
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from tests.integration.admin.conftest import As, audited, code_of
from tests.integration.admin.entering import (
    ADA,
    asked_for_link,
    at,
    hired,
    links_in_outbox,
    with_password,
)
from tests.integration.web.neighbourhood import BASE_URL, KEY, NOW
from tests.integration.web.people import Cast

COOKIE = cookie_name(BASE_URL)


def held(client: FlaskClient) -> str:
    cookie = client.get_cookie(COOKIE, domain="localhost")
    return cookie.value if cookie else ""


def client_at(context: SiteContext, after: timedelta) -> FlaskClient:
    made = create_app(at(context, NOW + after)).test_client()
    made.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    made.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    return made


def test_a_link_from_the_mailbox_signs_in_once_at_the_press_of_its_button(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    hired(database, context)
    (link,) = asked_for_link(client, context)
    assert link.startswith("/admin/sign-in/")
    assert client.get(link).status_code == 200
    assert client.get("/admin").status_code == 401
    answer = client.post(link)
    assert (answer.status_code, answer.location) == (303, "/admin")
    assert ADA in client.get("/admin").text
    assert client.post(link).status_code == 404
    assert client.get(link).status_code == 404
    assert [(row.who, row.action, row.detail) for row in audited(database)] == [
        (ADA, "sign-in", {"by": "link"})
    ]


def test_the_letter_says_the_same_in_both_parts_and_holds_no_working_link(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    hired(database, context)
    asked_for_link(client, context)
    with database.reading() as rows:
        letters = [
            row
            for name, table in Table.metadata.tables.items()
            if name == "email"
            for row in rows.execute(table.select())
        ]
    (letter,) = letters
    assert letter.recipient == ADA
    for part in (letter.text, letter.html):
        assert "{{link:sign-in:1:0}}" in part
        assert "The link is good once, for 15 minutes." in " ".join(part.split())


def test_a_link_is_good_for_a_quarter_of_an_hour(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    hired(database, context)
    (link,) = asked_for_link(client, context)
    assert client_at(context, timedelta(minutes=15)).get(link).status_code == 200
    late = client_at(context, timedelta(minutes=15, seconds=1))
    assert late.get(link).status_code == 404
    assert late.post(link).status_code == 404


def test_using_one_link_ends_the_others(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    number = hired(database, context)
    asked_for_link(client, context)
    other = f"/admin/sign-in/{token_for(Claim(Purpose.SIGN_IN, number, 0, NOW), KEY)}"
    assert client.get(other).status_code == 200
    assert client.post(links_in_outbox(context)[0]).status_code == 303
    assert client.get(other).status_code == 404


@pytest.mark.fault("U-13")
@pytest.mark.parametrize("purpose", PEOPLES)
def test_no_persons_link_signs_an_operator_in_and_no_operators_link_opens_a_persons_page(
    client: FlaskClient, database: Database, context: SiteContext, cast: Cast, purpose: Purpose
) -> None:
    number = hired(database, context)
    persons = token_for(Claim(purpose, number, 0, NOW, 1), KEY)
    assert client.post(f"/admin/sign-in/{persons}").status_code == 404
    operators_own = token_for(Claim(Purpose.SIGN_IN, cast.alice.id, cast.alice.generation, NOW), KEY)
    assert client.get(f"/{purpose}/{operators_own}").status_code == 404


def test_with_a_second_factor_the_mailbox_alone_is_not_enough(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    number = hired(database, context, Role.ADMINISTRATOR, has_factor=True)
    (link,) = asked_for_link(client, context)
    for wrong in ({}, {"code": "000000"}, {"code": code_of(context, number, factor_no=2)}):
        assert client.post(link, data=wrong).status_code == 401
        assert held(client) == ""
    assert client.post(link, data={"code": code_of(context, number)}).status_code == 303
    assert client.get("/admin/operators").status_code == 200
    assert [row.detail for row in audited(database)] == [{"by": "link", "with": "app"}]


def test_a_password_counts_with_a_code_and_not_without(
    client: FlaskClient, database: Database, context: SiteContext
) -> None:
    number = hired(database, context, has_factor=True)
    good = code_of(context, number)
    assert with_password(client, code="").status_code == 401
    assert with_password(client, good, password="another password").status_code == 401
    assert with_password(client, good, email="").status_code == 401
    assert client.get("/admin").status_code == 401
    assert with_password(client, good).status_code == 303
    assert client.get("/admin").status_code == 200


def test_a_code_is_good_once_and_a_step_early_or_late(
    database: Database, context: SiteContext, client: FlaskClient
) -> None:
    number = hired(database, context, has_factor=True)
    good = code_of(context, number)
    assert with_password(client, good).status_code == 303
    assert with_password(client, good).status_code == 401
    early = code_of(context, number, at=NOW - timedelta(seconds=30))
    assert with_password(client, early).status_code == 401
    late = code_of(context, number, at=NOW + timedelta(seconds=30))
    assert with_password(client, late).status_code == 303
    too_late = code_of(context, number, at=NOW + timedelta(seconds=60))
    assert with_password(client, too_late).status_code == 401


def test_codes_by_an_earlier_key_of_the_site_are_good_as_long_as_it_is_listed(
    database: Database, context: SiteContext
) -> None:
    number = hired(database, context, has_factor=True)
    for previous, status in (((), 401), ((KEY,), 303)):
        identity = replace(context.identity, key="a key of next year, of 32 letters", previous_keys=previous)
        client = create_app(replace(context, identity=identity)).test_client()
        client.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
        client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
        assert with_password(client, code_of(context, number)).status_code == status


@pytest.mark.fault("W-16")
def test_signing_in_gives_a_new_secret_and_ends_what_the_browser_held_before(
    as_role: As, database: Database, context: SiteContext
) -> None:
    browser = as_role(Role.VIEWER)
    planted = held(browser)
    number = hired(database, context, has_factor=True)
    assert with_password(browser, code_of(context, number)).status_code == 303
    own = held(browser)
    assert own not in ("", planted)
    assert ADA in browser.get("/admin").text
    browser.set_cookie(COOKIE, planted, domain="localhost")
    assert browser.get("/admin").status_code == 401


@pytest.mark.fault("W-16")
def test_a_value_that_somebody_made_up_is_no_session(client: FlaskClient) -> None:
    for value in ("x", "x.1795428000", "", "x.1795428000.sealed"):
        client.set_cookie(COOKIE, value, domain="localhost")
        assert client.get("/admin").status_code == 401


@pytest.mark.fault("W-16")
def test_there_is_no_operator_to_begin_with(database: Database) -> None:
    with database.reading() as rows:
        assert operators.listed(rows) == []


@pytest.mark.fault("W-04")
def test_the_cookie_is_kept_from_scripts_other_sites_and_plain_lines(
    database: Database, context: SiteContext
) -> None:
    number = hired(database, context, has_factor=True)
    site = replace(context.site, base_url="https://alerts.example.org")
    client = create_app(replace(context, site=site)).test_client()
    client.environ_base |= {"HTTP_HOST": "alerts.example.org", "HTTP_SEC_FETCH_SITE": "same-origin"}
    client.environ_base["wsgi.url_scheme"] = "https"
    cookie = with_password(client, code_of(context, number)).headers["Set-Cookie"]
    name, *attributes = cookie.split("; ")
    assert name.startswith("__Host-operator=")
    assert set(attributes) == {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"}
