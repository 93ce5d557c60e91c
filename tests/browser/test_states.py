"""Every page in every state is open to everybody: axe, both colour schemes, and the width of a small phone."""

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Request
from shapely import box

from alerts.db import constraints, subscriptions
from alerts.db.session import Database
from alerts.domain.signup_limits import SignupLimits
from alerts.services.areas import Places
from alerts.services.taking_boundaries import take_boundaries
from alerts.web.app import create_app
from geo.constraints import ConstraintArea, ConstraintKind
from geo.gazetteer import Gazetteer
from tests.browser.conftest import SCREENS, USUAL_SCREENS, served, watched_page
from tests.browser.looking import look, look_in_both_lights
from tests.browser.state import BROKEN, CHANGED, NOWHERE, ON_ITS_LINK, STRICT, TROUBLED, UNREADY, USUAL, State
from tests.browser.states import STATES
from tests.integration.web.feeds_in_trouble import trouble
from tests.integration.web.neighbourhood import BASE_URL, HERE, NOW, context_over
from tests.integration.web.people import Cast, gather
from tests.integration.web.routes import asked
from tests.integration.web.wards_changed import wards_of_2026

pytestmark = pytest.mark.browser

NO_PAGES = frozenset(
    {
        "GET /.well-known/security.txt",
        "GET /api/openapi.json",
        "GET /api/v1/applications",
        "GET /api/v1/applications/<authority>/<path:reference>",
        "GET /api/v1/authorities",
        "GET /api/v1/changes",
        "GET /api/v1/wards",
        "GET /admin/audit.csv",
        "POST /admin/person/export",
        "GET /areas/application/<authority>/<path:reference>/ground.geojson",
        "GET /areas/application/<authority>/<path:reference>/map.geojson",
        "GET /areas/authority/<code>/ground.geojson",
        "GET /areas/circle/<centre>/<radius>/ground.geojson",
        "GET /areas/constraint/<code>/ground.geojson",
        "GET /areas/ground.geojson",
        "GET /areas/postcode/<postcode>/ground.geojson",
        "GET /areas/shape/<name>/ground.geojson",
        "GET /areas/ward/<code>/ground.geojson",
        "GET /healthz",
        "GET /insight/all/<chart>.<ending>",
        "GET /insight/<any(authority, ward, shape):kind>/<code>/<chart>.<ending>",
        "GET /insight/compare/<chart>.<ending>",
        "GET /manage/<token>/areas.opml",
        "GET /manage/<token>/areas/<number>.svg",
        "GET /manage/<token>/export.json",
        "GET /admin/unmapped/<name>.toml",
        "GET /metrics",
        "GET /readyz",
        "GET /robots.txt",
        "GET /static/<path:filename>",
        "GET /status.json",
        "POST /bounces",
        "POST /bounces/<secret>",
    }
)
"""Routes that answer programs; a test asks each of them and gets no HTML."""

FRAMED = {
    "GET /outbox/<name>/html",
    "GET /admin/mail/<name>/html",
    "GET /admin/tomorrow/<int(max=2147483647):number>/html",
}
"""Letters by themselves: what they look like is seen in `test_emails`, and around them in their pages."""


@dataclass(frozen=True)
class Peopled:
    """Databases to copy, and whom they hold."""

    usual: Path
    troubled: Path
    changed: Path
    cast: Cast
    app: Flask


@pytest.fixture(scope="session")
def peopled(settled_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Peopled:
    """Alice with two areas and a muted application, Bob who has not confirmed, Charlie who has left; a park."""
    folder = tmp_path_factory.mktemp("peopled")
    usual, troubled, changed = (folder / f"{name}.sqlite" for name in ("usual", "troubled", "changed"))
    shutil.copyfile(settled_file, usual)
    database = Database(f"sqlite:///{usual}")
    context = context_over(database, folder / "outbox")
    cast = gather(database, context)
    ground = box(HERE.x + 30, HERE.y - 40, HERE.x + 300, HERE.y + 300)
    kind = ConstraintKind.CONSERVATION_AREA
    with database.writing() as session:
        constraints.put(
            session, [ConstraintArea(44000001, kind, "CA12", "Dartmouth Park", None, None, ground)], NOW
        )
        subscriptions.mute(session, cast.alice.id, 3, NOW)
    app = create_app(context)
    database.engine.dispose()
    shutil.copyfile(usual, troubled)
    other = Database(f"sqlite:///{troubled}")
    trouble(other)
    other.engine.dispose()
    shutil.copyfile(usual, changed)
    other = Database(f"sqlite:///{changed}")
    take_boundaries(other, wards_of_2026(), (), NOW)
    other.engine.dispose()
    return Peopled(usual, troubled, changed, cast, app)


def _failing_clock() -> None:
    raise RuntimeError("no clock")


SITES: dict[str, dict[str, object]] = {
    USUAL: {},
    TROUBLED: {},
    CHANGED: {},
    UNREADY: {"places": Places(Gazetteer(Path("no-gazetteer")), 100, 400.0)},
    STRICT: {"limits": SignupLimits(shapes_an_hour=0, wrong_links=0)},
    BROKEN: {"clock": _failing_clock},
}


@pytest.mark.parametrize("quarter", range(4))
def test_a_page_of_each_route_is_open_to_everybody(
    browser: Browser, peopled: Peopled, tmp_path: Path, quarter: int
) -> None:
    """The first state of each route; all the others have their turn in the long run."""
    for place, state in enumerate(firsts(peopled)[quarter::4]):
        folder = tmp_path / str(place)
        folder.mkdir()
        meet(browser, peopled, folder, state, USUAL_SCREENS[place % 2], look)


def firsts(peopled: Peopled) -> list[State]:
    """The states that show a route which none before them shows."""
    met: set[str] = set()
    found = []
    for state in STATES:
        if new := set(routes_of(state, peopled)) - met:
            found.append(state)
            met |= new
    return found


@pytest.mark.slow
@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.name)
def test_every_state_is_open_to_everybody_on_every_screen(
    browser: Browser, peopled: Peopled, tmp_path: Path, state: State, screen: str
) -> None:
    meet(browser, peopled, tmp_path, state, screen, look_in_both_lights)


def meet(
    browser: Browser, peopled: Peopled, folder: Path, state: State, screen: str, how: Callable[[Page], None]
) -> None:
    """Come to the state as people do, see that it is that one, and look at it."""
    file = {TROUBLED: peopled.troubled, CHANGED: peopled.changed}.get(state.site, peopled.usual)
    with ExitStack() as stack:
        site = stack.enter_context(served(file, folder, **SITES[state.site]))
        page = stack.enter_context(watched_page(browser, site, screen))
        called: list[Request] = []
        page.on("request", lambda sent: called.append(sent) if sent.is_navigation_request() else None)
        statuses: list[int] = []
        page.on(
            "response",
            lambda got: statuses.append(got.status) if got.request.is_navigation_request() else None,
        )
        page.goto(state.address(peopled.cast))
        if state.then:
            state.then(page, site, peopled.cast)
        assert statuses[-1] == state.status
        if state.then:
            called_on = {_route(peopled.app, each.method, each.url) for each in called}
            assert set(routes_of(state, peopled)) <= called_on
        how(page)


def _route(app: Flask, method: str, address: str) -> str:
    path = urlsplit(address).path.removeprefix("/cy")
    rule, _values = app.url_map.bind("localhost").match(path or "/", method=method, return_rule=True)
    return f"{method} {rule.rule}"


def routes_of(state: State, peopled: Peopled) -> list[str]:
    """The routes that a state shows: that of its address, and what is sent from there."""
    address = state.address(peopled.cast)
    if state.covers == ON_ITS_LINK:
        return [_route(peopled.app, method, address) for method in ("GET", "POST")]
    shown = [] if NOWHERE in address else [_route(peopled.app, "GET", address)]
    return [*shown, state.covers] if state.covers else shown


def test_every_route_stands_in_the_table_of_states(peopled: Peopled) -> None:
    met = {route for state in STATES for route in routes_of(state, peopled)}
    routes = {
        f"{each.method} {each.rule}"
        for each in asked(peopled.app, peopled.cast)
        if each.method in ("GET", "POST")
    }
    assert routes - met - NO_PAGES == FRAMED
    assert NO_PAGES - routes == set()
    assert met - routes == set()


def test_what_stands_as_no_page_answers_with_none(peopled: Peopled) -> None:
    client = peopled.app.test_client()
    client.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    for each in asked(peopled.app, peopled.cast):
        if f"{each.method} {each.rule}" in NO_PAGES:
            answer = client.open(each.path, method=each.method)
            assert answer.status_code != 200 or answer.mimetype != "text/html", each.rule
