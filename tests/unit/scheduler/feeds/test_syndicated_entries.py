"""Entries of RSS, Atom and JSON Feed, read against readings written by hand."""

from typing import Any

import pytest
from pydantic import ValidationError

from scheduler.feeds import georss, jsonfeed
from scheduler.feeds.kind import Feed, FeedKind
from scheduler.page import Page, PageUnreadable
from tests.unit.scheduler.feeds.cases import TODAY, assert_counts_add_up, case, payload, said
from tests.unit.scheduler.feeds.syndicated_cases import (
    GOOD_ITEM,
    GOOD_JSON,
    REGISTER,
    TITLE_FIRST,
    item,
    json_feed,
    rss,
    wrapped_json,
    wrapped_rss,
)

KINDS = [pytest.param(georss, rss(), id="georss"), pytest.param(jsonfeed, json_feed(), id="jsonfeed")]


def parse(kind: FeedKind[Any], feed: Feed[Any], answer: bytes) -> Page:
    return kind.parse(feed, kind.first_request(feed, "", TODAY), answer, TODAY)


def read_item(fields: dict[str, str], **settings: Any) -> Any:
    (found,) = parse(georss, rss(**settings), wrapped_rss([item({**GOOD_ITEM, **fields})])).applications
    return found


@pytest.mark.fault("C-12")
@pytest.mark.fault("C-14")
@pytest.mark.parametrize(
    ("kind", "feed", "folder", "name", "suffix"),
    [
        (georss, rss(), "georss", "rss_page", "xml"),
        (georss, rss(reference_from=REGISTER), "georss", "atom_page", "xml"),
        (jsonfeed, json_feed(), "jsonfeed", "feed", "json"),
    ],
)
def test_a_feed_reads_as_written_by_hand(
    kind: FeedKind[Any], feed: Feed[Any], folder: str, name: str, suffix: str
) -> None:
    expected = case(folder, name, suffix)
    page = parse(kind, feed, expected.payload)
    ours = {key: {"authority": "E09000022", **fields} for key, fields in expected.applications.items()}
    assert said(page.applications) == ours
    assert [(problem.reason, problem.record) for problem in page.problems] == expected.problems
    assert page.fetched == expected.fetched
    assert_counts_add_up(page)


def test_people_are_never_read() -> None:
    found = (
        *georss.readings(rss(), payload("georss", "rss_page", "xml"), TODAY),
        *georss.readings(rss(), payload("georss", "atom_page", "xml"), TODAY),
        *jsonfeed.readings(json_feed(), payload("jsonfeed", "feed"), TODAY),
    )
    assert "A Person" not in repr(found)
    assert "An Officer" not in repr(found)


@pytest.mark.parametrize(("kind", "feed"), KINDS)
def test_a_feed_is_asked_for_whole_and_further_pages_are_not_followed(
    kind: FeedKind[Any], feed: Feed[Any]
) -> None:
    request = kind.first_request(feed, "rubbish", TODAY)
    assert (request.url, request.params, request.tells_all) == (feed.url, (), True)
    answer = payload("georss", "atom_page", "xml") if kind is georss else payload("jsonfeed", "feed")
    page = parse(kind, feed, answer)
    assert (page.next, page.cursor, page.total) == (None, "", None)
    assert kind.authorities(feed) == frozenset({"E09000022"})


@pytest.mark.parametrize(
    ("settings", "reference", "address", "description"),
    [
        ({"reference_from": "guid"}, "reg-1", None, "A shed."),
        ({"reference_from": "title"}, "26/00001/FUL: 1 The Row", None, "A shed."),
        ({"reference_from": "link", "reference_pattern": r"/(\d)$"}, "1", None, "A shed."),
        ({"reference_pattern": r"example/(\d)$"}, "1", None, "A shed."),
        (
            {**TITLE_FIRST, "description_from": "title"},
            "26/00001/FUL",
            "1 The Row",
            "26/00001/FUL: 1 The Row",
        ),
        ({"reference_from": "guid", "address_from": "title"}, "reg-1", "26/00001/FUL: 1 The Row", "A shed."),
        ({"reference_from": "guid", "description_from": "dc:none"}, "reg-1", None, ""),
    ],
)
def test_reference_address_and_description_are_where_the_settings_say(
    settings: dict[str, str], reference: str, address: str | None, description: str
) -> None:
    found = read_item({}, **settings)
    assert (found.reference, found.address, found.description) == (reference, address, description)


@pytest.mark.parametrize("settings", [{}, {"reference_from": ""}, {"address_pattern": "^(.*)"}])
def test_settings_that_do_not_say_where_the_reference_is_are_refused_with_what_to_write(
    settings: dict[str, str],
) -> None:
    with pytest.raises(ValidationError, match="say where the reference stands") as refused:
        georss.settings_model(**settings)
    assert refused.value.errors()[0]["loc"] == ("reference_from",)


def test_a_pattern_that_may_be_slow_is_refused_at_its_own_key() -> None:
    with pytest.raises(ValidationError) as refused:
        georss.settings_model(reference_pattern="(a+)+$")
    assert [error["loc"] for error in refused.value.errors()] == [("reference_pattern",)]


def test_every_setting_says_in_one_line_what_it_is() -> None:
    fields = georss.settings_model.model_fields
    assert [name for name, field in fields.items() if not field.description] == []
    assert [name for name, field in fields.items() if "\n" in str(field.description)] == []


@pytest.mark.fault("C-12")
@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "//evil.example",
        "https:evil.example",
        "http://good@evil.example",
        "/relative",
    ],
)
def test_a_doubtful_link_is_no_link(link: str) -> None:
    found = read_item({"link": link})
    assert (found.url, found.notes) == (None, ("no-safe-link:url",))
    (same,) = parse(jsonfeed, json_feed(), wrapped_json([{**GOOD_JSON, "url": link}])).applications
    assert (same.url, same.notes) == (None, ("no-safe-link:url",))


def gml(inside: str) -> str:
    return f"<gml:{inside}"


@pytest.mark.parametrize(
    ("where", "place", "notes"),
    [
        (gml("Point><gml:pos>51.550012 -0.140445</gml:pos></gml:Point>"), (529029, 185096), ()),
        (
            gml('Point srsName="EPSG:4326"><gml:pos>51.550012 -0.140445</gml:pos></gml:Point>'),
            (529029, 185096),
            (),
        ),
        (
            gml('Point><gml:pos srsName="urn:ogc:def:crs:OGC:1.3:CRS84">-0.140445 51.550012</gml:pos></gml:Point>'),
            (529029, 185096),
            (),
        ),
        (
            gml('Point srsName="http://x.example/epsg.xml#27700"><gml:pos>529029 185096</gml:pos></gml:Point>'),
            (529029, 185096),
            (),
        ),
        (gml("Point><gml:pos>529029 185096</gml:pos></gml:Point>"), None, ("not-degrees:location",)),
        (gml("Point><gml:pos>51.5 -0.1 30</gml:pos></gml:Point>"), None, ("unreadable:location",)),
        (gml("Point><gml:pos>51.5 nan</gml:pos></gml:Point>"), None, ("not-a-number:location",)),
        (gml("LineString><gml:posList>51 0 52 0</gml:posList></gml:LineString>"), None, ("unreadable:location",)),
        (gml("Polygon><gml:posList>51 0 52</gml:posList></gml:Polygon>"), None, ("unreadable:location",)),
        (gml("Polygon><gml:posList>51 0 52 0</gml:posList></gml:Polygon>"), None, ("malformed:georss:where",)),
        (gml('Point srsName="EPSG:3857"><gml:pos>1 2</gml:pos></gml:Point>'), None, ("unknown-crs:location",)),
        ("nothing", None, ("unreadable:location",)),
    ],
)  # fmt: skip
def test_gml_is_read_in_the_order_that_it_declares(
    where: str, place: tuple[int, int] | None, notes: tuple[str, ...]
) -> None:
    fields = {"georss:where": where, "georss:point": "", "geo:lat": "", "geo:long": ""}
    found = read_item(fields)
    centre = found.site.geometry.centroid if found.site else None
    assert (centre and (round(centre.x), round(centre.y)), found.notes) == (place, notes)


@pytest.mark.fault("G-01")
@pytest.mark.parametrize(
    ("point", "place", "notes"),
    [
        ("51.550012 -0.140445", (529029, 185096), ()),
        ("51.550012, -0.140445", (529029, 185096), ()),
        ("-0.140445 51.550012", (529029, 185096), ("swapped-coordinates:georss:point",)),
        ("529029 185096", None, ("not-degrees:location",)),
        ("0 0", None, ("null-island:georss:point",)),
        ("49.766807 -7.55716", None, ("null-island:georss:point",)),
        ("48.85 2.35", None, ("outside-great-britain:georss:point",)),
        ("51.5", None, ("unreadable:location",)),
        ("1_0 2", None, ("not-a-number:location",)),
        ("inf 1e999", None, ("not-a-number:location",)),
        ("", None, ()),
    ],
)
def test_a_point_is_latitude_first_and_never_a_wrong_place(
    point: str, place: tuple[int, int] | None, notes: tuple[str, ...]
) -> None:
    found = read_item({"georss:point": point, "geo:lat": "", "geo:long": ""})
    centre = found.site.geometry.centroid if found.site else None
    assert (centre and (round(centre.x), round(centre.y)), found.notes) == (place, notes)


def test_xhtml_loses_its_scripts_and_keeps_its_words_apart() -> None:
    found = read_item({"description": "<p>New<script>x()</script> wall</p><p>and <b>g</b>ate</p>"})
    assert found.description == "New wall and gate"


@pytest.mark.fault("F-13")
@pytest.mark.parametrize(
    ("kind", "feed", "answer", "reason"),
    [
        (georss, rss(), b"<error>Busy</error>", "unexpected-shape"),
        (georss, rss(), b"<rss version='2.0'/>", "unexpected-shape"),
        (georss, rss(), b"<feed><entry/></feed>", "unexpected-shape"),
        (georss, rss(), b"<!DOCTYPE html><html><body>Sign in</body></html>", "html"),
        (georss, rss(), b'<!DOCTYPE rss [<!ENTITY a "b">]><rss/>', "xml-entities"),
        (jsonfeed, json_feed(), b"<html>Sign in</html>", "html"),
        (jsonfeed, json_feed(), b"", "empty"),
        (jsonfeed, json_feed(), b'{"error":"throttled"}', "error-answer"),
        (jsonfeed, json_feed(), b'{"items":[]}', "unexpected-shape"),
        (jsonfeed, json_feed(), b'{"version":"2.0","items":[]}', "unexpected-shape"),
        (jsonfeed, json_feed(), b'{"version":"https://jsonfeed.org/version/1","items":{}}', "unexpected-shape"),
        (jsonfeed, json_feed(), b"[]", "unexpected-shape"),
    ],
)  # fmt: skip
def test_an_answer_that_is_no_feed_is_refused_with_its_reason(
    kind: FeedKind[Any], feed: Feed[Any], answer: bytes, reason: str
) -> None:
    with pytest.raises(PageUnreadable) as refused:
        parse(kind, feed, answer)
    assert refused.value.reason == reason


@pytest.mark.parametrize(("kind", "feed"), KINDS)
def test_a_feed_without_entries_is_whole(kind: FeedKind[Any], feed: Feed[Any]) -> None:
    assert parse(kind, feed, wrapped_rss([]) if kind is georss else wrapped_json([])).fetched == 0


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"title": "News"}, "missing-reference"),
        ({"title": "N/A"}, "missing-reference"),
        ({"guid": "", "link": ""}, "missing-key"),
        ({"guid": "x" * 201}, "bad-field"),
    ],
)
def test_an_entry_that_names_no_application_is_a_problem(fields: dict[str, str], reason: str) -> None:
    settings = {"reference_from": "title", "reference_pattern": "^(26/.{1,9}|N/A)"}
    page = parse(georss, rss(**settings), wrapped_rss([item({**GOOD_ITEM, **fields}), item(GOOD_ITEM)]))
    assert [problem.reason for problem in page.problems] == [reason]
    assert [each.feed_key for each in page.applications] == ["reg-1"]


def test_without_an_authority_in_the_settings_no_entry_is_taken_for_anybodys() -> None:
    nobody = Feed("nobody", "georss", "https://council.example/feed", None, 60, rss().settings)
    page = parse(georss, nobody, wrapped_rss([item(GOOD_ITEM)]))
    assert [problem.reason for problem in page.problems] == ["unknown-authority"]


@pytest.mark.fault("C-01")
def test_of_a_key_in_several_entries_the_last_counts() -> None:
    later = {**GOOD_ITEM, "description": "A larger shed."}
    page = parse(georss, rss(), wrapped_rss([item(GOOD_ITEM), item(later)]))
    assert [(each.description, each.notes) for each in page.applications] == [
        ("A larger shed.", ("conflicting-repeat",))
    ]
    assert page.fetched == 2
