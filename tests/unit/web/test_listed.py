"""Applications as lines of a list, and the addresses of pages."""

from datetime import date

import pytest
from shapely import Point, box

from alerts.domain.application import Application, Site, SitePrecision, Status
from alerts.domain.paths import area_path
from alerts.domain.watch_area import WatchArea, parse_area_name, reach
from alerts.drawing.scene import SiteStage, stage_of
from alerts.web.listed import item, where_words
from geo.area import Area

TODAY = date(2026, 11, 23)
CELL = box(0, 0, 10, 10)
POSTCODE = WatchArea(
    parse_area_name("postcode:NW51TL:400"), "within 400 m of NW5 1TL", Area(CELL, 400), postcode="NW5 1TL"
)
WARD = WatchArea(parse_area_name("ward:E05013658"), "Highgate ward", Area(box(-999, -999, 999, 999), 0))
CIRCLE = WatchArea(
    parse_area_name("circle:51.5,-0.1:400"), "within 400 m of 51.5, -0.1", Area(Point(0, 0), 400)
)
CAMDEN = WatchArea(parse_area_name("authority:E09000007"), "Camden", authority="E09000007")


def application(**changes: object) -> Application:
    fields: dict[str, object] = {
        "feed": "camden",
        "feed_key": "1",
        "authority": "E09000007",
        "reference": "2026/0123/P",
        "description": "A shed",
        "status": Status.UNDETERMINED,
        "postcode": "NW5 1TL",
        "site": Site(Point(70, 70), SitePrecision.POINT),
    }
    return Application(**(fields | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("watch", "site", "words"),
    [
        (POSTCODE, Point(70, 5), "60 m east of NW5 1TL"),
        (POSTCODE, Point(5, 5), "in NW5 1TL"),
        (POSTCODE, None, "its address is in NW5 1TL"),
        (CIRCLE, Point(0, -200), "200 m south of the centre of your circle"),
        (WARD, Point(70, 5), ""),
        (CAMDEN, Point(70, 5), ""),
        (CAMDEN, None, ""),
    ],
)
def test_how_an_application_lies_to_an_area(watch: WatchArea, site: Point | None, words: str) -> None:
    placed = application(site=Site(site, SitePrecision.POINT) if site else None)
    assert where_words(watch, reach(watch, placed)) == words


def test_a_deadline_within_a_week_stands_out_and_an_estimate_never_does() -> None:
    assert item(1, application(consultation_end_date=date(2026, 11, 30)), TODAY).is_closing
    assert not item(1, application(consultation_end_date=date(2026, 12, 1)), TODAY).is_closing
    assert not item(1, application(consultation_end_date=date(2026, 11, 22)), TODAY).is_closing
    assert not item(1, application(valid_date=date(2026, 11, 5)), TODAY).is_closing


def test_a_line_has_its_words_chosen() -> None:
    line = item(3, application(received_date=date(2026, 11, 12), address=None), TODAY)
    assert (line.number, line.path, line.headline) == (3, "/applications/E09000007/2026/0123/P", "A shed")
    assert (line.stage, line.status_words) == (SiteStage.OPEN, "Waiting for a decision")
    assert (line.address, line.dates) == ("No address given", "Received Thursday 12 November 2026")


def test_the_stage_shown_is_open_decided_or_withdrawn() -> None:
    assert stage_of(application(status=Status.WITHDRAWN, decision_raw="Granted")) is SiteStage.WITHDRAWN
    assert stage_of(application(decision_raw="Granted")) is SiteStage.DECIDED
    assert stage_of(application(status=Status.RETURNED)) is SiteStage.DECIDED
    assert stage_of(application(status=None)) is SiteStage.OPEN


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("postcode:NW51TL:400", "/areas/postcode/NW51TL?radius=400"),
        ("postcode:NW51TL", "/areas/postcode/NW51TL"),
        ("ward:E05013658", "/areas/ward/E05013658"),
        ("circle:51.5,-0.14:400", "/areas/circle/51.5,-0.14/400"),
        ("shape:0123abcd", "/areas/shape/0123abcd"),
        ("application:E09000007:2026/0123/P", "/applications/E09000007/2026/0123/P"),
    ],
)
def test_every_area_has_an_address(name: str, path: str) -> None:
    assert area_path(parse_area_name(name)) == path
