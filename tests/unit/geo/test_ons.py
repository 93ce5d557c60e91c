"""Requests to the ONS service and its pages, against a fetch that keeps its habits."""

import json
import re

import pytest

from geo.boundaries import BoundaryKind
from geo.errors import BoundariesUnreadable
from geo.ons import collect, count_request, first_request, next_request, read_count, read_page
from geo.ons_layers import LAYERS, newest_layer

SERVICE = "https://ons.example/rest/services"
CAMDEN, ISLINGTON = "E09000007", "E09000019"


def _feature(number, authority=CAMDEN):
    west = -0.2 + 0.001 * number
    ring = [[west, 51.5], [west + 0.001, 51.5], [west + 0.001, 51.501], [west, 51.5]]
    properties = {"WD25CD": f"E050{number:05}", "WD25NM": f"Ward {number}", "LAD25CD": authority}
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


class FakeService:
    """Answers as the service does: pages of at most `cap`, the flag in the place chosen, counts apart."""

    def __init__(self, features, cap=2_000, flag="properties", count=None):
        self.features, self.cap, self.flag, self.count = features, cap, flag, count
        self.requests = []

    def fetch(self, url, params):
        self.requests.append((url, dict(params)))
        codes = re.findall("'(.*?)'", params["where"])
        found = [f for f in self.features if not codes or f["properties"]["LAD25CD"] in codes]
        if params.get("returnCountOnly") == "true":
            return json.dumps({"count": len(found) if self.count is None else self.count}).encode()
        offset = int(params["resultOffset"])
        page = found[offset : offset + min(self.cap, int(params["resultRecordCount"]))]
        answer = {"type": "FeatureCollection", "features": page}
        if offset + len(page) < len(found):
            more = {"exceededTransferLimit": True}
            answer |= more if self.flag == "top" else {"properties": more}
        return json.dumps(answer).encode()


def test_the_first_request_asks_for_the_wards_of_the_authorities():
    request = first_request(BoundaryKind.WARD, [CAMDEN, ISLINGTON], base_url=SERVICE + "/")
    assert request.url == "https://ons.example/rest/services/WD_DEC_2025_UK_BGC/FeatureServer/0/query"
    assert request.params == {
        "where": "LAD25CD IN ('E09000007','E09000019')",
        "outFields": "WD25CD,WD25NM,LAD25CD",
        "returnGeometry": "true",
        "outSR": "4326",
        "geometryPrecision": "6",
        "orderByFields": "WD25CD",
        "resultOffset": "0",
        "resultRecordCount": "200",
        "f": "geojson",
    }


def test_without_authorities_all_are_asked_for():
    request = first_request(BoundaryKind.AUTHORITY, [])
    assert request.url.endswith("/Local_Authority_Districts_May_2026_Boundaries_UK_BGC/FeatureServer/0/query")
    assert request.params["where"] == "1=1"
    assert request.params["outFields"] == "LAD26CD,LAD26NM"


def test_the_count_is_asked_for_the_same_authorities():
    request = count_request(first_request(BoundaryKind.WARD, [CAMDEN]))
    assert request.params == {"where": "LAD25CD IN ('E09000007')", "returnCountOnly": "true", "f": "json"}


def test_the_next_request_differs_in_its_offset_alone():
    first = first_request(BoundaryKind.WARD, [CAMDEN])
    assert next_request(first, 17).params == {**first.params, "resultOffset": "17"}


@pytest.mark.parametrize(
    "code", ["E09000007' OR '1'='1", "Camden", "", "e09000007", "W0600001", "E09000007\n"]
)
def test_what_is_no_gss_code_never_enters_a_request(code):
    with pytest.raises(BoundariesUnreadable, match="not a GSS code"):
        first_request(BoundaryKind.WARD, [CAMDEN, code])


@pytest.mark.parametrize("flag", ["top", "properties"])
@pytest.mark.parametrize("cap", [1, 2, 3, 7])
def test_short_pages_are_followed_to_the_end_wherever_the_flag_stands(flag, cap):
    service = FakeService([_feature(number) for number in range(7)], cap, flag)
    wards = collect(service.fetch, BoundaryKind.WARD, [CAMDEN], base_url=SERVICE)
    assert [ward.code for ward in wards] == [f"E0500000{number}" for number in range(7)]
    assert {(ward.parent, ward.vintage) for ward in wards} == {(CAMDEN, 2025)}


def test_pages_begin_where_the_last_one_ended_and_not_at_a_multiple():
    service = FakeService([_feature(number) for number in range(7)], 3)
    collect(service.fetch, BoundaryKind.WARD, [CAMDEN], base_url=SERVICE)
    assert [params.get("resultOffset") for _, params in service.requests] == [None, "0", "3", "6"]


def test_a_last_page_that_still_promises_more_is_the_last():
    service = FakeService([_feature(number) for number in range(4)], cap=2, count=2)
    assert len(collect(service.fetch, BoundaryKind.WARD, [CAMDEN], base_url=SERVICE)) == 2


def test_only_the_authorities_asked_for_come():
    service = FakeService([_feature(1), _feature(2, ISLINGTON)])
    wards = collect(service.fetch, BoundaryKind.WARD, [ISLINGTON], base_url=SERVICE)
    assert [ward.code for ward in wards] == ["E05000002"]


def test_no_request_names_more_than_seventy_authorities():
    codes = [f"E0900{number:04}" for number in range(150)]
    service = FakeService([_feature(number, code) for number, code in enumerate(codes)])
    wards = collect(service.fetch, BoundaryKind.WARD, codes, base_url=SERVICE)
    assert len(wards) == 150
    assert [params["where"].count("'") // 2 for _, params in service.requests] == [70, 70, 70, 70, 10, 10]


@pytest.mark.parametrize(("count", "words"), [(9, "gave 7 .* has 9"), (3, "gave 7 .* has 3")])
def test_a_total_that_differs_from_what_came_is_an_error(count, words):
    service = FakeService([_feature(number) for number in range(7)], count=count)
    with pytest.raises(BoundariesUnreadable, match=words):
        collect(service.fetch, BoundaryKind.WARD, [CAMDEN], base_url=SERVICE)


def test_an_authority_that_the_service_has_nothing_of_is_named():
    service = FakeService([_feature(1)])
    with pytest.raises(BoundariesUnreadable, match=r"no ward boundary of E26000006.*National parks"):
        collect(service.fetch, BoundaryKind.WARD, [CAMDEN, "E26000006"], base_url=SERVICE)


def test_a_page_without_the_flag_is_the_last():
    assert read_page(b'{"type": "FeatureCollection", "features": [{}, {}]}', 10).next_offset is None


@pytest.mark.parametrize(
    "answer",
    [
        {"features": [{}, {}], "exceededTransferLimit": True},
        {"features": [{}, {}], "properties": {"exceededTransferLimit": True}},
    ],
)
def test_a_flagged_page_is_followed_by_one_that_begins_after_it(answer):
    assert read_page(json.dumps(answer).encode(), 10).next_offset == 12


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        (b'{"error": {"code": 400, "message": "Invalid query parameters"}}', "Invalid query parameters"),
        (b'{"error": "busy"}', "busy"),
        (b"<html>Service unavailable</html>", "JSON"),
        (b"[]", "something else"),
        (b"{}", "without boundaries"),
        (b'{"features": [], "exceededTransferLimit": true}', "promised more"),
    ],
)
def test_an_error_dressed_as_success_is_an_error(payload, words):
    with pytest.raises(BoundariesUnreadable, match=words):
        read_page(payload)


def test_an_answer_without_a_count_is_an_error():
    with pytest.raises(BoundariesUnreadable, match="how many"):
        read_count(b'{"features": []}')


def test_every_layer_names_fields_of_its_own_year():
    for layer in LAYERS:
        year = f"{layer.vintage % 100}"
        assert {layer.code_field[-4:-2], layer.name_field[-4:-2], layer.authority_field[-4:-2]} == {year}
        assert str(layer.vintage) in layer.service


def test_the_newest_layer_is_taken():
    assert newest_layer(BoundaryKind.AUTHORITY).vintage == 2026
