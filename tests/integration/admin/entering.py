"""Ways into the operators' pages, for their tests: a link asked for and read in the outbox, a password and a code."""

import re
from dataclasses import replace
from datetime import datetime

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from alerts.db import operators
from alerts.db.session import Database
from alerts.db.tables import EmailRow
from alerts.domain.links import filled_with, tokens_of
from alerts.domain.operators import Role
from alerts.services.operator_links import answer_operators
from alerts.services.operator_sign_in import password_hash_of
from alerts.services.wanting import addressees
from alerts.web.context import SiteContext
from tests.integration.web.neighbourhood import BASE_URL, KEY
from tests.integration.web.people import reception_of

ADA = "ada@council.example"
PASSWORD = "four words of Ada"


def hired(
    database: Database, context: SiteContext, role: Role = Role.OPERATOR, *, has_factor: bool = False
) -> int:
    """Ada, who has a password once she has a second factor."""
    with database.writing() as rows:
        row = operators.add(rows, ADA, role, context.clock())
        if has_factor:
            row.factor_no, row.factor_since = 1, context.clock()
            row.password_hash = password_hash_of(PASSWORD)
        return row.id


def at(context: SiteContext, moment: datetime) -> SiteContext:
    """The site at another moment."""
    return replace(context, clock=lambda: moment)


def asked_for_link(
    client: FlaskClient, context: SiteContext, email: str = ADA, ip: str = "192.0.2.1"
) -> list[str]:
    """Ask for a link in the form and let the worker answer; the paths of all links that lie in the outbox."""
    answer = client.post("/admin/sign-in", data={"email": email}, environ_overrides={"REMOTE_ADDR": ip})
    assert answer.status_code == 303
    assert answer.location == "/admin/sign-in/sent"
    answer_operators(reception_of(context))
    return links_in_outbox(context)


def links_in_outbox(context: SiteContext) -> list[str]:
    """The paths of the links in the operators' letters, as they would go out now, the oldest first."""
    with context.database.reading() as rows:
        query = select(EmailRow).where(EmailRow.lane == "operator").order_by(EmailRow.composed_at)
        letters = rows.scalars(query).all()
        to = addressees(rows, context.identity, letters)
    found = []
    for row in letters:
        placed = re.search(r"\{\{link:sign-in:(\d+):0\}\}", row.text)
        if placed and row.id in to:
            token_of = tokens_of(to[row.id].generation, row.composed_at, KEY)
            whole = filled_with(placed[0], BASE_URL, token_of)
            found.append(whole.removeprefix(BASE_URL))
    return found


def with_password(
    client: FlaskClient,
    code: str,
    email: str = ADA,
    password: str = PASSWORD,
    ip: str = "192.0.2.1",
    next: str = "",
) -> TestResponse:
    fields = {"email": email, "password": password, "code": code, "next": next}
    return client.post("/admin/sign-in/password", data=fields, environ_overrides={"REMOTE_ADDR": ip})
