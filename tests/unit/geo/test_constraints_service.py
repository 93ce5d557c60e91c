"""Requests to planning.data.gov.uk and its pages, against a fetch that keeps its habits."""

import json
from datetime import date

import pytest
import shapely

from geo.constraints import ConstraintKind, ConstraintsUnreadable
from geo.constraints_service import box_wkt, collect, read_page, request_for

SERVICE = "https://data.example"
TODAY = date(2026, 6, 10)
CONSERVATION = ConstraintKind.CONSERVATION_AREA


def _entity(number):
    west = round(-0.5 + 0.0001 * number, 5)
    east = round(west + 0.0001, 5)
    return {
        "entity": 44_000_000 + number,
        "name": f"Area {number}",
        "dataset": "conservation-area",
        "geometry": f"POLYGON (({west} 51.5, {east} 51.5, {east} 51.501, {west} 51.5))",
    }


class FakeService:
    """Answers as the service does: pages by limit and offset, the total, and links that we do not follow."""

    def __init__(self, number, *, has_count=True, count=None, at=None):
        self.entities = [_entity(n) for n in range(1, number + 1)]
        self.has_count, self.count, self.at = has_count, count, at or (lambda offset: offset)
        self.requests = []

    def fetch(self, url, params):
        self.requests.append((url, dict(params)))
        offset, limit = self.at(int(params["offset"])), int(params["limit"])
        assert 1 <= limit <= 500
        page = self.entities[offset : offset + limit]
        has_next = offset + limit < len(self.entities)
        answer = {"entities": page, "links": {"next": "http://inner.example/"} if has_next else {}}
        if self.has_count:
            answer["count"] = len(self.entities) if self.count is None else self.count
        return json.dumps(answer).encode()


def _collect(service, **more):
    return collect(service.fetch, CONSERVATION, TODAY, base_url=SERVICE, **more)


def test_a_request_asks_for_the_areas_of_a_dataset_that_meet_the_box_of_a_place():
    camden = shapely.box(524_000, 181_000, 531_000, 188_000)
    request = request_for(CONSERVATION, camden, 200, SERVICE + "/")
    assert request.url == "https://data.example/entity.json"
    assert {name: request.params[name] for name in ("dataset", "limit", "offset", "geometry_relation")} == {
        "dataset": "conservation-area",
        "limit": "100",
        "offset": "200",
        "geometry_relation": "intersects",
    }


def test_a_box_is_written_in_degrees_longitude_first_and_a_little_wider():
    west, south, east, north = shapely.from_wkt(
        box_wkt(shapely.box(524_000, 181_000, 531_000, 188_000))
    ).bounds
    # Its corners lie from -0.2144, 51.5127 to -0.1110, 51.5772; a thousandth of a degree is put to each.
    assert (west, south, east, north) == pytest.approx((-0.2154, 51.5117, -0.1100, 51.5782), abs=0.0001)


def test_without_a_place_all_of_a_dataset_is_asked_for():
    assert request_for(CONSERVATION, None).params == {
        "dataset": "conservation-area",
        "limit": "100",
        "offset": "0",
    }


@pytest.mark.parametrize("has_count", [True, False])
@pytest.mark.parametrize(("number", "pages"), [(0, 1), (1, 1), (99, 1), (100, 1), (101, 2), (250, 3)])
def test_pages_are_followed_to_the_end_and_no_further(number, pages, has_count):
    service = FakeService(number, has_count=has_count)
    reading = _collect(service)
    assert [area.entity for area in reading.areas] == [44_000_000 + n for n in range(1, number + 1)]
    assert [params["offset"] for _, params in service.requests] == ["0", "100", "200"][:pages]
    assert {url for url, _ in service.requests} == {"https://data.example/entity.json"}


def test_progress_is_told_page_by_page():
    told = []
    _collect(FakeService(250), progress=lambda done, total: told.append((done, total)))
    assert told == [(100, 250), (200, 250), (250, 250)]


def test_a_service_that_gives_one_page_for_ever_is_left():
    service = FakeService(150, count=100_000, at=lambda _: 0)
    with pytest.raises(ConstraintsUnreadable, match="same page twice"):
        _collect(service)
    assert len(service.requests) == 2


@pytest.mark.parametrize(("number", "count"), [(150, 151), (150, 120), (0, 3)])
def test_a_total_that_differs_from_what_came_is_an_error(number, count):
    with pytest.raises(ConstraintsUnreadable, match=f"gave {number} areas and says that it has {count}"):
        _collect(FakeService(number, count=count))


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (b"<html>Service unavailable</html>", "did not answer in JSON"),
        (b"[]", "without entities"),
        (b'{"detail": [{"msg": "Requested datasets do not exist"}]}', "without entities"),
        (b'{"entities": "none"}', "without entities"),
    ],
)
def test_an_answer_of_something_else_is_an_error(payload, words):
    with pytest.raises(ConstraintsUnreadable, match=words):
        read_page(payload)


def test_a_page_of_features_is_read_too():
    features = [{"type": "Feature", "properties": {"entity": 1}, "geometry": None}]
    page = read_page(json.dumps({"features": features, "links": {"next": "x"}}).encode())
    assert page == ([{"entity": 1, "geometry": None}], True, None)


def test_one_bad_record_costs_the_others_nothing():
    service = FakeService(3)
    service.entities[1]["geometry"] = "POLYGON EMPTY"
    reading = _collect(service)
    assert [area.entity for area in reading.areas] == [44_000_001, 44_000_003]
    assert reading.problems == ("Entity 44000002 (Area 2) has no outline.",)
