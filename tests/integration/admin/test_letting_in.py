"""Who gets to the operators' pages."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from alerts.db import operators
from alerts.db.session import Database
from alerts.domain.operators import IDLE, LONGEST, Role
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from tests.integration.admin.conftest import As, operator_of, signed_in_client


def test_somebody_who_has_not_signed_in_sees_nothing(client: FlaskClient) -> None:
    answer = client.get("/admin")
    assert answer.status_code == 401
    assert "Overview" not in answer.text


def test_an_operator_sees_the_overview_in_their_own_browser_alone(as_role: As, client: FlaskClient) -> None:
    assert as_role(Role.VIEWER).get("/admin").status_code == 200
    assert client.get("/admin").status_code == 401


@pytest.mark.fault("W-16")
def test_a_session_ends_when_it_is_idle_or_old_or_its_operator_is_gone(
    database: Database, context: SiteContext
) -> None:
    def status_after(waited: timedelta, asked_every: timedelta) -> int:
        at = context.clock()
        moved = replace(context, clock=lambda: at)
        browser = signed_in_client(create_app(moved), database, moved, Role.VIEWER)
        last = 0
        while at <= context.clock() + waited:
            last = browser.get("/admin").status_code
            at += asked_every
        return last

    assert status_after(IDLE * 3, IDLE / 2) == 200
    assert status_after(IDLE, IDLE) == 401
    assert status_after(LONGEST, IDLE / 2) == 401


@pytest.mark.fault("W-16")
def test_an_operator_who_is_shut_out_has_no_session_left(
    as_role: As, database: Database, context: SiteContext
) -> None:
    browser = as_role(Role.OPERATOR)
    assert browser.get("/admin").status_code == 200
    number = operator_of(database, context, Role.OPERATOR)
    with database.writing() as session:
        operators.end(session, context.clock(), operator_id=number)
    assert browser.get("/admin").status_code == 401
