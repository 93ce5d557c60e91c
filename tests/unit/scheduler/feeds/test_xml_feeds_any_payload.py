"""Whatever a server sends in XML or JSON Feed: a page or PageUnreadable, and the counts add up."""

import json
from collections.abc import Callable
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.feeds import georss, jsonfeed, planningalerts_xml
from scheduler.feeds.kind import Feed, FeedKind
from scheduler.feeds.reading.xml import read_xml
from scheduler.page import Page, PageUnreadable
from scheduler.request import Request
from tests.unit.scheduler.feeds import planningalerts_xml_cases as council
from tests.unit.scheduler.feeds.cases import TODAY, assert_counts_add_up, payload, samples
from tests.unit.scheduler.feeds.syndicated_cases import (
    GOOD_ITEM,
    GOOD_JSON,
    REGISTER,
    item,
    json_feed,
    rss,
    wrapped_json,
    wrapped_rss,
)

AT_WORK: list[tuple[FeedKind[Any], Feed[Any]]] = [
    (planningalerts_xml, council.somewhere()),
    (planningalerts_xml, council.by_day()),
    (georss, rss()),
    (georss, rss(reference_from=REGISTER)),
    (jsonfeed, json_feed()),
]


def parse(kind: FeedKind[Any], feed: Feed[Any], answer: bytes) -> Page:
    return kind.parse(feed, kind.first_request(feed, "", TODAY), answer, TODAY)


def reason_of(kind: FeedKind[Any], feed: Feed[Any], answer: bytes) -> str:
    try:
        assert_counts_add_up(parse(kind, feed, answer))
    except PageUnreadable as refused:
        return refused.reason
    return "read"


@pytest.mark.fault("F-14")
@pytest.mark.parametrize(
    ("kind", "feed", "folder", "name", "suffix"),
    [
        (planningalerts_xml, council.somewhere(), "planningalerts_xml", "dirty_file", "xml"),
        (georss, rss(), "georss", "rss_page", "xml"),
        (georss, rss(), "georss", "atom_page", "xml"),
        (jsonfeed, json_feed(), "jsonfeed", "feed", "json"),
    ],
)
def test_a_file_cut_short_is_refused_wherever_it_is_cut(
    kind: FeedKind[Any], feed: Feed[Any], folder: str, name: str, suffix: str
) -> None:
    whole = payload(folder, name, suffix).rstrip()
    cuts = [whole[: len(whole) * percent // 100] for percent in range(100)]
    cuts += [whole[:-length] for length in range(1, 20)]
    assert {reason_of(kind, feed, cut) for cut in cuts} <= {"empty", "truncated", "not-json", "bad-encoding"}


@pytest.mark.fault("F-14")
def test_an_authentic_file_cut_short_is_refused_wherever_it_is_cut() -> None:
    for path in samples("planningalerts-xml", "xml"):
        whole = path.read_bytes().rstrip()
        cuts = [whole[: len(whole) * percent // 100] for percent in range(100)]
        reasons = {reason_of(planningalerts_xml, council.somewhere(), cut) for cut in cuts}
        assert reasons <= {"empty", "truncated"}


XML_DRIFTS: list[Callable[[dict[str, str], str], dict[str, str]]] = [
    lambda fields, name: {key: text for key, text in fields.items() if key != name},
    lambda fields, name: {(f"{name}_2" if key == name else key): text for key, text in fields.items()},
    lambda fields, name: {**fields, name: ""},
    lambda fields, name: {**fields, name: f"<value>{escape(fields[name])}</value>"},
    lambda fields, name: {**fields, name: "<value>1</value><value>2</value>"},
    lambda fields, name: {**fields, name: "<a><a>x</a></a>"},
    lambda fields, name: {**fields, name: "7"},
    lambda fields, name: {**fields, name: "-1.5e300"},
    lambda fields, name: {**fields, name: "something new"},
    lambda fields, name: {**fields, name: "x" * 5_000},
    lambda fields, name: {key: fields[key] for key in reversed(fields)},
]
JSON_DRIFTS: list[Callable[[dict[str, Any], str], dict[str, Any]]] = [
    lambda fields, name: {key: value for key, value in fields.items() if key != name},
    lambda fields, name: {(f"{name}_2" if key == name else key): value for key, value in fields.items()},
    *(
        lambda fields, name, value=value: {**fields, name: value}
        for value in (None, 7, -1.5e300, True, "something new", [1], {"value": 1}, {"type": "Polygon"}, "x" * 5_000)
    ),
    lambda fields, name: {**fields, name: [fields[name]]},
    lambda fields, name: {**fields, name: {"value": fields[name], "geometry": {"geometry": {}}}},
]  # fmt: skip


def authentic_applications() -> list[dict[str, str]]:
    """Every application of the authentic files, if they are at hand."""
    roots = [read_xml(path.read_bytes()) for path in samples("planningalerts-xml", "xml")]
    listed = [child for root in roots for child in root.children if child.name == "applications"]
    return [{part.name: part.text for part in each.children} for found in listed for each in found.children]


@pytest.mark.fault("F-17")
def test_any_element_of_an_application_may_drift_and_the_counts_stay_exact() -> None:
    other = council.application({**council.GOOD, "council_reference": "26/other"})
    for fields in [council.GOOD, *authentic_applications()]:
        for name in fields:
            drifted = [council.application(drift(fields, name)) for drift in XML_DRIFTS]
            page = parse(planningalerts_xml, council.somewhere(), council.wrapped([*drifted, other]))
            assert_counts_add_up(page)
            assert page.fetched == len(XML_DRIFTS) + 1
            assert page.applications[-1].feed_key == "26/other"


@pytest.mark.fault("F-17")
@pytest.mark.parametrize("feed", [rss(), rss(reference_from="guid"), rss(reference_from="georss:point")])
def test_any_element_of_an_entry_may_drift_and_the_counts_stay_exact(feed: Feed[Any]) -> None:
    for name in GOOD_ITEM:
        drifted = [item(drift(GOOD_ITEM, name)) for drift in XML_DRIFTS]
        page = parse(georss, feed, wrapped_rss([*drifted, item({**GOOD_ITEM, "guid": "other"})]))
        assert_counts_add_up(page)
        assert page.fetched == len(XML_DRIFTS) + 1
        assert page.applications[-1].feed_key == "other"


@pytest.mark.fault("F-17")
def test_any_key_of_an_item_may_drift_and_the_counts_stay_exact() -> None:
    for name in GOOD_JSON:
        drifted = [drift(GOOD_JSON, name) for drift in JSON_DRIFTS]
        page = parse(jsonfeed, json_feed(), wrapped_json([*drifted, {**GOOD_JSON, "id": "other"}]))
        assert_counts_add_up(page)
        assert page.fetched == len(JSON_DRIFTS) + 1
        assert page.applications[-1].feed_key == "other"


@pytest.mark.fault("F-11")
def test_depth_costs_an_item_or_a_page_and_nothing_else() -> None:
    for depth in (100, 800, *range(880, 1_000)):
        written = '{"geometry":' * depth + "1" + "}" * depth
        for name in ("geometry", "_geo", "id", "title"):
            answer = (
                f'{{"version":"https://jsonfeed.org/version/1","items":[{{"id":"1","{name}":{written}}}]}}'
            )
            assert reason_of(jsonfeed, json_feed(), answer.encode()) in ("read", "too-deep")


ANY_TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)
LIKELY = st.sampled_from(
    ["26/00001/FUL: x", "51.5 -0.1", "0 0", "51.5", "2026-06-01", "1 Jun 2026", "https://a.example", "", "<p>x", "&lt;"]
)  # fmt: skip
NAMES_READ = """
    planning applications application council_reference description info_url comment_url date_received lat lng
    rss channel item feed entry guid id title link pubDate author georss:point georss:polygon georss:where gml:Point
    gml:pos gml:Polygon gml:posList geo:lat geo:long geo:Point x
"""
NAMES = st.sampled_from(NAMES_READ.split())
SPACES = (
    'xmlns:georss="http://www.georss.org/georss" xmlns:gml="http://www.opengis.net/gml" '
    'xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#"'
)


def _element(parts: tuple[str, list[str]]) -> str:
    return f"<{parts[0]}>{''.join(parts[1])}</{parts[0]}>"


XML = st.recursive(
    (ANY_TEXT | LIKELY).map(escape),
    lambda inner: st.tuples(NAMES, st.lists(inner, max_size=4)).map(_element),
    max_leaves=12,
)
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT | LIKELY,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=8,
)
KEYS_READ = """
    id url external_url title summary content_text content_html date_published geometry _geo _georss x
"""
JSON_NAMES = st.sampled_from(KEYS_READ.split())


@settings(max_examples=100)
@given(
    answer=st.binary(max_size=200)
    | XML.map(str.encode)
    | JSON_VALUES.map(lambda value: json.dumps(value).encode())
)
def test_no_bytes_raise_anything_but_page_unreadable(answer: bytes) -> None:
    for kind, feed in AT_WORK:
        reason_of(kind, feed, answer)


@settings(max_examples=100)
@given(records=st.lists(XML, max_size=6))
def test_every_element_of_a_list_is_counted_whatever_it_holds(records: list[str]) -> None:
    for root, entry, end in (
        ("planning", "application", "applications"),
        ("rss version='2.0'", "item", "channel"),
        ("feed xmlns='http://www.w3.org/2005/Atom'", "entry", ""),
    ):
        inner = "".join(f"<{entry}>{record}</{entry}>" for record in records)
        within = f"<{end}>{inner}</{end}>" if end else inner
        answer = f"<{root} {SPACES}>{within}</{root.split()[0]}>".encode()
        kind, feed = (planningalerts_xml, council.somewhere()) if root == "planning" else (georss, rss())
        page = parse(kind, feed, answer)
        assert_counts_add_up(page)
        assert page.fetched == len(records)


@settings(max_examples=100)
@given(records=st.lists(st.dictionaries(JSON_NAMES, JSON_VALUES, max_size=10) | JSON_VALUES, max_size=6))
def test_every_item_is_an_application_a_problem_or_a_repeat(records: list[Any]) -> None:
    page = parse(jsonfeed, json_feed(reference_from="title"), wrapped_json(records))
    assert_counts_add_up(page)
    assert page.fetched == len(records)


@settings(max_examples=100)
@given(cursor=st.text(max_size=40) | JSON_VALUES.map(json.dumps), answer=XML.map(str.encode))
def test_no_cursor_raises_anything_but_page_unreadable(cursor: str, answer: bytes) -> None:
    for kind, feed in AT_WORK:
        kind.first_request(feed, cursor, TODAY)
        try:
            page = kind.parse(feed, Request("https://x.example", cursor=cursor), answer, TODAY)
        except PageUnreadable:
            continue
        assert_counts_add_up(page)
