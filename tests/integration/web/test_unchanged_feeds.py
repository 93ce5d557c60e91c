"""A reader who has a feed already is told so for one look-up, and is never told so wrongly."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
import shapely
from flask.testing import FlaskClient
from shapely import Point
from sqlalchemy import event
from werkzeug.test import TestResponse

from alerts.db import changes, freshness, holds
from alerts.db.session import Database
from alerts.domain.application import Site, SitePrecision
from alerts.services.holding import release_record
from alerts.services.shapes import DRAWN, OwnArea, keep
from alerts.syndication.area_formats import AREA_FORMATS
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from geo.area import Area
from tests.factories import ISLINGTON
from tests.integration.web.neighbourhood import BASE_URL, FEED, HERE, NOW, TODAY, application, record

AROUND = "/areas/postcode/NW51TL.{}?radius=400"
PLACES = (
    AROUND,
    "/areas/postcode/NW51TL.{}?radius=400&types=hh&include=rear",
    "/areas/ward/E05013658.{}",
    "/areas/authority/E09000007.{}",
    "/areas/authority/E09000007.{}?show=closing",
    "/areas/circle/51.5546,-0.1446/250.{}",
    "/cy/areas/ward/E05013658.{}",
)


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    """Every question that is put to the database within."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith("BEGIN"):
            sent.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(database.engine, "before_cursor_execute", note)


def again(client: FlaskClient, address: str, first: TestResponse) -> TestResponse:
    return client.get(address, headers={"If-None-Match": first.headers["ETag"]})


def visits(client: FlaskClient, database: Database, readers: int) -> None:
    """Readers come back, and the borough's feed says something new in the middle of it."""
    addresses = [place.format(ending) for place in PLACES for ending in AREA_FORMATS]
    tags = {each: client.get(each).headers["ETag"] for each in addresses}
    told = 0
    for number in range(readers):
        if number == readers // 2:
            with database.writing() as session:
                record(session, [application("2026/0777/P")], NOW)
        address = addresses[number % len(addresses)]
        with counted(database) as sent:
            answer = client.get(address, headers={"If-None-Match": tags[address]})
        tags[address] = answer.headers["ETag"]
        if answer.status_code == 304:
            told += 1
            assert len(sent) <= 1, sent
            assert answer.data == b""
    assert told == readers - len(addresses)


@pytest.mark.fault("W-21")
def test_a_reader_who_comes_back_costs_one_look_up(client: FlaskClient, database: Database) -> None:
    visits(client, database, 300)


@pytest.mark.slow
@pytest.mark.fault("W-21")
def test_ten_thousand_readers_cost_a_look_up_each(client: FlaskClient, database: Database) -> None:
    visits(client, database, 10_000)


@pytest.mark.fault("W-21")
def test_the_look_up_is_one_of_an_index(client: FlaskClient, database: Database) -> None:
    address = AROUND.format("rss")
    first = client.get(address)
    with counted(database) as sent:
        assert again(client, address, first).status_code == 304
    (statement,) = sent
    with database.engine.connect() as connection:
        given = ("E09000007", 0, 0, "ground")
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", given).fetchall()
    steps = [row[3] for row in plan]
    assert [each for each in steps if "application" in each] == [
        "SEARCH application USING COVERING INDEX ix_application_authority_changed (authority=?)"
    ]


@pytest.mark.fault("W-21")
@pytest.mark.parametrize("ending", AREA_FORMATS)
def test_whatever_changes_in_the_area_is_seen(client: FlaskClient, database: Database, ending: str) -> None:
    for place in PLACES:
        address = place.format(ending)
        first = client.get(address)
        assert again(client, address, first).status_code == 304
        with database.writing() as session:
            moment = NOW + timedelta(seconds=len(address))
            record(session, [application("2026/0777/P", description=f"A rear shed {address}")], moment)
        fresh = again(client, address, first)
        assert (fresh.status_code, fresh.headers["ETag"] == first.headers["ETag"]) == (200, False)


def test_news_of_another_council_leaves_a_feed_as_it_is(client: FlaskClient, database: Database) -> None:
    address = AROUND.format("atom")
    first = client.get(address)
    with database.writing() as session:
        there = application("P2026/1", authority=ISLINGTON, site=None, postcode=None)
        record(session, [there], NOW + timedelta(hours=1))
    assert again(client, address, first).status_code == 304


@pytest.mark.fault("W-21")
@pytest.mark.parametrize("place", ["/areas/ward/E05013658", "/areas/postcode/NW51TL"])
def test_news_of_another_council_that_has_applications_in_the_area_is_seen(
    client: FlaskClient, database: Database, place: str
) -> None:
    nearby = Site(Point(HERE.x + 20, HERE.y + 20), SitePrecision.POINT)
    with database.writing() as session:
        record(session, [application("P2026/1", authority=ISLINGTON, site=nearby)], NOW)
    address = f"{place}.rss?types=advertising"
    first = client.get(address)
    assert first.text.count("<item>") == 0
    assert again(client, address, first).status_code == 304
    with database.writing() as session:
        sign = application("P2026/2", authority=ISLINGTON, site=nearby, application_type="advertising")
        record(session, [sign], NOW + timedelta(hours=1))
    fresh = again(client, address, first)
    assert (fresh.status_code, fresh.text.count("<item>")) == (200, 1)


def test_where_too_many_lie_for_a_look_at_each_any_news_is_news(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(freshness, "MOST_IN_AREA", 2)
    address = AROUND.format("rss")
    first = client.get(address)
    assert again(client, address, first).status_code == 304
    with database.writing() as session:
        there = application("P2026/1", authority=ISLINGTON, site=None, postcode=None)
        record(session, [there], NOW + timedelta(hours=1))
    assert again(client, address, first).status_code == 200


def test_what_the_flood_guard_holds_is_no_news_until_it_is_let_go(
    client: FlaskClient, database: Database
) -> None:
    address = AROUND.format("rss")
    with database.writing() as session:
        first_id = changes.next_id(session)
        record(session, [application("2026/0777/P")], NOW)
        changes.hold_since(session, FEED, first_id)
        holds.grow(session, FEED, 1, "too many at once", NOW)
    held = client.get(address)
    assert "2026/0777/P/baseline" in held.text
    with database.writing() as session:
        changes.let_go(session, FEED, "unmatched")
        holds.decide(session, FEED, "released", NOW)
    told = again(client, address, held)
    assert told.status_code == 200
    assert "2026/0777/P/new-20261123T100000Z" in told.text


def test_a_record_that_an_operator_releases_is_news_of_its_area_and_for_whoever_keeps_a_copy(
    client: FlaskClient, database: Database
) -> None:
    address, later = AROUND.format("atom"), NOW + timedelta(minutes=1)
    with database.writing() as session:
        record(session, [application("2026/0777/P", quarantine="suspected-test")], NOW)
    held = client.get(address)
    assert "2026/0777/P" not in held.text
    with database.writing() as session:
        assert release_record(session, FEED, "2026/0777/P", TODAY, lambda: later)
    told = again(client, address, held)
    assert told.status_code == 200
    assert "2026/0777/P" in told.text
    copied = client.get("/api/v1/applications?format=json&changed_since=2026-11-23T10:00:30Z").json
    assert [each["reference"] for each in copied["applications"]] == ["2026/0777/P"]


@pytest.mark.fault("W-25")
def test_a_tag_is_of_one_address_one_language_one_day_and_one_site(
    client: FlaskClient, context: SiteContext
) -> None:
    address = AROUND.format("rss")
    first = client.get(address)
    for other in (
        AROUND.format("atom"),
        f"{address}&types=hh",
        address.replace("400", "401"),
        f"/cy{address}",
        "/areas/authority/E09000007.rss",
    ):
        assert again(client, other, first).status_code == 200, other
    tomorrow = replace(context, clock=lambda: NOW + timedelta(days=1))
    renamed = replace(context, site=replace(context.site, name="Another name"))
    pushed = replace(context, hub_url="https://hub.example.org/")
    moved_key = replace(context, secret_key="another secret that only these tests know")
    for changed in (tomorrow, renamed, pushed, moved_key):
        other_client = create_app(changed).test_client()
        other_client.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
        assert again(other_client, address, first).status_code == 200


def test_the_order_of_filters_changes_nothing(client: FlaskClient) -> None:
    first = client.get("/areas/postcode/NW51TL.rss?radius=400&types=hh&include=rear")
    assert (
        again(client, "/areas/postcode/NW51TL.rss?include=rear&types=hh&radius=400", first).status_code == 304
    )


@pytest.mark.fault("W-21")
@pytest.mark.parametrize(
    "tag",
    [
        '"E09000007-0-0-000000000000000000000000"',
        'W/"E09000007-660eea828e800-0-"',
        '"' + ".".join(["E09000007"] * 500) + '-0-0-0"',
        '"é"',
        "nonsense",
        ", ".join(f'"{number}"' for number in range(1_000)),
    ],
)
def test_a_tag_that_is_not_ours_is_looked_up_nowhere(
    client: FlaskClient, database: Database, tag: str
) -> None:
    address = AROUND.format("rss")
    with counted(database) as asked_plainly:
        client.get(address)
    with counted(database) as sent:
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 200
    assert len(sent) == len(asked_plainly)


def test_one_of_several_tags_is_enough_and_packing_changes_nothing(client: FlaskClient) -> None:
    address = AROUND.format("rss")
    packed = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    tags = f'"older", {packed.headers["ETag"]}'
    answer = client.get(address, headers={"If-None-Match": tags, "Accept-Encoding": "gzip"})
    assert answer.status_code == 304
    assert answer.headers["ETag"] == packed.headers["ETag"]


@pytest.mark.fault("W-25")
@pytest.mark.parametrize("ending", AREA_FORMATS)
def test_caches_may_keep_a_file_and_any_page_may_read_it(client: FlaskClient, ending: str) -> None:
    address = AROUND.format(ending)
    first = client.get(address)
    seconds = 60 if ending == "geojson" else 900
    for answer in (first, again(client, address, first), client.head(address)):
        assert answer.headers["Cache-Control"] == f"max-age={seconds}, public"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["ETag"].startswith('W/"E09000007-')
        assert "Set-Cookie" not in answer.headers
    head = client.head(address)
    assert (head.status_code, head.data, head.content_length) == (200, b"", first.content_length)


@pytest.mark.fault("W-22")
def test_a_drawn_areas_files_are_its_owners(client: FlaskClient, database: Database) -> None:
    ground = shapely.box(HERE.x - 300, HERE.y - 300, HERE.x + 300, HERE.y + 300)
    with database.writing() as session:
        name = keep(session, OwnArea(Area(ground, 0.0), DRAWN), NOW).name.rest
    for ending in AREA_FORMATS:
        answer = client.get(f"/areas/shape/{name}.{ending}")
        assert answer.status_code == 200
        assert re.fullmatch("max-age=[0-9]+, private", answer.headers["Cache-Control"])
        assert answer.headers["X-Robots-Tag"] == "noindex"
        fresh = again(client, f"/areas/shape/{name}.{ending}", answer)
        assert (fresh.status_code, fresh.headers["Cache-Control"]) == (304, answer.headers["Cache-Control"])


@pytest.mark.fault("W-21")
@pytest.mark.parametrize(
    ("place", "status"),
    [
        ("/areas/ward/E05999999", 404),
        ("/areas/authority/E09999999", 404),
        ("/areas/shape/0123456789abcdef", 404),
        ("/areas/constraint/99", 404),
        ("/areas/postcode/ZZ99ZZ", 404),
        ("/areas/circle/10,10/100", 400),
        ("/areas/circle/51.5,-0.1/9000", 400),
    ],
)
def test_a_place_that_there_is_not_may_be_remembered_for_a_while(
    client: FlaskClient, place: str, status: int
) -> None:
    for ending in AREA_FORMATS:
        answer = client.get(f"{place}.{ending}")
        assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
        assert answer.headers["Cache-Control"] == "max-age=300, public"
        assert answer.json["detail"]


@pytest.fixture
def client_at(context: SiteContext) -> Callable[[float], FlaskClient]:
    """A reader so many minutes later."""

    def made_at(minutes: float) -> FlaskClient:
        made = create_app(replace(context, clock=lambda: NOW + timedelta(minutes=minutes))).test_client()
        made.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
        return made

    return made_at


def test_the_day_of_the_last_change_is_told_once_it_is_settled(
    database: Database, client_at: Callable[[float], FlaskClient]
) -> None:
    address = AROUND.format("rss")
    # Nothing has changed today: the file is as it was when the day began.
    assert client_at(0).get(address).headers["Last-Modified"] == "Mon, 23 Nov 2026 00:00:01 GMT"
    with database.writing() as session:
        record(session, [application("2026/0777/P")], NOW)
    assert "Last-Modified" not in client_at(0.5).get(address).headers
    said = client_at(2).get(address).headers["Last-Modified"]
    assert said == "Mon, 23 Nov 2026 10:00:01 GMT"
    assert client_at(2).get(address, headers={"If-Modified-Since": said}).status_code == 304
    earlier = {"If-Modified-Since": "Mon, 23 Nov 2026 00:00:01 GMT"}
    assert client_at(2).get(address, headers=earlier).status_code == 200
    # A tag that no longer holds counts for more than a day that seems to.
    both = {"If-Modified-Since": said, "If-None-Match": '"older"'}
    assert client_at(2).get(address, headers=both).status_code == 200


def test_what_the_flood_guard_lets_go_is_told_to_readers_who_know_only_the_day(
    database: Database, client_at: Callable[[float], FlaskClient]
) -> None:
    address = AROUND.format("rss")
    with database.writing() as session:
        first_id = changes.next_id(session)
        record(session, [application("2026/0777/P")], NOW)
        changes.hold_since(session, FEED, first_id)
        holds.grow(session, FEED, 1, "too many at once", NOW)
    since = {"If-Modified-Since": client_at(2).get(address).headers["Last-Modified"]}
    assert client_at(3).get(address, headers=since).status_code == 304
    with database.writing() as session:
        changes.let_go(session, FEED, "unmatched")
        holds.decide(session, FEED, "released", NOW + timedelta(minutes=5))
    for minutes in (5.5, 7):
        told = client_at(minutes).get(address, headers=since)
        assert told.status_code == 200
        assert "2026/0777/P/new-20261123T100000Z" in told.text
    assert told.headers["Last-Modified"] == "Mon, 23 Nov 2026 10:05:01 GMT"


def test_a_tag_says_nothing_of_a_person_or_a_drawing(client: FlaskClient) -> None:
    assert re.fullmatch(
        r'W/"E09000007-[0-9a-f]+-[0-9a-f]+-[0-9a-f]{24}"', client.get(AROUND.format("rss")).headers["ETag"]
    )
