"""Fixtures of the operators' pages: the site of the web's tests, and browsers of operators of each role."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from alerts.db import operators
from alerts.db.columns import Table
from alerts.db.session import Database
from alerts.db.tables import AuditRow
from alerts.domain.one_time_codes import secret_of
from alerts.domain.operators import RECENT, Role
from alerts.services.operating import sign_in
from alerts.web.admin.cookie import Held, cookie_name, cookie_value
from alerts.web.context import SiteContext
from tests.integration.admin.bench import council_of, with_bench
from tests.integration.web.conftest import app, bare_client, cast, client, database, settled
from tests.integration.web.neighbourhood import BASE_URL, KEY, context_over

__all__ = ["app", "bare_client", "cast", "client", "database", "settled"]

As = Callable[[Role], FlaskClient]


def operator_of(database: Database, context: SiteContext, role: Role) -> int:
    """An operator `viewer@council.example` and so on, made where there is none yet, who has a second factor."""
    email = f"{role}@council.example"
    with database.writing() as session:
        found = operators.by_email(session, email)
        if found is None:
            found = operators.add(session, email, role, context.clock())
            found.factor_no, found.factor_since = 1, context.clock()
        return found.id


def signed_in_client(
    app: Flask, database: Database, context: SiteContext, role: Role, ago: timedelta = timedelta()
) -> FlaskClient:
    """A browser on the site in which an operator of this role has signed in, so long `ago`."""
    number = operator_of(database, context, role)
    with database.writing() as session:
        secret = sign_in(session, number, context.clock() - ago)
    made = app.test_client()
    made.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    made.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"
    value = cookie_value(Held(secret, context.clock()), context.secret_key)
    made.set_cookie(cookie_name(BASE_URL), value, domain="localhost")
    return made


@pytest.fixture
def context(database: Database, tmp_path: Path) -> SiteContext:
    """That of the web's tests, on a site that can read records of its feed again."""
    made = context_over(database, tmp_path / "outbox")
    return with_bench(made, council_of(database, made))


@pytest.fixture
def as_role(app: Flask, database: Database, context: SiteContext) -> As:
    return lambda role: signed_in_client(app, database, context, role)


@pytest.fixture
def as_role_a_while_ago(app: Flask, database: Database, context: SiteContext) -> As:
    """A browser that is signed in still, but has not shown of late who uses it."""
    return lambda role: signed_in_client(app, database, context, role, ago=RECENT)


def code_of(context: SiteContext, number: int, factor_no: int = 1, at: datetime | None = None) -> str:
    """What an operator's authenticator app shows now."""
    return pyotp.TOTP(secret_of(KEY, number, factor_no)).at(at or context.clock())


def new_code_on(page: str, context: SiteContext) -> str:
    """What a new app shows that has read its secret off the page."""
    key = re.search(r'<code class="admin-key">([A-Z2-7 ]+)</code>', page)
    assert key is not None
    return pyotp.TOTP(key[1].replace(" ", "")).at(context.clock())


def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    """All that a database holds, to be compared: each table that is not empty, in order of its rows."""
    with database.reading() as session:
        found = {
            name: sorted(map(tuple, session.execute(select(table))), key=repr)
            for name, table in Table.metadata.tables.items()
        }
    return {name: rows for name, rows in found.items() if rows}


def audited(database: Database) -> list[AuditRow]:
    """Every line of the audit, oldest first."""
    with database.reading() as session:
        return list(reversed(operators.noted(session, 1_000)))
