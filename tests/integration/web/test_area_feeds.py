"""Feeds of areas, read by readers that we did not write, whatever a council's register says."""

import io
import json
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import atoma
import feedparser
import jsonschema_rs
import pandas
import pytest
from flask.testing import FlaskClient
from icalendar import Calendar
from lxml import etree

from alerts.db.session import Database
from alerts.domain.application import Decision, Status
from alerts.web.app import create_app
from tests.integration.web.neighbourhood import BASE_URL, NOW, application, context_over, record

SCHEMAS = Path(__file__).parents[2] / "data" / "feeds"
AROUND = "/areas/postcode/NW51TL.{}?radius=400"
COUNCIL = "/areas/authority/E09000007.{}"
PLACES = (
    "/areas/postcode/NW51TL.{}",
    AROUND,
    "/areas/ward/E05013658.{}",
    COUNCIL,
    "/areas/circle/51.5546,-0.1446/250.{}",
)
TAG = "tag:alerts.example.org,2026:E09000007/"

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]></description></item><item>",
    "&lt;b&gt; &amp;amp; &#60;script&#62; &#0; &nbsp;",
    "🏠 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 \u202eabc\u202c e\u0301\u0327",
    "bell\x07 null\x00 delete\x7f escape\x1b[31m next\x85 \ufffe\uffff",
    "one\r\ntwo\rthree\n\n\tfour\u2028five",
    "{{ 7*7 }} {% raw %} ${jndi:x} <?php ?> <!--",
    "=1+1",
)


def show(database: Database, reference: str = "2026/0777/P", at: datetime = NOW, **changes: object) -> None:
    with database.writing() as session:
        record(session, [application(reference, **changes)], at)


def fetched(client: FlaskClient, address: str) -> bytes:
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    return answer.data


def as_feedparser(client: FlaskClient, address: str) -> feedparser.FeedParserDict:
    answer = client.get(address)
    read = feedparser.parse(answer.data, response_headers={"content-type": answer.content_type})
    assert read.bozo == 0, read.get("bozo_exception")
    return read


class _Text(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.text, self.tags, self.links = "", set(), []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.links += [value for name, value in attrs if name == "href"]
        assert {name for name, _value in attrs} <= {"href"}
        self.text += "\n" if tag == "br" else ""

    def handle_data(self, data: str) -> None:
        self.text += data


def words(text: str) -> str:
    """As XML can hold it, and as a reader shows it."""
    return " ".join("".join(each for each in text if etree_takes(each)).split())


def etree_takes(letter: str) -> bool:
    try:
        etree.Element("x").text = letter
    except ValueError:
        return False
    return letter not in "\x7f"


@pytest.mark.fault("W-22")
@pytest.mark.parametrize("place", PLACES)
def test_every_area_has_feeds_that_other_readers_take(client: FlaskClient, place: str) -> None:
    for ending, version in (("rss", "rss20"), ("atom", "atom10")):
        read = as_feedparser(client, place.format(ending))
        assert read.version == version
        assert 3 <= len(read.entries) <= 5
        assert len({each.id for each in read.entries}) == len(read.entries)
        assert read.feed.title.startswith("Planning applications ")
        assert read.feed.language == "en-GB"
        assert read.feed.ttl == "15" if ending == "rss" else read.feed.author == "Planning alerts"
        own = place.format(ending) + ("?radius=100" if place == PLACES[0] else "")
        assert {each.rel: each.href for each in read.feed.links}["self"] == f"{BASE_URL}{own}"
        schema = etree.RelaxNG(etree.parse(SCHEMAS / f"{ending}.rng"))
        schema.assertValid(etree.fromstring(fetched(client, place.format(ending))))
    assert len(atoma.parse_rss_bytes(fetched(client, place.format("rss"))).items) == len(read.entries)
    assert len(atoma.parse_atom_bytes(fetched(client, place.format("atom"))).entries) == len(read.entries)
    document = json.loads(fetched(client, place.format("json")))
    jsonschema_rs.validate(json.loads((SCHEMAS / "jsonfeed-1.1.schema.json").read_text()), document)
    assert [each["id"] for each in document["items"]] == [each.id for each in read.entries]


def test_an_item_tells_the_whole_of_an_application(client: FlaskClient) -> None:
    (entry,) = as_feedparser(client, f"{AROUND.format('atom')}&types=lbc").entries
    assert entry.title == (
        "Replacement of windows to the front elevation of a listed building, 7 Specimen Street, London NW5 1TL"
    )
    assert entry.link == f"{BASE_URL}/applications/E09000007/2026/0456/L"
    assert {each.rel: each.href for each in entry.links}["via"] == (
        "https://planning.example.gov.uk/2026/0456/L"
    )
    said = _Text(entry.content[0].value)
    assert "Last day to comment: Thursday 26 November 2026" in said.text.splitlines()
    assert "Status: Waiting for a decision" in said.text.splitlines()
    assert said.links == [entry.link, "https://planning.example.gov.uk/2026/0456/L"]
    assert entry.author == "Camden"
    assert {each.term for each in entry.tags} == {"open", "Listed building consent"}


def test_a_site_is_where_it_is(client: FlaskClient) -> None:
    for ending in ("rss", "atom"):
        entries = {each.id: each for each in as_feedparser(client, COUNCIL.format(ending)).entries}
        point = entries[f"{TAG}2026/0123/P/baseline"].where
        assert (point.type, point.coordinates) == ("Point", (-0.143863, 51.553924))
        outline = entries[f"{TAG}2026/0456/L/baseline"].where
        assert outline.type == "Polygon"
        assert len(outline.coordinates[0]) == 5
        assert "where" not in entries[f"{TAG}2026/1001/P/baseline"]
    items = {each["id"]: each for each in json.loads(fetched(client, COUNCIL.format("json")))["items"]}
    place = items[f"{TAG}2026/0123/P/baseline"]["_geo"]["geometry"]
    assert place == {"type": "Point", "coordinates": [-0.143863, 51.553924]}
    assert items[f"{TAG}2026/1001/P/baseline"]["_geo"]["geometry"] is None


def test_dates_are_of_the_register_and_of_when_we_noticed_and_never_now(
    client: FlaskClient, database: Database
) -> None:
    show(database, at=NOW - timedelta(days=2))
    show(database, at=NOW - timedelta(days=1), description="Two storeys now")
    found = {each.id: each for each in as_feedparser(client, AROUND.format("atom")).entries}
    old = found[f"{TAG}2026/0789/P/baseline"]
    # It was received on 3 August, when London's midnight was 23:00 of the day before.
    assert (old.published, old.updated) == ("2026-08-02T23:00:00+00:00",) * 2
    new = found[f"{TAG}2026/0777/P/amended-20261122T100000Z"]
    assert (new.published, new.updated) == ("2026-11-21T10:00:00+00:00", "2026-11-22T10:00:00+00:00")
    assert new.title.startswith("Amended: Two storeys now, ")
    feed = as_feedparser(client, AROUND.format("atom")).feed
    assert feed.updated == "2026-11-22T10:00:00+00:00"
    rss = {each.id: each for each in as_feedparser(client, AROUND.format("rss")).entries}
    assert rss[new.id].published == "Sun, 22 Nov 2026 10:00:00 +0000"
    item = next(
        each for each in json.loads(fetched(client, AROUND.format("json")))["items"] if each["id"] == new.id
    )
    assert (item["date_published"], item["date_modified"]) == (new.published, new.updated)


@pytest.mark.fault("W-22")
def test_an_id_changes_with_news_and_with_nothing_else(client: FlaskClient, database: Database) -> None:
    def ids(address: str) -> list[str]:
        return [each.id for each in as_feedparser(client, address).entries if "/0777/" in each.id]

    show(database, at=NOW - timedelta(days=3))
    first = [f"{TAG}2026/0777/P/new-20261120T100000Z"]
    everywhere = [AROUND.format("rss"), f"/cy{AROUND.format('atom')}", COUNCIL.format("rss")]
    assert [ids(each) for each in everywhere] == [first] * 3
    # What the register writes otherwise and nobody is told of is no news.
    show(database, at=NOW - timedelta(days=2), status_raw="Under consideration", uprn="1")
    assert ids(AROUND.format("rss")) == first
    decided = {"status": Status.DETERMINED, "decision": Decision.REFUSED, "decision_date": date(2026, 11, 22)}
    show(database, at=NOW - timedelta(days=1), status_raw="Under consideration", uprn="1", **decided)
    second = [f"{TAG}2026/0777/P/decided-20261122T100000Z"]
    assert [ids(each) for each in everywhere] == [second] * 3


@pytest.mark.fault("W-22")
def test_a_feed_has_the_50_newest_and_leads_to_those_before(client: FlaskClient, database: Database) -> None:
    with database.writing() as session:
        many = [application(f"2026/{number:04}/X", valid_date=date(2026, 11, 20)) for number in range(70)]
        record(session, many, NOW)
    for ending in ("rss", "atom"):
        read = as_feedparser(client, COUNCIL.format(ending))
        links = {each.rel: each.href for each in read.feed.links}
        assert len(read.entries) == 50
        assert links["next"] == f"{BASE_URL}{COUNCIL.format(ending)}?page=2"
        rest = as_feedparser(client, f"{COUNCIL.format(ending)}?page=2")
        assert len(rest.entries) == 25
        assert "next" not in {each.rel for each in rest.feed.links}
        assert not {each.id for each in read.entries} & {each.id for each in rest.entries}
    document = json.loads(fetched(client, COUNCIL.format("json")))
    assert (len(document["items"]), document["next_url"]) == (
        50,
        f"{BASE_URL}{COUNCIL.format('json')}?page=2",
    )
    assert len(pandas.read_csv(io.BytesIO(fetched(client, f"{COUNCIL.format('csv')}?page=2")))) == 25


@pytest.mark.fault("C-11")
@pytest.mark.parametrize("hostile", HOSTILE, ids=range(len(HOSTILE)))
def test_what_a_register_says_is_text_in_every_feed(
    client: FlaskClient, database: Database, hostile: str
) -> None:
    said = {"description": hostile, "address": hostile, "status_raw": hostile, "decision_raw": hostile}
    show(database, at=NOW - timedelta(days=1), description="Before", address="Before")
    show(database, application_type=None, application_type_raw=hostile, **said)
    for ending in ("rss", "atom"):
        entry = next(each for each in _raw_entries(client, COUNCIL.format(ending)) if "0777" in each["id"])
        assert words(hostile) in words(entry["title"])
        seen = _Text(entry["html"])
        assert words(hostile) in " ".join(seen.text.split())
        assert seen.tags <= {"p", "br", "strong", "ul", "li", "del", "ins", "a"}
        assert as_feedparser(client, COUNCIL.format(ending)).entries
        schema = etree.RelaxNG(etree.parse(SCHEMAS / f"{ending}.rng"))
        schema.assertValid(etree.fromstring(fetched(client, COUNCIL.format(ending))))
    atoma.parse_rss_bytes(fetched(client, COUNCIL.format("rss")))
    atoma.parse_atom_bytes(fetched(client, COUNCIL.format("atom")))
    item = next(
        each for each in json.loads(fetched(client, COUNCIL.format("json")))["items"] if "0777" in each["id"]
    )
    assert {name: item["_planning"][name] for name in said} == said
    assert _Text(item["content_html"]).tags <= {"p", "br", "strong", "ul", "li", "del", "ins", "a"}
    row = _csv_row(fetched(client, COUNCIL.format("csv")))
    assert plain(row["description"]) == hostile.replace("\x00", "")
    (event,) = (
        each
        for each in Calendar.from_ical(fetched(client, COUNCIL.format("ics"))).walk("VEVENT")
        if "0777" in each["URL"]
    )
    assert "ATTACH" not in event


def _raw_entries(client: FlaskClient, address: str) -> list[dict[str, str]]:
    """The items by an XML parser, for feedparser cleans what it reads."""
    root = etree.fromstring(fetched(client, address))
    names = {"guid": "id", "id": "id", "title": "title", "description": "html", "content": "html"}
    found = root.iter("item", "{http://www.w3.org/2005/Atom}entry")
    return [
        {names[key]: child.text for child in each if (key := etree.QName(child).localname) in names}
        for each in found
    ]


def _csv_row(data: bytes) -> dict[str, str]:
    table = pandas.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False)
    (row,) = (each for each in table.to_dict("records") if each["reference"] == "2026/0777/P")
    return row


def plain(cell: str) -> str:
    """A text cell as it was before a spreadsheet was kept from running it: docs/feeds.md says how."""
    return cell.removeprefix("'")


@pytest.mark.fault("C-12")
@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "//evil.example/x",
        "https:evil.example",
        "http://good@evil.example/",
    ],
)
def test_a_link_that_is_none_leads_nowhere_from_a_feed(
    client: FlaskClient, database: Database, link: str
) -> None:
    show(database, url=link)
    for ending in ("rss", "atom", "ics", "xml"):
        body = fetched(client, AROUND.format(ending)).decode()
        assert "evil.example" not in body
        assert "script:" not in body.lower()
    item = next(
        each for each in json.loads(fetched(client, AROUND.format("json")))["items"] if "0777" in each["id"]
    )
    assert "external_url" not in item
    assert _Text(item["content_html"]).links == [item["url"]]


@pytest.mark.fault("C-11")
def test_a_description_of_20_kib_is_in_the_feed_whole(client: FlaskClient, database: Database) -> None:
    show(database, description="🏠" * 5_120)
    (entry,) = (each for each in _raw_entries(client, AROUND.format("rss")) if "0777" in each["id"])
    assert "🏠" * 5_120 in entry["html"]
    assert len(entry["title"]) < 250


def test_a_hub_is_named_where_it_is_told_and_nowhere_else(database: Database) -> None:
    client = create_app(context_over(database, hub_url="https://hub.example.org/")).test_client()
    client.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    for place in (COUNCIL, "/areas/ward/E05013658.{}"):
        for ending in ("rss", "atom"):
            address = place.format(ending)
            links = {each.rel: each.href for each in as_feedparser(client, address).feed.links}
            assert (links["hub"], links["self"]) == ("https://hub.example.org/", f"{BASE_URL}{address}")
            assert client.get(address).headers["Link"] == (
                f'<https://hub.example.org/>; rel="hub", <{BASE_URL}{address}>; rel="self"'
            )
    assert client.get(COUNCIL.format("json")).json["hubs"] == [
        {"type": "WebSub", "url": "https://hub.example.org/"}
    ]
    filtered = f"{COUNCIL.format('atom')}?types=hh"
    for address in (AROUND.format("atom"), filtered, f"/cy{COUNCIL.format('atom')}"):
        assert "hub.example.org" not in client.get(address).text
        assert "hub" not in client.get(address).headers["Link"]


def test_an_empty_feed_is_a_feed(client: FlaskClient) -> None:
    address = "/areas/circle/51.7,-0.5/100.{}"
    for ending in ("rss", "atom"):
        read = as_feedparser(client, address.format(ending))
        assert (read.entries, read.feed.title) == (
            [],
            "Planning applications within 100 m of 51.70000, -0.50000 – Planning alerts",
        )
        schema = etree.RelaxNG(etree.parse(SCHEMAS / f"{ending}.rng"))
        schema.assertValid(etree.fromstring(fetched(client, address.format(ending))))
    # The neighbourhood was read a month ago.
    assert datetime.fromisoformat(read.feed.updated) == datetime(2026, 10, 24, 10, tzinfo=UTC)
    assert Calendar.from_ical(fetched(client, address.format("ics"))).walk("VEVENT") == []
    assert json.loads(fetched(client, address.format("json")))["items"] == []


def test_welsh_feeds_say_the_same_in_welsh(client: FlaskClient) -> None:
    read = as_feedparser(client, f"/cy{AROUND.format('rss')}")
    assert read.feed.language == "cy"
    assert {each.rel: each.href for each in read.feed.links}["self"] == f"{BASE_URL}/cy{AROUND.format('rss')}"
    assert read.entries[0].link.startswith(f"{BASE_URL}/cy/applications/")
    assert "Cyfeiriad:" in read.entries[0].summary
