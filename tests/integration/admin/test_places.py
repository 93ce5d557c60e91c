"""What operators see of boundaries and postcodes, and of the places that people say are wrong."""

from dataclasses import replace

from shapely.affinity import translate

from alerts.db import boundaries
from alerts.db.session import Database
from alerts.domain.operators import Role
from alerts.services.taking_boundaries import compare_and_keep
from alerts.web.context import SiteContext
from geo.boundaries import BoundaryKind
from tests.integration.admin.conftest import As, audited
from tests.integration.admin.floods import a_report
from tests.integration.web.neighbourhood import NOW
from tests.integration.web.people import Cast

PLACES, REPORTS = "/admin/places", "/admin/places/reports"


def test_vintages_and_licences_stand_there(as_role: As) -> None:
    page = as_role(Role.VIEWER).get(PLACES).text
    assert "ward" in page
    assert "Contains OS data" in page
    assert "boundaries compare --kind ward" in page


def test_what_a_new_vintage_would_change_stands_there_before_it_is_taken(
    as_role: As, database: Database, context: SiteContext, cast: Cast
) -> None:
    with database.reading() as session:
        former = list(boundaries.in_use(session, BoundaryKind.WARD, ()))
    gone, *rest = former
    later = max(each.vintage for each in former) + 1
    new = [
        replace(each, vintage=later, geometry=translate(each.geometry, 300), name="Renamed <b>Ward</b>")
        for each in rest
    ]
    compare_and_keep(database, new, (), NOW)
    page = as_role(Role.VIEWER).get(PLACES).text
    assert f"ward boundaries of {later}" in page
    assert f"{gone.code} {gone.name}" in page
    assert "abolished" in page
    assert "redrawn" in page
    assert "Renamed &lt;b&gt;Ward&lt;/b&gt;" in page
    assert "fewer than five" in page.lower() or "fewer than 5" in page
    with database.reading() as session:
        assert list(boundaries.in_use(session, BoundaryKind.WARD, ())) == former


def test_a_report_is_closed_once(as_role: As, database: Database, context: SiteContext) -> None:
    number = a_report(database, context)["number"]
    browser = as_role(Role.OPERATOR)
    assert "1 report of a wrong place waits" in browser.get(PLACES).text
    assert "next door &lt;b&gt;to it&lt;/b&gt;" in browser.get(REPORTS).text
    assert browser.post(f"{REPORTS}/{number}/close").status_code == 303
    assert browser.post(f"{REPORTS}/{number}/close").status_code == 409
    assert "next door" not in browser.get(REPORTS).text
    assert "next door" in browser.get(f"{REPORTS}?all=yes").text
    assert [(row.action, row.subject) for row in audited(database)] == [("close-report", f"report:{number}")]


def test_a_viewer_closes_no_report(as_role: As, database: Database, context: SiteContext) -> None:
    number = a_report(database, context)["number"]
    browser = as_role(Role.VIEWER)
    assert "Close</button>" not in browser.get(REPORTS).text
    assert browser.post(f"{REPORTS}/{number}/close").status_code == 403
