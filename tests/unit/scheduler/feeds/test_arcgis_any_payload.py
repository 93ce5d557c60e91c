"""Whatever an ArcGIS server sends, it becomes a page or PageUnreadable, and the counts add up."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.domain.application import Application
from scheduler.feeds import arcgis
from scheduler.page import PageUnreadable
from scheduler.request import Request
from tests.unit.scheduler.feeds.arcgis_cases import (
    a_good_esri,
    counted,
    download,
    feature,
    own_columns,
    page_request,
    parse,
    reason_of,
    uniform,
    wrapped,
)
from tests.unit.scheduler.feeds.cases import TODAY, assert_counts_add_up
from tests.unit.scheduler.feeds.test_any_payload import ANY_TEXT, JSON_VALUES

REASONS = {
    "read", "page-loop", "not-whole", "unexpected-shape", "error-answer", "missing-column", "empty", "not-json",
    "bad-encoding", "html", "too-deep",
}  # fmt: skip


@pytest.mark.fault("F-11")
def test_a_name_that_stands_twice_costs_its_record() -> None:
    good = json.dumps(feature(1))
    twice = good.replace('"KEYVAL"', '"KEYVAL": "K0", "KEYVAL"')
    outside = good.replace('"geometry"', '"geometry": null, "geometry"')
    answer = f'{{"features":[{twice},{outside},{json.dumps(feature(2))}]}}'.encode()
    page = parse(uniform(), answer, total=3)
    assert [problem.reason for problem in page.problems] == ["repeated-field", "repeated-field"]
    assert [application.feed_key for application in page.applications] == ["K2"]


@pytest.mark.fault("F-11")
def test_depth_costs_a_record_or_a_page_and_nothing_else() -> None:
    request = page_request(uniform(), total=1)
    for depth in (5, 100, 800, *range(880, 1_000, 4)):
        for opened, closed in (('{"type":', "}"), ("[", "]")):
            deep = opened * depth + "1" + closed * depth
            for name in ("KEYVAL", "PROPOSAL", "geometry", "coordinates", "rings", "features"):
                good = json.dumps(feature(1, KEYVAL="HERE")).replace('"HERE"', f'"K1","{name}":{deep}')
                around = json.dumps({**feature(1), name: "HERE"}).replace('"HERE"', deep)
                shape = json.dumps({**feature(1), "geometry": {"type": "Polygon", name: "HERE"}})
                for record in (good, around, shape.replace('"HERE"', deep)):
                    answer = (
                        f'{{"crs":{{"properties":{{"name":"EPSG:3857"}}}},"features":[{record}]}}'.encode()
                    )
                    assert reason_of(uniform(), answer, request) in {"read", "too-deep"}


@pytest.mark.fault("F-11")
@pytest.mark.fault("G-02")
@pytest.mark.parametrize(
    "written", ["NaN", "Infinity", "1e999", "1e308", '"nan"', '"n/a"', '"1_0"', "true", "[1]"]
)
@pytest.mark.parametrize("reference", ["EPSG:4326", "EPSG:3857"])
def test_a_coordinate_that_is_no_number_leaves_the_record_without_a_place(
    written: str, reference: str
) -> None:
    record = json.dumps(feature(1)).replace("-0.140445", written)
    answer = f'{{"crs":{{"properties":{{"name":"{reference}"}}}},"features":[{record}]}}'.encode()
    (application,) = parse(uniform(), answer).applications
    assert application.site is None
    assert len(application.notes) == 1


NAMES = """
    KEYVAL REFVAL PROPOSAL DCSTAT DECSN DCAPPTYP DATEAPRECV DATEAPVAL LONGITUDE LATITUDE X Y OBJECTID CaseNo Works
    Where_ Stage Result Kind Received Ends FID type coordinates geometries x y rings spatialReference wkid wkt
"""
LIKELY = st.sampled_from(
    [
        "26/1/F",
        "1",
        "PER",
        "test",
        "2026/06/09 00:00:00+00",
        "-.98",
        53.9,
        -1.0,
        458957,
        0,
        1780272000000,
        10**400,
    ]
) | st.sampled_from(
    [
        "Point",
        "Polygon",
        [[[1, 2], [3]]],
        [[[1, 2], [3, 4], [5, 6]]],
        {"wkid": 102100},
        {"wkid": 27700},
        "",
        None,
    ]
)
COLUMNS = st.dictionaries(st.sampled_from(NAMES.split()), LIKELY | JSON_VALUES, max_size=8)
POSITIONS = st.lists(st.floats() | st.integers(), max_size=3)
GEOMETRIES = (
    COLUMNS
    | JSON_VALUES
    | st.fixed_dictionaries({"rings": st.lists(st.lists(POSITIONS, max_size=5), max_size=3)})
    | st.fixed_dictionaries(
        {"type": st.just("Polygon"), "coordinates": st.lists(st.lists(POSITIONS), max_size=2)}
    )
)
FEATURES = st.fixed_dictionaries(
    {}, optional={"properties": COLUMNS, "attributes": COLUMNS | JSON_VALUES, "geometry": GEOMETRIES}
)
AROUND = st.fixed_dictionaries(
    {},
    optional={
        "exceededTransferLimit": JSON_VALUES,
        "properties": st.just({"exceededTransferLimit": True}) | JSON_VALUES,
        "crs": st.sampled_from(["EPSG:3857", "x", 7]).map(lambda name: {"properties": {"name": name}})
        | JSON_VALUES,
        "spatialReference": st.sampled_from([{"wkid": 102100}, {"wkid": [1]}]) | JSON_VALUES,
    },
)


@given(answer=st.binary(max_size=200) | JSON_VALUES.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_raise_anything_but_page_unreadable(answer: bytes) -> None:
    for feed in (uniform(), own_columns()):
        for request in (arcgis.first_request(feed, "", TODAY), page_request(feed, total=3)):
            assert reason_of(feed, answer, request) in REASONS
    reason_of(download(), answer)
    for feed in (uniform(), download()):
        with suppress(PageUnreadable):
            arcgis.readings(feed, answer, TODAY)


@settings(max_examples=100)
@given(features=st.lists(FEATURES | JSON_VALUES, max_size=5), around=AROUND)
def test_every_record_is_an_application_a_problem_or_a_repeat(
    features: list[Any], around: dict[str, Any]
) -> None:
    for feed, good in ((uniform(), feature(999)), (own_columns(), a_good_esri())):
        records = [*features, good]
        answer = wrapped(records, **around)
        if around.get("error"):
            continue
        page = parse(feed, answer, total=len(records))
        assert_counts_add_up(page)
        assert page.fetched == len(records)
        outcomes = [reading.outcome for reading in arcgis.readings(feed, answer, TODAY)]
        told = [each for each in outcomes if isinstance(each, Application)]
        assert {application.feed_key for application in page.applications} == {each.feed_key for each in told}
        assert len(page.problems) == len(outcomes) - len(told)


CURSORS = st.fixed_dictionaries(
    {"total": st.integers(0, 6)}, optional={"offset": st.integers(0, 8), "mark": st.just("x")}
).map(json.dumps)


@settings(max_examples=100)
@given(
    features=st.lists(FEATURES | st.integers(1, 9).map(feature), max_size=4),
    around=AROUND,
    cursor=CURSORS | ANY_TEXT | JSON_VALUES.map(json.dumps),
    step=st.sampled_from(["count", "page", "?"]),
)
def test_no_page_in_the_midst_of_a_poll_raises_anything_but_page_unreadable(
    features: list[Any], around: dict[str, Any], cursor: str, step: str
) -> None:
    request = Request("https://x.example", step=step, cursor=cursor)
    for answer in (wrapped(features, **around), counted(len(features))):
        assert reason_of(uniform(), answer, request) in REASONS


@settings(max_examples=100)
@given(
    total=st.integers(1, 40),
    sizes=st.lists(st.integers(0, 4), min_size=100, max_size=100),
    flag=st.booleans(),
)
def test_every_poll_comes_to_an_end(total: int, sizes: list[int], flag: bool) -> None:
    """Whatever pages come and whatever they claim, no poll asks much further than was counted."""
    request = page_request(uniform(), total=total)
    number = asked = 0
    for size in sizes:
        records = [feature(number + each) for each in range(size)]
        number, asked = number + size, asked + 1
        answer = wrapped(records, exceededTransferLimit=flag)
        try:
            following = arcgis.parse(uniform(), request, answer, TODAY).next
        except PageUnreadable:
            break
        if following is None:
            break
        request = following
    assert asked <= total + total // 10 + 11
