"""Who may do what on the operators' pages, asked of the table of their routes: nothing is left out."""

from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event

from alerts.db.session import Database
from alerts.domain.operators import Role
from alerts.web.admin.part import NAV, ROUTES
from alerts.web.admin.routing import PROVE, AdminRoute
from alerts.web.context import SiteContext
from tests.integration.admin.acts import ACTS, BY_RULE, Act
from tests.integration.admin.conftest import As, audited, everything
from tests.integration.web.routes import PLACES

LOOKS = [route for route in ROUTES if "GET" in route.methods]
POSTS = [route for route in ROUTES if "POST" in route.methods]


def named(route: AdminRoute) -> str:
    return f"{route.action.name} {route.rule}"


def allowed(status: int) -> bool:
    return status < 500 and status not in (401, 403, 405, 429)


def test_every_post_has_an_example_and_every_example_its_route() -> None:
    assert {route.rule for route in POSTS} == set(BY_RULE)
    assert len(ACTS) == len(BY_RULE)


def test_what_lies_in_the_menu_are_pages_that_ask_for_the_same_role() -> None:
    pages = {route.rule: route.action for route in LOOKS}
    assert {entry.path: entry.action for entry in NAV} == {entry.path: pages[entry.path] for entry in NAV}


@pytest.mark.fault("W-18")
@pytest.mark.parametrize("route", LOOKS, ids=named)
def test_a_page_is_shown_to_those_whose_role_it_is_for(
    route: AdminRoute, as_role: As, client: FlaskClient
) -> None:
    path = Act(route.rule).path(PLACES)
    assert client.get(path).status_code == 401
    for role in Role:
        status = as_role(role).get(path).status_code
        assert allowed(status) if route.action.is_for(role) else status == 403, role


@pytest.mark.fault("W-18")
@pytest.mark.parametrize("route", POSTS, ids=named)
def test_an_act_is_done_for_those_whose_role_it_is_for_and_noted_once(
    route: AdminRoute, as_role: As, client: FlaskClient, database: Database, context: SiteContext
) -> None:
    act = BY_RULE[route.rule]
    browsers = {role: as_role(role) for role in Role}
    parts = act.set_up(database, context)
    path, fields = act.path(parts), act.filled(parts)
    before = everything(database)
    assert client.post(path, data=fields).status_code == 401
    for role in Role:
        if not route.action.is_for(role):
            assert browsers[role].post(path, data=fields).status_code == 403, role
    assert everything(database) == before
    lines = len(audited(database))
    answer = browsers[route.action.least].post(path, data=fields)
    assert answer.status_code < 400, answer.text
    noted = [row.action for row in audited(database)[lines:]]
    assert noted == ([route.action.name] if act.is_noted else [])
    if not act.is_noted:
        assert everything(database) == before


@pytest.fixture
def full_audit(database: Database) -> Iterator[None]:
    """A database that takes anything but a line in the audit."""

    def refuse(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO audit"):
            raise RuntimeError("the audit takes no more")

    event.listen(database.engine, "before_cursor_execute", refuse)
    yield
    event.remove(database.engine, "before_cursor_execute", refuse)


@pytest.mark.fault("W-18")
@pytest.mark.parametrize("route", [route for route in POSTS if BY_RULE[route.rule].is_noted], ids=named)
def test_what_cannot_be_noted_is_not_done(
    route: AdminRoute, as_role: As, database: Database, context: SiteContext, full_audit: None
) -> None:
    browser = as_role(route.action.least)
    act = BY_RULE[route.rule]
    parts = act.set_up(database, context)
    before = everything(database)
    assert browser.post(act.path(parts), data=act.filled(parts)).status_code == 500
    assert everything(database) == before


@pytest.mark.fault("W-18")
@pytest.mark.parametrize("route", [route for route in POSTS if not route.is_harmless], ids=named)
def test_an_act_asks_for_a_recent_proof_and_changes_nothing_without(
    route: AdminRoute, as_role_a_while_ago: As, database: Database, context: SiteContext
) -> None:
    browser = as_role_a_while_ago(route.action.least)
    act = BY_RULE[route.rule]
    parts = act.set_up(database, context)
    before = everything(database)
    answer = browser.post(act.path(parts), data=act.filled(parts))
    if answer.status_code == 303:
        assert (answer.location, everything(database)) == (PROVE, before)
        return
    assert answer.status_code == 401
    assert "Show that it is you" in answer.text
    for value in act.filled(parts).values():
        assert value in answer.text
    assert everything(database) == before
