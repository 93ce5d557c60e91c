"""Whatever a server sends, a kind of feed answers with a page or with PageUnreadable, and the counts add up."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.feeds import KINDS, london_datahub, socrata
from scheduler.feeds.kind import Feed, FeedKind
from scheduler.page import Page, PageUnreadable
from scheduler.request import Request
from tests.unit.scheduler.feeds.cases import TODAY, assert_counts_add_up, camden, london, payload, samples
from tests.unit.scheduler.feeds.fake_servers import hub_answer

PAGE_OF_CAMDEN = camden(columns={"last_uploaded": ""})

KINDS_AT_WORK = [
    pytest.param(socrata, PAGE_OF_CAMDEN, id="socrata"),
    pytest.param(london_datahub, london(), id="london-datahub"),
]


def parse(kind: FeedKind[Any], feed: Feed[Any], answer: bytes) -> Page:
    return kind.parse(feed, kind.first_request(feed, "", TODAY), answer, TODAY)


def reason_of(kind: FeedKind[Any], feed: Feed[Any], answer: bytes) -> str:
    """Why an answer is no page; "read" if it is one."""
    return reason_in_reply_to(kind.first_request(feed, "", TODAY), kind, feed, answer)


def reason_in_reply_to(request: Request, kind: FeedKind[Any], feed: Feed[Any], answer: bytes) -> str:
    """The same for an answer to a request in the midst of a poll."""
    try:
        assert_counts_add_up(kind.parse(feed, request, answer, TODAY))
    except PageUnreadable as refused:
        return refused.reason
    return "read"


def wrapped(kind: FeedKind[Any], records: list[Any]) -> bytes:
    """Records as the kind's server would send them."""
    return (
        json.dumps(records).encode()
        if kind is socrata
        else hub_answer([{"_source": each} for each in records])
    )


def record_with(kind: FeedKind[Any], name: str, written: str) -> bytes:
    """A page of one good record in which one field is written as given."""
    good = (
        '"pk":"1","application_number":"A/1"'
        if kind is socrata
        else '"id":"1","lpa_app_no":"A/1","lpa_name":"Camden"'
    )
    record = f'{{{good},"{name}":{written}}}'
    page = f"[{record}]" if kind is socrata else f'{{"hits":{{"hits":[{{"_source":{record}}}]}}}}'
    return page.encode("utf-8", "surrogatepass")


def test_the_kinds_go_by_the_names_of_the_settings() -> None:
    assert {name: kind.needs_authority for name, kind in KINDS.items()} == {
        "arcgis": True,
        "bops": True,
        "csv": True,
        "georss": True,
        "jsonfeed": True,
        "london-datahub": False,
        "planit": True,
        "planningalerts-xml": True,
        "socrata": True,
    }


@pytest.mark.fault("F-11")
@pytest.mark.fault("F-13")
@pytest.mark.parametrize(("kind", "feed"), KINDS_AT_WORK)
@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"{", "not-json"),
        (b"null x", "not-json"),
        (b"<!DOCTYPE html><title>Sign in</title>", "html"),
        (b"\n <html><body>502 Bad Gateway</body></html>", "html"),
        (b"[" * 100_000, "too-deep"),
        (b'{"a":' * 100_000, "too-deep"),
        (b"1" * 5_000, "not-json"),
        ('[{"a":"café"}]'.encode("utf-16"), "bad-encoding"),
        ('[{"a":"café"}]'.encode("cp1252"), "bad-encoding"),
        (b'{"code":"query.soql.no-such-column","error":true,"message":"No such column"}', "error-answer"),
        (b'{"error":"throttled"}', "error-answer"),
        (b"{}", "unexpected-shape"),
        (b"null", "unexpected-shape"),
        (b"NaN", "unexpected-shape"),
        (b'"text"', "unexpected-shape"),
    ],
)
def test_an_answer_that_is_no_page_is_refused_with_its_reason(
    kind: FeedKind[Any], feed: Feed[Any], answer: bytes, reason: str
) -> None:
    assert reason_of(kind, feed, answer) == reason


@pytest.mark.fault("F-11")
@pytest.mark.parametrize(("kind", "feed"), KINDS_AT_WORK)
def test_a_byte_order_mark_does_no_harm(kind: FeedKind[Any], feed: Feed[Any]) -> None:
    assert len(parse(kind, feed, b"\xef\xbb\xbf" + wrapped(kind, [])).problems) == 0


@pytest.mark.fault("F-11")
@pytest.mark.fault("G-02")
@pytest.mark.parametrize(("kind", "feed"), KINDS_AT_WORK)
@pytest.mark.parametrize(
    "written", [*["NaN", "Infinity", "-Infinity", "1e999", "1e308"], '"nan"', '"inf"', '"n/a"', '"1_0"']
)
def test_a_coordinate_that_is_no_number_leaves_the_record_without_a_place(
    kind: FeedKind[Any], feed: Feed[Any], written: str
) -> None:
    if kind is socrata:
        answer = record_with(kind, "longitude", f'{written},"latitude":51.5')
    else:
        answer = record_with(kind, "centroid", f'{{"lon":{written},"lat":51.5}}')
    (application,) = parse(kind, feed, answer).applications
    assert application.site is None
    assert len(application.notes) == 1


@pytest.mark.fault("F-11")
@pytest.mark.parametrize(("kind", "feed"), KINDS_AT_WORK)
@pytest.mark.parametrize(
    ("written", "description"),
    [
        (r'"caf\ud800e"', "cafe"),
        (r'"\ud83c\udfe0 house"', "🏠 house"),
        (r'"a\u0000b"', "ab"),
        (r'"\ufffe"', ""),
    ],
)
def test_half_characters_and_control_characters_are_dropped(
    kind: FeedKind[Any], feed: Feed[Any], written: str, description: str
) -> None:
    name = "development_description" if kind is socrata else "description"
    (application,) = parse(kind, feed, record_with(kind, name, written)).applications
    assert application.description == description


@pytest.mark.fault("F-11")
@pytest.mark.parametrize(("kind", "feed"), KINDS_AT_WORK)
def test_depth_costs_a_record_or_a_page_and_nothing_else(kind: FeedKind[Any], feed: Feed[Any]) -> None:
    for depth in (100, 800, *range(880, 1_000)):
        written = '{"type":' * depth + "1" + "}" * depth
        answers = [
            record_with(kind, name, written)
            for name in ("wgs84_polygon", "centroid", "id", "pk", "location", "x")
        ]
        assert {reason_of(kind, feed, answer) for answer in answers} <= {"read", "too-deep"}


@pytest.mark.fault("F-14")
@pytest.mark.parametrize(("kind", "feed"), KINDS_AT_WORK)
def test_a_page_cut_short_is_refused_wherever_it_is_cut(kind: FeedKind[Any], feed: Feed[Any]) -> None:
    whole = payload(
        *(("socrata", "camden_page") if kind is socrata else ("london_datahub", "dirty_page"))
    ).rstrip()
    cuts = [whole[: len(whole) * percent // 100] for percent in range(100)]
    assert {reason_of(kind, feed, cut) for cut in cuts} <= {"empty", "not-json", "bad-encoding"}


def records_at_hand() -> Iterator[tuple[FeedKind[Any], Feed[Any], dict[str, Any]]]:
    """Good records of every shape there is: our own, and authentic ones if they are at hand."""
    for row in json.loads(payload("socrata", "camden_page"))[:2]:
        yield socrata, PAGE_OF_CAMDEN, row
    hits = json.loads(payload("london_datahub", "dirty_page"))["hits"]["hits"][:2]
    yield from ((london_datahub, london(), hit["_source"]) for hit in hits)
    for path in samples("london-datahub"):
        kept = json.loads(path.read_text(encoding="utf-8"))
        sources = [hit["_source"] for hit in kept["hits"]["hits"][:2]] if "hits" in kept else [kept]
        yield from ((london_datahub, london(), source) for source in sources)


DRIFTS: list[Callable[[dict[str, Any], str], dict[str, Any]]] = [
    lambda record, name: {key: value for key, value in record.items() if key != name},
    lambda record, name: {(f"{name}_2" if key == name else key): value for key, value in record.items()},
    lambda record, name: {**record, name: None},
    lambda record, name: {**record, name: [record[name]]},
    lambda record, name: {**record, name: {"value": record[name]}},
    lambda record, name: {**record, name: 7},
    lambda record, name: {**record, name: -1.5e300},
    lambda record, name: {**record, name: True},
    lambda record, name: {**record, name: "something new"},
    lambda record, name: {key: record[key] for key in reversed(record)},
]


@pytest.mark.fault("F-17")
def test_any_field_may_drift_in_any_way_and_the_counts_stay_exact() -> None:
    for kind, feed, record in records_at_hand():
        other = {**record, "pk": "999999", "id": "Camden-other"}
        for name in record:
            drifted = [drift(record, name) for drift in DRIFTS]
            page = parse(kind, feed, wrapped(kind, [*drifted, other]))
            assert_counts_add_up(page)
            assert page.fetched == len(DRIFTS) + 1
            assert page.applications[-1].feed_key in ("999999", "Camden-other")


@pytest.mark.fault("F-17")
def test_columns_may_come_in_any_order() -> None:
    for kind, feed, record in records_at_hand():
        turned = {name: record[name] for name in reversed(record)}
        as_it_was, as_it_is = (
            parse(kind, feed, wrapped(kind, [each])).applications for each in (record, turned)
        )
        assert as_it_was == as_it_is


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=20)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=8,
)
NAMES_READ = """
    id pk lpa_app_no application_number lpa_name description development_description centroid centroid_easting
    centroid_northing wgs84_polygon polygon longitude latitude location full_application url_planning_app valid_date
    registered_date uprn site_name street_name site_number postcode status system_status decision last_updated x
"""
FIELD_NAMES = st.sampled_from(NAMES_READ.split())
LIKELY_TEXTS = st.sampled_from(
    [
        "Camden",
        "Westminster",
        "2026/1/P",
        "1",
        "2",
        "0",
        "test",
        "09/06/2026",
        "2026-06-09T00:00:00.000",
        "51.5",
    ]
)
LIKELY_VALUES = LIKELY_TEXTS | st.sampled_from(
    [1, 0, "", 51.5, -0.1, {"lat": 51.5, "lon": -0.1}, {"type": "Polygon", "coordinates": [[[1, 2], [3]]]}]
)
RECORDS = st.dictionaries(FIELD_NAMES, JSON_VALUES | LIKELY_VALUES, max_size=12)


@given(answer=st.binary(max_size=200) | JSON_VALUES.map(lambda value: json.dumps(value).encode()))
def test_no_bytes_raise_anything_but_page_unreadable(answer: bytes) -> None:
    for kind, feed in ((socrata, PAGE_OF_CAMDEN), (socrata, camden()), (london_datahub, london())):
        reason_of(kind, feed, answer)


@settings(max_examples=200)
@given(records=st.lists(RECORDS | JSON_VALUES, max_size=6))
def test_every_record_is_an_application_a_problem_or_a_repeat(records: list[Any]) -> None:
    for kind, feed in ((socrata, PAGE_OF_CAMDEN), (london_datahub, london())):
        page = parse(kind, feed, wrapped(kind, records))
        assert_counts_add_up(page)
        assert page.fetched == len(records)
        told = {reading.outcome.feed_key for reading in kind.readings(feed, wrapped(kind, records), TODAY)
                if hasattr(reading.outcome, "feed_key")}  # fmt: skip
        assert {application.feed_key for application in page.applications} == told


@given(
    records=st.lists(RECORDS | JSON_VALUES, max_size=4),
    sort=JSON_VALUES,
    step=st.sampled_from(["", "watermark", "page", "closing watermark", "?"]),
    cursor=st.text(max_size=40) | JSON_VALUES.map(json.dumps),
)
def test_no_page_in_the_midst_of_a_poll_raises_anything_but_page_unreadable(
    records: list[Any], sort: Any, step: str, cursor: str
) -> None:
    request = Request("https://x.example", step=step, cursor=cursor)
    hits = hub_answer([{"_source": record, "sort": sort} for record in records])
    rows = json.dumps(records).encode()
    for kind, feed, answer in (
        (socrata, camden(page_size=2), rows),
        (socrata, camden(page_size=2, key_is_number=False), rows),
        (london_datahub, london(page_size=2), hits),
    ):
        reasons = {"read", "missing-key", "missing-sort", "unsorted", "unexpected-shape", "error-answer"}
        assert reason_in_reply_to(request, kind, feed, answer) in reasons


@given(keys=st.lists(st.integers(0, 20), min_size=1, max_size=5).map(sorted), after=st.integers(0, 20))
def test_a_page_leads_on_or_is_refused_and_never_leads_back(keys: list[int], after: int) -> None:
    paging = f'{{"started":"2026-06-10","changed_from":"2026-06-01","after":"{after}"}}'
    request = Request("https://x.example", step="page", cursor=f'{{"paging":{paging}}}')
    rows = json.dumps([{"pk": str(key), "application_number": f"A/{key}"} for key in keys]).encode()
    feed = camden(page_size=3)
    assert (reason_in_reply_to(request, socrata, feed, rows) == "page-loop") == (min(keys) <= after)
    if len(keys) == 3 and min(keys) > after:
        following = socrata.parse(feed, request, rows, TODAY).next
        assert following is not None
        assert int(dict(following.params)["$where"].rpartition("pk > ")[2]) >= min(keys)
