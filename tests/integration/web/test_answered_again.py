"""The very same asked again is answered before the site sees it, and never otherwise than the site would answer."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
import shapely
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from alerts.db import boundaries, changes, constraints, holds, shapes
from alerts.db.session import Database
from alerts.services.holding import release_record
from alerts.services.shapes import DRAWN, OwnArea, keep
from alerts.web import unchanged
from alerts.web.app import create_app
from alerts.web.context import SiteContext
from geo.area import Area
from geo.boundaries import Boundary, BoundaryKind
from geo.constraints import ConstraintArea, ConstraintKind
from tests.factories import ISLINGTON
from tests.integration.web.neighbourhood import BASE_URL, CAMDEN, FEED, HERE, NOW, TODAY, application, record
from tests.integration.web.test_unchanged_feeds import counted

GROUND = shapely.box(HERE.x - 300, HERE.y - 300, HERE.x + 300, HERE.y + 300)
FEEDS = (
    "/areas/postcode/NW51TL.rss?radius=400",
    "/areas/ward/E05013658.json?types=hh",
    "/areas/authority/E09000007.ics",
    "/areas/circle/51.5546,-0.1446/250.csv",
    "/cy/areas/ward/E05013658.atom",
    "/areas/constraint/77.atom",
)


@dataclass
class Clocks:
    """What time it is, for people and for whoever measures."""

    now: datetime = NOW
    seconds: float = 0.0

    def wait(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def lately(context: SiteContext, clocks: Clocks) -> SiteContext:
    """A site that believes the database for a second, as every real one does."""
    return replace(context, clock=lambda: clocks.now, believed_s=1.0, monotonic=lambda: clocks.seconds)


def reader(context: SiteContext) -> FlaskClient:
    made = create_app(context).test_client()
    made.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    return made


@pytest.fixture
def quick(lately: SiteContext) -> FlaskClient:
    return reader(lately)


def constraint(name: str, entity: int = 77) -> ConstraintArea:
    kind = ConstraintKind.CONSERVATION_AREA
    return ConstraintArea(entity, kind, f"COA/{entity}", name, None, None, GROUND)


def again(client: FlaskClient, address: str, tag: str, method: str = "GET") -> TestResponse:
    return client.open(address, method=method, headers={"If-None-Match": tag})


def said(answer: TestResponse) -> tuple[int, list[tuple[str, str]], bytes]:
    """All of an answer but the moment at which it was sent."""
    headers = sorted((name, value) for name, value in answer.headers if name != "Date")
    return answer.status_code, headers, answer.data


def news(database: Database, clocks: Clocks) -> None:
    with database.writing() as session:
        record(session, [application("2026/0777/P")], clocks.now)


def news_of_a_neighbour(database: Database, clocks: Clocks) -> None:
    with database.writing() as session:
        there = application("P2026/1", authority=ISLINGTON, site=None, postcode=None)
        record(session, [there], clocks.now)


def news_that_is_held(database: Database, clocks: Clocks) -> None:
    with database.writing() as session:
        first_id = changes.next_id(session)
        record(session, [application("2026/0778/P")], clocks.now)
        changes.hold_since(session, FEED, first_id)
        holds.grow(session, FEED, 1, "too many at once", clocks.now)


def what_was_held_is_let_go(database: Database, clocks: Clocks) -> None:
    with database.writing() as session:
        changes.let_go(session, FEED, "unmatched")
        holds.decide(session, FEED, "released", clocks.now)


def a_suspected_record(database: Database, clocks: Clocks) -> None:
    with database.writing() as session:
        record(session, [application("2026/0779/P", quarantine="suspected-test")], clocks.now)


def the_record_is_released(database: Database, clocks: Clocks) -> None:
    moment = clocks.now + timedelta(seconds=5)
    with database.writing() as session:
        assert release_record(session, FEED, "2026/0779/P", TODAY, lambda: moment)


def the_ward_gets_another_boundary(database: Database, _clocks: Clocks) -> None:
    with database.writing() as session:
        ground = shapely.box(HERE.x - 900, HERE.y - 900, HERE.x, HERE.y)
        boundaries.replace(
            session, [Boundary(BoundaryKind.WARD, "E05013658", "Highgate", CAMDEN, 2025, ground)]
        )


def the_ward_gets_the_same_boundary_as_the_last_that_was_read(database: Database, clocks: Clocks) -> None:
    the_ward_gets_another_boundary(database, clocks)


def the_protected_area_gets_another_name(database: Database, clocks: Clocks) -> None:
    with database.writing() as session:
        constraints.put(session, [constraint("Elsewhere")], clocks.now)


def the_protected_area_goes(database: Database, clocks: Clocks) -> None:
    with database.writing() as session:
        others = [constraint("Another", entity=78)]
        constraints.replace_all(session, ConstraintKind.CONSERVATION_AREA, others, clocks.now)


def midnight_passes_in_london(_database: Database, clocks: Clocks) -> None:
    clocks.now = datetime.combine(TODAY + timedelta(days=1), datetime.min.time(), NOW.tzinfo)


HAPPENINGS: tuple[Callable[[Database, Clocks], None], ...] = (
    news,
    news_of_a_neighbour,
    news_that_is_held,
    what_was_held_is_let_go,
    a_suspected_record,
    the_record_is_released,
    the_ward_gets_another_boundary,
    the_ward_gets_the_same_boundary_as_the_last_that_was_read,
    the_protected_area_gets_another_name,
    midnight_passes_in_london,
    the_protected_area_goes,
)


@pytest.fixture
def shape(database: Database) -> str:
    with database.writing() as session:
        return str(keep(session, OwnArea(Area(GROUND, 0.0), DRAWN), NOW).name.rest)


@pytest.mark.fault("W-21")
def test_whatever_happens_the_answer_is_the_sites_own_two_seconds_later(
    quick: FlaskClient, lately: SiteContext, database: Database, clocks: Clocks, shape: str
) -> None:
    with database.writing() as session:
        constraints.put(session, [constraint("Dartmouth Park")], NOW)
    addresses = (*FEEDS, f"/areas/shape/{shape}.geojson")
    tags = {address: quick.get(address).headers["ETag"] for address in addresses}
    for happened in HAPPENINGS:
        for address, tag in tags.items():
            assert [again(quick, address, tag).status_code for _ in range(2)] == [304, 304], address
        happened(database, clocks)
        clocks.now += timedelta(minutes=1)
        clocks.wait(2)
        # A site that has just been started and believes nothing answers by itself.
        slow = reader(replace(lately, believed_s=0.0))
        statuses = []
        for address, tag in tags.items():
            answers = [again(quick, address, tag) for _ in range(2)]
            statuses.append(answers[0].status_code)
            expected = said(again(slow, address, tag))
            assert [said(each) for each in answers] == [expected, expected], (happened, address)
            tags[address] = answers[0].headers.get("ETag", tag)
        is_none_of_theirs = happened is news_of_a_neighbour
        assert (statuses == [304] * len(addresses)) == is_none_of_theirs, happened
    assert statuses == [200, 200, 200, 200, 200, 404, 200]


def test_a_drawn_area_that_is_gone_is_gone_for_readers_too(
    quick: FlaskClient, database: Database, clocks: Clocks, shape: str
) -> None:
    address = f"/areas/shape/{shape}.rss"
    tag = quick.get(address).headers["ETag"]
    assert [again(quick, address, tag).status_code for _ in range(2)] == [304, 304]
    with database.writing() as session:
        assert shapes.remove_unwatched(session, NOW + timedelta(days=1), 10) == 1
    assert again(quick, address, tag).status_code == 404


@pytest.mark.fault("W-21")
@pytest.mark.parametrize("address", FEEDS[:5])
def test_within_a_second_nothing_is_looked_up_and_the_answer_is_the_same(
    quick: FlaskClient, database: Database, clocks: Clocks, address: str
) -> None:
    tag = quick.get(address).headers["ETag"]
    for method in ("GET", "HEAD"):
        by_the_site = again(quick, address, tag, method)
        with counted(database) as sent:
            answers = [again(quick, address, tag, method) for _ in range(5)]
        assert sent == []
        assert [said(each) for each in answers] == [said(by_the_site)] * 5
        assert by_the_site.headers["X-Content-Type-Options"] == "nosniff"
        assert by_the_site.headers["ETag"] == tag
        assert by_the_site.headers["Access-Control-Allow-Origin"] == "*"
    clocks.wait(1)
    with counted(database) as sent:
        assert [again(quick, address, tag).status_code for _ in range(5)] == [304] * 5
    assert len(sent) == 1


@pytest.mark.fault("W-13")
def test_readers_who_are_answered_again_count_among_those_who_ask_too_much(lately: SiteContext) -> None:
    client = reader(replace(lately, pages_a_minute=4))
    client.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    tag = client.get(FEEDS[0]).headers["ETag"]
    statuses = [again(client, FEEDS[0], tag).status_code for _ in range(5)]
    assert statuses == [304, 304, 304, 429, 429]
    assert again(client, FEEDS[0], tag).headers["Retry-After"] == "15"


def test_another_host_address_or_tag_is_another_request(quick: FlaskClient) -> None:
    tag = quick.get(FEEDS[0]).headers["ETag"]
    assert [again(quick, FEEDS[0], tag).status_code for _ in range(2)] == [304, 304]
    evil = quick.get(FEEDS[0], headers={"If-None-Match": tag, "Host": "evil.example"})
    assert evil.status_code == 400
    assert again(quick, FEEDS[0], '"other"').status_code == 200
    assert again(quick, f"{FEEDS[0]}&types=hh", tag).status_code == 200
    assert again(quick, f"/cy{FEEDS[0]}", tag).status_code == 200
    assert again(quick, FEEDS[0], tag, "POST").status_code in (403, 405)
    assert quick.get(FEEDS[0]).status_code == 200


def test_a_database_that_cannot_be_asked_is_told_of(
    quick: FlaskClient, database: Database, clocks: Clocks
) -> None:
    tag = quick.get(FEEDS[0]).headers["ETag"]
    assert [again(quick, FEEDS[0], tag).status_code for _ in range(2)] == [304, 304]
    with database.writing() as session:
        session.connection().exec_driver_sql("DROP TABLE hold")
    clocks.wait(1)
    assert again(quick, FEEDS[0], tag).status_code == 503


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unchanged, "MOST_REQUESTS", 2)
    monkeypatch.setattr(unchanged, "LONGEST_REQUEST", 300)


@pytest.mark.usefixtures("few")
def test_only_the_latest_short_requests_are_remembered(lately: SiteContext) -> None:
    app = create_app(lately)
    client = app.test_client()
    client.environ_base["HTTP_HOST"] = BASE_URL.removeprefix("http://")
    remembered = app.wsgi_app.site._answers  # type: ignore[attr-defined]
    for address in (*FEEDS[:3], f"{FEEDS[0]}&include={'x' * 200}"):
        tag = client.get(address).headers["ETag"]
        assert [again(client, address, tag).status_code for _ in range(2)] == [304, 304]
    assert [key[2] for key in remembered] == ["/areas/ward/E05013658.json", "/areas/authority/E09000007.ics"]
